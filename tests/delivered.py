"""A report written to bytes, and what its records are: where each begins, what it says, whether it can be taken."""

import gzip
import io
import zipfile
from collections.abc import Collection
from dataclasses import dataclass, field
from typing import Any, NamedTuple


class Cell(NamedTuple):
    """Text as delivered and the value that it means; `odd` text means nothing and is kept beside the video."""

    text: str
    value: Any
    odd: bool = False


@dataclass(frozen=True)
class Record:
    """One record of a file; `rejected` tells that it cannot be taken."""

    line: int
    raw: str
    cells: dict[str, Cell] = field(default_factory=dict)
    unknown: dict[str, str] = field(default_factory=dict)
    rejected: bool = False


@dataclass(frozen=True)
class Shape:
    """How a file is written, whatever it says."""

    columns: tuple[str, ...]
    header: tuple[str, ...]
    unknown: tuple[str, ...] = ()
    above: tuple[str, ...] = ()
    delimiter: str = ","
    newline: str = "\n"
    bom: bool = False
    last_newline: bool = True
    packing: str = "plain"
    extension: str = ".csv"
    file_name: str = "video_report_{cms}_V_v1-3"


@dataclass(frozen=True)
class Delivered:
    shape: Shape
    cms: str
    records: tuple[Record, ...]
    text: str
    content: bytes

    @property
    def name(self) -> str:
        return self.shape.file_name.format(cms=self.cms) + self.shape.extension


# A row, what stands in its unknown columns, and the text that stands instead of it where it is spoiled.
Entry = tuple[dict[str, Cell], dict[str, str], str | None]


def quoted(text: str, delimiter: str) -> str:
    needs = any(sign in text for sign in (delimiter, '"', "\n", "\r")) or text != text.strip()
    return '"' + text.replace('"', '""') + '"' if needs else text


def texts_of(shape: Shape, row: dict[str, Cell], unknown: dict[str, str]) -> list[str]:
    texts = [row[name].text for name in shape.columns] + [unknown[name] for name in shape.unknown]
    return [quoted(text, shape.delimiter) for text in texts]


def write(
    shape: Shape,
    cms: str,
    entries: list[Entry],
    blanks: Collection[int] = (),
    *,
    unclosed: bool = False,
) -> Delivered:
    """Write the entries to a file, a blank line before those whose numbers are in `blanks`."""
    records: list[Record] = []
    header = shape.delimiter.join([*shape.header, *shape.unknown])
    text = shape.newline.join([*shape.above, header]) + shape.newline
    for number, (row, unknown, bad) in enumerate(entries):
        text += shape.newline if number in blanks else ""
        raw = bad if bad is not None else shape.delimiter.join(texts_of(shape, row, unknown))
        records.append(Record(_lines(text) + 1, raw, row, unknown, rejected=bad is not None))
        text += raw + shape.newline
    if unclosed:
        raw = f'"never closed{shape.delimiter}x'
        records.append(Record(_lines(text) + 1, raw, rejected=True))
        text += raw + shape.newline
    if not shape.last_newline:
        text = text.removesuffix(shape.newline)
    return Delivered(shape, cms, tuple(records), text, pack(shape, text))


def _lines(text: str) -> int:
    """Line ends in `text`, be they of Windows, Unix or an old Mac."""
    return text.replace("\r\n", "\n").replace("\r", "\n").count("\n")


def pack(shape: Shape, text: str) -> bytes:
    plain = ("\ufeff" if shape.bom else "").encode() + text.encode()
    if shape.packing == "plain":
        return plain
    if shape.packing == "gzip":
        return gzip.compress(plain)
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        if shape.packing == "mac zip":
            archive.writestr("__MACOSX/._video_report.csv", b"\0\5\26\7 shadow")
        archive.writestr("video_report.csv", gzip.compress(plain) if shape.packing == "gzip in zip" else plain)
    return file.getvalue()
