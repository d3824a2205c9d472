"""Reading what a person brings as a spreadsheet: CSV or XLSX, of unknown making, and possibly hostile."""

import csv
import io
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, time
from itertools import islice
from typing import Any, NamedTuple

from cmsmeta.lib import late

openpyxl = late.module("openpyxl")

MOST_COLUMNS = 300
ABOVE = 100  # rows among which the header is looked for
MOST_LETTERS = 50_000  # of a cell
MOST_PARTS = 1_000
MOST_EXPANDED = 512 * 1024**2  # bytes of an XLSX file
MOST_IN_MEMORY = 128 * 1024**2  # bytes of those of its parts that are read whole
ZIP, OLD_EXCEL = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
UTF16 = (b"\xff\xfe", b"\xfe\xff")
# What openpyxl and what is under it raise for a workbook that is none; XML that does not parse is a SyntaxError.
BROKEN = (
    *(zipfile.BadZipFile, zlib.error, SyntaxError, LookupError, ValueError, TypeError, AttributeError),
    *(EOFError, OSError, NotImplementedError, AssertionError),
)
SAVE_AS = "Save it as “CSV UTF-8”, or as XLSX, and upload that."
DAMAGED = "The file is damaged: it cannot be read as XLSX. Open it in your spreadsheet program and save it anew."


class Unreadable(ValueError):
    """The file cannot be taken; the text is a sentence that says why and what to do."""


class Damaged(NamedTuple):
    """A cell whose text is not what the person meant; `why` is a sentence."""

    text: str
    why: str


Cell = str | Damaged
Rows = Iterator[tuple[int, list[Cell]]]


class Table(NamedTuple):
    header: list[str]
    rows: Rows


@contextmanager
def opened(content: bytes) -> Iterator[Table]:
    """Give the header and the rows of a file, each with its number as spreadsheets count. Unreadable, also midway."""
    try:
        rows = _xlsx(content) if content.startswith(ZIP) else _csv(content)
        line, header = next(((line, cells) for line, cells in islice(rows, ABOVE) if any(map(text_of, cells))), (0, []))
        names = [text_of(cell).strip() for cell in header]
        if not any(names):
            raise Unreadable("The file is empty: its first row has to name the columns.")
        yield Table(names, rows)
    except UnicodeDecodeError:
        raise Unreadable(
            f"The file is not written in UTF-8, so that letters outside English would be lost. {SAVE_AS}"
        ) from None
    except csv.Error as error:
        if "field larger" in str(error) or "end of data" in str(error):
            raise Unreadable("A cell does not end: a quotation mark is missing in the file.") from None
        raise Unreadable(f"The file is no CSV that can be read ({error}). {SAVE_AS}") from None


def text_of(cell: Cell) -> str:
    return cell.text if isinstance(cell, Damaged) else cell


# CSV ------------------------------------------------------------------------------------------------
def _csv(content: bytes) -> Rows:
    if content.startswith(UTF16):
        raise Unreadable(f"The file is written in UTF-16, as “Unicode text” of Excel is. {SAVE_AS}")
    if content.startswith(OLD_EXCEL):
        raise Unreadable(
            "This is a workbook of an old Excel (.xls), or one with a password. Save it as XLSX without one."
        )
    if b"\0" in content:
        raise Unreadable(f"The file holds NUL bytes: it is no text, or written in UTF-16. {SAVE_AS}")
    text = io.TextIOWrapper(io.BytesIO(content), encoding="utf-8-sig", newline="")
    delimiter = _delimiter(text.readline())
    text.seek(0)
    reader = csv.reader(text, delimiter=delimiter, strict=True)
    # A cell may hold several lines of the file; a spreadsheet counts rows.
    for line, cells in enumerate(reader, start=1):
        _refuse_wide(len(cells))
        yield line, [_bounded(cell) for cell in cells]


def _delimiter(line: str) -> str:
    """Tell what stands between cells by the first line: a German Excel writes semicolons."""
    return max(",;\t", key=lambda sign: (line.count(sign), sign == ","))


def _refuse_wide(columns: int) -> None:
    if columns > MOST_COLUMNS:
        raise Unreadable(f"A row has {columns:,} cells, and {MOST_COLUMNS} are the most: is it the right file?")


def _bounded(text: str) -> Cell:
    if len(text) > MOST_LETTERS:
        return Damaged(text[:100] + "…", f"It is longer than {MOST_LETTERS:,} letters, which no field takes.")
    return text


# XLSX -----------------------------------------------------------------------------------------------
def _xlsx(content: bytes) -> Rows:
    _refuse_bomb(content)
    try:
        # Formulas are wanted as such: a value that Excel once worked out may be old.
        book = openpyxl.load_workbook(io.BytesIO(content), read_only=True, keep_links=False)
        sheets = [sheet for sheet in book.worksheets if sheet.sheet_state == "visible"]
        if not sheets:
            raise Unreadable("The workbook has no sheet that is visible.")
        line, header = 0, None
        for sheet in sheets:
            sheet.reset_dimensions()  # a file may state any
            for number, cells in enumerate(sheet.iter_rows(max_col=_width(sheet)), start=1):
                row = _trimmed([_xlsx_cell(cell) for cell in cells])
                _refuse_wide(len(row))
                line += 1
                if number == 1:
                    # Further sheets go on with the first, as our own exports do; others are notes.
                    if header is not None and row != header:
                        break
                    header, again = row, header is not None
                    if again:
                        continue
                yield line, row
    except Unreadable:
        raise
    except BROKEN as error:
        raise Unreadable(DAMAGED) from error


def _width(sheet: Any) -> int:
    """Give how many cells of a row are looked at: what no header stands above says nothing."""
    widths = [
        len(_trimmed(list(row))) for row in sheet.iter_rows(max_row=ABOVE, max_col=MOST_COLUMNS + 1, values_only=True)
    ]
    return max(1, *widths) if widths else 1


def _refuse_bomb(content: bytes) -> None:
    """Hold the archive to what it says of itself; zipfile reads no more of a part than is said."""
    try:
        parts = zipfile.ZipFile(io.BytesIO(content)).infolist()
    except zipfile.BadZipFile:
        raise Unreadable(DAMAGED) from None
    whole = sum(part.file_size for part in parts if not part.filename.startswith("xl/worksheets/sheet"))
    if (
        len(parts) > MOST_PARTS
        or sum(part.file_size for part in parts) > MOST_EXPANDED
        or whole > MOST_IN_MEMORY
        or any(part.flag_bits & 1 for part in parts)
    ):
        raise Unreadable(
            "The workbook expands to more than a spreadsheet of this size can need, or is protected by a password. "
            "Save the sheet as CSV UTF-8 and upload that."
        )


def _xlsx_cell(cell: Any) -> Cell:
    value = cell.value
    match value:
        case None:
            return ""
        case str():
            if getattr(cell, "data_type", "") == "f":
                return Damaged(value[:100], "This cell holds a formula. Copy it, and paste it as a value.")
            if getattr(cell, "data_type", "") == "e":
                return Damaged(value, f"The spreadsheet program could not work this cell out ({value}).")
            if "\0" in value:
                return Damaged(value.replace("\0", ""), "The cell holds a NUL, which no field takes.")
            return _bounded(value)
        case bool():
            return "yes" if value else "no"
        case int():
            return str(value)
        case float():
            return str(int(value)) if value.is_integer() and abs(value) < 1e15 else f"{value:.15G}"
        case date() | time():
            return Damaged(str(value), "The spreadsheet program has made a date of this. Format the column as text.")
        case _:
            return Damaged(str(value)[:100], "This is no text. Format the column as text.")


def _trimmed(cells: list[Any]) -> list[Any]:
    while cells and cells[-1] in ("", None):
        cells.pop()
    return cells
