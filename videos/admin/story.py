"""The history of a video as a story: who or what, when, which fields, from what to what, and why."""

from dataclasses import dataclass
from itertools import groupby
from operator import attrgetter
from typing import Any

from django.contrib import admin
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from cmsmeta.lib.cells import value_text
from videos.admin.filters import label_of
from videos.admin.wording import author, differing
from videos.models import Change, ChangeSet, Video
from videos.undo import UNDOABLE

ROWS = 200  # of the change log on a page

Kind = ChangeSet.Kind
DID = {
    Kind.REPORT: "said:",
    Kind.PULL: "said:",
    Kind.EDIT: "changed",
    Kind.BULK: "changed, with many others,",
    Kind.IMPORT: "changed, by a spreadsheet,",
    Kind.RESOLVE: "decided a conflict, and so changed",
    Kind.RULE: "changed, by a rule,",
    Kind.UNDO: "took back",
}


@dataclass(frozen=True, slots=True)
class Act:
    """What one change set did to one video."""

    change_set: ChangeSet
    changes: list[Change]
    undoable: bool

    @property
    def who(self) -> str:
        told = self.change_set.as_of
        return f"{author(self.change_set)} of {told:%Y-%m-%d %H:%M}" if told else author(self.change_set)

    @property
    def did(self) -> str:
        return DID[Kind(self.change_set.kind)]

    @property
    def when(self) -> Any:
        return self.changes[0].made_at

    @property
    def fields(self) -> list[SafeString]:
        """Give a phrase for each field: its name, from what, to what."""
        return [_phrase(change) for change in self.changes]


def story(video: Video, before: int | None = None) -> tuple[list[Act], int | None]:
    """Give what happened to a video, newest first, and the row of the log before which the next page begins.

    `before` is such a row. None comes back where the story ends. It costs the same however long the story is.
    """
    rows = Change.objects.filter(video=video).order_by("-id").select_related("change_set__actor")
    if before is not None:
        rows = rows.filter(id__lt=before)
    found = list(rows.defer("change_set__request")[: ROWS + 1])
    groups = [list(group) for _, group in groupby(found, attrgetter("change_set_id"))]
    more = len(found) > ROWS
    if more and len(groups) > 1:
        groups.pop()  # the page may end in its midst
    keys = [group[0].change_set_id for group in groups]
    over = ChangeSet.objects.filter(undo_of__in=keys, request__left__count=0)
    undone = set(over.values_list("undo_of", flat=True))
    acts = [Act(group[0].change_set, group[::-1], _is_undoable(group[0].change_set, undone)) for group in groups]
    return acts, groups[-1][-1].pk if more else None


class StoryAdmin(admin.ModelAdmin):
    """Tells the story of a video where Django shows its own log of a row."""

    def history_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        video = self.get_object(request, unquote(object_id))
        if video is None:
            return self._get_obj_does_not_exist_redirect(request, self.opts, object_id)
        if not self.has_view_or_change_permission(request, video) or not request.user.has_perm("videos.view_changeset"):
            raise PermissionDenied
        before = request.GET.get("before", "")
        acts, older = story(video, int(before) if before.isdecimal() and len(before) < 19 else None)
        context = {
            **self.admin_site.each_context(request),
            "title": f"What happened to {video}",
            "object": video,
            "opts": self.opts,
            "acts": acts,
            "older": older,
            "is_first_page": not before,
            "first_seen": ChangeSet.objects.filter(pk=video.first_seen_id).first() if older is None else None,
            "may_undo": request.user.has_perm("videos.undo_changeset"),
            **(extra_context or {}),
        }
        return TemplateResponse(request, "admin/videos/video/story.html", context)


def _is_undoable(change_set: ChangeSet, undone: set[int]) -> bool:
    applied = change_set.status == ChangeSet.Status.APPLIED
    return applied and change_set.kind in UNDOABLE and change_set.pk not in undone


def _phrase(change: Change) -> SafeString:
    old, new = differing(change.old, change.new)
    return format_html(
        "<strong>{}</strong> from {} to {}", label_of(change.field), _quoted(change.old, old), _quoted(change.new, new)
    )


def _quoted(value: Any, marked: SafeString) -> SafeString | str:
    """Quote a text; what is no text, or nothing, is said as it is."""
    if isinstance(value, str) and value or isinstance(value, list) and value:
        return format_html("<q>{}</q>", marked)
    return value_text(value)
