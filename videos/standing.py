"""Applying a standing rule: by hand or every day, as one change set that waits for a second person like any other."""

from dataclasses import replace

from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from videos.bulk.actions import ACTIONS, STANDING, Action, Values
from videos.bulk.preview import Preview, preview
from videos.bulk.scope import scope_of
from videos.bulk.selection import Selection
from videos.models import ChangeSet, StandingRule
from videos.queue import OPEN, request_act

Status = ChangeSet.Status
TASK = "videos.apply_standing_rule"
TURNED_DOWN = (Status.REJECTED, Status.CANCELLED)


def permission_of(kind: str) -> str:
    """The permission that a person needs to write and to apply a rule of this kind."""
    return ACTIONS[kind].permission


def outlook(rule: StandingRule) -> Preview:
    """What the rule would change now. It writes and locks nothing. ValueError, with a sentence: it takes too long."""
    return preview(*_act(rule))


def apply_by_hand(rule: StandingRule, *, by: User, reason: str, seen: Preview) -> ChangeSet:
    """Apply a rule as a person asks who has seen what it would change.

    ValueError, with a sentence: nothing would change, or its last change set is still open. PermissionDenied.
    """
    if waits := _open_still(rule):
        raise ValueError(waits)
    action, selection, values = _act(rule)
    return _applied(rule, request_act(action, selection, values, by=by, reason=reason, seen=seen, kind=_RULE))


def apply_daily(rule: StandingRule) -> ChangeSet | None:
    """Apply a rule by itself, with the rights of who answers for it; its outcome says how that ended."""
    if why := _open_still(rule) or _turned_down(rule):
        return _ended(rule, why)
    if not rule.answerable.is_active:
        return _ended(rule, f"{rule.answerable} answers for it and is no longer here: somebody else has to save it.")
    action, selection, values = _act(rule)
    try:
        seen = preview(action, selection, values)
        if not seen.touched:
            return _ended(rule, _nothing(seen))
        reason = f"The rule “{rule.name}” is applied every day."
        asked = request_act(action, selection, values, by=rule.answerable, reason=reason, seen=seen, kind=_RULE)
    except PermissionDenied:
        return _ended(rule, f"{rule.answerable} answers for it and may not do this: somebody who may has to save it.")
    except ValueError as refusal:
        return _ended(rule, str(refusal))
    return _applied(rule, asked)


_RULE = ChangeSet.Kind.RULE


def _act(rule: StandingRule) -> tuple[Action, Selection, Values]:
    values = {
        "action": rule.kind,
        "values": rule.values,
        "rule": rule.pk,
        "name": rule.name,
        "since": rule.written_at.isoformat(),
    }
    return replace(STANDING, permission=permission_of(rule.kind)), Selection(scope=scope_of(rule)), values


def _open_still(rule: StandingRule) -> str:
    last = rule.change_set
    return f"It waits until #{last.pk} ({last.get_status_display()}) has ended." if last and last.status in OPEN else ""


def _turned_down(rule: StandingRule) -> str:
    last = rule.change_set
    if not last or last.status not in TURNED_DOWN or last.created_at < rule.written_at:
        return ""
    return f"#{last.pk} was {last.get_status_display()}: alter the rule, or apply it by hand."


def _nothing(seen: Preview) -> str:
    left = sum(seen.left_alone.values())
    if not left:
        return "Nothing to change: all is as it should be."
    return f"Nothing to change: {left:,} {'is' if left == 1 else 'are'} left alone."


def _applied(rule: StandingRule, asked: ChangeSet) -> ChangeSet:
    StandingRule.objects.filter(pk=rule.pk).update(change_set=asked, applied_at=timezone.now(), outcome="")
    return asked


def _ended(rule: StandingRule, outcome: str) -> None:
    StandingRule.objects.filter(pk=rule.pk).update(applied_at=timezone.now(), outcome=outcome)
