"""Finding videos as a person does it: keys, a pasted list, filters in one go, a view that is saved; also on a phone."""

import pytest
from playwright.sync_api import expect

from tests.catalogue import fill
from tests.machinery.browser import is_too_wide, picture
from videos.models import PastedList, SavedFilter, Video

pytestmark = pytest.mark.browser

LIST = "/admin/videos/video/"
PASTE = """text => document.activeElement.dispatchEvent(new ClipboardEvent("paste", {
  bubbles: true, cancelable: true, clipboardData: (data => (data.setData("text", text), data))(new DataTransfer())}))"""


def rows(page):
    return page.locator("#result_list tbody tr")


def test_ana_finds_what_she_pastes_filters_it_and_saves_it_for_ben(site, browser, ana, ben):
    videos = fill(6)
    videos += Video.objects.bulk_create(Video(video_id=f"other{n:06}", title=f"Other {n}") for n in range(200))
    Video.objects.filter(pk__lt=videos[3].pk).update(privacy_status="private", upc="036000291452")
    page = site.open(browser.new_page(viewport={"width": 1280, "height": 900}), LIST, ana)
    assert not is_too_wide(page)

    page.keyboard.press("/")
    expect(page.locator("#searchbar")).to_be_focused()
    page.evaluate(PASTE, "video000001\r\nGB-AYE-00-00002\r\n")
    expect(page.locator("#searchbar")).to_have_value("video000001, GB-AYE-00-00002")
    page.keyboard.press("Enter")
    expect(rows(page)).to_have_count(2)

    page.wait_for_load_state()  # the rows are there before the script that listens to keys
    page.keyboard.press("/")
    expect(page.locator("#searchbar")).to_be_focused()
    page.evaluate(PASTE, "\n".join(video.video_id for video in videos) + "\nnobody_knows")
    page.keyboard.press("Enter")
    expect(page.get_by_text("1 of 207 pasted entries are not in the catalogue")).to_be_visible()
    expect(rows(page)).to_have_count(100)

    page.locator("summary", has_text="Filter").first.click()
    page.locator("#id_privacy").select_option("private")
    page.get_by_label("artist", exact=True).check()
    picture(page, "find-filters")
    assert not is_too_wide(page)
    page.get_by_role("button", name="Show", exact=True).click()
    expect(rows(page)).to_have_count(3)
    assert page.url.endswith(f"?paste={PastedList.objects.get().digest}&privacy=private&lacks=artist")
    expect(page.get_by_role("link", name="lacks: artist")).to_be_visible()

    page.locator("summary", has_text="Saved filters").click()
    page.get_by_label("Save what you see as").fill("Pasted and private")
    page.get_by_label("for everybody").check()
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_text("The filter “Pasted and private” is saved.")).to_be_visible()
    assert SavedFilter.objects.get().shared

    bens = site.open(browser.new_page(viewport={"width": 390, "height": 800}), LIST, ben)
    assert not is_too_wide(bens)
    bens.locator("summary", has_text="Saved filters").click()
    bens.get_by_role("link", name="Pasted and private").click()
    expect(rows(bens)).to_have_count(3)
    bens.locator("summary", has_text="Filter").first.click()
    assert not is_too_wide(bens)
    picture(bens, "find-phone")
    bens.keyboard.press("Escape")
    bens.get_by_role("link", name="Views", exact=True).click()
    bens.wait_for_url("**o=-*")
