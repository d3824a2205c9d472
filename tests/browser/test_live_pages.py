"""Open pages in a real browser: what other processes do is seen without a reload, and a lost line is said so."""

import pytest
from django.contrib.sessions.models import Session
from django.utils import timezone
from playwright.sync_api import expect

from cmsmeta.lib import live
from reports.models import Report
from tests.machinery import web

pytestmark = pytest.mark.browser

LIST = "/admin/reports/report/"
LOST = "Not connected – figures may be old. Reconnecting…"


@pytest.fixture
def report(transactional_db):
    return delivered("video_v1-4.csv")


@pytest.fixture
def server(transactional_db, valkey, tmp_path):
    """A web server that may be stopped and started again at its address: `with server(): …`."""
    port = web.free_port()
    return lambda: web.serving(tmp_path / "daphne.log", port)


def delivered(name):
    now = timezone.now()
    return Report.objects.create(key=f"reports/{name}", etag="a", size=1000, delivered_at=now, as_of=now)


def work(report, **changes):
    """Change `report` in this process, which is not the server's, and say so as a worker does."""
    Report.objects.filter(pk=report.pk).update(**changes)
    live.publish("report.status", Report.objects.get(pk=report.pk).state())


def shown(page, report, field):
    return page.locator(f'[data-live="report:{report.pk}"][data-field="{field}"]').first


def expect_pill(page, text):
    pill = page.get_by_role("status").filter(has=page.locator("[data-live-text]"))
    expect(pill).to_have_text(text, use_inner_text=True)


def test_an_open_list_shows_what_a_worker_does_without_a_reload(site, page, ben, report):
    site.open(page, LIST, ben)
    expect_pill(page, "Live")
    expect(shown(page, report, "status")).to_have_text("Pending")
    page.evaluate("window.samePage = true")

    hostile = "<img src=x onerror='window.hurt = true'>"
    work(report, status="processing", bytes_read=420, rows_read=1234567, phase=hostile)

    expect(shown(page, report, "status")).to_have_text("Processing")
    expect(shown(page, report, "status")).to_have_class("status status-processing")
    expect(shown(page, report, "percent")).to_have_js_property("value", 42)
    expect(shown(page, report, "rows_read")).to_have_text("1,234,567")
    expect(shown(page, report, "phase")).to_have_text(hostile)
    assert page.evaluate("[window.samePage, window.hurt]") == [True, None]


def test_a_list_says_that_a_new_report_has_come(site, page, ben, report):
    site.open(page, LIST, ben)
    expect_pill(page, "Live")
    new = delivered("video_v1-4_next.csv")
    work(new, status="processing")
    page.get_by_role("button", name="1 new report – reload").click()
    expect(shown(page, new, "status")).to_have_text("Processing")
    expect(page.get_by_role("button", name="new report")).to_have_count(0)


def test_the_page_of_a_report_fills_while_it_runs_and_offers_the_rest_at_its_end(site, page, ben, report):
    site.open(page, f"{LIST}{report.pk}/change/", ben)
    expect_pill(page, "Live")
    work(report, status="error", error="The file is no report.", rows_read=3)
    expect(shown(page, report, "status")).to_have_text("Error")
    expect(shown(page, report, "rows_read")).to_have_text("3")
    page.get_by_role("button", name="Error, there is more to see – reload").click()
    expect(page.get_by_text("The file is no report.")).to_be_visible()


def test_a_page_says_that_it_is_cut_off_catches_up_by_itself_and_sees_who_was_signed_out(server, page, ben, report):
    with server() as site:
        site.open(page, LIST, ben)
        expect_pill(page, "Live")
        page.evaluate("window.samePage = true")
    expect_pill(page, LOST)

    Report.objects.filter(pk=report.pk).update(status="error", rows_read=12)
    delivered("video_v1-4_next.csv")

    with server():
        expect(shown(page, report, "status")).to_have_text("Error")
        expect(shown(page, report, "rows_read")).to_have_text("12")
        expect(page.get_by_role("button", name="1 new report – reload")).to_be_visible()
        expect_pill(page, "Live")
        assert page.evaluate("window.samePage")

    Session.objects.all().delete()
    with server():
        page.evaluate("window.dispatchEvent(new Event('online'))")
        expect_pill(page, "Signed out – sign in again")
        page.close()


def test_a_page_works_without_a_socket(site, page, ben, report):
    page.route_web_socket("**/ws/status/", lambda socket: socket.close())
    site.open(page, LIST, ben)
    expect_pill(page, LOST)
    expect(shown(page, report, "status")).to_have_text("Pending")
