"""YouTube's Reporting API: which jobs the content owner has, which files they made, and the bytes of one."""

from collections.abc import Iterator
from datetime import datetime
from functools import cache
from typing import Any, BinaryIO
from urllib.parse import urlsplit

from django.conf import settings

from cmsmeta.lib import late
from sync.credentials.stored import chosen, google_credentials
from sync.ledger import Ledger
from sync.models import Credential
from sync.youtube.client import Client
from sync.youtube.errors import NotConfigured, Refused, Verdict, refusal, unreachable

Json = dict[str, Any]
TIMEOUT = 60  # seconds without a byte
TRIES = 5
BLOCK = 1024**2
PAGE = 100
DOWNLOAD = "youtubereporting.media.download"
GZIP = b"\x1f\x8b"

discovery, requests = late.module("googleapiclient.discovery"), late.module("requests")
urllib3, transport = late.module("urllib3"), late.module("google.auth.transport.requests")
wire = late.module("sync.youtube.transport")

NO_SERVICE_ACCOUNTS = (
    "The Reporting API does not let every service account in: import the credential of a person who belongs to the "
    "content owner, with the scope yt-analytics.readonly, and name it in YOUTUBE_REPORTING_CREDENTIAL."
)
SCOPES = "The sign-in needs the scope yt-analytics.readonly (for revenue yt-analytics-monetary.readonly)."


class ReportingApi:
    """The API on behalf of our content owner; every request is in the ledger. Each method may raise YouTubeError."""

    def __init__(self) -> None:
        if not settings.YOUTUBE_CONTENT_OWNER:
            raise NotConfigured("YOUTUBE_CONTENT_OWNER is not set. Set it to the ID of the content owner.")
        name = settings.YOUTUBE_REPORTING_CREDENTIAL
        credentials = google_credentials(name)
        self._of_service_account = chosen(name).kind == Credential.Kind.SERVICE_ACCOUNT
        self._client = Client(Ledger(), credentials)
        self._session = transport.AuthorizedSession(credentials, max_refresh_attempts=0)  # none past the ledger
        self._api = _document(settings.YOUTUBE_REPORTING_API_URL)
        self._ours = {"onBehalfOfContentOwner": settings.YOUTUBE_CONTENT_OWNER, "pageSize": PAGE}

    def close(self) -> None:
        """End the connections."""
        self._client.close()
        self._session.close()

    def jobs(self) -> Iterator[Json]:
        """Give every job, those that YouTube manages by itself among them."""
        jobs = self._api.jobs()
        yield from self._all("jobs", jobs.list(includeSystemManaged=True, **self._ours), jobs.list_next)

    def reports(self, job_id: str, since: datetime) -> Iterator[Json]:
        """Give the files of a job that speak of times from `since` on."""
        reports = self._api.jobs().reports()
        asked = reports.list(jobId=job_id, startTimeAtOrAfter=f"{since:%Y-%m-%dT%H:%M:%SZ}", **self._ours)
        yield from self._all("reports", asked, reports.list_next)

    def download(self, address: str, into: BinaryIO) -> bool:
        """Write the bytes of a file `into` an empty file, as they come; gives whether they are packed by gzip.

        Where the connection breaks it goes on from the byte it had reached, where YouTube lets it.
        """
        _refuse_elsewhere(address)
        for attempt in range(TRIES):
            entry, outcome = self._client.ledger.reserve(DOWNLOAD), "lost"
            try:
                whole, outcome = self._rest(address, into), "ok"
            except Refused as refused:
                outcome = refused.reason
                raise self._explained(refused) from None
            except (requests.RequestException, urllib3.exceptions.HTTPError) as error:
                if attempt == TRIES - 1:
                    raise unreachable(f"the download broke off {TRIES} times: {type(error).__name__}") from error
                continue
            finally:
                self._client.ledger.settle(entry, outcome)
            if whole:
                return _is_packed(into)
        raise unreachable(f"the download ended {TRIES} times before its end")

    def _rest(self, address: str, into: BinaryIO) -> bool:
        """Write what is missing of a file; gives whether it is whole."""
        # What was packed on its way may be packed otherwise the next time: there is no going on in the middle.
        reached = 0 if _is_packed(into) else into.seek(0, 2)
        # A range is one of the plain bytes; without one, gzip saves four fifths.
        asked = (
            {"Range": f"bytes={reached}-", "Accept-Encoding": "identity"} if reached else {"Accept-Encoding": "gzip"}
        )
        with self._session.get(address, headers=asked, stream=True, timeout=TIMEOUT) as answer:
            if answer.status_code == 416:
                return True  # there is nothing behind the last byte that we have
            if not answer.ok:
                raise refusal(answer.status_code, answer.content)
            if answer.status_code != 206:
                into.seek(0)
                into.truncate()
            while block := answer.raw.read(BLOCK, decode_content=False):
                into.write(block)
            length = answer.headers.get("Content-Length")
            return length is None or answer.raw.tell() == int(length)

    def _all(self, name: str, asked: Any, following: Any) -> Iterator[Json]:
        while asked is not None:
            try:
                page = self._client.send(asked)
            except Refused as refused:
                raise self._explained(refused) from None
            yield from page.get(name, ())
            asked = following(asked, page)

    def _explained(self, refused: Refused) -> Refused:
        """The refusal with what is special here: who is let in, and by which scope."""
        if refused.status not in (401, 403) or refused.verdict != Verdict.CONFIGURATION:
            return refused
        more = NO_SERVICE_ACCOUNTS if self._of_service_account else SCOPES
        return Refused(refused.status, refused.reason, f"{refused.sentence} {more}", refused.verdict)


def _is_packed(file: BinaryIO) -> bool:
    file.seek(0)
    return file.read(len(GZIP)) == GZIP


def _refuse_elsewhere(address: str) -> None:
    """The sign-in goes with the request: it is sent to Google, or to where the settings say, and nowhere else."""
    url, ours = urlsplit(address), urlsplit(settings.YOUTUBE_REPORTING_API_URL)
    google = url.scheme == "https" and "\\" not in address and (url.hostname or "").endswith(".googleapis.com")
    if not (google or (ours.netloc and (url.scheme, url.netloc) == (ours.scheme, ours.netloc))):
        raise NotConfigured(f"The file is said to lie at {url.hostname}, which is not Google's: it is not fetched.")


@cache
def _document(endpoint: str) -> Any:
    """The API by the document that comes with Google's client: it makes the addresses, and sends nothing."""
    options = {"api_endpoint": endpoint} if endpoint else {}
    ways = {"http": wire.Nowhere(), "client_options": options, "cache_discovery": False, "static_discovery": True}
    return discovery.build("youtubereporting", "v1", **ways)
