"""What changed, and what is still to reach YouTube: change sets, their changes, open edits."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.safestring import SafeString

from cmsmeta.lib.cells import badge, difference, link, list_url, row_link, thousands, two_lines, value_text
from cmsmeta.lib.lists import ReadOnlyAdmin
from videos.admin.acts import ChangeSetActs
from videos.admin.cells import video_link
from videos.admin.filters import ByVideoFilter, ChangesOfSetFilter, FieldFilter, label_of
from videos.fields import FIELDS
from videos.models import Change, ChangeSet, OpenEdit

SHOWN = 100


def actor_of(change_set: ChangeSet) -> str:
    """Who or what made a change set: a person, else its kind."""
    return change_set.actor.get_username() if change_set.actor else change_set.get_kind_display()


@admin.register(ChangeSet)
class ChangeSetAdmin(ChangeSetActs, ReadOnlyAdmin):
    when_empty = "Nothing has changed yet. Reports, edits and bulk actions are listed here."
    list_display = [
        "what",
        "kind",
        "who",
        "video_count",
        "changes",
        "conflicts",
        "skipped",
        "shown_status",
        "created_at",
    ]
    list_display_links = ["what"]
    list_select_related = ["actor"]
    list_filter = ["kind", "status", ("created_at", admin.DateFieldListFilter)]
    ordering = ["-created_at"]
    sortable_by = ["created_at"]
    fields = [
        "what",
        "kind",
        "shown_status",
        "who",
        "reason",
        ("video_count", "changes", "conflicts", "skipped"),
        "as_of",
        ("created_at", "finished_at"),
        ("approved_by", "approved_at"),
        "undoes",
    ]
    readonly_fields = ["what", "shown_status", "who", "video_count", "undoes", "created_at"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[ChangeSet]:
        return super().get_queryset(request).select_related("actor", "approved_by", "undo_of")

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, obj: ChangeSet | None = None, **kwargs: Any
    ) -> HttpResponse:
        if obj is not None:
            rows = Change.objects.filter(change_set=obj).select_related("video").order_by("id")
            context["changes"] = list(rows.defer("video__search", "video__extra", "video__description")[:SHOWN])
            context["report"] = getattr(obj, "report", None)
            context |= self.offered(obj, request)
            context["all_changes_url"] = list_url("videos_change", change_set=obj.pk)
            context["videos_url"] = list_url("videos_video", change_set=obj.pk)
        return super().render_change_form(request, context, *args, obj=obj, **kwargs)

    @admin.display(description="what")
    def what(self, change_set: ChangeSet) -> str:
        return change_set.label

    @admin.display(description="who")
    def who(self, change_set: ChangeSet) -> str:
        return actor_of(change_set)

    @admin.display(description="videos")
    def video_count(self, change_set: ChangeSet) -> SafeString | str:
        if not change_set.changes:
            return thousands(change_set.videos)
        return link(list_url("videos_video", change_set=change_set.pk), thousands(change_set.videos))

    @admin.display(description="status")
    def shown_status(self, change_set: ChangeSet) -> SafeString:
        return badge(change_set.status, change_set.get_status_display(), f"changeset:{change_set.pk}")

    @admin.display(description="undo of")
    def undoes(self, change_set: ChangeSet) -> SafeString | str:
        return row_link(change_set.undo_of)


@admin.register(Change)
class ChangeAdmin(ReadOnlyAdmin):
    list_display = ["made_at", "changed_video", "field_name", "old_and_new", "who", "by"]
    list_display_links = None
    list_select_related = ["video", "change_set__actor"]
    list_filter = [ChangesOfSetFilter, ByVideoFilter, FieldFilter]
    ordering = ["-id"]
    sortable_by = []

    def get_queryset(self, request: HttpRequest) -> QuerySet[Change]:
        rows = super().get_queryset(request).select_related(*self.list_select_related)
        return rows.defer("video__search", "video__extra", "video__description", "video__notes", "change_set__request")

    @admin.display(description="video")
    def changed_video(self, change: Change) -> SafeString | str:
        return video_link(change.video)

    @admin.display(description="field")
    def field_name(self, change: Change) -> str:
        return label_of(change.field)

    @admin.display(description="from what to what")
    def old_and_new(self, change: Change) -> SafeString:
        return difference(change.old, change.new)

    @admin.display(description="who")
    def who(self, change: Change) -> str:
        return actor_of(change.change_set)

    @admin.display(description="change set")
    def by(self, change: Change) -> SafeString | str:
        return row_link(change.change_set, change.change_set.label)


class EditedFieldFilter(FieldFilter):
    """Open edits are few: a field alone may pick them."""

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin) -> list[tuple[str, str]]:
        return [(name, label_of(name)) for name, field in FIELDS.items() if field.editable and field.on_youtube]


@admin.register(OpenEdit)
class OpenEditAdmin(ReadOnlyAdmin):
    when_empty = "No edit is on its way to YouTube, and none is in conflict."
    list_display = [
        "edited_video",
        "field_name",
        "base_text",
        "wanted_text",
        "theirs_text",
        "shown_state",
        "last_edit",
    ]
    list_display_links = ["field_name"]
    list_select_related = ["video", "change_set__actor"]
    list_filter = ["state", EditedFieldFilter, ByVideoFilter]
    ordering = ["-pk"]
    sortable_by = []
    fields = [
        "edited_video",
        "field_name",
        "shown_state",
        "base_text",
        "wanted_text",
        "theirs_text",
        "observed_at",
        "error",
        "by",
        ("created_at", "modified_at"),
    ]
    readonly_fields = [*fields[:6], "by", "created_at", "modified_at"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[OpenEdit]:
        rows = super().get_queryset(request).select_related(*self.list_select_related)
        return rows.defer("video__search", "video__extra", "video__description", "video__notes", "change_set__request")

    @admin.display(description="video")
    def edited_video(self, edit: OpenEdit) -> SafeString | str:
        return video_link(edit.video)

    @admin.display(description="field")
    def field_name(self, edit: OpenEdit) -> str:
        return label_of(edit.field)

    @admin.display(description="YouTube held")
    def base_text(self, edit: OpenEdit) -> str:
        return value_text(edit.base)

    @admin.display(description="we want")
    def wanted_text(self, edit: OpenEdit) -> str:
        return value_text(edit.wanted)

    @admin.display(description="YouTube holds instead")
    def theirs_text(self, edit: OpenEdit) -> str:
        return value_text(edit.theirs) if edit.state == OpenEdit.State.CONFLICT else ""

    @admin.display(description="edited")
    def last_edit(self, edit: OpenEdit) -> SafeString:
        return two_lines(actor_of(edit.change_set), f"{edit.modified_at:%Y-%m-%d %H:%M}")

    @admin.display(description="state")
    def shown_state(self, edit: OpenEdit) -> SafeString:
        return badge(edit.state, edit.get_state_display())

    @admin.display(description="last edit")
    def by(self, edit: OpenEdit) -> SafeString | str:
        return row_link(edit.change_set, edit.change_set.label)
