"""Archives: which reports a zip or a tar holds, and the bytes of one of them."""

import shutil
import struct
import tarfile
import tempfile
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from typing import BinaryIO, Protocol

from reports.errors import ReportError, SeveralReports

CHUNK = 256 * 1024
SPOOL = 8 * 1024**2  # past this size an archive waits on disk, not in memory
MAX_MEMBERS = 200
NAME_LENGTH = 500
ENCRYPTED = 0x1  # bit of a zip member's flags
# What zipfile says to nonsense where it looks for sizes, places and names.
DAMAGED_ZIP = (zipfile.BadZipFile, NotImplementedError, EOFError, ValueError, LookupError, OverflowError, struct.error)
TAR_MARK, TAR_MARK_AT = b"ustar", 257
GZIP_HEAD = 32 * 1024  # enough of a gzip to see what its first block of 512 bytes is
WORKBOOK = "[Content_Types].xml"
TAR_NAMES = {"encoding": "utf-8", "errors": "backslashreplace"}  # what is no UTF-8 could not be written down
LEFT_BEHIND = {"thumbs.db", "desktop.ini"}


class Readable(Protocol):
    def read(self, size: int = -1, /) -> bytes: ...


def is_tar(head: bytes) -> bool:
    """Whether a file begins as a tar does."""
    return head[TAR_MARK_AT:].startswith(TAR_MARK)


def is_packed_tar(head: bytes) -> bool:
    """Whether a gzip begins as one that holds a tar does."""
    try:
        return is_tar(zlib.decompressobj(wbits=31).decompress(head, TAR_MARK_AT + len(TAR_MARK)))
    except zlib.error:
        return False


def reports_in(names: list[str]) -> list[str]:
    """Give those of an archive's files that may be reports, past the shadow files that a Mac or Windows adds.

    Raises ReportError where there is none, or what cannot be told apart.
    """
    if WORKBOOK in names:
        raise ReportError("The file is an Excel workbook. Save it as “CSV UTF-8” and deliver it again.")
    found = [name for name in names if not _is_shadow(name)]
    if not found:
        raise ReportError("The archive holds no file. Deliver it again.")
    if len(found) > MAX_MEMBERS or any(len(name) > NAME_LENGTH for name in found):
        raise ReportError(f"The archive holds more than {MAX_MEMBERS} files, or too long names. Deliver fewer at once.")
    if len(set(found)) < len(found):
        raise ReportError("The archive holds two files of the same name. Deliver each by itself.")
    return found


def _is_shadow(name: str) -> bool:
    last = name.rsplit("/", 1)[-1]
    return name.startswith("__MACOSX/") or last.startswith(".") or not last or last.lower() in LEFT_BEHIND


def chosen(names: list[str], member: str) -> str:
    """Give the name of the one report that is meant: `member`, or the only one. Raises SeveralReports, ReportError."""
    if member:
        if member not in names:
            raise ReportError(f"The archive holds no {member} any more. Deliver it again.")
        return member
    found = reports_in(names)
    if len(found) > 1:
        raise SeveralReports(found)
    return found[0]


@contextmanager
def _spooled(stream: Readable) -> Iterator[BinaryIO]:
    with tempfile.SpooledTemporaryFile(SPOOL) as spool:
        shutil.copyfileobj(stream, spool, CHUNK)
        spool.seek(0)
        yield spool  # type: ignore[misc]


@contextmanager
def zipped(stream: Readable, member: str) -> Iterator[Readable]:
    """Give the bytes of a report in a zip: its directory stands at its end, so that it is read whole first."""
    with ExitStack() as stack:
        spool = stack.enter_context(_spooled(stream))
        try:
            archive = stack.enter_context(zipfile.ZipFile(spool))
            name = chosen([info.filename for info in archive.infolist() if not info.is_dir()], member)
            packed = stack.enter_context(archive.open(_readable(archive.getinfo(name))))
        except DAMAGED_ZIP as error:
            raise ReportError(f"The zip file is damaged ({error}). Deliver it again.") from error
        yield packed


def _readable(info: zipfile.ZipInfo) -> zipfile.ZipInfo:
    if info.flag_bits & ENCRYPTED:
        raise ReportError("The zip file is protected by a password. Deliver it without one.")
    if info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise ReportError("The zip file is packed in an unusual way. Deliver an ordinary zip, or the CSV itself.")
    return info


@contextmanager
def tarred(stream: Readable, member: str, plain: Callable[[BinaryIO], BinaryIO]) -> Iterator[Readable]:
    """Give the bytes of a report in a tar; `plain` unpacks the stored bytes. It is read twice: for its names first."""
    with ExitStack() as stack:
        spool = stack.enter_context(_spooled(stream))
        try:
            with tarfile.open(fileobj=plain(spool), mode="r|", **TAR_NAMES) as archive:
                name = chosen([info.name for info in archive if info.isfile()], member)
            spool.seek(0)
            archive = stack.enter_context(tarfile.open(fileobj=plain(spool), mode="r|", **TAR_NAMES))
            info = next(info for info in archive if info.isfile() and info.name == name)
            yield archive.extractfile(info)  # type: ignore[misc]
        except tarfile.TarError as error:
            raise ReportError(f"The tar file is damaged ({error}). Deliver it again.") from error
