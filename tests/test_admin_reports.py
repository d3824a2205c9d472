"""The page of a report, and what can be asked of it."""

import pytest
from django.contrib.auth.models import Permission
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from procrastinate.contrib.django.models import ProcrastinateJob

from reports import queue
from reports.models import RejectedRow, Report, Sighting
from reports.tasks import mark_gone
from tests.catalogue import fill, make_completed, make_report
from videos.models import ChangeSet


def page_of(report):
    return reverse("admin:reports_report_change", args=[report.pk])


def do(client, report, name):
    return client.post(reverse("admin:reports_report_act", args=[report.pk, name]), follow=True)


def choose(client, reports, action):
    data = {"action": action, "_selected_action": [report.pk for report in reports]}
    return client.post(reverse("admin:reports_report_changelist"), data, follow=True)


def jobs():
    rows = ProcrastinateJob.objects.filter(task_name="reports.ingest_report").order_by("id")
    return [job.args["report_id"] for job in rows]


@pytest.fixture
def as_ana(client, ana):
    ana.user_permissions.add(Permission.objects.get(codename="ingest_report"))
    client.force_login(ana)
    return client


def test_the_page_accounts_for_every_row(as_ana):
    fill(1)
    report = Report.objects.get()
    page = as_ana.get(page_of(report)).content.decode()
    for name in ("rows_read", "inserted", "updated", "unchanged", "folded", "rejected"):
        assert f'data-live="report:{report.pk}" data-field="{name}">{getattr(report, name)}<' in page
    assert "ragged" in page
    assert "Sung" in page  # what it changed
    assert reverse("admin:reports_report_rejects", args=[report.pk]) in page


def test_the_error_stands_on_the_page(as_ana):
    report = make_report(status="error", error="This is no report: remove it from the inbox.")
    assert "This is no report: remove it" in as_ana.get(page_of(report)).content.decode()


@pytest.mark.parametrize("status", ["pending", "error", "cancelled"])
def test_ingest_now_queues_a_report_that_is_not_ingested(as_ana, status):
    report = make_report(status=status, error="broken", attempts=5)
    assert "queued" in do(as_ana, report, "ingest").content.decode()
    report.refresh_from_db()
    assert (report.status, report.error, report.attempts) == ("pending", "", 0)
    assert jobs() == [report.pk]


def test_asking_twice_queues_once(as_ana):
    report = make_report()
    do(as_ana, report, "ingest")
    do(as_ana, report, "ingest")
    assert jobs() == [report.pk]


def test_ingest_again_queues_a_completed_report(as_ana):
    report = make_completed()
    do(as_ana, report, "again")
    report.refresh_from_db()
    assert report.status == "pending"
    assert jobs() == [report.pk]


def test_a_running_report_is_not_queued_a_second_time(as_ana):
    report = make_report(status="processing")
    for name in ("ingest", "again"):
        assert "nothing was done" in do(as_ana, report, name).content.decode()
    assert jobs() == []


def test_cancel_stops_what_waits_and_asks_what_runs(as_ana):
    waiting, running, done = make_report(0), make_report(1, status="processing"), make_completed(2)
    choose(as_ana, [waiting, running, done], "cancel")
    for report in (waiting, running, done):
        report.refresh_from_db()
    assert [waiting.status, running.status, done.status] == ["cancelled", "processing", "completed"]
    assert [waiting.cancel_requested, running.cancel_requested, done.cancel_requested] == [False, True, False]


def test_an_action_of_the_list_queues_every_chosen_report(as_ana):
    reports = [make_report(n, status="error") for n in range(3)]
    choose(as_ana, reports, "ingest_now")
    assert sorted(jobs()) == sorted(report.pk for report in reports)


@pytest.mark.parametrize("name", ["ingest", "again", "cancel"])
def test_ben_sees_reports_and_asks_nothing_of_them(client, ben, name):
    report = make_report()
    client.force_login(ben)
    page = client.get(page_of(report))
    assert page.status_code == 200
    assert "/do/" not in page.content.decode()
    assert do(client, report, name).status_code == 403
    choose(client, [report], {"ingest": "ingest_now", "again": "ingest_again"}.get(name, name))
    report.refresh_from_db()
    assert report.status == "pending"
    assert jobs() == []


@pytest.mark.parametrize("ask", [queue.request_ingest, queue.request_again, queue.request_cancel])
def test_the_permission_is_asked_where_the_act_is(ben, ask):
    report = make_report()
    with pytest.raises(PermissionDenied):
        ask(Report.objects.filter(pk=report.pk), by=ben)


def test_an_act_is_never_a_mere_link(as_ana):
    report = make_report()
    assert as_ana.get(reverse("admin:reports_report_act", args=[report.pk, "ingest"])).status_code == 405
    assert do(as_ana, report, "explode").status_code == 404


def test_a_report_is_neither_made_nor_edited_nor_deleted_by_hand(client, olu):
    report = make_completed()
    client.force_login(olu)
    assert client.get(reverse("admin:reports_report_add")).status_code == 403
    assert client.post(reverse("admin:reports_report_delete", args=[report.pk]), {"post": "yes"}).status_code == 403
    assert client.post(page_of(report), {"key": "other"}).status_code == 403


def test_only_the_first_rejected_rows_are_on_the_page(as_ana):
    report = make_completed(rejected=150, rows_read=159)
    RejectedRow.objects.bulk_create(
        RejectedRow(report=report, line=n, reason="ragged", raw=f"raw{n}") for n in range(150)
    )
    page = as_ana.get(page_of(report)).content.decode()
    assert "raw99<" in page
    assert "raw100<" not in page
    assert "The first 100 of 150" in page


def test_a_person_decides_whether_a_shrunken_snapshot_marks_videos(as_ana):
    _, gone = fill(2)
    report = make_completed(9, gone=1, gone_held=True, change_set=ChangeSet.objects.create(kind="report"))
    Sighting.objects.create(feed=gone.feed, key=gone.video_id, digest=1, gone_since=report)
    assert "Mark as not seen" in as_ana.get(page_of(report)).content.decode()
    said = as_ana.post(reverse("admin:reports_report_gone", args=[report.pk]), follow=True).content.decode()
    assert "The worker marks them" in said
    assert "Mark as not seen</button>" not in said
    [job] = ProcrastinateJob.objects.filter(task_name="reports.mark_gone")
    mark_gone(**job.args)
    report.refresh_from_db()
    assert (report.gone_held, report.phase) == (False, "")
    gone.refresh_from_db()
    assert gone.not_seen_since is not None


def test_nor_is_it_decided_by_who_may_not_any_more(as_ana, ana):
    report = make_completed(9, gone=1, gone_held=True, change_set=ChangeSet.objects.create(kind="report"))
    as_ana.post(reverse("admin:reports_report_gone", args=[report.pk]))
    ana.user_permissions.clear()
    [job] = ProcrastinateJob.objects.filter(task_name="reports.mark_gone")
    mark_gone(**job.args)
    report.refresh_from_db()
    assert (report.gone_held, report.phase) == (True, "")


def test_ben_does_not_decide_it(client, ben):
    report = make_completed(gone=1, gone_held=True)
    client.force_login(ben)
    assert "Mark as not seen" not in client.get(page_of(report)).content.decode()
    assert client.post(reverse("admin:reports_report_gone", args=[report.pk])).status_code == 403
    report.refresh_from_db()
    assert report.gone_held
