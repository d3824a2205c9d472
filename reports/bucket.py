"""The reports bucket: what lies in it, version by version, and the bytes of one version of one object."""

import io
import logging
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from itertools import groupby
from typing import Any, BinaryIO

import boto3.exceptions
import botocore.exceptions
from django.conf import settings
from django.core.files import File
from django.core.files.storage import storages

from reports.delivered import Delivery, is_hidden
from reports.errors import ConfigError, Superseded, TransientError
from reports.models import Report, Upload

logger = logging.getLogger(__name__)

READ_TRIES = 5
NULL = "null"  # the version of an object that was stored while the bucket kept none
GONE = {"404", "412", "NoSuchKey", "NoSuchUpload", "NoSuchVersion", "PreconditionFailed"}
DENIED = {"403", "AccessDenied"}
# What a server says that keeps no versions, or that does not let us see them.
VERSIONS_UNSEEN = {*DENIED, "405", "501", "MethodNotAllowed", "NotImplemented"}
MISCONFIGURED = {
    *DENIED,
    "InvalidAccessKeyId",
    "SignatureDoesNotMatch",
    "NoSuchBucket",
    "ExpiredToken",
    "PermanentRedirect",
}
DROPPED = (botocore.exceptions.HTTPClientError, botocore.exceptions.IncompleteReadError, ConnectionError, TimeoutError)
NEEDED = {
    "read": "may list and get (s3:ListBucket, s3:GetObject; for versions s3:ListBucketVersions, s3:GetObjectVersion)",
    "written to": "may put (s3:PutObject, s3:AbortMultipartUpload)",
}


def listed(prefix: str) -> Iterator[Delivery]:
    """Give every version that lies under `prefix`, each key's oldest first.

    Where the bucket does not tell its versions, or the role may not list them, these are the objects of today.
    Raises ConfigError or TransientError where nothing can be listed.
    """
    with explained():
        try:
            yield from _versions(prefix)
        except botocore.exceptions.ClientError as error:
            if code_of(error) not in VERSIONS_UNSEEN:
                raise
            logger.debug("The versions in the bucket cannot be listed (%s).", code_of(error))
            yield from _objects(prefix)


def of_key(key: str) -> list[Delivery]:
    """Give every version of one object, oldest first."""
    # Of all the keys that begin with it, the key itself comes first.
    _, versions = next(groupby(listed(key), lambda found: found.key), (key, iter(())))
    return [found for found in versions if found.key == key]


def newest(key: str) -> Delivery:
    """Give the object that was just stored under a key. Raises TransientError where it is not listed."""
    if not (versions := of_key(key)):
        raise TransientError("It is stored, and not listed yet: it will be found within five minutes.")
    return versions[-1]


def _versions(prefix: str) -> Iterator[Delivery]:
    pages = _client().get_paginator("list_object_versions").paginate(Bucket=settings.REPORTS_BUCKET, Prefix=prefix)
    deleted: set[str] = set()  # somebody took these away: what they were is not to be taken

    def stored() -> Iterator[dict[str, Any]]:
        for page in pages:
            deleted.update(marker["Key"] for marker in page.get("DeleteMarkers", ()) if marker["IsLatest"])
            yield from page.get("Versions", ())

    for key, versions in groupby(stored(), lambda item: item["Key"]):
        if not is_hidden(key) and key not in deleted:
            yield from map(_of_version, reversed(list(versions)))


def _of_version(item: dict[str, Any]) -> Delivery:
    # The newest one is what a plain reading gives, which needs no further permission.
    version = "" if item["VersionId"] == NULL and item["IsLatest"] else item["VersionId"]
    etag, size, when = item["ETag"].strip('"'), item["Size"], item["LastModified"]
    return Delivery(settings.REPORTS_BUCKET, item["Key"], etag, size, when, version)


def _objects(prefix: str) -> Iterator[Delivery]:
    for item in storages["reports"].bucket.objects.filter(Prefix=prefix):
        if not is_hidden(item.key):
            etag = item.e_tag.strip('"')
            yield Delivery(settings.REPORTS_BUCKET, item.key, etag, item.size, item.last_modified)


def store(key: str, file: File) -> str:
    """Put `file` into the bucket, part by part; gives the key that it has there."""
    with explained("written to"):
        return storages["reports"].save(key, file)


def begin(key: str) -> str:
    """Begin an object that comes in pieces, to be seen once it is whole; gives what S3 calls it until then."""
    with explained("written to"):
        return _client().create_multipart_upload(Bucket=settings.REPORTS_BUCKET, Key=key)["UploadId"]


def add(upload: Upload, piece: bytes) -> str:
    """Store the next piece of an object; gives its ETag. Raises Superseded where S3 has given the object up."""
    with explained("written to"):
        return _client().upload_part(**_named(upload), PartNumber=len(upload.parts) + 1, Body=piece)["ETag"]


def finish(upload: Upload) -> Delivery:
    """Make an object of its pieces, unless that is done, also by somebody else just now. Raises as `add` does."""
    if versions := of_key(upload.key):
        return versions[-1]
    parts = [{"PartNumber": number, "ETag": tag} for number, tag in enumerate(upload.parts, 1)]
    try:
        with explained("written to"):
            _client().complete_multipart_upload(**_named(upload), MultipartUpload={"Parts": parts})
    except Superseded:
        if not of_key(upload.key):
            raise
    return newest(upload.key)


def give_up(upload: Upload) -> None:
    """Forget the pieces of an object."""
    with suppress(Superseded), explained("written to"):
        _client().abort_multipart_upload(**_named(upload))


def _named(upload: Upload) -> dict[str, str]:
    return {"Bucket": settings.REPORTS_BUCKET, "Key": upload.key, "UploadId": upload.multipart_id}


def _client():  # noqa: ANN202 - boto3 makes its classes as it goes
    return storages["reports"].connection.meta.client


@contextmanager
def explained(done: str = "read") -> Iterator[None]:
    """Turn what boto3 raises into one of our kinds of failure; `done` is what was done to the bucket."""
    try:
        yield
    except botocore.exceptions.ClientError as error:
        code = code_of(error)
        if code in GONE:
            raise Superseded("The object was replaced or removed before it was read.") from error
        if code in MISCONFIGURED:
            raise ConfigError(
                f"The bucket {settings.REPORTS_BUCKET} cannot be {done} ({code})."
                f" Check REPORTS_BUCKET, AWS_S3_ENDPOINT_URL, and that the role or the keys {NEEDED[done]}."
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


def code_of(error: botocore.exceptions.ClientError) -> str:
    return str(error.response.get("Error", {}).get("Code", ""))


@contextmanager
def opened(report: Report) -> Iterator[BinaryIO]:
    """Give the stored bytes of exactly the version that `report` is. Raises Superseded where that is gone."""
    with ResumingObject(report) as found:
        yield found  # type: ignore[misc]


class ResumingObject(io.RawIOBase):
    """An S3 object read as a stream; where the connection breaks, it goes on from the byte it had reached."""

    def __init__(self, report: Report) -> None:
        self._report = report
        self._object = storages["reports"].bucket.Object(report.key)
        self._version = {"VersionId": report.version_id} if report.version_id else {}
        self._offset = 0
        self._body = None  # where there is none to be had, this object is closed all the same
        self._body = self._get()

    def readable(self) -> bool:
        return True

    def close(self) -> None:
        if self._body and not self.closed:
            self._body.close()
        super().close()

    def _get(self):  # noqa: ANN202 - botocore's StreamingBody
        arguments = {"IfMatch": f'"{self._report.etag}"'}
        if self._offset:
            arguments["Range"] = f"bytes={self._offset}-"
        with explained():
            try:
                return self._object.get(**arguments, **self._version)["Body"]
            except botocore.exceptions.ClientError as error:
                if not self._version or code_of(error) not in DENIED:
                    raise
                denied = error
            # Versions need a permission of their own; if it is still the newest, it is to be had without.
            try:
                body = self._object.get(**arguments)["Body"]
            except botocore.exceptions.ClientError as error:
                raise (denied if code_of(error) in GONE else error) from error
            self._version = {}
            return body

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
