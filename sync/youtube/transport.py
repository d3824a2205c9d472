"""How a request goes over the wire: once, or not at all."""

import http.client
import select
import socket
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any

import httplib2
from google.auth.credentials import Credentials
from google.auth.exceptions import RefreshError, TransportError
from google_auth_httplib2 import Request

from sync.youtube.errors import NotConfigured, Refused, unreachable

# What a connection may end with while an answer is awaited.
LOST = (OSError, http.client.HTTPException, httplib2.HttpLib2Error)


class Unsent(Exception):
    """There was no connection to send the request over."""


class Wire(httplib2.Http):
    """httplib2 sends a request again by itself when its connection ends, also a write. This one does not."""

    def __init__(self, timeout: float) -> None:
        super().__init__(timeout=timeout)
        self.follow_redirects = False

    def _conn_request(
        self, conn: Any, request_uri: str, method: str, body: Any, headers: dict[str, str]
    ) -> tuple[httplib2.Response, bytes]:
        try:
            if conn.sock is not None and _was_closed(conn.sock):
                conn.close()
            if conn.sock is None:
                conn.connect()
        except (OSError, httplib2.HttpLib2Error) as error:
            conn.close()
            raise Unsent(str(error)) from error
        try:
            conn.request(method, request_uri, body, headers)
            answer = conn.getresponse()
            content = answer.read()
        except (OSError, http.client.HTTPException):
            conn.close()
            raise
        response = httplib2.Response(answer)
        return response, httplib2._decompressContent(response, content, self.limit_kwargs)


def _was_closed(sock: socket.socket) -> bool:
    """Whether the other side has ended an idle connection: only then there is something to read from it."""
    poll = select.poll()
    poll.register(sock, select.POLLIN)
    return bool(poll.poll(0))


def wait_of(answer: httplib2.Response) -> float:
    """Give the seconds for which an answer asks to wait (Retry-After: seconds, or a moment); 0 where it does not."""
    told = answer.get("retry-after", "").strip()
    if told.isdecimal():
        return float(told)
    try:
        moment = parsedate_to_datetime(told)
    except ValueError:
        return 0.0
    return max(0.0, (moment.astimezone(UTC) - datetime.now(UTC)).total_seconds())


class Nowhere:
    """Stands where Google's client expects a way to send, so that nothing is sent past the ledger."""

    def request(self, *args: object, **kwargs: object) -> None:
        raise RuntimeError("Requests to YouTube are sent by Client.send only.")


class SignedIn:
    """A wire with the credentials on it, for one thread: what Google's client takes for an httplib2.Http."""

    def __init__(self, credentials: Credentials, timeout: float) -> None:
        self._credentials = credentials
        self._wire = Wire(timeout)

    def request(
        self, uri: str, method: str = "GET", body: Any = None, headers: dict[str, str] | None = None, **_: Any
    ) -> tuple[httplib2.Response, bytes]:
        """Send a request once. Google's AuthorizedHttp would answer a 401 by sending it again, past the ledger."""
        signed = dict(headers or {})
        self._credentials.apply(signed)
        return self._wire.request(uri, method, body, signed)

    def sign_in(self, *, again: bool = False) -> None:
        """Have an access token that is good; `again` after YouTube refused it. Costs no quota."""
        if self._credentials.valid and not again:
            return
        try:
            self._credentials.refresh(Request(self._wire))
        except RefreshError as error:
            raise _cannot_sign_in(error) from error
        except (TransportError, Unsent, *LOST) as error:
            raise unreachable(f"the sign-in: {error}") from error

    def close(self) -> None:
        self._wire.close()


def _cannot_sign_in(error: RefreshError) -> NotConfigured | Refused:
    if error.retryable:
        return unreachable("the sign-in")
    # The text of the error may hold what Google answered, never a token.
    return NotConfigured("YouTube does not accept the sign-in any more. Sign in again on the page “Credentials”.")
