"""Videos: the list that staff live in, and the page of one."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.db import models
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.html import format_html, format_html_join
from django.utils.text import get_text_list

from cmsmeta.lib.cells import badge, change_url, link, list_url, row_link
from videos.admin.arriving import BelowArriving
from videos.admin.bulk import BulkActions
from videos.admin.cells import duration, thumbnail
from videos.admin.filters import label_of
from videos.admin.finding import VideoFinding
from videos.admin.forms import VideoForm
from videos.admin.listed import ListEditing
from videos.admin.reasons import REASON, ReasonedForm
from videos.admin.sections import sections
from videos.admin.spreadsheets import SpreadsheetPages, begin_export
from videos.admin.story import StoryAdmin
from videos.admin.widgets import form_field
from videos.fields import asset_fields
from videos.models import Asset, OpenEdit, Video

NOT_IN_LISTS = ("description", "tags", "notes", "extra", "search")
# The rows of the form: fields in a tuple share a line.
ABOUT = [
    "title",
    "description",
    "tags",
    ("category", "privacy_status", "license"),
    ("embedding_allowed", "ratings_allowed", "comments_allowed", "self_declared_made_for_kids"),
]
ASSET = ["artist", ("album", "label"), "genre", ("isrc", "upc", "eidr"), ("custom_id", "match_policy")]
ADS = [
    ("third_party_ads_enabled", "display_ads_enabled", "sponsored_cards_enabled"),
    ("overlay_ads_enabled", "skippable_video_ads_enabled"),
    ("nonskippable_video_ads_enabled", "long_nonskippable_video_ads_enabled"),
    ("prerolls_enabled", "midrolls_enabled", "postrolls_enabled"),
]
CLAIM = [("effective_policy", "third_party_video_id")]
CLAIMED = ["claimed_status", "claimed_by_this_owner", "claimed_by_another_owner", "other_owners_claiming"]
TOLD = [
    "time_uploaded",
    "upload_source",
    "aspect",
    "is_live_stream",
    "is_made_for_kids",
    "offweb_syndicatable",
    "as_of",
    "asset_as_of",
    "pulled_at",
    "missing_since",
    "extra",
]
STAFF = ["administered", "notes"]
ON_THE_WAY = {
    OpenEdit.State.TO_PUSH: "still to reach YouTube",
    OpenEdit.State.HANDED_OVER: "handed over to YouTube",
    OpenEdit.State.REFUSED: "refused by YouTube: see why",
    OpenEdit.State.CONFLICT: "conflict: decide",
}


@admin.register(Video)
class VideoAdmin(ListEditing, BulkActions, SpreadsheetPages, StoryAdmin, VideoFinding, BelowArriving):
    form = ReasonedForm
    actions = [begin_export, *BulkActions.actions]
    readonly_fields = [*CLAIMED, *TOLD, "administered_at"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Video]:
        rows = super().get_queryset(request)
        if self.is_list(request):
            return rows.defer(*NOT_IN_LISTS)
        return rows.select_related("channel", "feed").defer("search")

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False  # YouTube makes videos; reports and pulls tell of them

    def has_delete_permission(self, request: HttpRequest, obj: Video | None = None) -> bool:
        return False  # a video that YouTube no longer lists is marked, never deleted

    # The page of one ----------------------------------------------------------------------------------
    def formfield_for_dbfield(
        self, db_field: models.Field, request: HttpRequest | None, **kwargs: Any
    ) -> forms.Field | None:
        if field := form_field(db_field):
            return field
        return super().formfield_for_dbfield(db_field, request, **kwargs)

    def get_fieldsets(self, request: HttpRequest, obj: Video | None = None) -> list[tuple[str, dict[str, Any]]]:
        return [
            ("Video", {"fields": ABOUT}),
            ("Asset", {"fields": ASSET, "description": self._asset_note(request, obj)}),
            ("Policy and claims", {"fields": [*CLAIM, *CLAIMED], "description": _policies_note(request, obj)}),
            ("Ad formats", {"fields": ADS, "classes": ["collapse"]}),
            ("Staff", {"fields": [*STAFF, "administered_at", REASON]}),
            ("As told by YouTube", {"fields": TOLD, "classes": ["collapse"]}),
        ]

    def _asset_note(self, request: HttpRequest, video: Video | None) -> str:
        if video is None or not video.asset_id:
            return "This video has no asset; what is set here stays with the video."
        told = Asset.objects.filter(pk=video.asset_id).first() if request.user.has_perm("videos.view_asset") else None
        name = row_link(told, video.asset_id) if told else video.asset_id
        count = Video.objects.of_asset(video.asset_id)[:1001].count()
        if count == 1:
            return format_html("These belong to asset {}, which has this video only.", name)
        several = "more than 1,000" if count > 1000 else f"{count:,}"
        text = "These belong to asset {}: a change here changes all {} videos of the asset."
        return format_html(text, name, several)

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, obj: Video | None = None, **kwargs: Any
    ) -> HttpResponse:
        if obj is not None:
            context["sections"] = sections(obj, request.user)
            context["thumbnail"] = thumbnail(obj.video_id)
            context["length"] = duration(obj.video_length)
            _show_open_edits(context["adminform"].form, context["sections"].open_edits)
        return super().render_change_form(request, context, *args, obj=obj, **kwargs)

    def save_model(self, request: HttpRequest, obj: Video, form: VideoForm, change: bool) -> None:
        if self.is_saving_list(request) or not (values := form.changed_values()):
            return
        change_set = self.edit(request, obj, values, form.cleaned_data[REASON])
        if change_set is not None and change_set.videos > 1:
            shared = [label_of(name) for name in values if name in asset_fields()]
            text = (
                f"{change_set.videos:,} videos were changed: {get_text_list(shared, 'and')} "
                f"{'belongs' if len(shared) == 1 else 'belong'} to asset {obj.asset_id}, and changed in all its videos."
            )
            self.message_user(request, text, messages.INFO)


def _policies_note(request: HttpRequest, video: Video | None) -> str:
    """The way to what the policies of a video do."""
    if video is None or not request.user.has_perm("videos.view_policy"):
        return ""
    names = dict.fromkeys(filter(None, [video.effective_policy, video.match_policy]))
    links = [(link(list_url("videos_policy", q=name), f"“{name}”"),) for name in names]
    links = links or [(link(list_url("videos_policy"), "the saved policies"),)]
    return format_html("What they do: {}", format_html_join(", ", "{}", links))


def _show_open_edits(form: forms.ModelForm, open_edits: list[OpenEdit]) -> None:
    """Say beside each field how far its edit is on the way to YouTube."""
    for edit in open_edits:
        if field := form.fields.get(edit.field):
            state = link(change_url(edit), badge(edit.state, ON_THE_WAY[edit.state]))
            field.help_text = format_html("{} {}", state, field.help_text)
