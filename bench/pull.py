"""What a pull costs beside a bare loop of Google's client over the same requests, and what more workers gain."""

import json
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from rich.console import Console

from bench.database import ROOT, Database, fresh
from bench.process import run
from bench.table import Line
from sync.sandbox.fill import of_size
from sync.sandbox.server import Server
from sync.sandbox.service import Sandbox
from sync.sandbox.state import OWNER

TIMES_BARE = 1.5
WORKERS_GAIN = 3.0
LATENCY = 0.05  # seconds
SLOW = 10_000  # videos that are pulled at that latency
PLENTY = 10**9


def measure(directory: Path, videos: int, console: Console) -> list[Line]:
    """Pull so many videos of a sandbox YouTube that answers at once, and some of one that takes 50 ms."""
    with fresh("pull") as database, youtube(videos) as server:
        ids = directory / "ids"
        ids.write_text("\n".join(server.sandbox.state.videos))
        quick = _asked(database, server, "quick", ids)
        ids.write_text("\n".join(list(server.sandbox.state.videos)[:SLOW]))
        server.sandbox.latency = LATENCY
        slow = _asked(database, server, "slow", ids)
    number = f"{quick['videos']:,} videos"
    console.print(f"{quick['units']:,} units for {number}; {quick}, {slow}", highlight=False)
    bare = quick["bare"]
    few = f"{slow['videos']:,} videos, {LATENCY * 1000:.0f} ms an answer"
    return [
        Line(f"bare loop of Google's client, {number}", bare, 1.0),
        Line("our client: each request in the ledger", quick["client"], quick["client"] / bare, TIMES_BARE),
        Line("pull, all of it news to the catalogue", quick["pull"], quick["pull"] / bare),
        Line("the same again, nothing changed", quick["again"], quick["again"] / bare),
        *_by_four("asked for", few, slow["asked by 1"], slow["asked by 4"]),
        *_by_four("pulled", few, slow["pulled by 1"], slow["pulled by 4"]),
    ]


def _by_four(what: str, few: str, one: float, four: float) -> list[Line]:
    gain = Line(f"{what} by four workers", four, one / four, WORKERS_GAIN, at_least=True)
    return [Line(f"{few}: {what} by one worker", one, 1.0), gain]


@contextmanager
def youtube(videos: int) -> Iterator[Server]:
    """A sandbox YouTube with about so many videos, in this process: who asks is another."""
    sandbox = Sandbox(of_size(videos))
    sandbox.quota.limits = dict.fromkeys(sandbox.quota.limits, PLENTY)
    with Server(sandbox) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server
        server.shutdown()


def _asked(database: Database, server: Server, what: str, ids: Path) -> dict[str, float]:
    told = {
        "YOUTUBE_API_URL": server.url,
        "YOUTUBE_PARTNER_API_URL": server.url,
        "YOUTUBE_CONTENT_OWNER": OWNER,
        "YOUTUBE_DAILY_UNITS": str(PLENTY),
    }
    done = run([sys.executable, "-m", "bench.ask", what, str(ids)], cwd=ROOT, env=database.environment | told)
    return json.loads(done.output.splitlines()[-1])
