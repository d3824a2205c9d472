"""Bringing open edits to YouTube, one video or asset after another."""

from collections.abc import Collection, Iterator

from django.utils.text import get_text_list

from sync.ledger import UNITS_BUCKET
from sync.models import MetadataSync
from sync.push import attempts
from sync.push.doors.advertising import AdvertisingDoor
from sync.push.doors.base import Door
from sync.push.doors.claim import ClaimDoor
from sync.push.doors.data import DataDoor
from sync.push.doors.match import MatchDoor
from sync.push.doors.metadata import MetadataDoor
from sync.push.doors.policies import SavedPolicies
from sync.push.passage import Passage
from sync.push.routes import name_of, no_way
from sync.push.targets import TO_PUSH, Wanted, by_hand, targets
from sync.results import Result
from sync.youtube.client import Client
from sync.youtube.errors import AnswerLost, NotConfigured, QuotaSpent, Refused, Verdict

CONTRADICTED = "YouTube holds another value of {} than staff have seen: a person decides on the page of conflicts."
TROUBLES = 5  # one after another, and YouTube is down: what would be tried now would only cost units
Status, PUSH = MetadataSync.Status, MetadataSync.Direction.PUSH


def push(
    client: Client | None,
    *,
    videos: Collection[str] | None = None,
    channels: Collection[str] | None = None,
    limit: int | None = None,
    dry_run: bool = False,
    sparing: bool = False,
) -> Iterator[Result]:
    """Push what staff want to YouTube: all of it, or of these videos or channels (YouTube's IDs); gives each outcome.

    `limit`: no more videos and assets than this. A dry run asks YouTube for nothing and needs no client. `sparing`:
    what failed lately is left alone, unless somebody has edited it or asked for it since. QuotaSpent, NotConfigured
    and Refused (of the configuration) end the run; what is left to push waits for the next.
    """
    wanted = Wanted(videos, channels, sparing=sparing)
    results = _planned(wanted) if dry_run else _pushed(client, wanted)
    if limit is None:
        yield from results
        return
    for _, result in zip(range(limit), results, strict=False):
        yield result


def _planned(wanted: Wanted) -> Iterator[Result]:
    for target in targets(wanted):
        fields = {edit.field: [edit.base, edit.wanted] for edit in target.edits().filter(state=TO_PUSH)}
        units = sum(door.units for door in _doors() if not fields.keys().isdisjoint(door.fields))
        yield Result(target.video_id, PUSH, Status.PENDING, fields, units)
    yield from _by_hand(wanted)


def _pushed(client: Client, wanted: Wanted) -> Iterator[Result]:
    """Everything; once the units of the day are spent, what costs none, and then QuotaSpent."""
    attempts.recover()
    attempts.skip_what_is_done(wanted)
    doors, worker = _doors(), attempts.worker_name()
    try:
        yield from _each(client, wanted, doors, worker)
    except QuotaSpent as spent:
        if spent.bucket != UNITS_BUCKET:
            raise
        free = [door for door in doors if not door.units]
        names = frozenset(name for door in free for name in door.fields)
        yield from _each(client, wanted.only(names), free, worker)
        raise
    finally:
        attempts.skip_what_is_done(wanted)  # what was asked for may have been done with another video of its asset
    if not wanted.sparing:  # nobody reads what a worker tells every minute
        yield from _by_hand(wanted)


def _each(client: Client, wanted: Wanted, doors: list[Door], worker: str) -> Iterator[Result]:
    in_a_row = 0
    for target in targets(wanted):
        with attempts.alone(target.key) as ours:
            spared = not ours or (wanted.sparing and attempts.rests(target))
            sync = None if spared else attempts.begin(target, worker, wanted.fields)
            if not sync:
                continue
            passage = Passage(client, target, sync)
            result = _attempt(passage, doors)
        yield result
        in_a_row = in_a_row + 1 if passage.in_trouble else 0
        if in_a_row == TROUBLES:
            return


def _attempt(passage: Passage, doors: list[Door]) -> Result:
    """Take one attempt through its doors, and keep what came of it."""
    sync, lost, failed = passage.sync, [], []
    for door in doors:
        try:
            passage.through(door)
        except AnswerLost as error:
            lost.append(str(error))
        except Refused as refused:
            sync.error_reason = refused.reason
            if refused.verdict is Verdict.CONFIGURATION:
                attempts.end(sync, Status.FAILED, refused.sentence)
                raise
            passage.in_trouble = True
            failed.append(refused.sentence)
        except NotConfigured as error:
            attempts.end(sync, Status.FAILED, str(error))
            raise
        except QuotaSpent as spent:
            # It waits, and goes on by itself after the reset.
            attempts.end(sync, Status.PENDING, str(spent))
            raise
    for sentence in dict.fromkeys(passage.refused.values()):
        names = [name for name, said in passage.refused.items() if said == sentence]
        failed.append(f"{_listed(names)}: {sentence}")
    contradicted = _listed(passage.conflicts)
    sentences = [*lost, *failed, *([CONTRADICTED.format(contradicted)] if contradicted else [])]
    attempts.end(sync, _status(passage, lost, failed), " ".join(sentences))
    for door, held, as_of in passage.seen:
        door.enter(passage.target, held, as_of)
    return Result(passage.target.video_id, PUSH, Status(sync.status), sync.fields, sync.units, sync.error)


def _listed(names: Collection[str]) -> str:
    return get_text_list(sorted(map(name_of, names)), "and")


def _status(passage: Passage, lost: list[str], failed: list[str]) -> MetadataSync.Status:
    outcomes = {
        Status.UNKNOWN: lost,
        Status.FAILED: failed,
        Status.CONFLICT: passage.conflicts,
        Status.PUSHED: passage.written,
        Status.CONFIRMED: passage.confirmed,
    }
    return next((status for status, found in outcomes.items() if found), Status.SKIPPED)


def _by_hand(wanted: Wanted) -> Iterator[Result]:
    for video_id, names in by_hand(wanted):
        yield Result(video_id, PUSH, Status.SKIPPED, error=no_way(names))


def _doors() -> list[Door]:
    policies = SavedPolicies()
    return [DataDoor(), ClaimDoor(policies), AdvertisingDoor(), MetadataDoor(policies), MatchDoor(policies)]
