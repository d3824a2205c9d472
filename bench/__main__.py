"""Measure an ingest: `python -m bench --help`. Every figure is a ratio to bare work of the same machine and run."""

import argparse
import json
import os
import platform
import shutil
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from rich.console import Console
from rich.table import Table

from bench.database import ROOT, VAR_DIR, Database, fresh
from bench.process import Run, run
from samples.catalogue import Catalogue, Day
from samples.generate import report, write

LAYOUT = "v1-4"
DAMAGED = 0.0001  # rejected rows are part of a real day
MORNING = 1_700_000_000  # when the first report was delivered; each of the next comes a day later
MEMORY_MB = 150
_CHANGED = Day(1, changed=0.05)
_MOVED = Day(2, changed=0.02, views_moved=True)

STEPS: tuple[tuple[str, tuple[Day, ...], float], ...] = (
    ("b  first ingest", (), 8.0),
    ("c  the same file again", (), 2.5),
    ("d  5% of the videos changed", (_CHANGED,), 4.0),
    ("e  every view count moved, 2% changed", (_CHANGED, _MOVED), 5.0),
)


class Line(NamedTuple):
    """A line of the table: what was measured, in which unit, against which target."""

    what: str
    seconds: float
    ratio: float | None = None
    target: float | None = None
    peak_mb: float | None = None
    note: str = ""
    at_least: bool = False

    @property
    def ok(self) -> bool:
        if self.ratio is not None and self.target is not None:
            fine = self.ratio >= self.target if self.at_least else self.ratio <= self.target
        else:
            fine = True
        return fine and (self.peak_mb or 0) <= MEMORY_MB


def main(argv: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m bench", description="Measure an ingest against bare PostgreSQL.")
    parser.add_argument("--rows", type=int, default=1_000_000, help="rows of the report (1000000)")
    parser.add_argument("--ten-times", action="store_true", help="also ten times the rows, for the memory they take")
    parser.add_argument("--sample", type=int, default=2_000, help="rows through django-import-export (2000)")
    asked = parser.parse_args(argv)
    VAR_DIR.mkdir(parents=True, exist_ok=True)
    directory = Path(tempfile.mkdtemp(prefix="bench-", dir=VAR_DIR))
    console = Console(width=None if sys.stdout.isatty() else 120)
    try:
        with fresh(1) as database:
            console.print(f"{os.cpu_count()} cores, Python {platform.python_version()}, {database.facts()}")
            lines = measure(database, directory, asked.rows, console)
        with fresh(2) as database:
            lines.append(measure_import_export(database, directory, asked.sample, asked.rows, lines[1].seconds))
        if asked.ten_times:
            with fresh(3) as database:
                lines += measure_ten_times(database, directory, asked.rows * 10, console)
    finally:
        shutil.rmtree(directory)
    console.print(_table(lines, asked.rows))
    return 0


def measure(database: Database, directory: Path, rows: int, console: Console) -> list[Line]:
    """The bare COPY, then four days of one CMS."""
    path, written = deliver(directory, rows, (), day=0), ()
    bare = database.seconds_of_copy(path)
    lines = [Line("a  bare COPY into a text table", bare, 1.0, note=f"{path.stat().st_size / 1024**2:,.0f} MB")]
    for number, (what, days, target) in enumerate(STEPS):
        path = deliver(directory, rows, days, day=number, same=path if days == written else None)
        written = days
        database.settle()
        taken, told = ingest(database, path)
        console.print(f"{what}: {taken.seconds:.1f} s  {told}", highlight=False)
        lines.append(Line(what, taken.seconds, taken.seconds / bare, target, taken.peak_mb))
    return lines


def measure_import_export(database: Database, directory: Path, sample: int, rows: int, ours: float) -> Line:
    """`sample` rows through a plain ModelResource, scaled to `rows` and set against the `ours` seconds they took."""
    path = deliver(directory, sample, (), day=0)
    command = [sys.executable, "-m", "bench.import_export", path, str(sample)]
    seconds = float(run(command, cwd=ROOT, env=database.environment).output) / sample * rows
    path.unlink()
    what = f"django-import-export, {sample:,} rows scaled"
    return Line(what, seconds, seconds / ours, 50, note="times as long as b", at_least=True)


def measure_ten_times(database: Database, directory: Path, rows: int, console: Console) -> list[Line]:
    """A first ingest of ten times the rows: it must need no more memory."""
    path = deliver(directory, rows, (), day=0)
    bare = database.seconds_of_copy(path, runs=1)
    database.settle()
    taken, told = ingest(database, path)
    console.print(f"{rows:,} rows: {taken.seconds:.1f} s  {told}", highlight=False)
    path.unlink()
    return [
        Line(f"a  bare COPY, {rows:,} rows", bare, 1.0),
        Line(f"b  first ingest, {rows:,} rows", taken.seconds, taken.seconds / bare, 8.0, taken.peak_mb),
    ]


def deliver(directory: Path, rows: int, days: tuple[Day, ...], *, day: int, same: Path | None = None) -> Path:
    """Put a report of `rows` rows into a folder of its own, delivered `day` days after the first: `same`, if given."""
    path = directory / f"day{day}" / f"video_report_bench_V_{LAYOUT}.csv"
    path.parent.mkdir(exist_ok=True)
    if same:
        same.rename(path)
    else:
        write(path, report(Catalogue(1, rows), LAYOUT, days, damaged=DAMAGED))
    os.utime(path, (MORNING + day * 86_400,) * 2)
    return path


def ingest(database: Database, path: Path) -> tuple[Run, str]:
    """Ingest the report by the command, start of the process included; gives back what it counted, too."""
    command = [sys.executable, "manage.py", "ingest_reports", path, "--json", "--no-progress"]
    taken = run(command, cwd=ROOT, env=database.environment)
    told = json.loads(taken.output.splitlines()[-1])
    if told["status"] != "completed":
        raise SystemExit(f"The report was not ingested: {told}")
    counts = ("inserted", "updated", "unchanged", "folded", "rejected", "changes")
    inside = f"{told['seconds']:.1f} s of it inside the command; "
    return taken, inside + ", ".join(f"{told[name]:,} {name}" for name in counts)


def _table(lines: list[Line], rows: int) -> Table:
    table = Table(title=f"A video report of {rows:,} rows")
    for name in ("", "seconds", "ratio", "target", "peak MB", ""):
        table.add_column(name, justify="left" if not name else "right", no_wrap=True)
    for line in lines:
        sign = "≥" if line.at_least else "≤"
        table.add_row(
            line.what,
            f"{line.seconds:,.1f}",
            f"{line.ratio:.1f}" if line.ratio else "",
            f"{sign} {line.target:g}" if line.target else "",
            f"{line.peak_mb:.0f} ≤ {MEMORY_MB}" if line.peak_mb else "",
            line.note or ("ok" if line.ok else "[bold red]over[/]") if line.target is None else _verdict(line),
        )
    return table


def _verdict(line: Line) -> str:
    return f"{'ok' if line.ok else '[bold red]over[/]'} {line.note}".strip()


if __name__ == "__main__":
    sys.exit(main())
