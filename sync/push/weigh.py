"""What YouTube holds, weighed against the open edits of one video or asset: the three-way merge, for a push.

A push weighs what it has just read and what the write gave back, and may not wait for the merge of a report in between.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum, auto
from typing import Any

from django.utils import timezone

from sync.push.doors.base import Values
from videos.models import OpenEdit

State = OpenEdit.State


class Weight(Enum):
    """How an open edit stands to what YouTube holds."""

    CONFIRMED = auto()  # that is what is wanted
    ARRIVED = auto()  # that is what was sent; staff want something else since
    STILL = auto()  # that is what it held before, or YouTube does not tell
    CONTRADICTED = auto()


@dataclass(slots=True)
class Weighed:
    """The names of the fields that are confirmed, in conflict, or still to be pushed; the last with what is wanted."""

    confirmed: set[str] = field(default_factory=set)
    conflicts: set[str] = field(default_factory=set)
    wanted: dict[str, Any] = field(default_factory=dict)


def weigh(edits: Iterable[OpenEdit], held: Values, as_of: datetime, *, read_back: bool) -> Weighed:
    """Settle the locked open edits by what YouTube holds; what it does not tell leaves them as they are.

    `read_back`: it was read while nothing of ours was on its way but spreadsheets, so that what was sent before has not
    arrived.
    """
    weighed = Weighed()
    groups: dict[tuple[str, Weight], list[OpenEdit]] = defaultdict(list)
    # Of an asset's videos the last one edited says what is wanted.
    for edit in sorted(edits, key=lambda one: (one.change_set_id, one.pk)):
        groups[edit.field, _weight(edit, held)].append(edit)
    for (name, weight), group in groups.items():
        match weight:
            case Weight.CONFIRMED:
                OpenEdit.objects.filter(pk__in=[edit.pk for edit in group]).delete()
                weighed.confirmed.add(name)
            case Weight.CONTRADICTED:
                _change(group, state=State.CONFLICT, theirs=held[name], sent=None, observed_at=as_of)
                weighed.conflicts.add(name)
            case Weight.ARRIVED:
                _change(group, base=held[name], sent=None)
                _reopen(group)
            case Weight.STILL:
                _change([edit for edit in group if read_back and name in held and _was_pushed(edit)], sent=None)
                _reopen([edit for edit in group if edit.state == State.CONFLICT and name in held])
        for edit in group:
            if weight in (Weight.ARRIVED, Weight.STILL) and edit.state == State.TO_PUSH:
                weighed.wanted[name] = edit.wanted
    # Where one video of an asset is in conflict a person decides for all of them before anything is written.
    for name in weighed.conflicts:
        weighed.wanted.pop(name, None)
    return weighed


def _weight(edit: OpenEdit, held: Values) -> Weight:
    if edit.field not in held:
        return Weight.STILL
    value = held[edit.field]
    if value == edit.wanted:
        # What a spreadsheet says otherwise may arrive yet.
        underway = edit.state == State.HANDED_OVER and edit.sent not in (None, edit.wanted)
        return Weight.STILL if underway else Weight.CONFIRMED
    if edit.sent is not None and value == edit.sent:
        return Weight.ARRIVED
    return Weight.STILL if value == edit.base else Weight.CONTRADICTED


def _was_pushed(edit: OpenEdit) -> bool:
    """Whether a push has sent something of it; what stands in a spreadsheet may arrive yet."""
    return edit.sent is not None and edit.state != State.HANDED_OVER


def _reopen(edits: list[OpenEdit]) -> None:
    """What was in conflict or handed over is to be pushed."""
    _change([edit for edit in edits if edit.state != State.TO_PUSH], state=State.TO_PUSH, theirs=None, observed_at=None)


def _change(edits: list[OpenEdit], **values: Any) -> None:
    if not edits:
        return
    OpenEdit.objects.filter(pk__in=[edit.pk for edit in edits]).update(**values, modified_at=timezone.now())
    for edit in edits:
        edit.state = values.get("state", edit.state)
