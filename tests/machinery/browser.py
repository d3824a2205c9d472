"""A real Chromium, driven by Playwright; the one of the machine, since Playwright's own would be a download."""

import asyncio
import fcntl
import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright import sync_api

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
MAC = "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome"
OPTIONS = [
    "--no-sandbox",  # root may not have one
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-extensions",
]
MISSING = "There is no Chromium on this machine. Install it (Debian: apt install chromium), then run this again."


def chromium() -> str | None:
    """Give the path of the machine's Chromium; None where it has none."""
    found = next(filter(None, map(shutil.which, NAMES)), None)
    return found or (MAC if Path(MAC).exists() else None)


def chromium_or_skip(lock: Path) -> str:
    """Give the path of Chromium, installed if that is allowed; else leave the test out, or in CI let it fail."""
    found = chromium() or _install(lock)
    if not found:
        (pytest.fail if os.environ.get("CI") == "true" else pytest.skip)(MISSING)
    return found


def _install(lock: Path) -> str | None:
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        return None
    lock.parent.mkdir(parents=True, exist_ok=True)
    with lock.open("w") as turn:
        fcntl.flock(turn, fcntl.LOCK_EX)
        if not chromium():
            for words in (["update"], ["install", "-y", "--no-install-recommends", "chromium", "fonts-dejavu-core"]):
                environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
                subprocess.run(["apt-get", *words], check=False, capture_output=True, env=environment)
    return chromium()


@contextmanager
def launched(executable: str) -> Iterator[sync_api.Browser]:
    """Run a headless browser; talk to it within `awake` only."""
    with sync_api.sync_playwright() as playwright:
        loop = asyncio.get_running_loop()
        try:
            browser = playwright.chromium.launch(executable_path=executable, args=OPTIONS)
            asyncio._set_running_loop(None)
            yield browser
        finally:
            asyncio._set_running_loop(loop)
        browser.close()


@contextmanager
def awake(browser: sync_api.Browser) -> Iterator[None]:
    """Let this thread talk to `browser`, and to Django too.

    Playwright marks its event loop as running in this thread for as long as it lives, and Django and asgiref refuse
    to work beside a loop. So other tests never see it, and a test that has a page is excepted from Django's rule.
    """
    asyncio._set_running_loop(browser._loop)
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
    try:
        yield
    finally:
        del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]
        asyncio._set_running_loop(None)
