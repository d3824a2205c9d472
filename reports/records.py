"""Records one by one, with care: the way for rows that are damaged, or that only look so.

Every record that is not blank comes out once, as a row or as a reject with its line and its raw text.
"""

import csv
import json
import re
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cache

from reports.kinds import Layout
from reports.kinds.base import OWN_COLUMNS, normalise
from reports.staging import DELIMITER, MAX_DIGITS, SEPARATOR, Staging, escape
from videos.sheets.cells import unescaped

CONTROL_STANDS = "a control character (NUL, U+001E or U+001F) stands in it"
PICTURES = {0: "␀"}
MAX_CELL = 1024**2  # characters; a stray quote swallows no more than this
COUNT = re.compile(rf"[0-9]{{0,{MAX_DIGITS}}}")

csv.field_size_limit(MAX_CELL)


class Trouble(str):
    """Why a record is no row."""


@cache
def _dialect(delimiter: str) -> csv.Dialect:
    # One for all: to make it anew for every record costs more than to parse one.
    return csv.reader([], delimiter=delimiter, strict=True).dialect


def no_more() -> list[str]:
    """For records that end with their lines."""
    return []


class Records:
    """The records of some lines: for each the line it begins on, its raw text, and its cells joined by SEPARATOR.

    `before` is how many lines stand before these; `more` gives further ones, if there are any, to a record that does
    not end with them. A line without a quote is its own record, which is ten times cheaper to find out than to parse.
    """

    def __init__(self, lines: list[str], before: int, delimiter: str, more: Callable[[], list[str]] = no_more) -> None:
        self._lines = deque(lines)
        self._number = before
        self._delimiter = delimiter
        self._more = more
        self._dialect = _dialect(delimiter)

    def __iter__(self) -> Iterator[tuple[int, str, str | Trouble]]:
        delimiter, lines = self._delimiter, self._lines
        while lines:
            line = lines.popleft()
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
                self._lines.extendleft(reversed(taken[1:]))
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
        while True:
            if not self._lines:
                self._lines.extend(self._more())
            if not self._lines:
                return
            taken.append(self._lines.popleft())
            yield taken[-1]


def stager(layout: Layout, staging: Staging) -> Callable[[str], str | Trouble]:
    """Give what makes a line for COPY of a record's cells, or says why it cannot."""
    kind = layout.kind
    counters_at = [layout.position(name) for name in kind.counters]
    # A download of rejected rows escapes what a spreadsheet would run; mended, it comes back through here.
    escaped = is_mended(layout)

    def stage(text: str) -> str | Trouble:
        if "\0" in text or DELIMITER in text:
            return Trouble(CONTROL_STANDS)
        cells = text.split(SEPARATOR)
        if len(cells) != layout.width:
            return Trouble(f"{len(cells)} cells where the header has {layout.width}")
        if escaped:
            cells = [unescaped(cell) for cell in cells]
        key = cells[staging.key_at].strip()
        if not kind.key_pattern.fullmatch(key):
            return Trouble(f"“{key[:40]}” is no {kind.key_noun}" if key else f"the {kind.key_noun} is blank")
        counters = ["" if at is None else cells[at] for at in counters_at]
        if all(map(COUNT.fullmatch, counters)):
            return staging.line(cells, key=key, counts=counters, unread="")
        counts = [_count(value) or "" for value in counters]
        return staging.line(cells, key=key, counts=counts, unread=_unreadable(kind.counters, counters))

    return stage


def is_mended(layout: Layout) -> bool:
    """Whether the file is a download of rejected rows that came back."""
    return any(normalise(cell) in OWN_COLUMNS for cell in layout.header)


def refused(line: int, reason: str, raw: str) -> str:
    """Give a reject as a line for COPY."""
    # PostgreSQL's text holds no NUL: its picture stands for it.
    told = [escape(text.translate(PICTURES)) for text in (reason, raw.rstrip("\r\n"))]
    return DELIMITER.join([str(line), *[text.replace(DELIMITER, f"\\{DELIMITER}") for text in told]]) + "\n"


def _count(value: str) -> str | None:
    value = value.strip()
    return value if COUNT.fullmatch(value) else None


def _unreadable(names: Sequence[str], values: Sequence[str]) -> str:
    """Give the counters that are neither blank nor a count as JSON, or nothing."""
    kept = {name: value for name, value in zip(names, values, strict=True) if _count(value) is None}
    return json.dumps(kept) if kept else ""
