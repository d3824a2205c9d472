"""Ownership conflicts: what others claim to own too, and who of us looks after it."""

from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.models import CHANGE, LogEntry
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.forms import ModelForm
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import URLPattern, path
from django.utils.safestring import SafeString
from django.views.decorators.http import require_POST

from cmsmeta.lib.cells import NOTHING, badge, change_url, link, list_url, thousands, two_lines
from cmsmeta.lib.lists import BoundedAdmin, StoredFilter
from videos import ownership
from videos.admin.filters import FirstSeenFilter, occurred
from videos.models import Claim, Occurrence, OwnershipConflict, Video

State = OwnershipConflict.State
SHOWN = 20
THEIRS = ["conflicting_owner", "countries", "conflicting_isrc", "conflicting_title", "conflicting_artist"]
# Each act: what the button says, what it does, in which states it is offered, what to say of how many.
ACTS = {
    "take": ("Take in hand", ownership.take_in_hand, (State.OPEN, State.IN_HAND), "{} in your hands."),
    "end": ("End", ownership.end, (State.OPEN, State.IN_HAND), "{} ended."),
    "reopen": (
        "Open again",
        lambda conflicts, by: ownership.open_again(conflicts),
        (State.IN_HAND, State.OVER),
        "{} opened again.",
    ),
}


class OwnerFilter(StoredFilter):
    title = "other owner"
    parameter_name = "owner"
    column = "conflicting_owner"


class AssignedFilter(admin.SimpleListFilter):
    title = "in whose hands"
    parameter_name = "hands"

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin) -> list[tuple[str, str]]:
        return [("mine", "mine"), ("nobody", "nobody's")]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        if self.value() == "mine":
            return queryset.filter(assigned_to=request.user)
        return queryset.filter(assigned_to=None) if self.value() == "nobody" else queryset


@admin.register(OwnershipConflict)
class OwnershipConflictAdmin(BoundedAdmin):
    when_empty = "No ownership conflict is known. Deliver an asset conflict report to see them."
    list_display = ["asset", "shown_state", "owner", "countries", "in_conflict", "hands", "state_changed_at"]
    list_display_links = ["asset"]
    list_select_related = ["assigned_to"]
    list_filter = [
        *("state", AssignedFilter, OwnerFilter, FirstSeenFilter),
        occurred("opened in change set", "opened_in", Occurrence.What.CONFLICT_OPENED, "asset_id"),
        occurred("over in change set", "over_in", Occurrence.What.CONFLICT_OVER, "asset_id"),
    ]
    ordering = ["-pk"]
    sortable_by = []
    search_fields = ["asset_id"]  # says that there is a search box; `get_search_results` does the searching
    search_help_text = "Asset ID, or a list of them"
    actions = ["take", "end", "reopen"]
    change_form_template = "admin/videos/ownershipconflict/change_form.html"
    fieldsets = [
        (None, {"fields": ["note"]}),
        (
            "Theirs",
            {"fields": THEIRS},
        ),
        ("At stake", {"fields": ["lifetime_views_in_conflict", "engaged_views_in_conflict", "approx_daily_views"]}),
        (
            "As told by YouTube",
            {
                "fields": [
                    *("asset_type", "custom_id", "match_policy", "asset_labels", "is_merged", "active_claims"),
                    *("ownership_updated_at", "ownership_origination"),
                    *("other_ownership_updated_at", "other_ownership_origination"),
                    *("as_of", "not_seen_since", "extra"),
                ],
                "classes": ["collapse"],
            },
        ),
    ]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: OwnershipConflict | None = None) -> bool:
        return False

    def get_readonly_fields(self, request: HttpRequest, obj: OwnershipConflict | None = None) -> list[str]:
        return [name for _, part in self.fieldsets for name in part["fields"] if name != "note"]

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[OwnershipConflict], search_term: str
    ) -> tuple[QuerySet[OwnershipConflict], bool]:
        ids = search_term.replace(",", " ").split()
        return (queryset.filter(asset_id__in=ids) if ids else queryset), False

    # Columns ------------------------------------------------------------------------------------------
    @admin.display(description="asset")
    def asset(self, conflict: OwnershipConflict) -> SafeString:
        return two_lines(conflict.asset_id, conflict.conflicting_title)

    @admin.display(description="state")
    def shown_state(self, conflict: OwnershipConflict) -> SafeString:
        return badge(conflict.state, conflict.get_state_display())

    @admin.display(description="other owner")
    def owner(self, conflict: OwnershipConflict) -> str:
        return conflict.conflicting_owner or NOTHING

    @admin.display(description="views in conflict")
    def in_conflict(self, conflict: OwnershipConflict) -> str:
        return thousands(conflict.lifetime_views_in_conflict)

    @admin.display(description="in hand of")
    def hands(self, conflict: OwnershipConflict) -> str:
        return conflict.assigned_to.get_username() if conflict.assigned_to else NOTHING

    # Acts ---------------------------------------------------------------------------------------------
    @admin.action(description="Take in hand", permissions=["change"])
    def take(self, request: HttpRequest, conflicts: QuerySet[OwnershipConflict]) -> None:
        self._act(request, conflicts, "take")

    @admin.action(description="End", permissions=["change"])
    def end(self, request: HttpRequest, conflicts: QuerySet[OwnershipConflict]) -> None:
        self._act(request, conflicts, "end")

    @admin.action(description="Open again", permissions=["change"])
    def reopen(self, request: HttpRequest, conflicts: QuerySet[OwnershipConflict]) -> None:
        self._act(request, conflicts, "reopen")

    def _act(self, request: HttpRequest, conflicts: QuerySet[OwnershipConflict], name: str) -> None:
        label, act, states, done = ACTS[name]
        touched = list(conflicts.filter(state__in=states))
        number = act(OwnershipConflict.objects.filter(pk__in=[one.pk for one in touched]), by=request.user)
        if not number:
            text = f"“{label}” does not fit the state that it is in: nothing was done."
            self.message_user(request, text, messages.WARNING)
            return
        LogEntry.objects.log_actions(request.user.pk, touched, CHANGE, label)
        what = "One conflict is" if number == 1 else f"{number:,} conflicts are"
        self.message_user(request, done.format(what), messages.SUCCESS)

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(require_POST(self.act_view))
        name = "videos_ownershipconflict_act"
        return [path("<path:object_id>/do/<slug:name>/", view, name=name), *super().get_urls()]

    def act_view(self, request: HttpRequest, object_id: str, name: str) -> HttpResponse:
        conflict = self.get_object(request, object_id)
        if conflict is None or name not in ACTS:
            raise Http404
        if not self.has_change_permission(request, conflict):
            raise PermissionDenied
        self._act(request, OwnershipConflict.objects.filter(pk=conflict.pk), name)
        return HttpResponseRedirect(change_url(conflict))

    # The page of one ----------------------------------------------------------------------------------
    def save_model(self, request: HttpRequest, obj: OwnershipConflict, form: ModelForm, change: bool) -> None:
        if "note" in form.changed_data:
            ownership.write_note(obj, obj.note)

    def render_change_form(
        self,
        request: HttpRequest,
        context: dict[str, Any],
        *args: Any,
        obj: OwnershipConflict | None = None,
        **kwargs: Any,
    ) -> HttpResponse:
        if obj is not None:
            context |= self._page(request, obj)
        return super().render_change_form(request, context, *args, obj=obj, **kwargs)

    def _page(self, request: HttpRequest, conflict: OwnershipConflict) -> dict[str, Any]:
        sees_videos = request.user.has_perm("videos.view_video")
        sees_claims = request.user.has_perm("videos.view_claim")
        videos = Video.objects.of_asset(conflict.asset_id).only("video_id", "title")
        claims = Claim.objects.filter(asset_id=conflict.asset_id).order_by("pk")
        return {
            "acts": [
                {"name": name, "label": label, "offered": conflict.state in states}
                for name, (label, _, states, _) in ACTS.items()
            ],
            "may_act": self.has_change_permission(request, conflict),
            "badge": badge(conflict.state, conflict.get_state_display()),
            "videos": list(videos[:SHOWN]) if sees_videos else [],
            "claims": list(claims[:SHOWN]) if sees_claims else [],
            "videos_link": link(list_url("videos_video", asset=conflict.asset_id), "All videos of the asset"),
            "claims_link": link(list_url("videos_claim", asset=conflict.asset_id), "All claims of the asset"),
        }
