"""A person uploads a report in a real browser and sees what became of it."""

import pytest
from playwright.sync_api import expect

from reports.models import Report
from tests.harbour import FERRY, HARBOUR, row, table
from tests.machinery import web

pytestmark = pytest.mark.browser


@pytest.fixture
def harbour(transactional_db, valkey, tmp_path, monkeypatch):
    """The web server with an inbox of its own."""
    monkeypatch.setenv("REPORTS_DIR", str(tmp_path / "inbox"))
    with web.serving(tmp_path / "daphne.log") as site:
        yield site


def test_an_upload_becomes_a_report_that_waits_for_the_worker(harbour, page, ana, tmp_path):
    harbour.open(page, "/admin/reports/report/", ana)
    page.get_by_role("link", name="Upload a report").click()
    file = {"name": HARBOUR, "mimeType": "text/csv", "buffer": table(row(FERRY, "Ferry")).encode()}
    page.get_by_label("Report:").set_input_files(file)
    expect(page.get_by_label("Ingest at once")).to_be_checked()
    page.screenshot(path=tmp_path / "upload.png")
    page.get_by_role("button", name="Upload").click()
    expect(page.get_by_text(f"“{HARBOUR}” is uploaded and queued")).to_be_visible()
    report = Report.objects.get()
    assert report.key.startswith(str(tmp_path / "inbox" / "uploads"))
    expect(page.locator(f'[data-live="report:{report.pk}"][data-field="status"]').first).to_have_text("Pending")
    page.screenshot(path=tmp_path / "uploaded.png")
    harbour.open(page, "/admin/reports/report/")
    page.screenshot(path=tmp_path / "list.png")
