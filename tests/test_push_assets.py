"""The fields of an asset come to YouTube once for all its videos."""

import pytest

from sync.ledger import Ledger
from sync.models import MetadataSync
from sync.youtube.client import Client
from tests.pulling import LONG_AGO
from tests.pushing import MONETIZE, OTHER, asked, at_sandbox, edits, pushed, results, want, youtube
from tests.sandbox import open_door
from videos.models import Asset, OpenEdit, Video

pytestmark = pytest.mark.django_db

METADATA = {
    "artist": ["Joro", "Ana"],
    "album": "Harbour Songs",
    "genre": ["Pop"],
    "label": "Pier",
    "isrc": "GBAYE0601477",
    "upc": "4006381333931",
    "custom_id": "HRB-ANCHORS",
    "eidr": "10.5240/7791-8534-2C23-9030-8610-5",
}


@pytest.fixture(scope="module")
def _door():
    with open_door() as door:
        yield door


@pytest.fixture
def door(_door, settings):
    return at_sandbox(_door, settings)


def test_an_asset_is_written_once_for_all_its_videos(door, olu):
    Video.objects.filter(video_id="video-1").update(asset_id="A0", custom_id="HRB-0")
    want(olu, **METADATA)
    assert len(edits()) == 16
    [result] = results(door)
    assert (result.status, result.units, result.fields.keys()) == ("pushed", 0, METADATA.keys())
    assert asked(door) == ["youtubePartner.assets.list", "youtubePartner.assets.update"]
    metadata = youtube(door, "assets", "A0")["metadata"]
    assert metadata | {"customId": "HRB-ANCHORS", "upc": "4006381333931", "artist": ["Joro", "Ana"]} == metadata
    assert metadata["title"] == "Song 0" and (metadata["notes"], metadata["writer"]) == ("Take 2", ["Ana"])
    assert edits() == {} and MetadataSync.objects.count() == 1


def test_what_is_cleared_leaves_the_asset_in_the_catalogue_too(door, olu):
    Asset.objects.create(pk="A0", label="Harbour", artist=["Joro"], as_of=LONG_AGO)
    want(olu, ["video-0"], label="", artist=[])
    assert pushed(door) == [("video-0", "pushed", ["artist", "label"])]
    assert Asset.objects.values_list("label", "artist").get(pk="A0") == ("", [])


@pytest.mark.parametrize("field", ["genre", "custom_id"])
def test_a_field_of_an_asset_is_pushed_alone_and_confirmed(door, olu, field):
    before = youtube(door, "assets", "A0")["metadata"]
    want(olu, **{field: METADATA[field]})
    assert pushed(door) == [("video-0", "pushed", [field])]
    after = youtube(door, "assets", "A0")["metadata"]
    assert len([name for name in before | after if before.get(name) != after.get(name)]) == 1
    assert edits() == {}


def test_a_merged_asset_is_written_as_the_one_it_went_into(door, olu):
    door.sandbox("assets/A0/merge", into="A1")
    Video.objects.filter(video_id="video-0").update(custom_id="HRB-1")
    want(olu, artist=["Joro", "Ana"])
    assert pushed(door) == [("video-0", "pushed", ["artist"])]
    assert youtube(door, "assets", "A1")["metadata"]["artist"] == ["Joro", "Ana"]


def test_what_only_a_sound_recording_has_is_not_sent_for_another_asset(door, olu):
    door.sandbox("assets/A0", "PATCH", type="music_video", metadata={"label": None})
    Video.objects.update(label="")
    want(olu, label="Pier", genre=["Pop"])
    [result] = results(door)
    assert result.status == "failed" and "sound recordings only" in result.error
    assert edits() == {("video-0", "label"): "refused"}
    assert youtube(door, "assets", "A0")["metadata"]["genre"] == ["Pop"]


def test_of_two_wishes_for_one_asset_the_later_is_pushed_and_the_other_is_a_conflict(door, olu):
    want(olu, ["video-0"], artist=["Ana"], label="")
    want(olu, ["video-1"], artist=["Ben"])
    Video.objects.filter(video_id="video-1").update(asset_id="A0")
    assert [one.status for one in results(door)] == ["conflict"]
    metadata = youtube(door, "assets", "A0")["metadata"]
    assert metadata["artist"] == ["Ben"] and "label" not in metadata
    assert edits() == {("video-0", "artist"): "conflict"}
    assert OpenEdit.objects.get().theirs == ["Ben"]


def test_what_was_handed_over_in_a_spreadsheet_is_left_to_it(door, olu):
    want(olu, ["video-0"], artist=["Ana"])
    want(olu, ["video-1"], artist=["Ben"])
    OpenEdit.objects.filter(video__video_id="video-0").update(state="handed_over", sent=["Ana"])
    Video.objects.filter(video_id="video-1").update(asset_id="A0")
    door.sandbox("faults", kind="error", reason="badRequest", method="youtubePartner.assets.update")
    assert [one.status for one in results(door)] == ["failed"]
    assert edits() == {("video-0", "artist"): "handed_over", ("video-1", "artist"): "refused"}
    assert OpenEdit.objects.get(video__video_id="video-0").sent == ["Ana"]


def test_a_match_policy_is_written_once_for_all_videos_and_enters_the_catalogue(door, olu):
    Video.objects.filter(video_id="video-1").update(asset_id="A0", custom_id="HRB-0")
    want(olu, match_policy=OTHER)
    assert pushed(door) == [("video-0", "pushed", ["match_policy"])]
    assert asked(door) == [
        f"youtubePartner.{one}" for one in (*("assets.list", "policies.list"), "assetMatchPolicy.update")
    ]
    assert youtube(door, "assets", "A0")["matchPolicy"] == {"policyId": "p2"} and edits() == {}
    assert (Asset.objects.get().match_policy, Asset.objects.get().artist) == (OTHER, ["Joro"])
    assert set(Video.objects.filter(asset_id="A0").values_list("match_policy", flat=True)) == {OTHER}


def test_a_match_policy_that_youtube_holds_already_is_confirmed_unwritten(door, olu):
    door.sandbox("assets/A0", "PATCH", matchPolicy={"policyId": "p2"})
    want(olu, match_policy=OTHER)
    assert pushed(door) == [("video-0", "confirmed", ["match_policy"])]
    assert asked(door, "PUT") == [] and edits() == {}


@pytest.mark.parametrize(
    ("theirs", "shown"),
    [({"rules": [{"action": "track"}]}, "Custom rules"), ({"policyId": "of another"}, "of another"), ({}, "")],
)
def test_a_match_policy_that_nobody_has_seen_is_a_conflict(door, olu, theirs, shown):
    door.server.sandbox.state.assets["A0"]["matchPolicy"] = theirs
    want(olu, match_policy=OTHER)
    assert [one.status for one in results(door)] == ["conflict"]
    assert OpenEdit.objects.get().theirs == shown and asked(door, "PUT") == []


@pytest.mark.parametrize(
    ("wanted", "sentence"),
    [
        ("On the moon", "no saved policy of the name “On the moon”"),
        ("", "Choose another"),
        ("Custom rules", "have no name to set them by"),
    ],
)
def test_a_match_policy_that_cannot_be_meant_is_refused_with_a_sentence(door, olu, wanted, sentence):
    want(olu, match_policy=wanted, genre=["Pop"])
    [result] = results(door)
    assert result.status == "failed" and sentence in result.error
    assert edits() == {("video-0", "match_policy"): "refused"}
    assert youtube(door, "assets", "A0")["metadata"]["genre"] == ["Pop"]


def test_a_match_policy_whose_answer_was_lost_is_read_back_and_not_sent_again(door, olu):
    want(olu, match_policy=OTHER)
    door.sandbox("faults", kind="drop", after=True, method="youtubePartner.assetMatchPolicy.update")
    assert [one.status for one in results(door)] == ["unknown"]
    assert pushed(door) == [("video-0", "confirmed", ["match_policy"])]
    assert asked(door, "PUT") == ["youtubePartner.assetMatchPolicy.update"] and edits() == {}


def test_what_youtube_refuses_of_a_match_policy_lands_on_the_edit(door, olu):
    want(olu, match_policy=OTHER)
    door.sandbox("faults", kind="error", reason="forbidden", method="youtubePartner.assetMatchPolicy.update")
    assert [one.status for one in results(door)] == ["failed"]
    assert edits() == {("video-0", "match_policy"): "refused"} and OpenEdit.objects.get().base == MONETIZE


class Curt(Client):
    """A client to which YouTube answers a write without what it has taken."""

    def update_asset(self, *args, **more):
        super().update_asset(*args, **more)
        return {"kind": "youtubePartner#asset"}

    def set_match_policy(self, *args, **more):
        super().set_match_policy(*args, **more)
        return {"kind": "youtubePartner#assetMatchPolicy"}


def test_an_answer_that_does_not_tell_has_taken_what_was_sent(door, olu):
    want(olu, match_policy=OTHER, genre=["Pop"])
    assert pushed(door, client=Curt(Ledger(), door.credentials(), timeout=1))[0][1:] == (
        "pushed",
        ["genre", "match_policy"],
    )
    video = Video.objects.get(video_id="video-0")
    assert (video.match_policy, video.genre, edits()) == (OTHER, ["Pop"], {})
