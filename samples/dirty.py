"""A report with everything wrong that reports have been seen to have, and rows that cannot be taken."""

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from random import Random

from samples.catalogue import AT, Catalogue
from samples.layouts import V1_3, header

_PLACE = {name: place for place, name in enumerate(V1_3)}
_LAST = len(V1_3)  # place of the column that nobody knows


def damage(rows: Iterable[Sequence[str]], share: float, key: int = 0, length: int = 9) -> Iterator[Sequence[str]]:
    """Make `share` of the rows unfit: the ID at `key` is cut to `length`, so that the file is well-formed CSV still."""
    draw = Random("damage").random
    for row in rows:
        yield [*row[:key], row[key][:length], *row[key + 1 :]] if draw() < share else row


def report() -> bytes:
    """The committed dirty report: byte order mark, Windows line ends, a title line, sentence-case header, …"""
    rows = [[*(row[AT[name]] for name in V1_3), ""] for row in Catalogue(seed=9, rows=220).rows()]
    for row in rows[::9]:
        row[_LAST] = "north pier"
    _spoil_values(rows)
    lines = [_csv(row) for row in rows]
    _spoil_lines(lines)
    title = '"Video report of Dirty Harbour, made on purpose"\r\n'
    names = _csv([*header(V1_3, sentence=True, aliases=True), "Harbour Master's Remark"])
    return b"\xef\xbb\xbf" + (title + names + "".join(lines)).encode()


def _csv(row: Sequence[str]) -> str:
    text = io.StringIO(newline="")
    csv.writer(text, lineterminator="\r\n").writerow(row)
    return text.getvalue()


def _spoil_values(rows: list[list[str]]) -> None:
    """Values that are odd, but whose rows are to be taken."""

    def put(number: int, column: str, value: str) -> None:
        rows[number][_PLACE[column]] = value

    put(3, "channel_id", rows[3][_PLACE["channel_id"]].removeprefix("UC"))
    put(5, "time_uploaded", "2021-03-04T05:06:07Z")
    put(6, "time_uploaded", "2021-03-04")
    put(7, "time_uploaded", "04.03.2021")
    put(8, "time_published", "2021/02/30")
    put(11, "embedding_allowed", "Default")
    put(12, "embedding_allowed", "TRUE")
    put(13, "comments_allowed", " no ")
    put(15, "views", "1.23E+09")
    put(16, "views", "")
    put(17, "views", "12,345")
    put(19, "isrc", "zz-h4r-12-34567")
    put(20, "isrc", "ISRC ZZH4R1234567")
    put(21, "custom_id", "8.40244E+11")
    put(23, "video_privacy_status", "Public")
    put(24, "video_id", f"  {rows[24][0]} ")
    put(27, "video_title", '=HYPERLINK("http://example.com","free")')
    put(28, "video_title", "+49 (0) 30, live")
    put(29, "video_title", "-")
    put(30, "video_title", "@everyone\r\non two lines\nor three")
    put(31, "video_title", "Sea " * 400)


def _spoil_lines(lines: list[str]) -> None:
    """Rows that cannot be taken, repeated rows, and lines that are no rows."""
    lines[40] = lines[40].rstrip("\r\n").rsplit(",", 4)[0] + "\r\n"
    lines[41] = lines[41].rstrip("\r\n") + ",one,two\r\n"
    lines[42] = lines[42].replace(",", "\x00,", 1)
    lines[43] = lines[43][3:]
    lines[44] = "," + lines[44].split(",", 1)[1]
    lines[45] = "8.40244E+11," + lines[45].split(",", 1)[1]
    lines[46] = "Total,,,\r\n"
    lines[60] += "\r\n"
    lines[61] += lines[61]
    lines[62] += lines[63]
