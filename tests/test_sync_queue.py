"""What people ask of the sync: now, again, or not; and what the worker does of it by itself."""

import json

import pytest
from django.core.exceptions import PermissionDenied
from django.core.management import call_command
from procrastinate.contrib.django.models import ProcrastinateJob

from sync import tasks
from sync.models import Hint, MetadataSync
from sync.queue import request_cancel, request_policies, request_retry, request_sync
from sync.sandbox.control import credentials
from tests import bulk
from tests.people import somebody
from tests.pushing import asked, at_sandbox, edits, pushed, want, youtube
from tests.sandbox import open_door
from videos.models import Policy, Video

pytestmark = pytest.mark.django_db
VIDEOS = ["video-0", "video-1"]


@pytest.fixture(scope="module")
def _door():
    with open_door() as door:
        yield door


@pytest.fixture
def door(_door, settings):
    return at_sandbox(_door, settings)


@pytest.fixture
def signed_in(door, settings, tmp_path):
    """Somebody has signed in to YouTube."""
    settings.CREDENTIAL_KEYS = ["Zm9yIHRlc3RzIG9ubHksIG5vdCBhIHNlY3JldCBrZXk="]
    file = tmp_path / "key.json"
    file.write_text(json.dumps(credentials(door.url)))
    call_command("youtube_credentials", "import", str(file), verbosity=0)


def waiting(status="pending"):
    rows = MetadataSync.objects.filter(status=status).order_by("direction", "video_id")
    return [(one.video.video_id, one.direction) for one in rows.select_related("video")]


def work():
    tasks.push_and_pull(0)


def test_what_is_asked_for_waits_once_and_a_push_only_where_there_is_something_to_push(door, olu):
    want(olu, title="Anchor Song")
    editor = somebody("editor")
    assert request_sync(Video.objects.filter(video_id__in=VIDEOS), by=editor) == 2
    assert waiting() == [("video-0", "pull"), ("video-1", "pull"), ("video-0", "push")]
    assert set(MetadataSync.objects.values_list("requested_by", flat=True)) == {editor.pk}
    assert request_sync(Video.objects.all(), by=editor, push=True, pull=False) == 0
    assert request_sync(Video.objects.none(), by=editor) == 0
    assert ProcrastinateJob.objects.filter(task_name="sync.push", queue_name="sync").count() == 1


def test_asking_takes_as_many_statements_for_many_as_for_few(door, olu, django_assert_num_queries):
    with django_assert_num_queries(12, exact=False):
        request_sync(Video.objects.all(), by=olu)


@pytest.mark.parametrize("role", ["viewer", "approver", "administrator"])
def test_who_may_not_ask_is_refused(db, role):
    person = somebody(role)
    for ask, rows in [(request_sync, Video), (request_retry, MetadataSync), (request_cancel, MetadataSync)]:
        with pytest.raises(PermissionDenied):
            ask(rows.objects.all(), by=person)


def test_what_was_asked_for_is_pushed_before_older_edits_and_then_pulled(door, signed_in, olu):
    want(olu, ["video-0"], title="Anchor Song")
    want(olu, ["video-1"], title="Anchor Song")
    request_sync(Video.objects.filter(video_id="video-1"), by=olu)
    work()
    pushes = MetadataSync.objects.filter(direction="push").order_by("finished_at")
    assert [(one.video.video_id, one.status, one.requested_by) for one in pushes] == [
        ("video-1", "pushed", olu),
        ("video-0", "pushed", None),
    ]
    [pull] = MetadataSync.objects.filter(direction="pull")
    assert (pull.status, pull.requested_by, pull.video.video_id) == ("pulled", olu, "video-1")
    assert waiting() == [] and edits() == {}


def test_what_the_hub_has_told_of_is_pulled_by_itself(door, signed_in):
    Hint.objects.create(video_id="video-2", channel_id="UC", what="changed")
    door.sandbox("videos/video-2", "PATCH", snippet={"title": "Changed in Studio"})
    work()
    assert Video.objects.get(video_id="video-2").title == "Changed in Studio" and not Hint.objects.exists()


def test_without_a_sign_in_the_worker_asks_for_nothing(door, olu):
    want(olu, title="Anchor Song")
    work()
    tasks.refresh(0)
    assert asked(door) == [] and edits() == {("video-0", "title"): "to_push"}


def test_the_saved_policies_are_pulled_when_somebody_asks(door, signed_in):
    request_policies(by=somebody("editor"))
    bulk.work()
    assert Policy.objects.exists() and asked(door) == ["youtubePartner.policies.list"]


def test_the_stalest_are_pulled_every_hour(door, signed_in):
    tasks.refresh(0)
    assert asked(door) == ["youtube.videos.list"]
    tasks.refresh(0)
    assert asked(door) == ["youtube.videos.list"]


def test_what_failed_is_made_again_with_what_youtube_refused_of_the_whole_asset(door, olu):
    Video.objects.filter(video_id="video-1").update(asset_id="A0", custom_id="HRB-0")
    want(olu, artist=["Ana"])
    door.sandbox("faults", kind="error", reason="badRequest", method="youtubePartner.assets.update")
    assert pushed(door) == [("video-0", "failed", ["artist"])]
    assert set(edits().values()) == {"refused"} and pushed(door) == []
    assert request_retry(MetadataSync.objects.all(), by=somebody("operations")) == 1
    assert set(edits().values()) == {"to_push"} and waiting() == [("video-0", "push")]
    assert pushed(door) == [("video-0", "pushed", ["artist"])]
    again = MetadataSync.objects.get()
    assert (again.status, again.attempts, again.error, again.error_reason) == ("pushed", 2, "", "")
    assert request_retry(MetadataSync.objects.all(), by=olu) == 0


def test_what_has_not_begun_can_be_cancelled(door, olu):
    want(olu, title="Anchor Song")
    request_sync(Video.objects.filter(video_id__in=VIDEOS), by=olu)
    assert request_cancel(MetadataSync.objects.filter(direction="pull"), by=olu) == 2
    assert waiting("cancelled") == [("video-0", "pull"), ("video-1", "pull")]
    assert request_cancel(MetadataSync.objects.filter(direction="pull"), by=olu) == 0
    assert edits() == {("video-0", "title"): "to_push"}


def test_what_was_asked_for_of_a_whole_asset_is_done_with_its_first_video(door, olu):
    Video.objects.filter(video_id="video-1").update(asset_id="A0", custom_id="HRB-0")
    want(olu, artist=["Ana"])
    assert request_sync(Video.objects.all(), by=olu, pull=False) == 2
    assert pushed(door) == [("video-0", "pushed", ["artist"])]
    assert waiting("skipped") == [("video-1", "push")] and waiting() == []


def test_what_was_asked_for_and_has_nothing_left_to_push_is_said_to_be_done(door, olu):
    want(olu, title="Anchor Song")
    request_sync(Video.objects.filter(video_id="video-0"), by=olu, pull=False)
    want(olu, title="Anchors")
    assert pushed(door) == []
    skipped = MetadataSync.objects.get()
    assert skipped.status == "skipped" and "Nothing was left to push" in skipped.error
    assert youtube(door)["snippet"]["title"] == "Anchors"


def test_what_failed_rests_before_the_worker_spends_more_on_it_unless_somebody_asks(door, signed_in, olu):
    want(olu, title="Anchor Song", artist=["Ana"])
    door.sandbox("faults", kind="error", reason="backendError", method="youtubePartner.assets.list", times=5)
    work()
    assert edits() == {("video-0", "artist"): "to_push"}
    tried = len(asked(door))
    work()
    assert len(asked(door)) == tried and edits() == {("video-0", "artist"): "to_push"}
    request_sync(Video.objects.filter(video_id="video-0"), by=olu, pull=False)
    work()
    assert edits() == {}
