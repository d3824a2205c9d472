"""The rows of a spreadsheet as people look at them before they confirm it: what would change, and what is wrong."""

from dataclasses import dataclass
from typing import Any

from django.utils.safestring import SafeString

from videos.admin.filters import label_of
from videos.admin.wording import differing
from videos.models import Spreadsheet, SpreadsheetRow, Video

CHANGES, ERRORS, SKIPPED = "changes", "errors", "skipped"
SHOWN = 50


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell that changes something. `stale`: what the video holds meanwhile, where that is not what was seen."""

    field: str
    old: SafeString
    new: SafeString
    stale: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    row: SpreadsheetRow
    video: Video | None
    cells: list[Cell]
    errors: list[tuple[str, str, str]]  # column, what stands there, sentence


@dataclass(frozen=True, slots=True)
class Page:
    lines: list[Line]
    next: int | None


def page_of(sheet: Spreadsheet, shown: str, after: str) -> Page:
    """Give the rows behind line `after`, in a fixed number of queries."""
    rows = SpreadsheetRow.objects.filter(spreadsheet=sheet).order_by("line")
    if after.isascii() and after.isdigit() and len(after) < 18:
        rows = rows.filter(line__gt=int(after))
    match shown:
        case "errors":
            rows = rows.filter(errors__isnull=False)
        case "skipped":
            rows = rows.exclude(skipped="")
        case _:
            rows = rows.filter(changes__isnull=False)
    found = list(rows[: SHOWN + 1])
    fields = {name for row in found for name in row.changes or {}}
    videos = Video.objects.only("video_id", "title", *fields).in_bulk([row.video_id for row in found if row.video_id])
    compare = sheet.status == Spreadsheet.Status.READY
    lines = [_line(sheet, row, videos.get(row.video_id), compare=compare) for row in found[:SHOWN]]
    return Page(lines, found[SHOWN - 1].line if len(found) > SHOWN else None)


def _line(sheet: Spreadsheet, row: SpreadsheetRow, video: Video | None, *, compare: bool) -> Line:
    cells = [_cell(name, *values, video, compare=compare) for name, values in (row.changes or {}).items()]
    places = {column["field"]: place for place, column in enumerate(sheet.columns) if column["field"]}
    errors = [(name, _at(row.cells or [], places.get(name)), why) for name, why in (row.errors or {}).items()]
    return Line(row, video, cells, errors)


def _cell(name: str, old: Any, new: Any, video: Video | None, *, compare: bool) -> Cell:
    before, after = differing(old, new)
    holds = getattr(video, name) if video else None
    stale = differing(old, holds)[1] if compare and holds not in (old, new) else ""
    return Cell(label_of(name), before, after, stale)


def _at(cells: list[str], place: int | None) -> str:
    return cells[place] if place is not None and place < len(cells) else ""
