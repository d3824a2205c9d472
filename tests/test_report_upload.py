"""A report comes by the browser: into the storage under its own name, whole or not at all, and from whom it may."""

import gzip
import os
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Permission
from django.core.exceptions import PermissionDenied
from django.core.files.base import ContentFile
from django.core.files.storage import storages
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.urls import reverse
from procrastinate.contrib.django.models import ProcrastinateJob

from reports import pieces
from reports.delivery import fitting
from reports.models import Report, Upload
from reports.tasks import ingest_report, keep_house
from reports.uploads import take_upload
from tests.harbour import FERRY, GULLS, HARBOUR, row, table
from tests.ingesting import ingest
from tests.machinery import faulty
from tests.machinery.s3 import seen_through
from videos.models import Video

pytestmark = pytest.mark.django_db(transaction=True)

GOOD = table(row(FERRY, "Ferry")).encode()
PAGE = "admin:reports_report_upload"


@pytest.fixture
def as_ana(client, ana):
    client.force_login(ana)
    return client


def upload(client, content=GOOD, name=HARBOUR, **fields):
    sent = {"file": SimpleUploadedFile(name, content), "at_once": "on", **fields}
    return client.post(reverse(PAGE), sent, follow=True)


def said(response):
    return response.content.decode()


def queued():
    return [job.args["report_id"] for job in ProcrastinateJob.objects.filter(task_name="reports.ingest_report")]


@pytest.mark.parametrize("content", [GOOD, gzip.compress(GOOD)], ids=["plain", "gzip"])
def test_an_uploaded_report_lies_in_the_bucket_and_is_queued(bucket, as_ana, content):
    assert "is uploaded and queued" in said(upload(as_ana, content))
    report = Report.objects.get()
    assert report.key.startswith("reports/uploads/2")
    assert (report.name, report.scope, report.size, queued()) == (HARBOUR, "harbour", len(content), [report.pk])
    assert held(bucket, report.key) == content
    assert LogEntry.objects.get().object_id == str(report.pk)
    ingest_report(report.pk)
    assert Video.objects.get().title == "Ferry"
    assert ingest() == []


def test_an_uploaded_report_lies_in_the_inbox_where_there_is_no_bucket(inbox, as_ana):
    upload(as_ana)
    upload(as_ana, table(row(GULLS, "Gulls")).encode())
    files = sorted(path for path in inbox.rglob("*") if path.is_file())
    assert [path.name for path in files] == [HARBOUR, HARBOUR]
    assert sorted(Report.objects.values_list("key", flat=True)) == sorted(map(str, files))
    assert {oct(path.stat().st_mode)[-3:] for path in files} == {"644"}
    for pk in queued():
        ingest_report(pk)
    assert sorted(Video.objects.values_list("title", flat=True)) == ["Ferry", "Gulls"]


def test_who_does_not_wish_it_at_once_leaves_it_to_the_worker(inbox, as_ana):
    assert "waits for the worker" in said(upload(as_ana, at_once=""))
    assert (queued(), Report.objects.get().status) == ([], "pending")
    assert ingest()[0]["status"] == "completed"


def test_mended_rows_come_back_by_the_same_door(inbox, as_ana):
    upload(as_ana, GOOD + b"gullsgulls2,Gulls,too many\n")
    ingest_report(queued()[0])
    first = Report.objects.get()
    page = reverse("admin:reports_report_rejects", args=[first.pk])
    told = b"".join(as_ana.get(page).streaming_content).decode()
    assert "Gulls" in told
    mended = told.replace(",too many", "")
    upload(as_ana, mended.encode(), "rejected rows of it.csv")
    second = Report.objects.order_by("pk").last()
    ingest_report(second.pk)
    second.refresh_from_db()
    assert (second.status, second.inserted, second.scope) == ("completed", 1, "")


def test_a_large_file_does_not_pass_through_memory(bucket, as_ana):
    content = os.urandom(9 * 1024**2)  # in parts of 8 MB, that is, twice
    upload(as_ana, content, "large.csv")
    report = Report.objects.get()
    assert report.size == len(content)
    assert report.etag.endswith("-2")


@pytest.fixture(params=["bucket", "inbox"])
def storage(request):
    """Where reports are delivered to: each in turn."""
    return request.getfixturevalue(request.param)


def begin(client, size):
    return client.post(reverse("admin:reports_report_begin"), {"name": HARBOUR, "size": size})


def bring(client, url, at, piece):
    response = client.post(f"{url}?at={at}", piece, content_type="application/octet-stream")
    return response.status_code, response.json().get("received")


def lying(storage):
    """What lies in a storage or is on its way into it."""
    if isinstance(storage, Path):
        return [path.name for path in storage.rglob("*") if path.is_file()]
    on_its_way = storage.client.list_multipart_uploads(Bucket=storage.name).get("Uploads", [])
    return [found["Key"] for found in on_its_way + storage.client.list_objects(Bucket=storage.name).get("Contents", [])]


def held(storage, key):
    if isinstance(storage, Path):
        return Path(key).read_bytes()
    return storage.client.get_object(Bucket=storage.name, Key=key)["Body"].read()


def test_a_large_file_comes_in_pieces_each_asked_for_in_its_turn(storage, as_ana, client, olu):
    content = GOOD + b"\n" * pieces.PIECE  # two of them
    first, rest = content[: pieces.PIECE], content[pieces.PIECE :]
    url = begin(as_ana, len(content)).json()["url"]
    assert bring(as_ana, url, 0, rest) == (400, None)
    assert bring(as_ana, url, 0, first + b"x") == (400, None)
    assert bring(as_ana, url, len(first), rest) == (409, 0)
    assert bring(as_ana, url, 0, first) == (200, len(first))
    assert bring(as_ana, url, 0, first) == (409, len(first))  # sent again, since its answer was lost
    assert (as_ana.post(f"{url}finish/").status_code, ingest()) == (409, [])
    assert bring(as_ana, url, len(first), rest) == (200, len(content))
    client.force_login(olu)
    assert client.post(f"{url}finish/").status_code == 410  # it is Ana's
    client.force_login(Upload.objects.get().by)
    page = client.post(f"{url}finish/", {"at_once": "on"}).json()["url"]
    assert "is uploaded and queued" in said(client.get(page))
    report = Report.objects.get()
    assert (report.name, report.scope, report.size, queued()) == (HARBOUR, "harbour", len(content), [report.pk])
    assert held(storage, report.key) == content
    Upload.objects.update(report=None)  # as if the web process had died before it could write it down
    answers = [client.post(f"{url}finish/", {"at_once": "on"}).json() for _ in range(2)]
    assert (answers, Report.objects.get()) == ([{"url": page}] * 2, report)
    Upload.objects.update(touched_at=datetime.now(UTC) - timedelta(hours=25))
    keep_house(0)
    assert (client.post(f"{url}finish/").status_code, held(storage, report.key)) == (410, content)


def test_nothing_of_the_database_is_held_while_a_piece_is_stored(bucket, as_ana):
    told, url = [], begin(as_ana, len(GOOD)).json()["url"]
    events = storages["reports"].connection.meta.client.meta.events

    def meanwhile(**_):
        events.unregister("before-send.s3.UploadPart", meanwhile)
        told.extend([connection.connection, bring(as_ana, url, 0, GOOD)])  # sent again, as its answer takes long

    events.register("before-send.s3.UploadPart", meanwhile)
    assert (bring(as_ana, url, 0, GOOD), told) == ((409, len(GOOD)), [None, (200, len(GOOD))])
    assert held(bucket, Report.objects.get(pk=as_ana.post(f"{url}finish/").json()["url"].split("/")[-3]).key) == GOOD


def test_uploads_that_nobody_goes_on_with_are_forgotten(storage, as_ana, settings, olu):
    for _ in range(pieces.AT_ONCE + 1):
        url = begin(as_ana, len(GOOD)).json()["url"]
    assert len(lying(storage)) == Upload.objects.count() == pieces.AT_ONCE
    assert bring(as_ana, url, 0, GOOD) == (200, len(GOOD))
    oldest = Upload.objects.earliest("pk")
    Upload.objects.filter(pk=oldest.pk).update(by=olu)
    olu.delete()
    impossible = "" if oldest.multipart_id else f"uploads/{'x' * 300}"
    refused = Upload.objects.create(key=impossible, size=1, multipart_id=oldest.multipart_id)
    Upload.objects.update(touched_at=datetime.now(UTC) - timedelta(hours=25))
    Upload.objects.filter(received=len(GOOD)).update(touched_at=datetime.now(UTC))
    keep_house(0)
    assert set(Upload.objects.exclude(received=len(GOOD))) == {refused}
    assert len(lying(storage)) == 1
    assert as_ana.post(f"{url}finish/").status_code == 200
    settings.REPORT_UPLOAD_MAX_BYTES = 10
    assert "larger than 10" in begin(as_ana, 11).json()["error"]


def test_what_is_too_large_is_refused_in_a_sentence(inbox, as_ana, settings):
    settings.REPORT_UPLOAD_MAX_BYTES = 10
    assert "The file is larger than 10" in said(upload(as_ana))
    answer = upload(as_ana, b"x" * 100_000)
    assert (answer.status_code, "Pack it by gzip" in said(answer)) == (413, True)
    assert not any(inbox.iterdir())


def test_a_storage_that_refuses_says_so_on_the_page(bucket, as_ana, settings):
    seen_through(settings, "http://127.0.0.1:1")
    assert "could not be stored. The reports storage cannot be reached" in said(upload(as_ana))
    with faulty.line_to(bucket.endpoint) as line:
        seen_through(settings, line.url)
        line.denied = (HARBOUR,)
        assert "may put (s3:PutObject" in said(upload(as_ana))
    assert Report.objects.count() == 0


def test_only_who_may_ingest_may_upload(client, inbox, ana, ben, cora, olu):
    for person, status in ((ana, 200), (olu, 200), (ben, 403), (cora, 403)):
        client.force_login(person)
        assert client.get(reverse(PAGE)).status_code == status
        shown = client.get(reverse("admin:reports_report_changelist"))
        assert ("Upload a report" in said(shown)) == (status == 200)
        before = Report.objects.count()
        assert upload(client).status_code == status
        assert Report.objects.count() - before == (status == 200)
    cora.user_permissions.add(Permission.objects.get(codename="ingest_report"))  # and none to view
    client.force_login(cora)
    assert client.get(reverse(PAGE)).status_code == 403
    client.logout()
    assert upload(client).redirect_chain
    with pytest.raises(PermissionDenied):
        take_upload(ContentFile(GOOD, "a.csv"), by=ben, at_once=False)
    assert Report.objects.count() == 2


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        (HARBOUR, HARBOUR),
        ("rejected rows of Café – 日本.csv", "rejected rows of Café – 日本.csv"),
        ("../../etc/passwd", "passwd"),
        ("C:\\reports\\a.csv", "a.csv"),
        (".hidden.csv", "hidden.csv"),
        ("", "report.csv"),
        ("a\x00b\n\u202ec<d>:.csv", "a_b_c_d_.csv"),
        ("é" * 300 + ".csv.gz", "é" * 98 + ".gz"),
    ],
)
def test_a_name_is_kept_as_far_as_it_can_be(name, kept):
    assert fitting(name) == kept
    assert len(fitting(name).encode()) <= 200
