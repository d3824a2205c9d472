"""Workers by the handful: commands such as `ingest_reports` in processes of their own, forked from one with Django.

Starting Python and Django anew for each would take longer than what the tests do with them.
"""

import importlib
import json
import os
import signal
import subprocess
import sys
import time
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

COMMANDS = ("reports.management.commands.ingest_reports", "sync.management.commands.sync_youtube")


@dataclass(frozen=True)
class Worker:
    """One running command; what it says goes to the file `out`."""

    pid: int
    out: Path

    def signal(self, number: int) -> None:
        with suppress(ProcessLookupError):
            os.kill(self.pid, number)

    def runs(self) -> bool:
        try:
            os.kill(self.pid, 0)
        except ProcessLookupError:
            return False
        return True

    def killed(self) -> None:
        """Kill it, as a machine dies: without a word."""
        self.signal(signal.SIGKILL)
        until(lambda: not self.runs())

    def told(self) -> list[dict[str, Any]]:
        """Wait for its end; gives what it told of each report."""
        until(lambda: not self.runs(), seconds=60)
        return [json.loads(line) for line in self.out.read_text().splitlines() if line.startswith("{")]

    def code(self) -> int:
        """Wait for its end; gives its exit code."""
        until(lambda: not self.runs(), seconds=60)
        return int(self.out.with_suffix(".code").read_text())


class Crew:
    def __init__(self, process: "subprocess.Popen[str]", folder: Path) -> None:
        self._process, self._folder = process, folder
        self._workers: list[Worker] = []
        self._started = 0

    def start(self, *words: object, lease: int = 600, inbox: Path | None = None) -> Worker:
        """Start `ingest_reports words --json` on `inbox`, or an empty one, with a lease of so many seconds."""
        folder = inbox or self._folder / "inbox"
        return self.run("ingest_reports", *words, REPORT_LEASE_SECONDS=lease, REPORTS_DIR=str(folder))

    def run(self, command: str, *words: object, **settings: object) -> Worker:
        """Start a command `--json` with these settings."""
        out = self._folder / f"worker-{self._started}.out"
        self._started += 1
        asked = {"words": [command, *map(str, words), "--json"], "out": str(out), "settings": settings}
        print(json.dumps(asked), file=self._process.stdin, flush=True)
        worker = Worker(int(self._process.stdout.readline()), out)
        self._workers.append(worker)
        return worker

    def go_home(self) -> None:
        """Kill whoever still works."""
        while self._workers:
            self._workers.pop().killed()


def until(true: Callable[[], object], seconds: float = 60) -> None:
    """Wait until something is true, and fail when it does not become so."""
    deadline = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < deadline, "it never came to that"
        time.sleep(0.005)


@contextmanager
def hired(folder: Path, root: Path, environment: dict[str, str]) -> Iterator[Crew]:
    """Give a crew whose workers leave what they say in `folder`; none of them is left when the context ends."""
    words = [sys.executable, "-m", "tests.machinery.crew"]
    pipe = subprocess.PIPE
    with subprocess.Popen(words, cwd=root, env=environment, stdin=pipe, stdout=pipe, text=True) as process:
        crew = Crew(process, folder)
        try:
            yield crew
        finally:
            crew.go_home()
            process.kill()


def _work(asked: dict[str, Any]) -> int:
    from django.conf import settings  # noqa: PLC0415 - this process has loaded Django only now
    from django.core.management import execute_from_command_line  # noqa: PLC0415

    for name, value in asked["settings"].items():
        setattr(settings, name, Path(value) if name == "REPORTS_DIR" else value)
    try:
        execute_from_command_line(["manage.py", *asked["words"]])
    except SystemExit as end:
        return int(end.code or 0)
    except Exception:  # noqa: BLE001 - what a process says when it breaks down
        traceback.print_exc()
        return 70
    return 0


def _serve() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cmsmeta.settings")
    importlib.import_module("django").setup()
    for command in COMMANDS:
        importlib.import_module(command)
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # nobody waits for the workers
    for line in sys.stdin:
        asked = json.loads(line)
        if pid := os.fork():
            print(pid, flush=True)
            continue
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        with open(asked["out"], "w", buffering=1) as out:
            sys.stdout = sys.stderr = out
            code = _work(asked)
        Path(asked["out"]).with_suffix(".code").write_text(str(code))
        os._exit(0)


if __name__ == "__main__":
    _serve()
