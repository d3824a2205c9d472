"""What the system finds wrong with its own configuration, at every command and, the rest, at `check --deploy`."""

import os
from collections.abc import Sequence
from typing import Any

from django.apps import AppConfig
from django.conf import settings
from django.contrib import admin
from django.contrib.admin.checks import check_admin_app
from django.core.checks import CheckMessage, Error, Tags, Warning, register

from cmsmeta.lib.environment import MAKE_KEY


@register(Tags.admin)
def pages_are_sound(app_configs: Sequence[AppConfig] | None, **options: Any) -> list[CheckMessage]:
    """The pages of the admin are: Django's check, which looks at those only that are loaded."""
    admin.autodiscover()
    return check_admin_app(app_configs)


@register(Tags.files)
def reports_can_be_delivered(**options: Any) -> list[CheckMessage]:
    """The inbox is a folder that can be read."""
    inbox = settings.REPORTS_DIR
    if settings.REPORTS_BUCKET or not inbox.exists() or (inbox.is_dir() and os.access(inbox, os.R_OK | os.X_OK)):
        return []
    return [Error(f"{inbox} is not a folder that can be read.", hint="Set REPORTS_DIR.", id="reports.E001")]


@register(Tags.files)
def keys_come_with_a_bucket(**options: Any) -> list[CheckMessage]:
    """Somebody who names an S3 server means a bucket."""
    if settings.AWS_S3_ENDPOINT_URL and not settings.REPORTS_BUCKET:
        hint = "Set REPORTS_BUCKET, or remove AWS_S3_ENDPOINT_URL."
        return [Warning("An S3 server is named, but no bucket.", hint=hint, id="reports.W001")]
    return []


@register(Tags.files, deploy=True)
def reports_outlive_the_machine(**options: Any) -> list[CheckMessage]:
    """In production reports come by S3."""
    if settings.REPORTS_BUCKET:
        return []
    hint = "Set REPORTS_BUCKET, or silence this where a folder is meant."
    return [Warning("Reports are looked for in a folder of this machine.", hint=hint, id="reports.W002")]


@register(Tags.security, deploy=True)
def servers_are_real(**options: Any) -> list[CheckMessage]:
    """The embedded servers are for one person's machine."""
    found: list[CheckMessage] = []
    if settings.EMBEDDED:
        found.append(
            Error("The embedded PostgreSQL is not for production.", hint="Set DATABASE_URL.", id="cmsmeta.E001")
        )
    if settings.EMBEDDED_VALKEY:
        hint = "Set REDIS_URL; pages are not live without it."
        found.append(Error("The embedded Valkey is not for production.", hint=hint, id="cmsmeta.E002"))
    return found


@register(Tags.security, deploy=True)
def credentials_can_be_kept(**options: Any) -> list[CheckMessage]:
    """Whoever names a content owner wants to sign in to YouTube."""
    if settings.CREDENTIAL_KEYS or not settings.YOUTUBE_CONTENT_OWNER:
        return []
    hint = f"Set CREDENTIAL_KEYS. Make a key with: {MAKE_KEY}"
    return [Warning("No credential for YouTube can be kept: there is no key.", hint=hint, id="sync.W001")]
