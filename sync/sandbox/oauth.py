"""The token endpoint: refresh tokens and service accounts become access tokens, which expire and can be revoked."""

import base64
import hashlib
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from sync.sandbox.clock import Clock
from sync.sandbox.errors import ApiError

CLIENT_ID, CLIENT_SECRET = "sandbox-client", "sandbox-secret"
REFRESH_TOKEN, ACCESS_TOKEN = "sandbox-refresh-token", "sandbox-access-token"
PREFIX = "https://www.googleapis.com/auth/"
SCOPES = tuple(PREFIX + name for name in ("youtube", "youtube.force-ssl", "youtubepartner", "yt-analytics.readonly"))
LIFE = timedelta(seconds=3599)


class Refused(Exception):
    """No token: OAuth's word for why, and a sentence."""

    def __init__(self, error: str, description: str, status: int = 400) -> None:
        self.status = status
        self.body = {"error": error, "error_description": description}
        super().__init__(description)


@dataclass
class Token:
    """An access token and what it may be used for."""

    scopes: tuple[str, ...]
    expires: datetime | None = None


class Tokens:
    """Who may ask. The caller holds the lock."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self.rotates = False  # whether each refresh gives a new refresh token, the old one dying
        self.scopes = SCOPES
        self.refresh = {REFRESH_TOKEN}
        self.codes: dict[str, Mapping[str, str]] = {}  # each with what the sign-in page was asked
        self.lasts = 0  # seconds for which a sign-in is good; 0: until it is revoked
        # The one that never expires is for curl.
        self.access = {ACCESS_TOKEN: Token(SCOPES)}

    def grant(self, form: Mapping[str, str]) -> dict[str, object]:
        """Answer a request for a token; Refused where OAuth says so."""
        kind = form.get("grant_type", "")
        if kind == "urn:ietf:params:oauth:grant-type:jwt-bearer":
            if form.get("assertion", "").count(".") != 2:
                raise Refused("invalid_grant", "Invalid JWT.")
            return self._issue()
        if form.get("client_id") != CLIENT_ID or form.get("client_secret") != CLIENT_SECRET:
            raise Refused("invalid_client", "The OAuth client was not found.", 401)
        if kind == "refresh_token":
            return self._refreshed(form.get("refresh_token", ""))
        if kind == "authorization_code":
            return self._signed_in(form)
        raise Refused("unsupported_grant_type", f"Invalid grant_type: {kind}")

    def _signed_in(self, form: Mapping[str, str]) -> dict[str, object]:
        asked = self.codes.pop(form.get("code", ""), None)
        if asked is None:
            raise Refused("invalid_grant", "Malformed auth code.")
        if form.get("redirect_uri") != asked.get("redirect_uri"):
            raise Refused("redirect_uri_mismatch", "Bad Request")
        if asked.get("code_challenge", "") != _challenge(form.get("code_verifier", "")):
            raise Refused("invalid_grant", "Invalid code verifier.")
        told = self._issue()
        if asked.get("access_type") == "offline":
            told["refresh_token"] = self._new_refresh_token()
        return told | ({"refresh_token_expires_in": self.lasts} if self.lasts else {})

    def _refreshed(self, token: str) -> dict[str, object]:
        if token not in self.refresh:
            raise Refused("invalid_grant", "Token has been expired or revoked.")
        if not self.rotates:
            return self._issue()
        self.refresh.discard(token)
        return self._issue() | {"refresh_token": self._new_refresh_token()}

    def _new_refresh_token(self) -> str:
        token = f"1//{secrets.token_urlsafe(24)}"
        self.refresh.add(token)
        return token

    def _issue(self) -> dict[str, object]:
        token = f"ya29.{secrets.token_urlsafe(24)}"
        self.access[token] = Token(self.scopes, self._clock.now() + LIFE)
        return {
            "access_token": token,
            "expires_in": int(LIFE.total_seconds()),
            "scope": " ".join(self.scopes),
            "token_type": "Bearer",
        }

    def code(self, asked: Mapping[str, str]) -> str:
        """A code that the sign-in page hands out for what it was asked, good for one use."""
        code = f"4/{secrets.token_urlsafe(16)}"
        self.codes[code] = dict(asked)
        return code

    def expire(self) -> None:
        """Let every access token be over."""
        self.access.clear()

    def revoke(self, token: str = "") -> None:
        """Revoke a token, or all of them; the access they gave ends as well."""
        self.access.clear()
        self.refresh = self.refresh - {token} if token else set()

    def check(self, authorization: str, wanted: tuple[str, ...]) -> None:
        """Refuse a request whose Authorization header is not good for one of the scopes wanted."""
        scheme, _, given = authorization.partition(" ")
        place = {"location": "Authorization", "location_type": "header"}
        if scheme.lower() != "bearer" or not given:
            raise ApiError("required", "Login Required.", status=401, **place)
        token = self.access.get(given.strip())
        if token is None or (token.expires and token.expires <= self._clock.now()):
            raise ApiError("authError", **place)
        if not any(PREFIX + name in token.scopes for name in wanted):
            raise ApiError("insufficientPermissions")


def _challenge(verifier: str) -> str:
    """What the sign-in page was shown of a verifier; nothing of none."""
    digest = hashlib.sha256(verifier.encode()).digest()
    return base64.urlsafe_b64encode(digest).rstrip(b"=").decode() if verifier else ""
