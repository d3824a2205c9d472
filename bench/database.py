"""A fresh database for each benchmark, on the embedded server or on the one that DATABASE_URL names."""

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median
from urllib.parse import quote, urlsplit

import psycopg
from psycopg import sql

ROOT = Path(__file__).resolve().parent.parent
VAR_DIR = Path(os.environ.get("VAR_DIR", ROOT / "var")).resolve()
CHUNK = 1024**2


class Database:
    """A database and the environment in which `manage.py` works on it."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.connection = psycopg.connect(self.url, autocommit=True)
        self.environment = os.environ | {
            "DATABASE_URL": self.url,
            "VAR_DIR": str(VAR_DIR),
            "SECRET_KEY": os.environ.get("SECRET_KEY", "only for a benchmark " * 3),
            "LOCAL": "1",  # pages are asked for by plain HTTP
            "LOG_LEVEL": "WARNING",
        }

    def manage(self, *arguments: str) -> None:
        subprocess.run([sys.executable, "manage.py", *arguments], cwd=ROOT, env=self.environment, check=True)

    def settle(self) -> None:
        """Do the work that the last step left to the background, so that the next one is not billed for it."""
        self.connection.execute("VACUUM (ANALYZE)")
        self.connection.execute("CHECKPOINT")

    def seconds_of_copy(self, path: Path, runs: int = 3) -> float:
        """Median seconds of a COPY of the CSV file into a table of text columns without an index."""
        with path.open(encoding="utf-8") as file:
            names = [sql.Identifier(name.strip()) for name in file.readline().split(",")]
        table = sql.SQL("CREATE TABLE bare ({})").format(
            sql.SQL(", ").join(sql.SQL("{} text").format(n) for n in names)
        )
        taken = []
        for _ in range(runs):
            self.connection.execute(table)
            self.connection.execute("CHECKPOINT")
            began = time.perf_counter()
            with (
                self.connection.cursor().copy("COPY bare FROM STDIN (FORMAT csv, HEADER)") as copy,
                path.open("rb") as file,
            ):
                while data := file.read(CHUNK):
                    copy.write(data)
            taken.append(time.perf_counter() - began)
            self.connection.execute("DROP TABLE bare")
        return median(taken)

    def facts(self) -> str:
        shown = {
            name: self.connection.execute(sql.SQL("SHOW {}").format(sql.Identifier(name))).fetchone()[0]  # type: ignore[index]
            for name in ("server_version", "shared_buffers", "fsync", "synchronous_commit")
        }
        version = shown.pop("server_version").split()[0]
        return f"PostgreSQL {version}, " + ", ".join(f"{name} {value}" for name, value in shown.items())


@contextmanager
def fresh(purpose: str) -> Iterator[Database]:
    """Give a migrated database called `bench_<purpose>`, dropped afterwards."""
    name = sql.Identifier(f"bench_{purpose}")
    with psycopg.connect(_url("postgres"), autocommit=True) as admin:
        admin.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(name))
        admin.execute(sql.SQL("CREATE DATABASE {}").format(name))
        try:
            database = Database(_url(f"bench_{purpose}"))
            database.manage("migrate", "--verbosity", "0")
            with database.connection:
                yield database
        finally:
            admin.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(name))


def _url(name: str) -> str:
    """The URL of a database on the server."""
    if url := os.environ.get("DATABASE_URL"):
        return urlsplit(url)._replace(path=f"/{name}").geturl()
    from cmsmeta.lib.embedded import postgres  # noqa: PLC0415  not imported where DATABASE_URL is set

    server = postgres.server(VAR_DIR / "postgres")
    server.ensure_running()
    return f"postgresql://{postgres.USER}@:{postgres.PORT}/{name}?host={quote(str(server.sockets), safe='')}"
