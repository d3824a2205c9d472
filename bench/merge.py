"""What it costs to merge what a pull tells of 100,000 videos, beside a bare UPDATE … FROM of the same."""

import json
import sys

from rich.console import Console

from bench.database import ROOT, fresh
from bench.large import fill
from bench.process import run
from bench.table import Line

TIMES_BARE = 4.0
NAMES = {
    "first": "100,000 videos pulled for the first time",
    "later": "again, with 2,000 other titles and all views moved",
    "all": "again, with 100,000 other titles and all views moved",
}


def measure(videos: int, console: Console) -> list[Line]:
    """Merge observations of 100,000 of so many videos, in batches as a pull does."""
    with fresh("merge") as database:
        fill(database, videos)
        done = run([sys.executable, "-m", "bench.observe"], cwd=ROOT, env=database.environment)
    taken = json.loads(done.output.splitlines()[-1])
    console.print(str(taken), highlight=False)
    bare = taken["bare"]
    return [
        Line(f"bare UPDATE … FROM of 100,000 of {videos:,} videos", bare, 1.0),
        *(Line(name, taken[key], taken[key] / bare, TIMES_BARE) for key, name in NAMES.items()),
    ]
