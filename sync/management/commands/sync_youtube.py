"""`manage.py sync_youtube`: bring the catalogue and YouTube into agreement."""

import json
import sys
from argparse import ArgumentParser, ArgumentTypeError
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from math import nan
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from cmsmeta.lib import late
from cmsmeta.lib.cells import counted
from sync.models import MetadataSync
from sync.results import Result
from sync.run import Run
from sync.youtube.errors import NotConfigured, QuotaSpent, Refused

console, progress = late.module("rich.console"), late.module("rich.progress")

Status = MetadataSync.Status
MOST, MOST_HOURS = 10**9, 24 * 365 * 100
SOME_FAILED, CONFIGURATION, QUOTA_SPENT, STOPPED = 1, 2, 3, 130
STYLES = {
    Status.FAILED: "ERROR",
    Status.UNKNOWN: "ERROR",
    Status.CONFLICT: "WARNING",
    Status.SKIPPED: "WARNING",
    Status.PENDING: "NOTICE",
}
Tell = Callable[[Run], None]


class Command(BaseCommand):
    help = "Push what staff want to YouTube, then pull what YouTube holds; within the daily quota, overwriting nobody."
    requires_system_checks: list[str] = []  # they load every page

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--push", action="store_true", help="only push, unless --pull is given too")
        parser.add_argument("--pull", action="store_true", help="only pull, unless --push is given too")
        for name in ("video", "channel"):
            words = {"nargs": "+", "action": "extend", "metavar": "ID", "type": _id}
            note = f"only {name}s with these IDs; --{name}=ID where one begins with a hyphen"
            parser.add_argument(f"--{name}", **words, help=note)
        words = "look for new uploads on all channels of ours before the pull, those looked through longest ago first"
        parser.add_argument("--uploads", action="store_true", help=words)
        parser.add_argument("--stale-after", type=_hours, metavar="HOURS", help="pull what was not pulled for so long")
        parser.add_argument("--limit", type=_count, metavar="N", help="push and pull no more than this many each")
        parser.add_argument("--max-units", type=_count, metavar="N", help="spend no more units of the daily quota")
        parser.add_argument("--dry-run", action="store_true", help="tell what it would cost; ask YouTube for nothing")
        parser.add_argument("--json", action="store_true", help="print one JSON object a line")

    def handle(self, *args: Any, **options: Any) -> None:
        asked = {name: options[name] for name in ("limit", "max_units", "dry_run", "stale_after")}
        both = options["push"] == options["pull"]
        if options["uploads"] and (options["video"] or options["channel"] or (options["push"] and not both)):
            sentence = "--uploads is for a pull of everything; --channel looks for the uploads of those that it names."
            raise CommandError(sentence, returncode=CONFIGURATION)
        run = Run(
            videos=options["video"],
            channels=options["channel"],
            uploads=options["uploads"],
            directions=(*("push",) * (both or options["push"]), *("pull",) * (both or options["pull"])),
            **asked,
        )
        try:
            stopped = self._follow(run, options)
        finally:
            run.close()
        self._tell_strangers(run)
        self._sum_up(run.summary(), options)
        if stopped:
            codes = {QuotaSpent: QUOTA_SPENT, KeyboardInterrupt: STOPPED}
            code = next((code for kind, code in codes.items() if isinstance(stopped, kind)), CONFIGURATION)
            raise CommandError(str(stopped), returncode=code)
        if run.failed:
            sys.exit(SOME_FAILED)

    def _follow(self, run: Run, options: dict[str, Any]) -> BaseException | None:
        """Tell each result as it comes; gives what stopped the run early."""
        try:
            run.open()
        except NotConfigured as error:
            raise CommandError(str(error), returncode=CONFIGURATION) from error
        try:
            with _counter(shown=not options["json"] and sys.stderr.isatty()) as count:
                for result in run.results():
                    self._say(result, options)
                    count(run)
        except (QuotaSpent, NotConfigured, Refused) as error:
            return error
        except KeyboardInterrupt:
            return KeyboardInterrupt("Stopped. What was done is kept, and the rest waits for the next run.")
        return None

    def _say(self, result: Result, options: dict[str, Any]) -> None:
        if options["json"]:
            self.stdout.write(json.dumps(result.to_json(), ensure_ascii=False))
        elif result.fields or result.error or result.status == Status.PENDING:
            style = STYLES.get(result.status, "SUCCESS")
            fields = f" {', '.join(sorted(result.fields))}" if result.fields else ""
            units = f" ({counted(result.units, 'unit')})" if result.units else ""
            line = f"{result.video_id}: {_words(result)}{fields}{units}"
            self.stdout.write(getattr(self.style, style)(f"{line}. {result.error}".rstrip()))

    def _tell_strangers(self, run: Run) -> None:
        for what, unknown in run.strangers().items():
            for name in unknown:
                self.stderr.write(self.style.WARNING(f"The catalogue holds no {what} {name}."))

    def _sum_up(self, summary: dict[str, Any], options: dict[str, Any]) -> None:
        if options["json"]:
            self.stdout.write(json.dumps(summary))
            return
        counts = ", ".join(
            counted(summary[name], "conflict") if name == "conflicts" else f"{summary[name]:,} {name}"
            for name in Run.COUNTS
        )
        whose = "today" if options["max_units"] is None else "to this run"
        left = summary["remaining"]
        cost = f"{'would cost' if options['dry_run'] else 'cost'} {counted(summary['units_used'], 'unit')}"
        self.stdout.write(
            f"{counts}. It {cost}; {summary['units_left']:,} are left {whose},"
            f" and {counted(left, 'video')} {'remains' if left == 1 else 'remain'} to be synced."
        )


def _words(result: Result) -> str:
    if result.status == Status.PENDING:
        return f"would {result.direction}"
    done = result.status in (Status.PUSHED, Status.PULLED)
    return result.status.label if done else f"{result.direction}: {result.status.label}"


@contextmanager
def _counter(*, shown: bool) -> Iterator[Tell]:
    """A line on the terminal that counts what was done."""
    if not shown:
        yield lambda run: None
        return
    columns = (progress.SpinnerColumn(), progress.TextColumn("{task.description}"), progress.TimeElapsedColumn())
    with progress.Progress(*columns, console=console.Console(stderr=True), transient=True) as line:
        task = line.add_task("Asking YouTube …")

        def count(run: Run) -> None:
            line.update(task, description=f"{run.done:,} done, {run.failed:,} failed, {run.units:,} units")

        yield count


def _count(text: str) -> int:
    if not (text.isascii() and text.isdigit() and int(text) <= MOST):
        raise ArgumentTypeError(f"{text!r} is no whole number from 0 to {MOST:,}")
    return int(text)


def _hours(text: str) -> timedelta:
    try:
        hours = float(text)
    except ValueError:
        hours = nan
    if not 0 <= hours <= MOST_HOURS:
        raise ArgumentTypeError(f"{text!r} is no number of hours from 0 to {MOST_HOURS:,}")
    return timedelta(hours=hours)


def _id(text: str) -> str:
    if not (found := text.strip()):
        raise ArgumentTypeError("a blank is no ID")
    return found
