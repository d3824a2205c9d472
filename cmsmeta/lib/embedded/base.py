"""Django's PostgreSQL backend, on a server of our own that is started by whoever connects first."""

from typing import Any

from django.conf import settings
from django.db.backends.postgresql import base

from cmsmeta.lib.embedded import server


class DatabaseWrapper(base.DatabaseWrapper):
    def get_connection_params(self) -> dict[str, Any]:
        host = server.ensure_running(settings.VAR_DIR / "postgres", database=settings.DATABASES["default"]["NAME"])
        return {**super().get_connection_params(), "host": host, "user": "postgres"}
