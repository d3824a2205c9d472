"""Claims of the Content ID API: only a policy or a release can be written, and a release is for good."""

from sync.sandbox.calls import Call, Method, etag_of
from sync.sandbox.errors import ApiError, in_body
from sync.sandbox.partner import ROOT, checked_policy, found, listed, on_behalf, shown_policy
from sync.sandbox.state import Resource, new_id

STATUSES = (
    *("active", "appealed", "disputed", "inactive", "pending", "potential", "routedForReview", "takedown", "unknown"),
)
CONTENT = ("audio", "video", "audiovisual")
SHORT_SECONDS = 180


def _shown(call: Call, claim: Resource) -> Resource:
    policy = shown_policy(call, claim["policy"])
    names = ("id", "assetId", "videoId", "status", "contentType", "isPartnerUploaded", "origin", "timeCreated")
    shown = {"kind": "youtubePartner#claim", "etag": etag_of(claim), **{name: claim[name] for name in names}}
    shown |= {name: claim[name] for name in ("blockOutsideOwnership", "matchInfo", "ugcType") if name in claim}
    return shown | {"policy": policy, "appliedPolicy": policy, "timeStatusLastModified": _modified(claim)}


def _modified(claim: Resource) -> str:
    return claim.get("timeStatusLastModified", claim["timeCreated"])


def get_claim(call: Call) -> Resource:
    on_behalf(call)
    return _shown(call, found(call.state.claims, call.names["claimId"], "Claim"))


def list_claims(call: Call) -> Resource:
    on_behalf(call)
    ids, asset, video = call.ids(), call.one("assetId"), call.one("videoId")
    if ids:
        claims = [call.state.claims[claim_id] for claim_id in ids if claim_id in call.state.claims]
    elif asset:
        claims = call.state.claims_of(call.state.surviving(asset))
    elif video:
        claims = call.state.claims_on(video)
    else:
        claims = list(call.state.claims.values())
    return listed(call, "claimList", [_shown(call, claim) for claim in claims if not claim.get("thirdParty")])


def insert_claim(call: Call) -> Resource:
    on_behalf(call)
    body = call.body()
    for name in ("assetId", "videoId", "contentType", "policy"):
        if not body.get(name):
            raise ApiError("required", "Required", f"body.{name}", status=400, location_type="other")
    asset_id = call.state.surviving(body["assetId"])
    found(call.state.assets, asset_id, "Asset")
    video = found(call.state.videos, body["videoId"], "Video")
    if body["contentType"] not in CONTENT:
        raise in_body("badRequest", f"contentType is one of {', '.join(CONTENT)}.", "contentType")
    policy = checked_policy(call, body["policy"], "policy")
    standing = [claim["id"] for claim in call.state.claims_on(video["id"]) if _stands_in_the_way(claim, asset_id, body)]
    if standing:
        raise ApiError("alreadyClaimed", f"Existing claims on this video: {', '.join(standing)}")
    channel = call.state.channels.get(video["channelId"], {})
    claim = {
        "id": new_id("C"),
        "assetId": asset_id,
        "videoId": video["id"],
        "status": "active",
        "contentType": body["contentType"],
        "policy": policy,
        "isPartnerUploaded": bool(channel.get("contentOwner")),
        "origin": {"source": "webUpload"},
        "timeCreated": call.clock.text(),
    }
    call.state.claims[claim["id"]] = claim
    call.state.reindex()
    call.state.touch(claim)
    _remember(call, claim, "claim_create")
    return _shown(call, claim)


def _stands_in_the_way(claim: Resource, asset_id: str, body: Resource) -> bool:
    same = claim["assetId"] == asset_id or claim["contentType"] == body["contentType"]
    return claim["status"] != "inactive" and same and not claim.get("thirdParty")


def write_claim(call: Call) -> Resource:
    """PATCH and PUT alike: a policy, or the status `inactive` of an active claim; nothing else can be written."""
    on_behalf(call)
    body, claim = call.body(), found(call.state.claims, call.names["claimId"], "Claim")
    for name in ("assetId", "videoId", "contentType", "isPartnerUploaded"):
        if body.get(name, claim[name]) != claim[name]:
            raise in_body("badRequest", f"{name} of a claim cannot be changed.", name)
    status = body.get("status", claim["status"])
    if status != claim["status"] and (claim["status"], status) != ("active", "inactive"):
        raise in_body("badRequest", f"The status cannot be changed from {claim['status']} to {status}.", "status")
    new = {"status": status}
    if "policy" in body:
        if claim["status"] == "inactive":
            raise in_body("badRequest", "An inactive claim takes no policy.", "policy")
        told = body["policy"]
        # What was read may be sent back whole: the ID decides.
        told = {"id": told["id"]} if isinstance(told, dict) and told.get("id") else told
        new["policy"] = checked_policy(call, told, "policy")
    if status != claim["status"]:
        new["timeStatusLastModified"] = call.clock.text()
        _remember(call, claim, "claim_release")
    if "policy" in new and new["policy"] != claim["policy"]:
        _remember(call, claim, "claim_policy_change")
    claim.update(new)
    call.state.touch(claim)
    return _shown(call, claim)


def _remember(call: Call, claim: Resource, kind: str) -> None:
    source = {"type": "cms_user", "contentOwnerId": on_behalf(call), "userEmail": "staff@harbour.example"}
    event = {"kind": "youtubePartner#claimEvent", "time": call.clock.text(), "type": kind, "source": source}
    claim.setdefault("events", []).append(event)


def claim_history(call: Call) -> Resource:
    on_behalf(call)
    claim = found(call.state.claims, call.names["claimId"], "Claim")
    uploader = call.state.videos.get(claim["videoId"], {}).get("channelId", "")
    history = {"kind": "youtubePartner#claimHistory", "id": claim["id"], "uploaderChannelId": uploader}
    return history | {"event": claim.get("events", [])}


def search_claims(call: Call) -> Resource:
    on_behalf(call)
    chosen = call.exactly_one("assetId", "videoId", "q", "referenceId", "status")
    claims = [claim for claim in _chosen(call, chosen) if _fits(call, claim)]
    if call.one("sort").upper() == "VIEW_COUNT":
        claims.sort(key=lambda claim: (-int(_views(call, claim)), claim["id"]))
    elif call.one("sort"):
        claims.sort(key=lambda claim: (claim["timeCreated"], claim["id"]), reverse=True)
    return listed(call, "claimSnippetList", [_snippet(call, claim) for claim in claims])


def _chosen(call: Call, chosen: str) -> list[Resource]:
    state, wanted = call.state, call.one(chosen)
    if chosen == "videoId":
        return [claim for video_id in call.ids("videoId") for claim in state.claims_on(video_id)]
    if chosen == "assetId":
        return state.claims_of(state.surviving(wanted))
    if chosen == "referenceId":
        return [one for one in state.claims.values() if one.get("matchInfo", {}).get("referenceId") == wanted]
    if chosen == "status":
        if wanted.lower() not in (status.lower() for status in STATUSES):
            raise ApiError("invalidParameter", f"Invalid value '{wanted}'.", "status")
        return [claim for claim in state.claims.values() if claim["status"].lower() == wanted.lower()]
    words = wanted.lower()
    return [one for one in state.claims.values() if words in _title(call, one).lower() or words == one["id"].lower()]


def _fits(call: Call, claim: Resource) -> bool:
    content = {"VISUAL": "video"}.get(call.one("contentType").upper(), call.one("contentType").lower())
    third = call.yes("includeThirdPartyClaims") and call.one("videoId")
    origins = [origin.lower() for origin in call.many("origin")]
    partner, short = call.yes("partnerUploaded"), call.yes("isVideoShortsEligible")
    return (
        (bool(third) or not claim.get("thirdParty"))
        and (not content or claim["contentType"] == content)
        and (not origins or claim["origin"]["source"].lower() in origins)
        and partner in (None, claim["isPartnerUploaded"])
        and short in (None, _is_short(call, claim))
        and _within(claim["timeCreated"], call.one("createdAfter"), call.one("createdBefore"))
        and _within(_modified(claim)[:10], call.one("statusModifiedAfter"), call.one("statusModifiedBefore"))
    )


def _within(time: str, after: str, before: str) -> bool:
    return (not after or time >= after) and (not before or time < before)


def _is_short(call: Call, claim: Resource) -> bool:
    return call.state.videos.get(claim["videoId"], {}).get("seconds", SHORT_SECONDS + 1) <= SHORT_SECONDS


def _title(call: Call, claim: Resource) -> str:
    return call.state.videos.get(claim["videoId"], {}).get("snippet", {}).get("title", "")


def _views(call: Call, claim: Resource) -> str:
    return call.state.videos.get(claim["videoId"], {}).get("statistics", {}).get("viewCount", "0")


def _snippet(call: Call, claim: Resource) -> Resource:
    names = ("id", "assetId", "videoId", "status", "contentType", "isPartnerUploaded", "origin", "timeCreated")
    return {
        "kind": "youtubePartner#claimSnippet",
        **{name: claim[name] for name in names},
        "thirdPartyClaim": bool(claim.get("thirdParty")),
        "timeStatusLastModified": _modified(claim),
        "videoTitle": _title(call, claim),
        "videoViews": _views(call, claim),
        "isVideoShortsEligible": _is_short(call, claim),
    }


_ONE = f"{ROOT}/claims/{{claimId}}"
_SEARCH = (
    "assetId videoId q referenceId status contentType createdAfter createdBefore statusModifiedAfter "
    "statusModifiedBefore inactiveReasons origin partnerUploaded includeThirdPartyClaims sort pageToken "
    "isVideoShortsEligible"
)
METHODS = [
    Method("youtubePartner.claims.list", "GET", f"{ROOT}/claims", list_claims, params="id assetId videoId q pageToken"),
    Method("youtubePartner.claims.insert", "POST", f"{ROOT}/claims", insert_claim, params="isManualClaim"),
    Method("youtubePartner.claims.get", "GET", _ONE, get_claim),
    Method("youtubePartner.claims.patch", "PATCH", _ONE, write_claim),
    Method("youtubePartner.claims.update", "PUT", _ONE, write_claim),
    Method("youtubePartner.claimSearch.list", "GET", f"{ROOT}/claimSearch", search_claims, params=_SEARCH),
    Method("youtubePartner.claimHistory.get", "GET", f"{ROOT}/claimHistory/{{claimId}}", claim_history),
]
