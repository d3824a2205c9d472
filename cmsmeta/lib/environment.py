"""Reads the environment, and says in a sentence what is wrong with it."""

import base64
import gc
import sys
from collections.abc import Callable
from importlib import import_module
from typing import Any, TypeVar
from urllib.parse import unquote, urlsplit

import environ
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

TRUE = {"1", "true", "yes", "on"}
MAKE_KEY = 'python -c "from cryptography.fernet import Fernet; print(Fernet.generate_key().decode())"'
FALSE = {"0", "false", "no", "off", ""}
Application = TypeVar("Application")


class Environment(environ.Env):
    """django-environ, which takes a misspelt flag for False and tells of a wrong number by a traceback."""

    def flag(self, name: str, *, default: bool) -> bool:
        """Give a yes or no."""
        value = self.str(name, default="").strip().lower()
        if value not in TRUE | FALSE:
            raise ImproperlyConfigured(f"{name} is {value!r}. Set it to true or false.")
        return value in TRUE if value else default

    def count(self, name: str, *, default: int, least: int = 0, most: int | None = None) -> int:
        """Give a whole number of `least` or more, up to `most`."""
        value = self.str(name, default="").strip()
        if not value:
            return default
        if not value.isdecimal() or int(value) < least or (most is not None and int(value) > most):
            bounds = f"of {least} or more" if most is None else f"from {least} to {most}"
            raise ImproperlyConfigured(f"{name} is {value!r}. Set it to a whole number {bounds}.")
        return int(value)

    def share(self, name: str, *, default: float) -> float:
        """Give a number from 0 to 1."""
        value = self.str(name, default="").strip()
        try:
            number = float(value) if value else default
        except ValueError:
            number = -1.0
        if not 0 <= number <= 1:
            raise ImproperlyConfigured(f"{name} is {value!r}. Set it to a number from 0 to 1, such as 0.1.")
        return number

    def choice(self, name: str, allowed: tuple[str, ...], *, default: str) -> str:
        """Give one of the words of `allowed`."""
        value = self.str(name, default="").strip().upper() or default
        if value not in allowed:
            raise ImproperlyConfigured(f"{name} is {value!r}. Set it to one of {', '.join(allowed)}.")
        return value

    def secret(self, name: str, *, least: int) -> str:
        """Give a secret of `least` or more characters, or nothing."""
        value = self.str(name, default="").strip()
        if value and len(value) < least:  # the value itself is never shown
            raise ImproperlyConfigured(f"{name} is too short. Set it to {least} or more random characters.")
        return value

    def keys(self, name: str) -> list[str]:
        """Give the keys of a list, each one that encrypts: 32 random bytes in URL-safe Base64."""
        keys = [key.strip() for key in self.list(name, default=[]) if key.strip()]
        for place, key in enumerate(keys, 1):
            if not _encrypts(key):  # the value itself is never shown
                raise ImproperlyConfigured(f"{name}: the key at place {place} is no key. Make one with: {MAKE_KEY}")
        return keys

    def address(self, name: str, schemes: tuple[str, ...]) -> str:
        """Give a URL of one of `schemes`, or nothing."""
        value = self.str(name, default="").strip()
        if value and not (urlsplit(value).scheme in schemes and value.partition("://")[2]):
            raise ImproperlyConfigured(f"{name} is not an address that begins with {_either(schemes, '://')}.")
        return value

    def email(self, name: str, *, default: str) -> dict[str, Any]:
        """Give Django's settings of the server at a URL that sends e-mail."""
        value = self.str(name, default="").strip() or default
        example = "smtp+tls://user:password@host:587"
        # The value itself is never shown: it holds a password.
        if urlsplit(value).scheme not in self.EMAIL_SCHEMES:
            raise ImproperlyConfigured(f"{name} is not the address of a mail server. It looks like {example}.")
        try:
            return self.email_url_config(value)
        except ValueError:
            raise ImproperlyConfigured(f"{name} cannot be read. It looks like {example}.") from None

    def postgresql(self, name: str) -> dict[str, Any]:
        """Give Django's settings of the PostgreSQL database at a URL."""
        example = "postgresql://user:password@host:5432/name"
        value = self.str(name).strip()
        # The value itself is never shown: it holds a password.
        if urlsplit(value).scheme not in ("postgres", "postgresql"):
            raise ImproperlyConfigured(f"{name} is not the address of a PostgreSQL database. It looks like {example}.")
        try:
            database = self.db_url_config(value, engine="django.db.backends.postgresql")
        except ValueError:
            raise ImproperlyConfigured(f"{name} cannot be read. It looks like {example}.") from None
        if not database["NAME"]:
            raise ImproperlyConfigured(f"{name} names no database. It looks like {example}.")
        database["HOST"] = unquote(database["HOST"])
        return database


def _encrypts(key: str) -> bool:
    try:
        return len(base64.b64decode(key, altchars=b"-_", validate=True)) == 32
    except ValueError:
        return False


def _either(words: tuple[str, ...], ending: str) -> str:
    return " or ".join(f"{word}{ending}" for word in words)


def start(make: Callable[[], Application]) -> Application:
    """Give what `make` gives, every page loaded; where the environment is wrong, end with the sentence that says so."""
    gc.disable()
    try:
        application = make()
        import_module(settings.ROOT_URLCONF)
    except ImproperlyConfigured as error:
        sys.exit(str(error))
    gc.freeze()  # what is loaded stays: to look through it for garbage took a third of a start
    gc.enable()
    return application
