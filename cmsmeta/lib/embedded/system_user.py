"""Whose process the embedded PostgreSQL is: it refuses to run as root, who therefore lends it a user of its own."""

import logging
import os
import pwd
import shutil
import stat
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.core.exceptions import ImproperlyConfigured

logger = logging.getLogger(__name__)

NAME = "embedded_postgres"
SEARCH = stat.S_IXOTH
READ = stat.S_IROTH | stat.S_IXOTH


@dataclass(frozen=True)
class Owner:
    """A user's number and group, and what they mean for a subprocess."""

    uid: int
    gid: int

    @property
    def for_subprocess(self) -> dict[str, Any]:
        """Arguments that make a subprocess this user's."""
        return {"user": self.uid, "group": self.gid, "extra_groups": []} if os.geteuid() == 0 else {}


def of(data: Path) -> Owner:
    """Give the user whose server the one of `data` is: the owner of the data where there are any."""
    owner = data.stat().st_uid if data.exists() else os.geteuid()
    if os.geteuid() == 0:
        user = pwd.getpwuid(owner) if owner else _lent_user()
        return Owner(user.pw_uid, user.pw_gid)
    if owner != os.geteuid():
        raise ImproperlyConfigured(
            f"{data} belongs to another user (number {owner}), whose PostgreSQL only they or root can use. "
            "Set VAR_DIR to a folder of your own."
        )
    return Owner(os.geteuid(), os.getegid())


def _lent_user() -> pwd.struct_passwd:
    try:
        return pwd.getpwnam(NAME)
    except KeyError:
        useradd = shutil.which("useradd")
    if useradd is None:
        raise ImproperlyConfigured(
            f"PostgreSQL refuses to run as root, and there is no `useradd` to make the user {NAME} for it. "
            "Make that user, run this as another user, or set DATABASE_URL."
        )
    done = subprocess.run([useradd, "--system", "--no-create-home", NAME], capture_output=True, text=True, check=False)
    try:
        return pwd.getpwnam(NAME)  # where two made it at once, one of them failed and it is there all the same
    except KeyError:
        raise ImproperlyConfigured(
            f"PostgreSQL refuses to run as root, and making the user {NAME} for it failed: {done.stderr.strip()}. "
            "Run this as another user, or set DATABASE_URL."
        ) from None


def open_the_way(owner: Owner, *places: Path) -> None:
    """As root, let `owner` reach `places` (not list what is above them), and read the programs in the last."""
    if os.geteuid() != 0:
        return
    for folder in {parent for place in places for parent in place.parents}:
        status = folder.stat()
        if not status.st_mode & SEARCH and status.st_uid != owner.uid:
            logger.warning("Letting the user %s pass through %s, so that its PostgreSQL can run.", NAME, folder)
            folder.chmod(status.st_mode | SEARCH)
    installed = places[-1].parent
    if (places[-1] / "postgres").stat().st_mode & READ != READ:
        libraries = installed.parent.with_suffix(".libs")
        for folder in filter(Path.exists, (installed, libraries)):
            for path in (folder, *folder.rglob("*")):
                path.chmod(path.stat().st_mode | READ)
