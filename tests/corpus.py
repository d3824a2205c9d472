"""Hostile reports, drawn by hypothesis: every cell comes with what it means, so that the truth needs no parser.

Here are video reports, and how a report of any kind is drawn; `tests.corpus_kinds` has the other kinds. `tests.truth`
and `tests.truth_kinds` tell from the records what must become of the catalogue. Nothing of the code under test is used
here.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import chain, count
from typing import Any

from hypothesis import strategies as st

from samples.catalogue import identifier
from samples.layouts import ADS, ALIASES, V1_2, V1_4, sentence_case
from tests.delivered import Cell, Delivered, Entry, Shape, texts_of, write

_salt = count()
Cells = st.SearchStrategy[Cell]


@dataclass(frozen=True)
class Sheet:
    """How reports of one kind are drawn. `cells` gives what may stand in a column of the row about an object.

    The object is told by the salt of its CMS and a number; `key_of` gives its key.
    """

    name: str  # of its files, without the extension
    key: str
    columns: tuple[str, ...]
    always: tuple[str, ...]  # beside the key: what the kind is known by
    together: tuple[tuple[str, ...], ...]  # columns that come together or not at all
    aliases: Mapping[str, tuple[str, ...]]
    bad_keys: tuple[str, ...]
    key_of: Callable[[str, int], str]
    cells: Callable[[str, str, int], Cells]
    changeable: frozenset[str]  # what a later day may tell otherwise


COLUMNS = tuple(dict.fromkeys((*V1_4, "claimed_by_another_owner")))
CLAIM = ("claim_id", "asset_id", "claim_origin", "effective_policy", "claimed_by_this_owner")
COUNTERS = ("views", "engaged_views", "comments")
FLAGS = {*ADS, *(name for name in V1_2 if name.endswith("_allowed")), "offweb_syndicatable", "claimed_by_another_owner"}
FLAGS |= {name for name in COLUMNS if name.startswith("is_made_for_kids")}


def cells(*pairs: tuple[str, Any], odd: tuple[str, ...] = ()) -> st.SearchStrategy[Cell]:
    return st.sampled_from([*(Cell(*pair) for pair in pairs), *(Cell(text, None, True) for text in odd)])


def at(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=UTC)


WORDS = cells(("", ""), ("Music", "Music"), ("  HRB-7 ", "HRB-7"), ("zz-h4r-12-345", "zz-h4r-12-345"), ("=1+1", "=1+1"))
FLAG = cells(
    *[("Yes", True), ("no", False), (" TRUE ", True), ("0", False), ("y", True), ("", None)], odd=("Default", "2")
)
TIME = cells(
    ("", None),
    ("2021/03/04", at(2021, 3, 4)),
    ("2021-03-04", at(2021, 3, 4)),
    ("2021/03/04 05:06", at(2021, 3, 4, 5, 6)),
    (" 2021-03-04T05:06:07Z", at(2021, 3, 4, 5, 6, 7)),
    ("2021/03/04 05:06:07 UTC", at(2021, 3, 4, 5, 6, 7)),
    ("2021-03-04 05:06:07.25+02:00", at(2021, 3, 4, 3, 6, 7, 250_000)),
    odd=("04.03.2021", "2021/02/30", "2021/13/01 00:00", "yesterday", "0000/00/00", "2021/03/04 25:00", "4.4260E+04"),
)
INTEGER = cells(("", None), ("0", 0), ("184", 184), (" 007 ", 7), odd=("1.23E+09", "-5", "12,345", "9" * 25, "٣"))
PRIVACY = cells(
    ("public", "public"), ("Public", "public"), (" UNLISTED ", "unlisted"), ("", ""), ("members", "members")
)
TITLES = (
    *("Salt Harbour", "", "  two spaces  ", "-40 degrees", "=SUM(A1)", "+1", "@pier", 'she "stayed"', '"', "a,b\tc;d"),
    *("first\nsecond", "first\r\nsecond\r\n\r\nfourth", "old\rMac", "\\N", "\\.", "NULL", "'quoted'", "👩‍🎤 ünïcödé"),
    *("ｗｉｄｅ", "\u2028 and \x0b are no line ends", "\ufeffmark", "x" * 3000),
)
TITLE = st.sampled_from(TITLES).map(lambda text: Cell(text, text))
POLICY = cells(("", ""), *[(f"{act} in all countries",) * 2 for act in ("Monetize", "Track", "Block")])
UNKNOWN = ("Favourite pier", "studio-2", "claimed_status_2")
BY_COLUMN = {
    "time_uploaded": TIME,
    "time_published": TIME,
    "video_title": TITLE,
    "video_privacy_status": PRIVACY,
    "effective_policy": POLICY,
    "claimed_by_this_owner": FLAG,
    **dict.fromkeys(FLAGS, FLAG),
    **dict.fromkeys(("video_length", *COUNTERS), INTEGER),
}


def _video_key(salt: str, number: int) -> str:
    return f"{'-_a'[number % 3]}{identifier(salt, number)[1:]}"


def _video_cells(column: str, salt: str, number: int) -> Cells:
    if column == "channel_id":
        return st.sampled_from(channels(salt))
    if column == "channel_display_name":
        return st.just(Cell(f"Harbour {salt}", f"Harbour {salt}"))
    if column == "claim_id":
        # A claim belongs to one video; the same one may stand in several of its rows.
        return cells(*[(text, text.strip()) for text in ("", f"C{salt}.{number}.1", f" C{salt}.{number}.2 ")])
    return BY_COLUMN.get(column, WORDS)


def channels(salt: str) -> list[Cell]:
    whole = f"UC{identifier(salt, 'one')}{identifier(salt, 'two')}"
    bare = f"-{identifier(salt, 'three')[1:]}{identifier(salt, 'four')}"
    return [
        Cell("", None),
        Cell("UCshort", None, odd=True),
        Cell(whole, whole),
        Cell(f" {whole} ", whole),
        Cell(bare, f"UC{bare}", odd=True),
    ]


VIDEO = Sheet(
    name="video_report_{cms}_V_v1-3",
    key="video_id",
    columns=COLUMNS,
    always=("video_title",),
    together=(CLAIM, COUNTERS),
    aliases=ALIASES,
    bad_keys=("", "  ", "short", "twelve-chars", "in the mid", "ünïcödé-id-", "8.40244E+11", "Total", "abc.efghijk"),
    key_of=_video_key,
    cells=_video_cells,
    changeable=frozenset(BY_COLUMN),
)


@st.composite
def shapes(draw: st.DrawFn, sheet: Sheet) -> Shape:
    some = draw(st.lists(st.sampled_from([name for name in sheet.columns if name != sheet.key]), max_size=12))
    groups = draw(st.sets(st.sampled_from(sheet.together))) if sheet.together else ()
    columns = draw(st.permutations(list(dict.fromkeys((sheet.key, *sheet.always, *some, *chain(*groups))))))
    spell = [
        lambda name: name,
        sentence_case,
        lambda name: f"  {name.upper()} ",
        lambda name: name.replace("_", "-"),
        lambda name: sheet.aliases.get(name, (name,))[-1],
    ]
    packing = draw(st.sampled_from(("plain", "plain", "gzip", "zip", "mac zip", "gzip in zip")))
    return Shape(
        columns=tuple(columns),
        header=tuple(draw(st.sampled_from(spell))(name) for name in columns),
        unknown=tuple(draw(st.lists(st.sampled_from(UNKNOWN), unique=True, max_size=2))),
        above=tuple(draw(st.lists(st.sampled_from(("", "Report of the Harbour", '"Made, on purpose"')), max_size=3))),
        delimiter=draw(st.sampled_from(",\t")),
        newline=draw(st.sampled_from(("\n", "\r\n"))),
        bom=draw(st.booleans()),
        last_newline=draw(st.booleans()),
        packing=packing,
        extension=draw(st.sampled_from((".csv", ".csv.gz", ".csv.zip"))),  # whatever it really is
        file_name=sheet.name,
    )


@st.composite
def rows(draw: st.DrawFn, sheet: Sheet, shape: Shape, salt: str) -> dict[str, Cell]:
    """A row that can be taken, about one of a few objects, so that several speak of the same."""
    number = draw(st.integers(0, 12))
    key = sheet.key_of(salt, number)
    row = {sheet.key: Cell(draw(st.sampled_from(("", " "))) + key, key)}
    for column in shape.columns:
        if column != sheet.key:
            row[column] = draw(sheet.cells(column, salt, number))
    return row


@st.composite
def _spoiled(draw: st.DrawFn, sheet: Sheet, shape: Shape, texts: list[str]) -> str:
    """The text of a record that cannot be taken."""
    how = draw(st.sampled_from(("short", "long", "nul", "separator", *(["id"] if sheet.bad_keys else []), "quote")))
    if how == "quote" and any("\n" in text or "\r" in text for text in texts):
        how = "long"  # of a record on several lines only the line with the bad quote would be lost
    at_id = shape.columns.index(sheet.key)
    if how == "short":
        texts = texts[: draw(st.integers(1, len(texts) - 1))]
        texts[0] = texts[0] or "x"  # a single empty cell would be a blank line
    elif how == "long":
        texts = [*texts, *["more"] * draw(st.integers(1, 3))]
    elif how in ("nul", "separator"):
        sign, text = ("\0" if how == "nul" else "\x1f"), texts[at_id - 1]
        texts[at_id - 1] = text[:1] + sign + text[1:] if text.startswith('"') else text + sign
    elif how == "id":
        texts[at_id] = draw(st.sampled_from(sheet.bad_keys))
    else:
        texts[at_id] = '"closed"too early'
    return shape.delimiter.join(texts)


@st.composite
def reports(draw: st.DrawFn, max_rows: int = 25, sheet: Sheet = VIDEO) -> Delivered:
    salt = f"{next(_salt):x}"
    shape = draw(shapes(sheet))
    taken = draw(st.lists(rows(sheet, shape, salt), max_size=max_rows))
    if taken and draw(st.booleans()):
        taken.append(draw(st.sampled_from(taken)))  # the very same row again
    entries: list[Entry] = []
    for row in taken:
        unknown = {name: draw(st.sampled_from(("", "pier 7", "0"))) for name in shape.unknown}
        texts = texts_of(shape, row, unknown)
        spoil = draw(st.integers(0, 5)) == 0
        bad = draw(_spoiled(sheet, shape, texts)) if spoil else None
        entries.append((row, unknown, bad))
    blanks = draw(st.sets(st.integers(0, max_rows), max_size=3))
    return write(shape, salt, entries, blanks, unclosed=draw(st.integers(0, 4)) == 0)


@st.composite
def days(draw: st.DrawFn, sheet: Sheet = VIDEO) -> tuple[Delivered, Delivered]:
    """Two days of one CMS: on the second some rows are as they were, some changed, some gone and some new."""
    first = draw(reports(max_rows=15, sheet=sheet))
    salt, shape = first.cms, first.shape
    changeable = [name for name in shape.columns if name in sheet.changeable]
    entries: list[Entry] = []
    for record in first.records:
        fate = draw(st.sampled_from(("same", "same", "changed", "gone")))
        if record.rejected or fate == "gone":
            continue
        row = dict(record.cells)
        if fate == "changed":
            column = draw(st.sampled_from(changeable))
            row[column] = draw(sheet.cells(column, salt, 0))
        entries.append((row, record.unknown, None))
    new = draw(st.lists(rows(sheet, shape, salt), max_size=3))
    entries += [(row, dict.fromkeys(shape.unknown, ""), None) for row in new]
    return first, write(shape, salt, entries)
