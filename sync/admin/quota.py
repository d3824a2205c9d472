"""The quota of YouTube's APIs: what each day has spent and has left, and every request that was charged."""

from datetime import datetime, timedelta
from typing import Any

from django.contrib import admin
from django.db.models import Count, Q, QuerySet, Sum
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.safestring import SafeString

from cmsmeta.lib.cells import NOTHING, link, list_url, row_link, thousands
from cmsmeta.lib.lists import ReadOnlyAdmin
from cmsmeta.lib.patience import within
from sync import forecast
from sync.ledger import CONTENT_ID, INSERTS, REPORTING, SEARCH, STATS, UNITS_BUCKET
from sync.models import QuotaDay, QuotaEntry

BUCKETS = {
    UNITS_BUCKET: "Data API, units",
    CONTENT_ID: "Content ID API, requests",
    REPORTING: "Reporting API, requests",
    SEARCH: "Data API, searches",
    INSERTS: "Data API, uploads",
    STATS: "Data API, statistics",
}
MILLISECONDS = 500


def ahead(moment: datetime, now: datetime) -> str:
    """How far ahead a moment is, such as `in 3 h 12 min`."""
    minutes = max(timedelta(), moment - now) // timedelta(minutes=1)
    hours, minutes = divmod(minutes, 60)
    return f"in {hours} h {minutes} min" if hours else f"in {minutes} min"


def told(bucket: str, now: datetime) -> dict[str, Any]:
    """What the page says of a bucket today."""
    today = forecast.today(bucket, now=now)
    return {
        "name": BUCKETS[bucket],
        "today": today,
        "resets_in": ahead(today.resets_at, now),
        "ends_in": today.ends_at and ahead(today.ends_at, now),
    }


class OneBucket(admin.SimpleListFilter):
    title = "bucket"
    parameter_name = "bucket"

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin) -> list[tuple[str, str]]:
        return list(BUCKETS.items())

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        return queryset.filter(bucket=self.value()) if self.value() else queryset


@admin.register(QuotaDay)
class QuotaDayAdmin(ReadOnlyAdmin):
    when_empty = "No request has been sent to YouTube yet."
    list_display = ["day", "shown_bucket", "spent", "left"]
    list_filter = [OneBucket]
    ordering = ["-day", "-bucket"]
    sortable_by = ["day"]
    fields = ["day", "shown_bucket", "spent", "left", "requests"]
    readonly_fields = ["shown_bucket", "spent", "left", "requests"]
    change_list_template = "admin/sync/quotaday/change_list.html"
    change_form_template = "admin/sync/quotaday/change_form.html"

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        now = timezone.now()
        needs = [("To push what waits", forecast.pushes()), ("To pull every video once", forecast.refresh())]
        units, content_id = (told(bucket, now) for bucket in (UNITS_BUCKET, CONTENT_ID))
        seen = {"title": "Quota", "quota": [units | {"needs": needs}, content_id]}
        return super().changelist_view(request, seen | (extra_context or {}))

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        seen = {"methods": _methods(object_id)} if object_id.isdecimal() and len(object_id) < 19 else {}
        return super().change_view(request, object_id, form_url, seen | (extra_context or {}))

    @admin.display(description="bucket")
    def shown_bucket(self, day: QuotaDay) -> str:
        return BUCKETS.get(day.bucket, day.bucket)

    @admin.display(description="spent", ordering="used")
    def spent(self, day: QuotaDay) -> str:
        return f"{thousands(day.used)} of {thousands(day.limit)}"

    @admin.display(description="left")
    def left(self, day: QuotaDay) -> str:
        return thousands(max(0, day.limit - day.used))

    @admin.display(description="requests")
    def requests(self, day: QuotaDay) -> SafeString:
        return link(list_url("sync_quotaentry", quota_day__id__exact=day.pk), "Every request of this day")


def _methods(day: str) -> list[dict[str, Any]] | None:
    """What the requests of a day come to, by method; None where that takes long to add up."""
    unanswered = Q(outcome__in=["", "lost"])
    of_day = QuotaEntry.objects.filter(quota_day=day).values("method")
    sums = of_day.annotate(
        requests=Count("pk"),
        spent=Sum("units"),
        refused=Count("pk", filter=~unanswered & ~Q(outcome="ok")),
        lost=Count("pk", filter=unanswered),
    )
    return within(MILLISECONDS, lambda: list(sums.order_by("-spent", "method")))


class Outcome(admin.SimpleListFilter):
    title = "outcome"
    parameter_name = "outcome"
    chosen = {
        "ok": Q(outcome="ok"),
        "refused": ~Q(outcome__in=["", "ok", "lost", "unsent"]),
        "lost": Q(outcome="lost"),
        "awaited": Q(outcome=""),
    }

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin) -> list[tuple[str, str]]:
        return [("ok", "ok"), ("refused", "refused"), ("lost", "answer lost"), ("awaited", "awaited")]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        return queryset.filter(self.chosen[self.value()]) if self.value() in self.chosen else queryset


@admin.register(QuotaEntry)
class QuotaEntryAdmin(ReadOnlyAdmin):
    when_empty = "No request has been sent to YouTube yet."
    list_display = ["sent_at", "method", "units", "shown_outcome", "took", "by"]
    list_select_related = ["sync", "quota_day"]
    list_filter = [Outcome, ("sent_at", admin.DateFieldListFilter)]
    ordering = ["-sent_at"]
    sortable_by = ["sent_at"]

    @admin.display(description="outcome")
    def shown_outcome(self, entry: QuotaEntry) -> str:
        return {"": "awaited", "lost": "answer lost"}.get(entry.outcome, entry.outcome)

    @admin.display(description="took")
    def took(self, entry: QuotaEntry) -> str:
        if entry.answered_at is None:
            return NOTHING
        return f"{(entry.answered_at - entry.sent_at).total_seconds():.1f} s"

    @admin.display(description="sync")
    def by(self, entry: QuotaEntry) -> SafeString | str:
        return row_link(entry.sync)
