"""The rejected rows of a report as CSV: to be read in a spreadsheet, mended, and delivered again."""

import csv
import io
import re
from collections.abc import AsyncIterator, Iterable, Iterator
from urllib.parse import quote

from asgiref.sync import sync_to_async
from django.core.handlers.asgi import ASGIRequest
from django.db.models import Q
from django.http import HttpRequest, StreamingHttpResponse

from reports.kinds.base import OWN_COLUMNS, normalise
from reports.models import RejectedRow, Report

CHUNK = 1_000  # rows in memory at once
# A spreadsheet would run it. The ingester takes one apostrophe away again.
FORMULA = re.compile(r"'*[=+\-@\t\r]")


def rejects_response(request: HttpRequest, report: Report) -> StreamingHttpResponse:
    """Give the download of the rejected rows."""
    return csv_response(request, csv_chunks(report), f"rejected rows of {report.name}")


def csv_response(request: HttpRequest, chunks: Iterator[str], name: str) -> StreamingHttpResponse:
    """Give CSV as a download, streamed: its memory does not grow with the number of rows."""
    body = _without_blocking(chunks) if isinstance(request, ASGIRequest) else chunks
    response = StreamingHttpResponse(body, content_type="text/csv; charset=utf-8")
    name = re.sub(r"[\x00-\x1f\x7f/\\\"]", "_", f"{_stem(name)}.csv")
    plain = name.encode("ascii", "replace").decode().replace("?", "_")
    response["Content-Disposition"] = f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name)}"
    return response


def csv_chunks(report: Report) -> Iterator[str]:
    """Give the CSV of a report's rejected rows, a chunk of rows at a time, its header first."""
    own = {place for place, name in enumerate(report.header) if normalise(str(name)) in OWN_COLUMNS}
    yield csv_text([[*OWN_COLUMNS, *_without([str(name) for name in report.header], own)]])
    rows = report.rejected_rows.order_by("line", "pk")
    chunk = list(rows[:CHUNK])
    while chunk:
        yield csv_text([str(row.line), row.reason, *_without(cells(row.raw, len(report.header)), own)] for row in chunk)
        chunk = list(rows.filter(_after(chunk[-1]))[:CHUNK])


def cells(raw: str, columns: int) -> list[str]:
    """Give the cells of a raw row, as many as it has; the whole of it as one where it is no CSV."""
    delimiter = "\t" if columns > 1 and raw.count("\t") > raw.count(",") else ","
    try:
        records = list(csv.reader(io.StringIO(raw, newline=""), delimiter=delimiter, strict=True))
    except csv.Error:
        return [raw]
    return records[0] if len(records) == 1 else [raw]


def safe(cell: str) -> str:
    """Give a cell that no spreadsheet takes for a formula."""
    return f"'{cell}" if FORMULA.match(cell) else cell


def _after(row: RejectedRow) -> Q:
    # The first part is for the index on (report, line).
    return Q(line__gte=row.line) & (Q(line__gt=row.line) | Q(pk__gt=row.pk))


def _without(values: list[str], places: set[int]) -> list[str]:
    return [value for place, value in enumerate(values) if place not in places]


def csv_text(rows: Iterable[list[str]]) -> str:
    """Give rows as CSV that no spreadsheet runs."""
    text = io.StringIO(newline="")
    csv.writer(text).writerows([safe(cell) for cell in row] for row in rows)
    return text.getvalue()


def _stem(name: str) -> str:
    return re.sub(r"(\.(csv|tsv|txt|gz|zip))+$", "", name, flags=re.IGNORECASE)


async def _without_blocking(chunks: Iterator[str]) -> AsyncIterator[str]:
    """Give the chunks to an ASGI server, which would gather a plain iterator whole."""
    while (chunk := await sync_to_async(next)(chunks, None)) is not None:
        yield chunk
