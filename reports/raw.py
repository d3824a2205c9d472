"""Rows as delivered: what the reports say of one object, and the rows of reports that are not merged."""

from collections.abc import Callable, Generator, Iterable
from dataclasses import dataclass
from datetime import datetime

from django.http import HttpRequest, StreamingHttpResponse

from reports.kinds import Layout, recognise
from reports.models import Report, Sighting, SnapshotRow, UnmergedRow
from reports.rejects import csv_response
from videos.models import Feed
from videos.sheets.cells import csv_header, csv_text

SEPARATOR = "\x1f"  # between the cells of a kept row
SHOWN = 20  # rows of one object
PAGE = 100  # rows of a report
CHUNK = 1_000  # rows in memory at once


@dataclass(frozen=True)
class Said:
    """A row that a feed told last of an object. `still`: the later moment as of which it told the same."""

    report: Report
    line: int
    cells: list[tuple[str, str]]
    still: datetime | None
    gone: bool


def said(key: str, kinds: Iterable[str]) -> list[Said]:
    """Give the rows that reports of these kinds told last of the object with this key."""
    feeds = {feed.pk: feed for feed in Feed.objects.filter(kind__in=list(kinds))}
    rows = SnapshotRow.objects.filter(feed__in=list(feeds), key=key).order_by("feed", "line")[:SHOWN]
    rows = list(rows.select_related("report"))
    gone = Sighting.objects.filter(feed__in=list(feeds), key=key, gone_since__isnull=False)
    gone_from = set(gone.values_list("feed", flat=True))
    told = []
    for row in rows:
        as_of, missing = feeds[row.feed_id].as_of, row.feed_id in gone_from
        still = as_of if as_of and not missing and as_of > row.report.as_of else None
        told.append(Said(row.report, row.line, _facts(row), still, missing))
    return told


def _layout(report: Report) -> Layout | None:
    return recognise([str(cell) for cell in report.header], report.name)


def _facts(row: SnapshotRow) -> list[tuple[str, str]]:
    """The cells of a row with their headers. Behind them may stand what could not be read of the counters."""
    layout = _layout(row.report)
    names = [layout.header[at] for at in layout.facts()] if layout else []
    return list(zip(names, row.facts.split(SEPARATOR), strict=False))


def page_of(report: Report, after: int) -> tuple[list[list[str]], int | None]:
    """Give the rows behind line `after` of a report that is not merged, and the line to go on behind, if any is."""
    rows = list(report.unmerged_rows.filter(line__gt=after).order_by("line")[: PAGE + 1])
    cells_of = _cells_of(report)
    shown = [[str(row.line), *cells_of(row)] for row in rows[:PAGE]]
    return shown, rows[PAGE - 1].line if len(rows) > PAGE else None


def _cells_of(report: Report) -> Callable[[UnmergedRow], list[str]]:
    """Give what puts a kept row together again: its key stands apart from its other cells."""
    layout = _layout(report)
    key_at = layout.position(layout.kind.key) if layout else 0

    def cells(row: UnmergedRow) -> list[str]:
        told = row.facts.split(SEPARATOR)
        return [*told[:key_at], row.key, *told[key_at:]][: len(report.header)]

    return cells


def rows_response(request: HttpRequest, report: Report) -> StreamingHttpResponse:
    """Give the rows of a report that is not merged as CSV, streamed."""
    return csv_response(request, _chunks(report), f"rows of {report.name}")


def _chunks(report: Report) -> Generator[str, None, None]:
    yield csv_header([str(name) for name in report.header])
    cells_of, after = _cells_of(report), 0
    while rows := list(report.unmerged_rows.filter(line__gt=after).order_by("line")[:CHUNK]):
        yield csv_text([cells_of(row) for row in rows])
        after = rows[-1].line
