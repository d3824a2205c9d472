"""Deliveries: what lies in the reports storage, which of it is known, and the bytes of what a report is."""

import re
import secrets
from collections.abc import Iterable, Iterator
from contextlib import AbstractContextManager
from dataclasses import replace
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from typing import BinaryIO, NamedTuple

from django.conf import settings
from django.core.files import File
from django.db.models import QuerySet

from cmsmeta.lib import late
from reports import inbox
from reports.delivered import Delivery
from reports.models import Report

bucket = late.module("reports.bucket")  # and S3's client with it
BATCH = 1000
NOT_TAKEN = (Report.Status.PENDING, Report.Status.ERROR, Report.Status.CANCELLED)
FACTS = ("bucket", "key", "member", "etag", "version_id", "size", "delivered_at")
UPLOADS = "uploads"
NAME_BYTES = 200  # a file system takes 255, with what is put around it
UNFIT = re.compile(r"[\x00-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069<>:\"/\\|?*]+")


def in_storage() -> Iterator[Delivery]:
    """Give every delivery in the reports storage. Raises ConfigError or TransientError where it cannot be listed."""
    return bucket.listed(settings.REPORTS_PREFIX) if settings.REPORTS_BUCKET else inbox.listed(settings.REPORTS_DIR)


def find(key: str) -> Delivery | None:
    """Give the delivery under a key of the reports storage, or the file at a path on disk; None for neither.

    Raises ConfigError where nobody can tell.
    """
    if settings.REPORTS_BUCKET:
        versions = bucket.of_key(key)
        return versions[-1] if versions else inbox.at_path(Path(key))
    return inbox.at_path(settings.REPORTS_DIR / key) or inbox.at_path(Path(key))


def opened(report: Report) -> AbstractContextManager[BinaryIO]:
    """Give the stored bytes of exactly the version that `report` is. Raises Superseded where that is gone."""
    return bucket.opened(report) if report.bucket else inbox.opened(report)


def store(name: str, file: File) -> Delivery:
    """Put an uploaded file into the reports storage, under a key that no other has. Raises ConfigError, TransientError.

    Its name is kept as far as it can be: it tells which CMS a snapshot lists.
    """
    if not settings.REPORTS_BUCKET:
        return inbox.on_disk(inbox.store(place_for(name), file))
    return bucket.newest(bucket.store(place_for(name), file))


def place_for(name: str) -> str:
    """Give the key, or the name in the inbox, that no other has, for an uploaded file of this name."""
    place = f"{UPLOADS}/{datetime.now(UTC):%Y%m%dT%H%M%SZ}-{secrets.token_hex(4)}/{fitting(name)}"
    return f"{settings.REPORTS_PREFIX}{place}" if settings.REPORTS_BUCKET else place


def fitting(name: str) -> str:
    """Give a file's name without what no storage takes, or what would make it another place or a hidden file."""
    name = UNFIT.sub("_", name.replace("\\", "/").rsplit("/", 1)[-1]).strip(" .") or "report.csv"
    stem, dot, ending = name.rpartition(".")
    if not dot or len(ending) > 10:
        stem, dot, ending = name, "", ""
    return stem.encode()[: NAME_BYTES - len((dot + ending).encode())].decode(errors="ignore") + dot + ending


class Told(NamedTuple):
    """What is stored of one delivery under a key."""

    pk: int | None
    etag: str
    version_id: str
    delivered_at: datetime
    status: str


def discover(deliveries: Iterable[Delivery]) -> int:
    """Make a pending report of every delivery that is not known yet; gives how many were new.

    One that was never taken (replaced, cancelled, wrong) and is delivered anew, byte for byte, waits again.
    """
    new = 0
    deliveries = iter(deliveries)
    while some := list(islice(deliveries, BATCH)):
        history = _history(some)
        unknown: list[Report] = []
        for found in some:
            told = history.setdefault((found.bucket, found.key), [])
            if known := _known(found, told):
                new += _learn(found, known)
            else:
                unknown.append(report_of(found))
                told.append(Told(None, found.etag, found.version_id, found.delivered_at, Report.Status.PENDING))
        # Another process may find the same at the same moment: the constraint lets one of them in.
        Report.objects.bulk_create(unknown, ignore_conflicts=True)
        new += len(unknown)
    return new


def _history(some: list[Delivery]) -> dict[tuple[str, str], list[Told]]:
    """Give what is stored of every delivery under the keys of these."""
    history: dict[tuple[str, str], list[Told]] = {}
    stored = Report.objects.filter(
        bucket__in={found.bucket for found in some}, key__in={found.key for found in some}, member=""
    )
    for at, key, *facts in stored.values_list("bucket", "key", *Told._fields):
        history.setdefault((at, key), []).append(Told(*facts))
    return history


def _known(found: Delivery, told: list[Told]) -> Told | None:
    """Give what is stored of this very delivery, if anything is."""
    same = [one for one in told if one.etag == found.etag]
    if found.version_id:
        # One that was found before its versions could be listed has no version's ID.
        unnamed = ("", found.delivered_at)
        its = (
            one for one in same if one.version_id == found.version_id or (one.version_id, one.delivered_at) == unnamed
        )
        return next(its, None)
    if not same:
        return None
    last = max(same, key=lambda one: one.delivered_at)
    # The same bytes twice are one report, unless others came between: then they say that things are as they were.
    between = any(last.delivered_at < one.delivered_at <= found.delivered_at for one in told if one.etag != found.etag)
    return None if between and last.status not in NOT_TAKEN else last


def _learn(found: Delivery, known: Told) -> int:
    """Write down what is new about a known delivery; gives 1 where it waits again."""
    if found.version_id:
        if not known.version_id:
            Report.objects.filter(pk=known.pk, version_id="").update(version_id=found.version_id)
        return 0
    if found.delivered_at <= known.delivered_at:
        return 0
    times = {"delivered_at": found.delivered_at, "as_of": found.as_of}
    not_taken = Report.objects.filter(pk=known.pk, status__in=NOT_TAKEN)
    return not_taken.update(**times, status=Report.Status.PENDING, error="", attempts=0, cancel_requested=False)


def report_of(found: Delivery) -> Report:
    """Give a pending report for a delivery, not stored yet."""
    facts = {name: getattr(found, name) for name in FACTS}
    return Report(**facts, as_of=found.as_of, scope=found.scope)


def stored(found: Delivery) -> Report:
    """Give the report of a delivery: the one that is stored, or a new one that is not."""
    told = _history([found]).get((found.bucket, found.key), [])
    known = _known(found, told)
    return Report.objects.get(pk=known.pk) if known else report_of(found)


def unpack(report: Report, members: list[str]) -> None:
    """Make a pending report of each member of the archive that `report` is."""
    whole = Delivery(**{name: getattr(report, name) for name in FACTS})
    parts = [report_of(replace(whole, member=member)) for member in members]
    Report.objects.bulk_create(parts, ignore_conflicts=True)


def members(report: Report) -> QuerySet[Report]:
    """Give the reports that were found in the archive that `report` is, in its order."""
    same = {name: getattr(report, name) for name in ("bucket", "key", "etag", "version_id", "delivered_at")}
    return Report.objects.filter(**same).exclude(member="").exclude(pk=report.pk).order_by("pk")
