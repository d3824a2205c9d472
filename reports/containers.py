"""From stored bytes to lines of text: what a file is, told from its first bytes and never from its name."""

import gzip
import io
import shutil
import struct
import tempfile
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from functools import partial
from typing import BinaryIO, Protocol

from reports.errors import ReportError

GZIP, ZIP = b"\x1f\x8b", b"PK\x03\x04"
EMPTY_ZIP = b"PK\x05\x06"
ENCRYPTED = 0x1  # bit of a zip member's flags
UTF16 = (b"\xff\xfe", b"\xfe\xff")
# Real reports shrink 5 to 20 times. Ten times that, past a size that any machine can take, is a bomb.
MAX_RATIO, RATIO_COUNTS_ABOVE = 200, 256 * 1024**2
CHUNK = 256 * 1024
SPOOL = 8 * 1024**2  # a zip's directory stands at its end: past this size it waits on disk, not in memory
# What zipfile says to nonsense where it looks for sizes, places and names.
DAMAGED_ZIP = (zipfile.BadZipFile, NotImplementedError, EOFError, ValueError, LookupError, OverflowError, struct.error)


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
    bounded = partial(Bounded, stored=stored, limit=limit)
    stream = Peekable(bounded(source))
    with ExitStack() as stack:
        if stream.peek(4) in (ZIP, EMPTY_ZIP):
            stream = Peekable(bounded(stack.enter_context(_member(stream))))
        if stream.peek(2) == GZIP:
            packed = io.BufferedReader(stream, CHUNK)
            stream = Peekable(bounded(stack.enter_context(gzip.GzipFile(fileobj=packed))))
        _refuse(stream.peek(4))
        yield io.BufferedReader(stream, CHUNK)


def _refuse(head: bytes) -> None:
    """Raise ReportError for what is no text that we read, told by its first bytes."""
    if head.startswith(UTF16):
        raise ReportError("The file is UTF-16. Save it as “CSV UTF-8” and deliver it again.")
    if head.startswith(GZIP) or head in (ZIP, EMPTY_ZIP):
        raise ReportError("The file is packed more than once. Unpack it, and deliver the report itself.")


@contextmanager
def _member(stream: Readable) -> Iterator[Readable]:
    """Give the one report of a zip file."""
    with ExitStack() as stack:
        spool = stack.enter_context(tempfile.SpooledTemporaryFile(SPOOL))
        shutil.copyfileobj(stream, spool, CHUNK)
        try:
            archive = stack.enter_context(zipfile.ZipFile(spool))
            member = stack.enter_context(archive.open(_only_report(archive)))
        except DAMAGED_ZIP as error:
            raise ReportError(f"The zip file is damaged ({error}). Deliver it again.") from error
        yield member


def _only_report(archive: zipfile.ZipFile) -> zipfile.ZipInfo:
    """Find the one report, past the folders and shadow files that a Mac adds; ReportError where it cannot be read."""
    members = [
        info
        for info in archive.infolist()
        if not info.is_dir()
        and not info.filename.startswith("__MACOSX/")
        and not info.filename.rsplit("/", 1)[-1].startswith(".")
    ]
    if len(members) != 1:
        names = ", ".join(info.filename for info in members[:5])
        what = f"{len(members)} files ({names})" if members else "no file"
        raise ReportError(f"The zip holds {what}. Deliver each report by itself.")
    if members[0].flag_bits & ENCRYPTED:
        raise ReportError("The zip file is protected by a password. Deliver it without one.")
    if members[0].compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise ReportError("The zip file is packed in an unusual way. Deliver an ordinary zip, or the CSV itself.")
    return members[0]
