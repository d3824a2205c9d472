"""Editing as a person does it: chips by key and by pasting, what fits is counted, two people, the list, a phone."""

import pytest
from playwright.sync_api import expect

from tests.browser.test_find import PASTE
from tests.catalogue import fill
from tests.machinery.browser import is_too_wide, picture
from videos.edit import edit_videos
from videos.models import OpenEdit, Video

pytestmark = pytest.mark.browser


@pytest.fixture
def song(transactional_db, olu):
    songs = fill(3)
    OpenEdit.objects.all().delete()
    Video.objects.update(category="Music", privacy_status="public", asset_id="A000000000000001")
    edit_videos(Video.objects.filter(pk=songs[0].pk), {"artist": ["Zoë"], "album": "Tides"}, actor=olu, reason="first")
    return songs[0]


@pytest.fixture
def desk(browser):
    """A window as wide as a small desk's."""
    return browser.new_page(viewport={"width": 1280, "height": 900})


def test_ana_edits_lists_as_chips_and_sees_what_fits(site, desk, ana, song):
    page = site.open(desk, f"/admin/videos/video/{song.pk}/change/", ana)
    artist = page.get_by_role("textbox", name="Artist")
    artist.fill("Tyler, The Creator")
    artist.press("Enter")
    artist.focus()
    page.evaluate(PASTE, "Ana|Bo\r\nZoë")
    expect(page.get_by_role("list", name="Artist").get_by_role("listitem")).to_have_count(4)
    artist.press("ArrowLeft")
    expect(page.get_by_role("button", name="Remove Bo")).to_be_focused()
    page.keyboard.press("Alt+ArrowLeft")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Delete")
    expect(page.get_by_role("button", name="Remove Bo")).to_be_focused()
    artist.fill("Last one typed")

    page.get_by_role("textbox", name="Tags").focus()
    page.evaluate(PASTE, "sea, deep blue,")
    expect(page.get_by_text("15 of 500 characters of tags")).to_be_visible()

    title = page.get_by_label("Title", exact=False).first
    title.fill("é" * 101)
    expect(page.get_by_text("101 of 100 characters: 1 too many")).to_be_visible()
    title.fill("Song of the shore")
    description = page.get_by_role("textbox", name="Description")
    description.fill("é" * 10)
    expect(page.get_by_text("20 of 5,000 bytes")).to_be_visible()
    assert not is_too_wide(page)
    description.evaluate("field => field.closest('fieldset').scrollIntoView()")
    picture(page, "edit")
    edit_videos(Video.objects.filter(pk=song.pk), {"title": "Song of the sea"}, actor=None, label="Report of the day")
    page.get_by_role("button", name="Save and continue editing").click()

    expect(page.get_by_text("Report of the day changed title meanwhile")).to_be_visible()
    page.get_by_label("Keep yours").check()
    picture(page, "meanwhile")
    page.get_by_role("button", name="Save and continue editing").click()
    expect(page.get_by_text("3 videos were changed: artist belongs to asset")).to_be_visible()
    song.refresh_from_db()
    assert song.artist == ["Zoë", "Tyler, The Creator", "Bo", "Last one typed"]
    assert (song.title, song.description) == ("Song of the shore", "é" * 10)

    page.get_by_role("link", name="History").click()
    expect(page.get_by_text("ana changed 4 fields:")).to_be_visible()
    assert not is_too_wide(page)
    picture(page, "story")


def test_ana_edits_in_the_list_and_on_a_phone(site, desk, browser, ana, song):
    page = site.open(desk, "/admin/videos/video/", ana)
    page.get_by_role("link", name="Edit in the list").click()
    page.get_by_label(f"Title of {song.video_id}").fill("New <title>")
    page.get_by_label(f"Label of {song.video_id}").fill("Acme")
    assert not is_too_wide(page)
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_text("YouTube takes no < and no > in a title")).to_be_visible()
    picture(page, "edit-list")
    page.get_by_label(f"Title of {song.video_id}").fill("New title")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_text("3 videos were changed in all")).to_be_visible()
    assert Video.objects.filter(label="Acme").count() == 3

    phone = browser.new_page(viewport={"width": 390, "height": 800}, color_scheme="dark")
    for name, path in [("edit-list", "?edit=1"), ("edit", f"{song.pk}/change/"), ("story", f"{song.pk}/history/")]:
        site.open(phone, f"/admin/videos/video/{path}", ana)
        assert not is_too_wide(phone), name
        picture(phone, f"{name}-phone")
