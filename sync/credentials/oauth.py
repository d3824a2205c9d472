"""Google's sign-in page, its token endpoint and its revocation, or the sandbox's: wherever a credential's file says."""

import base64
import hashlib
import json
import secrets
import time
from dataclasses import dataclass, field
from urllib.parse import urlencode, urljoin, urlsplit

from django.views.decorators.debug import sensitive_variables
from google.auth.exceptions import GoogleAuthError
from google.auth.transport import Request

from cmsmeta.lib import late
from sync.credentials.vault import Secret

crypt, jwt = late.module("google.auth.crypt"), late.module("google.auth.jwt")
wire, over_wire = late.module("sync.youtube.transport"), late.module("google_auth_httplib2")

GOOGLE_TOKENS = "https://oauth2.googleapis.com/token"
GOOGLE_SIGN_IN = "https://accounts.google.com/o/oauth2/v2/auth"
PREFIX = "https://www.googleapis.com/auth/"
NEEDED = tuple(PREFIX + name for name in ("youtube", "youtube.force-ssl", "youtubepartner"))
# Asked of a person beside these: the reports of the Reporting API, and whose account it is.
ASKED = (*NEEDED, f"{PREFIX}yt-analytics.readonly", "openid", "email")
BY_KEY = "urn:ietf:params:oauth:grant-type:jwt-bearer"
KEY_SECONDS = 3600
TIMEOUT = 20
RETRYABLE = (408, 429, 500, 502, 503, 504)
IN_PASSING = ("internal_failure", "server_error", "temporarily_unavailable")
FORM = {"Content-Type": "application/x-www-form-urlencoded"}


class Refusal(Exception):
    """Google gave no token. `error` is OAuth's word, empty where nobody answered in OAuth's terms."""

    def __init__(self, error: str, description: str, *, passing: bool) -> None:
        self.error, self.description, self.passing = error, description, passing
        super().__init__(description or error)


@dataclass(frozen=True)
class SignIn:
    """A sign-in that has begun: where the person goes, and what must come back and be shown then."""

    url: str = field(repr=False)
    state: str = field(repr=False)
    verifier: str = field(repr=False)


def transport() -> Request:
    """Give what asks Google, for those who have no connection of their own."""
    return over_wire.Request(wire.Wire(TIMEOUT))


def begin(secret: Secret, redirect_uri: str, account: str = "") -> SignIn:
    """Begin a sign-in of `account`, which ends at `redirect_uri`."""
    state, verifier = secrets.token_urlsafe(32), secrets.token_urlsafe(48)
    challenge = base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=").decode()
    asked = {
        "client_id": secret["client_id"],
        "redirect_uri": redirect_uri,
        "response_type": "code",
        "scope": " ".join(ASKED),
        "state": state,
        "code_challenge": challenge,
        "code_challenge_method": "S256",
        # Without these two Google gives no refresh token.
        "access_type": "offline",
        "prompt": "consent",
        **({"login_hint": account} if account else {}),
    }
    return SignIn(f"{_sign_in_page(secret)}?{urlencode(asked)}", state, verifier)


@sensitive_variables()
def exchange(secret: Secret, code: str, verifier: str, redirect_uri: str, request: Request) -> Secret:
    """Give the tokens for the code that a sign-in ended with; Refusal."""
    told = {"code": code, "code_verifier": verifier, "redirect_uri": redirect_uri}
    return _granted(request, secret, Secret(told, grant_type="authorization_code", **_client(secret)))


@sensitive_variables()
def renew(secret: Secret, request: Request) -> Secret:
    """Give a new access token for a refresh token or the key of a service account; Refusal."""
    if "private_key" in secret:
        return _granted(request, secret, Secret(grant_type=BY_KEY, assertion=_assertion(secret)))
    told = Secret(grant_type="refresh_token", refresh_token=secret["refresh_token"], **_client(secret))
    return _granted(request, secret, told)


@sensitive_variables()
def revoke(secret: Secret, request: Request) -> None:
    """Have Google forget the refresh token. One that it has forgotten already is no error; Refusal."""
    told = Secret(token=secret["refresh_token"])
    status, body = _post(request, urljoin(_token_uri(secret), "revoke"), told)
    if status not in (200, 400):
        raise _refusal(status, body)


def address(told: str) -> bool:
    """Whether tokens may be asked for at this address: by HTTPS, or on this machine."""
    url = urlsplit(told)
    return url.scheme == "https" or (url.scheme == "http" and url.hostname in ("127.0.0.1", "localhost", "::1"))


def _token_uri(secret: Secret) -> str:
    return secret.get("token_uri") or GOOGLE_TOKENS


def _sign_in_page(secret: Secret) -> str:
    at_google = (urlsplit(_token_uri(secret)).hostname or "").endswith(".googleapis.com")
    return secret.get("auth_uri") or (GOOGLE_SIGN_IN if at_google else urljoin(_token_uri(secret), "/o/oauth2/v2/auth"))


def _client(secret: Secret) -> Secret:
    return Secret(client_id=secret["client_id"], client_secret=secret.get("client_secret", ""))


@sensitive_variables()
def _assertion(secret: Secret) -> str:
    now = int(time.time())
    told = {"iss": secret["client_email"], "aud": _token_uri(secret), "scope": " ".join(NEEDED)}
    signer = crypt.RSASigner.from_service_account_info(secret)
    return jwt.encode(signer, {**told, "iat": now, "exp": now + KEY_SECONDS}).decode()


@sensitive_variables()
def _granted(request: Request, secret: Secret, told: Secret) -> Secret:
    status, body = _post(request, _token_uri(secret), told)
    if status != 200 or not body.get("access_token"):
        raise _refusal(status, body)
    return body


@sensitive_variables()
def _post(request: Request, uri: str, told: Secret) -> tuple[int, Secret]:
    """Give the status and the body, empty where that is no JSON object; Refusal where nobody answers."""
    try:
        answer = request(url=uri, method="POST", headers=FORM, body=urlencode(told).encode())
    except (GoogleAuthError, wire.Unsent, *wire.LOST) as error:
        # Not chained: the frames below it hold the secret in plain words, and an error page shows frames.
        why = f"{urlsplit(uri).hostname} does not answer ({type(error.__context__ or error).__name__})"
        raise Refusal("", why, passing=True) from None
    try:
        body = json.loads(answer.data)
    except ValueError:
        body = {}
    return answer.status, Secret(body if isinstance(body, dict) else {})


def _refusal(status: int, body: Secret) -> Refusal:
    error, description = str(body.get("error", ""))[:100], str(body.get("error_description", ""))[:300]
    # An answer without OAuth's word is a proxy's or an error page: it says nothing of the credential.
    passing = status in RETRYABLE or not error or error in IN_PASSING
    return Refusal(error, description or f"{error} (HTTP {status})", passing=passing)
