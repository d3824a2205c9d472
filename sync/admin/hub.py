"""Of which channels YouTube's hub tells us, and until when."""

from django.contrib import admin
from django.utils.safestring import SafeString

from cmsmeta.lib.cells import badge, row_link
from cmsmeta.lib.lists import ReadOnlyAdmin
from sync.models import HubSubscription


@admin.register(HubSubscription)
class HubSubscriptionAdmin(ReadOnlyAdmin):
    when_empty = (
        "YouTube's hub was asked about no channel. Set YOUTUBE_HUB_CALLBACK to the public address of this site, and it "
        "is asked about the channels that are linked to the content owner."
    )
    list_display = ["told_of", "shown_state", "asked_at", "expires_at", "told_at", "error"]
    list_display_links = ["shown_state"]
    list_filter = ["state"]
    list_select_related = ["channel"]
    ordering = ["pk"]
    sortable_by = []
    fields = ["told_of", "shown_state", "asked_at", ("lease_seconds", "expires_at"), "told_at", "error"]
    readonly_fields = ["told_of", "shown_state"]

    @admin.display(description="channel")
    def told_of(self, subscription: HubSubscription) -> SafeString | str:
        return row_link(subscription.channel)

    @admin.display(description="state")
    def shown_state(self, subscription: HubSubscription) -> SafeString:
        return badge(subscription.state, subscription.get_state_display())
