"""The pages of videos, as far as they are about the sync: syncing chosen ones now, and the attempts at one of them."""

import hashlib
import json
from dataclasses import asdict
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.http import urlencode

from cmsmeta.lib.cells import change_url, list_url
from sync import forecast
from sync.models import Credential, MetadataSync
from sync.outlook import Asked, Outlook, outlook, sync_now
from sync.queue import PERMISSION
from videos.admin.bulk import ReasonForm, chosen, list_of, selection_of
from videos.admin.videos import VideoAdmin
from videos.bulk.preview import Preview
from videos.bulk.selection import Selection
from videos.models import Video

PAGE = "videos_video_sync"
SYNCS = "sync_metadatasync"
ATTEMPTS = 10


class AskForm(forms.Form):
    do = forms.ChoiceField(
        label="What to do",
        choices=[
            ("both", "push what waits, and read what YouTube holds"),
            ("push", "push what waits"),
            ("pull", "read what YouTube holds"),
        ],
        widget=forms.RadioSelect,
    )
    refused = forms.BooleanField(label="Push again, as it is, what YouTube refused", required=False)

    def asked(self) -> Asked:
        do = self.cleaned_data["do"]
        return Asked(do in ("both", "push"), do in ("both", "pull"), self.cleaned_data["refused"])


@admin.action(description="Sync with YouTube now", permissions=["sync"])
def sync_chosen(page: "SyncedVideoAdmin", request: HttpRequest, rows: QuerySet[Video]) -> HttpResponse:
    return HttpResponseRedirect(address_of(chosen(request)))


def address_of(selection: Selection, **more: str) -> str:
    """Give the address of the page that syncs these videos."""
    return f"{reverse(f'admin:{PAGE}')}?{urlencode(selection.words() | more)}"


admin.site.unregister(Video)


@admin.register(Video)
class SyncedVideoAdmin(VideoAdmin):
    """As `videos` has it, which knows nothing of syncs: the app above adds what is about them."""

    actions = [sync_chosen, *VideoAdmin.actions]
    change_form_template = "admin/sync/video/change_form.html"

    def has_sync_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm(PERMISSION)

    def get_urls(self) -> list[URLPattern]:
        return [path("sync/", self.admin_site.admin_view(self.sync_view), name=PAGE), *super().get_urls()]

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, obj: Video | None = None, **kwargs: Any
    ) -> HttpResponse:
        if obj is not None:
            if request.user.has_perm("sync.view_metadatasync"):
                context["syncs"] = MetadataSync.objects.filter(video=obj).order_by("-pk")[:ATTEMPTS]
                context["all_syncs_url"] = list_url(SYNCS, q=obj.video_id)
            if self.has_sync_permission(request):
                one = Selection(ids=(obj.pk,))
                context |= {"sync_url": address_of(one), "push_again_url": address_of(one, do="push", refused="on")}
        return super().render_change_form(request, context, *args, obj=obj, **kwargs)

    def _act_page(
        self, request: HttpRequest, action: Any, seen: Preview | None, context: dict[str, Any]
    ) -> HttpResponse:
        """As `videos` has it, with what the quota of today has left."""
        if seen is not None and seen.pushes and request.user.has_perm("sync.view_quotaday"):
            context["quota"] = forecast.today()
        return super()._act_page(request, action, seen, context)

    def sync_view(self, request: HttpRequest) -> HttpResponse:
        """Show what a sync of the chosen videos would do and cost, and, once that was seen, ask for it."""
        if not (self.has_view_permission(request) and self.has_sync_permission(request)):
            raise PermissionDenied
        selection = selection_of(request.GET)
        typed = request.POST if request.method == "POST" else {"do": "both", **request.GET.dict()}
        form = AskForm(typed)
        reason = ReasonForm(request.POST if "_apply" in request.POST else None, initial=typed)
        seen, error = None, ""
        if form.is_valid():
            try:
                seen = outlook(selection.videos(), form.asked())
                if reason.is_valid():
                    if request.POST.get("seen") == _token(form, seen):
                        return self._sync(request, selection, form, reason.cleaned_data["reason"])
                    error = "What would be synced is another than was shown: look at it again, and ask for it then."
            except ValueError as refusal:
                error = str(refusal)
        context = {"form": form, "reason": reason, "error": error, "selection": selection, "outlook": seen}
        context |= {"token": _token(form, seen) if seen else "", "address": list_of(selection)}
        context["is_closed"] = not Credential.objects.filter(state=Credential.State.VALID).exists()
        if request.user.has_perm("sync.view_handover"):
            context["plan_url"] = f"{reverse('admin:sync_handover_plan')}?{request.GET.urlencode()}"
        base = {**self.admin_site.each_context(request), "title": "Sync with YouTube now", "opts": self.opts}
        return TemplateResponse(request, "admin/sync/video/sync.html", {**base, "media": self.media, **context})

    def _sync(self, request: HttpRequest, selection: Selection, form: AskForm, reason: str) -> HttpResponse:
        number = sync_now(selection.videos(), form.asked(), by=request.user)
        LogEntry.objects.create(
            user=request.user,
            content_type=ContentType.objects.get_for_model(MetadataSync),
            object_repr=f"Sync of {number:,} videos",
            action_flag=CHANGE,
            change_message=reason,
        )
        if number:
            text = (
                f"{number:,} video{' waits' if number == 1 else 's wait'} now: the worker takes them before all others."
            )
            messages.success(request, text)
        else:
            messages.info(request, "They wait already, or there is nothing to do for them.")
        if len(selection.ids) == 1 and (video := selection.videos().first()):
            return HttpResponseRedirect(change_url(video))
        if not request.user.has_perm("sync.view_metadatasync"):
            return HttpResponseRedirect(list_of(selection))
        return HttpResponseRedirect(list_url(SYNCS, status__exact=MetadataSync.Status.PENDING.value))


def _token(form: AskForm, seen: Outlook) -> str:
    """What a person has looked at: what is asked for, how many it touches, and what it costs."""
    looked_at = [asdict(form.asked()), seen.selected, seen.pushes, seen.pulls]
    return hashlib.sha256(json.dumps(looked_at).encode()).hexdigest()
