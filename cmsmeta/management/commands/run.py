"""The whole system on one machine: database, live messages, worker and web server, with the sample reports in it."""

import fcntl
import http.client
import os
import secrets
import shutil
import signal
import socket
import sys
import time
from argparse import ArgumentParser
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, nullcontext
from datetime import UTC, datetime, timedelta
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from pkgutil import iter_modules
from types import FrameType
from typing import Any

from django.apps import apps
from django.conf import settings
from django.contrib.auth.models import User
from django.core.checks import Tags
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder

from cmsmeta.lib import local
from cmsmeta.lib.children import ENDING, Children
from cmsmeta.lib.embedded import valkey
from sync.credentials import files, stored
from sync.credentials.vault import Secret
from sync.models import HubSubscription
from sync.sandbox.control import credentials
from sync.sandbox.state import OWNER
from sync.youtube.errors import NotConfigured

HOST = "127.0.0.1"
SAMPLES_CMS = "harbour"  # as the file names of the samples have it
WEB, WORKER, FIRST_REPORTS, SANDBOX = "web server", "worker", "first reports", "sandbox YouTube"
START_SECONDS = 60
RESTARTS, RESTARTS_SECONDS = 5, 60  # a worker that ends more often than that will not live


class Stopped(Exception):
    """Somebody asked for the end."""


class Command(BaseCommand):
    help = "Run everything on this machine until Ctrl-C. The first run makes an administrator and ingests the samples."
    requires_system_checks = [Tags.compatibility, Tags.files]  # the others look at the code, and load every page

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--port", type=int, default=8000, help="port of the web server (default: 8000)")

    def handle(self, *args: Any, port: int, **options: Any) -> None:
        sys.stdout.reconfigure(line_buffering=True)  # `make run | tee log` says at once where to sign in
        for number in ENDING:
            signal.signal(number, _stop)
        # Started by make, this ends when make does, even by kill -9.
        self.parent = os.getppid() if "MAKELEVEL" in os.environ else None
        self.environment = {**os.environ, "PYTHONUNBUFFERED": "1"}
        try:
            with ExitStack() as stack:
                stack.enter_context(_only_run())
                _check_port(port)
                first = self.prepare()
                embedded = valkey.running(settings.VAR_DIR / "valkey") if settings.EMBEDDED_VALKEY else nullcontext()
                valkey_process = stack.enter_context(embedded)
                children = stack.enter_context(Children(settings.VAR_DIR / "logs", also=valkey_process))
                self.serve(children, port, first)
        except Stopped:
            # Whoever pressed Ctrl-C twice is in a hurry, but the data are not.
            self.stdout.write("Stopped.")

    def prepare(self) -> bool:
        """Bring the database up to date, with an administrator in it; tell whether this is the first run."""
        self.stdout.write("Preparing the database …")
        if not migrated():
            call_command("migrate", verbosity=0, interactive=False)
        self.password = administrator()
        connection.close()
        return not settings.REPORTS_BUCKET and deliver_samples(settings.BASE_DIR / "samples", settings.REPORTS_DIR)

    def serve(self, children: Children, port: int, first: bool) -> None:
        """Start the children, say where to sign in, and watch over them."""
        manage = [sys.executable, settings.BASE_DIR / "manage.py"]
        daphne = [sys.executable, "-m", "daphne", "-b", HOST, "-p", str(port), "cmsmeta.asgi:application"]
        words = {WEB: daphne, WORKER: [*manage, "worker"]}
        os.chdir(settings.BASE_DIR)
        if not (settings.YOUTUBE_API_URL or settings.YOUTUBE_PARTNER_API_URL):
            words[SANDBOX] = self.start_sandbox(children, manage, port)
        children.start(WEB, words[WEB], {**self.environment, "DATABASE_POOL": "1"})
        if first:
            self.stdout.write("Ingesting the sample reports …")
            children.start(FIRST_REPORTS, [*manage, "ingest_reports", "--no-progress"], self.environment)
            self.wait_for_first_reports(children)
        children.start(WORKER, words[WORKER], self.environment)
        self.wait_for_web(children, port)
        self.stdout.write(f"Sign in: http://{HOST}:{port}/admin/  admin  {self.password}")
        self.stdout.write(f"Logs: {settings.VAR_DIR / 'logs'}. Ctrl-C ends all of it.")
        self.watch(children, words)

    def start_sandbox(self, children: Children, manage: list[Any], web_port: int) -> list[Any]:
        """Let the sandbox stand in for YouTube, with what it held before; give the words that start it."""
        with socket.socket() as probe:
            probe.bind((HOST, 0))
            port = probe.getsockname()[1]
        url, kept = f"http://{HOST}:{port}", settings.VAR_DIR / "sandbox-youtube"
        kept.mkdir(mode=0o700, exist_ok=True)
        words = [*manage, "youtube_sandbox", "--port", str(port)]
        words += ["--state", kept / "state.json", "--credentials", kept / "credentials.json"]
        self.environment |= {"YOUTUBE_API_URL": url, "YOUTUBE_PARTNER_API_URL": url, "YOUTUBE_SANDBOX": "1"}
        self.environment |= {"YOUTUBE_CONTENT_OWNER": OWNER, "YOUTUBE_CMS_NAME": SAMPLES_CMS}
        self.environment |= {"YOUTUBE_REPORTING_API_URL": url, "YOUTUBE_HUB_URL": f"{url}/subscribe"}
        self.environment["YOUTUBE_HUB_CALLBACK"] = f"http://{HOST}:{web_port}"
        HubSubscription.objects.all().delete()  # the hub of the sandbox before is gone
        # Anew at each start: the port differs, and a sandbox knows no sign-in of the one before.
        try:
            stored.keep("sandbox", files.of(Secret(credentials(url)), "the sandbox"), content_owner=OWNER)
        except NotConfigured as error:
            raise CommandError(str(error)) from None
        connection.close()
        children.start(SANDBOX, words, self.environment)
        self.stdout.write(f"The sandbox YouTube: {url}/sandbox/")
        return words

    def wait_for_first_reports(self, children: Children) -> None:
        """Wait until the samples are ingested; a failure there is told, and does not keep anybody from signing in."""
        while FIRST_REPORTS not in (ended := children.ended()):
            self.refuse(children, ended)
            self.pause(0.1)
        # One sample is broken on purpose, and its error is to be seen in the list of reports.
        if ended.pop(FIRST_REPORTS) > 1:
            self.stderr.write(f"The samples were not ingested. {children.log(FIRST_REPORTS)} says why.")
        self.refuse(children, ended)

    def wait_for_web(self, children: Children, port: int) -> None:
        deadline = time.monotonic() + START_SECONDS
        while not _answers(port):
            self.refuse(children, children.ended())
            if time.monotonic() > deadline:
                raise CommandError(f"The web server does not answer. Its log is {children.log(WEB)}.")
            self.pause(0.1)

    def watch(self, children: Children, words: dict[str, list[Any]]) -> None:
        """Start a worker or the sandbox anew that has ended; end everything where that does not help."""
        restarts: list[float] = []
        while True:
            ended = children.ended()
            restarts = [moment for moment in restarts if time.monotonic() - moment < RESTARTS_SECONDS]
            for name in (WORKER, SANDBOX):
                if name in ended and len(restarts) < RESTARTS:
                    self.stderr.write(f"The {name} ended (exit code {ended.pop(name)}); starting it again.")
                    children.start(name, words[name], self.environment)
                    restarts.append(time.monotonic())
            self.refuse(children, ended)
            if settings.EMBEDDED_VALKEY and not valkey.answers(settings.VAR_DIR / "valkey"):
                raise CommandError("The embedded Valkey has ended, so everything was stopped. Start it again.")
            self.pause(0.5)

    def refuse(self, children: Children, ended: dict[str, int]) -> None:
        for name, code in ended.items():
            raise CommandError(
                f"The {name} ended (exit code {code}), so all was stopped. Its log: {children.log(name)}."
            )

    def pause(self, seconds: float) -> None:
        time.sleep(seconds)
        if self.parent is not None and os.getppid() != self.parent:
            raise Stopped


def migrated() -> bool:
    """Tell whether every migration has run, by their names: `migrate` loads all of them, and makes every model anew."""
    applied = MigrationRecorder(connection).applied_migrations()
    packages = {app.label: MigrationLoader.migrations_module(app.label)[0] for app in apps.get_app_configs()}
    return all(
        (label, migration.name) in applied
        for label, package in packages.items()
        if find_spec(package)
        for migration in iter_modules(import_module(package).__path__)
    )


def administrator() -> str:
    """Make the user `admin` unless there is one; give their password, or a word about it where nobody knows it."""
    kept = settings.VAR_DIR / "admin-password"
    admin = User.objects.filter(username="admin").first()
    if admin is None:
        password = settings.ADMIN_PASSWORD or local.keep_text(kept, secrets.token_urlsafe(12))
        User.objects.create_superuser("admin", password=password)
        return password
    if settings.ADMIN_PASSWORD:
        if not admin.check_password(settings.ADMIN_PASSWORD):
            admin.set_password(settings.ADMIN_PASSWORD)
            admin.save(update_fields=["password"])
        return settings.ADMIN_PASSWORD
    password = local.kept_text(kept)
    return password if password and admin.check_password(password) else "(the password you chose)"


def deliver_samples(samples: Path, inbox: Path) -> bool:
    """Put the samples into a new inbox, as if delivered a day after each other; False if there is one already."""
    if inbox.exists():
        return False
    arriving = inbox.with_name(f".{inbox.name}.arriving")
    shutil.rmtree(arriving, ignore_errors=True)
    arriving.mkdir(parents=True)
    files = sorted(samples.glob("*.csv*"))
    for number, file in enumerate(files):
        delivered = (datetime.now(UTC) - timedelta(days=len(files) - number)).timestamp()
        os.utime(shutil.copy(file, arriving), (delivered, delivered))
    arriving.rename(inbox)
    return True


@contextmanager
def _only_run() -> Iterator[None]:
    settings.VAR_DIR.mkdir(parents=True, exist_ok=True)
    with (settings.VAR_DIR / "run.lock").open("a+") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise CommandError(
                f"It is running already, on the data in {settings.VAR_DIR}. Stop that first, or set VAR_DIR to another "
                "folder."
            ) from None
        yield


def _check_port(port: int) -> None:
    if not 0 < port < 65536:
        raise CommandError(f"{port} is no port. Choose one from 1024 to 65535: make run PORT=8001")
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError as error:
            raise CommandError(
                f"Port {port} cannot be had ({error.strerror}): another program may use it. "
                "Choose another one: make run PORT=8001"
            ) from None


def _answers(port: int) -> bool:
    web = http.client.HTTPConnection(HOST, port, timeout=10)
    try:
        web.request("GET", "/admin/login/")
        return web.getresponse().status > 0
    except OSError:
        return False
    finally:
        web.close()


def _stop(number: int, frame: FrameType | None) -> None:
    for other in ENDING:
        signal.signal(other, signal.SIG_IGN)
    raise Stopped
