"""A bad line to the S3 server: a proxy that cuts answers off, refuses them, or tells what was true some time ago."""

import threading
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


@dataclass
class Line:
    """`cuts` of the next objects read are cut off after `after` bytes; `ranges` is what was asked for of each.

    `busy` of the next answers are 503. What has a word of `denied` in its address is answered by 403. While it is
    `stale`, a listing is told as it was when it was last asked for. `signed` is who asked, and by which token.
    """

    url: str
    cuts: int = 0
    after: int = 0
    ranges: list[str] = field(default_factory=list)
    busy: int = 0
    denied: tuple[str, ...] = ()
    stale: bool = False
    listings: dict[str, "Answer"] = field(default_factory=dict)
    signed: list[str] = field(default_factory=list)

    def answer(self, endpoint: str, path: str, headers: dict[str, str]) -> "Answer":
        signer = headers.get("Authorization", "").partition("Credential=")[2].partition("/")[0]
        self.signed.append(f"{signer} {headers.get('X-Amz-Security-Token', '')}")
        if self.busy:
            self.busy -= 1
            return 503, [], refusal("SlowDown")
        if any(word in path for word in self.denied):
            return 403, [], refusal("AccessDenied")
        if self.stale and path in self.listings:
            return self.listings[path]
        answer = _asked(endpoint + path, headers)
        if "prefix=" in path:
            self.listings[path] = answer
        return answer


Answer = tuple[int, list[tuple[str, str]], bytes]


def refusal(code: str) -> bytes:
    return f"<Error><Code>{code}</Code><Message>no</Message></Error>".encode()


@contextmanager
def line_to(endpoint: str) -> Iterator[Line]:
    """Run the proxy in front of `endpoint` until the context ends."""

    class Handler(BaseHTTPRequestHandler):
        def do_HEAD(self) -> None:
            refused = any(word in self.path for word in line.denied)
            self.send_response(403 if refused else 404)
            self.end_headers()
            self.close_connection = True

        def do_GET(self) -> None:  # what is written does not come this way
            status, headers, body = line.answer(endpoint, self.path, dict(self.headers))
            reads = self.path.partition("?")[0].endswith(".csv")
            if reads:
                line.ranges.append(self.headers.get("Range", ""))
            cut = reads and line.cuts > 0
            line.cuts -= cut
            self.send_response(status)
            for name, value in headers:
                if name.lower() not in ("connection", "transfer-encoding"):
                    self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body[: line.after] if cut else body)
            self.close_connection = True

        def log_message(self, *words: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        line = Line(f"http://127.0.0.1:{server.server_port}")
        threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
        yield line
        server.shutdown()


def _asked(url: str, headers: dict[str, str]) -> Answer:
    headers.pop("Host", None)
    try:
        with urllib.request.urlopen(urllib.request.Request(url, headers=headers)) as answer:  # noqa: S310
            return answer.status, list(answer.headers.items()), answer.read()
    except urllib.error.HTTPError as error:
        return error.code, list(error.headers.items()), error.read()
