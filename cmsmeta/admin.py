"""The queue's own pages, with permissions asked: the ones that come with it let anybody retry and cancel."""

from django.contrib import admin
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


admin.site.unregister(ProcrastinateJob)


@admin.register(ProcrastinateJob)
class JobAdmin(BoundedAdmin, ProcrastinateJobAdmin):
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
