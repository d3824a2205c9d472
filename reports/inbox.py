"""The local inbox: files in a folder, for a machine without a bucket, and files that are named on the command line."""

import io
import logging
import os
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
from reports.errors import ConfigError, Superseded, TransientError
from reports.models import Report, Upload

logger = logging.getLogger(__name__)

QUIET_SECONDS = 1.0  # a file that was written to since may still be growing


def listed(folder: Path) -> Iterator[Delivery]:
    """Give every file of `folder`, however deep; the hidden ones, which are still being written, are left out.

    So is what cannot be looked at, with a warning: one such file keeps no other waiting. Raises ConfigError where that
    is the folder itself.
    """

    def left_out(error: OSError) -> None:
        if error.filename == str(folder):
            raise ConfigError(f"The inbox {folder} cannot be listed: {error.strerror}. Check REPORTS_DIR.") from error
        logger.warning("%s is left out: %s.", error.filename, error.strerror)

    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise ConfigError(f"The inbox {folder} cannot be made: {error.strerror}. Check REPORTS_DIR.") from error
    for path in sorted(Path(at, name) for at, _, names in os.walk(folder, onerror=left_out) for name in names):
        if not is_hidden(path.name):
            try:
                if found := at_path(path):
                    yield found
            except ConfigError as error:
                logger.warning("A file of the inbox is left out: %s", error)


def at_path(path: Path) -> Delivery | None:
    """Give the delivery that the file at `path` is; None for no file. ConfigError where it cannot be looked at."""
    try:
        return on_disk(path) if path.is_file() else None
    except FileNotFoundError:  # taken away since it was listed
        return None
    except OSError as error:
        raise ConfigError(f"{_shown(path)} cannot be looked at: {error.strerror}.") from error


def on_disk(path: Path) -> Delivery:
    """Give the delivery that a file on disk is. Raises ConfigError where its name cannot be written down."""
    path = path.resolve()
    stat = path.stat()
    if _shown(path) != str(path):
        raise ConfigError(f"The name of {_shown(path)} is not UTF-8. Rename it.")
    delivered_at = datetime.fromtimestamp(stat.st_mtime, UTC)
    return Delivery("", str(path), f"{stat.st_size:x}-{stat.st_mtime_ns:x}", stat.st_size, delivered_at)


def _shown(path: Path) -> str:
    return os.fsencode(path).decode(errors="backslashreplace")


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


class Stored(io.FileIO):
    """A file of the inbox, which may lie on another machine. Raises TransientError where it cannot be read on."""

    def read(self, size: int | None = -1, /) -> bytes:
        try:
            return super().read(size)
        except OSError as error:
            raise TransientError(f"The file cannot be read: {error.strerror}. It will be tried again.") from error


@contextmanager
def opened(report: Report) -> Iterator[BinaryIO]:
    """Give the bytes of exactly the file that `report` is. Raises Superseded where it is written to meanwhile."""
    path = Path(report.key)
    try:
        _wait_for_quiet(path)
        file = Stored(path)
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
