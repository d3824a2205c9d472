"""What YouTube holds, weighed against the open edits of one video or asset: the three-way merge, for a push.

A push weighs what it has just read and what the write gave back, and may not wait for the merge of a report in between.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.utils import timezone

from sync.push.doors.base import Values
from videos.models import OpenEdit

State = OpenEdit.State
_TO_PUSH = {"state": State.TO_PUSH, "theirs": None, "observed_at": None}


@dataclass(slots=True)
class Weighed:
    """The names of the fields that are confirmed, in conflict, or still to be pushed; the last with what is wanted."""

    confirmed: set[str] = field(default_factory=set)
    conflicts: set[str] = field(default_factory=set)
    wanted: dict[str, Any] = field(default_factory=dict)


def weigh(edits: Iterable[OpenEdit], held: Values, as_of: datetime, *, read_back: bool) -> Weighed:
    """Settle the locked open edits by what YouTube holds; what it does not tell leaves them as they are.

    `read_back`: it was read while nothing of ours was on its way, so that what was sent before has not arrived.
    """
    weighed = Weighed()
    for edit in sorted(edits, key=lambda one: (one.change_set_id, one.pk)):
        if edit.field not in held:
            _keep(weighed, edit)
        elif held[edit.field] == edit.wanted:
            edit.delete()
            weighed.confirmed.add(edit.field)
        elif edit.sent is not None and held[edit.field] == edit.sent:
            _change(edit, base=edit.sent, sent=None, **_TO_PUSH)
            _keep(weighed, edit)
        elif held[edit.field] == edit.base:
            calmed = _TO_PUSH if edit.state == State.CONFLICT else {}
            _change(edit, sent=None if read_back else edit.sent, **calmed)
            _keep(weighed, edit)
        else:
            _change(edit, state=State.CONFLICT, theirs=held[edit.field], sent=None, observed_at=as_of)
            weighed.conflicts.add(edit.field)
    return weighed


def _keep(weighed: Weighed, edit: OpenEdit) -> None:
    # Of an asset's videos the last one edited says what is wanted.
    if edit.state == State.TO_PUSH:
        weighed.wanted[edit.field] = edit.wanted


def _change(edit: OpenEdit, **values: Any) -> None:
    for name, value in values.items():
        setattr(edit, name, value)
    edit.modified_at = timezone.now()
    edit.save(update_fields=[*values, "modified_at"])
