"""What staff do about ownership that others claim too: take it in hand, end it, open it again.

A report opens an item and ends it as well (`reports/merge/conflict.py`); whoever came last is right.
"""

from django.contrib.auth.models import User
from django.db.models import QuerySet
from django.db.models.functions import Now

from videos.models import OwnershipConflict

State = OwnershipConflict.State


def take_in_hand(conflicts: QuerySet[OwnershipConflict], *, by: User) -> int:
    """Give those that are not over to the person, who looks after them from now on; gives how many.

    The caller has asked for the person's permission, here and below.
    """
    mine = conflicts.exclude(state=State.OVER).exclude(state=State.IN_HAND, assigned_to=by)
    return mine.update(state=State.IN_HAND, assigned_to=by, state_changed_at=Now())


def end(conflicts: QuerySet[OwnershipConflict], *, by: User) -> int:
    """End them, as the person says; gives how many were not over before. A report opens them again if they change."""
    return conflicts.exclude(state=State.OVER).update(state=State.OVER, closed_by=by, state_changed_at=Now())


def open_again(conflicts: QuerySet[OwnershipConflict]) -> int:
    """Open those that are over or in hand, for anybody to take; gives how many."""
    rest = conflicts.exclude(state=State.OPEN)
    return rest.update(state=State.OPEN, assigned_to=None, closed_by=None, state_changed_at=Now())


def write_note(conflict: OwnershipConflict, note: str) -> None:
    """Keep what somebody wants the others to know of it."""
    OwnershipConflict.objects.filter(pk=conflict.pk).update(note=note)
