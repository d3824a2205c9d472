"""The Shorts desk as Ana works at it: key after key, without a reload; also on a phone, and in the dark."""

from datetime import UTC, datetime

import pytest
from playwright.sync_api import expect

from channels_app.models import Channel
from tests.machinery.browser import is_too_wide, picture
from videos.models import Claim, Short, Video, VideoStatistics
from videos.models.statistics import band

pytestmark = pytest.mark.browser

DESK = "/admin/videos/youtubeshort/desk/"
PICTURE = """<svg xmlns="http://www.w3.org/2000/svg" width="480" height="360"><rect width="480" height="360"/>
<rect x="139" width="202" height="360" fill="#b36"/><circle cx="240" cy="180" r="60" fill="#fd5"/></svg>"""


def fill_the_desk():
    channel = Channel.objects.create(channel_id="UCharbour", title="Harbour Records")
    day = datetime(2025, 3, 1, tzinfo=UTC)
    for number in range(9):
        video = Video.objects.create(
            video_id=f"clip{number:07}",
            title=f"Tides, live at the harbour: moment {number}",
            channel=channel,
            video_length=50 + number * 12,
            time_uploaded=day,
        )
        views = number * 10_037
        VideoStatistics.objects.create(video=video, views=views, views_band=band(views), as_of=day)
        Claim.objects.create(claim_id=f"claim{number}", video=video, status="active", is_shorts_eligible=True)


def open_desk(site, browser, person, width, **more):
    page = browser.new_page(viewport={"width": width, "height": 840}, **more)
    page.route("https://i.ytimg.com/**", lambda route: route.fulfill(body=PICTURE, content_type="image/svg+xml"))
    return site.open(page, DESK, person)


def test_ana_judges_by_keys_and_takes_one_back(site, browser, ana):
    fill_the_desk()
    page = open_desk(site, browser, ana, 1280)
    title = page.locator(".desk-card h2")
    expect(title).to_contain_text("moment 8")
    page.evaluate("window.same = true")
    page.keyboard.press("s")
    expect(title).to_contain_text("moment 7")
    page.keyboard.press("n")
    expect(title).to_contain_text("moment 6")
    page.keyboard.press(" ")
    expect(title).to_contain_text("moment 5")
    page.keyboard.press("ArrowRight")
    expect(title).to_contain_text("moment 4")
    expect(page.locator("#desk-said")).to_contain_text("Skipped")
    expect(page.locator(".desk-progress")).to_have_text("2 judged by you lately · 7 left")
    picture(page, "desk")
    page.keyboard.press("u")
    expect(title).to_contain_text("moment 7")
    assert page.evaluate("window.same")
    assert dict(Short.objects.values_list("video__video_id", "verdict")) == {
        "clip0000008": "short",
        "clip0000007": "unknown",
    }
    page.get_by_label("Keys on").uncheck()
    page.keyboard.press("s")
    expect(title).to_contain_text("moment 7")
    assert not is_too_wide(page)
    page.emulate_media(color_scheme="dark")
    picture(page, "shorts-dark")

    phone = open_desk(site, browser, ana, 390, has_touch=True, is_mobile=True, java_script_enabled=False)
    expect(phone.locator(".desk-card h2")).to_contain_text("moment 7")
    picture(phone, "shorts-phone")
    phone.get_by_role("button", name="Not a Short").tap()
    expect(phone.get_by_text("Verified as not a Short.")).to_be_visible()
    expect(phone.locator(".desk-card h2")).to_contain_text("moment 4")
    phone.wait_for_load_state()  # its words are there before its style
    for button in phone.locator(".desk-verdicts button").all():
        assert button.bounding_box()["height"] >= 48
