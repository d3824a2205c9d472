"""From stored bytes to lines of text: what a file is, told from its first bytes and never from its name."""

import gzip
import io
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from functools import partial
from typing import BinaryIO

from reports import archives
from reports.archives import Readable
from reports.errors import ReportError

GZIP, ZIP = b"\x1f\x8b", b"PK\x03\x04"
EMPTY_ZIP = b"PK\x05\x06"
UTF16 = (b"\xff\xfe", b"\xfe\xff")
# Real reports shrink 5 to 20 times. Ten times that, past a size that any machine can take, is a bomb.
MAX_RATIO, RATIO_COUNTS_ABOVE = 200, 256 * 1024**2
CHUNK = 256 * 1024
FOREIGN = {
    b"BZh": "packed by bzip2",
    b"\xfd7zXZ\x00": "packed by xz",
    b"7z\xbc\xaf\x27\x1c": "packed by 7-Zip",
    b"\x28\xb5\x2f\xfd": "packed by Zstandard",
    b"Rar!\x1a\x07": "packed by RAR",
    b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1": "an Excel workbook",
    b"PAR1": "in the Parquet format",
    b"%PDF-": "a PDF",
}


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
def expanded(source: Readable, *, stored: int, limit: int, member: str = "") -> Iterator[BinaryIO]:
    """Give the report's plain bytes, whatever it was wrapped in: nothing, gzip, zip (with a gzip inside), tar, tar.gz.

    `stored` is the size of the wrapped file and `limit` the most that may come out, both in bytes; `member` names the
    file that is meant in an archive of several. Raises ReportError for what is damaged, protected or a bomb, and
    SeveralReports where no member is named and there is more than one.
    """
    bounded = partial(Bounded, stored=stored, limit=limit)
    stream = Peekable(bounded(source))
    with ExitStack() as stack:
        if stream.peek(4) in (ZIP, EMPTY_ZIP):
            stream = Peekable(bounded(stack.enter_context(archives.zipped(stream, member))))
        elif stream.peek(2) == GZIP and archives.is_packed_tar(stream.peek(archives.GZIP_HEAD)):
            stream = Peekable(
                bounded(stack.enter_context(archives.tarred(stream, member, partial(_gunzipped, bounded))))
            )
        elif archives.is_tar(stream.peek(512)):
            stream = Peekable(bounded(stack.enter_context(archives.tarred(stream, member, bounded))))
        if stream.peek(2) == GZIP:
            packed = io.BufferedReader(stream, CHUNK)
            stream = Peekable(bounded(stack.enter_context(gzip.GzipFile(fileobj=packed, mode="rb"))))
        _refuse(stream.peek(512))
        yield io.BufferedReader(stream, CHUNK)


def _gunzipped(bounded: Callable[..., Bounded], packed: BinaryIO) -> BinaryIO:
    return io.BufferedReader(bounded(gzip.GzipFile(fileobj=packed, mode="rb")), CHUNK)


def _refuse(head: bytes) -> None:
    """Raise ReportError for what is no text that we read, told by its first bytes."""
    if head.startswith(UTF16):
        raise ReportError("The file is UTF-16. Save it as “CSV UTF-8” and deliver it again.")
    if head.startswith((GZIP, ZIP, EMPTY_ZIP)) or archives.is_tar(head):
        raise ReportError("The file is packed more than once. Unpack it, and deliver the report itself.")
    for mark, what in FOREIGN.items():
        if head.startswith(mark):
            raise ReportError(f"The file is {what}. Deliver the report as CSV, gzip or zip.")
