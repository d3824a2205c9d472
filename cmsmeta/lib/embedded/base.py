"""Django's PostgreSQL backend, on a server of our own that is started by whoever connects first."""

from typing import Any

from django.conf import settings
from django.db.backends.postgresql import base

from cmsmeta.lib.embedded import postgres


class DatabaseWrapper(base.DatabaseWrapper):
    def get_connection_params(self) -> dict[str, Any]:
        postgres.server(settings.VAR_DIR / "postgres").ensure_running()
        return super().get_connection_params()
