"""`make run`: one line to sign in, everything ends together, a second run keeps the data."""

import http.cookiejar
import json
import os
import re
import signal
import stat
import subprocess
import sys
import time
import urllib.error
import urllib.parse
import urllib.request
from contextlib import contextmanager, suppress
from pathlib import Path

import psutil
import pytest
from django.contrib.auth import authenticate

from cmsmeta.management.commands.run import administrator
from tests.machinery.web import free_port

ROOT = Path(__file__).resolve().parent.parent
SIGN_IN = r"^Sign in: (http://127\.0\.0\.1:\d+/admin/)  admin  (\S.*)$"


class Run:
    """A run of the whole system on the data in `var`."""

    def __init__(self, var, **environment):
        self.var = var
        self.port = free_port()
        self.process = subprocess.Popen(
            [sys.executable, "manage.py", "run", "--port", str(self.port)],
            cwd=ROOT,
            env=_environment(var, **environment),
            stdout=(var / "out").open("w"),
            stderr=subprocess.STDOUT,
        )

    @property
    def said(self):
        return (self.var / "out").read_text()

    def wait_for(self, words):
        deadline = time.monotonic() + 90
        while not (found := re.findall(words, self.said, re.MULTILINE)):
            assert self.process.poll() is None, self.said
            assert time.monotonic() < deadline, self.said
            time.sleep(0.05)
        return found

    def wait_for_sign_in(self):
        (line,) = self.wait_for(SIGN_IN)
        return line

    def browse(self, password):
        """Sign in and give a function that fetches a page as text."""
        web = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar()))
        base = f"http://127.0.0.1:{self.port}"

        def get(path, **form):
            data = urllib.parse.urlencode(form).encode() if form else None
            return web.open(urllib.request.Request(base + path, data, {"Referer": base})).read().decode()  # noqa: S310

        token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', get("/admin/login/"))[1]
        get("/admin/login/?next=/admin/", username="admin", password=password, csrfmiddlewaretoken=token)
        return get

    def children(self):
        """The processes that work on the data, the embedded PostgreSQL aside."""
        found = []
        for process in psutil.process_iter(["environ", "cmdline"]):
            var = (process.info["environ"] or {}).get("VAR_DIR")
            if var == str(self.var) and "postgres" not in process.info["cmdline"][0]:
                found.append(process)
        return [process for process in found if process.pid != self.process.pid]

    def end(self, number=signal.SIGINT):
        self.process.send_signal(number)
        return self.process.wait(60)


def _environment(var, **more):
    plain = {"DATABASE_URL": "", "REDIS_URL": "", "LOCAL": "1", "DJANGO_SETTINGS_MODULE": "cmsmeta.settings"}
    inherited = {name: value for name, value in os.environ.items() if name not in ("MAKELEVEL", "PYTHONUNBUFFERED")}
    return {**inherited, **plain, "VAR_DIR": str(var), **more}


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """The data of a system that has run once."""
    var = tmp_path_factory.mktemp("run")
    with running(var) as run:
        assert_a_first_run_shows_the_samples(run, var)
    return var


@pytest.fixture
def var(made, tmp_path):
    subprocess.run(["cp", "-a", made, tmp_path], check=True)
    yield tmp_path / made.name
    if (left := tmp_path / made.name / "postgres" / "data" / "postmaster.pid").exists():
        with suppress(ProcessLookupError):  # it may have ended meanwhile, or have been killed
            os.kill(int(left.read_text().split()[0]), signal.SIGQUIT)


@contextmanager
def running(var, **environment):
    run = Run(var, **environment)
    try:
        yield run
    finally:
        if run.process.poll() is None:
            run.end()


def assert_a_first_run_shows_the_samples(run, var):
    _, password = run.wait_for_sign_in()
    assert stat.S_IMODE((var / "admin-password").stat().st_mode) == 0o600
    get = run.browse(password)
    assert "Log out" in get("/admin/")
    assert "harbour" in get("/admin/reports/report/")
    assert "Pending" not in get("/admin/reports/report/?status__exact=pending")
    assert "{" in get("/static/admin/css/base.css")
    assert "This is the sandbox YouTube" in get("/admin/")
    assert "SandboxContentOwnerAAA" in get("/admin/sync/credential/")
    credentials = json.loads((var / "sandbox-youtube" / "credentials.json").read_text())
    with urllib.request.urlopen(credentials["token_uri"].replace("/token", "/sandbox/")) as sandbox:  # noqa: S310
        assert json.load(sandbox)["holds"]["videos"] > 400
    assert run.end() == 0
    log = (var / "logs" / "web-server.log").read_text()
    assert "Traceback" not in log
    assert "Warning" not in log
    assert run.children() == []
    assert not (var / "postgres" / "data" / "postmaster.pid").exists()
    (var / "password").write_text(password)


def test_a_second_run_keeps_the_data_outlives_its_database_and_nothing_outlives_it(var, tmp_path):
    with running(var) as run:
        _, password = run.wait_for_sign_in()
        assert password == (var / "password").read_text()
        assert "Ingesting" not in run.said
        get = run.browse(password)
        assert "harbour" in get("/admin/reports/report/")
        assert_told(run, var, "It is running already")
        assert_told(run, tmp_path, f"Port {run.port} cannot be had")
        database = int((var / "postgres" / "data" / "postmaster.pid").read_text().split()[0])
        os.kill(database, signal.SIGKILL)
        deadline = time.monotonic() + 60
        while not answered(get, "/admin/reports/report/"):
            assert time.monotonic() < deadline
        left = run.children()
        assert left
        run.end(signal.SIGKILL)
        _, living = psutil.wait_procs(left, timeout=30)
        assert living == []


def test_one_that_is_ended_while_it_starts_leaves_nothing_behind(var):
    with running(var) as run:
        run.wait_for("The sandbox YouTube")
        assert run.end(signal.SIGTERM) == 0
        assert "Sign in" not in run.said
        assert run.children() == []
        assert not (var / "postgres" / "data" / "postmaster.pid").exists()


def test_the_password_of_the_administrator_is_made_up_and_kept_or_the_chosen_one(db, settings, tmp_path):
    settings.VAR_DIR, settings.ADMIN_PASSWORD = tmp_path, ""
    made_up = administrator()
    assert administrator() == made_up
    assert authenticate(username="admin", password=made_up).is_superuser
    settings.ADMIN_PASSWORD = "chosen by me"
    assert administrator() == "chosen by me"
    assert authenticate(username="admin", password="chosen by me")
    assert not authenticate(username="admin", password=made_up)
    settings.ADMIN_PASSWORD = ""
    assert administrator() == "(the password you chose)"


def answered(get, path):
    try:
        return "harbour" in get(path)
    except urllib.error.HTTPError:
        time.sleep(0.2)
        return False


def assert_told(run, place, sentence):
    words = [sys.executable, "manage.py", "run", "--port", str(run.port)]
    again = subprocess.run(
        words, cwd=ROOT, env=_environment(place), capture_output=True, text=True, check=False, timeout=60
    )
    assert again.returncode == 1
    assert sentence in again.stderr
    assert "Traceback" not in again.stderr
