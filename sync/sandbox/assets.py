"""Assets of the Content ID API: metadata, ownership, match policy, labels, histories, search, and merged assets."""

from typing import Any

from sync.sandbox.calls import Call, Method, etag_of
from sync.sandbox.errors import ApiError, in_body
from sync.sandbox.metadata_rules import TYPES, checked_metadata, checked_ownership
from sync.sandbox.partner import ROOT, checked_policy, found, listed, merged, on_behalf
from sync.sandbox.state import Resource, new_id

FETCHES = "fetchMetadata fetchOwnership fetchMatchPolicy fetchOwnershipConflicts"
HISTORY = 20


def _asset(call: Call) -> Resource:
    """The asset of the path; a merged one answers as the one that it went into."""
    return found(call.state.assets, call.state.surviving(call.names["assetId"]), "Asset")


def _shown(call: Call, asset: Resource) -> Resource:
    shown = {
        "kind": "youtubePartner#asset",
        "etag": etag_of(asset),
        "id": asset["id"],
        "type": asset["type"],
        "timeCreated": asset["timeCreated"],
        "label": asset["label"],
    }
    shown |= {"aliasId": asset["aliasId"]} if asset.get("aliasId") else {}
    kinds = {"fetchMetadata": "metadata", "fetchOwnership": "ownership", "fetchMatchPolicy": "matchPolicy"}
    for parameter, name in kinds.items():
        for whose in call.many(parameter):
            if whose not in ("mine", "effective"):
                raise ApiError("invalidParameter", f"{parameter} is mine, effective or both.", parameter)
            value = asset.get(f"effective_{name}", {}) if whose == "effective" else {}
            shown[f"{name}{whose.title()}"] = {"kind": KINDS[name], **value, **asset[name]}
    if call.yes("fetchOwnershipConflicts") and asset["conflicts"]:
        territories = [
            {"territory": code, "conflictingOwnership": owners} for code, owners in asset["conflicts"].items()
        ]
        rights = list(asset["ownership"]) or ["general"]
        shown["ownershipConflicts"] = {"kind": "youtubePartner#ownershipConflicts", rights[0]: territories}
    return shown


KINDS = {
    "metadata": "youtubePartner#metadata",
    "ownership": "youtubePartner#rightsOwnership",
    "matchPolicy": "youtubePartner#assetMatchPolicy",
}


def get_asset(call: Call) -> Resource:
    on_behalf(call)
    return _shown(call, _asset(call))


def list_assets(call: Call) -> Resource:
    on_behalf(call)
    if not call.ids():
        raise ApiError("required", "Required parameter: id", "id", status=400)
    # However many merged IDs were asked for, what they were merged into comes once.
    surviving = dict.fromkeys(call.state.surviving(asset_id) for asset_id in call.ids())
    items = [_shown(call, call.state.assets[asset_id]) for asset_id in surviving if asset_id in call.state.assets]
    return {"kind": "youtubePartner#assetList", "items": items}


def insert_asset(call: Call) -> Resource:
    on_behalf(call)
    body = call.body()
    if body.get("type") not in TYPES:
        raise in_body("badRequest", f"The type of an asset is one of {', '.join(TYPES)}.", "type")
    asset = {
        "id": new_id("A"),
        "type": body["type"],
        "timeCreated": call.clock.text(),
        "label": _labels(call, body.get("label") or []),
        "aliasId": [],
        "metadata": checked_metadata(body.get("metadata") or body.get("metadataMine") or {}, body["type"]),
        "ownership": {},
        "conflicts": {},
        "matchPolicy": {},
    }
    if not asset["metadata"].get("title"):
        raise in_body("badRequest", "An asset needs a title.", "metadata.title")
    call.state.assets[asset["id"]] = asset
    call.state.touch(asset)
    return _shown(call, asset)


def update_asset(call: Call) -> Resource:
    """PUT: what the metadata leaves out is deleted."""
    body = call.body()
    metadata = body.get("metadataMine", body.get("metadata"))
    return _written(call, body, {} if metadata is None else metadata, bool(metadata is not None))


def patch_asset(call: Call) -> Resource:
    """PATCH: what the metadata leaves out stays."""
    body = call.body()
    told = body.get("metadataMine", body.get("metadata"))
    return _written(call, body, merged(_asset(call)["metadata"], told or {}), told is not None)


def _written(call: Call, body: Resource, metadata: Resource, told: bool) -> Resource:
    owner, asset = on_behalf(call), _asset(call)
    if body.get("type", asset["type"]) != asset["type"]:
        raise in_body("badRequest", "The type of an asset cannot be changed.", "type")
    new: Resource = {}
    if told:
        new["metadata"] = checked_metadata(metadata, asset["type"])
        if not new["metadata"].get("title"):
            raise in_body("badRequest", "An asset needs a title.", "metadataMine.title")
    if "label" in body:
        new["label"] = _labels(call, body["label"])
    asset.update(new)
    if told:
        _remember(call, asset, "metadata", owner)
    call.state.touch(asset)
    return _shown(call, asset) | {"metadataMine": asset["metadata"]}


def _labels(call: Call, labels: object) -> list[str]:
    if not isinstance(labels, list) or not all(isinstance(label, str) for label in labels):
        raise in_body("badRequest", "Labels are a list of text.", "label")
    call.state.labels += [label for label in labels if label not in call.state.labels]
    return labels


def _remember(call: Call, asset: Resource, what: str, owner: str) -> None:
    entry = {"origination": {"owner": owner, "source": "API"}, "timeProvided": call.clock.text(), what: asset[what]}
    history = asset.setdefault(f"{what}History", [])
    history.insert(0, entry)
    del history[HISTORY:]


def _facet(name: str, kind: str) -> tuple[Any, Any, Any]:
    """get, update and patch of the ownership or the match policy of an asset."""

    def get(call: Call) -> Resource:
        on_behalf(call)
        return {"kind": kind, **_asset(call)[name]}

    def write(call: Call, new: Resource) -> Resource:
        owner, asset = on_behalf(call), _asset(call)
        new = {word: value for word, value in new.items() if word != "kind"}
        asset[name] = (
            checked_ownership(new, asset["type"], call.state.owners)
            if name == "ownership"
            else checked_policy(call, new, name, "policyId")
        )
        _remember(call, asset, name, owner)
        call.state.touch(asset)
        return {"kind": kind, **asset[name]}

    def update(call: Call) -> Resource:
        return write(call, call.body())

    def patch(call: Call) -> Resource:
        told, old = call.body(), _asset(call)[name]
        if name == "matchPolicy" and told.keys() & {"policyId", "rules"}:
            old = {}  # the one takes the place of the other
        return write(call, merged(old, told))

    return get, update, patch


def _history(what: str, kind: str) -> Any:
    def history(call: Call) -> Resource:
        on_behalf(call)
        if not call.one("assetId"):
            raise ApiError("required", "Required parameter: assetId", "assetId", status=400)
        asset = found(call.state.assets, call.state.surviving(call.one("assetId")), "Asset")
        entries = asset.get(f"{what}History", [])
        return {
            "kind": f"youtubePartner#{kind}List",
            "items": [{"kind": f"youtubePartner#{kind}", **e} for e in entries],
        }

    return history


def search_assets(call: Call) -> Resource:
    on_behalf(call)
    assets = list(call.state.assets.values())
    isrcs = call.ids("isrcs")
    if isrcs:  # all other filters are ignored then
        assets = [asset for asset in assets if asset["metadata"].get("isrc") in isrcs]
    else:
        assets = [asset for asset in assets if _fits(call, asset)]
        assets.sort(key=lambda asset: (asset["timeCreated"], asset["id"]), reverse=True)
    return listed(call, "assetSnippetList", [_snippet(asset) for asset in assets])


def _fits(call: Call, asset: Resource) -> bool:
    metadata, words = asset["metadata"], call.one("q").lower()
    text = " ".join([asset["id"], *(str(value) for value in metadata.values())]).lower()
    types, labels = call.many("type"), call.many("labels")
    some = any if call.yes("includeAnyProvidedlabel") else all
    return (
        words in text
        and (not types or asset["type"] in types)
        and (not labels or some(label in asset["label"] for label in labels))
        and (not call.yes("hasConflicts") or bool(asset["conflicts"]))
        and all(_has(metadata, *field.partition(":")[::2]) for field in call.many("metadataSearchFields"))
        and (not call.one("createdAfter") or asset["timeCreated"] >= call.one("createdAfter"))
        and (not call.one("createdBefore") or asset["timeCreated"] < call.one("createdBefore"))
    )


def _has(metadata: Resource, name: str, wanted: str) -> bool:
    value = metadata.get(name, "")
    return wanted.lower() in [one.lower() for one in (value if isinstance(value, list) else [str(value)])]


def _snippet(asset: Resource) -> Resource:
    names = ("title", "customId", "isrc", "iswc")
    told = {name: asset["metadata"][name] for name in names if name in asset["metadata"]}
    snippet = {"kind": "youtubePartner#assetSnippet", "id": asset["id"], "type": asset["type"], **told}
    return snippet | {"timeCreated": asset["timeCreated"]}


def list_labels(call: Call) -> Resource:
    on_behalf(call)
    known = dict.fromkeys([*call.state.labels, *(one for a in call.state.assets.values() for one in a["label"])])
    prefix = call.one("labelPrefix")
    items = [{"kind": "youtubePartner#assetLabel", "labelName": name} for name in known if name.startswith(prefix)]
    return {"kind": "youtubePartner#assetLabelList", "items": items}


def insert_label(call: Call) -> Resource:
    on_behalf(call)
    name = call.body().get("labelName")
    if not name:
        raise in_body("required", "Required", "labelName")
    _labels(call, [name])
    call.state.touch()
    return {"kind": "youtubePartner#assetLabel", "labelName": name}


_OWNERSHIP = _facet("ownership", KINDS["ownership"])
_MATCH = _facet("matchPolicy", KINDS["matchPolicy"])
_ONE = f"{ROOT}/assets/{{assetId}}"
_SEARCH = (
    "q type labels includeAnyProvidedlabel hasConflicts isrcs metadataSearchFields createdAfter createdBefore "
    "ownershipRestriction sort pageToken"
)
METHODS = [
    Method("youtubePartner.assets.list", "GET", f"{ROOT}/assets", list_assets, params=f"id {FETCHES}"),
    Method("youtubePartner.assets.insert", "POST", f"{ROOT}/assets", insert_asset),
    Method("youtubePartner.assets.get", "GET", _ONE, get_asset, params=FETCHES),
    Method("youtubePartner.assets.update", "PUT", _ONE, update_asset),
    Method("youtubePartner.assets.patch", "PATCH", _ONE, patch_asset),
    *(
        Method(f"youtubePartner.{resource}.{word}", http, f"{_ONE}/{path}", answer)
        for resource, path, answers in (
            ("ownership", "ownership", _OWNERSHIP),
            ("assetMatchPolicy", "matchPolicy", _MATCH),
        )
        for word, http, answer in zip(("get", "update", "patch"), ("GET", "PUT", "PATCH"), answers, strict=True)
    ),
    Method("youtubePartner.assetSearch.list", "GET", f"{ROOT}/assetSearch", search_assets, params=_SEARCH),
    Method("youtubePartner.assetLabels.list", "GET", f"{ROOT}/assetLabels", list_labels, params="labelPrefix q"),
    Method("youtubePartner.assetLabels.insert", "POST", f"{ROOT}/assetLabels", insert_label),
    Method(
        *("youtubePartner.ownershipHistory.list", "GET", f"{ROOT}/ownershipHistory"),
        _history("ownership", "ownershipHistory"),
        params="assetId",
    ),
    Method(
        *("youtubePartner.metadataHistory.list", "GET", f"{ROOT}/metadataHistory"),
        _history("metadata", "metadataHistory"),
        params="assetId",
    ),
]
