"""Runs a command, and tells how long it took and how much memory it came to hold."""

import subprocess
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

import psutil

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
