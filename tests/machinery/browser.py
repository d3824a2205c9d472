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
from typing import Any, Literal

import pytest
from playwright import sync_api
from playwright._impl._sync_base import EventContextManager, EventInfo, SyncBase

# The first of them is the same without what a desktop needs: half the work. Older Debians have the second only.
PACKAGES = ("chromium-headless-shell", "chromium")
NAMES = (*PACKAGES, "chromium-browser", "google-chrome", "google-chrome-stable")
MAC = "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome"
OPTIONS = [
    "--disable-gpu",
    # Few processes, each of which takes its time to start: none kept in reserve, none for drawing or the network alone.
    "--renderer-process-limit=1",
    "--in-process-gpu",
    # These two take the place of Playwright's own, and repeat what it says of use here.
    "--enable-features=CDPScreenshotNewSurface,NetworkServiceInProcess2",
    "--disable-features=SpareRendererForSitePerProcess,AvoidUnnecessaryBeforeUnloadCheckSync,PaintHolding,"
    "DestroyProfileOnBrowserClose,HttpsUpgrades,HttpsFirstBalancedModeAutoEnable,ThirdPartyStoragePartitioning,"
    "NetworkTimeServiceQuerying,OptimizationHints,MediaRouter,LensOverlay,AimEnabled,PreconnectToSearch",
]
PATIENCE = 30  # seconds, for a machine that does other things too
MISSING = "There is no Chromium on this machine. Install it (Debian: apt install {}), then run this again."
PICTURES = os.environ.get("PICTURES")  # a folder: what the pages of the tests look like is kept there


def chromium() -> str | None:
    """Give the path of the machine's Chromium; None where it has none."""
    found = next(filter(None, map(shutil.which, NAMES)), None)
    return found or (MAC if Path(MAC).exists() else None)


def chromium_or_skip(lock: Path) -> str:
    """Give the path of Chromium, installed if that is allowed; else leave the test out, or in CI let it fail."""
    found = chromium() or _install(lock)
    if not found:
        (pytest.fail if os.environ.get("CI") == "true" else pytest.skip)(MISSING.format(PACKAGES[0]))
    return found


def _install(lock: Path) -> str | None:
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        return None
    lock.parent.mkdir(parents=True, exist_ok=True)
    with lock.open("w") as turn:
        fcntl.flock(turn, fcntl.LOCK_EX)
        install = ["install", "-y", "--no-install-recommends", "fonts-dejavu-core"]
        for words in (["update"], *([*install, package] for package in PACKAGES)):
            if not chromium():
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


class Windows:
    """The windows of a browser, one for each person of a test.

    What is signed in, open or stored ends with a test. The cache and the process that draws stay for the next: a page
    that finds neither takes ten times as long.
    """

    def __init__(self, browser: sync_api.Browser) -> None:
        self._browser = browser
        self._kept: list[sync_api.BrowserContext] = []
        self._taken = 0

    def new_page(
        self,
        viewport: sync_api.ViewportSize | None = None,
        color_scheme: Literal["light", "dark"] | None = None,
        **more: Any,
    ) -> sync_api.Page:
        """Give an empty page of somebody who has none yet; `more` are options of Playwright's contexts."""
        if more:
            return self._browser.new_context(viewport=viewport, color_scheme=color_scheme, **more).new_page()
        if self._taken == len(self._kept):
            self._kept.append(self._made())
        page = self._kept[self._taken].new_page()
        self._taken += 1
        if viewport:
            page.set_viewport_size(viewport)
        if color_scheme:
            page.emulate_media(color_scheme=color_scheme)
        return page

    def clear(self) -> None:
        """Close every page, and forget who was signed in and what pages had stored."""
        for context in self._browser.contexts:
            if context not in self._kept:
                context.close()
        for context in self._kept[: self._taken]:
            stays, *pages = context.pages
            for page in pages:
                page.close()
            context.clear_cookies()
            context.new_cdp_session(stays).send("Storage.clearDataForOrigin", {"origin": "*", "storageTypes": "all"})
        self._taken = 0

    def _made(self) -> sync_api.BrowserContext:
        """Make a context with a page that stays open; all web servers here are of its site, and share its process."""
        context = self._browser.new_context()
        stays = context.new_page()
        stays.route("**", lambda route: route.fulfill(body=""))
        stays.goto("http://127.0.0.1/")
        return context


def picture(page: sync_api.Page, name: str, *, full_page: bool = False) -> None:
    """Keep what `page` looks like, for whoever asks for pictures by naming a folder."""
    if PICTURES:
        page.screenshot(path=Path(PICTURES) / f"{name}.png", full_page=full_page)


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
