"""The rejected rows of a report as CSV: to be read in a spreadsheet, mended, and delivered again."""

import csv
import io
import re
from collections.abc import Generator

from django.db.models import Q
from django.http import HttpRequest, StreamingHttpResponse

from cmsmeta.lib.downloads import download
from reports.kinds.base import OWN_COLUMNS, normalise
from reports.models import RejectedRow, Report
from videos.sheets.cells import csv_header, csv_text

CHUNK = 1_000  # rows in memory at once


def rejects_response(request: HttpRequest, report: Report) -> StreamingHttpResponse:
    """Give the download of the rejected rows."""
    return csv_response(request, csv_chunks(report), f"rejected rows of {report.name}")


def csv_response(request: HttpRequest, chunks: Generator[str, None, None], name: str) -> StreamingHttpResponse:
    """Give CSV as a download, streamed: its memory does not grow with the number of rows."""
    return download(request, chunks, f"{_stem(name)}.csv", "text/csv; charset=utf-8")


def csv_chunks(report: Report) -> Generator[str, None, None]:
    """Give the CSV of a report's rejected rows, a chunk of rows at a time, its header first."""
    own = {place for place, name in enumerate(report.header) if normalise(str(name)) in OWN_COLUMNS}
    yield csv_header([*OWN_COLUMNS, *_without([str(name) for name in report.header], own)])
    rows = report.rejected_rows.order_by("line", "pk")
    chunk = list(rows[:CHUNK])
    while chunk:
        yield csv_text([str(row.line), row.reason, *_without(cells(row.raw, len(report.header)), own)] for row in chunk)
        chunk = list(rows.filter(_after(chunk[-1]))[:CHUNK])


def cells(raw: str, columns: int) -> list[str]:
    """Give the cells of a raw row, as many as it has; the whole of it as one where it is no CSV."""
    delimiter = max(",\t;", key=raw.count) if columns > 1 else ","
    try:
        records = list(csv.reader(io.StringIO(raw, newline=""), delimiter=delimiter, strict=True))
    except csv.Error:
        return [raw]
    return records[0] if len(records) == 1 else [raw]


def _after(row: RejectedRow) -> Q:
    # The first part is for the index on (report, line).
    return Q(line__gte=row.line) & (Q(line__gt=row.line) | Q(pk__gt=row.pk))


def _without(values: list[str], places: set[int]) -> list[str]:
    return [value for place, value in enumerate(values) if place not in places]


def _stem(name: str) -> str:
    return re.sub(r"(\.(csv|tsv|txt|gz|zip))+$", "", name, flags=re.IGNORECASE)
