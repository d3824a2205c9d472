"""HTTP in front of the sandbox: both APIs, the token endpoint, and /sandbox/ to look at it and to break it."""

import json
import sys
from collections.abc import Mapping
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, parse_qsl, urlencode, urlsplit

from sync.sandbox.control import controlled
from sync.sandbox.oauth import Refused
from sync.sandbox.service import JSON, Answer, Sandbox

HOST = "127.0.0.1"
FORM = "application/x-www-form-urlencoded"


class Server(ThreadingHTTPServer):
    """The sandbox at an address of this machine."""

    daemon_threads = True
    request_queue_size = 128

    def __init__(self, sandbox: Sandbox, port: int = 0) -> None:
        self.sandbox = sandbox
        super().__init__((HOST, port), _Handler)

    @property
    def url(self) -> str:
        return f"http://{HOST}:{self.server_port}"

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Tell what went wrong in here; a client that hangs up is no news."""
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)


class _Handler(BaseHTTPRequestHandler):
    server: Server
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    wbufsize = -1  # one packet for the head and the body

    def _serve(self) -> None:
        url = urlsplit(self.path)
        raw = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        query = parse_qs(url.query, keep_blank_values=True)
        http = self.command
        if self.headers.get(
            "X-HTTP-Method-Override"
        ):  # the google client does so with an address above 2048 characters
            http = self.headers["X-HTTP-Method-Override"].upper()
            if self.headers.get("Content-Type", "").startswith(FORM):
                query |= parse_qs(raw.decode(), keep_blank_values=True)
        self._send(self._answer(http, url.path, query, raw))

    do_GET = do_POST = do_PUT = do_PATCH = do_DELETE = _serve

    def _answer(self, http: str, path: str, query: Mapping[str, list[str]], raw: bytes) -> Answer:
        sandbox = self.server.sandbox
        if path.startswith("/sandbox"):
            return controlled(sandbox, http, path, query, raw, self.server.url)
        if path == "/subscribe":
            with sandbox.lock:
                return Answer(*sandbox.hub.ask(dict(parse_qsl(raw.decode("utf-8", "replace"))), sandbox.state))
        if path in ("/token", "/revoke", "/o/oauth2/v2/auth"):
            return _signing_in(sandbox, path, query, raw)
        return sandbox.answer(http, path, query, self.headers, raw)

    def _send(self, answer: Answer) -> None:
        if answer.lost == "drop":
            self.close_connection = True
            return
        self.send_response(answer.status)
        for name, value in answer.headers.items():
            self.send_header(name, value)
        if answer.status not in (204, 304):
            self.send_header("Content-Length", str(len(answer.body)))
        self.end_headers()
        if answer.lost == "cut":
            self.close_connection = True
            self.wfile.write(answer.body[: len(answer.body) // 2])
        elif answer.status not in (204, 304):
            self.wfile.write(answer.body)

    def log_message(self, *words: object) -> None:
        pass


def _signing_in(sandbox: Sandbox, path: str, query: Mapping[str, list[str]], raw: bytes) -> Answer:
    """The token endpoint, the revocation, and the sign-in page, which agrees at once."""
    form = {name: values[-1] for name, values in query.items()} | dict(parse_qsl(raw.decode()))
    with sandbox.lock:
        if path == "/revoke":
            known = form.get("token") in sandbox.tokens.refresh or form.get("token") in sandbox.tokens.access
            sandbox.tokens.revoke(form.get("token", "-"))
            return Answer(200 if known else 400, b"{}", {"Content-Type": JSON})
        if path == "/token":
            try:
                status, body = 200, sandbox.tokens.grant(form)
            except Refused as refused:
                status, body = refused.status, refused.body
            return Answer(status, json.dumps(body).encode(), {"Content-Type": JSON})
        words = urlencode({"code": sandbox.tokens.code(form), "state": form.get("state", "")})
    target = form.get("redirect_uri", "")
    if urlsplit(target).hostname not in ("localhost", HOST):
        return Answer(400, b"redirect_uri is not on this machine.", {"Content-Type": "text/plain"})
    return Answer(302, headers={"Location": f"{target}{'&' if '?' in target else '?'}{words}"})
