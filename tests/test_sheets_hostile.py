"""Spreadsheets of unknown making: each is taken as it was meant, or refused with a sentence that says what to do."""

import io
import tracemalloc
import zipfile
from datetime import date

import pytest
from asgiref.sync import async_to_sync
from django.db import connection
from django.test import AsyncClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.bulk import work
from tests.sheets import EXPORT, IMPORT, bring, cells_of, exported, look, table, workbook, wrong
from videos.bulk.selection import Selection
from videos.models import Spreadsheet, Video
from videos.sheets import xlsx
from videos.sheets.compare import ATTEMPTS, read
from videos.sheets.export import Export, csv_chunks, xlsx_chunks
from videos.tasks import read_spreadsheet, take_up

pytestmark = pytest.mark.django_db
LINE = "video_id,title,upc\nsong-video1,Better,\n"


@pytest.fixture
def song(db):
    return Video.objects.create(video_id="song-video1", title="Song", upc="036000291452")


@pytest.fixture
def by_olu(client, olu, song):
    client.force_login(olu)
    return client


def make(videos):
    columns = "SELECT 'video' || lpad(n::text, 6, '0'), repeat('x', 1000) FROM generate_series(1, %s) n"
    with connection.cursor() as cursor:
        cursor.execute(f"INSERT INTO videos_video (video_id, description) {columns}", [videos])


def packed(**parts):
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(name.replace("__", "/") + ".xml", data)
    return content.getvalue()


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (LINE.encode("utf-16"), "UTF-16"),
        (LINE.encode("utf-16-le"), "NUL"),
        (LINE.replace("Better", "Björk").encode("latin-1"), "not written in UTF-8"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", ".xls"),
        (b"", "The submitted file is empty"),
        (b"\n\n \n", "The file is empty"),
        (b"video_id,title\n", "no row below"),
        (b"title,upc\nx,y\n", "No column says which video"),
        (b"video_id,views\nx,1\n", "No column holds what can be edited"),
        (b"video_id,title,video_title\nx,y,z\n", "Two columns tell the same: title"),
        (b"video_id,title" + b",x" * 1_000_000 + b"\n", "300 are the most"),
        (b'video_id,title\nsong-video1,"' + b"x" * 200_000, "quotation mark is missing"),
        (b"PK\x03\x04nothing", "damaged"),
        (packed(xl__workbook="<x/>"), "damaged"),
        (packed(xl__sharedStrings=b"<x>" + b" " * (130 * 1024**2)), "expands to more"),
        (packed(xl__worksheets__sheet1=b" " * 1024, **{f"p{n}": b"" for n in range(1001)}), "expands to more"),
        (workbook(["video_id", *["x"] * 400], ["a"]), "300 are the most"),
    ],
    ids=range(17),
)
def test_what_cannot_be_read_is_refused_with_a_sentence(by_olu, content, sentence):
    if not content:
        assert sentence in by_olu.post(IMPORT, {"file": io.BytesIO()}).content.decode()
        return
    sheet = bring(by_olu, content)
    work()
    sheet.refresh_from_db()
    assert (sheet.status, sheet.content, sheet.listed.count()) == ("failed", None, 0)
    assert sentence in sheet.error
    assert sheet.error in look(by_olu, sheet).context["sheet"].error


@pytest.mark.parametrize(
    "content",
    [
        LINE.encode("utf-8-sig"),
        LINE.replace(",", ";").replace("\n", "\r\n").encode(),
        LINE.replace(",", "\t").encode(),
        workbook(["Video ID", "title", "upc"], ["song-video1", "Better", 36000291452.0], []),
        workbook(["video_id", "title"], [], ["song-video1", "Better"]),
        b'video_id,title\n"song-video1","\r\n Better\n "\n',
    ],
    ids=["mark", "semicolons", "tabs", "workbook", "blank row", "lines"],
)
def test_what_programs_make_of_a_spreadsheet_is_understood(by_olu, content):
    if b"upc" in content or content.startswith(b"PK"):
        Video.objects.update(upc="36000291452")
    sheet = bring(by_olu, content)
    assert (sheet.status, sheet.changing, sheet.refused) == ("ready", 1, 0), (sheet.error, wrong(sheet))
    assert sheet.listed.get().changes == {"title": ["Song", "Better"]}


def test_what_a_workbook_did_to_its_cells_is_told_beside_them(by_olu):
    rows = [["=1+1", "", ""], ["", 3.6e17, ""], ["", "", date(2026, 1, 2)], ["x" * 32_000, "", ""], ["", "", "a\0b"]]
    header = ["video_id", "title", "upc", "custom_id"]
    videos = Video.objects.bulk_create(Video(video_id=f"video{n:06}") for n in range(5))
    rows = [[video.video_id, *row] for video, row in zip(videos, rows[:4], strict=False)]
    errors = wrong(bring(by_olu, workbook(header, *rows)))
    assert "holds a formula" in errors[2]["title"]
    assert "Excel has rounded" in errors[3]["upc"]
    assert "has made a date" in errors[4]["custom_id"]
    assert "31,900" in errors[5]["title"]
    assert "A title" not in str(wrong(bring(by_olu, b"video_id,title\nsong-video1,'=1+1\n")))
    assert Spreadsheet.objects.latest("pk").listed.get().changes["title"][1] == "=1+1"


def test_a_file_of_too_many_rows_or_bytes_is_refused(by_olu, settings):
    settings.SPREADSHEET_MAX_ROWS = 2
    assert bring(by_olu, b"video_id,title\n" + b"song-video1,x\n" * 2).status == "ready"
    sheet = bring(by_olu, b"video_id,title\n" + b"song-video1,x\n" * 3)
    assert "more than 2 rows" in sheet.error
    settings.SPREADSHEET_MAX_BYTES = 10
    assert "larger than 10" in by_olu.post(IMPORT, {"file": io.BytesIO(LINE.encode())}).content.decode()


def test_a_spreadsheet_whose_reader_was_killed_is_read_anew(by_olu, olu):
    sheet = Spreadsheet.objects.create(name="x", content=LINE.encode(), uploaded_by=olu, rows=7)
    sheet.listed.create(line=9)
    read(sheet)
    assert (sheet.status, sheet.rows, list(sheet.listed.values_list("line", flat=True))) == ("ready", 1, [2])
    assert sheet.attempts == 1


def test_one_whose_reader_dies_each_time_is_given_up_in_a_sentence(by_olu, olu):
    sheet = Spreadsheet.objects.create(name="x", content=LINE.encode(), uploaded_by=olu, attempts=ATTEMPTS)
    take_up(0)
    page = look(by_olu, sheet)
    assert "begun 5 times and never came to its end" in page.content.decode()
    assert not Spreadsheet.objects.filter(status="reading").exists()


TEXT = st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), max_size=12)
NAMES = st.lists(TEXT, max_size=3)


@settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    title=TEXT,
    notes=st.sampled_from("=+-@\t\r'").flatmap(lambda sign: TEXT.map(lambda text: sign + text)),
    artist=NAMES,
)
def test_whatever_a_video_holds_an_export_that_comes_back_changes_nothing(by_olu, title, notes, artist):
    Video.objects.update(title=title, notes=notes, artist=artist, label="<b>" + title, privacy_status="odd")
    for way in ("csv", "xlsx"):
        sheet = bring(by_olu, exported(by_olu, way=way))
        assert (sheet.error, sheet.changing, wrong(sheet)) == ("", 0, {})


def test_no_cell_of_an_export_is_run(by_olu):
    Video.objects.update(title="=1+1", label="\t@x", tags=["-a", "b"], album="'=x", notes="'x")
    (row,) = table(exported(by_olu))
    assert [row[name] for name in ("title", "label", "tags", "album", "notes")] == [
        "'=1+1",
        "'\t@x",
        "'-a|b",
        "''=x",
        "'x",
    ]


def test_a_sheet_that_is_full_goes_on_in_another_and_all_of_them_come_back(by_olu, monkeypatch):
    monkeypatch.setattr(xlsx, "MOST_ROWS", 3)
    Video.objects.bulk_create(Video(video_id=f"video{n:06}", title=f"Song {n}") for n in range(4))
    content = exported(by_olu, way="xlsx")
    assert [len(rows) for rows in cells_of(content)] == [3, 3, 2]
    sheet = bring(by_olu, content)
    assert (sheet.rows, sheet.changing, sheet.refused) == (5, 0, 0)


@pytest.mark.parametrize("chunks", [csv_chunks, xlsx_chunks])
def test_many_rows_take_no_more_memory_than_a_few(song, chunks):
    make(8000)
    tracemalloc.start()
    size = sum(map(len, chunks(Export(Selection(query="")))))
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert size > 100_000
    assert peak < 6_000_000


def test_an_asgi_server_streams_it_and_an_export_that_is_given_up_leaves_the_connection_usable(olu, song):
    make(900)

    async def pieces(most):
        client = AsyncClient()
        await client.aforce_login(olu)
        address = {"list": "", "way": "csv", "what": "all", "layout": "ours"}
        response = await client.get(EXPORT, address)
        assert response.is_async
        taken = []
        async for piece in response.streaming_content:
            taken.append(piece)
            if len(taken) == most:
                break
        return taken

    assert len(async_to_sync(pieces)(99)) > 3
    list(csv_chunks(Export(Selection(query=""))))
    begun = csv_chunks(Export(Selection(query="")))
    next(begun), next(begun)
    begun.close()
    assert Video.objects.count() == 901


def test_no_timeout_of_a_list_cuts_an_export(song):
    make(900)
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL statement_timeout = '1s'")
        chunks = xlsx_chunks(Export(Selection(query="")))
        assert next(chunks)
        cursor.execute("SHOW statement_timeout")
        assert cursor.fetchone() == ("0",)
        assert list(chunks)


def test_a_spreadsheet_that_nobody_can_read_does_not_stop_the_worker(by_olu, olu, monkeypatch):
    monkeypatch.setattr("videos.sheets.compare.CHUNK", -1)
    sheet = Spreadsheet.objects.create(name="x", content=LINE.encode(), uploaded_by=olu)
    with pytest.raises(ValueError, match="islice"):
        read_spreadsheet(sheet.pk)
    sheet.refresh_from_db()
    assert (sheet.status, sheet.content) == ("failed", None)
    assert "nobody foresaw (ValueError)" in sheet.error


def test_a_filter_that_is_wrong_exports_nothing_and_a_search_is_exported(by_olu, song):
    page = by_olu.get(EXPORT, {"list": "privacy=odd", "way": "csv", "what": "all", "layout": "ours"})
    assert "A filter of the list is wrong" in page.content.decode()
    assert len(table(exported(by_olu, "q=song"))) == 1
    assert table(exported(by_olu, "q=nothing")) == table(exported(by_olu, "paste=nowhere")) == []
    assert list(table(exported(by_olu, what="list"))[0])[:2] == ["video_id", "channel_title"]
    assert list(table(exported(by_olu, columns=["isrc"]))[0]) == ["video_id", "isrc"]
    assert table(exported(by_olu, ids=str(song.pk)))[0]["title"] == "Song"
