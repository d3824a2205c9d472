"""The keys to get into YouTube: whose they are and whether they still open, never what is secret in them."""

from django.contrib import admin
from django.utils.safestring import SafeString

from cmsmeta.lib.cells import badge
from cmsmeta.lib.lists import ReadOnlyAdmin
from sync.models import Credential


@admin.register(Credential)
class CredentialAdmin(ReadOnlyAdmin):
    list_display = ["name", "kind", "account", "content_owner", "shown_state", "expires_at", "refreshed_at"]
    list_filter = ["state", "kind"]
    fields = [
        "name",
        "kind",
        "account",
        "content_owner",
        "scopes",
        "shown_state",
        "error",
        "expires_at",
        "refreshed_at",
    ]
    readonly_fields = ["shown_state"]

    @admin.display(description="state")
    def shown_state(self, credential: Credential) -> SafeString:
        return badge(credential.state, credential.get_state_display())
