"""Who uses a server of ours, so that it stops with the last one.

Every process holds a shared lock on one file. The kernel drops it however the process ends, `kill -9` included:
there is no list of process numbers to keep true.
"""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO


class Users:
    """The processes that use the server at `home`, seen from one of them."""

    def __init__(self, home: Path) -> None:
        self._turn = home / "turn.lock"
        self._present = home / "users.lock"
        self._handle: IO[str] | None = None

    @contextmanager
    def turn(self) -> Iterator[None]:
        """Wait until nobody else is starting or stopping the server, and keep others from it meanwhile."""
        self._turn.parent.mkdir(parents=True, exist_ok=True)
        with self._turn.open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield

    def join(self) -> None:
        """Count this process among the users; within a turn."""
        if self._handle is None:
            self._handle = self._present.open("w")
            fcntl.flock(self._handle, fcntl.LOCK_SH)

    def leave(self) -> bool:
        """Tell whether this process was the last user, and count it no more; within a turn."""
        if self._handle is None:
            return False
        with self._handle as handle:
            self._handle = None
            try:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                return False
        return True
