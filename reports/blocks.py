"""A report's plain bytes, a block of whole lines at a time: never more of the file is held."""

import io
from typing import BinaryIO

from cmsmeta.lib import late
from reports.errors import ReportError

np = late.module("numpy")

BLOCK = 256 * 1024  # bytes
MAX_LINE = 16 * 1024**2  # bytes
LF, CR = b"\n\r"


class Blocks:
    """The blocks of a file. `size` is how many bytes are read at once."""

    def __init__(self, plain: BinaryIO, size: int = BLOCK) -> None:
        self._plain, self._size = plain, size
        self._rest = b""
        self._lines = 0  # before the next block

    def next(self) -> tuple[int, bytes] | None:
        """Give the next block and how many lines stand before it; None at the end of the file.

        The last line ends like all others, if need be by a line end that the file lacks. Raises ReportError for what
        is not UTF-8, and for a line that never ends.
        """
        before, block, data = self._lines, b"", b"more"
        while not block and data:
            data = self._plain.read(self._size)
            self._rest += data
            block = self._whole_lines() if data else self._all()
            if len(self._rest) > MAX_LINE:
                line = before + line_ends(block) + 1
                raise ReportError(f"Line {line} is longer than {MAX_LINE:,} bytes: this is no report.")
        if not block:
            return None
        _refuse_other_encodings(block, before)
        self._lines += line_ends(block)
        return before, block

    def _whole_lines(self) -> bytes:
        # A lone CR ends a line too, but one at the end may be half of a CRLF.
        end = self._rest.rfind(b"\n") + 1 or self._rest.rfind(b"\r", 0, -1) + 1
        block, self._rest = self._rest[:end], self._rest[end:]
        return block

    def _all(self) -> bytes:
        block, self._rest = self._rest, b""
        return block if not block or block.endswith(b"\n") else block + b"\n"

    def give_back(self, lines: bytes) -> None:
        """Take back the last lines of a block: the next one begins with them."""
        self._rest = lines + self._rest
        self._lines -= line_ends(lines)


def line_ends(block: bytes) -> int:
    """Count the lines of a block: LF, CRLF and a lone CR each end one."""
    signs = np.frombuffer(block, np.uint8)  # numpy counts ten times as fast as bytes do
    feeds = signs == LF
    if b"\r" not in block:
        return int(np.count_nonzero(feeds))
    returns = signs == CR
    return int(np.count_nonzero(feeds) + np.count_nonzero(returns) - np.count_nonzero(returns[:-1] & feeds[1:]))


def lines_of(block: bytes) -> list[str]:
    """Give the lines of a block as text, each with its line end."""
    return io.StringIO(block.decode(), newline="").readlines()


def _refuse_other_encodings(block: bytes, before: int) -> None:
    """Raise ReportError, with the line, for what is not UTF-8."""
    if block.isascii():
        return
    # Letters of other scripts with one sign behind each run of them: a fraction of the bytes, and as telling.
    special = np.frombuffer(block, np.int8) < 0
    special[1:] |= special[:-1].copy()
    try:
        np.frombuffer(block, np.uint8)[special].tobytes().decode()
    except UnicodeDecodeError:
        _refuse(block, before)


def _refuse(block: bytes, before: int) -> None:
    try:
        block.decode()
    except UnicodeDecodeError as error:
        line = before + line_ends(block[: error.start]) + 1
        raise ReportError(
            f"Line {line} is not UTF-8 (byte {block[error.start]:#04x})."
            " Save the file as “CSV UTF-8” and deliver it again."
        ) from error
