"""Reports as they really come: damaged, mislabelled, half empty, or no reports at all."""

import gzip
import io
import zipfile

import pytest

from reports.models import RejectedRow, Report
from samples.generate import DIRTY, HERE
from tests.ingesting import deliver, ingest
from videos.models import Video

pytestmark = pytest.mark.django_db(transaction=True)

NAME = "video_report_harbour_V_v1-3.csv"
HEADER = "video_id,video_title,video_privacy_status,views\n"
FERRY = "ferryferry1,Ferry,public,10\n"
GULLS = "gullsgulls2,Gulls,private,20\n"
GOOD = (HEADER + FERRY + GULLS).encode()


def zipped(**members: bytes) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return file.getvalue()


def locked(archive: bytes) -> bytes:
    """The archive, said to need a password: bit 0 of the flags in the member's header and in the directory."""
    content = bytearray(archive)
    content[6] |= 1
    content[archive.index(b"PK\x01\x02") + 8] |= 1
    return bytes(content)


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"name,price\nkite,3\n", "no CMS report"),
        (b"video_title,video_privacy_status,views\nFerry,public,1\n", "no column “video_id”"),
        (HEADER.encode() + b"ferryferry1,F\xe9rry,public,1\n", "not UTF-8"),
        (GOOD.decode().encode("utf-16"), "UTF-16"),
        (gzip.compress(GOOD * 50)[:-20], "cut off"),
        (gzip.compress(GOOD)[:12] + b"\xff" * 30, "damaged"),
        (zipped(), "no file"),
        (zipped(a=GOOD)[:60], "damaged"),
        (locked(zipped(a=GOOD)), "password"),
        (b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 9, "not UTF-8"),
    ],
    ids=str.split("no-report keyless latin-1 utf-16 cut-off damaged-gzip empty-zip damaged-zip locked picture"),
)
def test_a_file_that_cannot_be_taken_says_why_and_writes_nothing(tmp_path, content, sentence):
    [told] = ingest(deliver(tmp_path, NAME, content))
    assert told["status"] == "error"
    assert sentence in told["error"]
    assert told["rows_read"] == 0
    assert not Video.objects.exists()


def test_a_bomb_is_refused_before_it_fills_anything(tmp_path, settings):
    settings.REPORT_MAX_BYTES = 1_000_000
    bomb = HEADER.encode() + FERRY.encode() * 100_000
    for content in (gzip.compress(bomb), zipped(a=bomb), zipped(a=gzip.compress(bomb)), bomb):
        [told] = ingest(deliver(tmp_path, NAME, content))
        assert told["status"] == "error"
        assert "1,000,000 bytes" in told["error"]
    assert not Video.objects.exists()


def test_a_report_without_rows_is_taken_and_marks_nobody_gone(tmp_path):
    header = HEADER.encode()
    ingest(deliver(tmp_path, NAME, GOOD))
    empty = [b"", b"\xef\xbb\xbf", b"\n\r\n", header, header.strip(), b"A title\n" + header]
    for day, content in enumerate(empty, start=1):
        [told] = ingest(deliver(tmp_path, NAME, content, day=day))
        assert (told["status"], told["rows_read"]) == ("completed", 0), content
        assert Video.objects.filter(not_seen_since=None).count() == 2, content


@pytest.mark.parametrize(
    ("content", "ending"),
    [
        (gzip.compress(GOOD), ".zip"),
        (gzip.compress(GOOD), ""),
        (zipped(a=GOOD), ".gz"),
        (zipped(a=GOOD), ""),
        (zipped(a=gzip.compress(GOOD)), ".gz"),
        (zipped(**{"__MACOSX/._a": b"\0\5\26\7", "a": GOOD}), ".zip"),
        (gzip.compress(GOOD[:70]) + gzip.compress(GOOD[70:]), ".gz"),
        (GOOD, ".gz"),
        (GOOD.replace(b",", b"\t"), ".zip"),
        (GOOD.replace(b"\n", b"\r\n"), ""),
        (b"\xef\xbb\xbfVideo report of the harbour\n\n" + GOOD, ""),
    ],
    ids=str.split("gzip gzip-2 zip zip-2 gzip-in-zip mac-zip two-gzips plain tabs windows title"),
)
def test_a_report_is_known_by_its_bytes_whatever_its_name(tmp_path, content, ending):
    [told] = ingest(deliver(tmp_path, NAME + ending, content))
    assert (told["status"], told["inserted"], told["rejected"]) == ("completed", 2, 0)
    assert told["kind"] == "video"


def test_a_rejected_row_keeps_its_line_its_reason_and_its_text(tmp_path):
    text = (
        HEADER + '"' + FERRY[:-1] + "\n" + GULLS + "\nTotal,,,30\nferry ferry,x,public,1\n,x,public,1\nferryferry1,x\n"
    )
    [told] = ingest(deliver(tmp_path, NAME, text))
    assert (told["rows_read"], told["inserted"], told["rejected"]) == (6, 1, 5)
    rows = RejectedRow.objects.filter(report=told["report"]).order_by("line")
    assert [(row.line, row.raw) for row in rows] == [
        (2, '"ferryferry1,Ferry,public,10'),
        (5, "Total,,,30"),
        (6, "ferry ferry,x,public,1"),
        (7, ",x,public,1"),
        (8, "ferryferry1,x"),
    ]
    assert all(row.reason for row in rows)


def test_a_stray_quote_takes_no_good_row_with_it(tmp_path):
    gulls = [f"gulls{number:06},Gulls,public,1\n" for number in range(3000)]
    [told] = ingest(deliver(tmp_path, NAME, HEADER + 'ferryferry1,"Ferry,public,1\n' + "".join(gulls)))
    assert (told["inserted"], told["rejected"]) == (3000, 1)


def test_the_row_of_our_own_claim_decides_and_every_claim_is_kept(tmp_path):
    rows = ["a,No,C1,Block", "b,No,C2,Track", "c,Yes,C3,Monetize", "d,Yes,C4,Block"]
    text = "video_id,video_title,claimed_by_this_owner,claim_id,effective_policy\n"
    text += "".join(f"ferryferry1,{row}\n" for row in rows)
    [told] = ingest(deliver(tmp_path, NAME, text))
    video = Video.objects.get()
    assert (told["inserted"], told["folded"]) == (1, 3)
    assert (video.title, video.effective_policy) == ("c", "Monetize")
    assert set(video.claims.values_list("claim_id", "ours")) == {
        ("C1", False),
        ("C2", False),
        ("C3", True),
        ("C4", True),
    }


def test_values_that_mean_nothing_are_kept_and_warned_of(tmp_path):
    header = "video_id,video_title,time_uploaded,video_length,embedding_allowed,Harbour Master\n"
    [told] = ingest(deliver(tmp_path, NAME, header + "ferryferry1,=1+1,04.03.2021,1.2E+03,Default,Ann\n"))
    video = Video.objects.get()
    assert (video.title, video.time_uploaded, video.video_length, video.embedding_allowed) == ("=1+1", None, None, None)
    assert video.extra == {
        "time_uploaded": "04.03.2021",
        "video_length": "1.2E+03",
        "embedding_allowed": "Default",
        "harbour_master": "Ann",
    }
    warnings = " ".join(Report.objects.get(pk=told["report"]).warnings)
    for named in ("time_uploaded", "video_length", "embedding_allowed", "Harbour Master"):
        assert named in warnings


def test_the_dirty_sample_loses_no_row(tmp_path):
    [told] = ingest(deliver(tmp_path, DIRTY, (HERE / DIRTY).read_bytes()))
    assert told["status"] == "completed"
    assert told["rejected"] == 7
    assert told["rows_read"] == told["inserted"] + told["folded"] + told["rejected"] == 222
    assert Video.objects.count() == told["inserted"]


def test_stray_quotes_cost_the_rows_they_stand_on_and_no_other(tmp_path):
    rows = [f'stray{n:06d},"Ferry,public,1\n' if n % 2 else f"clean{n:06d},Gulls,public,2\n" for n in range(4000)]
    [told] = ingest(deliver(tmp_path, NAME, (HEADER + "".join(rows)).encode()))
    assert (told["rows_read"], told["inserted"], told["rejected"]) == (4000, 2000, 2000)


def test_unknown_columns_keep_their_values_whatever_they_are_called(tmp_path):
    header = "video_id,video_title,video_privacy_status,views,備考,Pier,pier,100 %\n"
    [told] = ingest(deliver(tmp_path, NAME, (header + "ferryferry1,Ferry,public,10,left,low,high,5\n").encode()))
    assert told["status"] == "completed"
    extra = Video.objects.get().extra
    assert extra == {"column_5": "left", "pier": "low", "pier_7": "high", "100": "5"}


def test_a_header_of_thousands_of_columns_is_refused_with_a_sentence(tmp_path):
    header = HEADER.strip() + "".join(f",x{n}" for n in range(3000)) + "\n"
    [told] = ingest(deliver(tmp_path, NAME, header.encode()))
    assert told["status"] == "error"
    assert "3,004 columns" in told["error"]
