"""Deliveries: what lies in the reports storage, and the bytes of one version of one object."""

import io
import logging
import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import islice
from pathlib import Path
from typing import Any, BinaryIO
from zoneinfo import ZoneInfo

import boto3.exceptions
import botocore.exceptions
from django.conf import settings
from django.core.files.storage import storages

from reports.errors import ConfigError, Superseded, TransientError
from reports.kinds import KINDS
from reports.models import Report

logger = logging.getLogger(__name__)

PACIFIC = ZoneInfo("America/Los_Angeles")  # YouTube's day
STATED_DAY = re.compile(r"(?:report_start_date=|[_-])(20\d\d)-?(0[1-9]|1[0-2])-?(0[1-9]|[12]\d|3[01])(?=[/_.\-]|$)")
READ_TRIES = 5
BATCH = 1000
NOT_TAKEN = (Report.Status.PENDING, Report.Status.ERROR, Report.Status.CANCELLED)
GONE = {"404", "412", "NoSuchKey", "NoSuchVersion", "PreconditionFailed"}
MISCONFIGURED = {
    "403",
    "AccessDenied",
    "InvalidAccessKeyId",
    "SignatureDoesNotMatch",
    "NoSuchBucket",
    "ExpiredToken",
    "PermanentRedirect",
}
DROPPED = (botocore.exceptions.HTTPClientError, botocore.exceptions.IncompleteReadError, ConnectionError, TimeoutError)


@dataclass(frozen=True)
class Delivery:
    """One version of one object. `size` is in bytes as stored."""

    bucket: str
    key: str
    etag: str
    size: int
    delivered_at: datetime
    version_id: str = ""

    @property
    def scope(self) -> str:
        """The CMS that a full snapshot lists, as the file's name tells; empty where the name is not YouTube's."""
        name = self.key.rsplit("/", 1)[-1]
        for kind in KINDS:
            if match := kind.file_name.match(name):
                return match["cms"]
        return ""

    @property
    def as_of(self) -> datetime:
        """The moment the report speaks of: the end of the Pacific day that its key states, else its delivery."""
        if match := STATED_DAY.search(self.key):
            try:
                day = date(*map(int, match.groups())) + timedelta(days=1)
            except ValueError:  # a 30th of February is no date
                return self.delivered_at
            return min(datetime.combine(day, time(), PACIFIC).astimezone(UTC), self.delivered_at)
        return self.delivered_at


def in_storage() -> Iterator[Delivery]:
    """Give every delivery in the reports storage. Raises ConfigError or TransientError where it cannot be listed."""
    return _in_bucket() if settings.REPORTS_BUCKET else _in_folder(settings.REPORTS_DIR)


def on_disk(path: Path) -> Delivery:
    """Give the delivery that a file on disk is."""
    path = path.resolve()
    stat = path.stat()
    delivered_at = datetime.fromtimestamp(stat.st_mtime, UTC)
    return Delivery("", str(path), f"{stat.st_size:x}-{stat.st_mtime_ns:x}", stat.st_size, delivered_at)


def _in_folder(folder: Path) -> Iterator[Delivery]:
    if not folder.exists():
        folder.mkdir(parents=True)
    for path in sorted(folder.rglob("*")):
        if path.is_file() and not path.name.startswith("."):
            with suppress(FileNotFoundError):  # taken away since it was listed
                yield on_disk(path)


def _in_bucket() -> Iterator[Delivery]:
    with _explained():
        for item in storages["reports"].bucket.objects.filter(Prefix=settings.REPORTS_PREFIX):
            name = item.key.rsplit("/", 1)[-1]
            if name and not name.startswith("."):
                yield _of_object(item)


def _of_object(item: Any) -> Delivery:
    return Delivery(settings.REPORTS_BUCKET, item.key, item.e_tag.strip('"'), item.size, item.last_modified)


@contextmanager
def _explained() -> Iterator[None]:
    """Turn what boto3 raises into one of our three kinds of failure."""
    try:
        yield
    except botocore.exceptions.ClientError as error:
        code = str(error.response.get("Error", {}).get("Code", ""))
        if code in GONE:
            raise Superseded("The object was replaced or removed before it was read.") from error
        if code in MISCONFIGURED:
            raise ConfigError(
                f"The bucket {settings.REPORTS_BUCKET} cannot be read ({code})."
                " Check REPORTS_BUCKET, AWS_S3_ENDPOINT_URL, and that the role or the keys may list and get."
            ) from error
        raise TransientError(f"The reports storage answered {code}. It will be tried again.") from error
    except (botocore.exceptions.NoCredentialsError, botocore.exceptions.PartialCredentialsError) as error:
        raise ConfigError(
            "No AWS credentials were found. Give the machine a role, or set AWS_ACCESS_KEY_ID and"
            " AWS_SECRET_ACCESS_KEY."
        ) from error
    except botocore.exceptions.ParamValidationError as error:
        raise ConfigError(f"REPORTS_BUCKET is no name of a bucket: {error}") from error
    except (botocore.exceptions.BotoCoreError, boto3.exceptions.Boto3Error, ConnectionError) as error:
        raise TransientError(f"The reports storage cannot be reached: {error}. It will be tried again.") from error


def discover(deliveries: Iterable[Delivery]) -> int:
    """Make a pending report of every delivery that is not known yet; gives how many were new.

    One that was never taken (replaced, cancelled, wrong) and is delivered anew, byte for byte, waits again.
    """
    new = 0
    deliveries = iter(deliveries)
    while some := list(islice(deliveries, BATCH)):
        reports = [report_of(found) for found in some]
        stored = Report.objects.filter(key__in=[report.key for report in reports])
        known = {tuple(one): when for *one, when in stored.values_list("bucket", "key", "etag", "delivered_at")}
        unknown = [report for report in reports if _identity(report) not in known]
        # Another process may find the same at the same moment: the constraint lets one of them in.
        Report.objects.bulk_create(unknown, ignore_conflicts=True)
        new += len(unknown)
        for report in reports:
            if report.delivered_at > known.get(_identity(report), report.delivered_at):
                new += _deliver_again(report)
    return new


def _identity(report: Report) -> tuple[str, str, str]:
    return report.bucket, report.key, report.etag


def _deliver_again(report: Report) -> int:
    bucket, key, etag = _identity(report)
    not_taken = Report.objects.filter(bucket=bucket, key=key, etag=etag, status__in=NOT_TAKEN)
    times = {"delivered_at": report.delivered_at, "as_of": report.as_of}
    return not_taken.update(**times, status=Report.Status.PENDING, error="", attempts=0, cancel_requested=False)


def report_of(found: Delivery) -> Report:
    """Give a pending report for a delivery, not stored yet."""
    facts = {name: getattr(found, name) for name in ("bucket", "key", "etag", "version_id", "size", "delivered_at")}
    return Report(**facts, as_of=found.as_of, scope=found.scope)


def find(key: str) -> Delivery | None:
    """Give the delivery under a key of the reports storage, or the file at a path on disk; None for neither."""
    path = Path(key)
    if settings.REPORTS_BUCKET:
        with _explained():
            found = storages["reports"].bucket.objects.filter(Prefix=key).limit(1)
            if item := next((item for item in found if item.key == key), None):
                return _of_object(item)
    elif (inbox := settings.REPORTS_DIR / key).is_file():
        path = inbox
    return on_disk(path) if path.is_file() else None


@contextmanager
def opened(report: Report) -> Iterator[BinaryIO]:
    """Give the stored bytes of exactly the version that `report` is. Raises Superseded where that is gone."""
    if report.bucket:
        with ResumingObject(report) as found:
            yield found  # type: ignore[misc]
        return
    path = Path(report.key)
    try:
        file = path.open("rb")
    except FileNotFoundError as error:
        raise Superseded("The file was removed before it was read.") from error
    except OSError as error:
        raise ConfigError(f"The file cannot be read: {error}.") from error
    with file:
        if on_disk(path).etag != report.etag:
            raise Superseded("The file was replaced before it was read.")
        yield file


class ResumingObject(io.RawIOBase):
    """An S3 object read as a stream; where the connection breaks, it goes on from the byte it had reached."""

    def __init__(self, report: Report) -> None:
        self._report = report
        self._object = storages["reports"].bucket.Object(report.key)
        self._offset = 0
        self._body = self._get()

    def readable(self) -> bool:
        return True

    def close(self) -> None:
        if not self.closed:
            self._body.close()
        super().close()

    def _get(self):  # noqa: ANN202 - botocore's StreamingBody
        arguments = {"IfMatch": f'"{self._report.etag}"'}
        if self._report.version_id:
            arguments["VersionId"] = self._report.version_id
        if self._offset:
            arguments["Range"] = f"bytes={self._offset}-"
        with _explained():
            return self._object.get(**arguments)["Body"]

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        for attempt in range(READ_TRIES):
            if attempt:
                self._body.close()
                self._body = self._get()
            try:
                data = self._body.read(len(buffer))
            except DROPPED as error:
                logger.warning("The download of %s broke off at byte %s: %s", self._report.key, self._offset, error)
                continue
            if data or self._offset >= self._report.size:
                buffer[: len(data)] = data
                self._offset += len(data)
                return len(data)
        raise TransientError(f"The download broke off {READ_TRIES} times at byte {self._offset:,}.")
