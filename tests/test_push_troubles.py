"""Conflicts, refusals, lost answers and a spent quota: nobody's work is lost, and nothing is written twice."""

import time

import pytest

from sync.models import MetadataSync, QuotaDay
from sync.youtube.errors import QuotaSpent
from tests.harbour import report
from tests.ingesting import MORNING
from tests.pushing import OTHER, Meddling, asked, at_sandbox, edits, pushed, results, want, youtube
from tests.sandbox import open_door
from videos.edit import edit_videos
from videos.models import Change, OpenEdit, Video
from videos.resolve import resolve
from videos.undo import undo

pytestmark = pytest.mark.django_db
TITLE = ("video-0", "title")
WRITE = "youtube.videos.update"


@pytest.fixture(scope="module")
def _door():
    with open_door() as door:
        yield door


@pytest.fixture
def door(_door, settings):
    settings.YOUTUBE_TIMEOUT_SECONDS = 1
    return at_sandbox(_door, settings)


def in_studio(door, title):
    door.sandbox("videos/video-0", "PATCH", snippet={"title": title})


def title(door):
    return youtube(door)["snippet"]["title"]


def writes(door):
    return asked(door, "PUT") + asked(door, "PATCH")


def test_what_was_changed_at_youtube_too_is_a_conflict_and_the_rest_goes_on(door, olu):
    want(olu, title="Anchor Song", license="youtube")
    in_studio(door, "Anchors (Live)")
    [result] = results(door)
    assert result.status == "conflict" and "title" in result.error and "a person decides" in result.error
    assert (title(door), youtube(door)["status"]["license"]) == ("Anchors (Live)", "youtube")
    edit = OpenEdit.objects.get()
    assert (edit.field, edit.state, edit.base, edit.wanted, edit.theirs) == (
        "title",
        "conflict",
        "Anchors",
        "Anchor Song",
        "Anchors (Live)",
    )
    assert pushed(door) == [] and title(door) == "Anchors (Live)"
    resolve(OpenEdit.objects.all(), "ours", actor=olu)
    assert pushed(door) == [("video-0", "pushed", ["title"])] and title(door) == "Anchor Song"


def test_what_else_was_changed_at_youtube_is_kept_there_and_taken_over(door, olu):
    door.sandbox("videos/video-0", "PATCH", snippet={"description": "Changed in Studio", "tags": ["studio"]})
    want(olu, title="Anchor Song")
    assert pushed(door) == [("video-0", "pushed", ["title"])]
    assert youtube(door)["snippet"]["description"] == "Changed in Studio"
    video = Video.objects.get(video_id="video-0")
    assert (video.description, video.tags, video.title) == ("Changed in Studio", ["studio"], "Anchor Song")
    assert Change.objects.get(field="description").change_set.kind == "pull"


@pytest.mark.parametrize(
    ("reason", "field", "value"),
    [
        ("invalidTitle", "title", "Anchor Song"),
        ("invalidTags", "tags", ["varna"]),
        ("forbiddenLicenseSetting", "license", "youtube"),
        ("forbiddenEmbedSetting", "embedding_allowed", True),
    ],
)
def test_a_refusal_lands_on_its_field_and_the_others_are_sent_without_it(door, olu, reason, field, value):
    want(olu, **{"title": "Anchor Song", "license": "youtube", field: value})
    door.sandbox("faults", kind="error", reason=reason, method=WRITE)
    [result] = results(door)
    assert (result.status, result.units) == ("failed", 101)
    [refused] = OpenEdit.objects.all()
    assert (refused.field, refused.state, refused.sent) == (field, "refused", None)
    assert refused.error.startswith("YouTube does not") and refused.error in result.error
    assert MetadataSync.objects.get().error_reason == reason
    assert pushed(door) == []


def test_a_refusal_that_names_no_field_lands_on_all_that_were_sent(door, olu):
    want(olu, title="Anchor Song", tags=["varna"], artist=["Ana"])
    door.sandbox("faults", kind="error", reason="invalidVideoMetadata", method=WRITE)
    assert sorted(status for _, status, _ in pushed(door)) == ["failed", "pushed"]
    assert edits() == {TITLE: "refused", ("video-0", "tags"): "refused"} and writes(door).count(WRITE) == 1


def test_what_is_beyond_a_limit_is_refused_before_anything_is_spent(door, olu):
    want(olu, title="Anchor Song")
    OpenEdit.objects.update(wanted="x" * 101)
    [result] = results(door)
    assert result.status == "failed" and "At most 100 characters" in result.error
    assert asked(door) == [] and not QuotaDay.objects.exists()


def test_a_video_that_youtube_no_longer_returns_is_marked_and_said(door, olu):
    want(olu, title="Anchor Song")
    door.sandbox("videos/video-0", "DELETE")
    [result] = results(door)
    assert result.status == "failed" and "no longer tells of this video" in result.error
    assert Video.objects.get(video_id="video-0").missing_since and edits() == {TITLE: "refused"}


def test_trouble_of_youtube_leaves_the_edit_to_be_pushed_and_does_not_stop_the_others(door, olu):
    want(olu, ["video-0", "video-1"], title="Anchor Song")
    door.sandbox("faults", kind="error", reason="backendError", method="youtube.videos.list", times=5)
    assert pushed(door) == [("video-0", "failed", ["title"]), ("video-1", "pushed", ["title"])]
    assert edits() == {TITLE: "to_push"}
    assert pushed(door) == [("video-0", "pushed", ["title"])]


def test_what_changed_between_reading_and_writing_is_read_again(door, olu):
    want(olu, title="Anchor Song")
    door.sandbox("faults", kind="error", reason="conditionNotMet", method=WRITE)
    assert pushed(door) == [("video-0", "pushed", ["title"])]
    assert asked(door) == ["youtube.videos.list", WRITE] * 2


@pytest.mark.parametrize("kind", ["cut", "drop", "error"])
def test_a_write_whose_answer_was_lost_is_read_back_and_not_sent_again(door, olu, kind):
    want(olu, title="Anchor Song")
    door.sandbox("faults", kind=kind, method=WRITE, after=True, seconds=1.2)
    [result] = results(door)
    assert result.status == "unknown" and "was lost" in result.error and edits() == {TITLE: "to_push"}
    assert OpenEdit.objects.get().sent == "Anchor Song"
    assert pushed(door) == [("video-0", "confirmed", ["title"])]
    assert writes(door) == [WRITE] and edits() == {}


def test_a_write_that_was_lost_on_its_way_there_is_sent_again_after_reading(door, olu):
    want(olu, title="Anchor Song")
    door.sandbox("faults", kind="cut", method=WRITE)
    assert [one.status for one in results(door)] == ["unknown"]
    assert pushed(door) == [("video-0", "pushed", ["title"])] and title(door) == "Anchor Song"


def test_what_was_lost_and_then_edited_again_is_no_conflict(door, olu):
    want(olu, title="Anchor Song")
    door.sandbox("faults", kind="cut", method=WRITE, after=True)
    results(door)
    want(olu, title="Anchor Songs")
    assert title(door) == "Anchor Song"
    assert pushed(door) == [("video-0", "pushed", ["title"])] and title(door) == "Anchor Songs"


def test_what_was_lost_and_then_taken_back_is_taken_back_at_youtube_too(door, olu):
    change_set = want(olu, title="Anchor Song")
    door.sandbox("faults", kind="cut", method=WRITE, after=True)
    results(door)
    undo(change_set, actor=olu)
    assert edits() == {TITLE: "to_push"}
    assert pushed(door) == [("video-0", "pushed", ["title"])] and title(door) == "Anchors" and edits() == {}


def test_an_edit_that_was_never_sent_is_taken_back_without_a_trace(door, olu):
    undo(want(olu, title="Anchor Song"), actor=olu)
    assert edits() == {} and pushed(door) == [] and asked(door) == []


@pytest.mark.parametrize("moment", ["before", "after"])
def test_an_edit_made_while_a_push_is_under_way_is_not_lost(door, olu, moment):
    want(olu, title="Anchor Song")

    def edit():
        edit_videos(Video.objects.filter(video_id="video-0"), {"title": "Anchor Songs"}, actor=olu)

    assert [one.status for one in results(door, client=Meddling(door, moment, edit))] == ["pushed"]
    edit = OpenEdit.objects.get()
    assert (edit.base, edit.wanted, edit.sent, edit.state) == ("Anchor Song", "Anchor Songs", None, "to_push")
    assert pushed(door) == [("video-0", "pushed", ["title"])] and title(door) == "Anchor Songs"


def test_an_edit_back_while_a_push_is_under_way_goes_to_youtube_too(door, olu):
    change_set = want(olu, title="Anchor Song")
    results(door, client=Meddling(door, "before", lambda: undo(change_set, actor=olu)))
    assert pushed(door) == [("video-0", "pushed", ["title"])] and title(door) == "Anchors" and edits() == {}


def test_a_value_that_youtube_takes_and_leaves_is_refused_and_not_sent_for_ever(door, olu):
    want(olu, title="Anchor Song")
    client = Meddling(door, "after", lambda: None, answer={"snippet": {"title": "Anchors", "categoryId": "10"}})
    [result] = results(door, client=client)
    assert result.status == "failed" and "left this as it was" in result.error and edits() == {TITLE: "refused"}


def test_a_quota_that_is_spent_midway_stops_and_goes_on_after_its_reset(door, olu, settings):
    settings.YOUTUBE_DAILY_UNITS = 120
    want(olu, ["video-0", "video-1", "video-2"], title="Anchor Song")
    told = []
    with pytest.raises(QuotaSpent, match="The quota is renewed at 2026-11-01 07:00 UTC"):
        results(door, now="2026-10-31T18:00:00Z", told=told)
    assert [one.video_id for one in told] == ["video-0", "video-1"]
    waits = MetadataSync.objects.get(status="pending")
    assert waits.video.video_id == "video-2" and "51 units of quota, and 18 are left" in waits.error
    assert pushed(door, now="2026-11-01T07:00:01Z") == [("video-2", "pushed", ["title"])]
    assert list(MetadataSync.objects.values_list("status", flat=True)) == ["pushed"] * 3


def test_youtube_may_call_the_quota_spent_before_we_do(door, olu):
    want(olu, title="Anchor Song", effective_policy=OTHER)
    door.sandbox("quota", left=30)
    with pytest.raises(QuotaSpent):
        results(door)
    assert MetadataSync.objects.get(status="pending").error and edits() == {TITLE: "to_push"}
    assert MetadataSync.objects.get(status="pushed").fields.keys() == {"effective_policy"}


@pytest.mark.django_db(transaction=True)
def test_a_report_of_the_day_before_does_not_take_a_push_back(door, olu, tmp_path):
    row = {"video_id": "video-0", "video_title": "Anchors", "video_privacy_status": "unlisted", "category": "Music"}
    yesterday = (time.time() - MORNING) / 86_400 - 1
    report(tmp_path, row, day=yesterday - 1)
    want(olu, title="Anchor Song")
    assert pushed(door) == [("video-0", "pushed", ["title"])]
    report(tmp_path, row | {"views": "8"}, day=yesterday)
    assert Video.objects.get(video_id="video-0").title == "Anchor Song"
