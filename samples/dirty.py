"""Reports with everything wrong that reports have been seen to have, and rows that cannot be taken."""

import csv
import io
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import islice
from random import Random

from samples.assets import asset_rows
from samples.catalogue import AT, Catalogue
from samples.claims import claim_rows
from samples.layouts import ALIASES_OF, ASSET_A2, CLAIM_1_2, V1_3, canonical, header

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


def _csv(row: Sequence[str], delimiter: str = ",", newline: str = "\r\n") -> str:
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=delimiter, lineterminator=newline).writerow(row)
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


Put = Callable[[int, str, str], None]


def asset_report() -> bytes:
    """The committed dirty asset report: TABs, byte order mark, Windows line ends, a title line, other names, …"""
    rows = _table("asset", ASSET_A2, asset_rows(Catalogue(seed=9, rows=400)), 180)
    _spoil_assets(rows, _putting("asset", ASSET_A2, rows))
    lines = [_csv(row, "\t") for row in rows]
    lines[40] = lines[40].rstrip("\r\n").rsplit("\t", 4)[0] + "\r\n"
    lines[41] = lines[41].rstrip("\r\n") + "\tone\ttwo\r\n"
    lines[42] = lines[42].replace("\t", "\x00\t", 1)
    lines[43] = "Total\t\t\r\n"
    lines[44] = _quoted_too_early(lines[44], "\t")
    lines[60] += "\r\n"
    lines[61] += lines[61]
    lines[62] += lines[63]
    names = header(ASSET_A2, sentence=True, aliases=True, names=ALIASES_OF["asset"])
    title = "Assets of Dirty Harbour, made on purpose\r\n"
    text = title + _csv([*names, "Harbour Master's Remark"], "\t") + "".join(lines)
    return b"\xef\xbb\xbf" + text.encode()


def claim_report() -> bytes:
    """The committed dirty claim report: shouted header, hand-made dates, a column that nobody knows, …"""
    rows = _table("claim", CLAIM_1_2, claim_rows(Catalogue(seed=9, rows=300)), 160)
    _spoil_claims(rows, _putting("claim", CLAIM_1_2, rows))
    lines = [_csv(row, newline="\n") for row in rows]
    lines[40] = lines[40].rstrip("\n").rsplit(",", 4)[0] + "\n"
    lines[41] = lines[41].rstrip("\n") + ",one,two\n"
    lines[42] = lines[42].replace(",", "\x00,", 1)
    lines[43] = "Total,,,\n"
    lines[44] = _quoted_too_early(lines[44], ",")
    lines[60] += "\n"
    lines[61] += lines[61]
    names = [f" {name.upper()} " for name in CLAIM_1_2]
    return (_csv([*names, "Multiple Claims?"], newline="\n") + "".join(lines)).encode()


def _table(kind: str, columns: Sequence[str], rows: Iterable[dict[str, str] | None], number: int) -> list[list[str]]:
    """The first `number` of the rows, with a column that nobody knows, which one row in nine fills."""
    names = [canonical(kind, name) for name in columns]
    told = islice(filter(None, rows), number)
    return [[*(row[name] for name in names), "" if place % 9 else "north pier"] for place, row in enumerate(told)]


def _putting(kind: str, columns: Sequence[str], rows: list[list[str]]) -> Put:
    places = {canonical(kind, name): place for place, name in enumerate(columns)}

    def put(number: int, column: str, value: str) -> None:
        rows[number][places[column]] = value

    return put


def _quoted_too_early(line: str, delimiter: str) -> str:
    first, _, rest = line.partition(delimiter)
    return f'"{first}"{first}{delimiter}{rest}'


def _spoil_assets(rows: list[list[str]], put: Put) -> None:
    """Values that are odd and whose rows are to be taken; the last three rows have no asset that could be one."""
    put(3, "upc", "8.40244E+11")
    put(4, "upc", "36000291452")
    put(5, "upc", "UPC 0-36000-29145-2")
    put(6, "upc", '="036000291452"')
    put(8, "isrc", "zz-h4r-00-00005")
    put(9, "isrc", "ISRC ZZH4R0000008")
    put(10, "isrc", "ZZH4R0000005")
    put(11, "isrc", "ZZH4R0000005")
    put(12, "isrc", "")
    put(13, "isrc", "ZZH4R5")
    put(14, "asset_labels", "#harbour|Winter sale|#tidy up")
    put(15, "constituent_asset_id", "A0000000000000021 A0000000000000022  A0000000000000023")
    put(16, "artist", "=SUM of all tides")
    put(17, "artist", "Galtovor Joro | The Velkelums||")
    put(18, "genre", "Pop|Rock|Folk|Hip-Hop/Rap")
    put(19, "asset_title", 'two\r\nlines, "quoted"')
    put(20, "asset_title", "Sea " * 300)
    put(21, "is_merged", "TRUE")
    put(22, "is_merged", "perhaps")
    put(23, "approx_daily_views", "1.2E+06")
    put(24, "active_claims", "1,204")
    put(25, "asset_type", "Sound recording")
    put(26, "custom_id", "8.40244E+11")
    put(27, "custom_id", "@harbour/7")
    put(28, "album", "-")
    put(29, "label", "+49 Recordings")
    put(30, "ownership", "100%WW")
    put(31, "conflicting_country_code", "DE, FR")
    put(32, "asset_id", f"  {rows[32][1]} ")
    put(50, "asset_id", "")
    put(51, "asset_id", "dQx4-_Harbo")
    put(52, "asset_id", "1.07432E+15")


def _spoil_claims(rows: list[list[str]], put: Put) -> None:
    """Values that are odd and whose rows are to be taken; the last rows lack an ID that a claim needs."""
    put(3, "claim_created_date", "2021-03-04")
    put(4, "claim_created_date", "04.03.2021")
    put(5, "views", "1.23E+09")
    put(6, "views", "")
    put(7, "claim_status", "active")
    put(8, "claim_status", "routedForReview")
    put(9, "claim_status", "SLEEPING")
    put(10, "claim_origin", "MANUAL_CLAIM")
    put(11, "claim_type", "AUDIO_VISUAL")
    put(12, "asset_id", "dQx4-_Harbo")
    put(13, "asset_id", "")
    put(14, "upc", "8.40244E+11")
    put(15, "isrc", "zz-h4r-00-00005")
    put(16, "asset_labels", "#harbour|Winter sale")
    put(17, "video_title", '=HYPERLINK("http://example.com","free")')
    put(18, "video_title", "two\nlines")
    put(19, "is_shorts_eligible", "Default")
    put(20, "matching_duration", "2:75")
    put(21, "claim_policy_block", "DE|FR AT")
    put(22, "channel_id", rows[22][8].removeprefix("UC"))
    put(23, "channel_id", "UCshort")
    put(24, "video_id", f" {rows[24][6]} ")
    put(25, "claim_id", f"  {rows[25][0]} ")
    put(26, "video_id", f"-{rows[26][6][1:]}")
    put(50, "claim_id", "")
    put(51, "claim_id", "8.40244E+11")
    put(52, "video_id", "")
    put(53, "video_id", "too short")
