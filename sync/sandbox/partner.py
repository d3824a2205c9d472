"""What the methods of the Content ID API share: on whose behalf, replacing and patching, pages, policies."""

import copy
from collections.abc import Mapping, Sequence
from typing import Any

from sync.sandbox.calls import ONBEHALF, Call
from sync.sandbox.errors import ApiError, in_body
from sync.sandbox.state import Resource

ROOT = "/youtube/partner/v1"
PAGE = 50
ACTIONS = ("block", "monetize", "takedown", "track")


def on_behalf(call: Call) -> str:
    """The content owner: named, or the only one."""
    ours = [owner for owner, told in call.state.owners.items() if told["ours"]]
    if not call.owner() and len(ours) > 1:
        raise ApiError("required", f"Required parameter: {ONBEHALF}", ONBEHALF, status=400)
    return call.owner() or ours[0]


def found(things: Mapping[str, Resource], thing_id: str, what: str) -> Resource:
    if thing_id not in things:
        raise ApiError("notFound", f"{what} not found: {thing_id}")
    return things[thing_id]


def merged(old: Any, told: Any) -> Any:
    """What a PATCH makes of `old`: objects key by key, null deletes, lists are replaced."""
    if not (isinstance(old, dict) and isinstance(told, dict)):
        return told
    new = copy.deepcopy(old)
    for name, value in told.items():
        if value is None:
            new.pop(name, None)
        else:
            new[name] = merged(new.get(name, {}), value)
    return new


def listed(call: Call, kind: str, items: Sequence[Resource]) -> Resource:
    """A page of the items. The token is empty on the last page; a search that found nothing has no items at all."""
    page, following, start = call.page(items, PAGE)
    paging = {"totalResults": len(items), "resultsPerPage": PAGE, "startIndex": start}
    answer = {"kind": f"youtubePartner#{kind}", "pageInfo": paging, "nextPageToken": following}
    return answer | ({"items": page} if items else {})


def checked_policy(call: Call, told: object, place: str, key: str = "id") -> Resource:
    """A policy given by the ID of a saved one, or by rules."""
    if not isinstance(told, dict) or bool(told.get(key)) == bool(told.get("rules")):
        raise in_body("badRequest", f"A policy has either {key} or rules.", place)
    if told.get(key):
        if told[key] not in call.state.policies:
            raise in_body("badRequest", f"Policy not found: {told[key]}", f"{place}.{key}")
        return {key: told[key]}
    return {"rules": checked_rules(told["rules"], place)}


def checked_rules(rules: object, place: str) -> list[Resource]:
    """Rules with known actions and well-formed territories."""
    if not isinstance(rules, list) or not rules:
        raise in_body("badRequest", "A policy needs rules.", f"{place}.rules")
    for rule in rules:
        if not isinstance(rule, dict) or rule.get("action") not in ACTIONS:
            raise in_body("badRequest", f"An action is one of {', '.join(ACTIONS)}.", f"{place}.rules.action")
        wanted = (rule.get("conditions") or {}).get("requiredTerritories")
        if wanted is not None:
            check_territories(wanted, f"{place}.rules.conditions.requiredTerritories")
    return rules


def check_territories(told: object, place: str) -> None:
    """`type` include or exclude, `territories` a list of two-letter codes; none to include means nowhere."""
    kind = told.get("type") if isinstance(told, dict) else None
    territories = told.get("territories", []) if isinstance(told, dict) else None
    codes = isinstance(territories, list) and all(
        isinstance(code, str) and len(code) == 2 and code.isascii() and code.isupper() for code in territories
    )
    if kind not in ("include", "exclude") or not codes:
        raise in_body("badRequest", "Territories need a type and a list of two-letter codes.", place)


def shown_policy(call: Call, policy: Resource) -> Resource:
    """A policy as claims show it: a saved one with its name and rules."""
    saved = call.state.policies.get(policy.get("id", ""))
    if saved is None:
        return {"kind": "youtubePartner#policy", **policy}
    return {"kind": "youtubePartner#policy", **{name: saved[name] for name in ("id", "name", "rules")}}
