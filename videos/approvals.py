"""Four eyes: which acts ask for which permission, and which wait for a second person."""

from collections.abc import Collection

from videos.fields import SHORT_VERDICT
from videos.models import ApprovalRule

Group = ApprovalRule.Group

AD_FORMATS = (
    "third_party_ads_enabled",
    "display_ads_enabled",
    "sponsored_cards_enabled",
    "overlay_ads_enabled",
    "skippable_video_ads_enabled",
    "nonskippable_video_ads_enabled",
    "long_nonskippable_video_ads_enabled",
    "prerolls_enabled",
    "midrolls_enabled",
    "postrolls_enabled",
)
GROUPS = {"effective_policy": Group.POLICY, "privacy_status": Group.PRIVACY, **dict.fromkeys(AD_FORMATS, Group.ADS)}

CHANGE_VIDEO = "videos.change_video"
CHANGE_MONETIZATION = "videos.change_monetization"
CHANGE_SHORT = "videos.change_short"
APPROVE = "videos.approve_changeset"
UNDO = "videos.undo_changeset"


def permissions_for(fields: Collection[str]) -> set[str]:
    """Give the permissions that a person needs to change these fields."""
    return {_permission_for(field) for field in fields}


def rule_for(fields: Collection[str], videos: int, irreversible: int) -> ApprovalRule | None:
    """Give the rule by which an act waits for a second person; None where it waits for nobody.

    The act changes `fields` of so many `videos`; in `irreversible` of them it cannot be taken back.
    """
    groups = {GROUPS.get(field, Group.ANY) for field in fields} | {Group.ANY}
    for rule in ApprovalRule.objects.filter(group__in=groups).order_by("videos"):
        if (irreversible if rule.irreversible else videos) >= rule.videos:
            return rule
    return None


def _permission_for(field: str) -> str:
    if field == SHORT_VERDICT.name:
        return CHANGE_SHORT
    return CHANGE_MONETIZATION if GROUPS.get(field) in (Group.POLICY, Group.ADS) else CHANGE_VIDEO
