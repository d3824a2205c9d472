"""Asks a sandbox YouTube for the videos of a file, in several ways: `python -m bench.ask quick FILE` prints seconds."""

import json
import os
import sys
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cmsmeta.settings")
django.setup()

from django.conf import settings  # noqa: E402  after Django is set up
from google.oauth2.credentials import Credentials  # noqa: E402
from googleapiclient.discovery import build  # noqa: E402

from sync.ledger import Ledger  # noqa: E402
from sync.pull import pull  # noqa: E402
from sync.pull.fetch import batched  # noqa: E402
from sync.pull.videos import ask  # noqa: E402
from sync.sandbox.oauth import ACCESS_TOKEN  # noqa: E402
from sync.youtube import MOST  # noqa: E402
from sync.youtube.client import PLAYER, VIDEO_PARTS, Client  # noqa: E402
from videos.models import Video, VideoStatistics  # noqa: E402

TURN = 1_000  # videos that one client asks for before the other does


def quick(ids: list[str]) -> dict[str, float]:
    """Google's client alone, our client, and the whole pull, twice."""
    videos = Video.objects.bulk_create((Video(video_id=video_id) for video_id in ids), batch_size=5_000)
    long_ago = datetime(2020, 1, 1, tzinfo=UTC)
    VideoStatistics.objects.bulk_create((VideoStatistics(video=v, as_of=long_ago) for v in videos), batch_size=5_000)
    client, ledger = our_client(), Ledger()
    taken = side_by_side(client, ids)
    before = ledger.used()
    taken["pull"] = seconds(lambda: drain(pull(client, limit=len(ids))))
    units = ledger.used() - before
    taken["again"] = seconds(lambda: drain(pull(client, limit=len(ids))))
    return taken | {"videos": len(ids), "units": units}


def slow(ids: list[str]) -> dict[str, float]:
    """The requests of a pull by one worker and by four, then all of it by one and by four."""
    client, taken = our_client(), {"videos": len(ids)}
    for workers in (1, 4):
        taken[f"asked by {workers}"] = seconds(lambda n=workers: drain(batched(client, ids, ask, workers=n)))
    for workers in (1, 4):
        taken[f"pulled by {workers}"] = seconds(lambda n=workers: drain(pull(client, limit=len(ids), workers=n)))
    return taken


def side_by_side(client: Client, ids: list[str]) -> dict[str, float]:
    """The same requests by Google's client, as its documentation asks, and by ours: by turns, on the same machine."""
    google = {"credentials": signed_in(), "client_options": {"api_endpoint": settings.YOUTUBE_API_URL}}
    youtube = build("youtube", "v3", **google)
    words = {"part": ",".join(VIDEO_PARTS), "onBehalfOfContentOwner": settings.YOUTUBE_CONTENT_OWNER, **PLAYER}

    def bare(chunk: list[str]) -> object:
        return youtube.videos().list(id=",".join(chunk), prettyPrint=False, **words).execute()

    def ours(chunk: list[str]) -> object:
        return client.videos(chunk)

    taken = {"bare": 0.0, "client": 0.0}
    for turn in chunks(ids, TURN):
        for name, by in (("bare", bare), ("client", ours)):
            taken[name] += seconds(lambda by=by, turn=turn: drain(map(by, chunks(turn))))
    return taken


def our_client() -> Client:
    return Client(Ledger(), signed_in())


def signed_in() -> Credentials:
    return Credentials(ACCESS_TOKEN)


def chunks(ids: Iterable[str], size: int = MOST) -> Iterator[list[str]]:
    rest = iter(ids)
    while chunk := list(islice(rest, size)):
        yield chunk


def drain(given: Iterable[object]) -> None:
    deque(given, maxlen=0)


def seconds(act: Callable[[], object]) -> float:
    began = time.perf_counter()
    act()
    return round(time.perf_counter() - began, 3)


if __name__ == "__main__":
    print(json.dumps({"quick": quick, "slow": slow}[sys.argv[1]](Path(sys.argv[2]).read_text().split())))
