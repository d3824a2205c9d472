"""The database of each worker: a copy of one that the migrations have made once, which takes a fiftieth of the time.

The one that is copied stays for the next run; what it came from is in its name.
"""

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.db import connection
from django.db.backends.utils import CursorWrapper

DECIDING = ("migrations/**/*.py", "migrations/**/*.sql", "models.py", "models/*.py", "lib/*.py")
LOCK = 0x54455354  # of whoever makes the one to be copied, copies it or removes it
LIKE_IT = "cmsmeta_migrated_"


@contextmanager
def own(name: str) -> Iterator[None]:
    """Let a fresh copy with this name be the database until the context ends."""
    with _turn() as cursor:
        template = f"{LIKE_IT}{_made_of()}"
        cursor.execute("SELECT datname FROM pg_database WHERE starts_with(datname, %s)", [LIKE_IT])
        there = {found for (found,) in cursor.fetchall()}
        for old in there - {template}:
            cursor.execute(f"DROP DATABASE {old} WITH (FORCE)")
        if template not in there:
            _migrate(cursor, template)
        cursor.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
        cursor.execute(f"CREATE DATABASE {name} TEMPLATE {template}")
    with _used(name):
        yield
    with connection.creation._nodb_cursor() as cursor:
        cursor.execute(f"DROP DATABASE {name} WITH (FORCE)")


@contextmanager
def _turn() -> Iterator[CursorWrapper]:
    with connection.creation._nodb_cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [LOCK])  # it falls with the connection
        yield cursor


@contextmanager
def _used(name: str) -> Iterator[None]:
    before = connection.settings_dict["NAME"]
    connection.close()
    settings.DATABASES["default"]["NAME"] = connection.settings_dict["NAME"] = name
    try:
        yield
    finally:
        connection.close()
        settings.DATABASES["default"]["NAME"] = connection.settings_dict["NAME"] = before


def _migrate(cursor: CursorWrapper, template: str) -> None:
    unfinished = connection.settings_dict["TEST"]["NAME"] = f"{LIKE_IT}unfinished"
    before = connection.settings_dict["NAME"]
    connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
    connection.close()
    settings.DATABASES["default"]["NAME"] = connection.settings_dict["NAME"] = before
    cursor.execute(f"ALTER DATABASE {unfinished} RENAME TO {template}")


def _made_of() -> str:
    """Give a short name to all that decides what the migrations leave: they, the models, what they call."""
    digest = hashlib.sha256()
    for app in apps.get_app_configs():
        folder = Path(app.path)
        for file in sorted({file for kind in DECIDING for file in folder.glob(kind)}):
            digest.update(f"{app.label}/{file.relative_to(folder)}\n".encode() + file.read_bytes())
    return digest.hexdigest()[:16]
