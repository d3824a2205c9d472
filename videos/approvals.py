"""Four eyes: which acts ask for which permission, and which wait for a second person."""

from collections.abc import Collection

from django.db.models import Q

from videos.fields import SHORT_VERDICT
from videos.models import ApprovalRule, Change, ChangeSet

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
GROUPS = {
    **dict.fromkeys(("effective_policy", "match_policy"), Group.POLICY),
    "claimed_status": Group.CLAIM,
    "privacy_status": Group.PRIVACY,
    **dict.fromkeys(AD_FORMATS, Group.ADS),
}
# A private video made public, and a public one made private: what was seen stays seen, and links may be lost for good.
PUBLICITY = Q(field="privacy_status") & (Q(old="private", new="public") | Q(old="public", new="private"))
MONETIZATION = ("effective_policy", "match_policy", *AD_FORMATS)

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


class NeedsSecondPerson(ValueError):
    """One person may not decide this; the text says by which rule, and what to do."""

    def __init__(self, rule: ApprovalRule) -> None:
        super().__init__(f"A second person has to approve this: {rule}. Ask for it by an action in the list of videos.")


def hold_to_rules(change_set: ChangeSet, fields: Collection[str]) -> None:
    """Let what a change set has logged in `fields` be done, unless it lacks a reason or a second person.

    ValueError, with a sentence: it makes private videos public or public ones private, and no reason is given.
    NeedsSecondPerson.
    """
    lost = beyond_recall(change_set) if "privacy_status" in fields else 0
    if lost and not change_set.reason.strip():
        raise ValueError(
            f"Videos would go from private to public, or back ({lost:,}), which cannot quite be taken back: say why. "
            "The page of a video and the action “Set privacy” ask for a reason."
        )
    if rule := rule_for(fields, change_set.videos, lost):
        raise NeedsSecondPerson(rule)


def beyond_recall(change_set: ChangeSet) -> int:
    """How many changes of a change set cannot be taken back: in the publicity of videos, and claims released."""
    released = Q(field="claimed_status", new="inactive")
    return Change.objects.filter(PUBLICITY | released, change_set=change_set).count()


def _permission_for(field: str) -> str:
    if field == SHORT_VERDICT.name:
        return CHANGE_SHORT
    return CHANGE_MONETIZATION if GROUPS.get(field) in (Group.POLICY, Group.CLAIM, Group.ADS) else CHANGE_VIDEO
