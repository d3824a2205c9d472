"""Measure the project: `python -m bench --help`. Every figure is a ratio to bare work of the same machine and run."""

import argparse
import os
import platform
import shutil
import sys
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path

from rich.console import Console

from bench import bulk, export, kinds, large, lists, merge, pull, video
from bench.database import VAR_DIR, fresh
from bench.table import Line, table

Part = Callable[[argparse.Namespace, Path, Console], list[Line]]
PARTS: dict[str, tuple[str, Part]] = {
    "video": ("A video report", lambda asked, folder, out: video.measure(folder, asked.rows, asked.sample, out)),
    "kinds": ("Asset and claim reports", lambda asked, folder, out: kinds.measure(folder, asked.rows // 2, out)),
    "large": (
        "The size of the catalogue",
        lambda asked, folder, out: large.measure(folder, asked.rows // 2, asked.rows * 5, asked.rows // 10, out),
    ),
    "bulk": ("A bulk action", lambda asked, folder, out: bulk.measure(asked.rows // 2, out)),
    "merge": ("What a pull merges", lambda asked, folder, out: merge.measure(asked.rows, out)),
    "export": ("An export", lambda asked, folder, out: export.measure(asked.rows, out)),
    "lists": ("The list of videos", lambda asked, folder, out: lists.measure(asked.videos, out)),
    "pull": ("A pull", lambda asked, folder, out: pull.measure(folder, asked.rows // 10, out)),
    "memory": ("Ten times the rows", lambda asked, folder, out: video.measure_memory(folder, asked.rows * 10, out)),
}
USUAL = ("video", "kinds", "large", "bulk", "export", "lists", "merge", "pull")


def main(argv: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m bench", description="Measure the project against bare PostgreSQL.")
    parser.add_argument("parts", nargs="*", metavar="part", help=f"{', '.join(PARTS)} ({' '.join(USUAL)})")
    parser.add_argument("--rows", type=int, default=1_000_000, help="rows of the video report (1000000)")
    parser.add_argument("--videos", type=int, default=10_000_000, help="videos of the lists (10000000)")
    parser.add_argument("--sample", type=int, default=2_000, help="rows through django-import-export (2000)")
    asked = parser.parse_args(argv)
    if unknown := set(asked.parts) - set(PARTS):
        parser.error(f"no such part: {', '.join(sorted(unknown))}. There are: {', '.join(PARTS)}")
    VAR_DIR.mkdir(parents=True, exist_ok=True)
    console = Console(width=None if sys.stdout.isatty() else 140)
    with fresh("facts") as database:
        console.print(f"{os.cpu_count()} cores, Python {platform.python_version()}, {database.facts()}")
    for name in asked.parts or USUAL:
        title, part = PARTS[name]
        directory = Path(tempfile.mkdtemp(prefix="bench-", dir=VAR_DIR))
        try:
            lines = part(asked, directory, console)
        finally:
            shutil.rmtree(directory)
        size = f"{asked.videos:,} videos" if name == "lists" else f"{asked.rows:,} rows"
        console.print(table(f"{title}, {size}", lines))
    return 0


if __name__ == "__main__":
    sys.exit(main())
