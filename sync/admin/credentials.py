"""The keys to get into YouTube: whose they are and whether they still open, never what is secret in them.

People sign in with Google from here: begun by a button, finished when Google sends the browser back.
"""

from secrets import compare_digest
from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.models import CHANGE, LogEntry
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import URLPattern, path, reverse
from django.utils.safestring import SafeString
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_GET, require_POST

from cmsmeta.lib.cells import NOTHING, badge, change_url, lines, list_url
from cmsmeta.lib.lists import ReadOnlyAdmin
from sync.credentials import sign_in, states, stored
from sync.models import Credential
from sync.youtube.errors import YouTubeError

BEGUN = "youtube_sign_in"  # what the session keeps of a sign-in until Google sends the browser back
STRAY = "This answer belongs to no sign-in that you have begun here. Press “Sign in with Google” again."


@admin.register(Credential)
class CredentialAdmin(ReadOnlyAdmin):
    when_empty = f"No credential for YouTube is kept. Whoever runs the server imports one: {stored.WHERE} import FILE"
    list_display = ["name", "kind", "account", "content_owner", "shown_state", "refreshed_at", "error"]
    list_filter = ["state", "kind"]
    fields = [
        *("name", "kind", "account", "content_owner", "shown_scopes", "shown_state", "error"),
        *("token_until", "refreshed_at", "sign_in_until", "warned_at", "created_at"),
    ]
    readonly_fields = ["shown_scopes", "shown_state", "token_until", "created_at"]
    change_form_template = "admin/sync/credential/change_form.html"

    def has_delete_permission(self, request: HttpRequest, obj: Credential | None = None) -> bool:
        return admin.ModelAdmin.has_delete_permission(self, request, obj)

    @admin.display(description="scopes")
    def shown_scopes(self, credential: Credential) -> SafeString | str:
        return lines(credential.scopes)

    @admin.display(description="access token until")
    def token_until(self, credential: Credential) -> str:
        until = credential.expires_at
        return f"{until:%Y-%m-%d %H:%M}, and is renewed by itself" if until else NOTHING

    @admin.display(description="state")
    def shown_state(self, credential: Credential) -> SafeString:
        return badge(credential.state, credential.get_state_display())

    def render_change_form(
        self,
        request: HttpRequest,
        context: dict[str, Any],
        *args: Any,
        obj: Credential | None = None,
        **kwargs: Any,
    ) -> HttpResponse:
        if obj is not None:
            may_act, is_oauth = request.user.has_perm(states.PERMISSION), obj.kind == states.Kind.OAUTH
            context |= {"may_act": may_act, "is_oauth": is_oauth, "redirect_uri": self._redirect_uri(request)}
        return super().render_change_form(request, context, *args, obj=obj, **kwargs)

    # Acts ---------------------------------------------------------------------------------------------
    def get_urls(self) -> list[URLPattern]:
        act, back = map(self.admin_site.admin_view, (require_POST(self.act_view), require_GET(self.signed_in_view)))
        return [
            path("signed-in/", back, name="sync_credential_signed_in"),
            path("<path:object_id>/do/<slug:name>/", act, name="sync_credential_act"),
            *super().get_urls(),
        ]

    def act_view(self, request: HttpRequest, object_id: str, name: str) -> HttpResponse:
        acts = {"sign-in": self._sign_in, "check": self._check, "revoke": self._revoke}
        credential = self.get_object(request, object_id)
        if credential is None or name not in acts:
            raise Http404
        if not request.user.has_perm(states.PERMISSION):
            raise PermissionDenied
        try:
            return acts[name](request, credential)
        except YouTubeError as error:
            self.message_user(request, str(error), messages.ERROR)
        return HttpResponseRedirect(change_url(credential))

    @sensitive_variables()
    def _sign_in(self, request: HttpRequest, credential: Credential) -> HttpResponse:
        back = self._redirect_uri(request)
        begun = sign_in.begin(credential, back)
        told = {"key": credential.pk, "name": credential.name, "back": back}
        request.session[BEGUN] = {**told, "state": begun.state, "verifier": begun.verifier}
        return HttpResponseRedirect(begun.url)

    @sensitive_variables()
    def signed_in_view(self, request: HttpRequest) -> HttpResponse:
        """Google sent the browser back. What it brings counts only for the sign-in that this session has begun."""
        if not request.user.has_perm(states.PERMISSION):
            raise PermissionDenied
        begun = request.session.pop(BEGUN, None)
        state = request.GET.get("state", "")
        if begun is None or not compare_digest(state.encode(), begun["state"].encode()):
            self.message_user(request, STRAY, messages.ERROR)
            return HttpResponseRedirect(list_url("sync_credential"))
        back = reverse("admin:sync_credential_change", args=[begun["key"]])
        if not (code := request.GET.get("code", "")):
            why = request.GET.get("error", "no code came back")[:100]
            self.message_user(request, f"Google did not sign in: {why}. Nothing has changed.", messages.ERROR)
            return HttpResponseRedirect(back)
        try:
            credential = sign_in.finish(begun["key"], begun["name"], code, begun["verifier"], begun["back"])
        except (sign_in.NotSignedIn, YouTubeError) as error:
            self.message_user(request, str(error), messages.ERROR)
        else:
            self._done(request, credential, "Signed in with Google.")
        return HttpResponseRedirect(back)

    def _check(self, request: HttpRequest, credential: Credential) -> HttpResponse:
        if error := stored.check(credential.pk, credential.name):
            raise error
        return self._done(request, credential, "Google took it: it signs in.")

    def _revoke(self, request: HttpRequest, credential: Credential) -> HttpResponse:
        if error := stored.revoke(credential.pk, credential.name):
            raise error
        return self._done(request, credential, "Revoked: it signs in no more.")

    def _done(self, request: HttpRequest, credential: Credential, text: str) -> HttpResponse:
        LogEntry.objects.log_actions(request.user.pk, [credential], CHANGE, text)
        self.message_user(request, text, messages.SUCCESS)
        return HttpResponseRedirect(change_url(credential))

    def _redirect_uri(self, request: HttpRequest) -> str:
        return request.build_absolute_uri(reverse("admin:sync_credential_signed_in"))
