"""How the rows of one layout are staged: each cell stays in its place, and the signs between the cells tell them apart.

Between two facts stands U+001F; around the key and the counters stands U+001E, at which COPY parts a line into columns.
So the columns come in the order of the file, and the facts in pieces.
"""

import re
from collections.abc import Sequence

from psycopg import sql

from reports.columns import listed, named
from reports.kinds import Layout
from reports.kinds.base import Part

SEPARATOR = "\x1f"  # between two facts; no report holds it
DELIMITER = "\x1e"  # between two columns for COPY; no report holds it
MAX_DIGITS = 18  # a longer number is no count: it would not fit in 64 bits
ESCAPES = (("\\", "\\\\"), ("\n", "\\n"), ("\r", "\\r"))
COUNT = rb"[0-9]{0,%d}+" % MAX_DIGITS


class Staging:
    """The staging table of one layout: its columns, its lines for COPY, and the row that consumers see."""

    def __init__(self, layout: Layout) -> None:
        kind = layout.kind
        self.width = layout.width
        self.key_at = layout.position(kind.key)
        self._counters = {name: layout.position(name) for name in kind.counters}
        apart = {at: name for name, at in self._counters.items() if at is not None} | {self.key_at: "key"}
        facts = layout.pieces()
        self._facts = [part.name for part in facts]
        others = [Part(name, at, at + 1) for at, name in apart.items()]
        self.parts = sorted([*others, *facts], key=lambda part: (part.stop, part.start))
        self._key_may_be_blank = bool(kind.key_pattern.fullmatch(""))
        # An empty piece, for what could not be read of the counters, stands behind the last cell.
        self.line_end = "\n" if facts[-1].start < facts[-1].stop else f"{DELIMITER}\n"
        # The cells that COPY's sign stands behind.
        self.parting = [part.stop - 1 for part in self.parts[:-1] if part.stop < self.width]
        # The cells that tell a plain row, and what they look like in any number of plain rows, each on a line.
        self.told_by = sorted(apart)
        forms = [_key_form(kind.key_pattern) if apart[at] == "key" else COUNT for at in self.told_by]
        # Atomic, not "*+": Python before 3.11.5 lets such a repeat end within a row.
        self.plain = re.compile(rb"(?>%s)*" % b"".join([form + rb"\n" for form in forms]), re.MULTILINE)

    def line(self, cells: Sequence[str], *, key: str, counts: Sequence[str], unread: str) -> str:
        """Give a row as a line for COPY; `unread` goes behind the last of its facts."""
        values = dict(zip(self._counters, counts, strict=True), key=key)
        texts = []
        for name, start, stop in self.parts:
            text = values.get(name)
            if text is None:
                text = SEPARATOR.join(cells[start:stop])
                if unread and name == self._facts[-1]:
                    text = SEPARATOR.join([*cells[start:stop], unread])
            texts.append(text)
        return escape(DELIMITER.join(texts)) + "\n"

    def columns(self) -> sql.Composable:
        """The columns of the staging table as they are declared, in the order of the file."""
        types = dict.fromkeys(self._counters, "bigint") | {"key": 'text COLLATE "C"'}
        return listed(
            [sql.SQL("{} {}").format(named(part.name), sql.SQL(types.get(part.name, "text"))) for part in self.parts]
        )

    def names(self) -> sql.Composable:
        return listed([named(part.name) for part in self.parts])

    def key(self) -> sql.Composable:
        return sql.SQL("coalesce(key, '')") if self._key_may_be_blank else named("key")

    def facts(self) -> sql.Composable:
        """All facts of a row as one text, with SEPARATOR behind each. COPY took a blank one for null, as a counter."""
        pieces = [sql.SQL(r"coalesce({}, '') || E'\x1f'").format(named(name)) for name in self._facts]
        return listed(pieces, " || ")

    def pieces(self) -> sql.Composable:
        """The columns that hold the facts."""
        return listed([named(name) for name in self._facts])

    def counters(self) -> sql.Composable:
        """Every counter of the kind, each with a comma in front; null where the layout has none."""
        counters = [
            sql.SQL(", {}").format(named(name))
            if at is not None
            else sql.SQL(", NULL::bigint AS {}").format(named(name))
            for name, at in self._counters.items()
        ]
        return listed(counters, "")


def _key_form(pattern: re.Pattern[str]) -> bytes:
    """The key's pattern for a key on a line of its own, in plain letters without a space around it."""
    return rb"(?! )(?=[ -~]*+$)(?:%s)(?<! )" % pattern.pattern.encode()


def escape(text: str) -> str:
    """Give a text as COPY reads it."""
    for sign, escaped in ESCAPES:
        if sign in text:
            text = text.replace(sign, escaped)
    return text
