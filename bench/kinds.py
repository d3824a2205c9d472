"""Asset and claim reports: first load and the same again, with and without the videos that they speak of."""

import os
from pathlib import Path

from rich.console import Console

from bench.database import Database, fresh
from bench.process import ingest
from bench.table import Line
from bench.video import MORNING, deliver
from samples.catalogue import Catalogue
from samples.generate import KINDS, report, write

FILES = {"asset": "asset_full_report_bench_L_v1-3.csv", "claim": "claim_report_bench_C.csv"}


def measure(directory: Path, rows: int, console: Console) -> list[Line]:
    """For each kind a bare COPY, its first ingest, the same file again; then the first ingest beside its videos."""
    lines: list[Line] = []
    for kind in FILES:
        with fresh(kind) as database:
            path = _deliver(directory, kind, Catalogue(1, rows * KINDS[kind].videos_a_row), rows)
            bare = database.seconds_of_copy(path)
            lines.append(Line(f"{kind} report: bare COPY", bare, 1.0, note=f"{path.stat().st_size / 1024**2:,.0f} MB"))
            for day, (what, target) in enumerate((("first ingest", 8.0), ("the same file again", 3.0))):
                lines.append(_ingested(database, _again(path, day), f"{kind} report: {what}", bare, target, console))
    lines.append(_beside_videos(directory, rows, console))
    return lines


def _beside_videos(directory: Path, videos: int, console: Console) -> Line:
    """The first asset report of a catalogue that is there: it fills fields of nearly every video."""
    with fresh("beside") as database:
        ingest(database, deliver(directory, videos, (), day=0))
        path = _deliver(directory, "asset", Catalogue(1, videos), None)
        bare = database.seconds_of_copy(path)
        what = f"asset report: first ingest beside its {videos:,} videos"
        return _ingested(database, _again(path, 1), what, bare, None, console)


def _ingested(database: Database, path: Path, what: str, bare: float, target: float | None, console: Console) -> Line:
    database.settle()
    taken, told = ingest(database, path)
    console.print(f"{what}: {taken.seconds:.1f} s  {told}", highlight=False)
    return Line(what, taken.seconds, taken.seconds / bare, target, taken.peak_mb)


def _deliver(directory: Path, kind: str, catalogue: Catalogue, rows: int | None) -> Path:
    path = directory / FILES[kind]
    write(path, report(catalogue, KINDS[kind].newest, kind=kind, limit=rows))
    return path


def _again(path: Path, day: int) -> Path:
    """The same bytes, delivered a day later."""
    os.utime(path, (MORNING + day * 86_400,) * 2)
    return path
