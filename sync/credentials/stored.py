"""The credentials that Google's client is given: kept encrypted, renewed by one at a time, whoever asks."""

from datetime import UTC, datetime, timedelta

import google.auth.credentials
from django.conf import settings
from django.db import transaction
from django.db.models import Case, IntegerField, Value, When
from django.utils import timezone
from django.views.decorators.debug import sensitive_variables
from google.auth.transport import Request

from sync.credentials import oauth, states, vault
from sync.credentials.files import KeyFile
from sync.credentials.oauth import Refusal
from sync.credentials.vault import Secret
from sync.models import Credential
from sync.youtube.errors import NotConfigured, YouTubeError, unreachable

Kind, State = Credential.Kind, Credential.State

NAME = "youtube"  # of a credential that nobody named
WHERE = "python manage.py youtube_credentials"
NONE_YET = f"No credential for YouTube is kept. Import one: {WHERE} import FILE"
MARGIN = timedelta(minutes=4)  # google-auth renews a token 3:45 before its end


class StoredCredentials(google.auth.credentials.Credentials):
    """Access to YouTube by a credential that is kept in the database. Only the access token is held in memory."""

    def __init__(self, credential: Credential) -> None:
        super().__init__()
        self._key, self._name = credential.pk, credential.name
        self.token: str | None = None
        self._take(credential)

    def refresh(self, request: Request) -> None:
        """Renew the access token, or take the one that another process got meanwhile; YouTubeError."""
        had = self.token
        # Durable: in somebody's transaction, a refresh token that Google replaced would be lost by its rollback.
        with transaction.atomic(durable=True):
            credential = locked(self._key, self._name)
            error = renew(credential, request, had=had)
        if error:
            raise error
        self._take(credential)

    @sensitive_variables()
    def _take(self, credential: Credential) -> None:
        # One that has no token yet asks for it before its first request.
        self.token = vault.decrypt(credential.secret, credential.name).get("token")
        self.expiry = credential.expires_at and credential.expires_at.astimezone(UTC).replace(tzinfo=None)

    def __repr__(self) -> str:
        return f"<credential {self._name}>"


def google_credentials(name: str = "") -> StoredCredentials:
    """Give what signs in to YouTube: the credential of that name, else the best for the content owner; NotConfigured.

    The best: of this content owner before any, valid before not, the newest first.
    """
    credential = chosen(name)
    if credential.state != State.VALID:
        raise NotConfigured(
            f"The credential “{credential.name}” does not sign in. {credential.error or states.SIGN_IN}"
        )
    return StoredCredentials(credential)


def chosen(name: str = "", kind: Kind | None = None) -> Credential:
    """Give the credential that `google_credentials` means, in whichever state; NotConfigured where there is none."""
    found = Credential.objects.filter(**({"kind": kind} if kind else {}))
    if name:
        credential = found.filter(name=name).first()
    else:
        owner = settings.YOUTUBE_CONTENT_OWNER
        first = [
            Case(When(content_owner=owner, then=Value(0)), default=Value(1), output_field=IntegerField()),
            Case(When(state=State.VALID, then=Value(0)), default=Value(1), output_field=IntegerField()),
        ]
        credential = found.filter(content_owner__in=["", owner]).order_by(*first, "-pk").first()
    if credential is None:
        raise NotConfigured(f"There is no credential “{name}”. See {WHERE} list" if name else NONE_YET)
    return credential


def locked(key: int, name: str) -> Credential:
    """Give the credential as it is now, for nobody else until the transaction ends; NotConfigured where it is gone."""
    credential = Credential.objects.select_for_update().filter(pk=key).first()
    if credential is None:
        raise NotConfigured(f"The credential “{name}” is gone. Import it again: {WHERE} import FILE")
    return credential


@sensitive_variables()
def renew(credential: Credential, request: Request, *, had: str | None) -> YouTubeError | None:
    """Renew the token of a locked credential and keep it, unless another than `had` is there. Gives what went wrong."""
    secret = vault.decrypt(credential.secret, credential.name)
    token, ends = secret.get("token"), credential.expires_at
    if token and token != had and (ends is None or ends > timezone.now() + MARGIN):
        return None
    if "private_key" not in secret and "refresh_token" not in secret:
        return NotConfigured(f"The credential “{credential.name}” is not signed in. {credential.error}".rstrip())
    try:
        granted = oauth.renew(secret, request)
    except Refusal as refusal:
        return refused(credential, refusal)
    keep_granted(credential, secret, granted)
    return None


def refused(credential: Credential, refusal: Refusal) -> YouTubeError:
    """Keep what a refusal means for a locked credential, and have operations told. Gives the error to raise."""
    state, sentence = states.judged(credential, refusal)
    _set(credential, state=state, error=sentence)
    return unreachable(refusal.description) if refusal.passing else NotConfigured(f"“{credential.name}”: {sentence}")


@sensitive_variables()
def keep_granted(credential: Credential, secret: Secret, granted: Secret) -> None:
    """Keep the tokens that Google granted a locked credential; a refresh token that is not replaced stays."""
    now = timezone.now()
    secret["token"] = granted["access_token"]
    secret["refresh_token"] = granted.get("refresh_token") or secret.get("refresh_token", "")
    scopes = granted["scope"].split() if granted.get("scope") else credential.scopes
    told = {
        "secret": vault.encrypt(Secret({name: value for name, value in secret.items() if value})),
        "expires_at": _after(now, granted.get("expires_in")),
        "refreshed_at": now,
        "scopes": scopes,
        "state": State.VALID,
        "error": states.not_granted(scopes) if credential.kind == Kind.OAUTH and scopes else "",
    }
    if until := _after(now, granted.get("refresh_token_expires_in")):
        told["sign_in_until"] = until
    _set(credential, **told)


@sensitive_variables()
def keep(name: str, file: KeyFile, *, content_owner: str = "") -> Credential:
    """Keep what a file holds under this name, instead of what was there; NotConfigured where there is no key."""
    with transaction.atomic():
        before = Credential.objects.select_for_update().filter(name=name).first()
        secret, fresh = Secret(file.secret), {"kind": file.kind, "content_owner": content_owner}
        ready = "refresh_token" in secret or "private_key" in secret
        if before and not ready:
            held = _held(before)
            if held.get("client_id") == secret["client_id"]:  # the same client: whoever signed in stays so
                secret = Secret(held) | secret
                return _set(before, secret=vault.encrypt(secret), **fresh)
        told = {
            "account": file.account,
            "scopes": [] if file.kind == Kind.OAUTH else list(oauth.NEEDED),
            "secret": vault.encrypt(secret),
            "state": State.VALID if ready else State.NEEDS_SIGN_IN,
            **dict.fromkeys(("expires_at", "refreshed_at", "sign_in_until")),
            "warned_at": None if ready else timezone.now(),  # whoever brings a client knows that it is to be signed in
            "error": "",
        }
        return _set(before, **fresh, **told) if before else Credential.objects.create(name=name, **fresh, **told)


def _held(credential: Credential) -> Secret:
    """What is kept, or nothing where no key opens it: then it is replaced whole."""
    try:
        return vault.decrypt(credential.secret, credential.name)
    except NotConfigured:
        return Secret()


def check(key: int, name: str, *, request: Request | None = None) -> YouTubeError | None:
    """Ask Google whether a credential still opens, by renewing its token. Gives what went wrong."""
    with transaction.atomic():
        credential = locked(key, name)
        token = vault.decrypt(credential.secret, name).get("token")
        return renew(credential, request or oauth.transport(), had=token)


def rotate_keys() -> int:
    """Encrypt every credential by the current key. Gives their number; NotConfigured, and then none is changed."""
    with transaction.atomic():
        every = list(Credential.objects.select_for_update().order_by("pk"))
        for credential in every:
            _set(credential, secret=vault.rotate(credential.secret, credential.name))
    return len(every)


@sensitive_variables()
def revoke(key: int, name: str) -> YouTubeError | None:
    """Have Google forget a sign-in, and forget it here. Gives what went wrong: nothing is forgotten then."""
    with transaction.atomic():
        credential = locked(key, name)
        secret = vault.decrypt(credential.secret, name)
        if "refresh_token" in secret:
            try:
                oauth.revoke(secret, oauth.transport())
            except Refusal as refusal:
                return unreachable(refusal.description)
        gone = ("token", "refresh_token", "private_key")
        client = Secret({part: value for part, value in secret.items() if part not in gone})
        then = "Delete its key in the Google Cloud console too." if "private_key" in secret else states.SIGN_IN
        over = {"state": State.REVOKED, "expires_at": None, "sign_in_until": None}
        _set(credential, secret=vault.encrypt(client), error=f"It was revoked here. {then}", **over)
    return None


def _set(credential: Credential, **told: object) -> Credential:
    """Keep these values; whoever looks after it is told when it stops being valid."""
    stopped = credential.state == State.VALID and told.get("state", State.VALID) != State.VALID
    if stopped:
        told["warned_at"] = None
    for name, value in told.items():
        setattr(credential, name, value)
    credential.save(update_fields=[*told])
    if stopped:
        states.tell_soon(credential)
    return credential


def _after(now: datetime, seconds: object) -> datetime | None:
    is_number = isinstance(seconds, int | str) and str(seconds).isdecimal()
    return now + timedelta(seconds=int(seconds)) if is_number else None
