"""Make synthetic reports of every kind: `python -m samples.generate --help`.

The same arguments give the same bytes. A later day of the same catalogue is asked for with `--day` and the shares
of what it changed; `--committed` makes the files that stand beside this module.
"""

import argparse
import csv
import gzip
import io
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import islice
from operator import itemgetter
from pathlib import Path
from typing import NamedTuple

from samples import assets, claims, dirty, finance
from samples.catalogue import AT, Catalogue, Day
from samples.layouts import ALIASES_OF, CANONICAL, LAYOUTS_OF, TITLED, canonical, header

HERE = Path(__file__).resolve().parent
BATCH = 5_000

Rows = Callable[[Catalogue, Sequence[Day]], Iterator[dict[str, str] | None]]


class Kind(NamedTuple):
    """Where the rows of a kind come from, the column that a row cannot do without, and how many videos a row takes."""

    rows: Rows
    key: str
    newest: str
    videos_a_row: int


# The video report has a way of its own: it is the largest, and was there first.
KINDS: dict[str, Kind] = {
    "asset": Kind(assets.asset_rows, "asset_id", "a3", 3),
    "conflict": Kind(assets.conflict_rows, "asset_id", "a3", 24),
    "claim": Kind(claims.claim_rows, "claim_id", "1.2", 2),
    "reference": Kind(assets.reference_rows, "reference_id", "a1", 3),
    "finance": Kind(finance.money_rows, "video_id", "claim_raw", 3),
    "shorts": Kind(finance.shorts_rows, "video_id", "monthly_shorts_non_music_ads_video_summary", 6),
}
NAMES: dict[str, dict[str, tuple[str, ...]]] = {**LAYOUTS_OF, "shorts": LAYOUTS_OF["finance"]}

HARBOUR = Catalogue(seed=2, rows=400)
_SECOND = Day(1, changed=0.06, dropped=0.01, new=0.03, views_moved=True)
_THIRD = Day(2, changed=0.06, dropped=0.01, new=0.03, views_moved=True)
# Three days of one CMS, each delivered in the next version of the report; ingest them in this order.
COMMITTED: dict[str, tuple[str, tuple[Day, ...]]] = {
    "video_report_harbour_V_v1-2.csv": ("v1-2", ()),
    "video_report_harbour_V_v1-3.csv": ("v1-3", (_SECOND,)),
    "video_report_harbour_V_v1-4.csv.gz": ("v1-4", (_SECOND, _THIRD)),
}
# What else the same CMS delivers on these days: kind, layout, days.
_MONTH = f"YouTube_harbour_M_{finance.MONTH}01_{finance.MONTH}30"
ALSO_COMMITTED: dict[str, tuple[str, str, tuple[Day, ...]]] = {
    "asset_full_report_harbour_L_v1-1.csv": ("asset", "web", (_SECOND,)),
    "asset_full_report_harbour_L_v1-3.csv": ("asset", "a3", (_SECOND, _THIRD)),
    "asset_conflict_report_harbour_L_v1-3.csv": ("conflict", "a3", (_SECOND, _THIRD)),
    "claim_report_harbour_C.csv": ("claim", "1.2", (_SECOND, _THIRD)),
    "YouTube_harbour_F_20250701.csv": ("reference", "a1", (_SECOND, _THIRD)),
    **{
        f"{_MONTH}_{layout}_v1-1.csv": ("shorts" if "shorts" in layout else "finance", layout, (_SECOND, _THIRD))
        for layout in LAYOUTS_OF["finance"]
    },
}
DIRTY = "video_report_dirty_V_v1-3.csv"
DIRTY_ASSETS = "asset_full_report_dirty_L_v1-2.csv"
DIRTY_CLAIMS = "claim_report_dirty_C.csv"


def report(
    catalogue: Catalogue,
    layout: str = "v1-3",
    days: Sequence[Day] = (),
    *,
    kind: str = "video",
    limit: int | None = None,
    sentence: bool = False,
    aliases: bool = False,
    damaged: float = 0.0,
) -> Iterator[bytes]:
    """A report in pieces of some thousand rows; `damaged` is the share of rows that cannot be taken.

    `limit` cuts the first day of a kind other than video to so many rows.
    """
    columns = NAMES[kind][layout]
    rows = _videos(catalogue, columns, days) if kind == "video" else _others(kind, catalogue, columns, days, limit)
    if damaged and kind == "video":
        rows = dirty.damage(rows, damaged)
    elif damaged:
        rows = dirty.damage(rows, damaged, columns.index(KINDS[kind].key), 0)
    title = f"{layout.replace('_', ' ').capitalize()} of harbour\n" if layout in TITLED else ""
    names = header(columns, sentence=sentence, aliases=aliases, names=ALIASES_OF.get(kind, {}))
    yield (title + ",".join(names) + "\n").encode()
    rows = iter(rows)
    while batch := list(islice(rows, BATCH)):
        yield "".join([_line(row) for row in batch]).encode()


def _videos(catalogue: Catalogue, columns: Sequence[str], days: Sequence[Day]) -> Iterable[Sequence[str]]:
    pick = itemgetter(*[AT[CANONICAL.get(name, name)] for name in columns])
    return map(pick, catalogue.rows(days))


def _others(
    kind: str, catalogue: Catalogue, columns: Sequence[str], days: Sequence[Day], limit: int | None
) -> Iterable[Sequence[str]]:
    pick = itemgetter(*[canonical(kind, name) for name in columns])
    return map(pick, rows_of(kind, catalogue, days, limit))


def rows_of(
    kind: str, catalogue: Catalogue, days: Sequence[Day] = (), limit: int | None = None
) -> Iterator[dict[str, str]]:
    """Rows by the names of their columns: those of the first day's first `limit` that still stand, then the new."""
    rows = KINDS[kind].rows
    yield from filter(None, islice(rows(catalogue, days), limit))
    for place, day in enumerate(days):
        new = None if limit is None else round(day.new * limit)
        yield from filter(None, islice(rows(catalogue.added(day), days[place + 1 :]), new))


def _line(row: Sequence[str]) -> str:
    """One row of CSV; three times as fast as `csv.writer`, which only the rows with something to quote need."""
    line = ",".join(row)
    if line.count(",") == len(row) - 1 and '"' not in line and "\n" not in line and "\r" not in line:
        return line + "\n"
    quoted = io.StringIO(newline="")
    csv.writer(quoted, lineterminator="\n").writerow(row)
    return quoted.getvalue()


def committed() -> Iterator[tuple[str, bytes]]:
    """Name and content of each file that stands beside this module."""
    for name, (layout, days) in COMMITTED.items():
        content = b"".join(report(HARBOUR, layout, days))
        # No time in the gzip header: the same content, the same bytes.
        yield name, gzip.compress(content, mtime=0) if name.endswith(".gz") else content
    for name, (kind, layout, days) in ALSO_COMMITTED.items():
        yield name, b"".join(report(HARBOUR, layout, days, kind=kind))
    yield DIRTY, dirty.report()
    yield DIRTY_ASSETS, dirty.asset_report()
    yield DIRTY_CLAIMS, dirty.claim_report()


def write(path: Path, pieces: Iterable[bytes]) -> int:
    """Write `pieces` to `path`, gzipped if its name ends in .gz; gives back the bytes before compression."""
    size = 0
    with path.open("wb") as plain:
        file = gzip.GzipFile(filename="", fileobj=plain, mode="wb", mtime=0) if path.suffix == ".gz" else plain
        for piece in pieces:
            file.write(piece)
            size += len(piece)
        file.close()
    return size


def _arguments() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m samples.generate", description="Make synthetic reports of a CMS.")
    parser.add_argument("path", nargs="?", type=Path, help="file to write; .gz compresses it")
    parser.add_argument("--committed", action="store_true", help="write the samples of the repository instead")
    parser.add_argument("--kind", choices=["video", *KINDS], default="video", help="kind of report (video)")
    parser.add_argument("--rows", type=int, default=1000, help="rows of the first day (1000)")
    parser.add_argument(
        "--videos", type=int, help="instead of --rows: all that goes with `--kind video --rows` of this number"
    )
    parser.add_argument("--layout", help=f"version of the report ({_layouts()})")
    parser.add_argument("--seed", type=int, default=1, help="another seed, another catalogue (1)")
    parser.add_argument("--day", type=int, default=1, help="number of the later day; another day changes others (1)")
    parser.add_argument("--changed", type=float, default=0.0, help="share of videos with another title, policy, …")
    parser.add_argument("--dropped", type=float, default=0.0, help="share of videos that are gone")
    parser.add_argument("--new", type=float, default=0.0, help="share of videos that are new")
    parser.add_argument("--views-moved", action="store_true", help="every view count moved")
    parser.add_argument("--sentence-case", action="store_true", help="header as in `Video ID`")
    parser.add_argument("--aliases", action="store_true", help="header with the other names of columns")
    parser.add_argument("--damaged", type=float, default=0.0, help="share of rows that cannot be taken")
    return parser


def _layouts() -> str:
    return "; ".join(f"{kind}: {' '.join(layouts)}" for kind, layouts in NAMES.items() if kind != "shorts")


def main(argv: Sequence[str] | None = None) -> int:
    parser = _arguments()
    asked = parser.parse_args(argv)
    if asked.committed:
        for name, content in committed():
            (HERE / name).write_bytes(content)
            print(f"{len(content):>9,} bytes  {HERE / name}")
        return 0
    if asked.path is None:
        parser.error("say which file to write, or --committed")
    layout = asked.layout or ("v1-3" if asked.kind == "video" else KINDS[asked.kind].newest)
    if layout not in NAMES[asked.kind]:
        parser.error(f"--layout of the {asked.kind} report is one of: {', '.join(NAMES[asked.kind])}")
    later = asked.changed or asked.dropped or asked.new or asked.views_moved
    day = Day(asked.day, asked.changed, asked.dropped, asked.new, asked.views_moved)
    enough = 1 if asked.kind == "video" else KINDS[asked.kind].videos_a_row
    pieces = report(
        Catalogue(asked.seed, asked.videos or asked.rows * enough),
        layout,
        [day] if later else [],
        kind=asked.kind,
        limit=None if asked.videos else asked.rows,
        sentence=asked.sentence_case,
        aliases=asked.aliases,
        damaged=asked.damaged,
    )
    print(f"{write(asked.path, pieces):,} bytes (expanded) in {asked.path}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
