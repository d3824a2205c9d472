"""A server that speaks S3 over HTTP, and a bucket on it that the project takes for its own."""

import itertools
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from typing import Any

import boto3
from botocore.config import Config
from moto.core import DEFAULT_ACCOUNT_ID as ACCOUNT
from moto.s3.models import s3_backends
from moto.server import ThreadedMotoServer

from cmsmeta.lib import s3

KEYS = {"aws_access_key_id": "testing", "aws_secret_access_key": "testing", "region_name": "us-east-1"}
NUMBERS = itertools.count(1)


class Storage(s3.Storage):
    """The storage of production, but its session is made once: each reads all that Amazon says of its services."""

    def _create_session(self) -> boto3.Session:
        return _session(self.access_key, self.secret_key)


@cache
def _session(access_key: str, secret_key: str) -> boto3.Session:
    return boto3.Session(access_key, secret_key)


@dataclass(frozen=True)
class Bucket:
    """One bucket: `client` is boto3's, `environment` lets another process use it."""

    name: str
    endpoint: str
    client: Any = field(repr=False)

    @property
    def environment(self) -> dict[str, str]:
        return {
            "REPORTS_BUCKET": self.name,
            "AWS_S3_ENDPOINT_URL": self.endpoint,
            "AWS_S3_REGION_NAME": KEYS["region_name"],
            "AWS_ACCESS_KEY_ID": KEYS["aws_access_key_id"],
            "AWS_SECRET_ACCESS_KEY": KEYS["aws_secret_access_key"],
        }

    @property
    def storage(self) -> dict[str, Any]:
        """Give the entry of Django's STORAGES that is this bucket."""
        options = {
            "bucket_name": self.name,
            "endpoint_url": self.endpoint,
            "region_name": KEYS["region_name"],
            "access_key": KEYS["aws_access_key_id"],
            "secret_key": KEYS["aws_secret_access_key"],
            "file_overwrite": False,
        }
        return {"BACKEND": "tests.machinery.s3.Storage", "OPTIONS": options}

    def put(self, key: str, body: bytes | str) -> str:
        """Store `body` under `key`; give its ETag, without the quotes."""
        body = body.encode() if isinstance(body, str) else body
        return self.client.put_object(Bucket=self.name, Key=key, Body=body)["ETag"].strip('"')

    def put_on(self, day: str, key: str, body: bytes | str) -> None:
        """Store `body` under `key` as if it had been delivered on that day, such as 2026-03-01."""
        self.put(key, body)
        s3_backends[ACCOUNT]["aws"].buckets[self.name].keys[key].last_modified = datetime.fromisoformat(day)


@contextmanager
def serving() -> Iterator[str]:
    """Run the server until the context ends; gives its address."""
    logging.getLogger("werkzeug").setLevel(logging.WARNING)
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    try:
        yield "http://{}:{}".format(*server.get_host_and_port())
    finally:
        server.stop()


def new_bucket(endpoint: str) -> Bucket:
    """Make an empty bucket."""
    client = boto3.client("s3", endpoint_url=endpoint, config=Config(retries={"max_attempts": 1}), **KEYS)
    bucket = Bucket(f"reports-{next(NUMBERS)}", endpoint, client)
    client.create_bucket(Bucket=bucket.name)
    return bucket


def seen_through(settings: Any, endpoint: str) -> None:
    """Let the project reach the bucket at another address."""
    options = settings.STORAGES["reports"]["OPTIONS"] | {"endpoint_url": endpoint}
    reports = {**settings.STORAGES["reports"], "OPTIONS": options}
    settings.STORAGES = {**settings.STORAGES, "reports": reports}
