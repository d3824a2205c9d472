"""The edits of a hand-over as people look at them: page by page, and as CSV."""

from collections.abc import Generator
from dataclasses import dataclass

from django.db.models import Exists, F, OuterRef, QuerySet, Subquery

from cmsmeta.lib.cells import value_text
from cmsmeta.lib.patience import within
from sync.models import HandOver, HandOverAnswer, HandOverRow
from sync.push.routes import name_of
from videos.models import OpenEdit
from videos.sheets.cells import csv_header, csv_text

SHOWN = 100
CHUNK = 1_000
MILLISECONDS = 2_000
State = HandOverRow.State


@dataclass(frozen=True, slots=True)
class Line:
    """One edit: its row, its field by name, what YouTube was asked to hold, in words, and the conflict it is in."""

    row: HandOverRow
    field: str
    wanted: str
    conflict: int | None


@dataclass(frozen=True, slots=True)
class Page:
    """Some edits, and where the next page begins; "" at the end."""

    lines: list[Line]
    next: str


def page_of(hand_over: HandOver, state: str, after: str) -> Page:
    """Give the edits of a hand-over in one state, behind the one that `after` names: video and field."""
    rows = _rows(hand_over, state)
    video, _, field = after.partition(":")
    if video.isascii() and video.isdigit() and len(video) < 19:
        rows = rows.filter(video_id__gte=int(video)).exclude(video_id=int(video), field__lte=field)
    rows = rows.annotate(conflict=Subquery(_conflicts().values("pk")))
    found = list(rows.select_related("video", "file").defer("video__search", "video__extra")[: SHOWN + 1])
    shown = [Line(row, name_of(row.field), value_text(row.wanted), row.conflict) for row in found[:SHOWN]]
    more = len(found) > SHOWN
    return Page(shown, f"{shown[-1].row.video_id}:{shown[-1].row.field}" if more else "")


def outdated(hand_over: HandOver) -> int:
    """Count the edits that people have changed since the files were made; 0 where that takes too long to count."""
    edits = OpenEdit.objects.filter(video=OuterRef("video"), field=OuterRef("field"))
    changed = hand_over.edit_rows.filter(state=State.WAITING).filter(
        Exists(edits.exclude(wanted=OuterRef("wanted"))) | ~Exists(edits)
    )
    return within(MILLISECONDS, changed.count) or 0


def disputed(hand_over: HandOver) -> int:
    """Count the edits that are in conflict, so that YouTube's word does not end them; 0 where that takes too long."""
    waiting = hand_over.edit_rows.filter(Exists(_conflicts()), state__in=[State.WAITING, State.ACCEPTED])
    return within(MILLISECONDS, waiting.count) or 0


def _conflicts() -> QuerySet[OpenEdit]:
    edits = OpenEdit.objects.filter(state=OpenEdit.State.CONFLICT)
    return edits.filter(video=OuterRef("video"), field=OuterRef("field"))


def rows_chunks(hand_over: HandOver, state: str) -> Generator[str, None, None]:
    """Give the CSV of the edits, for people: what a spreadsheet program would run has an apostrophe before it."""
    yield csv_header(["file", "row", "video_id", "key", "field", "wanted", "state", "why"])
    rows = _rows(hand_over, state).annotate(file_name=F("file__name"), youtube_id=F("video__video_id"))
    names = ("file_name", "line", "youtube_id", "key", "field", "wanted", "state", "error")
    chunk = []
    for name, line, video, key, field, wanted, found, error in rows.values_list(*names).iterator(CHUNK):
        chunk.append([name or "", line or "", video or "", key, field, value_text(wanted), State(found).label, error])
        if len(chunk) == CHUNK:
            yield csv_text(chunk)
            chunk = []
    yield csv_text(chunk)


def strays_chunks(answer: HandOverAnswer) -> Generator[str, None, None]:
    """Give the CSV of the rows of an answer that fit none of ours, each with the reason."""
    yield csv_header(["row", "reason"])
    for stray in answer.strays.iterator(CHUNK):
        yield csv_text([[stray.line, stray.reason, *stray.cells]])


def _rows(hand_over: HandOver, state: str) -> QuerySet[HandOverRow]:
    rows = HandOverRow.objects.filter(hand_over=hand_over).order_by("video_id", "field")
    return rows.filter(state=state) if state else rows
