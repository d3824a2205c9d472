"""The web server under test: daphne in a process of its own, on the database of the tests."""

import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from django.conf import settings
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from playwright.sync_api import Page

from tests.environment import INBOX

ROOT = Path(settings.BASE_DIR)


def environment() -> dict[str, str]:
    """Give the environment in which another process works on the database and the live messages of this test."""
    database = connection.settings_dict
    user = ":".join(quote(database[part], safe="") for part in ("USER", "PASSWORD") if database[part])
    place = f"{quote(database['HOST'], safe='')}:{database['PORT'] or 5432}"
    return {
        **os.environ,
        "DATABASE_URL": f"postgres://{user}@{place}/{database['NAME']}",
        "REDIS_URL": settings.REDIS_URL,
        "LOCAL": "1",
        "PYTHONUNBUFFERED": "1",
    }


def command(*words: str, **more: str) -> subprocess.CompletedProcess[str]:
    """Run `manage.py words` as a process of its own on the database of this test; `more` joins its environment."""
    return subprocess.run(
        [sys.executable, "manage.py", *words],
        cwd=ROOT,
        env={**environment(), **more},
        capture_output=True,
        text=True,
        check=False,
        stdin=subprocess.DEVNULL,
    )


@dataclass(frozen=True)
class Site:
    """A running web server and how people come to its pages."""

    url: str

    def sign_in(self, page: Page, person: User) -> Page:
        """Let `page` be signed in as `person`, without the form."""
        client = Client()
        client.force_login(person)
        page.context.add_cookies(
            [{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": self.url, "httpOnly": True}]
        )
        return page

    def open(self, page: Page, path: str, person: User | None = None) -> Page:
        """Open `path` in `page`, signed in as `person`."""
        if person:
            self.sign_in(page, person)
        page.goto(f"{self.url}{path}")
        return page


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@contextmanager
def serving(log: Path, port: int | None = None) -> Iterator[Site]:
    """Run daphne on `port`, or a free one, until the context ends; what it says goes to `log`."""
    port = port or free_port()
    words = ["-m", "daphne", "-b", "127.0.0.1", "-p", str(port), "cmsmeta.asgi:application"]
    with log.open("wb") as out:
        process = subprocess.Popen(
            [sys.executable, *words],
            cwd=ROOT,
            env={**environment(), "DATABASE_POOL": "1", "REPORTS_DIR": str(INBOX)},
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=out,
        )
    try:
        site = Site(f"http://127.0.0.1:{port}")
        _wait(site, process, log)
        yield site
    finally:
        process.kill()  # it has nothing to bring to an end, and Python takes a second to tidy up behind it
        process.wait()


def _wait(site: Site, process: subprocess.Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + 60
    while True:
        try:
            urllib.request.urlopen(f"{site.url}/admin/login/", timeout=5).close()  # noqa: S310
            return
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            if process.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError(f"The web server did not answer:\n{log.read_text()}") from None
            time.sleep(0.05)
