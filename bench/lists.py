"""What the pages of the list of videos cost as staff turn to them, beside the bare SQL that fetches the same rows."""

import json
import sys

from rich.console import Console

from bench.database import ROOT, fresh
from bench.large import fill
from bench.process import run
from bench.table import Line

TIMES_BARE, MORE = 2.0, 0.060  # what a page may take: so many times the bare SQL, and so many seconds
SLOWEST = 0.200  # seconds that any one query of a page may take


def measure(videos: int, console: Console) -> list[Line]:
    """Turn to the pages of a list of so many videos. Each ratio is to what the page, or its slowest query, may take."""
    with fresh("lists") as database:
        fill(database, videos)
        done = run([sys.executable, "-m", "bench.listed"], cwd=ROOT, env=database.environment)
    lines = []
    for told in map(json.loads, done.output.splitlines()):
        share = max(told["page"] / (TIMES_BARE * told["bare"] + MORE), told["slowest"] / SLOWEST)
        note = f"bare SQL {1000 * told['bare']:.0f} ms, slowest query {1000 * told['slowest']:.0f} ms"
        lines.append(Line(told["what"], told["page"], share, 1.0, note=f"{note}, {told['rows']} rows"))
    worst = max(lines, key=lambda line: line.ratio or 0)
    console.print(f"nearest to what it may take, or farthest beyond: {worst.what}", highlight=False)
    return lines
