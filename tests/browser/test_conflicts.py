"""Conflicts with YouTube in a real browser, by keys and by mouse; and a video whose standing is seen to change."""

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from cmsmeta.lib import live
from sync.models import MetadataSync
from tests.catalogue import NOON, fill
from tests.machinery.browser import picture
from videos.edit import edit_videos
from videos.models import OpenEdit, Video

pytestmark = pytest.mark.browser

TITLES = ("Harbour Lights (Official Video)", "Gulls over the Pier (Lyric Video)", "Low Tide, Acoustic Video")
PHONE = {"width": 390, "height": 844}


@pytest.fixture
def songs(transactional_db, olu):
    """Three songs that Olu has renamed and given a label, where YouTube holds something else by now."""
    songs = fill(3)
    OpenEdit.objects.all().delete()
    MetadataSync.objects.all().delete()
    Video.objects.filter(pk__in=[songs[0].pk, songs[1].pk]).update(asset_id="A000000000000001")
    for song, title in zip(songs, TITLES, strict=True):
        Video.objects.filter(pk=song.pk).update(title=title, label="Harbour Records", pulled_at=NOON)
        edit_videos(Video.objects.filter(pk=song.pk), {"title": title.replace("Video", "Video 4K")}, actor=olu)
        theirs = title.replace("Official ", "").replace("Pier", "Harbour").replace("Tide", "Tide (Live)")
        OpenEdit.objects.filter(video=song).update(state="conflict", theirs=theirs, observed_at=NOON)
    edit_videos(Video.objects.filter(pk=songs[0].pk), {"label": "Harbour Recordings"}, actor=olu)
    labels = OpenEdit.objects.filter(field="label", video__asset_id="A000000000000001")
    labels.update(state="conflict", theirs="Harbour Records Ltd.", observed_at=NOON)
    return songs


def states(field):
    return set(OpenEdit.objects.filter(field=field).values_list("state", flat=True))


def test_conflicts_are_answered_by_keys_and_by_mouse_and_a_page_follows_the_push(site, browser, olu, songs):
    page = site.open(browser.new_page(viewport={"width": 1280, "height": 900}), "/admin/videos/editconflict/", olu)
    picture(page, "conflicts")
    page.get_by_role("button", name=f"Keep ours: title of {songs[2].video_id}").focus()
    page.keyboard.press("j")
    expect(page.get_by_role("button", name=f"Keep ours: title of {songs[1].video_id}")).to_be_focused()
    page.keyboard.press("o")
    expect(page.get_by_text("Kept ours: 1 video.")).to_be_visible()
    page.get_by_role("button", name="Take theirs: label of").click()
    expect(page.get_by_text("Took YouTube's: 2 videos.")).to_be_visible()
    assert not states("label") and states("title") == {"conflict", "to_push"}

    # The value is typed on the page of the conflict, on a phone, and held to the rules there.
    page.set_viewport_size(PHONE)
    picture(page, "conflicts-phone", full_page=True)
    page.get_by_role("link", name=f"Another value: title of {songs[0].video_id}").click()
    page.get_by_label("Set another value").check()
    page.get_by_label("Title").fill("<Harbour Lights>")
    page.get_by_role("button", name="Answer").click()
    expect(page.get_by_text("YouTube takes no < and no >")).to_be_visible()
    picture(page, "conflict-phone", full_page=True)
    page.get_by_label("Title").fill("Harbour Lights")
    page.get_by_role("button", name="Answer").click()
    expect(page.get_by_text("Answered by another value: 1 video.")).to_be_visible()

    page.set_viewport_size({"width": 1280, "height": 900})
    site.open(page, f"/admin/videos/video/{songs[0].pk}/change/")
    standing = page.locator(f'[data-live="video:{songs[0].pk}"] > .status')
    expect(page.locator("#live-pill")).to_have_attribute("data-state", "live")
    expect(standing).to_have_text("to push")
    edit_videos(Video.objects.filter(pk=songs[0].pk), {"title": "Harbour Light"}, actor=olu)
    edit_videos(Video.objects.filter(pk=songs[0].pk), {"label": "Harbour"}, actor=olu)
    expect(page.locator(f'[data-live="video:{songs[0].pk}"] > [data-field="detail"]')).to_have_text("2 to push")
    sync = MetadataSync.objects.create(
        video=songs[0], direction="push", status="running", lease_until=timezone.now() + timedelta(minutes=1)
    )
    live.publish("sync.status", sync.state())
    expect(standing).to_have_text("being pushed")
    OpenEdit.objects.filter(video=songs[0]).delete()
    MetadataSync.objects.update(status="pushed")
    live.publish("sync.status", MetadataSync.objects.get().state())
    expect(standing).to_have_text("in step")
    expect(standing).to_have_class("status status-in_step")
    expect(page.get_by_role("button", name="in step, there is more to see – reload")).to_be_visible()
