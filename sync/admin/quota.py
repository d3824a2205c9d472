"""The quota of YouTube's APIs: what each day has spent and has left, and every request that was charged."""

from django.contrib import admin
from django.utils.safestring import SafeString

from cmsmeta.lib.cells import row_link, thousands
from cmsmeta.lib.lists import ReadOnlyAdmin
from sync.models import QuotaDay, QuotaEntry


@admin.register(QuotaDay)
class QuotaDayAdmin(ReadOnlyAdmin):
    list_display = ["day", "bucket", "spent", "left"]
    list_filter = ["bucket"]
    ordering = ["-day", "bucket"]

    @admin.display(description="spent", ordering="used")
    def spent(self, day: QuotaDay) -> str:
        return f"{thousands(day.used)} of {thousands(day.limit)}"

    @admin.display(description="left")
    def left(self, day: QuotaDay) -> str:
        return thousands(max(0, day.limit - day.used))


@admin.register(QuotaEntry)
class QuotaEntryAdmin(ReadOnlyAdmin):
    list_display = ["sent_at", "method", "units", "shown_outcome", "by"]
    list_select_related = ["sync", "quota_day"]
    ordering = ["-sent_at"]
    sortable_by = ["sent_at"]

    @admin.display(description="outcome")
    def shown_outcome(self, entry: QuotaEntry) -> str:
        return entry.outcome or "awaited"

    @admin.display(description="sync")
    def by(self, entry: QuotaEntry) -> SafeString | str:
        return row_link(entry.sync)
