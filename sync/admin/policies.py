"""The list of saved policies, as far as it is about the sync: having them pulled now."""

from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import URLPattern, path, reverse
from django.views.decorators.http import require_POST

from cmsmeta.lib.cells import list_url
from sync.models import Credential
from sync.queue import PERMISSION, request_policies
from videos.admin.policies import PolicyAdmin
from videos.models import Policy

PAGE = "videos_policy_pull"
ASKED = "The worker asks YouTube for the saved policies, as soon as it is free: load this page again in a minute."
CLOSED = "Nobody is signed in to YouTube, so that the worker cannot ask it for anything."

admin.site.unregister(Policy)


@admin.register(Policy)
class PulledPolicyAdmin(PolicyAdmin):
    """As `videos` has it, which knows nothing of pulls."""

    change_list_template = "admin/sync/policy/change_list.html"

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(require_POST(self.pull_view))
        return [path("pull/", view, name=PAGE), *super().get_urls()]

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        told = {"pull_url": reverse(f"admin:{PAGE}") if request.user.has_perm(PERMISSION) else ""}
        return super().changelist_view(request, told | (extra_context or {}))

    def pull_view(self, request: HttpRequest) -> HttpResponse:
        """Have the saved policies pulled now."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        request_policies(by=request.user)
        if Credential.objects.filter(state=Credential.State.VALID).exists():
            messages.success(request, ASKED)
        else:
            messages.warning(request, CLOSED)
        return HttpResponseRedirect(list_url("videos_policy"))
