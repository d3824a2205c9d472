"""Reading whole blocks of a report gives what reading it row by row gives, whatever the rows are like."""

import io
import tempfile

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from reports.errors import ReportError
from reports.parse import Parsed

HEADERS = (
    ("video_id", "video_title", "views", "engaged_views", "comments", "video_privacy_status"),
    ("video_title", "views", "video_id", "comments"),
    ("views", "Pier", "video_title", "video_id"),
    ("comments", "video_id", "views"),
    ("video_id", "video_title", "time_uploaded"),
    ("asset_id", "asset_type", "approx_daily_views", "Pier", "ownership", "active_claims"),
    ("claim_id", "asset_id", "video_id", "claim_status", "views", "engaged_views"),
)
CELLS = st.one_of(
    st.sampled_from(("", "", "0", "17", "ferryferry1", "gulls-gull_", "A12345", "123456789012345678")),
    st.sampled_from(("1,234", "-1", "1234567890123456789", " 5 ", "x", " ferryferry1", "ferryferry1 ", "٣")),
    st.sampled_from(("a,b", "a\tb", "two\nlines", "two\r\nlines", "old\rMac", "\\N", "\\o/", "tail\\", '"', '""')),
    st.sampled_from(("\0", "\x1e", "\x1f", "\x1d", "\x0b", "\u2028", "\ufeff", "青い 별", "мосты 🎵", "'=1+1", "é")),
    st.text(alphabet='ab,;"\n\r\t\\é\0\x1e', max_size=6),
)
STRAY = ('"', '""', 'a"b', '"a"b', '"a" ', ' "a"', '"a', 'a"', '"""', '"a""', "\r", "a\rb")
ENDS = st.sampled_from(("\n", "\n", "\r\n", "\r", "\n\n", "\r\n\r\n"))
SIZES = st.sampled_from((1, 7, 64, 300, 100_000))


def quoted(cell: str, delimiter: str, always: bool) -> str:
    needed = always or any(sign in cell for sign in ('"', "\n", "\r", delimiter))
    return '"{}"'.format(cell.replace('"', '""')) if needed else cell


@st.composite
def files(draw: st.DrawFn) -> bytes:
    header, delimiter = draw(st.sampled_from(HEADERS)), draw(st.sampled_from(",\t;"))
    always, end = draw(st.booleans()), draw(st.sampled_from(("\n", "\r\n")))
    text = draw(st.sampled_from(("", "\ufeff"))) + delimiter.join(header) + end
    for _ in range(draw(st.integers(0, 10))):
        width = len(header) + draw(st.sampled_from((0,) * 12 + (-1, 1)))
        cells = [quoted(draw(CELLS), delimiter, always or draw(st.integers(0, 5)) == 0) for _ in range(width)]
        if draw(st.integers(0, 3)):  # most rows of a report are good ones
            plain = {"video_id": "ferryferry1", "claim_id": "C1.a_b", "asset_id": "A123456789012345"}
            told = {name: plain.get(name, "7") for name in header if "_id" in name or name in ("views", "comments")}
            cells = [quoted(told.get(name, cell), delimiter, always) for name, cell in zip(header, cells, strict=False)]
        if draw(st.integers(0, 4)) == 0:
            cells[draw(st.integers(0, len(cells) - 1))] = draw(st.sampled_from(STRAY))
        text += delimiter.join(cells) + (end if draw(st.integers(0, 9)) else draw(ENDS))
    content = (text.rstrip("\r\n") if draw(st.booleans()) else text).encode()
    return content if draw(st.integers(0, 19)) else content + b"ferryferry1\xe9\n"


def read(content: bytes, **how: int) -> tuple:
    """The lines for COPY, the rejects and the counts, or the sentence that refuses the file."""
    with tempfile.SpooledTemporaryFile() as rejects:
        try:
            parsed = Parsed(io.BytesIO(content), rejects, **how)
            lines = b"".join(parsed.lines())
        except ReportError as error:
            return (str(error),)
        rejects.seek(0)
        return lines.decode(), rejects.read().decode(), parsed.rows_read, parsed.rejected


@settings(max_examples=120, deadline=None)
@given(content=files(), size=SIZES)
@example(content=b'video_id,video_title,views\nferryferry1, "Ferry",1\n', size=64)
@example(content=b'video_id,video_title,views\nferryferry1,"Ferry" ,1\n', size=64)
@example(content=b"video_id,video_title,views\nferryferry1,old\rMac,1\n", size=64)
@example(content=b'video_id,video_title,views\nferryferry1,"Ferry,public\ngullsgulls2,Gulls,1\n', size=64)
@example(content=b'video_id,video_title,views\r\n"ferryferry1","a ""b""\r\n,c","1"\r\n', size=16)
def test_blocks_and_rows_tell_the_same(content, size):
    careful = read(content, careful=True)
    assert read(content, size=size) == careful
    assert read(content) == careful


def test_plain_rows_need_no_care(monkeypatch):
    def refuse(*_):
        raise AssertionError("a plain row was read with care")

    header = "video_id,video_title,views,engaged_views,comments,video_privacy_status\n"
    rows = [
        "ferryferry1,Ferry,1,,3,public\n",
        '"gulls-gull_","Gulls, ""two"" \\o/",12,4,5,private\n',
        '"gulls-gull_","","12","4","5",""\n',
        "ferryferry1,青い 별 мосты 🎵,1,,,public\n",
    ]
    monkeypatch.setattr(Parsed, "_with_care", refuse)
    for end in ("\n", "\r\n"):
        for delimiter in ",\t;":
            text = (header + "".join(rows) * 50).replace(",", delimiter).replace("\n", end)
            assert read(text.encode(), size=500)[2:] == (200, 0)


@pytest.mark.parametrize("size", [10, 1000])
def test_a_line_that_never_ends_is_refused(size, monkeypatch):
    monkeypatch.setattr("reports.blocks.MAX_LINE", 5000)
    [told] = read(b"video_id,views\nferryferry1,1\n" + b"x" * 9000, size=size)
    assert told.startswith("Line 3 is longer than 5,000 bytes")
