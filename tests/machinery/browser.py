"""A real Chromium, driven by Playwright; the one of the machine, since Playwright's own would be a download."""

import asyncio
import fcntl
import functools
import inspect
import os
import shutil
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from playwright import sync_api
from playwright._impl._sync_base import EventContextManager, EventInfo, SyncBase

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
PATIENCE = 30  # seconds, for a machine that does other things too
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
    """Run a headless browser."""
    sync_api.expect.set_options(timeout=1000 * PATIENCE)
    with sync_api.sync_playwright() as playwright:
        loop = asyncio.get_running_loop()
        browser = playwright.chromium.launch(executable_path=executable, args=OPTIONS)
        _keep_to_itself(loop)
        asyncio._set_running_loop(None)
        try:
            yield browser
            browser.close()
        finally:
            asyncio._set_running_loop(loop)


def is_too_wide(page: sync_api.Page) -> bool:
    """Tell whether `page` scrolls sideways, once its style is there: a click leads to a page before that."""
    page.wait_for_load_state()
    return page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")


def _keep_to_itself(loop: asyncio.AbstractEventLoop) -> None:
    """Hide Playwright's event loop from everybody but Playwright.

    It marks its loop as running in the tests' thread for as long as it lives, where Django then refuses to work, or
    works on another connection, and asgiref refuses too.
    """

    def showing(entry: Callable[..., Any]) -> Callable[..., Any]:
        @functools.wraps(entry)
        def call(*args: Any, **kwargs: Any) -> Any:
            before = asyncio._get_running_loop()
            asyncio._set_running_loop(loop)
            try:
                return entry(*args, **kwargs)
            finally:
                asyncio._set_running_loop(before)

        return call

    for kind in (EventInfo, EventContextManager, *_kinds(SyncBase)):
        for name, entry in list(vars(kind).items()):
            if isinstance(entry, property):
                setattr(kind, name, property(showing(entry.fget)))
            elif inspect.isfunction(entry):
                setattr(kind, name, showing(entry))


def _kinds(kind: type) -> Iterator[type]:
    yield kind
    for narrower in kind.__subclasses__():
        yield from _kinds(narrower)
