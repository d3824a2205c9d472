"""What staff want comes to YouTube, in the fewest requests, and nothing else there is touched."""

from contextlib import closing

import pytest

from sync.ledger import Ledger
from sync.models import MetadataSync
from sync.pull.rights import pull_claims
from sync.youtube.client import Client
from tests.people import somebody
from tests.pushing import MONETIZE, OTHER, SOON, asked, at_sandbox, edits, pushed, results, want, youtube
from tests.sandbox import open_door
from videos.bulk.actions import ACTIONS
from videos.bulk.preview import preview
from videos.bulk.selection import Selection
from videos.models import Claim, OpenEdit, Video
from videos.queue import approve, request_act
from videos.undo import undo

pytestmark = pytest.mark.django_db

SNIPPET = {"title": "Anchor Song", "description": "Live in Varna", "tags": ["varna"], "category": "Comedy"}
STATUS = {
    "privacy_status": "public",
    "license": "youtube",
    "embedding_allowed": True,
    "self_declared_made_for_kids": True,
}


@pytest.fixture(scope="module")
def _door():
    with open_door() as door:
        yield door


@pytest.fixture
def door(_door, settings):
    return at_sandbox(_door, settings)


def test_all_of_a_video_goes_in_one_request_and_nothing_else_there_is_lost(door, olu):
    before = youtube(door)
    want(olu, **SNIPPET)
    want(olu, **STATUS)
    [result] = results(door)
    assert (result.video_id, result.status, result.units) == ("video-0", "pushed", 51)
    assert (
        result.fields["title"] == ["Anchors", "Anchor Song"] and result.fields.keys() == SNIPPET.keys() | STATUS.keys()
    )
    assert asked(door) == ["youtube.videos.list", "youtube.videos.update"]
    after, told = youtube(door), {"title", "description", "tags", "categoryId"}
    assert {name: after["snippet"][name] for name in told} == {
        "title": "Anchor Song",
        "description": "Live in Varna",
        "tags": ["varna"],
        "categoryId": "23",
    }
    languages = (after["snippet"]["defaultLanguage"], after["snippet"]["defaultAudioLanguage"])
    assert languages == ("en", "de") and after["localizations"] == before["localizations"]
    assert after["recordingDetails"] == before["recordingDetails"]
    assert after["status"] == {
        "privacyStatus": "public",
        "license": "youtube",
        "embeddable": True,
        "publicStatsViewable": True,
        "selfDeclaredMadeForKids": True,
        "containsSyntheticMedia": True,
    }
    assert edits() == {}
    assert Video.objects.get(video_id="video-0").title == "Anchor Song"


@pytest.mark.parametrize("field", ["title", "tags", "privacy_status", "embedding_allowed"])
def test_a_field_of_a_video_is_pushed_alone_and_confirmed(door, olu, field):
    before = youtube(door)
    want(olu, **{field: {**SNIPPET, **STATUS}[field]})
    assert pushed(door) == [("video-0", "pushed", [field])]
    part = "snippet" if field in SNIPPET else "status"
    after = youtube(door)
    differing = [name for name in before[part] if before[part][name] != after[part].get(name)]
    assert [name for name in differing if name != "publishedAt"] != [] and len(differing) <= 2
    assert (
        before["snippet" if part == "status" else "status"].items()
        <= after["snippet" if part == "status" else "status"].items()
        or field == "privacy_status"
    )
    assert edits() == {}


def test_a_plan_to_publish_survives_an_edit_and_goes_when_the_video_is_published(door, olu):
    door.sandbox("videos/video-0", "PATCH", status={"privacyStatus": "private", "publishAt": SOON}, published=False)
    Video.objects.filter(video_id="video-0").update(privacy_status="private")
    want(olu, license="youtube")
    assert pushed(door) == [("video-0", "pushed", ["license"])]
    assert (youtube(door)["status"]["publishAt"], youtube(door)["status"]["privacyStatus"]) == (SOON, "private")
    want(olu, privacy_status="public")
    assert pushed(door) == [("video-0", "pushed", ["privacy_status"])]
    assert "publishAt" not in youtube(door)["status"]


def test_the_policy_of_our_claim_is_changed_by_its_name(door, olu):
    want(olu, effective_policy=OTHER)
    assert pushed(door) == [("video-0", "pushed", ["effective_policy"])]
    assert youtube(door, "claims", "C0")["policy"] == {"id": "p2"} and edits() == {}


def test_a_policy_that_youtube_does_not_know_is_refused_with_a_sentence(door, olu):
    want(olu, effective_policy="Monetize on the moon")
    [result] = results(door)
    assert result.status == "failed" and "no saved policy of the name “Monetize on the moon”" in result.error
    assert OpenEdit.objects.get().error in result.error


def test_a_video_without_a_claim_of_ours_has_no_policy(door, olu):
    door.sandbox("claims/C0", "PATCH", status="inactive")
    want(olu, effective_policy=OTHER)
    [result] = results(door)
    assert result.status == "failed" and "no active claim" in result.error


def test_advertising_is_switched_and_what_else_is_set_there_stays(door, olu):
    options = {"adFormats": ["third_party", "standard_instream"], "breakPosition": ["preroll", "midroll"]}
    breaks = [{"position": "midroll", "midrollSeconds": 30}]
    door.server.sandbox.state.advertising["video-0"] = {**options, "adBreaks": breaks, "autoGeneratedBreaks": True}
    Video.objects.update(prerolls_enabled=True, midrolls_enabled=True, postrolls_enabled=False)
    want(olu, third_party_ads_enabled=False, midrolls_enabled=False, postrolls_enabled=True)
    assert pushed(door) == [("video-0", "pushed", ["midrolls_enabled", "postrolls_enabled", "third_party_ads_enabled"])]
    assert door.server.sandbox.state.advertising["video-0"] == {
        "adFormats": ["standard_instream"],
        "breakPosition": ["preroll", "postroll"],
        "adBreaks": breaks,
        "autoGeneratedBreaks": True,
    }
    assert edits() == {}


def test_what_no_request_of_youtube_can_write_is_said_to_go_by_hand(door, olu):
    want(olu, ratings_allowed=False, comments_allowed=False)
    [result] = results(door)
    assert (result.status, result.units) == ("skipped", 0)
    assert "comments allowed and ratings allowed" in result.error and "spreadsheet" in result.error
    assert asked(door) == [] and set(edits().values()) == {"to_push"}


def test_where_youtube_agrees_already_nothing_is_written(door, olu):
    want(olu, title="Anchor Song")
    door.sandbox("videos/video-0", "PATCH", snippet={"title": "Anchor Song"})
    assert pushed(door) == [("video-0", "confirmed", ["title"])]
    assert asked(door) == ["youtube.videos.list"] and edits() == {}


def test_a_dry_run_tells_what_it_would_cost_and_asks_for_nothing(door, olu):
    want(olu, ["video-0", "video-1"], title="Anchor Song")
    want(olu, effective_policy=OTHER, artist=["Ana"])
    told = [(one.video_id, str(one.status), one.units, sorted(one.fields)) for one in results(door, dry_run=True)]
    assert told == [
        ("video-0", "pending", 51, ["effective_policy", "title"]),
        ("video-1", "pending", 51, ["title"]),
        ("video-0", "pending", 0, ["artist"]),
    ]
    assert asked(door) == [] and MetadataSync.objects.count() == 0 and len(edits()) == 4


def test_only_the_videos_and_channels_that_are_named_are_pushed(door, olu):
    want(olu, ["video-0", "video-1", "video-2"], title="Anchor Song")
    assert pushed(door, channels=["UCelsewhere"]) == []
    assert pushed(door, videos=["video-1"]) == [("video-1", "pushed", ["title"])]
    assert pushed(door, limit=1) == [("video-0", "pushed", ["title"])]
    assert MONETIZE and set(edits()) == {("video-2", "title")}


def release(video, olu):
    asked = request_act(ACTIONS["release"], Selection(ids=(video.pk,)), {}, by=olu, reason="It was sold.")
    return approve(asked, by=somebody("approver"))


def test_a_claim_is_released_by_a_bulk_action_and_for_good(door, olu):
    video = Video.objects.get(video_id="video-0")
    assert preview(ACTIONS["release"], Selection(ids=(video.pk,)), {}).irreversible == 1
    act = release(video, olu)
    assert pushed(door) == [("video-0", "pushed", ["claimed_status"])]
    assert youtube(door, "claims", "C0")["status"] == "inactive" and edits() == {}
    assert Claim.objects.get(claim_id="C0").status == "inactive"
    undo(act, actor=olu)
    [result] = results(door)
    assert result.status == "failed" and "claim the video anew" in result.error


def test_a_claim_that_is_disputed_meanwhile_is_not_released(door, olu):
    video = Video.objects.get(video_id="video-0")
    release(video, olu)
    door.sandbox("claims/C0", "PATCH", status="disputed")
    with closing(Client(Ledger(), door.credentials())) as client:
        list(pull_claims(client, ["video-0"]))
    assert Video.objects.get(video_id="video-0").claimed_status == "inactive"
    assert pushed(door) == [("video-0", "conflict", ["claimed_status"])]
    assert OpenEdit.objects.get().theirs == "disputed"


def test_a_video_without_a_claim_of_ours_has_no_advertising(door, olu):
    door.sandbox("claims/C0", "PATCH", status="inactive")
    want(olu, third_party_ads_enabled=False)
    assert pushed(door) == [("video-0", "failed", ["third_party_ads_enabled"])]
    assert "no active claim" in OpenEdit.objects.get(state="refused").error
