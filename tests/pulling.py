"""A sandbox and a catalogue for tests of the pull, and how they pull."""

from contextlib import closing
from datetime import UTC, datetime

from sync.ledger import Ledger
from sync.pull import pull
from sync.youtube.client import Client
from tests.pushing import asked
from tests.sandbox import CHANNEL, small_state
from tests.youtube import at_door
from videos.models import Video, VideoStatistics

__all__ = ["CHANNEL", "asked", "at_sandbox", "client", "hold", "pulled", "results", "video"]

LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)


def at_sandbox(door, settings, videos=3):
    """A sandbox of so many videos, of which the catalogue holds no more than their IDs."""
    settings.YOUTUBE_PAUSE_SECONDS = 0
    made = small_state(videos)
    hold(made.videos)
    return at_door(door.begin(made), settings)


def hold(ids):
    videos = Video.objects.bulk_create(Video(video_id=one) for one in ids)
    VideoStatistics.objects.bulk_create(VideoStatistics(video=one, as_of=LONG_AGO) for one in videos)


def client(door, max_units=None):
    return closing(Client(Ledger(max_units), door.credentials(), timeout=1))


def results(door, *, max_units=None, **more):
    with client(door, max_units) as youtube:
        return list(pull(youtube, **more))


def pulled(door, **more):
    """Pull; gives video ID, status and fields of each result."""
    return [(one.video_id, str(one.status), sorted(one.fields)) for one in results(door, **more)]


def video(number=0):
    return Video.objects.get(video_id=f"video-{number}")
