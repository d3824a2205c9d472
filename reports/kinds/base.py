"""How a kind of report is described: its columns, what they are called elsewhere, and where they go."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import NamedTuple


class Type(StrEnum):
    """How the text of a cell is read. An unreadable value becomes null and is kept raw beside the row."""

    TEXT = "text"  # as delivered
    WORD = "word"  # without the white space around it
    LOWER = "lower"  # a vocabulary that YouTube spells in several cases
    STATUS = "status"  # that of a claim: routedForReview and ROUTED_FOR_REVIEW are one
    FLAG = "flag"  # yes or no
    CLAIMED = "claimed"  # what yes or no says of the status of a claim
    INTEGER = "integer"
    TIME = "time"  # naive is UTC
    ISRC = "ISRC"  # its twelve signs, however they are spelled; what has another form stays as delivered
    CHANNEL = "channel"  # a channel ID, with or without its UC
    IDS = "ids"  # several, with white space between them
    NAMES = "names"  # several, with | between them


MAX_PIECE = 8  # facts
ANYTHING = re.compile(r"[^\x1e\x1f\n]*")  # the form of a key that nobody checks


@dataclass(frozen=True)
class Column:
    """One column: `target` is the field it fills, None where it is known and not kept (it can be derived)."""

    name: str
    type: Type = Type.WORD
    target: str | None = None
    aliases: tuple[str, ...] = ()
    claim: str | None = None  # the field of Claim that it fills
    asset: str | None = None  # the field of Asset that it fills
    conflict: str | None = None  # the field of OwnershipConflict that it fills
    implies: tuple[tuple[str, Type], ...] = ()  # further fields that it fills where no column tells them, and how read
    kept: bool = False  # no field takes it, so it stays in the video's `extra`, like a column that we do not know


@dataclass(frozen=True)
class Kind:
    """A kind of report. `key` is the column that names the object a row speaks of, in the form of `key_pattern`."""

    name: str
    key: str
    key_noun: str  # what the key is, in the sentence that rejects a row: “the video ID is blank”
    key_pattern: re.Pattern[str]
    columns: tuple[Column, ...]
    counters: tuple[str, ...]
    recognised_by: frozenset[str]  # beside the key, one of these tells this kind from the others
    versions: tuple[tuple[str, str], ...]  # (column, version): the first column present tells the version
    file_name: re.Pattern[str]
    merged: bool = True  # otherwise its rows are kept as delivered, and that is all
    by_header: Mapping[str, Column] = field(init=False)

    def __post_init__(self) -> None:
        names = {name: column for column in self.columns for name in (column.name, *column.aliases)}
        object.__setattr__(self, "by_header", names)


class Part(NamedTuple):
    """Neighbouring cells that make one column of the staging table, from `start` to before `stop`."""

    name: str
    start: int
    stop: int


@dataclass(frozen=True)
class Layout:
    """A kind as one file lays it out. Positions count from 0 in the file's rows."""

    kind: Kind
    version: str
    header: tuple[str, ...]
    columns: tuple[Column | None, ...]  # one a cell; None where we do not know the column
    warnings: tuple[str, ...] = ()

    @property
    def width(self) -> int:
        return len(self.header)

    def position(self, name: str) -> int | None:
        """Give where the column stands, or None."""
        for index, column in enumerate(self.columns):
            if column is not None and column.name == name:
                return index
        return None

    def kept(self) -> dict[str, int]:
        """Give the positions of the columns that no field takes, each by the one name that `extra` keeps it under.

        A header without a Latin letter or a digit, or one that stands twice, is named by its place.
        """
        names: dict[str, int] = {}
        for at, (cell, column) in enumerate(zip(self.header, self.columns, strict=True)):
            if column is None or column.kept:
                name = normalise(cell)
                names[name if name and name not in names else f"{name or 'column'}_{at + 1}"] = at
        return {name: at for name, at in names.items() if name not in OWN_COLUMNS}

    def facts(self) -> list[int]:
        """Give the positions of everything but the key and the counters: what a digest is made of."""
        apart = {self.position(self.kind.key), *(self.position(name) for name in self.kind.counters)}
        return [index for index in range(self.width) if index not in apart]

    def pieces(self) -> list[Part]:
        """Give the facts as runs of neighbours, at least one run; it is empty where there are no facts.

        No run is long, since to find a cell in it means to step over all that are before it.
        """
        runs: list[list[int]] = []
        for at in self.facts():
            if runs and at == runs[-1][-1] + 1 and len(runs[-1]) < MAX_PIECE:
                runs[-1].append(at)
            else:
                runs.append([at])
        parts = [Part(f"facts_{run[0]}", run[0], run[-1] + 1) for run in runs]
        return parts or [Part(f"facts_{self.width}", self.width, self.width)]


def normalise(header: str) -> str:
    """Give a header as we write ours: lower case, words joined by one underscore."""
    return re.sub(r"[^0-9a-z]+", "_", header.lstrip("\ufeff").strip().lower()).strip("_")


def lay_out(kind: Kind, cells: Sequence[str]) -> Layout:
    """Bind a header's cells to the kind's columns by name; the first of two equal names counts."""
    columns: list[Column | None] = []
    names = [normalise(cell) for cell in cells]
    warnings = []
    taken: set[str] = set()
    for cell, name in zip(cells, names, strict=True):
        column = kind.by_header.get(name)
        if column is not None and column.name in taken:
            warnings.append(f"The column “{cell.strip()}” stands twice; the first one was read.")
            column = None
        elif column is None and cell.strip() and name not in OWN_COLUMNS and kind.merged:
            warnings.append(f"The column “{cell.strip()}” is not known; its values are kept with each {kind.name}.")
        if column is not None:
            taken.add(column.name)
        columns.append(column)
    version = next((version for name, version in kind.versions if name in taken), "")
    return Layout(kind, version, tuple(cells), tuple(columns), tuple(warnings))


# The columns that a download of rejected rows carries in front of the original ones.
OWN_COLUMNS = ("reject_line", "reject_reason")
