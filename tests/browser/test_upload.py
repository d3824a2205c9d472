"""A person uploads a report in a real browser and sees what became of it."""

from pathlib import Path

import pytest
from playwright.sync_api import expect

from reports.models import Report
from reports.pieces import PIECE
from tests.environment import INBOX
from tests.harbour import FERRY, HARBOUR, row, table
from tests.machinery.browser import picture

pytestmark = pytest.mark.browser


def test_a_large_upload_comes_in_pieces_and_becomes_a_report_that_waits_for_the_worker(site, page, ana, tmp_path):
    site.open(page, "/admin/reports/report/", ana)
    page.get_by_role("link", name="Upload a report").click()
    content = table(row(FERRY, "Ferry")).encode() + b"\n" * 9_000_000
    page.route(f"**/upload/*/?at={PIECE}", lambda route: route.abort(), times=1)
    page.route("**/upload/*/?at=0", lambda route: route.fulfill(body="<p>Sign in to the hotel"), times=1)
    page.evaluate("delete AbortSignal.timeout")  # as in a browser of 2021
    (tmp_path / HARBOUR).write_bytes(content)
    page.get_by_label("Report:").set_input_files(tmp_path / HARBOUR)
    expect(page.get_by_label("Ingest at once")).to_be_checked()
    picture(page, "upload")
    page.get_by_role("button", name="Upload").click()
    expect(page.get_by_text("The server answered 200, and not what was expected.")).to_be_visible()
    expect(page.get_by_text("The server cannot be reached. What has come is kept.")).to_be_visible()
    picture(page, "broken-off")
    expect(page.get_by_text(f"“{HARBOUR}” is uploaded and queued")).to_be_visible()
    report = Report.objects.get()
    assert report.key.startswith(str(INBOX / "uploads"))
    assert Path(report.key).read_bytes() == content
    expect(page.locator(f'[data-live="report:{report.pk}"][data-field="status"]').first).to_have_text("Pending")
    picture(page, "uploaded")
    site.open(page, "/admin/reports/report/")
    picture(page, "uploaded-list")
