"""Delivers reports to a folder and ingests them as people do: by the command."""

import io
import json
import os
from pathlib import Path
from typing import Any

from django.core.management import call_command

MORNING = 1_700_000_000  # when day 0 is delivered


def deliver(folder: Path, name: str, content: bytes | str, *, day: int = 0) -> Path:
    """Put a report into `folder`, delivered on the given day."""
    path = folder / f"day{day}" / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    os.utime(path, (MORNING + day * 86_400,) * 2)
    return path


def ingest(*words: Path | str) -> list[dict[str, Any]]:
    """Run `ingest_reports` on the files, or with other words, and give what it told of each report."""
    return [json.loads(line) for line in run(*words, "--json", "--no-progress")[1].splitlines()]


def run(*words: Path | str) -> tuple[int, str]:
    """Run `ingest_reports`; gives its exit code and what it said."""
    told = io.StringIO()
    try:
        call_command("ingest_reports", *map(str, words), stdout=told, no_color=True)
    except SystemExit as end:
        return int(end.code or 0), told.getvalue()
    return 0, told.getvalue()
