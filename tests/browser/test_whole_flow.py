"""The main job, as people see it: a report goes in, the catalogue comes out, every open page sees it happen."""

import csv
import subprocess
import sys

import pytest
from playwright.sync_api import expect

from reports.delivery import discover
from reports.inbox import on_disk
from reports.models import Report
from samples.catalogue import Catalogue
from samples.generate import report, write
from tests.machinery import web
from tests.workers import another_report_being_merged

pytestmark = pytest.mark.browser

LIST = "/admin/reports/report/"
NAME = "video_report_harbour_V_v1-4.csv"
ROWS = 3_000


@pytest.fixture
def delivered(inbox):
    """Puts a report of so many rows into the inbox, and gives its path."""

    def deliver(rows, seed=7):
        path = inbox / NAME
        write(path, report(Catalogue(seed, rows), "v1-4"))
        return path

    return deliver


@pytest.fixture
def elsewhere(inbox, tmp_path):
    """Starts `manage.py` as another process on this inbox; it is over when the test is."""
    started = []

    def start(*words):
        environment = {**web.environment(), "REPORTS_DIR": str(inbox)}
        with (tmp_path / f"{words[0]}.log").open("wb") as log:
            words = [sys.executable, "manage.py", *words]
            started.append(subprocess.Popen(words, cwd=web.ROOT, env=environment, stdout=log, stderr=log))
        return started[-1]

    yield start
    for process in started:
        process.kill()
        process.wait()


def opened(browser, site, path, person):
    page = site.open(browser.new_page(), path, person)
    expect(page.locator("#live-pill")).to_have_attribute("data-state", "live")
    page.evaluate("window.samePage = true")
    return page


def is_same(page):
    return page.evaluate("'samePage' in window")


def shown(page, field):
    return page.locator(f'[data-field="{field}"]').first


def page_of(found):
    return f"{LIST}{found.pk}/change/"


def test_a_report_that_another_process_ingests_is_watched_until_its_videos_are_found(
    site, browser, elsewhere, delivered, ana, ben
):
    bens_list = opened(browser, site, LIST, ben)
    path = delivered(ROWS)
    with another_report_being_merged():
        work = elsewhere("ingest_reports", "--no-progress")
        bens_list.get_by_role("button", name="1 new report – reload").click()
        expect(shown(bens_list, "status")).to_have_text("Processing")
        bens_list.evaluate("window.samePage = true")
        anas_page = opened(browser, site, page_of(Report.objects.get()), ana)
        for page in (bens_list, anas_page):
            expect(shown(page, "status")).to_have_text("Processing")
            expect(shown(page, "rows_read")).to_have_text(f"{ROWS:,}")
            expect(shown(page, "percent")).to_have_js_property("value", 100)

    for page in (bens_list, anas_page):
        expect(shown(page, "status")).to_have_text("Completed")
        assert is_same(page), "It was watched without a reload."
    assert work.wait(10) == 0
    found = Report.objects.get()
    expect(shown(anas_page, "inserted")).to_have_text(f"{found.inserted:,}")
    expect(shown(anas_page, "folded")).to_have_text(f"{found.folded:,}")

    with path.open(newline="", encoding="utf-8") as file:
        row = next(row for row in csv.DictReader(file) if row["claim_id"])
    anas_page.get_by_role("link", name="Videos", exact=True).first.click()
    expect(anas_page.locator("#result_list tbody tr")).to_have_count(100)
    anas_page.locator("#searchbar").fill(row["video_id"])
    anas_page.keyboard.press("Enter")
    expect(anas_page.locator("#result_list tbody tr")).to_have_count(1)
    anas_page.locator("#result_list").get_by_role("link", name=row["video_title"]).click()
    expect(anas_page.get_by_label("Title")).to_have_value(row["video_title"])
    expect(anas_page.get_by_text(row["claim_id"]).first).to_be_visible()


def test_a_report_that_ana_has_ingested_is_run_by_the_worker_while_ben_looks_on(
    site, browser, elsewhere, delivered, ana, ben
):
    discover([on_disk(delivered(300))])
    found = Report.objects.get()
    anas, bens = (opened(browser, site, page_of(found), person) for person in (ana, ben))
    for button in ("Ingest now", "Cancel"):
        expect(anas.get_by_role("button", name=button)).to_be_visible()
        expect(bens.get_by_role("button", name=button)).to_have_count(0)

    anas.get_by_role("button", name="Ingest now").click()
    expect(anas.get_by_text("One report queued: the worker ingests what it finds.")).to_be_visible()
    expect(shown(bens, "status")).to_have_text("Pending")
    assert elsewhere("procrastinate", "worker", "--one-shot").wait(30) == 0

    for page in (anas, bens):
        expect(shown(page, "status")).to_have_text("Completed")
        expect(shown(page, "rows_read")).to_have_text("300")
    assert is_same(bens), "It was watched without a reload."
    expect(anas.get_by_role("button", name="Ingest again")).to_be_visible()
    expect(bens.get_by_role("button", name="Ingest again")).to_have_count(0)
