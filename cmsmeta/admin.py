"""Pages of models that others made, where what they come with allows too much: users, and the queue's jobs."""

from django.contrib import admin
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.models import User
from django.db.models import QuerySet
from django.http import HttpRequest
from procrastinate.contrib.django.admin import ProcrastinateJobAdmin
from procrastinate.contrib.django.models import ProcrastinateEvent, ProcrastinateJob

from cmsmeta.lib.lists import BoundedAdmin

PERMISSION = "procrastinate.change_procrastinatejob"


class EventInline(admin.TabularInline):
    model = ProcrastinateEvent
    fields = readonly_fields = ["type", "at"]
    ordering = ["-at"]
    extra = 0
    can_delete = False

    def has_add_permission(self, request: HttpRequest, *args: object) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, *args: object) -> bool:
        return False


admin.site.unregister([User, ProcrastinateJob])


@admin.register(User)
class PersonAdmin(UserAdmin):
    """Only a superuser makes or alters one: else whoever edits users could become anything."""

    def get_readonly_fields(self, request: HttpRequest, obj: User | None = None) -> list[str]:
        fields = list(super().get_readonly_fields(request, obj))
        return fields if request.user.is_superuser else [*fields, "is_superuser"]

    def has_change_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        return super().has_change_permission(request, obj) and _may_touch(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        return super().has_delete_permission(request, obj) and _may_touch(request, obj)


def _may_touch(request: HttpRequest, person: User | None) -> bool:
    return request.user.is_superuser or person is None or not person.is_superuser


@admin.register(ProcrastinateJob)
class JobAdmin(BoundedAdmin, ProcrastinateJobAdmin):
    """The queue's own let anybody retry and cancel."""

    list_filter = ["status"]
    ordering = ["-pk"]
    sortable_by = []
    inlines = [EventInline]
    actions = ["retry", "cancel", "abort"]

    def has_manage_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm(PERMISSION)

    @admin.action(description="Run again", permissions=["manage"])
    def retry(self, request: HttpRequest, queryset: QuerySet[ProcrastinateJob]) -> None:
        super().retry(request, queryset)

    @admin.action(description="Cancel where it waits", permissions=["manage"])
    def cancel(self, request: HttpRequest, queryset: QuerySet[ProcrastinateJob]) -> None:
        super().cancel(request, queryset)

    @admin.action(description="Cancel, also where it runs", permissions=["manage"])
    def abort(self, request: HttpRequest, queryset: QuerySet[ProcrastinateJob]) -> None:
        super().abort(request, queryset)
