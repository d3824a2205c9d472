"""Runs a command, and tells how long it took and how much memory it came to hold."""

import json
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

import psutil

from bench.database import ROOT, Database

POLL_SECONDS = 0.05


class Run(NamedTuple):
    seconds: float
    peak_mb: float
    output: str


def run(command: Sequence[str | Path], *, cwd: Path, env: Mapping[str, str]) -> Run:
    """Run `command` to its end. Raises CalledProcessError where it fails."""
    began, peak = time.perf_counter(), 0
    process = subprocess.Popen(command, cwd=cwd, env=env, stdout=subprocess.PIPE, text=True)
    while True:
        try:
            output, _ = process.communicate(timeout=POLL_SECONDS)
        except subprocess.TimeoutExpired:
            peak = max(peak, _peak(process.pid))
            continue
        break
    if process.returncode:
        raise subprocess.CalledProcessError(process.returncode, process.args, output)
    return Run(time.perf_counter() - began, peak / 1024**2, output)


def ingest(database: Database, path: Path) -> tuple[Run, str]:
    """Ingest the report by the command, start of the process included; gives back what it counted, too."""
    command = [sys.executable, "manage.py", "ingest_reports", path, "--json", "--no-progress"]
    taken = run(command, cwd=ROOT, env=database.environment)
    told = json.loads(taken.output.splitlines()[-1])
    if told["status"] != "completed":
        raise SystemExit(f"The report was not ingested: {told}")
    counts = ("inserted", "updated", "unchanged", "folded", "rejected", "changes")
    inside = f"{told['seconds']:.1f} s of it inside the command; "
    return taken, inside + ", ".join(f"{told[name]:,} {name}" for name in counts)


def _peak(pid: int) -> int:
    """Bytes that the process held at most until now: Linux keeps count, elsewhere it is what it holds."""
    status = Path(f"/proc/{pid}/status")
    try:
        if status.exists():
            line = next((line for line in status.read_text().splitlines() if line.startswith("VmHWM")), "VmHWM: 0 kB")
            return int(line.split()[1]) * 1024
        return psutil.Process(pid).memory_info().rss
    except (psutil.NoSuchProcess, FileNotFoundError, ProcessLookupError):
        return 0
