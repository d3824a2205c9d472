"""From stored bytes to lines of text: what a file is, told from its first bytes and never from its name."""

import gzip
import io
import tempfile
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from typing import BinaryIO, Protocol

from reports.errors import ReportError

GZIP, ZIP = b"\x1f\x8b", b"PK\x03\x04"
EMPTY_ZIP = b"PK\x05\x06"
UTF16 = (b"\xff\xfe", b"\xfe\xff")
# Real reports shrink 5 to 20 times. Ten times that, past a size that any machine can take, is a bomb.
MAX_RATIO, RATIO_COUNTS_ABOVE = 200, 256 * 1024**2
CHUNK = 256 * 1024
SPOOL = 8 * 1024**2  # a zip's directory stands at its end: past this size it waits on disk, not in memory


class Readable(Protocol):
    def read(self, size: int = -1, /) -> bytes: ...


class Bounded(io.RawIOBase):
    """Expanded bytes, refused once there are more than a report can have."""

    def __init__(self, source: Readable, *, stored: int, limit: int) -> None:
        self._source, self._stored, self._limit, self._count = source, stored, limit, 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        try:
            data = self._source.read(len(buffer))
        except (gzip.BadGzipFile, zlib.error, zipfile.BadZipFile) as error:
            raise ReportError(f"The compressed file is damaged ({error}). Deliver it again.") from error
        except EOFError as error:
            raise ReportError("The compressed file ends too early: it is cut off. Deliver it again.") from error
        except RuntimeError as error:  # what zipfile says to a password
            raise ReportError("The zip file is protected by a password. Deliver it without one.") from error
        self._count += len(data)
        if self._count > self._limit:
            raise ReportError(
                f"The file expands to more than {self._limit:,} bytes, so it was not taken."
                " If that is right, raise REPORT_MAX_BYTES."
            )
        if self._count > RATIO_COUNTS_ABOVE and self._count > MAX_RATIO * max(self._stored, 1):
            raise ReportError(
                f"The file expands more than {MAX_RATIO} times, as no report does, so it was not taken."
                " Deliver it uncompressed if it is one."
            )
        buffer[: len(data)] = data
        return len(data)


class Peekable(io.RawIOBase):
    """A stream whose first bytes can be looked at before they are read."""

    def __init__(self, source: Readable) -> None:
        self._source = source
        self._head = b""

    def readable(self) -> bool:
        return True

    def peek(self, size: int) -> bytes:
        while len(self._head) < size:
            data = self._source.read(size - len(self._head))
            if not data:
                break
            self._head += data
        return self._head[:size]

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        if self._head:
            data, self._head = self._head[: len(buffer)], self._head[len(buffer) :]
        else:
            data = self._source.read(len(buffer))
        buffer[: len(data)] = data
        return len(data)


@contextmanager
def expanded(source: Readable, *, stored: int, limit: int) -> Iterator[BinaryIO]:
    """Give the report's plain bytes, whatever it was wrapped in: nothing, gzip, or zip (with a gzip inside).

    `stored` is the size of the wrapped file and `limit` the most that may come out, both in bytes. Raises
    ReportError for what is damaged, protected, a bomb, or several reports at once.
    """
    stream = Peekable(source)
    head = stream.peek(4)
    if head.startswith(UTF16):
        raise ReportError("The file is UTF-16. Save it as “CSV UTF-8” and deliver it again.")
    if head.startswith(GZIP):
        with gzip.GzipFile(fileobj=io.BufferedReader(stream, CHUNK)) as unzipped:  # type: ignore[arg-type]
            inner = Peekable(Bounded(unzipped, stored=stored, limit=limit))
            yield io.BufferedReader(inner, CHUNK)
    elif head in (ZIP, EMPTY_ZIP):
        with tempfile.SpooledTemporaryFile(SPOOL) as spool:
            while data := stream.read(CHUNK):
                spool.write(data)
            spool.seek(0)
            with (
                _member(spool) as member,
                expanded(  # type: ignore[arg-type]
                    Bounded(member, stored=stored, limit=limit), stored=stored, limit=limit
                ) as plain,
            ):
                yield plain
    else:
        yield io.BufferedReader(Bounded(stream, stored=stored, limit=limit), CHUNK)


@contextmanager
def _member(spool: BinaryIO) -> Iterator[Readable]:
    """Give the one report of a zip file, past the folders and shadow files that a Mac adds."""
    try:
        archive = zipfile.ZipFile(spool)
        members = [
            info
            for info in archive.infolist()
            if not info.is_dir()
            and not info.filename.startswith("__MACOSX/")
            and not info.filename.rsplit("/", 1)[-1].startswith(".")
        ]
    except zipfile.BadZipFile as error:
        raise ReportError(f"The zip file is damaged ({error}). Deliver it again.") from error
    if len(members) != 1:
        names = ", ".join(info.filename for info in members[:5])
        what = f"{len(members)} files ({names})" if members else "no file"
        raise ReportError(f"The zip holds {what}. Deliver each report by itself.")
    try:
        with archive, archive.open(members[0]) as member:
            yield member
    except (RuntimeError, NotImplementedError) as error:
        raise ReportError(f"The zip file cannot be opened: {error}. Deliver it without a password.") from error
