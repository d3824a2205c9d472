"""The rows of a spreadsheet that have an error, as a file: to be mended and uploaded again."""

from collections.abc import Generator

from videos.models import Spreadsheet, SpreadsheetRow
from videos.sheets.cells import csv_header, csv_text
from videos.sheets.plan import OWN, Use

CHUNK = 1_000  # rows in memory at once


def errors_chunks(sheet: Spreadsheet) -> Generator[str, None, None]:
    """Give the CSV of the rows with an error, with the number of each and the reason before its own cells."""
    kept = [place for place, column in enumerate(sheet.columns) if column["use"] != Use.OWN]
    yield csv_header([*OWN, *(sheet.columns[place]["name"] for place in kept)])
    rows = SpreadsheetRow.objects.filter(spreadsheet=sheet, errors__isnull=False).order_by("line")
    after = 0
    while chunk := list(rows.filter(line__gt=after)[:CHUNK]):
        yield csv_text([str(row.line), _reason(row), *_cells(row, kept)] for row in chunk)
        after = chunk[-1].line


def _reason(row: SpreadsheetRow) -> str:
    return " ".join(f"{name}: {why}" for name, why in row.errors.items())


def _cells(row: SpreadsheetRow, kept: list[int]) -> list[str]:
    return [row.cells[place] if place < len(row.cells) else "" for place in kept]
