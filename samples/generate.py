"""Make synthetic video reports: `python -m samples.generate --help`.

The same arguments give the same bytes. A later day of the same catalogue is asked for with `--day` and the shares
of what it changed; `--committed` makes the files that stand beside this module.
"""

import argparse
import csv
import gzip
import io
import sys
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from operator import itemgetter
from pathlib import Path

from samples import dirty
from samples.catalogue import AT, Catalogue, Day
from samples.layouts import CANONICAL, LAYOUTS, header

HERE = Path(__file__).resolve().parent
BATCH = 5_000

HARBOUR = Catalogue(seed=2, rows=400)
_SECOND = Day(1, changed=0.06, dropped=0.01, new=0.03, views_moved=True)
_THIRD = Day(2, changed=0.06, dropped=0.01, new=0.03, views_moved=True)
# Three days of one CMS, each delivered in the next version of the report; ingest them in this order.
COMMITTED: dict[str, tuple[str, tuple[Day, ...]]] = {
    "video_report_harbour_V_v1-2.csv": ("v1-2", ()),
    "video_report_harbour_V_v1-3.csv": ("v1-3", (_SECOND,)),
    "video_report_harbour_V_v1-4.csv.gz": ("v1-4", (_SECOND, _THIRD)),
}
DIRTY = "video_report_dirty_V_v1-3.csv"


def report(
    catalogue: Catalogue,
    layout: str = "v1-3",
    days: Sequence[Day] = (),
    *,
    sentence: bool = False,
    aliases: bool = False,
    damaged: float = 0.0,
) -> Iterator[bytes]:
    """A video report in pieces of some thousand rows; `damaged` is the share of rows that cannot be taken."""
    columns = LAYOUTS[layout]
    pick = itemgetter(*[AT[CANONICAL.get(name, name)] for name in columns])
    rows: Iterable[Sequence[str]] = map(pick, catalogue.rows(days))
    if damaged:
        rows = dirty.damage(rows, damaged)
    yield (",".join(header(columns, sentence=sentence, aliases=aliases)) + "\n").encode()
    rows = iter(rows)
    while batch := list(islice(rows, BATCH)):
        yield "".join([_line(row) for row in batch]).encode()


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
    yield DIRTY, dirty.report()


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
    parser = argparse.ArgumentParser(prog="python -m samples.generate", description="Make synthetic video reports.")
    parser.add_argument("path", nargs="?", type=Path, help="file to write; .gz compresses it")
    parser.add_argument("--committed", action="store_true", help="write the samples of the repository instead")
    parser.add_argument("--rows", type=int, default=1000, help="rows of the first day (1000)")
    parser.add_argument("--layout", choices=LAYOUTS, default="v1-3", help="version of the report (v1-3)")
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
    later = asked.changed or asked.dropped or asked.new or asked.views_moved
    day = Day(asked.day, asked.changed, asked.dropped, asked.new, asked.views_moved)
    pieces = report(
        Catalogue(asked.seed, asked.rows),
        asked.layout,
        [day] if later else [],
        sentence=asked.sentence_case,
        aliases=asked.aliases,
        damaged=asked.damaged,
    )
    print(f"{write(asked.path, pieces):,} bytes (expanded) in {asked.path}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
