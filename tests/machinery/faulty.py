"""A bad line to the S3 server: a proxy that cuts answers off in the middle, and remembers what it was asked for."""

import threading
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


@dataclass
class Line:
    """`cuts` of the next objects read are cut off after `after` bytes; `ranges` is what was asked for of each."""

    url: str
    cuts: int = 0
    after: int = 0
    ranges: list[str] = field(default_factory=list)


@contextmanager
def line_to(endpoint: str) -> Iterator[Line]:
    """Run the proxy in front of `endpoint` until the context ends."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            status, headers, body = _asked(endpoint + self.path, dict(self.headers))
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


def _asked(url: str, headers: dict[str, str]) -> tuple[int, list[tuple[str, str]], bytes]:
    headers.pop("Host", None)
    try:
        with urllib.request.urlopen(urllib.request.Request(url, headers=headers)) as answer:  # noqa: S310
            return answer.status, answer.headers.items(), answer.read()
    except urllib.error.HTTPError as error:
        return error.code, error.headers.items(), error.read()
