"""The app that brings videos and YouTube into agreement."""

from django.apps import AppConfig


class SyncConfig(AppConfig):
    name = "sync"
    verbose_name = "YouTube sync"

    def ready(self) -> None:
        """Tell `videos`, which knows nothing of this app, which of them are being pushed."""
        from sync.models import being_pushed  # noqa: PLC0415 - models are there only now
        from videos.agreement import told_by  # noqa: PLC0415

        told_by(being_pushed)
