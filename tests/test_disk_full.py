"""A full disk, ours or PostgreSQL's, ends what was begun with a sentence that says what to do; nothing half-done stays.

`/dev/full` takes no byte, as a full disk does; PostgreSQL says by itself that its own is full.
"""

import io
import tempfile
import zipfile
from contextlib import contextmanager
from pathlib import Path

import pytest
from django.core.files.storage import storages
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import OperationalError, connection
from django.urls import reverse

from reports import archives, ingest
from reports.models import Report
from tests.harbour import ASSETS, FERRY, GULLS, HARBOUR, asset, row, table
from tests.ingesting import deliver, run
from tests.ingesting import ingest as ingested
from tests.sheets import IMPORT, bring
from videos.models import Video
from videos.tasks import read_spreadsheet

pytestmark = pytest.mark.django_db(transaction=True)

FULL = "The disk is full: free some space, then"


@contextmanager
def full_postgres(table):
    """PostgreSQL finds no room for rows of this table."""
    raising = "RAISE EXCEPTION 'could not extend file: No space left on device' USING ERRCODE = 'disk_full';"
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE FUNCTION no_room() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {raising} END $$")
        cursor.execute(f"CREATE TRIGGER no_room BEFORE INSERT ON {table} EXECUTE FUNCTION no_room()")
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute("DROP FUNCTION no_room CASCADE")


@contextmanager
def full_temporary_folder():
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(tempfile, "TemporaryFile", lambda *words, **more: open("/dev/full", "w+b", buffering=0))  # noqa: SIM115
        patch.setattr(archives, "SPOOL", 10)
        patch.setattr(ingest, "SPOOL", 10)
        yield


def zipped(name, content):
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr(name, content)
    return packed.getvalue()


SHORT = f"{table(row(FERRY, 'Ferry', extra='1'))}too short\n"
TROUBLES = {
    "an archive is unpacked": ("ferry.zip", zipped(HARBOUR, SHORT), full_temporary_folder),
    "rejected rows wait": (HARBOUR, SHORT, full_temporary_folder),
    "postgresql": (HARBOUR, SHORT, lambda: full_postgres("videos_video")),
}


@pytest.mark.parametrize(("name", "content", "trouble"), TROUBLES.values(), ids=TROUBLES)
def test_a_report_ends_in_an_error_that_says_what_to_do_and_the_next_goes_on(
    inbox, client, olu, name, content, trouble
):
    deliver(inbox, name, content)
    deliver(inbox, ASSETS, table(asset("A1")), day=1)
    with trouble():
        code, told = run()
    assert (code, f"{name}: error. {FULL} press “Ingest now”." in told) == (1, True), told
    assert f"{ASSETS}: 1 rows read = 1 inserted" in told
    report = Report.objects.get(key__endswith=name)
    assert (report.status, report.lease_until, Video.objects.count()) == ("error", None, 0)
    client.force_login(olu)
    assert report.error in client.get(reverse("admin:reports_report_change", args=[report.pk])).content.decode()
    assert ingested(report.key)[0]["inserted"] == 1, "once there is room again"


def test_an_upload_says_so(inbox, client, olu):
    client.force_login(olu)
    content = table(row(GULLS, "Gulls")).encode()
    begun = client.post(reverse("admin:reports_report_begin"), {"name": HARBOUR, "size": len(content)}).json()
    [part] = Path(storages["reports"].location).rglob(".*.part")
    part.unlink()
    part.symlink_to("/dev/full")
    answer = client.post(f"{begun['url']}?at=0", content, content_type="application/octet-stream")
    assert (answer.status_code, f"{FULL} upload it again." in answer.json()["error"]) == (503, True)


def test_a_page_says_so(client, olu):
    client.force_login(olu)
    client.raise_request_exception = False
    with full_postgres("videos_spreadsheet"):
        page = client.post(IMPORT, {"file": SimpleUploadedFile("songs.csv", b"video_id,title\n1,2\n")})
    assert (page.status_code, FULL in page.content.decode()) == (507, True)


def test_a_spreadsheet_that_the_worker_reads_says_so(client, olu, monkeypatch):
    monkeypatch.setattr("videos.queue.READ_AT_ONCE", 10)
    client.force_login(olu)
    sheet = bring(client, b"video_id,title\nsomething11,Song\n")
    with full_postgres("videos_spreadsheetrow"), pytest.raises(OperationalError):
        read_spreadsheet(sheet.pk)
    sheet.refresh_from_db()
    assert (sheet.status, sheet.error) == ("failed", f"{FULL} upload it again.")


def test_any_command_says_so(command, inbox):
    deliver(inbox, HARBOUR, table(row(FERRY, "Ferry")))
    with full_postgres("reports_report"):
        done = command("ingest_reports", REPORTS_DIR=str(inbox))
    assert (done.returncode, done.stderr.strip()) == (1, f"{FULL} run it again.")
