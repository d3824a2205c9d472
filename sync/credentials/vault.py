"""Encrypts what is secret in a credential, by the keys in CREDENTIAL_KEYS: the first one writes, all of them read."""

import json
from typing import Any

from django.conf import settings
from django.views.decorators.debug import sensitive_variables

from cmsmeta.lib import late
from cmsmeta.lib.environment import MAKE_KEY
from sync.youtube.errors import NotConfigured

fernet = late.module("cryptography.fernet")


class Secret(dict[str, Any]):
    """What only the vault and Google may see. Printed, logged or shown on an error page it says nothing."""

    def __repr__(self) -> str:
        return "<secret>"

    __str__ = __repr__


def encrypt(told: Secret) -> bytes:
    """Give `told` encrypted by the current key; NotConfigured where there is none."""
    return _fernet().encrypt(json.dumps(told).encode())


@sensitive_variables()
def decrypt(kept: bytes, name: str) -> Secret:
    """Give what `encrypt` was given; NotConfigured, which names the credential, where no key opens it."""
    try:
        return Secret(json.loads(_fernet().decrypt(bytes(kept))))
    except fernet.InvalidToken:
        raise NotConfigured(_no_key_opens(name)) from None


def rotate(kept: bytes, name: str) -> bytes:
    """Give the same encrypted by the current key; NotConfigured where no key opens it."""
    try:
        return _fernet().rotate(bytes(kept))
    except fernet.InvalidToken:
        raise NotConfigured(_no_key_opens(name)) from None


@sensitive_variables()
def _fernet() -> Any:
    if not settings.CREDENTIAL_KEYS:
        raise NotConfigured(
            f"CREDENTIAL_KEYS is not set, so credentials can be neither kept nor read. Make a key with: {MAKE_KEY}"
        )
    try:
        return fernet.MultiFernet([fernet.Fernet(key) for key in settings.CREDENTIAL_KEYS])
    except ValueError:
        raise NotConfigured(f"CREDENTIAL_KEYS holds something that is no key. Make one with: {MAKE_KEY}") from None


def _no_key_opens(name: str) -> str:
    return (
        f"No key in CREDENTIAL_KEYS opens the credential “{name}”. Put the key that it was kept with at the end of "
        "CREDENTIAL_KEYS, or import it again."
    )
