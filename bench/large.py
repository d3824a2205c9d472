"""What the size of the catalogue costs: the same report beside many videos and beside ten times as many, and how
quick the list of videos is meanwhile.
"""

import subprocess
import sys
from pathlib import Path

from rich.console import Console

from bench.database import ROOT, Database, fresh
from bench.process import ingest, run
from bench.table import Line
from bench.video import CHANGED, MOVED, deliver

DAYS = (("all of it new", ()), ("5% changed", (CHANGED,)), ("every view moved, 2% changed", (CHANGED, MOVED)))
SLOWER = 1.5
LIST_SLOWER = 2.0


def measure(directory: Path, few: int, many: int, rows: int, console: Console) -> list[Line]:
    """A report of `rows` rows on catalogues of `few` and `many` videos; the list while a million rows go in."""
    beside_few = _three_days(directory, few, rows, console)
    with fresh("large") as database:
        fill(database, many)
        beside_many = _days(database, directory, many, rows, console)
        lists = _list_meanwhile(database, directory, rows * 10, console)
    lines = []
    for (what, _), small, large in zip(DAYS, beside_few, beside_many, strict=True):
        lines.append(Line(f"{rows:,} rows beside {few:,} videos, {what}", small, 1.0))
        lines.append(Line(f"{rows:,} rows beside {many:,} videos, {what}", large, large / small, SLOWER))
    return lines + lists


def _three_days(directory: Path, videos: int, rows: int, console: Console) -> list[float]:
    with fresh("small") as database:
        fill(database, videos)
        return _days(database, directory, videos, rows, console)


def _days(database: Database, directory: Path, videos: int, rows: int, console: Console) -> list[float]:
    taken = []
    for day, (what, days) in enumerate(DAYS):
        path = deliver(directory, rows, days, day=day, cms="other")
        database.settle()
        done, told = ingest(database, path)
        console.print(f"beside {videos:,} videos, {what}: {done.seconds:.1f} s  {told}", highlight=False)
        taken.append(done.seconds)
        path.unlink()
    return taken


def fill(database: Database, videos: int) -> None:
    """Put so many videos of another CMS there, with what belongs to them."""
    run([sys.executable, "-m", "bench.fill", str(videos)], cwd=ROOT, env=database.environment)
    database.settle()


def _list_meanwhile(database: Database, directory: Path, rows: int, console: Console) -> list[Line]:
    path = deliver(directory, rows, (), day=3, cms="third", seed=3)
    idle = _seconds_of_list(database, "--pages", "50")
    command = [sys.executable, "manage.py", "ingest_reports", path, "--json", "--no-progress"]
    ingesting = subprocess.Popen(command, cwd=ROOT, env=database.environment, stdout=subprocess.DEVNULL)
    busy = _seconds_of_list(database, "--while", str(ingesting.pid))
    ingesting.wait()
    path.unlink()
    console.print(f"list of videos: {idle * 1000:.0f} ms idle, {busy * 1000:.0f} ms while {rows:,} rows go in")
    return [
        Line("list of videos, idle (median)", idle, 1.0),
        Line(f"list of videos while {rows:,} rows go in (median)", busy, busy / idle, LIST_SLOWER),
    ]


def _seconds_of_list(database: Database, *arguments: str) -> float:
    done = run([sys.executable, "-m", "bench.pages", *arguments], cwd=ROOT, env=database.environment)
    return float(done.output.split()[-1])
