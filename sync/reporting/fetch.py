"""Which files of the Reporting API are worth having, and bringing them into the reports storage."""

import re
import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.core.files import File
from django.core.files.storage import storages
from django.utils import timezone

from cmsmeta.lib import disk, late
from cmsmeta.lib.alone import alone
from cmsmeta.lib.deliveries import put
from sync.models import FetchedReport
from sync.reporting.api import Json, ReportingApi
from sync.youtube.errors import Refused, Verdict
from videos.models.feed import own_scope

PACIFIC = ZoneInfo("America/Los_Angeles")  # YouTube's day
DAYS = 60  # for which YouTube keeps files
LOCK_CLASS = 7304
FOLDER = "reporting-api"

boto3, botocore = late.module("boto3.exceptions"), late.module("botocore.exceptions")


@dataclass(frozen=True, slots=True)
class Family:
    """A kind of file: how its report type begins, and how YouTube's Studio names it, which tells whose it is.

    `version` of the file is that of its type less `behind`.
    """

    begins: str
    file_name: str
    behind: int = 0

    def version(self, report_type: str) -> int | None:
        """The version of a report type of this family; None where it is of another."""
        found = re.fullmatch(rf"{self.begins}_a(\d+)", report_type)
        return int(found[1]) if found else None

    def named(self, version: int, day: date) -> str:
        return self.file_name.format(cms=own_scope(), version=version - self.behind, day=f"{day:%Y%m%d}")


FAMILIES = {
    "videos": Family("content_owner_video_metadata", "video_report_{cms}_V_v1-{version}.csv"),
    "assets": Family("content_owner_asset", "asset_full_report_{cms}_L_v1-{version}.csv"),
    "conflicts": Family("content_owner_asset_conflict", "asset_conflict_report_{cms}_L_v1-{version}.csv"),
    "claims": Family("content_owner_active_claims", "claim_report_{cms}_C_v1-{version}.csv", behind=1),
    "references": Family("content_owner_active_references", "YouTube_{cms}_F_{day}.csv"),
}


class Elsewhere(Exception):
    """Another process is fetching."""


class NotStored(Exception):
    """The reports storage does not take a file; the text says what to do."""


@dataclass(frozen=True, slots=True)
class Found:
    """A file that YouTube has: of which family and day it is, and when it was made."""

    family: Family
    report_type: str
    report_id: str
    day: date
    made_at: datetime
    address: str


def wanted(api: ReportingApi, names: Iterable[str] = tuple(FAMILIES), days: int | None = None) -> list[Found]:
    """Give the files that were not fetched yet, oldest first: the newest of each day of the last `days`.

    Without `days`: of each day since the last one that was fetched, at first of the newest day only. YouTubeError.
    """
    since = timezone.now() - timedelta(days=DAYS if days is None else days)
    jobs = list(api.jobs())
    chosen: list[Found] = []
    for name in names:
        of_family = _newest_version(FAMILIES[name], jobs)
        if of_family is None:
            continue
        found = _newest_of_each_day(_found(FAMILIES[name], of_family, api.reports(of_family["id"], since)))
        chosen += found if days is not None else _since_the_last(FAMILIES[name], found)
    of_these = FetchedReport.objects.filter(report_id__in=[one.report_id for one in chosen])
    known = set(of_these.values_list("report_id", flat=True))
    return sorted((one for one in chosen if one.report_id not in known), key=lambda one: (one.day, one.report_type))


def fetch(api: ReportingApi, files: Iterable[Found]) -> Iterator[FetchedReport]:
    """Bring files into the reports storage one by one, each whole; gives what is kept of each.

    Elsewhere: another process fetches. YouTubeError, NotStored: what was fetched before stays. A file that YouTube has
    no more keeps no other waiting; that is raised at the end.
    """
    missing: Refused | None = None
    with alone(LOCK_CLASS) as ours:
        if not ours:
            raise Elsewhere("Another process is fetching just now.")
        for found in files:
            if FetchedReport.objects.filter(report_id=found.report_id).exists():
                continue
            try:
                with disk.explained(NotStored, "fetch again"):
                    brought = _bring(api, found)
                yield brought
            except Refused as refused:
                if refused.verdict not in (Verdict.GONE, Verdict.PERMANENT):
                    raise
                missing = refused
    if missing:
        raise missing


def _bring(api: ReportingApi, found: Found) -> FetchedReport:
    with tempfile.TemporaryFile() as file:
        packed = api.download(found.address, file)
        size = file.seek(0, 2)
        file.seek(0)
        key = _key(found, packed)
        try:
            if not storages["reports"].exists(key):  # else a process stored it, and was killed before it said so
                key = put(key, File(file))
        except (OSError, botocore.BotoCoreError, botocore.ClientError, boto3.Boto3Error) as error:
            raise NotStored(
                f"The reports storage does not take {key} ({type(error).__name__}). Check that the "
                "role may put objects there (s3:PutObject), or that REPORTS_DIR can be written to."
            ) from error
    return FetchedReport.objects.create(
        report_id=found.report_id,
        report_type=found.report_type,
        family=found.family.begins,
        day=found.day,
        made_at=found.made_at,
        key=key,
        size=size,
    )


def _key(found: Found, packed: bool) -> str:
    """Where a file goes: its day and the moment of its making keep it apart, its name tells whose it is."""
    name = found.family.named(found.family.version(found.report_type) or 0, found.day)
    prefix = settings.REPORTS_PREFIX if settings.REPORTS_BUCKET else ""
    folder = f"{prefix}{FOLDER}/report_start_date={found.day:%Y-%m-%d}/made={found.made_at:%Y%m%dT%H%M%SZ}"
    return f"{folder}/{name}{'.gz' if packed else ''}"


def _newest_version(family: Family, jobs: Iterable[Json]) -> Json | None:
    """The job of the newest version of a family: while YouTube changes over, there are two."""
    versions = [(version, job) for job in jobs if (version := family.version(job.get("reportTypeId", ""))) is not None]
    return max(versions, key=lambda pair: pair[0])[1] if versions else None


def _found(family: Family, job: Json, reports: Iterable[Json]) -> Iterator[Found]:
    for report in reports:
        # The end is not part of it: a file of midnight to midnight speaks of the day before.
        last = _time(report["endTime"]) - timedelta(seconds=1)
        day, made_at = last.astimezone(PACIFIC).date(), _time(report["createTime"])
        yield Found(family, job["reportTypeId"], report["id"], day, made_at, report["downloadUrl"])


def _newest_of_each_day(found: Iterable[Found]) -> list[Found]:
    newest: dict[date, Found] = {}
    for one in found:
        if one.day not in newest or newest[one.day].made_at < one.made_at:
            newest[one.day] = one
    return [newest[day] for day in sorted(newest)]


def _since_the_last(family: Family, found: list[Found]) -> list[Found]:
    """Older days than the newest one that we have say nothing that it does not say better."""
    last = FetchedReport.objects.filter(family=family.begins).order_by("-day", "-made_at").first()
    if last is None:
        return found[-1:]
    return [one for one in found if (one.day, one.made_at) > (last.day, last.made_at)]


def _time(text: Any) -> datetime:
    return datetime.fromisoformat(str(text).replace("Z", "+00:00"))


__all__ = ["FAMILIES", "Elsewhere", "Found", "NotStored", "fetch", "wanted"]
