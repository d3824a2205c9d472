"""The local inbox: files in a folder, for a machine without a bucket, and files that are named on the command line."""

import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO

from django.core.files import File
from django.core.files.base import ContentFile
from django.core.files.storage import storages

from cmsmeta.lib.deliveries import put
from reports.delivered import Delivery, is_hidden
from reports.errors import ConfigError, Superseded
from reports.models import Report, Upload

QUIET_SECONDS = 1.0  # a file that was written to since may still be growing


def listed(folder: Path) -> Iterator[Delivery]:
    """Give every file of `folder`, however deep; the hidden ones, which are still being written, are left out."""
    if not folder.exists():
        folder.mkdir(parents=True)
    for path in sorted(folder.rglob("*")):
        if path.is_file() and not is_hidden(path.name):
            with suppress(FileNotFoundError):  # taken away since it was listed
                yield on_disk(path)


def on_disk(path: Path) -> Delivery:
    """Give the delivery that a file on disk is."""
    path = path.resolve()
    stat = path.stat()
    delivered_at = datetime.fromtimestamp(stat.st_mtime, UTC)
    return Delivery("", str(path), f"{stat.st_size:x}-{stat.st_mtime_ns:x}", stat.st_size, delivered_at)


def store(name: str, file: File) -> Path:
    """Put `file` into the inbox, seen only once it is whole; gives its path."""
    return Path(storages["reports"].path(put(name, file)))


def begin(name: str) -> str:
    """Begin a file that comes in pieces; ingest leaves it alone until it is whole. It needs no further name."""
    storages["reports"].save(_partial(name), ContentFile(b""))
    return ""


def add(upload: Upload, piece: bytes) -> str:
    """Write the next piece of a file, which has no ETag. Raises Superseded where somebody removed what had come."""
    try:
        with open(storages["reports"].path(_partial(upload.key)), "r+b") as file:
            file.seek(upload.received)
            file.write(piece)
    except FileNotFoundError as error:
        raise Superseded("What had come of the file was removed from the inbox.") from error
    return ""


def finish(upload: Upload) -> Delivery:
    """Let a file be seen that is whole. Raises Superseded where somebody removed it."""
    path = Path(storages["reports"].path(upload.key))
    with suppress(FileNotFoundError):  # done already, by whoever was killed before they could write it down
        Path(storages["reports"].path(_partial(upload.key))).rename(path)
    if not path.exists():
        raise Superseded("The file was removed from the inbox.")
    return on_disk(path)


def give_up(upload: Upload) -> None:
    """Remove what had come of a file, and its folder."""
    path = Path(storages["reports"].path(_partial(upload.key)))
    path.unlink(missing_ok=True)
    with suppress(OSError):  # somebody has put a file beside it
        path.parent.rmdir()


def _partial(name: str) -> str:
    folder, _, last = name.rpartition("/")
    return f"{folder}/.{last}.part"


@contextmanager
def opened(report: Report) -> Iterator[BinaryIO]:
    """Give the bytes of exactly the file that `report` is. Raises Superseded where it is written to meanwhile."""
    path = Path(report.key)
    try:
        _wait_for_quiet(path)
        file = path.open("rb")
    except FileNotFoundError as error:
        raise Superseded("The file was removed before it was read.") from error
    except OSError as error:
        raise ConfigError(f"The file cannot be read: {error}.") from error
    with file:
        _check(path, report)
        yield file
        _check(path, report)


def _wait_for_quiet(path: Path) -> None:
    age = time.time() - path.stat().st_mtime
    if 0 <= age < QUIET_SECONDS:
        time.sleep(QUIET_SECONDS - age)


def _check(path: Path, report: Report) -> None:
    with suppress(FileNotFoundError):
        if on_disk(path).etag == report.etag:
            return
    raise Superseded("The file was replaced before it was read.")
