"""One report from its delivery to the catalogue: leased, read, staged, merged and accounted for, in one transaction.

Killed at any moment, it leaves nothing of the report in the catalogue, and the next run begins it anew.
"""

import io
import json
import logging
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, replace
from typing import BinaryIO

from django.conf import settings
from django.contrib.auth.models import AbstractUser
from django.db import DatabaseError, OperationalError, connection, transaction
from django.db.backends.utils import CursorWrapper
from django.db.models.functions import Now
from psycopg import errors

from cmsmeta.lib import disk, live, sqlfiles
from cmsmeta.lib.partitions import ensure_months
from reports import delivery
from reports.containers import expanded
from reports.digest.write import count_again, write_digest
from reports.errors import Cancelled, ConfigError, LeaseLost, ReportError, SeveralReports, Superseded, TransientError
from reports.lease import MAX_ATTEMPTS, Lease, Progress
from reports.merge import MERGES, SQL, Counts
from reports.models import RejectedRow, Report, UnmergedRow
from reports.parse import Parsed
from reports.records import is_mended
from videos.models import Change, ChangeSet, Feed, VideoStatisticsDay
from videos.observe.workplace import take_turn, workplace

logger = logging.getLogger(__name__)

SPOOL = 8 * 1024**2  # bytes of rejected rows that wait in memory; more wait on disk
SPOOLED = 256 * 1024  # bytes of them sent at once
ANNOUNCED = 100  # ids that a message carries at most


@dataclass(frozen=True)
class Tally:
    """The account of one run: `rows_read` is the sum of inserted, updated, unchanged, folded and rejected."""

    report: int | None  # None in a dry run of what is not known yet
    key: str
    etag: str
    kind: str
    version: str
    status: str  # completed, error, cancelled, skipped
    rows_read: int
    inserted: int
    updated: int
    unchanged: int
    folded: int
    rejected: int
    changes: int
    conflicts: int
    warnings: list[str]
    seconds: float
    error: str


class _DryRun(Exception):
    """Takes everything back at the end of a dry run."""


def ingest(
    report: Report,
    *,
    dry_run: bool = False,
    progress: Progress | None = None,
    on_beat: Callable[[Progress], None] | None = None,
) -> Tally:
    """Ingest a pending report and give its account.

    What is wrong with the file, and a person's wish to cancel, end in the report's status, not in an exception. Raises
    LeaseLost where another worker has it, TransientError where the storage or the database failed in passing (the
    report stays pending), and ConfigError.
    """
    progress = progress or Progress()
    progress.size = report.size
    started = time.monotonic()
    if dry_run:
        stored_as = report.pk
        counts = _attempt(report, progress, None, dry_run=True)
        report.pk = stored_as  # the row that a new one had went with everything else
        return _tally(report, counts, started)
    with Lease(report, progress, on_beat) as lease:
        counts = _attempt(report, progress, lease, dry_run=False)
    report.refresh_from_db()
    return _tally(report, counts, started)


def _attempt(report: Report, progress: Progress, lease: Lease | None, *, dry_run: bool) -> Counts:
    """Run the whole transaction; a failure of the file is written down after everything else is taken back."""
    try:
        with disk.explained(ReportError, "press “Ingest now”"), lease.interruptible() if lease else nullcontext():
            return _transact(report, progress, lease, dry_run=dry_run)
    except ReportError as error:
        _end(report, lease, Report.Status.ERROR, str(error))
    except SeveralReports as several:
        _unpack(report, lease, several.members)
    except Superseded as error:
        _end(report, lease, Report.Status.CANCELLED, f"{error} A newer delivery is a report of its own.")
    except Cancelled:
        _end(report, lease, Report.Status.CANCELLED, "It was cancelled; nothing of it was kept.")
    except ConfigError as error:
        _end(report, lease, Report.Status.PENDING, str(error))
        raise
    except (TransientError, OperationalError) as error:
        again = report.attempts < MAX_ATTEMPTS
        _end(report, lease, Report.Status.PENDING if again else Report.Status.ERROR, str(error).strip())
        raise TransientError(str(error)) from error
    except DatabaseError as error:
        logger.exception("Report %s cannot be ingested.", report.pk)
        _end(report, lease, Report.Status.ERROR, f"PostgreSQL refused it: {error}. Tell the people who run this site.")
    return Counts()


def _unpack(report: Report, lease: Lease | None, members: list[str]) -> None:
    """Let each member of an archive wait as a report of its own."""
    named = ", ".join(members[:5]) + (" …" if len(members) > 5 else "")
    report.warnings = [f"It is an archive of {len(members)} files, and each is a report of its own: {named}"]
    if lease:
        delivery.unpack(report, members)
    _end(report, lease, Report.Status.COMPLETED, "")


def _transact(report: Report, progress: Progress, lease: Lease | None, *, dry_run: bool) -> Counts:
    ensure_months(Change, VideoStatisticsDay, UnmergedRow)
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            _prepare(cursor)
            with workplace(cursor):
                parsed = _stage(cursor, report, progress)
                counts = _merge(cursor, report, parsed, progress)
            progress.check()
            _complete(report, lease, parsed, counts)
            if dry_run:
                raise _DryRun
    except _DryRun:
        pass
    except DatabaseError as error:
        # What the heartbeat interrupted fails like this; why it did so stands in the progress.
        if progress.stop:
            raise progress.stop from error
        if isinstance(error.__cause__, errors.IdleInTransactionSessionTimeout):
            raise LeaseLost(f"The worker of report {report.pk} stood still for too long; nothing was kept.") from error
        raise
    return counts


# Of the transaction of an ingest alone.
SETTINGS = {
    "jit": "off",  # compiling our wide statements takes longer than running them
    "work_mem": "128MB",
    "maintenance_work_mem": "256MB",
    # Reading cells is the costly part, and the planner takes it for free.
    "parallel_tuple_cost": "0",
    "parallel_setup_cost": "100",
    # Of a working table the planner needs to know little more than how many rows it has.
    "default_statistics_target": "20",
    # A worker that was killed in the middle of a long statement must not go on in its absence.
    "client_connection_check_interval": "2s",
}


def _prepare(cursor: CursorWrapper) -> None:
    cursor.execute("SELECT set_config(key, value, true) FROM jsonb_each_text(%s::jsonb)", [json.dumps(SETTINGS)])


def _stage(cursor: CursorWrapper, report: Report, progress: Progress) -> Parsed:
    """Read the delivery into the staging table, block by block and never whole, and keep what was no row."""
    progress.phase = "reading"
    report.warnings = []
    if report.pk is None:  # a dry run of what is not known yet: it goes with everything else
        report.save(force_insert=True)
    with _plain(report, progress) as plain, tempfile.SpooledTemporaryFile(SPOOL) as rejects:
        parsed = Parsed(plain, rejects, report.name)
        if parsed.layout:
            report.kind, report.version = parsed.layout.kind.name, parsed.layout.version
            report.header, report.warnings = list(parsed.layout.header), list(parsed.layout.warnings)
            _fill(cursor, parsed, progress)
        RejectedRow.objects.filter(report=report).delete()
        if parsed.rejected:
            _reject(cursor, report, rejects)
    return parsed


def _fill(cursor: CursorWrapper, parsed: Parsed, progress: Progress) -> None:
    """Stage the good rows in a table that has the columns of the file, and show them as every merge expects them."""
    staging = parsed.staging
    cursor.execute(sqlfiles.load(SQL, "stage", columns=staging.columns()))
    with connection.wrap_database_errors, cursor.copy(sqlfiles.load(SQL, "fill", names=staging.names())) as copy:
        for lines in parsed.lines():
            copy.write(lines)
            progress.rows_read = parsed.rows_read
            progress.check()
    progress.rows_read = parsed.rows_read
    parts = {"key": staging.key(), "facts": staging.facts(), "counters": staging.counters(), "pieces": staging.pieces()}
    cursor.execute(sqlfiles.load(SQL, "staged", **parts))


def _reject(cursor: CursorWrapper, report: Report, rejects: BinaryIO) -> None:
    """Keep what was no row. It has waited in a file, for a connection can run one COPY at a time."""
    cursor.execute(sqlfiles.load(SQL, "refuse"))
    rejects.seek(0)
    with connection.wrap_database_errors, cursor.copy(sqlfiles.load(SQL, "fill_refused")) as copy:
        while some := rejects.read(SPOOLED):
            copy.write(some)
    cursor.execute(sqlfiles.load(SQL, "reject"), {"report": report.pk})


@contextmanager
def _plain(report: Report, progress: Progress) -> Iterator[BinaryIO]:
    with (
        delivery.opened(report) as stored,
        expanded(
            Counted(stored, progress), stored=report.size, limit=settings.REPORT_MAX_BYTES, member=report.member
        ) as plain,
    ):
        yield plain


class Counted(io.RawIOBase):
    """Stored bytes, with the progress told how many were read."""

    def __init__(self, source: BinaryIO, progress: Progress) -> None:
        self._source, self._progress = source, progress
        progress.bytes_read = 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        data = self._source.read(len(buffer))
        buffer[: len(data)] = data
        self._progress.bytes_read += len(data)
        return len(data)


def _merge(cursor: CursorWrapper, report: Report, parsed: Parsed, progress: Progress) -> Counts:
    """Merge the staged rows, one report at a time."""
    if parsed.layout is None:
        return Counts()
    progress.phase = "waiting for another report"
    # A worker that stands still must not hold up all the others.
    silence = f"{settings.REPORT_LEASE_SECONDS}s"
    cursor.execute("SELECT set_config('idle_in_transaction_session_timeout', %s, true)", [silence])
    take_turn(cursor)
    progress.phase = "merging"
    merging, feed = MERGES[report.kind], None
    # Mended rows that come back are a part, though their file be named like the whole.
    if report.scope and merging.of_snapshots and not is_mended(parsed.layout):
        feed, _ = Feed.objects.select_for_update().get_or_create(kind=report.kind, scope=report.scope)
    change_set = ChangeSet.objects.create(kind=ChangeSet.Kind.REPORT, label=f"Report {report.name}", as_of=report.as_of)
    report.change_set = change_set
    merge = merging(cursor, report=report, layout=parsed.layout, feed=feed, change_set=change_set)
    counts = merge.run()
    change_set.videos, change_set.changes = counts.touched, counts.changes
    change_set.conflicts = counts.conflicts
    ChangeSet.objects.filter(pk=change_set.pk).update(
        videos=change_set.videos, changes=counts.changes, conflicts=counts.conflicts, finished_at=Now()
    )
    write_digest(cursor, report, merge)
    return counts


def _complete(report: Report, lease: Lease | None, parsed: Parsed, counts: Counts) -> None:
    """Close the account in the very transaction that did the work; LeaseLost where the report is no longer ours."""
    values = {
        "rows_read": parsed.rows_read,
        "rejected": parsed.rejected,
        "inserted": counts.inserted,
        "updated": counts.updated,
        "unchanged": counts.unchanged,
        "folded": counts.folded,
        "counters_moved": counts.counters_moved,
        "conflicts": counts.conflicts,
        "gone": counts.gone,
        "gone_held": counts.gone_held,
    }
    kept = {"kind": report.kind, "version": report.version, "header": report.header, "change_set": report.change_set}
    warnings = [*report.warnings, *counts.warnings]
    for name, value in {**values, "warnings": warnings}.items():
        setattr(report, name, value)
    report.status = Report.Status.COMPLETED
    if lease is None:
        return
    done = Report.objects.filter(lease.mine()).update(
        **values,
        **kept,
        warnings=warnings,
        status=Report.Status.COMPLETED,
        phase="",
        error="",
        lease_until=None,
        bytes_read=report.size,
        cancel_requested=False,
        finished_at=Now(),
    )
    if done != 1:
        raise LeaseLost(f"Report {report.pk} was given to another worker; nothing of this run was kept.")
    live.publish("report.status", report.state())
    _announce(report, counts)


def _announce(report: Report, counts: Counts) -> None:
    change_set = report.change_set
    if change_set is None or not (counts.changes or counts.inserted):
        return
    live.publish("changeset.status", change_set.state())
    if counts.changes:
        changed = Change.objects.filter(change_set=change_set).values_list("video", flat=True)
        live.publish("video.changed", {"ids": sorted(set(changed[:ANNOUNCED])), "count": counts.changed_videos})


def _end(report: Report, lease: Lease | None, status: Report.Status, sentence: str) -> None:
    """Write down how the attempt ended, if the report is still ours."""
    report.status, report.error = status, sentence
    if lease is None:
        return
    ended = Report.objects.filter(lease.mine()).update(
        status=status,
        error=sentence,
        phase="",
        kind=report.kind,
        version=report.version,
        header=report.header,
        warnings=report.warnings,
        lease_until=None,
        cancel_requested=False,
        finished_at=Now(),
    )
    if ended:
        live.publish("report.status", report.state())


def _tally(report: Report, counts: Counts, started: float) -> Tally:
    return Tally(
        report=report.pk,
        key=report.key,
        etag=report.etag,
        kind=report.kind,
        version=report.version,
        status=report.status,
        rows_read=report.rows_read,
        inserted=report.inserted,
        updated=report.updated,
        unchanged=report.unchanged,
        folded=report.folded,
        rejected=report.rejected,
        changes=counts.changes,
        conflicts=counts.conflicts,
        warnings=report.warnings,
        seconds=round(time.monotonic() - started, 3),
        error=report.error,
    )


def skipped(report: Report, why: str = "") -> Tally:
    """Give the account of a report that was left alone."""
    return replace(_tally(report, Counts(), time.monotonic()), status="skipped", error=why, warnings=[])


def confirm_gone(report: Report, *, by: AbstractUser) -> int:
    """Mark what a shrunken snapshot lacks, as a person decided; gives how many."""
    with transaction.atomic(), connection.cursor() as cursor:
        if not Report.objects.filter(pk=report.pk, gone_held=True).update(gone_held=False):
            return 0
        with workplace(cursor):
            marked = MERGES[report.kind].mark_missing(cursor, report)
        count_again(cursor, report)
    logger.info("%s had %s objects that report %s lacks marked as not seen.", by, marked, report.pk)
    return marked
