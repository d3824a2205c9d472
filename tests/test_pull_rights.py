"""A pull brings channels, uploads, claims, assets and policies as YouTube has them."""

import json
from datetime import timedelta

import pytest
from django.core.management import call_command
from django.utils import timezone

from channels_app.models import Channel
from sync import tasks
from sync.models import Hint
from sync.pull.channels import discover_uploads, look_for_uploads, pull_channels
from sync.pull.rights import pull_assets, pull_claims, pull_policies
from sync.sandbox.control import credentials
from sync.youtube.errors import QuotaSpent
from tests.pulling import CHANNEL, LONG_AGO, asked, at_sandbox, client, pulled, results, video
from tests.sandbox import open_door
from videos.bulk.forms import policies
from videos.edit import edit_videos
from videos.models import Asset, Change, ChangeSet, Claim, Policy, Video

pytestmark = pytest.mark.django_db
IDS = ["video-0", "video-1", "video-2"]


@pytest.fixture(scope="module")
def _door():
    with open_door() as door:
        yield door


@pytest.fixture
def door(_door, settings):
    return at_sandbox(_door, settings)


def log():
    return sorted(Change.objects.values_list("video__video_id", "field", "old", "new"))


def test_who_names_videos_gets_their_claims_and_assets(door):
    assert pulled(door, videos=IDS) == [(one, "pulled", []) for one in IDS]
    first = video()
    assert (first.asset_id, first.claimed_status, first.claimed_by_this_owner) == ("A0", "active", True)
    assert (first.custom_id, first.artist, first.label) == ("HRB-0", ["Joro"], "Harbour")
    assert first.match_policy == "Monetize in all countries"
    claim = Claim.objects.get(claim_id="C0")
    assert (claim.video_id, claim.status, claim.claim_type, claim.origin) == (
        *("video-0", "active"),
        *("AUDIOVISUAL", "WEB_UPLOAD"),
    )
    assert (claim.policy_id, claim.policy, claim.content_type) == (
        "p1",
        "Monetize in all countries",
        "PARTNER_UPLOADED",
    )
    assert log() == []
    assert asked(door).count("youtubePartner.assets.list") == 1


def test_a_policy_is_known_by_name_and_id_and_can_be_chosen_in_bulk(door):
    saved = door.server.sandbox.state.policies
    saved["p2"]["name"] = "House policy"
    saved["p3"] = {**saved["p2"], "id": "p3", "name": ""}
    door.sandbox("assets/A0", "PATCH", matchPolicy={"policyId": "p3"})
    with client(door) as youtube:
        assert pull_policies(youtube) == 3
        list(pull_assets(youtube, ["A0"]))
        assert Asset.objects.get(pk="A0").match_policy == "p3"  # one without a name is some policy, too
        saved.pop("p3")
        pull_policies(youtube)
        assert policies()[2] == ("Saved at YouTube", [("House policy", "House policy")])
        saved.pop("p2")
        assert pull_policies(youtube) == 1
    [policy] = Policy.objects.filter(missing_since=None)
    assert (policy.policy_id, policy.name) == ("p1", "Monetize in all countries")
    assert policy.rules[0]["action"] == "monetize"


def test_a_released_claim_is_lost_and_its_video_follows(door):
    results(door, videos=IDS)
    door.sandbox("claims/C0", "PATCH", status="inactive")
    assert pulled(door, videos=["video-0"]) == [
        ("video-0", "pulled", ["claimed_by_this_owner", "claimed_status"]),
    ]
    claim = Claim.objects.get(claim_id="C0")
    assert (claim.status, claim.lost_in.kind, video().claimed_status) == ("inactive", "pull", "inactive")
    assert list(claim.lost_in.occurrences.values_list("what", "key")) == [("claim_lost", "C0")]
    results(door, videos=IDS)
    assert ChangeSet.objects.filter(label__contains="claims").count() == 2


def test_a_claim_that_youtube_tells_no_more_is_marked_and_its_video_follows(door):
    results(door, videos=IDS)
    Claim.objects.create(claim_id="theirs", video_id="video-0", ours=False, as_of=LONG_AGO)
    door.sandbox("claims/C0", "PATCH", thirdParty=True)
    assert pulled(door, videos=IDS)[0] == ("video-0", "pulled", ["claimed_by_this_owner", "claimed_status"])
    claim = Claim.objects.get(claim_id="C0")
    assert (claim.status, claim.not_seen_since, claim.lost_at) == ("active", claim.as_of, claim.as_of)
    assert (claim.lost_in.kind, video().claimed_status, video().claimed_by_this_owner) == ("pull", "", False)
    assert list(claim.lost_in.occurrences.values_list("what", "key")) == [("claim_lost", "C0")]
    assert set(Claim.objects.filter(not_seen_since=None).values_list("claim_id", flat=True)) == {"theirs", "C1", "C2"}
    assert pulled(door, videos=IDS)[0] == ("video-0", "pulled", []) and video().asset_id == "A0"
    door.sandbox("claims/C0", "PATCH", thirdParty=None)
    assert pulled(door, videos=IDS)[0] == ("video-0", "pulled", ["claimed_by_this_owner", "claimed_status"])
    claim.refresh_from_db()
    assert (claim.not_seen_since, claim.lost_in, video().claimed_status) == (None, None, "active")


def test_a_claim_is_not_gone_where_youtube_was_not_heard_or_something_later_has_told_of_it(door):
    results(door, videos=IDS)
    for one in ("C0", "C1"):
        door.sandbox(f"claims/{one}", "PATCH", thirdParty=True)
    Claim.objects.filter(claim_id="C1").update(as_of=timezone.now() + timedelta(days=1))
    door.sandbox("faults", kind="error", reason="badRequest", method="youtubePartner.claimSearch.list")
    results(door, videos=IDS)
    assert not Claim.objects.exclude(not_seen_since=None).exists()
    results(door, videos=IDS)
    assert Claim.objects.exclude(not_seen_since=None).get().claim_id == "C0"


def test_an_asset_changes_its_videos_and_an_edit_of_them_stands(door, ana):
    results(door, videos=IDS)
    edit_videos(Video.objects.filter(video_id="video-1"), {"label": "Pier"}, actor=ana)
    for asset in ("A0", "A1"):
        door.sandbox(f"assets/{asset}", "PATCH", metadata={"label": "Dock", "genre": [" Shanty", ""]})
    door.sandbox("assets/A2", "PATCH", matchPolicy={"rules": [{"action": "track"}], "policyId": None})
    assert pulled(door, videos=IDS) == [
        ("video-0", "pulled", ["genre", "label"]),
        ("video-1", "conflict", ["genre", "label"]),
        ("video-2", "pulled", ["match_policy"]),
    ]
    assert video(2).match_policy == "Custom rules"
    assert [video(number).label for number in range(3)] == ["Dock", "Pier", "Harbour"]
    assert Asset.objects.get(pk="A1").label == "Dock"


def test_an_older_answer_or_report_of_an_asset_changes_nothing(door):
    results(door, videos=IDS)
    Asset.objects.filter(pk="A0").update(as_of=timezone.now() + timedelta(days=1))
    door.sandbox("assets/A0", "PATCH", metadata={"label": "Dock"})
    assert pulled(door, videos=["video-0"]) == [("video-0", "pulled", [])]
    Video.objects.filter(video_id="video-1").update(as_of=timezone.now() + timedelta(days=1))
    door.sandbox("assets/A1", "PATCH", metadata={"label": "Dock", "customId": "HRB-NEW"})
    assert pulled(door, videos=["video-1"]) == [("video-1", "pulled", ["label"])]


def test_a_merged_asset_is_told_as_the_one_it_went_into(door):
    results(door, videos=IDS)
    door.sandbox("assets/A0/merge", into="A1")
    with client(door) as youtube:
        list(pull_assets(youtube, ["A0"]))
    assert [Asset.objects.get(pk=key).title for key in ("A0", "A1")] == ["Song 1", "Song 1"]
    assert (Asset.objects.get(pk="A1").is_merged, Asset.objects.get(pk="A1").constituent_asset_ids) == (True, ["A0"])
    assert video().custom_id == "HRB-1"


def test_a_claim_on_a_video_that_the_catalogue_does_not_hold_is_kept(door):
    Video.objects.all().delete()
    with client(door) as youtube:
        list(pull_claims(youtube, IDS))
    assert Claim.objects.filter(video_id="video-0", told_by="claim", ours=True).count() == 1


def test_the_pull_goes_on_where_the_content_id_api_is_closed(door):
    door.sandbox("faults", kind="error", reason="accessNotConfigured", method="youtubePartner.*", times=9)
    told = results(door, videos=IDS)
    assert [str(one.status) for one in told] == ["pulled"] * 3
    assert all("Claims and assets were not pulled" in one.error for one in told)
    assert video().title == "Anchors"


def test_a_channel_has_its_facts_and_a_row_of_counters_for_the_day(door):
    state = door.server.sandbox.state
    state.channels[CHANNEL]["branding"] = {"country": "BG", "description": "Of the sea"}
    with client(door) as youtube:
        assert pull_channels(youtube, [CHANNEL, "UCnobody"]) == [CHANNEL]
        channel = Channel.objects.get()
        assert (channel.title, channel.handle, channel.country) == ("Harbour", "harbour", "BG")
        assert (channel.uploads_playlist_id, channel.content_owner) == (f"UU{CHANNEL[2:]}", "SandboxContentOwnerAAA")
        assert (channel.subscriber_count, channel.view_count, channel.video_count) == (5, 10, 3)
        state.channels[CHANNEL]["statistics"] |= {"hidden": True, "viewCount": "11"}
        assert pull_channels(youtube, [CHANNEL]) == [CHANNEL]
        assert pull_channels(youtube, [CHANNEL]) == []
    channel.refresh_from_db()
    assert (channel.subscriber_count, channel.hidden_subscriber_count, channel.view_count) == (None, True, 11)
    assert list(channel.statistics.values_list("subscriber_count", "view_count", "video_count")) == [(None, 11, 3)]


def test_uploads_that_are_new_come_in_and_known_pages_are_not_turned(_door, settings):
    door = at_sandbox(_door, settings, videos=160)
    with client(door) as youtube:
        assert list(discover_uploads(youtube, [CHANNEL])) == []
        results(door, channels=[CHANNEL], limit=1)
        Channel.objects.create(channel_id="UCnobody")
        assert list(discover_uploads(youtube, [CHANNEL, "UCnobody"])) == []
        assert asked(door).count("youtube.playlistItems.list") == 3
        Video.objects.filter(video_id__in=["video-155", "video-3"]).delete()
        assert list(discover_uploads(youtube, [CHANNEL])) == ["video-155"]
        assert sorted(discover_uploads(youtube, [CHANNEL], everything=True)) == ["video-155", "video-3"]
    told = results(door, channels=[CHANNEL], limit=1)
    assert [one.video_id for one in told] == ["video-155"]
    assert Video.objects.get(video_id="video-155").channel.title == "Harbour"


def test_uploads_of_all_channels_are_looked_for_those_longest_ago_first_within_a_number_of_units(_door, settings):
    door = at_sandbox(_door, settings, videos=60)
    ours = {"content_owner": settings.YOUTUBE_CONTENT_OWNER}
    Channel.objects.create(channel_id="UCempty", uploads_seen_at=timezone.now(), **ours)
    Channel.objects.create(channel_id=CHANNEL, **ours)
    Channel.objects.create(channel_id="UCsomebodys")
    Video.objects.filter(video_id="video-55").delete()
    with client(door) as youtube:
        assert look_for_uploads(youtube, most=1) == 1
        assert [hint.video_id for hint in Hint.objects.all()] == ["video-55"]
        assert look_for_uploads(youtube, stale_after=timedelta(hours=1)) == 0
        assert asked(door).count("youtube.playlistItems.list") == 2  # both pages of the one channel
        Channel.objects.update(uploads_seen_at=None)
    with client(door, max_units=1) as youtube, pytest.raises(QuotaSpent):
        look_for_uploads(youtube)
    assert list(Channel.objects.exclude(uploads_seen_at=None)) == [Channel.objects.get(channel_id="UCempty")]
    assert [one.video_id for one in results(door, limit=1)] == ["video-55"]


def test_every_day_the_worker_pulls_the_channels_and_the_policies(door, settings, tmp_path):
    Channel.objects.create(channel_id=CHANNEL)
    tasks.refresh_channels(0)
    assert asked(door) == []
    settings.CREDENTIAL_KEYS = ["Zm9yIHRlc3RzIG9ubHksIG5vdCBhIHNlY3JldCBrZXk="]
    (tmp_path / "key.json").write_text(json.dumps(credentials(door.url)))
    call_command("youtube_credentials", "import", str(tmp_path / "key.json"), verbosity=0)
    tasks.refresh_channels(0)
    assert (Channel.objects.get().subscriber_count, Policy.objects.count()) == (5, 2)
    Policy.objects.all().delete()
    tasks.pull_policies_now(0)  # which somebody has asked for
    assert Policy.objects.count() == 2
    Video.objects.filter(video_id="video-1").delete()
    tasks.look_through_uploads(0)  # the channel is known to be ours by now
    assert [hint.video_id for hint in Hint.objects.all()] == ["video-1"]
    Channel.objects.update(uploads_seen_at=None)
    settings.YOUTUBE_RESERVED_UNITS = 10_000
    tasks.look_through_uploads(0)  # no units are left for it
    assert Channel.objects.get().uploads_seen_at is None
    door.sandbox("quota", left=0)
    tasks.refresh_channels(0)
