"""Reads the files that Google hands out: an OAuth client, an authorized user, a service account."""

import json
from dataclasses import dataclass
from pathlib import Path

from django.views.decorators.debug import sensitive_variables

from cmsmeta.lib import late
from sync.credentials.oauth import GOOGLE_TOKENS, address
from sync.credentials.vault import Secret
from sync.models import Credential

crypt = late.module("google.auth.crypt")

MAX_BYTES = 100_000
KINDS = (
    "a client secret (client_secret_….json), an authorized user (authorized_user.json) or the key of a service account"
)
CLIENT = ("client_id", "client_secret")
TAKEN = {
    Credential.Kind.OAUTH: (*CLIENT, "refresh_token", "token_uri", "auth_uri"),
    Credential.Kind.SERVICE_ACCOUNT: ("client_email", "private_key", "private_key_id", "token_uri"),
}


class BadFile(Exception):
    """The file cannot be used. Its text is a sentence that says why; it never quotes the file."""


@dataclass(frozen=True)
class KeyFile:
    """What a file holds. An OAuth client without a refresh token has yet to be signed in."""

    kind: Credential.Kind
    account: str
    secret: Secret


@sensitive_variables()
def read(path: Path) -> KeyFile:
    """Give what the file holds; BadFile."""
    try:
        with path.open("rb") as file:
            raw = file.read(MAX_BYTES + 1)
    except OSError as error:
        raise BadFile(f"{path} cannot be read: {error.strerror}.") from None
    try:
        told = json.loads(raw) if len(raw) <= MAX_BYTES else None
    except (ValueError, RecursionError):
        raise BadFile(f"{path} is no JSON file. Give {KINDS}, as Google hands it out.") from None
    if not isinstance(told, dict):
        raise BadFile(f"{path} is none of Google's files. Give {KINDS}.")
    return of(Secret(told), str(path))


@sensitive_variables()
def of(told: Secret, where: str) -> KeyFile:
    """Give what a file of Google's holds, from its JSON; BadFile. `where`: the file's name, for the sentence."""
    inner = told.get("installed") or told.get("web")
    if isinstance(inner, dict):
        kind, told, wanted = Credential.Kind.OAUTH, Secret(inner), CLIENT
    elif told.get("type") == "service_account":
        kind, wanted = Credential.Kind.SERVICE_ACCOUNT, ("client_email", "private_key")
    elif "refresh_token" in told or told.get("type") == "authorized_user":
        kind, wanted = Credential.Kind.OAUTH, (*CLIENT, "refresh_token")
    else:
        raise BadFile(f"{where} is none of Google's files. Give {KINDS}.")
    secret = Secret({name: told[name] for name in TAKEN[kind] if isinstance(told.get(name), str) and told[name]})
    if missing := [name for name in wanted if name not in secret]:
        raise BadFile(f"{where} lacks {' and '.join(missing)}. Download it anew from the Google Cloud console.")
    _check(kind, secret, where)
    account = secret.get("client_email") or told.get("account") or ""
    return KeyFile(kind, account if isinstance(account, str) else "", secret)


@sensitive_variables()
def _check(kind: Credential.Kind, secret: Secret, where: str) -> None:
    for name in ("token_uri", "auth_uri"):
        if not address(secret.get(name, GOOGLE_TOKENS)):
            raise BadFile(f"{where} names a {name} that is not reached by HTTPS. Download it anew from Google.")
    if kind == Credential.Kind.SERVICE_ACCOUNT:
        try:
            crypt.RSASigner.from_service_account_info(secret)
        except ValueError:
            raise BadFile(f"{where} has a private key that cannot be read. Make a new key in the console.") from None
