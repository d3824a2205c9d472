"""Reading what YouTube says of a spreadsheet: a file whose columns are only partly known, and which may be hostile.

`report-*.csv` has a row number and a status for each row; `errors-*.csv` has the rows that failed. It is nowhere
written how the column of the sentence is called: what is no number, key, status or cell of ours is taken for it.
"""

import re
from dataclasses import dataclass, field
from typing import NamedTuple

from sync.models import HandOverAnswer
from videos.sheets.columns import normalise
from videos.sheets.files import Unreadable, opened, text_of
from videos.sheets.layouts import TEMPLATES, Layout

Kind = HandOverAnswer.Kind
NUMBER = ("row_number", "row", "row_no", "line_number", "linenumber", "line")
STATUS = ("status", "result", "row_status")
COLUMN = ("column_name", "columnname", "column", "field", "field_name")
MESSAGE = re.compile(r"message|error|reason|detail|description_of|problem|warning")
BESIDES = ("severity", "error_code", "message_code", "messagecode", "column_number", "columnnumber", "code")
TAKEN = ("successful", "success", "succeeded", "ok", "processed", "done")
REFUSED = ("errors", "error", "failed", "failure", "rejected", "invalid")
MOST_TEXT = 2_000  # letters of a sentence
MOST_CELLS, MOST_CELL = 20, 300  # that are kept of a row that fits nothing


class Header(NamedTuple):
    """Where in a row of the answer each thing stands; None where it is not told."""

    number: int | None
    status: int | None
    column: int | None
    severity: int | None
    key: int | None
    messages: list[int]
    names: list[str]

    @property
    def kind(self) -> Kind:
        return Kind.ERRORS if self.status is None else Kind.REPORT


@dataclass(slots=True)
class Told:
    """What a row of the answer says. `line`: the number as it stands there; `doubt`: why it says nothing certain."""

    place: int
    cells: list[str]
    line: int | None = None
    key: str = ""
    refused: bool = False
    sentence: str = ""
    column: str = ""
    doubt: str = ""


@dataclass(slots=True)
class Answer:
    """All of it: which kind of file, and its rows."""

    kind: Kind
    told: list[Told] = field(default_factory=list)


def read(content: bytes, layout: str, key: str, most: int) -> Answer:
    """Read an answer about a file of `layout` whose rows begin with `key`. Unreadable, with a sentence."""
    with opened(content) as table:
        header = _header(table.header, layout, key)
        answer = Answer(header.kind)
        for place, cells in table.rows:
            texts = [text_of(cell) for cell in cells]
            if any(text.strip() for text in texts):
                answer.told.append(_told(place, texts, header))
            if len(answer.told) > most:
                raise Unreadable(f"The file has more than {most:,} rows, which no answer to one of our files has.")
    return answer


def _header(names: list[str], layout: str, key: str) -> Header:
    known = [normalise(name) for name in names]

    def place(*wanted: str) -> int | None:
        return next((known.index(name) for name in wanted if name in known), None)

    number, status, keyed = place(*NUMBER), place(*STATUS), place(key)
    if number is None and keyed is None:
        raise Unreadable(
            f"No column says which row is meant: “Row number” or “{key}”. Bring the file as YouTube gave it, as CSV."
        )
    column, severity = place(*COLUMN), place("severity")
    ours = {*TEMPLATES[Layout(layout)].columns, *BESIDES}
    taken = {number, status, column, severity, keyed}
    rest = [at for at, name in enumerate(known) if at not in taken and name not in ours]
    messages = [at for at in rest if MESSAGE.search(known[at])]
    if status is None and not messages:
        messages = rest
    return Header(number, status, column, severity, keyed, messages, names)


def _told(place: int, cells: list[str], header: Header) -> Told:
    def cell(at: int | None) -> str:
        return cells[at].strip() if at is not None and at < len(cells) else ""

    told = Told(place, [text[:MOST_CELL] for text in cells[:MOST_CELLS]], key=cell(header.key))
    number = cell(header.number)
    told.line = int(number) if number.isascii() and number.isdigit() and len(number) < 10 else None
    several = sum(bool(cell(at)) for at in header.messages) > 1
    parts = (f"{header.names[at]}: {cell(at)}" if several else cell(at) for at in header.messages if cell(at))
    told.sentence = " ".join(parts)[:MOST_TEXT].replace("\0", "")
    told.column = normalise(cell(header.column))
    status = cell(header.status).lower()
    told.refused = header.status is None or status in REFUSED
    if told.line is None and not told.key:
        told.doubt = "It does not say which row it is about."
    elif header.status is not None and not told.refused and status not in TAKEN:
        told.doubt = f"Its status is “{status[:50]}”, which is not known."
    elif cell(header.severity).lower().startswith(("warn", "info")):
        told.doubt = "It is a warning: it does not say that the row was refused."
    return told


def first_row(answer: Answer, rows: int) -> int | None:
    """Tell which number the first row below the header has in an answer about a file of `rows` rows: 1, 2, or in doubt.

    YouTube calls it the row in the template, where the header is row 1. A 1 is then the header, or it is not counted:
    only a report of all rows tells which.
    """
    numbers = {each.line for each in answer.told if each.line is not None}
    if 1 not in numbers or rows + 1 in numbers:
        return 2
    return 1 if answer.kind is Kind.REPORT and len(numbers) == rows else None
