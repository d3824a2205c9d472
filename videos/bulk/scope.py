"""The videos that a standing rule is for and that are not as it wants them, as a set."""

from collections.abc import Mapping
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from channels_app.models import Channel
from videos.models import Asset, StandingRule, Video

Kind = StandingRule.Kind
PARTS = ("kind", "values", "channels", "labels", "except_channels", "except_labels")


def scope_of(rule: StandingRule) -> dict[str, Any]:
    """What the rule is for as JSON, which a change set keeps: what was asked for is what is approved."""
    return {name: getattr(rule, name) for name in PARTS}


def videos(scope: Mapping[str, Any]) -> QuerySet[Video]:
    """The videos in a scope that YouTube still has and that hold something else than the rule wants."""
    rows = Video.objects.filter(not_seen_since=None, missing_since=None)
    if scope["channels"] or scope["labels"]:
        rows = rows.filter(_in(scope["channels"], scope["labels"]))
    if scope["except_channels"] or scope["except_labels"]:
        rows = rows.exclude(_in(scope["except_channels"], scope["except_labels"]))
    return _unlike(rows, scope["kind"], scope["values"])


def _in(channels: list[str], labels: list[str]) -> Q:
    of_channels = Channel.objects.filter(channel_id__in=channels)
    # "Not empty" is said too, as the index of labels says it.
    return Q(channel__in=of_channels.values("pk")) | (Q(label__in=labels) & ~Q(label=""))


def _unlike(rows: QuerySet[Video], kind: str, values: Mapping[str, Any]) -> QuerySet[Video]:
    match kind:
        case Kind.CUSTOM_ID:
            return rows.with_unexpected_custom_id()
        case Kind.POLICY:
            # Who claims nothing on a video has no policy on it.
            return rows.filter(claimed_by_this_owner=True).exclude(effective_policy=values["policy"])
        case Kind.MATCH:
            # A blank one is none where anything told of the asset, which is told with its match policy; else not known.
            told = Q(match_policy__gt="") | Exists(Asset.objects.filter(pk=OuterRef("asset_id")))
            return rows.exclude(asset_id="").exclude(match_policy=values["policy"]).filter(told)
        case _:
            # Not told is left: nobody knows what YouTube holds before a report or a pull tells.
            return rows.filter(self_declared_made_for_kids=values["kids"] != "yes")
