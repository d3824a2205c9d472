"""A person signs in with Google, on the console or by the browser: begun here, finished when Google sends them back."""

from django.db import transaction
from django.views.decorators.debug import sensitive_variables

from cmsmeta.lib import late
from sync.credentials import oauth, stored, vault
from sync.credentials.oauth import Refusal, SignIn
from sync.credentials.vault import Secret
from sync.models import Credential
from sync.youtube.errors import NotConfigured

jwt = late.module("google.auth.jwt")

NO_CLIENT = f"has no OAuth client to sign in by. Import its file: {stored.WHERE} import client_secret.json"
NO_REFRESH = (
    "Google signed in, but gave nothing that lasts. Take the access of this application away at "
    "https://myaccount.google.com/permissions, then sign in again."
)


class NotSignedIn(Exception):
    """The sign-in did not come to its end. Its text is a sentence that says why."""


def begin(credential: Credential, redirect_uri: str) -> SignIn:
    """Begin to sign in; NotConfigured where the credential has no OAuth client."""
    secret = vault.decrypt(credential.secret, credential.name)
    if credential.kind != Credential.Kind.OAUTH or "client_id" not in secret:
        raise NotConfigured(f"The credential “{credential.name}” {NO_CLIENT}")
    return oauth.begin(secret, redirect_uri, credential.account)


@sensitive_variables()
def finish(key: int, name: str, code: str, verifier: str, redirect_uri: str) -> Credential:
    """Keep what Google grants for the code that a sign-in ended with; NotSignedIn, NotConfigured."""
    with transaction.atomic():
        credential = stored.locked(key, name)
        secret = vault.decrypt(credential.secret, name)
        try:
            granted = oauth.exchange(secret, code, verifier, redirect_uri, oauth.transport())
        except Refusal as refusal:
            raise NotSignedIn(f"Google did not sign in: {refusal}. Begin anew.") from None
        if not granted.get("refresh_token"):
            raise NotSignedIn(NO_REFRESH)
        account = _account(granted) or credential.account
        Credential.objects.filter(pk=key).update(account=account, sign_in_until=None, warned_at=None)
        credential.account, credential.sign_in_until = account, None
        stored.keep_granted(credential, secret, granted)
    return credential


@sensitive_variables()
def _account(granted: Secret) -> str:
    """Whose account it is. The token came from Google itself, by HTTPS, so that its signature need not be looked at."""
    try:
        told = jwt.decode(granted.get("id_token") or "", verify=False)
    except ValueError:
        return ""
    return str(told.get("email", ""))
