"""A spreadsheet as Ana handles it: export what the list shows, change cells, look at every change, confirm."""

import csv

import pytest
from django.contrib.auth.models import Permission
from playwright.sync_api import expect

from tests.catalogue import fill
from tests.machinery.browser import is_too_wide, picture
from videos.models import Video

pytestmark = pytest.mark.browser

LIST = "/admin/videos/video/?category=Music"


def test_ana_exports_a_list_changes_it_and_imports_it_after_a_look_at_every_change(site, browser, ana, tmp_path):
    ana.user_permissions.add(Permission.objects.get(codename="export_spreadsheet"))
    fill(6)
    Video.objects.filter(title__in=["Song 1", "Song 2", "Song 3", "Song 4"]).update(
        category="Music", artist=["Björk", "Tricky"], upc="036000291452"
    )
    page = site.open(browser.new_page(viewport={"width": 1280, "height": 900}), LIST, ana)
    page.get_by_role("link", name="Export", exact=True).click()
    expect(page.get_by_text("everything that matches the filter")).to_be_visible()
    page.get_by_label("Columns").select_option("edit")
    picture(page, "sheets-export", full_page=True)
    assert not is_too_wide(page)
    with page.expect_download() as waiting:
        page.get_by_role("button", name="Export").click()
    path = tmp_path / "songs.csv"
    waiting.value.save_as(path)
    with path.open(newline="") as file:
        rows = list(csv.DictReader(file))
    assert [row["title"] for row in rows] == ["Song 4", "Song 3", "Song 2", "Song 1"]
    rows[0] |= {"title": "Song 4 (Live in Reykjavík)", "artist": "Björk"}
    rows[1] |= {"label": "One Little Independent", "tags": "trip hop|live"}
    rows[2] |= {"upc": "3.60003E+10", "title": "Song <2>"}
    rows[3] |= {"privacy_status": "secret"}
    with path.open("w", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)

    page.goto(site.url + "/admin/videos/video/")
    page.get_by_role("link", name="Import", exact=True).click()
    page.get_by_label("Spreadsheet").set_input_files(path)
    page.get_by_role("button", name="Show what would change").click()
    expect(page.locator(".diff .cell")).to_have_count(4)
    picture(page, "sheets-import", full_page=True)
    assert not is_too_wide(page)
    page.get_by_role("link", name="Errors (2)").click()
    expect(page.get_by_text("Excel has rounded this number")).to_be_visible()
    picture(page, "sheets-errors", full_page=True)
    page.set_viewport_size({"width": 390, "height": 800})
    assert not is_too_wide(page)
    picture(page, "sheets-phone")
    page.set_viewport_size({"width": 1280, "height": 900})
    page.get_by_label("Reason").fill("As Björk's label asked")
    page.get_by_role("button", name="Import 2 rows").click()
    expect(page.get_by_text("2 videos were changed. It can be undone as a whole below.")).to_be_visible()
    picture(page, "sheets-changeset", full_page=True)
    assert Video.objects.get(title="Song 4 (Live in Reykjavík)").artist == ["Björk"]
