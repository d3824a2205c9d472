"""Child processes that end with their parent, however it ends.

A warden process reads from a pipe which children there are. When the pipe closes, the parent is gone, and the warden
ends what is left of them. Run as a module, this is the warden.
"""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from types import TracebackType

ENDING = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
STOP_SECONDS = 20  # a worker ends its job first; a report cut off is simply ingested again


class Children:
    """The named children of this process. A context: at its end all of them are stopped.

    `also` is the number of a process that the warden is to end too, though it is stopped elsewhere.
    """

    def __init__(self, logs: Path, *, also: int | None = None) -> None:
        self._logs = logs
        self._also = also
        self._running: dict[str, subprocess.Popen[bytes]] = {}

    def __enter__(self) -> "Children":
        self._logs.mkdir(parents=True, exist_ok=True)
        self._warden = subprocess.Popen(
            [sys.executable, __file__], stdin=subprocess.PIPE, start_new_session=True, cwd="/"
        )
        if self._also:
            self._tell_warden("+", self._also)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for child in self._running.values():
            child.terminate()
        deadline = time.monotonic() + STOP_SECONDS
        for child in self._running.values():
            try:
                child.wait(max(0, deadline - time.monotonic()))
            except subprocess.TimeoutExpired:
                child.kill()
                child.wait()
            self._tell_warden("-", child.pid)
        if self._also:
            self._tell_warden("-", self._also)
        self._warden.stdin.close()
        self._warden.wait()

    def log(self, name: str) -> Path:
        """Give the file to which the child `name` writes."""
        return self._logs / f"{name.replace(' ', '-')}.log"

    def start(self, name: str, words: Sequence[str | Path], environment: Mapping[str, str]) -> None:
        """Start the child `name`."""
        with self.log(name).open("ab") as log, _signals_later():
            child = subprocess.Popen(
                words,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                env=dict(environment),
                start_new_session=True,  # Ctrl-C is for the parent, which ends them in order
            )
            self._running[name] = child
            self._tell_warden("+", child.pid)

    def ended(self) -> dict[str, int]:
        """Give the children that have ended since the last call, each with its exit code."""
        ended = {name: child.returncode for name, child in self._running.items() if child.poll() is not None}
        for name in ended:
            self._tell_warden("-", self._running.pop(name).pid)
        return ended

    def _tell_warden(self, what: str, process: int) -> None:
        with suppress(BrokenPipeError):
            self._warden.stdin.write(f"{what}{process}\n".encode())
            self._warden.stdin.flush()


@contextmanager
def _signals_later() -> Iterator[None]:
    """Let signals wait: one that ends us between the start of a child and our knowing it would leave it alone."""
    caught: list[int] = []
    handlers = {number: signal.getsignal(number) for number in ENDING}
    for number in ENDING:
        signal.signal(number, lambda came, frame: caught.append(came))
    try:
        yield
    finally:
        for number, handler in handlers.items():
            signal.signal(number, handler)
    for number in caught[:1]:
        signal.raise_signal(number)


def _watch() -> None:
    """Wait for the parent's end, then end the children it had."""
    living: set[int] = set()
    for line in sys.stdin:
        (living.add if line[0] == "+" else living.discard)(int(line[1:]))
    for number in (signal.SIGTERM, signal.SIGKILL):
        for child in living:
            with suppress(ProcessLookupError):
                os.kill(child, number)
        deadline = time.monotonic() + STOP_SECONDS
        while time.monotonic() < deadline and any(map(_alive, living)):
            time.sleep(0.1)


def _alive(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    return True


if __name__ == "__main__":
    _watch()
