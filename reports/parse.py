"""From plain bytes to lines for COPY: finds the header, binds it by name, and sets aside what is no row.

Blocks of plain rows go through as a whole (`reports.rows`); what is not plain is read with care (`reports.records`).
"""

import csv
from collections.abc import Iterator
from itertools import islice
from typing import Any, BinaryIO

from cmsmeta.lib import late
from reports.blocks import BLOCK, Blocks, line_ends, lines_of
from reports.errors import ReportError
from reports.kinds import Layout, lacks_key, recognise
from reports.records import MAX_CELL, Records, Trouble, is_mended, refused, stager
from reports.staging import Staging

whole = late.module("reports.rows")  # and numpy with it

BYTE_ORDER_MARK = b"\xef\xbb\xbf"
MAX_COLUMNS = 1000  # PostgreSQL reads no more than 1,664 at once
HEADER_LINES = 5  # a title may stand above the header
RECORDS = 500  # of those read with care, at once


class Parsed:
    """A report being read: its layout at once, its rows as they are asked for.

    `rejects` takes what is no row, as lines for COPY. The file's `name` is a hint where a header fits several kinds;
    `size` is how many bytes are read at once; `careful` has every row read with care.
    """

    def __init__(
        self, plain: BinaryIO, rejects: BinaryIO, name: str = "", *, size: int = BLOCK, careful: bool = False
    ) -> None:
        self._blocks = Blocks(plain, size)
        self._rejects = rejects
        self.rows_read = 0
        self.rejected = 0
        self.layout: Layout | None = None
        first = b""
        while line_ends(first) < HEADER_LINES and (more := self._blocks.next()):
            first += more[1]
        first = first.removeprefix(BYTE_ORDER_MARK)
        lines = lines_of(first)
        if header := _find_header(lines[:HEADER_LINES], name):
            self.layout, self._delimiter, number = header
            self.staging = Staging(self.layout)
            self._stage = stager(self.layout, self.staging)
            self._careful = careful or is_mended(self.layout)
            self._blocks.give_back(first[len("".join(lines[:number]).encode()) :])

    def lines(self) -> Iterator[bytes]:
        """Give the rows, some lines for COPY at a time; every other record that is not blank goes to the rejects."""
        while self.layout and (given := self._blocks.next()):
            before, block = given
            plain = not self._careful and len(block) <= MAX_CELL
            if plain and (rows := whole.find_rows(block, self._delimiter, self.staging)):
                self._blocks.give_back(block[rows.begins[-1] :])
                yield from self._found(block, rows, before)
            else:
                yield from self._with_care(Records(lines_of(block), before, self._delimiter, self._more))

    def _found(self, block: bytes, rows: Any, before: int) -> Iterator[bytes]:
        """Give a block's rows, those that are not plain one by one."""
        told = 0
        for first, stop, plain in rows.runs():
            if plain:
                self.rows_read += stop - first
                yield rows.lines(first, stop)
            else:
                begin, end = rows.begins[first], rows.begins[stop]
                before, told = before + line_ends(block[told:begin]), begin
                yield from self._with_care(Records(lines_of(block[begin:end]), before, self._delimiter))

    def _with_care(self, records: Records) -> Iterator[bytes]:
        """Give the rows among the records, some at a time; none of a lot of rejects, but then the caller can stop."""
        given = iter(records)
        while some := list(islice(given, RECORDS)):
            yield "".join([self._staged(*record) for record in some]).encode()

    def _staged(self, number: int, raw: str, text: str | Trouble) -> str:
        self.rows_read += 1
        line = text if isinstance(text, Trouble) else self._stage(text)
        if isinstance(line, Trouble):
            self.rejected += 1
            self._rejects.write(refused(number, line, raw).encode())
            return ""
        return line

    def _more(self) -> list[str]:
        """Give further lines for a record that does not end with its block."""
        given = self._blocks.next()
        return lines_of(given[1]) if given else []


def _find_header(lines: list[str], name: str) -> tuple[Layout, str, int] | None:
    """Find the header among the first lines: its layout, delimiter and line. None for an empty file.

    Raises ReportError for what is no report.
    """
    keyless = None
    for number, line in enumerate(lines, start=1):
        for delimiter in _delimiters(line):
            cells = _split(line, delimiter)
            if layout := recognise(cells, name):
                if layout.width > MAX_COLUMNS:
                    raise ReportError(
                        f"The header has {layout.width:,} columns, as no report has. Deliver it as YouTube made it."
                    )
                return layout, delimiter, number
            keyless = keyless or lacks_key(cells)
    if keyless:
        raise ReportError(
            f"The {keyless.name} report has no column “{keyless.key}”. Download the report again with all its columns."
        )
    if any(line.strip() for line in lines):
        raise ReportError(
            f"This is no CMS report that we know: none of the first {HEADER_LINES} lines names the columns of one."
            " Take it out of the inbox, or deliver the report as YouTube made it."
        )
    return None


def _delimiters(line: str) -> list[str]:
    """Give the delimiters that the line has, the more frequent first."""
    return sorted([sign for sign in ",\t;" if sign in line], key=line.count, reverse=True) or [","]


def _split(line: str, delimiter: str) -> list[str]:
    try:
        return next(csv.reader([line], delimiter=delimiter, strict=True), [])
    except csv.Error:
        return []
