"""What it takes to export videos: `python -m bench.export csv` writes them to nowhere, and says how long it took."""

import os
import sys
import time
from itertools import chain
from statistics import median

import django
from rich.console import Console

from bench.database import ROOT, Database, fresh
from bench.large import fill
from bench.process import Run, run
from bench.table import Line

AT_LEAST = 0.3  # of the speed of a bare COPY
RUNS = 3


def measure(videos: int, console: Console) -> list[Line]:
    """Export `videos` videos in all columns, against a bare COPY TO STDOUT of their table, which has most of them."""
    with fresh("export") as database:
        fill(database, videos)
        bare = median(_seconds_of_bare(database) for _ in range(RUNS))
        csv = sorted((_run(database, "csv") for _ in range(RUNS)), key=lambda one: float(one.output.split()[0]))
        xlsx = _run(database, "xlsx")
    lines = [Line(f"bare COPY TO STDOUT of {videos:,} videos", bare)]
    for name, done, target in (("CSV", csv[RUNS // 2], AT_LEAST), ("XLSX", xlsx, None)):
        seconds, size, first = map(float, done.output.split())
        note = f"{size / 1024**2:,.0f} MB, the first after {first * 1000:.0f} ms"
        console.print(f"{name}: {seconds:.1f} s, {note}", highlight=False)
        share = bare / seconds
        lines.append(Line(f"export as {name}", seconds, share, target, done.peak_mb, note, at_least=True))
    return lines


def _seconds_of_bare(database: Database) -> float:
    began = time.perf_counter()
    with database.connection.cursor().copy("COPY videos_video TO STDOUT (FORMAT csv)") as copy:
        for _ in copy:
            pass
    return time.perf_counter() - began


def _run(database: Database, way: str) -> Run:
    return run([sys.executable, "-m", "bench.export", way], cwd=ROOT, env=database.environment)


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cmsmeta.settings")
    django.setup()
    from videos.bulk.selection import Selection  # noqa: PLC0415  Django is set up by then
    from videos.sheets.export import Export, csv_chunks, xlsx_chunks  # noqa: PLC0415

    export = Export(Selection(query=""))
    began = time.perf_counter()
    chunks = xlsx_chunks(export) if sys.argv[1] == "xlsx" else csv_chunks(export)
    header, beginning = next(chunks), next(chunks)
    first = time.perf_counter() - began
    size = sum(map(len, chain([header, beginning], chunks)))
    print(time.perf_counter() - began, size, first)


if __name__ == "__main__":
    main()
