"""Whether a credential still opens YouTube's door, and who is told when it does not."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

from django.contrib.auth.models import AnonymousUser, User
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from procrastinate.contrib.django import app

from sync.credentials.oauth import NEEDED, PREFIX, Refusal
from sync.models import Credential

Kind, State = Credential.Kind, Credential.State

PERMISSION = "sync.change_credential"
MAIL_TASK = "sync.mail_credential"
AHEAD = timedelta(days=2)  # a sign-in that runs out is told of so long before
SIGN_IN = "Sign in again."
CLIENT_REFUSED = "Google refuses the OAuth client ({}). Import the client's file anew, then sign in."


@dataclass(frozen=True)
class Warned:
    """What operations should know of a credential. `over`: nothing goes until somebody acts."""

    credential: Credential
    sentence: str
    over: bool


def judged(credential: Credential, refusal: Refusal) -> tuple[State, str]:
    """Give the state after a refusal, and a sentence."""
    state, word = State(credential.state), refusal.description
    if refusal.passing:
        return state, f"Google could not be asked at {timezone.now():%Y-%m-%d %H:%M} UTC: {word}."
    if credential.kind == Kind.SERVICE_ACCOUNT:
        why = "Its key was deleted, the account was switched off, or the clock of this machine is wrong"
        return State.REVOKED, f"Google refuses the service account ({word}). {why}. Mend that, or import a new key."
    if refusal.error != "invalid_grant":
        return State.NEEDS_SIGN_IN, CLIENT_REFUSED.format(word)
    if credential.sign_in_until and credential.sign_in_until <= timezone.now():
        return State.EXPIRED, f"The sign-in was good until {credential.sign_in_until:%Y-%m-%d %H:%M} UTC. {SIGN_IN}"
    return State.REVOKED, f"Google no longer takes the sign-in ({word}). {SIGN_IN}"


def not_granted(scopes: list[str]) -> str:
    """Give a sentence that names what is needed and not among `scopes`; empty where nothing lacks."""
    lacking = [scope.removeprefix(PREFIX) for scope in NEEDED if scope not in scopes]
    if not lacking:
        return ""
    return f"The sign-in does not cover {', '.join(lacking)}. Sign in again, and leave every box ticked."


def tell_soon(credential: Credential) -> None:
    """Have operations told by e-mail once the transaction is committed; each hour makes up for what was not told."""
    # Not in the transaction: a worker defers its jobs over another connection, and this one would find nothing yet.
    transaction.on_commit(lambda: app.configure_task(MAIL_TASK).defer(credential_id=credential.pk))


def untold() -> QuerySet[Credential]:
    """The credentials of which operations have to be told: they have stopped, or soon will."""
    soon = timezone.now() + AHEAD
    return Credential.objects.filter(~Q(state=State.VALID) | Q(sign_in_until__lte=soon), warned_at=None)


def to_tell() -> QuerySet[User]:
    """The people of operations who can be told by e-mail."""
    people = User.objects.with_perm(
        PERMISSION, include_superusers=False, backend="django.contrib.auth.backends.ModelBackend"
    )
    return people.exclude(email="").order_by("pk")


def warnings(person: User | AnonymousUser) -> list[Warned]:
    """Give what `person` should know of the credentials: nothing where they may not look after them."""
    if not person.has_perm(PERMISSION):
        return []
    return list(_warnings())


def _warnings() -> Iterator[Warned]:
    for credential in Credential.objects.defer("secret").order_by("name"):
        if credential.state != State.VALID:
            yield Warned(credential, credential.error or f"It is not signed in. {SIGN_IN}", over=True)
        elif credential.error:
            yield Warned(credential, credential.error, over=False)
        elif ends_soon(credential):
            yield Warned(credential, ends(credential), over=False)


def ends_soon(credential: Credential) -> bool:
    """Whether the sign-in runs out by itself within two days."""
    return bool(credential.sign_in_until and credential.sign_in_until <= timezone.now() + AHEAD)


def ends(credential: Credential) -> str:
    """Say when the sign-in runs out by itself."""
    until = f"{credential.sign_in_until:%Y-%m-%d %H:%M} UTC"
    return f"The sign-in ends at {until}, since Google gave it for a time only. Sign in again before."
