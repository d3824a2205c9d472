#!/usr/bin/env python
"""Django's command line for this project."""

import atexit
import gc
import os
import sys


def main() -> None:
    # A start makes many objects that stay: to look through them for garbage, and again at the end, took a third of it.
    gc.disable()
    gc.set_threshold(100_000, 10, 10)
    atexit.register(gc.freeze)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cmsmeta.settings")
    from django.core.exceptions import ImproperlyConfigured
    from django.core.management import BaseCommand, ManagementUtility
    from django.db import OperationalError, ProgrammingError
    from psycopg.errors import UndefinedColumn, UndefinedTable

    from cmsmeta.lib import disk

    class Utility(ManagementUtility):
        def fetch_command(self, subcommand: str) -> BaseCommand:
            command = super().fetch_command(subcommand)
            gc.freeze()
            gc.enable()
            return command

    try:
        Utility(sys.argv).execute()
    except ImproperlyConfigured as error:
        fail(error, f"{error}")
    except (OperationalError, OSError) as error:
        if full := disk.told(error, "run it again"):
            fail(error, full, 1)
        if isinstance(error, OSError):
            raise
        if getattr(error.__cause__, "sqlstate", "") is not None:  # it was reached, and said what is wrong
            raise
        fail(error, f"The database cannot be reached: {error}")
    except ProgrammingError as error:
        if not isinstance(error.__cause__, UndefinedColumn | UndefinedTable):
            raise
        what = f"{error}".partition("\n")[0]
        fail(error, f"The database is not that of this version: {what}. Run “manage.py migrate” first.")


def fail(error: BaseException, sentence: str, code: int = 2) -> None:
    """End with a sentence on what to mend, or with the whole story where that was asked for."""
    if "--traceback" in sys.argv:
        raise error
    print(sentence.strip(), file=sys.stderr)
    sys.exit(code)


if __name__ == "__main__":
    try:
        main()
    except KeyboardInterrupt as stopped:
        fail(stopped, "Stopped.", 130)
