"""Who ingests a report: one worker at a time, and another at once when that one dies.

The lease stands in the report's row and is renewed by a heartbeat on a connection of its own, which also carries the
progress out of the long transaction and the wish to cancel into it. That connection holds an advisory lock, too: it
falls with the process, so that nobody waits for the lease of a dead one to run out.
"""

import logging
import os
import secrets
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from types import TracebackType

import psycopg
from django.conf import settings
from django.db import DatabaseError, connection, connections
from django.db.models import F, Q
from django.db.models.functions import Now

from cmsmeta.lib import live
from reports.errors import Cancelled, ConfigError, LeaseLost
from reports.models import Report

logger = logging.getLogger(__name__)

BEAT_SECONDS = 1.0
CANCEL_SECONDS = 5.0
LOCK_SECONDS = 1.0
LOCK_CLASS = 0x434D5352  # tells our advisory locks from others'
MAX_ATTEMPTS = 5  # what does not pass, or ends a worker each time, is a failure
KILLS_ALWAYS = (
    f"The worker died {MAX_ATTEMPTS} times over it, so it is not begun again: it may need more memory or disk than"
    " there is. Look at the worker's log, then press “Ingest now”."
)
FAILS_ALWAYS = (
    f"It failed {MAX_ATTEMPTS} times for a reason that this program does not know, so it is not begun again."
    " Look at the worker's log, and tell the people who run this site."
)


@dataclass
class Progress:
    """How far a report is. The worker writes it, the heartbeat reads it."""

    size: int = 0
    bytes_read: int = 0
    rows_read: int = 0
    phase: str = ""
    stop: type[Exception] | None = field(default=None)

    def check(self) -> None:
        """Raise Cancelled or LeaseLost when the worker must stop."""
        if self.stop:
            raise self.stop


class Lease:
    """A context in which this process, and no other, ingests the report. Raises LeaseLost where it is taken."""

    def __init__(self, report: Report, progress: Progress, on_beat: Callable[[Progress], None] | None = None) -> None:
        self.worker = f"{socket.gethostname()}:{os.getpid()}:{secrets.token_hex(4)}"
        self._report, self._progress, self._on_beat = report, progress, on_beat
        self._claimed = self._locked = False
        self._interruptible, self._turn = False, threading.Lock()
        self._failure: Exception | None = None
        self._ready, self._done = threading.Event(), threading.Event()
        self._thread = threading.Thread(target=self._keep, name=f"lease of report {report.pk}", daemon=True)
        self._main = connection.connection  # what to interrupt when the report must stop

    def __enter__(self) -> "Lease":
        connection.ensure_connection()
        self._main = connection.connection
        self._thread.start()
        self._ready.wait()
        if self._failure:
            raise self._failure
        if not self._claimed:
            self._thread.join()
            self._report.refresh_from_db(fields=["status", "error"])
            given_up = self._report.status == Report.Status.ERROR and self._report.error
            raise LeaseLost(given_up or f"Report {self._report.pk} is being ingested by another worker.")
        self._report.refresh_from_db()
        if self._report.cancel_requested:  # while the worker that had it was dead
            self._progress.stop = Cancelled
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._done.set()
        self._thread.join()
        if error:  # stopped by hand, or by a mistake of ours: nobody works on it any more
            self._give_back(error)

    def _give_back(self, error: BaseException) -> None:
        released = {"phase": "", "lease_until": None}
        if isinstance(error, ConfigError) or not isinstance(error, Exception):
            # Neither a wrong configuration nor a person who stops the worker speaks against the report.
            theirs = Report.objects.filter(pk=self._report.pk, worker=self.worker, attempts__gt=0)
            theirs.update(attempts=F("attempts") - 1)
        elif self._report.attempts >= MAX_ATTEMPTS:
            given_up = {"status": Report.Status.ERROR, "finished_at": Now(), "error": FAILS_ALWAYS}
            Report.objects.filter(self.mine()).update(**released, **given_up)
            live.publish("report.status", Report.objects.get(pk=self._report.pk).state())
        Report.objects.filter(self.mine()).update(status=Report.Status.PENDING, **released)

    @contextmanager
    def interruptible(self) -> Iterator[None]:
        """While it lasts, a wish to stop cancels what PostgreSQL does for us just then."""
        self._interruptible = True
        try:
            yield
        finally:
            with self._turn:
                self._interruptible = False

    def mine(self) -> "Q":
        """The condition under which the report is still ours."""
        return Q(pk=self._report.pk, worker=self.worker, status=Report.Status.PROCESSING)

    def _keep(self) -> None:
        try:
            self._claimed = self._claim()
            if self._claimed:
                live.publish("report.status", Report.objects.get(pk=self._report.pk).state())
        except DatabaseError as error:
            self._failure = error
        finally:
            self._ready.set()
        try:
            while self._claimed and not self._done.wait(BEAT_SECONDS):
                self._beat()
        finally:
            connections.close_all()

    def _claim(self) -> bool:
        """Take the report if it waits, or if the worker that had it is dead or silent."""
        self._locked = self._lock_soon()
        abandoned = Q(pk=self._report.pk, status=Report.Status.PROCESSING)
        if not self._locked:  # else whoever had it is dead
            abandoned &= Q(lease_until__lt=Now())
        self._give_up(abandoned)
        return bool(
            Report.objects.filter(abandoned | Q(pk=self._report.pk, status=Report.Status.PENDING)).update(
                status=Report.Status.PROCESSING,
                worker=self.worker,
                lease_until=Now() + timedelta(seconds=settings.REPORT_LEASE_SECONDS),
                heartbeat_at=Now(),
                started_at=Now(),
                finished_at=None,
                attempts=F("attempts") + 1,
                error="",
                phase="",
                bytes_read=0,
                rows_read=0,
            )
        )

    def _give_up(self, abandoned: Q) -> None:
        """Let a report that took its worker with it each time be a failure."""
        given_up = {"status": Report.Status.ERROR, "error": KILLS_ALWAYS, "finished_at": Now()}
        too_often = Report.objects.filter(abandoned, attempts__gte=MAX_ATTEMPTS)
        if too_often.update(phase="", lease_until=None, cancel_requested=False, **given_up):
            live.publish("report.status", Report.objects.get(pk=self._report.pk).state())

    def _lock_soon(self) -> bool:
        """Lock the report; while it is pending, whoever has the lock is about to take it, or to let go of it."""
        deadline = time.monotonic() + LOCK_SECONDS
        while not (locked := self._lock()) and time.monotonic() < deadline:
            if not Report.objects.filter(pk=self._report.pk, status=Report.Status.PENDING).exists():
                break
            time.sleep(LOCK_SECONDS / 50)
        return locked

    def _lock(self) -> bool:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_try_advisory_lock(%s, %s)", [LOCK_CLASS, self._report.pk % 2**31])
            return bool(cursor.fetchone()[0])

    def _beat(self) -> None:
        progress = self._progress
        if self._on_beat:
            self._on_beat(progress)
        try:
            # It may have been another's when we began, and it falls with our connection.
            self._locked = self._locked or self._lock()
            kept = Report.objects.filter(self.mine()).update(
                lease_until=Now() + timedelta(seconds=settings.REPORT_LEASE_SECONDS),
                heartbeat_at=Now(),
                bytes_read=progress.bytes_read,
                rows_read=progress.rows_read,
                phase=progress.phase,
            )
            report = Report.objects.get(pk=self._report.pk)
        except DatabaseError:
            logger.exception("The heartbeat of report %s failed; the lease holds a while.", self._report.pk)
            connections.close_all()
            self._locked = False
            return
        if kept:
            live.publish("report.progress", report.state())
        if report.cancel_requested:
            self._stop(Cancelled)
        elif not kept and report.status == Report.Status.PROCESSING:
            self._stop(LeaseLost)

    def _stop(self, why: type[Exception]) -> None:
        """Tell the worker to stop, at each beat anew: a cancellation between two statements stops neither."""
        self._progress.stop = self._progress.stop or why
        with self._turn:
            if not self._interruptible:
                return
            try:
                self._main.cancel_safe(timeout=CANCEL_SECONDS)
            except psycopg.Error as error:
                logger.warning("Report %s could not be interrupted; it stops by itself: %s", self._report.pk, error)
