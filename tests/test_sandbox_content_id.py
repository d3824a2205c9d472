"""The sandbox's Content ID API, asked over plain HTTP."""

import pytest

from sync.sandbox.state import OTHER_OWNER, OWNER
from tests.sandbox import open_door, small_state

PARTNER = "/youtube/partner/v1"


@pytest.fixture(scope="module")
def _door():
    with open_door() as door:
        yield door


@pytest.fixture
def door(_door):
    return _door.begin(small_state(60))


def refused(door, http, path, body=None, **params):
    return door.reason(http, f"{PARTNER}/{path}", body, onBehalfOfContentOwner=OWNER, **params)


def metadata(door, asset="A0"):
    return door.partner("GET", f"assets/{asset}", fetchMetadata="mine,effective")[1]["metadataMine"]


def test_an_asset_shows_only_what_is_fetched(door):
    assert "metadataMine" not in door.partner("GET", "assets/A0")[1]
    _, asset = door.partner(
        "GET", "assets/A0", fetchMetadata="effective", fetchOwnership="mine", fetchMatchPolicy="mine"
    )
    assert asset["metadataEffective"]["title"] == "Song 0"
    assert asset["ownershipMine"]["general"][0]["ratio"] == 100.0
    assert asset["matchPolicyMine"]["policyId"] == "p1"


def test_put_deletes_what_the_metadata_leave_out_and_patch_keeps_it(door):
    door.partner("PATCH", "assets/A0", {"metadataMine": {"isrc": "ZZH4R0000001"}})
    assert metadata(door)["artist"] == ["Joro"]
    door.partner("PUT", "assets/A0", {"metadataMine": {"title": "Song", "upc": "136178688334"}})
    assert metadata(door) == {"kind": "youtubePartner#metadata", "title": "Song", "upc": "136178688334"}
    _, history = door.partner("GET", "metadataHistory", assetId="A0")
    assert [entry["metadata"]["title"] for entry in history["items"]] == ["Song", "Song 0"]


@pytest.mark.parametrize(
    "wrong",
    [
        {"title": "x" * 256},
        {"title": ""},
        {"customId": "no spaces"},
        {"isrc": "ZZ-H4R-00"},
        {"grid": "short"},
        {"iswc": "T1"},
        {"artist": "not a list"},
        {"writer": ["one"] * 51},
        {"releaseDate": {"year": 1901, "month": 1, "day": 1}},
        {"nonsense": 1},
    ],
)
def test_metadata_beyond_the_limits_are_refused(door, wrong):
    assert refused(door, "PUT", "assets/A0", {"metadataMine": {"title": "Song", **wrong}}) == (400, "badRequest")
    assert metadata(door)["title"] == "Song 0"


def test_merged_assets_answer_as_the_one_that_survives(door):
    door.sandbox("assets/A1/merge", into="A0")
    assert door.partner("GET", "assets/A1")[1]["id"] == "A0"
    _, assets = door.partner("GET", "assets", id="A1,A0,A2,gone")
    assert [(asset["id"], asset.get("aliasId")) for asset in assets["items"]] == [("A0", ["A1"]), ("A2", None)]
    _, claims = door.partner("GET", "claimSearch", assetId="A1")
    assert [claim["id"] for claim in claims["items"]] == ["C0", "C1"]


def test_ownership_of_a_recording_is_whole_or_none(door):
    share = {"owner": OWNER, "ratio": 100, "type": "include", "territories": ["DE"]}
    assert door.partner("PUT", "assets/A0/ownership", {"general": [share]})[0] == 200
    assert door.partner("GET", "assets/A0/ownership")[1]["general"] == [share]
    for wrong in ({"ratio": 50}, {"owner": "nobody"}, {"type": "some"}, {"territories": ["Germany"]}):
        body = {"general": [share | wrong]}
        assert refused(door, "PUT", "assets/A0/ownership", body) == (400, "badRequest"), wrong
    assert refused(door, "PUT", "assets/A0/ownership", {"mechanical": [share]}) == (400, "badRequest")


def test_a_match_policy_is_a_saved_one_or_rules(door):
    rules = [{"action": "track"}]
    assert door.partner("PATCH", "assets/A0/matchPolicy", {"rules": rules})[1]["rules"] == rules
    assert refused(door, "PUT", "assets/A0/matchPolicy", {"policyId": "gone"}) == (400, "badRequest")
    assert refused(door, "PUT", "assets/A0/matchPolicy", {"policyId": "p1", "rules": rules}) == (400, "badRequest")


def test_a_claim_takes_a_policy_and_a_release_which_is_for_good(door):
    assert door.partner("PATCH", "claims/C0", {"policy": {"id": "p2"}})[1]["policy"]["name"] == "Block in all countries"
    assert door.partner("PATCH", "claims/C0", {"status": "inactive"})[1]["status"] == "inactive"
    assert refused(door, "PATCH", "claims/C0", {"status": "active"}) == (400, "badRequest")
    assert refused(door, "PATCH", "claims/C0", {"policy": {"id": "p1"}}) == (400, "badRequest")
    _, history = door.partner("GET", "claimHistory/C0")
    assert [event["type"] for event in history["event"]] == ["claim_policy_change", "claim_release"]


@pytest.mark.parametrize("status", ["disputed", "pending", "appealed", "takedown", "routedForReview"])
def test_only_an_active_claim_can_be_released(door, status):
    door.sandbox("claims/C0", "PATCH", status=status)
    assert refused(door, "PATCH", "claims/C0", {"status": "inactive"}) == (400, "badRequest")


def test_a_claim_is_about_the_same_video_and_asset_for_ever(door):
    assert refused(door, "PATCH", "claims/C0", {"assetId": "A1"}) == (400, "badRequest")
    assert refused(door, "PATCH", "claims/gone", {"status": "inactive"}) == (404, "notFound")


def test_a_second_claim_is_refused_with_the_one_that_stands(door):
    body = {"assetId": "A0", "videoId": "video-0", "contentType": "audiovisual", "policy": {"id": "p1"}}
    status, answer = door.partner("POST", "claims", body)
    assert (status, answer["error"]["errors"][0]["reason"]) == (409, "alreadyClaimed")
    assert answer["error"]["message"] == "Existing claims on this video: C0"
    door.partner("PATCH", "claims/C0", {"status": "inactive"})
    assert door.partner("POST", "claims", body)[1]["status"] == "active"


def test_a_claim_search_has_pages_no_policies_and_no_items_where_it_finds_nothing(door):
    _, first = door.partner("GET", "claimSearch", status="active")
    _, second = door.partner("GET", "claimSearch", status="active", pageToken=first["nextPageToken"])
    assert (len(first["items"]), len(second["items"]), second["nextPageToken"]) == (50, 10, "")
    assert "policy" not in first["items"][0]
    assert (first["items"][0]["videoViews"], first["items"][0]["isVideoShortsEligible"]) == ("7", True)
    assert "items" not in door.partner("GET", "claimSearch", status="disputed")[1]
    assert refused(door, "GET", "claimSearch", status="active", assetId="A0") == (400, "incompatibleParameters")
    assert refused(door, "GET", "claimSearch") == (400, "missingRequiredParameter")


def test_a_policy_can_be_saved_and_used(door):
    rules = [{"action": "block", "conditions": {"requiredTerritories": {"type": "include", "territories": ["DE"]}}}]
    _, policy = door.partner("POST", "policies", {"name": "Not in Germany", "rules": rules})
    assert door.partner("PATCH", "claims/C0", {"policy": {"id": policy["id"]}})[1]["policy"]["rules"] == rules
    assert refused(door, "POST", "policies", {"name": "x", "rules": [{"action": "sing"}]}) == (400, "badRequest")
    assert [one["id"] for one in door.partner("GET", "policies")[1]["items"]] == ["p1", "p2", policy["id"]]


def test_a_new_reference_is_checked_before_it_can_be_deactivated(door):
    _, reference = door.partner("POST", "references", b"", claimId="C0")
    path = f"references/{reference['id']}"
    assert reference["status"] == "checking"
    assert refused(door, "POST", "references", b"", claimId="C0") == (409, "referenceAlreadyExists")
    assert refused(door, "PATCH", path, {"status": "inactive"}) == (400, "badRequest")
    door.sandbox("clock", advance=240)
    assert door.partner("PATCH", path, {"status": "inactive"})[1]["status"] == "inactive"


def test_advertising_options_are_replaced_by_put_and_kept_by_patch(door):
    path, breaks = "videoAdvertisingOptions/video-0", [{"position": "midroll", "midrollSeconds": 30}]
    door.partner("PATCH", path, {"adBreaks": breaks})
    assert door.partner("GET", path)[1]["autoGeneratedBreaks"]
    assert "autoGeneratedBreaks" not in door.partner("PUT", path, {"adBreaks": breaks})[1]
    assert door.partner("GET", f"{path}/getEnabledAds")[1]["adBreaks"] == breaks
    too_late = {"adBreaks": [{"position": "midroll", "midrollSeconds": 65}]}
    assert refused(door, "PUT", path, too_late) == (400, "badRequest")
    door.partner("PATCH", "claims/C0", {"status": "inactive"})
    assert refused(door, "GET", path) == (403, "forbidden")


def test_the_owner_may_be_left_out_only_where_there_is_one(door):
    assert door.ask("GET", f"{PARTNER}/assets/A0")[0] == 200
    door.sandbox(f"owners/{OTHER_OWNER}", "PATCH", ours=True)
    assert door.reason("GET", f"{PARTNER}/assets/A0") == (400, "required")
    assert [one["id"] for one in door.partner("GET", "contentOwners", fetchMine="true")[1]["items"]] == [
        OWNER,
        OTHER_OWNER,
    ]


def test_assets_are_found_by_custom_id_isrc_and_words(door):
    door.partner("PATCH", "assets/A3", {"metadataMine": {"isrc": "ZZH4R0000003"}})
    for told in ({"isrcs": "ZZH4R0000003"}, {"metadataSearchFields": "customId:HRB-3"}, {"q": "ZZH4R0000003"}):
        assert [one["id"] for one in door.partner("GET", "assetSearch", **told)[1]["items"]] == ["A3"], told
