"""Two browsers upload the same file at the same moment: each is told where its report is, and none is there twice."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.urls import reverse
from procrastinate.contrib.django.models import ProcrastinateJob

from reports.models import Report
from tests.harbour import FERRY, HARBOUR, row, table
from tests.ingesting import ingest
from videos.models import Change, Video

pytestmark = pytest.mark.django_db(transaction=True)

FILE = table(row(FERRY, "Ferry")).encode()


@pytest.fixture(params=["bucket", "inbox"])
def storage(request):
    return request.getfixturevalue(request.param)


def at_once(*clients, act):
    """Let `act` be done by each client, all at the same moment."""
    ready = threading.Barrier(len(clients))

    def one(client):
        ready.wait(timeout=10)
        try:
            return act(client)
        finally:
            connection.close()

    with ThreadPoolExecutor(len(clients)) as browsers:
        return list(browsers.map(one, clients))


def signed_in(*people):
    clients = [Client() for _ in people]
    for client, person in zip(clients, people, strict=True):
        client.force_login(person)
    return clients


def test_the_same_file_from_two_people_is_two_reports_of_which_one_changes_something(storage, ana, olu):
    address = reverse("admin:reports_report_upload")

    def upload(client):
        return client.post(address, {"file": SimpleUploadedFile(HARBOUR, FILE), "at_once": "on"}).url

    first, second = at_once(*signed_in(ana, olu), act=upload)
    assert (first != second, Report.objects.count(), ProcrastinateJob.objects.count()) == (True, 2, 2)
    assert sorted(told["inserted"] for told in ingest()) == [0, 1]
    assert (Video.objects.count(), Change.objects.count()) == (1, 0)


def test_one_upload_that_two_tabs_bring_and_end_at_once_is_one_report(storage, ana):
    tabs = signed_in(ana, ana)
    begun = tabs[0].post(reverse("admin:reports_report_begin"), {"name": HARBOUR, "size": len(FILE)})
    url = begun.json()["url"]
    brought = at_once(*tabs, act=lambda tab: tab.post(f"{url}?at=0", FILE, content_type="application/octet-stream"))
    assert sorted(answer.status_code for answer in brought) == [200, 409]
    ended = at_once(*tabs, act=lambda tab: tab.post(f"{url}finish/", {"at_once": "on"}).json())
    assert ended[0] == ended[1]
    assert (Report.objects.count(), ProcrastinateJob.objects.count()) == (1, 1)
