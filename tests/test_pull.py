"""A pull asks YouTube for videos, fifty at a time, and tells what became of each."""

import time
from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone

from channels_app.models import Channel
from sync import hints
from sync.models import Hint, MetadataSync, QuotaEntry
from sync.pull import pull
from sync.pull.resources import seconds
from sync.retention import prune_syncs
from sync.youtube.errors import QuotaSpent, Refused
from tests.pulling import CHANNEL, asked, at_sandbox, client, hold, pulled, results, video
from tests.sandbox import open_door
from videos.edit import edit_videos
from videos.models import ChangeSet, Video, VideoStatistics

pytestmark = pytest.mark.django_db
IDS = ["video-0", "video-1", "video-2"]


@pytest.fixture(scope="module")
def _door():
    with open_door() as door:
        yield door


@pytest.fixture
def door(_door, settings):
    return at_sandbox(_door, settings)


@pytest.fixture
def agreed(door):
    """A sandbox and a catalogue that have agreed."""
    pulled(door)
    return door


def test_a_video_holds_what_its_resource_tells(door):
    door.sandbox(
        "videos/video-0",
        "PATCH",
        picture=[1080, 1920],
        liveStreamingDetails={"actualStartTime": "2020-01-02T00:00:00Z"},
    )
    assert pulled(door) == [(one, "pulled", []) for one in IDS]
    told = video()
    assert {name: getattr(told, name) for name in ("title", "description", "tags", "category")} == {
        "title": "Anchors",
        "description": "Live",
        "tags": ["sea", "live at sea"],
        "category": "Music",
    }
    assert (told.privacy_status, told.license, told.embedding_allowed) == ("unlisted", "creativeCommon", False)
    assert (told.is_made_for_kids, told.self_declared_made_for_kids) == (False, None)
    assert (told.aspect, video(1).aspect) == (562, None)
    assert (told.video_length, told.time_published, told.is_live_stream) == (65, None, True)
    assert told.thumbnail_url.endswith("/high.jpg") and told.etag
    assert (told.channel.channel_id, told.channel.title) == (CHANNEL, "Harbour")
    assert (told.statistics.views, told.statistics.likes, told.statistics.comments) == (7, 1, 0)
    assert not video(1).is_live_stream
    assert not ChangeSet.objects.exists() and not MetadataSync.objects.exists()


def test_a_public_video_tells_when_it_was_published_and_whom_it_is_made_for(door):
    door.sandbox("videos/video-0", "PATCH", status={"privacyStatus": "public", "selfDeclaredMadeForKids": True})
    pulled(door)
    assert video().time_published == datetime(2020, 1, 2, tzinfo=UTC)
    assert (video().is_made_for_kids, video().self_declared_made_for_kids) == (True, True)


@pytest.mark.parametrize(
    ("duration", "length"),
    [("PT1M5S", 65), ("PT2H", 7200), ("P1DT1S", 86_401), ("PT0.5S", None), ("P0D", None), ("PT0S", None), ("?", None)],
)
def test_durations_are_read(duration, length):
    assert seconds(duration) == length


def test_fifty_videos_cost_one_unit(_door, settings):
    door = at_sandbox(_door, settings, videos=120)
    told = results(door)
    assert (len(told), sum(one.units for one in told)) == (120, 3)
    assert asked(door) == ["youtube.videos.list"] * 3
    assert sum(QuotaEntry.objects.values_list("units", flat=True)) == 3


def test_what_changed_is_told_and_kept_and_what_did_not_is_not(agreed):
    agreed.sandbox("videos/video-1", "PATCH", snippet={"title": "Anchors away"})
    [one, two, three] = sorted(results(agreed), key=lambda result: result.video_id)
    assert (one.fields, three.fields) == ({}, {})
    assert two.fields == {"title": ["Anchors", "Anchors away"]}
    [sync] = MetadataSync.objects.all()
    assert (sync.video, sync.status, sync.fields) == (video(1), "pulled", two.fields)
    assert (sync.change_set.kind, sync.change_set.changes, sync.change_set.videos) == ("pull", 1, 1)


def test_an_edit_that_youtube_contradicts_is_a_conflict(agreed, ana):
    edit_videos(Video.objects.filter(video_id="video-0"), {"title": "Ours"}, actor=ana)
    edit_videos(Video.objects.filter(video_id="video-1"), {"title": "Theirs"}, actor=ana)
    for number in (0, 1):
        agreed.sandbox(f"videos/video-{number}", "PATCH", snippet={"title": "Theirs"})
    assert pulled(agreed, videos=IDS[:2]) == [("video-0", "conflict", ["title"]), ("video-1", "confirmed", ["title"])]
    assert video().title == "Ours"


def test_a_conflict_that_stands_is_entered_once_and_again_when_youtube_holds_something_else(agreed, ana):
    edit_videos(Video.objects.filter(video_id="video-0"), {"title": "Ours"}, actor=ana)
    for theirs in ("Theirs", "Theirs", "Others'", "Others'"):
        agreed.sandbox("videos/video-0", "PATCH", snippet={"title": theirs})
        assert pulled(agreed, videos=IDS[:1]) == [("video-0", "conflict", ["title"])]
    entered = MetadataSync.objects.order_by("pk").values_list("status", "fields")
    assert list(entered) == [("conflict", {"title": ["Ours", theirs]}) for theirs in ("Theirs", "Others'")]
    agreed.sandbox("videos/video-0", "PATCH", snippet={"description": "New"})
    assert pulled(agreed, videos=IDS[:1]) == [("video-0", "conflict", ["description", "title"])]
    assert MetadataSync.objects.count() == 3


def test_the_stalest_come_first_and_before_them_what_youtube_told_of(agreed):
    hold(["video-9"])
    VideoStatistics.objects.filter(video="video-1").update(pulled_at=timezone.now() - timedelta(days=2))
    assert [one.video_id for one in results(agreed, limit=2)] == ["video-9", "video-1"]
    assert results(agreed, stale_after=timedelta(hours=1)) == []
    hints.take(CHANNEL, [("video-2", Hint.What.CHANGED)])
    assert [one.video_id for one in results(agreed, limit=1)] == ["video-2"]
    assert not Hint.objects.exists()


def test_what_youtube_returns_no_more_is_marked_and_nothing_is_deleted(agreed):
    agreed.sandbox("videos/video-0", "DELETE")
    assert pulled(agreed, videos=IDS[:1]) == [("video-0", "pulled", ["missing"])]
    assert video().missing_since and video().title == "Anchors"
    assert pulled(agreed, videos=IDS[:1]) == [("video-0", "pulled", [])]


def test_only_videos_of_our_channels_come_in(agreed):
    Video.objects.filter(video_id="video-0").delete()
    assert pulled(agreed, videos=["video-0"]) == [("video-0", "pulled", [])]
    assert video().title == "Anchors"
    Video.objects.all().delete()
    Channel.objects.all().delete()
    [stranger, nobody] = results(agreed, videos=["video-0", "nobody"])
    assert (stranger.status, nobody.status) == ("skipped", "skipped")
    assert "brought in" in stranger.error and "no such video" in nobody.error


def test_a_pull_that_somebody_asked_for_is_ended(agreed, olu):
    sync = MetadataSync.objects.create(video=video(), direction="pull", requested_by=olu)
    results(agreed, videos=["video-0"])
    sync.refresh_from_db()
    assert (sync.status, sync.units, sync.finished_at is None) == ("pulled", 1, False)


def test_what_was_fetched_before_the_quota_was_spent_is_merged(_door, settings):
    door = at_sandbox(_door, settings, videos=120)
    told = []
    with client(door, max_units=2) as youtube, pytest.raises(QuotaSpent):
        told += pull(youtube)
    assert VideoStatistics.objects.filter(pulled_at__isnull=False).count() == 100


def test_what_was_fetched_before_the_time_was_up_is_merged(door):
    assert results(door, until=time.monotonic() - 1) == []
    assert len(results(door, until=time.monotonic() + 60)) == 3


def test_a_refusal_fails_its_fifty_and_one_of_the_configuration_ends_the_run(_door, settings):
    door = at_sandbox(_door, settings, videos=60)
    door.sandbox("faults", kind="error", reason="notImplemented")
    told = results(door)
    assert sorted(str(one.status) for one in told) == ["failed"] * 50 + ["pulled"] * 10
    door.sandbox("faults", kind="error", reason="accessNotConfigured")
    with pytest.raises(Refused):
        results(door)


@pytest.mark.django_db(transaction=True)
def test_several_workers_bring_the_same(_door, settings):
    door = at_sandbox(_door, settings, videos=220)
    assert len({one.video_id for one in results(door, workers=4)}) == 220
    assert Video.objects.filter(title="Anchors").count() == 220
    with client(door, max_units=2) as youtube, pytest.raises(QuotaSpent):
        list(pull(youtube, workers=4))


def test_attempts_are_forgotten_after_a_while(agreed, settings):
    long_ago = timezone.now() - timedelta(days=settings.QUOTA_HISTORY_DAYS + 1)
    MetadataSync.objects.create(video=video(), direction="pull", status="pulled", finished_at=long_ago)
    waiting = MetadataSync.objects.create(video=video(), direction="pull")
    assert prune_syncs() == 1
    assert list(MetadataSync.objects.all()) == [waiting]
