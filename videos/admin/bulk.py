"""Bulk actions in the list of videos: the menu, and the page that asks, previews and confirms."""

import hashlib
import json
from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.http import urlencode

from cmsmeta.lib.cells import change_url, counted, list_url
from videos.approvals import (
    CHANGE_MONETIZATION,
    CHANGE_SHORT,
    CHANGE_VIDEO,
    MONETIZATION,
    NeedsSecondPerson,
    rule_for,
)
from videos.bulk.actions import ACTIONS, EDIT, Action
from videos.bulk.preview import Preview, preview
from videos.bulk.selection import Selection
from videos.edit import edit_videos
from videos.models import ChangeSet, Video
from videos.queue import request_act

LIST = "videos_video"
MOST_LETTERS = 2_000  # of a reason
MENU_PERMISSIONS = {CHANGE_VIDEO: "change", CHANGE_MONETIZATION: "monetize", CHANGE_SHORT: "judge"}
SAID = {
    ChangeSet.Status.APPLIED: (messages.SUCCESS, "{videos} changed. It can be undone as a whole below."),
    ChangeSet.Status.QUEUED: (messages.INFO, "The worker does it: this page tells how far it is."),
    ChangeSet.Status.RUNNING: (messages.INFO, "The worker does it: this page tells how far it is."),
    ChangeSet.Status.AWAITING: (messages.WARNING, "It waits until a second person approves it."),
    ChangeSet.Status.CANCELLED: (messages.WARNING, "It was cancelled meanwhile: nothing was changed."),
    ChangeSet.Status.FAILED: (messages.ERROR, "Nothing was changed: {error}"),
}


class ReasonForm(forms.Form):
    reason = forms.CharField(
        widget=forms.Textarea(attrs={"rows": 2, "class": "vLargeTextField"}),
        max_length=MOST_LETTERS,
        help_text="why this is done: it stands in the history for everybody",
    )


def reason_in(request: HttpRequest) -> str:
    """Give the reason, if any, that came with a button."""
    return request.POST.get("reason", "").replace("\x00", "").strip()[:MOST_LETTERS]


def menu_entry(action: Action) -> Callable[..., HttpResponse]:
    """A bulk action as an entry of Django's menu of actions."""

    def begin(page: "BulkActions", request: HttpRequest, rows: Any) -> HttpResponse:
        return HttpResponseRedirect(address_of_act(action, chosen(request)))

    begin.__name__ = f"act_{action.name}"
    begin.short_description = action.label
    begin.allowed_permissions = (MENU_PERMISSIONS[action.permission],)
    return begin


class BulkActions:
    """The part of the admin of videos that acts on many."""

    actions = [menu_entry(action) for action in ACTIONS.values()]

    def has_monetize_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm(CHANGE_MONETIZATION)

    def has_judge_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm(CHANGE_SHORT)

    def get_readonly_fields(self, request: HttpRequest, obj: Video | None = None) -> list[str]:
        fields = list(super().get_readonly_fields(request, obj))
        return fields if self.has_monetize_permission(request) else [*fields, *MONETIZATION]

    def edit(self, request: HttpRequest, video: Video, values: dict[str, Any], reason: str) -> ChangeSet | None:
        """Edit one video; what one person may not do is asked for instead, and the person is told."""
        selection = Selection(ids=(video.pk,))
        try:
            return edit_videos(selection.videos(), values, actor=request.user, reason=reason)
        except NeedsSecondPerson:
            asked = request_act(EDIT, selection, values, by=request.user, reason=reason, kind=ChangeSet.Kind.EDIT)
            tell_outcome(request, asked)
            return None

    def get_action_choices(self, request: HttpRequest, *args: Any) -> list[tuple[str, Any]]:
        """As Django's, the actions of a group together."""
        flat = dict(super().get_action_choices(request, *args))
        grouped: dict[str, list[tuple[str, str]]] = {}
        for action in ACTIONS.values():
            if (name := f"act_{action.name}") in flat:
                grouped.setdefault(action.group, []).append((name, flat.pop(name)))
        return [*flat.items(), *grouped.items()]

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(self.act_view)
        return [path("act/<slug:name>/", view, name=f"{LIST}_act"), *super().get_urls()]

    def act_view(self, request: HttpRequest, name: str) -> HttpResponse:
        """Ask for the values, show what would change, and, once that was seen, have it done."""
        action = ACTIONS.get(name)
        if action is None:
            raise Http404
        if not (self.has_view_permission(request) and request.user.has_perm(action.permission)):
            raise PermissionDenied
        selection = selection_of(request.GET)
        asked = request.POST if request.method == "POST" else None
        form = action.form(asked if asked is not None or action.form.base_fields else {})
        reason = ReasonForm(asked if asked and "_apply" in asked else None, initial=asked)
        seen, error = None, ""
        if form.is_valid():
            try:
                seen = preview(action, selection, form.cleaned_data)
                if asked and "_apply" in asked and reason.is_valid():
                    if asked.get("seen") == token_of(form.cleaned_data, seen):
                        return self._apply(request, action, selection, form.cleaned_data, seen)
                    error = "What would change is another than was shown: look at it again, and apply it then."
            except ValueError as refusal:
                error = str(refusal)
        context = {"form": form, "reason": reason, "error": error, "selection": selection, "action": action}
        return self._act_page(request, action, seen, {**context, "address": list_of(selection)})

    def _act_page(
        self, request: HttpRequest, action: Action, seen: Preview | None, context: dict[str, Any]
    ) -> HttpResponse:
        if seen is not None:
            context |= {"seen": seen, "rule": rule_for(seen.fields, seen.touched, seen.irreversible)}
            context["token"] = token_of(context["form"].cleaned_data, seen)
        title = {"title": action.label, "opts": self.opts, "media": self.media + context["form"].media}
        context = {**self.admin_site.each_context(request), **title, **context}
        return TemplateResponse(request, "admin/videos/video/act.html", context)

    def _apply(
        self, request: HttpRequest, action: Action, selection: Selection, values: dict[str, Any], seen: Preview
    ) -> HttpResponse:
        reason = request.POST["reason"]
        change_set = request_act(action, selection, values, by=request.user, reason=reason, seen=seen)
        tell_outcome(request, change_set)
        if not request.user.has_perm("videos.view_changeset"):
            return HttpResponseRedirect(list_of(selection))
        return HttpResponseRedirect(change_url(change_set))


def address_of_act(action: Action, selection: Selection) -> str:
    """Give the address of the page of an action, for a selection."""
    return f"{reverse(f'admin:{LIST}_act', args=[action.name])}?{urlencode(selection.words())}"


def tell_outcome(request: HttpRequest, change_set: ChangeSet) -> None:
    """Say in a sentence what became of what was asked for."""
    level, text = SAID[ChangeSet.Status(change_set.status)]
    if change_set.status == ChangeSet.Status.APPLIED and not change_set.changes:
        level, text = messages.INFO, "Nothing was left to change: all is as it should be, or must be left alone."
    error = change_set.request.get("error", "")
    videos = f"{counted(change_set.videos, 'video')} {'was' if change_set.videos == 1 else 'were'}"
    messages.add_message(request, level, text.format(videos=videos, error=error))


def chosen(request: HttpRequest) -> Selection:
    """Give the videos that an action of the list is meant for."""
    if request.POST.get("select_across") == "1":
        return Selection.of_list(request.GET)
    return _of_ids(request.POST.getlist("_selected_action"))


def selection_of(address: QueryDict) -> Selection:
    """Give the selection that the address of a page names: everything that a list shows, or what was picked in it."""
    if "list" in address:
        return Selection.of_list(QueryDict(address["list"]))
    return _of_ids(address.get("ids", "").split(","))


def _of_ids(texts: list[str]) -> Selection:
    return Selection(ids=tuple(int(text) for text in texts if text.isascii() and text.isdigit() and len(text) < 19))


def list_of(selection: Selection) -> str:
    """Give the address of the list that the selection was made in."""
    return list_url(LIST) if selection.query is None else f"{list_url(LIST)}?{selection.query}"


def token_of(values: dict[str, Any], seen: Preview) -> str:
    """What a person has looked at: values and numbers."""
    looked_at = [values, seen.selected, seen.videos, seen.others, seen.irreversible]
    return hashlib.sha256(json.dumps(looked_at, sort_keys=True).encode()).hexdigest()
