"""`manage.py ingest_reports`: take in what YouTube delivered."""

import json
import sys
from argparse import ArgumentParser, ArgumentTypeError
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict
from typing import Any

from django.core.checks import Tags
from django.core.management.base import BaseCommand, CommandError

from cmsmeta.lib import late
from cmsmeta.lib.polite import step_back
from reports import delivery
from reports.errors import ConfigError, LeaseLost, TransientError
from reports.ingest import Tally, ingest, skipped
from reports.lease import Progress
from reports.models import Report
from reports.queue import FRESH, INGESTABLE, REPEATABLE, WAITING, waiting

console, progress = late.module("rich.console"), late.module("rich.progress")

Status = Report.Status
OnBeat = Callable[[Progress], None] | None


class Command(BaseCommand):
    help = "Ingest the reports that YouTube delivered: all that are new, oldest first, or those that are named."

    requires_system_checks = [Tags.files]  # the others load every page of the admin

    def run_from_argv(self, argv: list[str]) -> None:
        """As a process of its own it lets the pages go first."""
        step_back()
        super().run_from_argv(argv)

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("keys", nargs="*", metavar="KEY", help="a key in the reports storage, or a path on disk")
        parser.add_argument("--dry-run", action="store_true", help="do everything, then take it back")
        parser.add_argument("--force", action="store_true", help="ingest again what is ingested already")
        parser.add_argument("--limit", type=_count, help="take no more than this many reports")
        parser.add_argument("--json", action="store_true", help="print one JSON object a report")
        parser.add_argument("--no-progress", action="store_true", help="no progress bar, even on a terminal")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            reports = list(self._named(options) if options["keys"] else self._new(options))
            failed = [report for report in self._each(reports, options) if not self._take_in(report, options)]
        except (ConfigError, TransientError) as error:
            raise CommandError(str(error), returncode=2) from error
        if not reports and not options["json"]:
            self.stdout.write("Nothing to do: every delivered report is ingested.")
        if failed:
            sys.exit(1)

    def _new(self, options: dict[str, Any]) -> Iterator[Report]:
        """Everything in the storage that is not ingested yet; with --force, all that lies there."""
        found = delivery.in_storage()
        if options["dry_run"]:
            reports = sorted(map(delivery.stored, found), key=lambda report: report.delivered_at)
            yield from (report for report in reports if options["force"] or report.status in WAITING)
            return
        deliveries = list(found) if options["force"] else found
        delivery.discover(deliveries)
        if options["force"]:
            yield from sorted(map(delivery.stored, deliveries), key=lambda report: report.delivered_at)
        else:
            yield from waiting()

    def _named(self, options: dict[str, Any]) -> Iterator[Report]:
        for key in options["keys"]:
            found = delivery.find(key)
            if found is None:
                raise CommandError(
                    f"There is no {key}: it is neither a key in the reports storage nor a file on disk.", returncode=2
                )
            if not options["dry_run"]:
                delivery.discover([found])
            yield delivery.stored(found)

    def _each(self, reports: list[Report], options: dict[str, Any]) -> Iterator[Report]:
        """Give the reports and, once it is known what they hold, those that were found in an archive."""
        for report in reports[: options["limit"]]:
            yield report
            if not report.member and not options["dry_run"]:
                found = delivery.members(report)
                yield from found if options["force"] else found.filter(status__in=INGESTABLE)

    def _take_in(self, report: Report, options: dict[str, Any]) -> bool:
        """Ingest one report and say what came of it; False where it failed."""
        asked = options["keys"] or options["force"]
        if report.pk:
            report.refresh_from_db()  # another worker may have had it while we had the one before
        if report.status == Status.COMPLETED and not options["force"] and not options["dry_run"]:
            return self._say(report, skipped(report), options)
        if asked and not options["dry_run"]:
            again = {*INGESTABLE, *(REPEATABLE if options["force"] else ())}
            Report.objects.filter(pk=report.pk, status__in=again).update(**FRESH)
        try:
            with _bar(report, shown=self._shows_bar(options)) as on_beat:
                tally = ingest(report, dry_run=options["dry_run"], on_beat=on_beat)
        except LeaseLost as error:
            tally = skipped(report, str(error))
        except (ConfigError, TransientError) as error:
            self._say(report, skipped(report, str(error)), options)
            return False
        return self._say(report, tally, options)

    def _shows_bar(self, options: dict[str, Any]) -> bool:
        return not (options["no_progress"] or options["json"]) and sys.stderr.isatty()

    def _say(self, report: Report, tally: Tally, options: dict[str, Any]) -> bool:
        if options["json"]:
            self.stdout.write(json.dumps(asdict(tally), ensure_ascii=False))
        elif tally.status == Status.COMPLETED:
            style = self.style.WARNING if tally.rejected else self.style.SUCCESS
            taken_back = " It was a dry run: nothing was kept." if options["dry_run"] else ""
            self.stdout.write(style(f"{report.name}: {account(tally)}{taken_back}"))
            for warning in tally.warnings:
                self.stdout.write(f"  {warning}")
        else:
            style = self.style.ERROR if tally.status == Status.ERROR else self.style.WARNING
            why = tally.error or "It is ingested already; --force ingests it again."
            self.stdout.write(style(f"{report.name}: {tally.status}. {why}"))
        return tally.status != Status.ERROR


def account(tally: Tally) -> str:
    """Give the account of a report in a line."""
    parts = ("inserted", "updated", "unchanged", "folded", "rejected")
    counts = ", ".join(f"{getattr(tally, part):,} {part}" for part in parts)
    conflicts = "1 conflict" if tally.conflicts == 1 else f"{tally.conflicts:,} conflicts"
    return f"{tally.rows_read:,} rows read = {counts}; {tally.changes:,} changes, {conflicts}."


def _count(text: str) -> int:
    """Read a number of reports, which is not negative."""
    if not text.isdecimal():
        raise ArgumentTypeError(f"{text} is no number of reports.")
    return int(text)


@contextmanager
def _bar(report: Report, *, shown: bool) -> Iterator[OnBeat]:
    """A progress bar on the terminal, moved by each heartbeat."""
    if not shown:
        yield None
        return
    columns = (
        progress.TextColumn("{task.description}"),
        progress.BarColumn(),
        progress.DownloadColumn(),
        progress.TextColumn("{task.fields[rows]:,} rows"),
        progress.TextColumn("{task.fields[phase]}"),
        progress.TimeElapsedColumn(),
    )
    with progress.Progress(*columns, console=console.Console(stderr=True), transient=True) as bars:
        task = bars.add_task(report.name, total=report.size or None, rows=0, phase="")

        def on_beat(now: Progress) -> None:
            bars.update(task, completed=now.bytes_read, rows=now.rows_read, phase=now.phase)

        yield on_beat
