"""The video report: four days of one CMS, and the same rows through django-import-export."""

import os
import sys
from pathlib import Path

from rich.console import Console

from bench.database import ROOT, Database, fresh
from bench.process import ingest, run
from bench.table import Line
from samples.catalogue import Catalogue, Day
from samples.generate import report, write

LAYOUT = "v1-4"
DAMAGED = 0.0001  # rejected rows are part of a real day
MORNING = 1_700_000_000  # when the first report was delivered; each of the next comes a day later
CHANGED = Day(1, changed=0.05)
MOVED = Day(2, changed=0.02, views_moved=True)

STEPS: tuple[tuple[str, tuple[Day, ...], float], ...] = (
    ("b  first ingest", (), 8.0),
    ("c  the same file again", (), 2.5),
    ("d  5% of the videos changed", (CHANGED,), 4.0),
    ("e  every view count moved, 2% changed", (CHANGED, MOVED), 5.0),
)


def measure(directory: Path, rows: int, sample: int, console: Console) -> list[Line]:
    """The bare COPY, four days of one CMS, and `sample` rows through django-import-export."""
    with fresh("video") as database:
        lines = _days(database, directory, rows, console)
    with fresh("import_export") as database:
        lines.append(_import_export(database, directory, sample, rows, lines[1].seconds))
    return lines


def measure_memory(directory: Path, rows: int, console: Console) -> list[Line]:
    """A first ingest of ten times the rows: it must need no more memory."""
    with fresh("memory") as database:
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


def _days(database: Database, directory: Path, rows: int, console: Console) -> list[Line]:
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
    path.unlink()
    return lines


def _import_export(database: Database, directory: Path, sample: int, rows: int, ours: float) -> Line:
    """`sample` rows through a plain ModelResource, scaled to `rows` and set against the `ours` seconds they took."""
    path = deliver(directory, sample, (), day=0)
    command = [sys.executable, "-m", "bench.import_export", path, str(sample)]
    seconds = float(run(command, cwd=ROOT, env=database.environment).output) / sample * rows
    path.unlink()
    what = f"django-import-export, {sample:,} rows scaled"
    return Line(what, seconds, seconds / ours, 50, note="times as long as b", at_least=True)


def deliver(
    directory: Path,
    rows: int,
    days: tuple[Day, ...],
    *,
    day: int,
    same: Path | None = None,
    cms: str = "bench",
    seed: int = 1,
) -> Path:
    """Put a report of `rows` rows into a folder of its own, delivered `day` days after the first: `same`, if given."""
    path = directory / f"day{day}" / f"video_report_{cms}_V_{LAYOUT}.csv"
    path.parent.mkdir(exist_ok=True)
    if same:
        same.rename(path)
    else:
        write(path, report(Catalogue(seed, rows), LAYOUT, days, damaged=DAMAGED))
    os.utime(path, (MORNING + day * 86_400,) * 2)
    return path
