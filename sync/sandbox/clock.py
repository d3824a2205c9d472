"""The sandbox's own time, which can be set and moved."""

import time
from datetime import UTC, datetime, timedelta


class Clock:
    """Time that runs as the real one does, from wherever it was set to."""

    def __init__(self) -> None:
        self._ahead = timedelta()

    def now(self) -> datetime:
        return datetime.now(UTC) + self._ahead

    def text(self) -> str:
        """Now, as the APIs write times."""
        return written(self.now())

    def set(self, moment: datetime) -> None:
        self._ahead = moment - datetime.now(UTC)

    def move(self, seconds: float) -> None:
        self._ahead += timedelta(seconds=seconds)

    def real(self) -> None:
        self._ahead = timedelta()


def written(moment: datetime) -> str:
    return f"{moment:%Y-%m-%dT%H:%M:%S}Z"


def read(text: object) -> datetime | None:
    """A time with its zone, as RFC 3339 writes it; None for anything else."""
    try:
        moment = datetime.fromisoformat(str(text).replace("Z", "+00:00"))
    except ValueError:
        return None
    return moment if moment.tzinfo else None


def nap(seconds: float) -> None:
    """Wait in real time."""
    if seconds > 0:
        time.sleep(seconds)
