"""What a cell of a spreadsheet asks for: its text, taken as the value of a field."""

import csv
import io
import re
from collections.abc import Iterable
from functools import lru_cache
from typing import Any

from videos.fields import FIELDS, Field, Form
from videos.rules import LISTS_BY, normalised, problems, rule_of

CLEAR = "[clear]"
BETWEEN_NAMES = re.compile(rf"(?<!\\){re.escape(LISTS_BY)}")
FORMULA = re.compile(r"'*[-=+@\t\r\n]")
ESCAPED = re.compile(r"'+[-=+@\t\r\n]")
ROUNDED = re.compile(r"\s*-?\d+(?:[.,]\d+)?[eE]\+?\d+\s*")
CODES = frozenset({"upc", "isrc", "eidr", "custom_id", "third_party_video_id"})
FLAGS = {
    **dict.fromkeys(("yes", "true", "1", "y", "on"), True),
    **dict.fromkeys(("no", "false", "0", "n", "off"), False),
}
# What neither XML nor a line of text can carry, and so may be lost on the way through a spreadsheet.
LOST = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


class Refused(ValueError):
    """The text is a sentence that says what is wrong with a cell, and what to do."""


def safe(text: str) -> str:
    """Give a cell that no spreadsheet takes for a formula."""
    return f"'{text}" if FORMULA.match(text) else text


def csv_header(names: Iterable[str]) -> str:
    """Give the first line of a CSV, marked as UTF-8: else Excel takes it for something else, and spoils titles."""
    return "\ufeff" + csv_text([names])


def csv_text(rows: Iterable[Iterable[Any]]) -> str:
    """Give rows as CSV in which no spreadsheet takes a cell for a formula."""
    text = io.StringIO(newline="")
    csv.writer(text).writerows([safe(str(cell)) for cell in row] for row in rows)
    return text.getvalue()


def unescaped(text: str) -> str:
    """Take the apostrophe away that keeps a spreadsheet from running a cell."""
    return text[1:] if ESCAPED.match(text) else text


def plain(text: str) -> str:
    """Give a text as it comes back from a spreadsheet program that somebody only opened and saved."""
    return LOST.sub("", text).replace("\r\n", "\n").replace("\r", "\n").strip()


def value_of(name: str, text: str, held: Any) -> Any:
    """Give what a cell sets its field to, in the field's JSON form. Refused, with a sentence.

    `held` is what the video holds: a code that lost only its leading zeros was not meant.
    """
    if name in CODES:
        _refuse_damage(name, text, held)
    return _value(name, text)


@lru_cache(maxsize=20_000)
def _value(name: str, text: str) -> Any:
    field = FIELDS[name]
    value = normalised(name, _cleared(field) if text.strip().lower() == CLEAR else _meant(field, text))
    try:
        value = field.accept(value)
    except ValueError as error:
        raise Refused(str(error)) from None
    if wrong := problems(name, value):
        raise Refused(" ".join(wrong))
    return value


def _meant(field: Field, text: str) -> Any:
    match field.form:
        case Form.TEXTS:
            return [name.replace(f"\\{LISTS_BY}", LISTS_BY) for name in BETWEEN_NAMES.split(text)]
        case Form.FLAG | Form.YES_NO:
            flag = FLAGS.get(text.strip().lower())
            if flag is None:
                raise Refused(f"“{text}” is neither yes nor no.")
            return flag
        case _:
            choices = rule_of(field.name).choices
            named = {word.casefold(): key for key, label in choices.items() for word in (key, label)}
            return named.get(text.strip().casefold(), text.strip())


def _cleared(field: Field) -> Any:
    if field.form is Form.TEXTS:
        return []
    if field.form is Form.TEXT:
        return ""
    raise Refused("It is yes or no, and cannot be cleared.")


def _refuse_damage(name: str, text: str, held: Any) -> None:
    if ROUNDED.fullmatch(text):
        raise Refused(
            f"Excel has rounded this number ({text.strip()}): its last digits are lost. Format the column as text, and "
            "enter it again."
        )
    bare = text.strip()
    if name == "upc" and isinstance(held, str) and bare != held and bare == held.lstrip("0"):
        raise Refused(
            f"The spreadsheet program has dropped the zeros before {bare}: the video holds {held}. Format the column "
            "as text, or leave the cell blank."
        )
