"""The saved policies: what each does where, and the way to the videos under it."""

import json
from collections.abc import Iterator, Mapping
from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.safestring import SafeString

from cmsmeta.lib.cells import NOTHING, badge, lines, link, list_url, two_lines
from cmsmeta.lib.lists import ReadOnlyAdmin
from videos.models import Policy

Json = Mapping[str, Any]
ACTS = {"monetize": "Monetize", "track": "Track", "block": "Block", "takedown": "Take down"}
FEW = 12  # territories that are named in a list
# What must match for a rule to count: the words for it, and the unit of its numbers.
MATCHES = {
    "matchDuration": ("{} of the video match", " s"),
    "matchPercent": ("{} of the video match", "%"),
    "referenceDuration": ("the reference is {} long", " s"),
    "referencePercent": ("{} of the reference match", "%"),
}


def sentence(rule: Json, most: int | None = None) -> str:
    """Say what a rule of a policy does, where and when; of the territories `most` by name."""
    act = ACTS.get(rule.get("action", ""), rule.get("action", ""))
    also = "".join(f", and {one}" for one in rule.get("subaction") or ())
    conditions = dict(rule.get("conditions") or {})
    where = _where(conditions.pop("requiredTerritories", None), most)
    when = " and ".join(_conditions(conditions))
    return f"{act} {where}{also}{f', where {when}' if when else ''}"


def _where(told: Json | None, most: int | None) -> str:
    codes = list((told or {}).get("territories") or ())
    inside = (told or {}).get("type") == "include"
    if not codes:
        return "in no country" if inside else "in all countries"
    more = "" if most is None or len(codes) <= most else f" and {len(codes) - most} more"
    return f"{'in' if inside else 'in all countries but'} {', '.join(codes[:most])}{more}"


def _conditions(told: Json) -> Iterator[str]:
    for name, value in told.items():
        if name == "contentMatchType":
            yield f"{' or '.join(value)} matches"
        elif name in MATCHES:
            words, unit = MATCHES[name]
            yield words.format(" or ".join(_span(one, unit) for one in value))
        else:
            yield f"{name} is {json.dumps(value)}"


def _span(told: Json, unit: str) -> str:
    low, high = told.get("low"), told.get("high")
    if high is None:
        return f"at least {low}{unit}"
    return f"{low} to {high}{unit}" if low else f"at most {high}{unit}"


class ListedFilter(admin.SimpleListFilter):
    title = "YouTube"
    parameter_name = "listed"

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin) -> list[tuple[str, str]]:
        return [("yes", "lists it"), ("no", "no longer lists it")]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Policy]) -> QuerySet[Policy]:
        if self.value() in ("yes", "no"):
            return queryset.filter(missing_since__isnull=self.value() == "yes")
        return queryset


@admin.register(Policy)
class PolicyAdmin(ReadOnlyAdmin):
    when_empty = "No saved policy is known. The worker asks YouTube for them every day, once somebody has signed in."
    list_display = ["titled", "does", "videos_link", "assets_link", "updated_at", "state"]
    list_filter = [ListedFilter]
    ordering = ["name", "policy_id"]
    sortable_by = []
    search_fields = ["name", "policy_id"]
    search_help_text = "A part of the name, or the policy ID"
    fields = [
        "name",
        "policy_id",
        "description",
        "rules_told",
        "videos_link",
        "assets_link",
        "updated_at",
        "pulled_at",
        "state",
    ]
    readonly_fields = ["rules_told", "videos_link", "assets_link", "state"]

    @admin.display(description="policy")
    def titled(self, policy: Policy) -> SafeString:
        return two_lines(policy.name or "(no name)", policy.description or policy.policy_id)

    @admin.display(description="what it does")
    def does(self, policy: Policy) -> SafeString | str:
        return lines(sentence(rule, FEW) for rule in policy.rules)

    @admin.display(description="what it does")
    def rules_told(self, policy: Policy) -> SafeString | str:
        return lines(sentence(rule) for rule in policy.rules)

    @admin.display(description="videos")
    def videos_link(self, policy: Policy) -> SafeString | str:
        return link(list_url("videos_video", policy=policy.name), "videos under it") if policy.name else NOTHING

    @admin.display(description="assets")
    def assets_link(self, policy: Policy) -> SafeString | str:
        return link(list_url("videos_asset", match=policy.name), "assets that match by it") if policy.name else NOTHING

    @admin.display(description="state")
    def state(self, policy: Policy) -> SafeString:
        if policy.missing_since:
            return badge("gone", f"no longer listed since {policy.missing_since:%Y-%m-%d}")
        return badge("valid", "saved at YouTube")
