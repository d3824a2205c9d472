"""Work that nobody waits for lets pages go first, where they share the cores of one machine."""

import os
from contextlib import suppress
from typing import Any

from django.db.backends.signals import connection_created

from cmsmeta.lib import late

psutil = late.module("psutil")

NICENESS = 10


def step_back() -> None:
    """Give this process, and what a PostgreSQL of this machine does for it, a lower priority from its first query on.

    Not sooner: an embedded PostgreSQL that it starts itself would inherit it.
    """
    connection_created.connect(_lower, dispatch_uid=__name__)


def _lower(connection: Any, **_: Any) -> None:
    for process in (0, *_backend_here(connection.connection.info)):
        with suppress(PermissionError, ProcessLookupError):  # then it goes on as quick as all others
            os.setpriority(os.PRIO_PROCESS, process, NICENESS)


def _backend_here(info: Any) -> tuple[int, ...]:
    """The process that serves this connection, if it is of this machine and not of a container's own numbering."""
    with suppress(psutil.Error):
        if f" {info.user} {info.dbname} [local]" in " ".join(psutil.Process(info.backend_pid).cmdline()):
            return (info.backend_pid,)
    return ()
