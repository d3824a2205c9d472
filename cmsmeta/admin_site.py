"""The admin as staff see it: its name, its first page, and the order of what is on it."""

from typing import Any

from django.conf import settings
from django.contrib import admin
from django.http import HttpRequest, HttpResponse

# Imported when the site is first used, by which time every model is there.
from cmsmeta.dashboard import facts
from cmsmeta.lib.cells import NOTHING

# The order in which people reach for things; an app that is not named comes last.
APPS = ["videos", "channels_app", "reports", "sync", "auth", "procrastinate"]
MODELS = {
    "videos": [
        "Video",
        "Asset",
        "Claim",
        "Policy",
        "OwnershipConflict",
        "YouTubeShort",
        "NonYouTubeShort",
        "EditConflict",
        "OpenEdit",
        "ChangeSet",
        "Change",
        "StandingRule",
    ],
    "reports": ["Report", "Digest", "Subscription"],
    "sync": ["MetadataSync", "HandOver", "QuotaDay", "QuotaEntry", "HubSubscription", "Credential"],
}


class CmsAdminSite(admin.AdminSite):
    site_header = "YouTube CMS back office"
    site_title = "CMS back office"
    index_title = "Overview"
    empty_value_display = NOTHING
    index_template = "admin/overview.html"

    def each_context(self, request: HttpRequest) -> dict[str, Any]:
        return {**super().each_context(request), "youtube_sandbox": settings.YOUTUBE_SANDBOX}

    def index(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        return super().index(request, {**facts(request.user), **(extra_context or {})})

    def get_app_list(self, request: HttpRequest, app_label: str | None = None) -> list[dict[str, Any]]:
        apps = super().get_app_list(request, app_label)
        for app in apps:
            order = MODELS.get(app["app_label"], [])
            app["models"].sort(key=lambda model: _place(order, model["object_name"]))
        return sorted(apps, key=lambda app: _place(APPS, app["app_label"]))


def _place(order: list[str], name: str) -> tuple[int, str]:
    return (order.index(name) if name in order else len(order), name)
