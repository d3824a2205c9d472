"""From plain bytes to lines for COPY: finds the header, binds it by name, and sets aside what is no row.

Every record that is not blank comes out once, as a row or as a reject with its line and its raw text.
"""

import csv
import io
import json
import re
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from itertools import chain
from operator import itemgetter
from typing import BinaryIO

from reports.errors import ReportError
from reports.kinds import Layout, lacks_key, recognise
from reports.kinds.base import OWN_COLUMNS, normalise

SEPARATOR = "\x1f"  # between the cells of a staged row; no report holds it
DELIMITER, NULL = "\x1e", "\\N"  # of the lines for COPY
CONTROL_STANDS = "a control character (NUL, U+001E or U+001F) stands in it"
PICTURES = {0: "␀"}
BLOCK = 256 * 1024  # bytes
MAX_LINE = 16 * 1024**2  # bytes
MAX_CELL = 1024**2  # characters; a stray quote swallows no more than this
MAX_COLUMNS = 1000  # PostgreSQL reads no more than 1,664 at once
HEADER_LINES = 5  # a title may stand above the header
ESCAPES = (("\\", "\\\\"), ("\n", "\\n"), ("\r", "\\r"), (DELIMITER, f"\\{DELIMITER}"))
ESCAPED = re.compile(r"^'(?='*[=+\-@\t\r])")

csv.field_size_limit(MAX_CELL)


# A line for COPY, in the order of the staging table's columns: number of the line, key, facts, the kind's counters, and
# the reason and raw text of a reject.
Line = str


class Trouble(str):
    """Why a record is no row."""


def _blocks(plain: BinaryIO) -> Iterator[list[str]]:
    """Give the file's lines, a block at a time. ReportError where they are not UTF-8, or where one never ends."""
    rest, number = b"", 0
    for data in chain(iter(partial(plain.read, BLOCK), b""), [None]):
        block = rest if data is None else rest + data
        # A lone CR ends a line too, but one at the end of a block may be half of a CRLF.
        end = len(block) if data is None else (block.rfind(b"\n") + 1 or block.rfind(b"\r", 0, -1) + 1)
        block, rest = block[:end], block[end:]
        if len(rest) > MAX_LINE:
            raise ReportError(f"Line {number + 1} is longer than {MAX_LINE:,} bytes: this is no report.")
        try:
            text = block.decode("utf-8-sig" if number == 0 else "utf-8")
        except UnicodeDecodeError as error:
            line = number + block.count(b"\n", 0, error.start) + 1
            raise ReportError(
                f"Line {line} is not UTF-8 (byte {block[error.start]:#04x})."
                " Save the file as “CSV UTF-8” and deliver it again."
            ) from error
        lines = io.StringIO(text, newline="").readlines()
        number += len(lines)
        if lines:
            yield lines


class Records:
    """The records of a file: for each the line it begins on, from 1, its raw text, and its cells joined by SEPARATOR.

    A line without a quote is its own record, which is ten times cheaper to find out than to parse.
    """

    def __init__(self, first: list[str], blocks: Iterator[list[str]], *, skip: int, delimiter: str) -> None:
        self._source = chain(first[skip:], chain.from_iterable(blocks))
        self._back: deque[str] = deque()  # lines that a stray quote had swallowed
        self._number = skip
        self._delimiter = delimiter
        # One dialect for all: to make it anew for every record costs more than to parse one.
        self._dialect = csv.reader([], delimiter=delimiter, strict=True).dialect

    def __iter__(self) -> Iterator[tuple[int, str, str | Trouble]]:
        delimiter, source, back = self._delimiter, self._source, self._back
        while (line := back.popleft() if back else next(source, None)) is not None:
            self._number += 1
            if '"' in line:
                yield self._quoted(line)
            elif text := line.rstrip("\r\n"):
                yield self._number, line, text.replace(delimiter, SEPARATOR)

    def _quoted(self, line: str) -> tuple[int, str, str | Trouble]:
        number, taken = self._number, [line]
        try:
            cells = self._parse([line])
        except csv.Error:  # it may go on on the next line
            try:
                cells = self._parse(self._keep(taken))
            except csv.Error as error:
                # A stray quote may have swallowed good rows: only the line it stands on is lost to it.
                self._back.extendleft(reversed(taken[1:]))
                return number, line, Trouble(f"broken quoting: {error}")
            self._number += len(taken) - 1
        raw = "".join(taken)
        if SEPARATOR in raw:
            return number, raw, Trouble(CONTROL_STANDS)
        return number, raw, SEPARATOR.join(cells)

    def _parse(self, lines: Iterable[str]) -> list[str]:
        return next(csv.reader(lines, self._dialect))

    def _keep(self, taken: list[str]) -> Iterator[str]:
        yield taken[0]
        while (line := self._back.popleft() if self._back else next(self._source, None)) is not None:
            taken.append(line)
            yield line


class Parsed:
    """A report being read: its layout at once, its rows as they are asked for."""

    def __init__(self, plain: BinaryIO) -> None:
        self._blocks = _blocks(plain)
        self._first = next(self._blocks, [])
        # A header that ends the file without a line end is a block of its own.
        while len(self._first) < HEADER_LINES and (more := next(self._blocks, None)):
            self._first += more
        self.rows_read = 0
        self.rejected = 0
        self.layout: Layout | None = None
        if header := _find_header(self._first[:HEADER_LINES]):
            self.layout, self._delimiter, self._header_at = header

    def lines(self) -> Iterator[Line]:
        """Give every record that is not blank: the good ones staged, the others with the reason and the raw text."""
        if self.layout is None:
            return
        stage = _stager(self.layout)
        records = Records(self._first, self._blocks, skip=self._header_at, delimiter=self._delimiter)
        for number, raw, text in records:
            self.rows_read += 1
            line = text if isinstance(text, Trouble) else stage(number, text)
            if isinstance(line, Trouble):
                self.rejected += 1
                line = _reject(number, line, raw, counters=len(self.layout.kind.counters))
            yield line


def _escape(text: str) -> str:
    for sign, escaped in ESCAPES:
        text = text.replace(sign, escaped)
    return text


def _reject(line: int, reason: str, raw: str, *, counters: int) -> Line:
    # PostgreSQL's text holds no NUL: its picture stands for it.
    told = [_escape(text.translate(PICTURES)) for text in (reason, raw.rstrip("\r\n"))]
    return DELIMITER.join([str(line), *[NULL] * (2 + counters), *told]) + "\n"


def _stager(layout: Layout) -> Callable[[int, str], Line | Trouble]:
    """Give what makes a line for COPY of a record's text, or says why it cannot. It runs once a row: it is flat."""
    separators = layout.width - 1
    kind = layout.kind
    key_at = layout.position(kind.key)
    is_key = kind.key_pattern.fullmatch
    # An empty cell is added behind each row: it stands for the counters that this layout lacks.
    counters_at = [-1 if at is None else at for at in map(layout.position, kind.counters)]
    counters_of = _picker(counters_at)
    # The cells behind the last of these stay one text: no row is split further than it must be.
    last = max(key_at, *counters_at) + 1
    apart = {key_at, *counters_at}
    kept = [at for at in range(min(last + 1, layout.width)) if at not in apart]
    # A download of rejected rows escapes what a spreadsheet would run; mended, it comes back through here.
    escaped = any(normalise(cell) in OWN_COLUMNS for cell in layout.header)

    def stage(number: int, text: str) -> Line | Trouble:
        if "\0" in text or DELIMITER in text:
            return Trouble(CONTROL_STANDS)
        if text.count(SEPARATOR) != separators:
            return Trouble(f"{text.count(SEPARATOR) + 1} cells where the header has {separators + 1}")
        if escaped:
            text = SEPARATOR.join([ESCAPED.sub("", cell) for cell in text.split(SEPARATOR)])
        cells = text.split(SEPARATOR, last)
        facts = SEPARATOR.join([cells[at] for at in kept])
        if "\\" in facts or "\n" in facts or "\r" in facts:
            facts = _escape(facts)
        key = cells[key_at].strip()
        if not is_key(key):
            return Trouble(f"“{key[:40]}” is no {kind.key_noun}" if key else f"the {kind.key_noun} is blank")
        cells.append("")
        counters = counters_of(cells)
        digits = "".join(counters)
        unread = ""
        if counters and not (
            digits.isdigit() and digits.isascii() and (len(digits) < 19 or max(map(len, counters)) < 19)
        ):
            unread = _escape(_unreadable(kind.counters, counters))
            counters = tuple(map(_count, counters))
        counts = "".join([f"{count or NULL}\x1e" for count in counters])
        return f"{number}\x1e{key}\x1e{facts}\x1f{unread}\x1e{counts}{NULL}\x1e{NULL}\n"

    return stage


def _picker(places: Sequence[int]) -> Callable[[Sequence[str]], tuple[str, ...]]:
    """Give what takes the cells at these places out of a row."""
    if len(places) > 1:
        return itemgetter(*places)
    return lambda cells: tuple(cells[at] for at in places)


def _count(value: str) -> str | None:
    value = value.strip()
    return value if value.isascii() and value.isdigit() and len(value) < 19 else None


def _unreadable(names: Sequence[str], values: Sequence[str]) -> str:
    """Give the counters that are neither blank nor a count as JSON, or nothing."""
    kept = {name: value for name, value in zip(names, values, strict=True) if value.strip() and _count(value) is None}
    return json.dumps(kept) if kept else ""


def _find_header(lines: list[str]) -> tuple[Layout, str, int] | None:
    """Find the header among the first lines: its layout, delimiter and line. None for an empty file.

    Raises ReportError for what is no report.
    """
    keyless = None
    for number, line in enumerate(lines, start=1):
        for delimiter in _delimiters(line):
            cells = _split(line, delimiter)
            if layout := recognise(cells):
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
