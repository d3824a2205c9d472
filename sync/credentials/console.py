"""Where a sign-in on the console ends: at a small server on this machine, or in what a person pastes."""

import threading
from http.server import BaseHTTPRequestHandler, HTTPServer
from secrets import compare_digest
from urllib.parse import parse_qs, urlsplit

from sync.credentials.sign_in import NotSignedIn

HOST = "127.0.0.1"
NOWHERE = f"http://{HOST}/"  # the browser finds nothing there; its address bar holds the code
DONE = "You are back from Google. Close this page: the console says how it went."


class Landing(HTTPServer):
    """Waits on this machine for the browser that Google sends back. A context."""

    def __init__(self, port: int = 0) -> None:
        self.landed = threading.Event()
        self.address = ""
        super().__init__((HOST, port), _Page)

    def __enter__(self) -> "Landing":
        threading.Thread(target=self.serve_forever, args=(0.1,), daemon=True).start()
        return self

    def __exit__(self, *args: object) -> None:
        self.shutdown()
        self.server_close()

    @property
    def url(self) -> str:
        return f"http://{HOST}:{self.server_port}/"

    def wait(self, seconds: float) -> str:
        """Give the address that the browser came to; NotSignedIn where none came."""
        if not self.landed.wait(seconds):
            raise NotSignedIn("Nobody came back from Google in time. Begin anew, or use --no-browser.")
        return self.address


class _Page(BaseHTTPRequestHandler):
    server: Landing

    def do_GET(self) -> None:
        url = urlsplit(self.path)
        if url.path != "/" or not url.query:  # a browser also asks for an icon
            self.send_error(404)
            return
        body = DONE.encode()
        self.send_response(200)
        self.send_header("Content-Type", "text/plain; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)
        self.server.address = self.path
        self.server.landed.set()

    def log_message(self, *words: object) -> None:
        """Nothing: the address holds the code."""


def code_of(address: str, state: str) -> str:
    """Give the code in the address that Google sent a browser to, or in what a person pasted; NotSignedIn."""
    told = {name: values[-1] for name, values in parse_qs(urlsplit(address).query).items()}
    if "error" in told:
        raise NotSignedIn(f"Google did not sign in: {told['error'][:100]}. Begin anew.")
    if not told and address and not address.startswith("http"):
        return address  # the bare code; that it belongs to this sign-in, the verifier proves
    if not told.get("code") or not compare_digest(told.get("state", "").encode(), state.encode()):
        raise NotSignedIn("This answer belongs to no sign-in that was begun here. Begin anew.")
    return told["code"]
