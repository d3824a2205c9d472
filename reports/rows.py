"""The rows of a whole block at once: where they stand, and which of them need no second look.

numpy finds the delimiters, line ends and quotes of hundreds of rows together, which is many times cheaper than to go
from row to row. What it finds odd is left to `reports.records`.
"""

from collections.abc import Iterator
from itertools import pairwise
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from reports.blocks import CR, LF
from reports.staging import DELIMITER, SEPARATOR, Staging

QUOTE = ord('"')
# What stands for a byte that is left out, and for line ends within quotes, until the lines are copied.
NOTHING, INNER_LF, INNER_CR = b"\0\x1d\x1c"
CONTROLS = (NOTHING, INNER_LF, INNER_CR, ord(DELIMITER), ord(SEPARATOR))
COPIED = ((b"\0", b""), (b"\\", b"\\\\"), (b"\x1d", b"\\n"), (b"\x1c", b"\\r"))
WITHIN_QUOTES = np.arange(256, dtype=np.uint8)
WITHIN_QUOTES[[LF, CR]] = INNER_LF, INNER_CR

Bytes = NDArray[np.uint8]
Places = NDArray[np.int64]


class Rows:
    """The rows of a block: where each begins in it and, behind the last, where the unfinished one does."""

    def __init__(self, lines: Bytes, begins: Places, plain: NDArray[np.bool_], line_end: bytes) -> None:
        self._lines, self.begins, self._plain, self._line_end = lines, begins, plain, line_end

    def runs(self) -> Iterator[tuple[int, int, bool]]:
        """Give the rows that stand together and are all plain, or none: the first, the one behind the last, which."""
        turns = (np.flatnonzero(np.diff(self._plain)) + 1).tolist()
        for first, stop in pairwise((0, *turns, len(self._plain))):
            yield first, stop, bool(self._plain[first])

    def lines(self, first: int, stop: int) -> bytes:
        """Give plain rows that stand together as lines for COPY, from `first` to before `stop`."""
        lines = self._lines[self.begins[first] : self.begins[stop]].tobytes()
        for sign, copied in COPIED:
            lines = lines.replace(sign, copied)
        return lines if self._line_end == b"\n" else lines.replace(b"\n", self._line_end)


class Signs(NamedTuple):
    """What parts the cells and rows of a block."""

    ends: Places  # of cells
    last: Places  # which of `ends` are ends of rows
    dropped: Places  # quotes and CRs that belong to no cell
    kept: Places  # delimiters and line ends within quotes
    odd: Places  # what makes a row be no plain one


def find_rows(block: bytes, delimiter: str, staging: Staging) -> Rows | None:
    """Give the rows of a block that begins with a row; None where its quoting is broken or no row of it ends."""
    if not block.endswith(b"\n"):
        return None
    block = b"\n" + block  # so each row stands between two line ends
    buffer = np.frombuffer(block, np.uint8)
    parting = buffer == ord(delimiter)
    signs = _signs(block, buffer, parting)
    if signs is None or len(signs.last) < 2:
        return None
    row_ends = signs.ends[signs.last]
    plain = np.diff(signs.last) == staging.width
    plain[np.searchsorted(row_ends, signs.odd[signs.odd < row_ends[-1]]) - 1] = False
    lines = buffer + parting.view(np.uint8) * np.uint8((ord(SEPARATOR) - ord(delimiter)) % 256)
    lines[signs.kept] = WITHIN_QUOTES[buffer[signs.kept]]
    lines[signs.dropped] = NOTHING
    firsts = signs.last[:-1] + 1
    rows = np.flatnonzero(plain)
    plain[rows[_unlike(lines, signs.ends, firsts[rows], staging)]] = False
    lines[signs.ends[firsts[plain, np.newaxis] + staging.parting]] = ord(DELIMITER)
    return Rows(lines[1:], row_ends, plain, staging.line_end.encode())


def _unlike(lines: Bytes, ends: Places, firsts: Places, staging: Staging) -> list[int]:
    """Which of the rows that begin with these cells have a key or a counter that is not in its plain form."""
    if not len(firsts):
        return []
    cells = (firsts[:, np.newaxis] + staging.told_by).ravel()
    starts = ends[cells - 1] + 1
    sizes = ends[cells] - starts + 1
    stops = np.cumsum(sizes)
    told = lines[np.arange(stops[-1]) + np.repeat(starts - stops + sizes, sizes)]
    told[stops - 1] = LF
    text = told.tobytes().replace(b"\0", b"")
    unlike, row, at = [], 0, 0
    while (end := staging.plain.match(text, at).end()) < len(text):
        row += text.count(b"\n", at, end) // len(staging.told_by)
        unlike.append(row)
        row += 1
        for _ in staging.told_by:
            end = text.index(b"\n", end) + 1
        at = end
    return unlike


def _signs(block: bytes, buffer: Bytes, parting: NDArray[np.bool_]) -> Signs | None:
    found = parting | (buffer == LF)
    quoted, returns = b'"' in block, b"\r" in block
    if quoted:
        found |= buffer == QUOTE
    if returns:
        found |= buffer == CR
    at = np.flatnonzero(found)
    sign = buffer[at]
    outside = np.ones(len(at), np.bool_)
    dropped, kept, odd = [], [], [np.flatnonzero(buffer == control) for control in CONTROLS if control in block]
    if quoted:
        quotes = sign == QUOTE
        if not _is_proper(at, np.flatnonzero(quotes)):
            return None
        inside = (np.cumsum(quotes, dtype=np.uint8) & 1).view(np.bool_)
        outside = ~(inside | quotes)
        kept.append(at[inside & ~quotes])
        dropped.append(_around_cells(at, sign, np.flatnonzero(quotes)))
    if returns:
        cr = sign == CR
        paired = cr & outside
        paired[paired] = buffer[at[paired] + 1] == LF
        odd.append(at[cr & outside & ~paired])
        dropped.append(at[paired])
        outside &= ~cr
    return Signs(at[outside], np.flatnonzero(sign[outside] == LF), _all(dropped), _all(kept), _all(odd))


def _is_proper(at: Places, quotes: Places) -> bool:
    """Whether each cell that has quotes begins and ends with one; those within it are doubled.

    So every other quote follows a delimiter, a line end or a quote, and the ones between are followed by one.
    """
    opening, closing = quotes[::2], quotes[1::2]
    follows = at[opening] - at[opening - 1] == 1
    is_followed = at[closing + 1] - at[closing] == 1
    return bool(follows.all() and is_followed.all())


def _around_cells(at: Places, sign: Bytes, quotes: Places) -> Places:
    """The quotes that belong to no cell: all but the second one of two within a cell."""
    stays = np.zeros(len(quotes), np.bool_)
    stays[::2] = sign[quotes[::2] - 1] == QUOTE
    return at[quotes[~stays]]


def _all(places: list[Places]) -> Places:
    return np.concatenate(places) if places else np.empty(0, np.int64)
