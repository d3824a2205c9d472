"""What a digest counts: each event with its topic, and the topics as people subscribe to them."""

from dataclasses import dataclass
from typing import Any

from django.db import models


class Topic(models.TextChoices):
    NEW = "new", "new videos and assets"
    GONE = "gone", "gone from the snapshot, or back"
    PRIVACY = "privacy", "privacy"
    POLICY = "policy", "policy and ad settings"
    CLAIMS = "claims", "claims: new, lost, back"
    OWNERSHIP = "ownership", "ownership conflicts and other owners"
    EDITS = "edits", "conflicts with what staff want"
    OTHER = "other", "other fields"


@dataclass(frozen=True)
class Event:
    """What is counted under a name, and the list that shows it: its filters, with `{}` for the change set.

    `short` is what follows the number in a line of counts, with `{s}` where several end in an s.
    """

    topic: Topic
    label: str
    short: str
    model: str
    filters: tuple[tuple[str, str], ...]

    def params(self, change_set: int) -> dict[str, Any]:
        return {name: value.format(change_set) for name, value in self.filters}


def _event(topic: Topic, label: str, short: str, model: str, **filters: str) -> Event:
    return Event(topic, label, short, f"videos_{model}", tuple(filters.items()))


GONE = "in the snapshot before, not in this one"
EVENTS: dict[str, Event] = {
    "video_new": _event(Topic.NEW, "videos seen for the first time", "new", "video", first_seen="{}"),
    "asset_new": _event(Topic.NEW, "assets seen for the first time", "new asset{s}", "asset", first_seen="{}"),
    "video_gone": _event(Topic.GONE, f"videos gone: {GONE}", "gone", "video", gone_in="{}"),
    "asset_gone": _event(Topic.GONE, f"assets gone: {GONE}", "asset{s} gone", "asset", gone_in="{}"),
    "video_back": _event(Topic.GONE, "videos listed again", "back", "video", back_in="{}"),
    "asset_back": _event(Topic.GONE, "assets listed again", "asset{s} back", "asset", back_in="{}"),
    "claim_new": _event(Topic.CLAIMS, "claims seen for the first time", "new claim{s}", "claim", first_seen="{}"),
    "claim_lost": _event(
        Topic.CLAIMS, "claims lost: no longer active, or no longer listed", "claim{s} lost", "claim", lost_in="{}"
    ),
    "claim_back": _event(Topic.CLAIMS, "claims listed again", "claim{s} back", "claim", back_in="{}"),
    "conflict_opened": _event(
        Topic.OWNERSHIP, "ownership conflicts opened", "ownership conflict{s}", "ownershipconflict", opened_in="{}"
    ),
    "conflict_over": _event(
        Topic.OWNERSHIP,
        f"ownership conflicts over: {GONE}",
        "ownership conflict{s} over",
        "ownershipconflict",
        over_in="{}",
    ),
    "edit_conflict": _event(
        Topic.EDITS, "fields that YouTube holds otherwise", "edit{s} in conflict", "openedit", state__exact="conflict"
    ),
}

# The fields of a video that belong to a topic of their own.
FIELDS = {
    **dict.fromkeys(("privacy_status",), Topic.PRIVACY),
    **dict.fromkeys(
        (
            *("effective_policy", "match_policy", "third_party_ads_enabled", "display_ads_enabled"),
            *("sponsored_cards_enabled", "overlay_ads_enabled", "skippable_video_ads_enabled"),
            *("nonskippable_video_ads_enabled", "long_nonskippable_video_ads_enabled"),
            *("prerolls_enabled", "midrolls_enabled", "postrolls_enabled"),
        ),
        Topic.POLICY,
    ),
    **dict.fromkeys(("claimed_status", "claimed_by_this_owner"), Topic.CLAIMS),
    **dict.fromkeys(("claimed_by_another_owner", "other_owners_claiming"), Topic.OWNERSHIP),
}


def topic_of(name: str) -> Topic:
    """Give the topic of what is counted under `name`: an event, or a field of a video."""
    return EVENTS[name].topic if name in EVENTS else FIELDS.get(name, Topic.OTHER)


def told(counts: dict[str, int], topics: list[str] | None = None) -> dict[str, int]:
    """Give those of the counts that belong to `topics`, all of them unless given, in the order of the events."""
    place = {name: at for at, name in enumerate(EVENTS)}
    names = sorted(counts, key=lambda name: (place.get(name, len(place)), -counts[name], name))
    return {name: counts[name] for name in names if topics is None or topic_of(name) in topics}
