"""Rejected rows as a file: whole, safe to open in a spreadsheet, and streamed."""

import csv
import io
import tracemalloc

import pytest
from asgiref.sync import async_to_sync
from django.test import AsyncClient
from django.urls import reverse

from reports.models import RejectedRow
from reports.rejects import CHUNK, csv_chunks
from tests.catalogue import make_completed

HEADER = ["video_id", "video_title", "channel_id"]


@pytest.fixture
def report(db):
    return make_completed(header=HEADER)


def reject(report, *raws):
    RejectedRow.objects.bulk_create(
        RejectedRow(report=report, line=n, reason="ragged", raw=raw) for n, raw in enumerate(raws, start=2)
    )


def download(client, report):
    response = client.get(reverse("admin:reports_report_rejects", args=[report.pk]))
    text = b"".join(response.streaming_content).decode()
    assert text.startswith("\ufeff"), "Excel takes it for another encoding else"
    return response, list(csv.reader(io.StringIO(text[1:], newline="")))


def test_the_reason_stands_before_the_original_columns(client, olu, report):
    reject(report, 'v1,"a title, with\n""quotes""",UC1', "v2,short", "v3,long,UC3,extra,more")
    client.force_login(olu)
    response, rows = download(client, report)
    assert rows == [
        ["reject_line", "reject_reason", *HEADER],
        ["2", "ragged", "v1", 'a title, with\n"quotes"', "UC1"],
        ["3", "ragged", "v2", "short"],
        ["4", "ragged", "v3", "long", "UC3", "extra", "more"],
    ]
    assert response["Content-Disposition"].startswith(
        'attachment; filename="rejected rows of video_report_Acme0_V_v1-4.csv"'
    )


@pytest.mark.parametrize("cell", ["=1+1", "+1", "-vid", "@x", "\tx", "'=1", "''@"])
def test_no_spreadsheet_runs_what_stands_in_a_cell(client, olu, report, cell):
    reject(report, f'v1,"{cell}",UC1')
    client.force_login(olu)
    assert download(client, report)[1][1][3] == "'" + cell


def test_a_row_that_is_no_csv_is_kept_whole_in_one_cell(client, olu, report):
    reject(report, 'v1,"never closed,UC1')
    client.force_login(olu)
    assert download(client, report)[1][1] == ["2", "ragged", 'v1,"never closed,UC1']


@pytest.mark.parametrize("sign", ["\t", ";"])
def test_rows_between_other_signs_are_taken_apart(client, olu, report, sign):
    reject(report, f"v1{sign}a, title{sign}UC1")
    client.force_login(olu)
    assert download(client, report)[1][1][2:] == ["v1", "a, title", "UC1"]


def test_a_file_that_was_mended_before_does_not_grow_columns(client, olu):
    report = make_completed(header=["Reject line", "reject_reason", *HEADER])
    reject(report, "7,ragged,v1,title,UC1")
    client.force_login(olu)
    assert download(client, report)[1] == [
        ["reject_line", "reject_reason", *HEADER],
        ["2", "ragged", "v1", "title", "UC1"],
    ]


def test_a_name_in_any_script_makes_a_safe_header(client, olu):
    report = make_completed(key='reports/Ünï"\r\nX-Evil: 1;ö.csv')
    client.force_login(olu)
    response, _ = download(client, report)
    assert "X-Evil" not in response.headers
    assert "\n" not in response["Content-Disposition"]


def test_many_rows_take_no_more_memory_than_a_few(report):
    many = CHUNK * 5 + 7
    reject(report, *(f"v{n}," + "x" * 500 for n in range(many)))
    tracemalloc.start()
    lines = sum(chunk.count("\r\n") for chunk in csv_chunks(report))
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert lines == many + 1
    assert peak < 8 * CHUNK * 500


def test_who_may_not_see_rejected_rows_does_not_get_them(client, ben, cora, report):
    ben.user_permissions.remove(*ben.user_permissions.filter(codename="view_rejectedrow"))
    for person in (ben, cora):
        client.force_login(person)
        assert client.get(reverse("admin:reports_report_rejects", args=[report.pk])).status_code == 403


def test_an_asgi_server_streams_it_chunk_by_chunk(olu):
    report = make_completed(header=HEADER)
    reject(report, *(f"v{n},title,UC1" for n in range(CHUNK + 1)))

    async def chunks():
        client = AsyncClient()
        await client.aforce_login(olu)
        response = await client.get(reverse("admin:reports_report_rejects", args=[report.pk]))
        assert response.is_async
        return [chunk async for chunk in response.streaming_content]

    assert [chunk.count(b"\r\n") for chunk in async_to_sync(chunks)()] == [1, CHUNK, 1]
