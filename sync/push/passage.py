"""The way of one attempt through its doors: what of each field is confirmed, written, refused or in conflict.

Before a write is sent, what it says is on record with each open edit (`sent`). So a worker may die at any moment, and
an answer may be lost: the next attempt reads first, and finds what YouTube took.
"""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from sync.models import MetadataSync
from sync.push.attempts import LEASE, lock_videos
from sync.push.doors.base import Door, Held, NotThere, Values
from sync.push.targets import TO_PUSH, Target
from sync.push.weigh import Weighed, weigh
from sync.youtube.client import Client
from sync.youtube.errors import NotConfigured, QuotaSpent, Refused, Verdict
from videos.models import OpenEdit
from videos.rules import problems

NOT_TOLD = "YouTube takes yes or no here: choose one."
FOR_GOOD = (Verdict.PERMANENT, Verdict.GONE)
IGNORED = "YouTube took the request and left this as it was."


@dataclass(slots=True)
class Passage:
    """One attempt at one video or asset."""

    client: Client
    target: Target
    sync: MetadataSync
    confirmed: set[str] = field(default_factory=set)
    written: set[str] = field(default_factory=set)
    conflicts: set[str] = field(default_factory=set)
    refused: dict[str, str] = field(default_factory=dict)
    in_trouble: bool = False  # YouTube has trouble of its own, or cannot be reached
    # By door: what YouTube was last seen to hold (None: no such thing), and when it was asked.
    seen: list[tuple[Door, Held | None, datetime]] = field(default_factory=list)

    def through(self, door: Door) -> None:
        """Bring what is wanted of a door's fields to YouTube. Errors of YouTube, save refusals of a field."""
        # As weighing does: of an asset's videos the last one edited says what is wanted.
        edits = self._edits(door.fields).filter(state=TO_PUSH).order_by("change_set_id", "pk")
        wanted = self._lawful({edit.field: edit.wanted for edit in edits})
        if not wanted:
            return
        if door.units:
            self.client.ledger.require(door.units)
        for last in (False, True):
            try:
                self._write(door, *self._read(door, wanted))
            except NotThere as error:
                self.seen.append((door, None, timezone.now()))
                self._refuse(wanted, str(error))
            except Refused as refused:
                if refused.verdict is Verdict.REREAD and not last:
                    continue
                if refused.verdict not in FOR_GOOD:
                    raise
                self.sync.error_reason = refused.reason
                self._refuse(wanted, refused.sentence)
            return

    def _lawful(self, wanted: Values) -> dict[str, Any]:
        """What is within YouTube's limits; the rest is refused here, before anything is spent."""
        lawful = {}
        for name, value in wanted.items():
            if wrong := NOT_TOLD if value is None else " ".join(problems(name, value)):
                self._refuse({name: value}, wrong)
            else:
                lawful[name] = value
        return lawful

    def _read(self, door: Door, wanted: Values) -> tuple[Held, dict[str, Any]]:
        """Read, weigh, and enter what is about to be written."""
        as_of = timezone.now()
        held = door.read(self.client, self.target, wanted, self.sync)
        self.seen.append((door, held, as_of))
        with transaction.atomic(durable=True):
            lock_videos(self.target)
            weighed = self._weigh(wanted, held.values, read_back=True)
            self.confirmed |= weighed.confirmed
            for name in weighed.wanted.keys() & held.obstacles.keys():
                self._refuse({name: weighed.wanted.pop(name)}, held.obstacles[name])
            # What staff have come to want since this attempt began is the next one's.
            left = {name: value for name, value in weighed.wanted.items() if value == wanted[name]}
            for name, value in left.items():
                self._wanting(name, value).update(sent=value)
                self.sync.fields[name] = [held.values.get(name), value]
            self.sync.lease_until = timezone.now() + LEASE
            self.sync.save(update_fields=["fields", "lease_until"])
        return held, left

    def _write(self, door: Door, held: Held, wanted: dict[str, Any]) -> None:
        """Write what is wanted; what YouTube refuses of it is left out, and the rest is sent again."""
        while wanted:
            as_of = timezone.now()
            try:
                told = door.write(self.client, self.target, held, wanted, self.sync)
            except Refused as refused:
                if refused.verdict not in FOR_GOOD:
                    self._unsend(wanted)
                    raise
                at_fault = {door.at_fault(refused.reason, refused.location)} & wanted.keys() or wanted.keys()
                self.sync.error_reason = refused.reason
                self._refuse({name: wanted[name] for name in at_fault}, refused.sentence)
                wanted = {name: value for name, value in wanted.items() if name not in at_fault}
            except (QuotaSpent, NotConfigured):
                self._unsend(wanted)
                raise
            else:
                self.seen[-1] = (door, told, as_of)
                self._settle(wanted, told.values)
                return

    def _settle(self, wanted: dict[str, Any], told: Values) -> None:
        """Confirm what YouTube has taken. What staff want since is left to be pushed from there."""
        told = {name: told.get(name, value) for name, value in wanted.items()}
        with transaction.atomic(durable=True):
            lock_videos(self.target)
            self._weigh(wanted, told, read_back=False)
        ignored = {name for name, value in wanted.items() if told[name] != value} - self.conflicts
        if ignored:
            self._refuse({name: wanted[name] for name in ignored}, IGNORED)
        self.written |= wanted.keys() - self.conflicts - ignored

    def _weigh(self, names: Collection[str], values: Values, *, read_back: bool) -> Weighed:
        edits = self._edits(names).select_for_update(of=("self",))
        weighed = weigh(edits, values, timezone.now(), read_back=read_back)
        self.conflicts |= weighed.conflicts
        return weighed

    def _refuse(self, values: Values, sentence: str) -> None:
        """Let a refusal land on the open edits that want these values; what staff want since is not touched."""
        with transaction.atomic():
            lock_videos(self.target)
            for name, value in values.items():
                self.refused[name] = sentence
                self._wanting(name, value).update(
                    state=OpenEdit.State.REFUSED, error=sentence, sent=None, modified_at=timezone.now()
                )
            self._unsend(values)

    def _unsend(self, names: Collection[str]) -> None:
        with transaction.atomic():
            lock_videos(self.target)
            self._edits(names).exclude(state=OpenEdit.State.HANDED_OVER).update(sent=None)

    def _wanting(self, name: str, value: Any) -> QuerySet[OpenEdit]:
        wanting = {"wanted__isnull": True} if value is None else {"wanted": value}
        return self._edits([name]).filter(state=TO_PUSH, **wanting)

    def _edits(self, names: Collection[str]) -> QuerySet[OpenEdit]:
        return self.target.edits().filter(field__in=list(names))
