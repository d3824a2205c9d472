"""What a bulk action costs: a policy for a fifth of the catalogue, with log and open edits, beside the bare UPDATE."""

import json
import sys
import time

from rich.console import Console

from bench.database import ROOT, Database, fresh
from bench.large import fill
from bench.process import run
from bench.table import Line

TIMES_BARE = 4.0
BARE = """
UPDATE videos_video SET effective_policy = 'Block in all countries', modified_at = now()
WHERE privacy_status = 'private'
"""


def measure(videos: int, console: Console) -> list[Line]:
    """Set the policy of the private fifth of so many videos, and take it back."""
    with fresh("bulk") as database:
        fill(database, videos)
        bare = _seconds_of_update(database)
        database.settle()
        done = run([sys.executable, "-m", "bench.act"], cwd=ROOT, env=database.environment)
    taken = json.loads(done.output.splitlines()[-1])
    console.print(f"bare UPDATE {bare:.1f} s, {taken}", highlight=False)
    number = f"{taken['videos']:,} videos"
    return [
        Line(f"bare UPDATE of {number}", bare, 1.0),
        Line(f"preview of a policy for {number}", taken["preview"], taken["preview"] / bare),
        Line(f"policy for {number}, with log and open edits", taken["run"], taken["run"] / bare, TIMES_BARE),
        Line("its undo", taken["undo"], taken["undo"] / bare),
    ]


def _seconds_of_update(database: Database) -> float:
    """The second of two, so that both it and the action find the pages in memory."""
    for _ in range(2):
        database.connection.execute("BEGIN")
        began = time.perf_counter()
        database.connection.execute(BARE)
        taken = time.perf_counter() - began
        database.connection.execute("ROLLBACK")
        database.settle()
    return taken
