"""The page of a change set as a place to act: cancel it, approve or reject it, undo it as a whole."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.views.decorators.http import require_POST

from cmsmeta.lib.cells import change_url
from videos.admin.bulk import ReasonForm, reason_in, tell_outcome
from videos.approvals import APPROVE, UNDO, permissions_for, rule_for
from videos.bulk.actions import action_of
from videos.models import ChangeSet
from videos.queue import approve, cancel, may_cancel, may_decide, preview_of, reject, request_undo, undo_facts
from videos.undo import is_over, undos_of, why_not

PAGE = "videos_changeset"
ASKED = ("error", "rule", "decision", "skipped", "left", "preview", "spreadsheet", "progress", "kept")


class ChangeSetActs:
    """The part of the admin of change sets that acts on one."""

    def get_urls(self) -> list[URLPattern]:
        pages = [
            ("cancel", require_POST(self.cancel_view)),
            ("decide", self.decide_view),
            ("undo", self.undo_view),
        ]
        return [
            *(
                path(f"<int:pk>/{name}/", self.admin_site.admin_view(view), name=f"{PAGE}_{name}")
                for name, view in pages
            ),
            *super().get_urls(),
        ]

    def offered(self, change_set: ChangeSet, request: HttpRequest) -> dict[str, Any]:
        """Tell the page of a change set which acts this person may do, and what there is to say of its request."""
        person, asked = request.user, change_set.request
        return {
            "may_cancel": may_cancel(change_set, person),
            "may_decide": may_decide(change_set, person),
            "may_undo": _may_undo(change_set, person) and not why_not(change_set),
            "is_mine_awaiting": change_set.status == ChangeSet.Status.AWAITING and change_set.actor_id == person.pk,
            "is_open": change_set.status in (ChangeSet.Status.QUEUED, ChangeSet.Status.RUNNING),
            "asked": {name: asked.get(name) for name in ASKED},
            "undos": (undos := undos_of(change_set)),
            "is_undone": is_over(undos),
        }

    def cancel_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Take back what is not done yet."""
        change_set = self._seen(request, pk)
        try:
            cancel(change_set, by=request.user)
            messages.success(request, "It is cancelled: nothing was changed.")
        except ValueError as refusal:
            messages.error(request, str(refusal))
        return HttpResponseRedirect(change_url(change_set))

    def decide_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Show what waits for a second person as it would be now, and take the decision."""
        change_set = self._seen(request, pk)
        if not request.user.has_perm(APPROVE):
            raise PermissionDenied
        if not may_decide(change_set, request.user):
            messages.error(request, "This is not yours to decide: it is your own request, or waits for nobody.")
            return HttpResponseRedirect(change_url(change_set))
        error = ""
        if request.method == "POST":
            try:
                return self._decide(request, change_set)
            except ValueError as refusal:
                error = str(refusal)
        context = {"reason": ReasonForm(initial=request.POST), "asked": change_set.request}
        try:
            if "undo" in change_set.request:
                context["outlook"] = undo_facts(ChangeSet.objects.get(pk=change_set.request["undo"]))[0]
            else:
                context["seen"] = preview_of(change_set)
        except ValueError as refusal:
            error = str(refusal)
        context["error"] = error
        return self._page(request, change_set, "decide", f"Approve or reject: {change_set.label}", context)

    def undo_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Show what an undo would restore and leave, and have it done."""
        change_set = self._seen(request, pk)
        if not request.user.has_perm(UNDO):
            raise PermissionDenied
        if obstacle := why_not(change_set):
            messages.error(request, obstacle)
            return HttpResponseRedirect(change_url(change_set))
        found, fields, irreversible = undo_facts(change_set)
        if not all(map(request.user.has_perm, permissions_for(fields))):
            raise PermissionDenied
        reason, error = ReasonForm(request.POST or None), ""
        if request.method == "POST" and reason.is_valid():
            try:
                way_back = request_undo(change_set, by=request.user, reason=reason.cleaned_data["reason"])
                tell_outcome(request, way_back)
                return HttpResponseRedirect(change_url(way_back))
            except ValueError as refusal:
                error = str(refusal)
        rule = rule_for(fields, found.videos, irreversible)
        context = {"error": error, "reason": reason, "outlook": found, "rule": rule, "irreversible": irreversible}
        return self._page(request, change_set, "undo", f"Undo: {change_set.label}", context)

    def _decide(self, request: HttpRequest, change_set: ChangeSet) -> HttpResponse:
        reason = reason_in(request)
        if "_approve" in request.POST:
            tell_outcome(request, approve(change_set, by=request.user, reason=reason))
        else:
            reject(change_set, by=request.user, reason=reason)
            messages.success(request, "It is rejected: nothing was changed.")
        return HttpResponseRedirect(change_url(change_set))

    def _seen(self, request: HttpRequest, pk: int) -> ChangeSet:
        change_set = get_object_or_404(ChangeSet.objects.select_related("actor"), pk=pk)
        if not self.has_view_permission(request, change_set):
            raise PermissionDenied
        return change_set

    def _page(
        self, request: HttpRequest, change_set: ChangeSet, name: str, title: str, context: dict[str, Any]
    ) -> HttpResponse:
        base = {**self.admin_site.each_context(request), "opts": self.opts, "title": title, "original": change_set}
        return TemplateResponse(request, f"admin/videos/changeset/{name}.html", {**base, **context})


def _may_undo(change_set: ChangeSet, person: User) -> bool:
    """Whether to offer it: in which fields it is, and who may change them, is asked when it comes to it."""
    action = change_set.request.get("action")
    return person.has_perm(UNDO) and (action is None or person.has_perm(action_of(action).permission))
