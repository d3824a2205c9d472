"""`manage.py fetch_reports`: bring files of the Reporting API to where reports are ingested from."""

import json
from argparse import ArgumentParser
from contextlib import closing
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from sync.models import FetchedReport
from sync.reporting.api import ReportingApi
from sync.reporting.fetch import FAMILIES, Elsewhere, Found, NotStored, fetch, wanted
from sync.youtube.errors import NotConfigured, YouTubeError

DAYS = "of each of the last N days; default: since the last one that was fetched, at first the newest only"


class Command(BaseCommand):
    help = "Fetch the files of YouTube's Reporting API that were not fetched yet. ingest_reports takes them from there."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("kinds", nargs="*", metavar="KIND", help=f"{', '.join(FAMILIES)}; default: all of them")
        parser.add_argument("--days", type=int, metavar="N", help=DAYS)
        parser.add_argument("--dry-run", action="store_true", help="say what would be fetched")
        parser.add_argument("--json", action="store_true", help="print one JSON object a file")

    def handle(self, *args: Any, **options: Any) -> None:
        if unknown := [kind for kind in options["kinds"] if kind not in FAMILIES]:
            raise CommandError(f"There is no kind {unknown[0]}. Choose among {', '.join(FAMILIES)}.", returncode=2)
        try:
            with closing(ReportingApi()) as api:
                files = wanted(api, options["kinds"] or FAMILIES, options["days"])
                for one in files if options["dry_run"] else fetch(api, files):
                    self._tell(one, options)
        except NotConfigured as error:
            raise CommandError(str(error), returncode=2) from error
        except (YouTubeError, NotStored, Elsewhere) as error:
            raise CommandError(str(error), returncode=1) from error
        if not files and not options["json"]:
            self.stdout.write("Nothing to do: every file that YouTube has is fetched.")

    def _tell(self, one: Found | FetchedReport, options: dict[str, Any]) -> None:
        key, size = (one.key, one.size) if isinstance(one, FetchedReport) else ("", None)
        if options["json"]:
            told = {"report_id": one.report_id, "report_type": one.report_type, "day": str(one.day)}
            self.stdout.write(json.dumps({**told, "key": key, "size": size}))
        else:
            what = f"{key} ({size:,} bytes)" if key else "would be fetched"
            self.stdout.write(f"{one.report_type} of {one.day}: {what}")
