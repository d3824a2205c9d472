"""Nobody's change is overwritten unseen: what videos hold at the moment of saving, and who changed it meanwhile."""

from collections.abc import Collection, Iterable
from typing import Any

from django.db.models import Q
from django.utils.html import format_html
from django.utils.safestring import SafeString

from videos.admin.filters import label_of
from videos.admin.wording import author, differing
from videos.fields import asset_fields
from videos.models import Change, Video

KEEP_MINE, TAKE_THEIRS, UNANSWERED = "mine", "theirs", ""


def hold(keys: Collection[int], names: Iterable[str]) -> dict[int, dict[str, Any]]:
    """Lock videos until the end of the transaction, and tell what they hold: key → field name → value.

    Where a field of the asset is among `names` the other videos of the assets are locked, too: all in the order of
    their keys, as edits lock them, so that two people never wait for each other.
    """
    names = list(names)
    rows = Q(pk__in=keys)
    if asset_fields().keys() & set(names):
        assets = Video.objects.filter(pk__in=keys).exclude(asset_id="").values_list("asset_id", flat=True)
        rows |= Q(asset_id__in=list(assets))
    Video.objects.filter(rows).lock()
    return {row["pk"]: row for row in Video.objects.filter(pk__in=keys).values("pk", *names)}


def change_to(value: Any, *, video: int, field: str) -> Change | None:
    """Give the newest change of a field in the log, if it is the one that set `value`."""
    rows = Change.objects.filter(video=video, field=field).order_by("-id").select_related("change_set__actor")
    newest = rows.first()
    return newest if newest and newest.new == value else None


def changed_meanwhile(change: Change | None, field: str, *, theirs: Any, yours: Any, choice: str) -> SafeString:
    """Say who changed a field while somebody else was at it, with both values and a choice of one of them.

    `choice` is the name of the form's input that the answer comes back in.
    """
    marked_theirs, marked_yours = differing(theirs, yours)
    option = '<label><input type="radio" name="{}" value="{}" required> {}: <q>{}</q></label>'
    return format_html(
        '<span class="meanwhile"><span>{who} changed {field} meanwhile{when}, while you had this page open. '
        'Which shall it be?</span><input type="hidden" name="{choice}" value="">{keep}{take}</span>',
        choice=choice,
        who=author(change.change_set) if change else "Somebody",
        when=f" at {change.made_at:%Y-%m-%d %H:%M} UTC" if change else "",
        field=label_of(field),
        keep=format_html(option, choice, KEEP_MINE, "Keep yours", marked_yours),
        take=format_html(option, choice, TAKE_THEIRS, "Take theirs", marked_theirs),
    )
