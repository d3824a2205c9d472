"""A wrong value in the environment stops the start with a sentence; `.env.example` lists every variable."""

import os
import re
import runpy
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

from tests.machinery import web

ROOT = Path(__file__).resolve().parent.parent
PRODUCTION = {
    "DATABASE_URL": "postgresql://user:hidden@127.0.0.1:1/cms",
    "SECRET_KEY": "0123456789abcdefghijklmnopqrstuvwxyz-0123456789-ABCDEFGHIJ",
    "ALLOWED_HOSTS": "cms.example.com",
    "REDIS_URL": "rediss://redis.example.com:6379/0",
    "REPORTS_BUCKET": "reports",
    "DJANGO_SETTINGS_MODULE": "cmsmeta.settings",
    "LOCAL": "",
    "LOG_LEVEL": "",
}


def manage(*words, **environment):
    return subprocess.run(
        [sys.executable, "manage.py", *words],
        cwd=ROOT,
        env={**os.environ, **PRODUCTION, **environment},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize(
    ("name", "value", "told"),
    [
        ("DEBUG", "maybe", "DEBUG is 'maybe'. Set it to true or false."),
        ("DATABASE_URL", "mysql://user:hidden@host/name", "DATABASE_URL is not the address of a PostgreSQL database"),
        ("DATABASE_URL", "postgresql://user:hidden@host:port/name", "DATABASE_URL cannot be read"),
        ("DATABASE_URL", "postgresql://user:hidden@host", "DATABASE_URL names no database"),
        ("REDIS_URL", "localhost:6379", "REDIS_URL is not an address that begins with redis://"),
        ("REPORT_MAX_BYTES", "64g", "REPORT_MAX_BYTES is '64g'. Set it to a whole number of 0 or more."),
        ("REPORT_SHRINK_LIMIT", "10", "REPORT_SHRINK_LIMIT is '10'. Set it to a number from 0 to 1"),
        (
            "REPORTS_EVENT_SECRET",
            "hidden",
            "REPORTS_EVENT_SECRET is too short. Set it to 24 or more random characters.",
        ),
        ("YOUTUBE_API_URL", "sandbox", "YOUTUBE_API_URL is not an address that begins with http://"),
        ("SITE_URL", "cms.example.com", "SITE_URL is not an address that begins with http://"),
        ("EMAIL_URL", "mail.example.com:25", "EMAIL_URL is not the address of a mail server."),
        ("EMAIL_URL", "smtp://user:hidden@host:port", "EMAIL_URL cannot be read"),
        ("LOG_LEVEL", "loud", "LOG_LEVEL is 'LOUD'. Set it to one of DEBUG, INFO"),
    ],
)
def test_a_wrong_value_is_told_in_a_sentence(monkeypatch, name, value, told):
    for variable, chosen in {**PRODUCTION, name: value}.items():
        monkeypatch.setenv(variable, chosen)
    with pytest.raises(ImproperlyConfigured) as error:
        runpy.run_path(str(ROOT / "cmsmeta" / "settings.py"))
    assert str(error.value).startswith(told)
    assert "hidden" not in str(error.value)


@pytest.mark.parametrize(
    ("name", "value", "told"),
    [
        ("SECRET_KEY", "", "SECRET_KEY is not set"),
        ("DATABASE_URL", "postgresql://user:hidden@host:port/name", "DATABASE_URL cannot be read"),
        ("DATABASE_URL", PRODUCTION["DATABASE_URL"], "The database cannot be reached"),
    ],
)
def test_a_wrong_value_stops_the_start_with_a_sentence(name, value, told):
    done = manage("showmigrations", **{name: value})
    assert done.returncode == 2
    assert done.stderr.startswith(told)
    assert "Traceback" not in done.stderr
    assert "hidden" not in done.stderr


@pytest.mark.django_db(transaction=True)
def test_a_database_without_tables_is_told_in_a_sentence():
    bare, _, _ = web.environment()["DATABASE_URL"].rpartition("/")
    done = web.command("ingest_reports", DATABASE_URL=f"{bare}/postgres")
    assert done.returncode == 2
    assert done.stderr.startswith("The database is not that of this version: relation")
    assert "manage.py migrate" in done.stderr
    assert "Traceback" not in done.stderr


def test_whoever_stops_a_command_is_told_so_in_a_word():
    done = manage("shell", "-v0", "-c", "import signal; signal.raise_signal(signal.SIGINT)")
    assert (done.returncode, done.stdout, done.stderr) == (130, "", "Stopped.\n")


def test_a_setup_that_was_cut_off_is_begun_anew(tmp_path):
    (tmp_path / "requirements.txt").touch()
    half, making = tmp_path / ".venv" / "bin" / "python", tmp_path / "python"
    half.parent.mkdir(parents=True)
    half.write_text('#!/bin/sh\n[ "$1" = -c ]\n')  # Python is there, pip is not yet
    making.write_text('#!/bin/sh\nprintf "#!/bin/sh\\necho $*\\n" > .venv/bin/python\n')
    half.chmod(0o755), making.chmod(0o755)
    words = ["make", "-s", "-f", str(ROOT / "Makefile"), "setup", f"PYTHON={making}"]
    done = subprocess.run(words, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert "Making .venv" in done.stdout
    assert (done.returncode, done.stderr) == (0, "")


def test_the_settings_of_production_pass_djangos_own_examination():
    done = manage("check", "--deploy", "--fail-level", "WARNING")
    assert done.returncode == 0, done.stderr


def test_the_embedded_servers_do_not_pass_for_production(tmp_path):
    done = manage("check", "--deploy", DATABASE_URL="", REDIS_URL="", VAR_DIR=str(tmp_path))
    assert "cmsmeta.E001" in done.stderr
    assert "cmsmeta.E002" in done.stderr


def test_the_example_lists_every_variable_that_is_read_and_no_other():
    read = set(re.findall(r"env\.\w+\(\s*\"([A-Z_0-9]+)\"", (ROOT / "cmsmeta" / "settings.py").read_text()))
    listed = re.findall(r"^# ([A-Z_0-9]+)=", (ROOT / ".env.example").read_text(), re.MULTILINE)
    assert sorted(listed) == sorted(read)
