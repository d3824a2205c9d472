"""A worker killed at any step of a push writes nothing twice and loses nothing; several workers share the work."""

import json
from collections import Counter

import pytest
from django.core.management import call_command

from sync.models import MetadataSync
from sync.sandbox.control import credentials
from sync.sandbox.state import OWNER
from tests.machinery.crew import until
from tests.pushing import asked, at_sandbox, edits, pushed, want, youtube
from tests.sandbox import open_door
from videos.models import OpenEdit

pytestmark = pytest.mark.django_db(transaction=True)
READ, WRITE = "youtube.videos.list", "youtube.videos.update"
KEY = "Zm9yIHRlc3RzIG9ubHksIG5vdCBhIHNlY3JldCBrZXk="


@pytest.fixture(scope="module")
def _door():
    with open_door() as door:
        yield door


@pytest.fixture
def worker(_door, crew, settings, tmp_path):
    """Starts `sync_youtube --push` in a process of its own."""
    at_sandbox(_door, settings, videos=4)
    settings.CREDENTIAL_KEYS = [KEY]
    file = tmp_path / "key.json"
    file.write_text(json.dumps(credentials(_door.url)))
    call_command("youtube_credentials", "import", str(file), verbosity=0)
    told = {"YOUTUBE_API_URL": _door.url, "YOUTUBE_PARTNER_API_URL": _door.url, "YOUTUBE_CONTENT_OWNER": OWNER}
    return lambda: crew.run("sync_youtube", "--push", CREDENTIAL_KEYS=[KEY], **told)


def test_killed_at_each_step_it_is_taken_up_without_a_second_write(_door, worker, olu):
    steps = [(READ, False), (WRITE, False), (WRITE, True)]
    for number, (method, after) in enumerate(steps):
        video = f"video-{number}"
        want(olu, [video], title="Anchor Song")
        _door.sandbox("requests", "DELETE")
        _door.sandbox("faults", kind="hang", method=method, after=after, seconds=5)
        one = worker()
        until(lambda method=method: method in asked(_door))
        one.killed()
        _door.sandbox("faults", "DELETE")
        left = MetadataSync.objects.get(status="running")
        assert left.fields == {"title": ["Anchors", "Anchor Song"]} and left.worker and left.lease_until
        assert (OpenEdit.objects.get().sent is not None) == (method == WRITE)
        arrived = (method, after) == (WRITE, True)
        assert pushed(_door) == [(video, "confirmed" if arrived else "pushed", ["title"])]
        assert youtube(_door, key=video)["snippet"]["title"] == "Anchor Song" and edits() == {}
        assert asked(_door).count(WRITE) == 1 + (method == WRITE and not arrived)
        left.refresh_from_db()
        assert left.status == "unknown" and "worker died" in left.error


def test_several_workers_share_the_work_and_write_nothing_twice(_door, worker, olu):
    want(olu, [f"video-{number}" for number in range(4)], title="Anchor Song", artist=["Ana"])
    _door.sandbox("latency", ms=30)
    told = [one for worker in [worker() for _ in range(2)] for one in worker.told()]
    _door.sandbox("latency", ms=0)
    pushes = Counter((one["video_id"], *one["fields"]) for one in told if one.get("status") == "pushed")
    assert set(pushes.values()) == {1} and len(pushes) == 8
    assert Counter(asked(_door, "PUT")) == {WRITE: 4, "youtubePartner.assets.update": 4}
    assert set(MetadataSync.objects.values_list("status", flat=True)) == {"pushed"} and edits() == {}
