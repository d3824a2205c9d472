"""A catalogue that agrees with the sandbox, what staff want of it, and pushes: how tests of the push begin."""

import json
from contextlib import closing
from datetime import UTC, datetime

from django.db.models import Value

from channels_app.models import Channel
from sync.ledger import Ledger
from sync.push import push
from sync.sandbox.fill import RULES
from sync.youtube.client import Client
from tests.sandbox import CHANNEL, SNIPPET, STATUS, small_state
from tests.youtube import at_door
from videos.edit import edit_videos
from videos.models import Claim, OpenEdit, Video, VideoStatistics
from videos.models.statistics import band

MONETIZE, OTHER = "Monetize in all countries", list(RULES)[2]
LONG_AGO = datetime(2021, 1, 1, tzinfo=UTC)
SOON = "2030-01-01T00:00:00Z"


def state(videos=3):
    """A sandbox whose videos have what a careless push would lose."""
    made = small_state(videos)
    for video in made.videos.values():
        video["snippet"] = video["snippet"] | {"defaultLanguage": "en", "defaultAudioLanguage": "de"}
        video["status"] = video["status"] | {"selfDeclaredMadeForKids": False, "containsSyntheticMedia": True}
        video["localizations"] = {"de": {"title": "Anker", "description": ""}}
        video["recordingDetails"] = {"recordingDate": "2019-05-05T00:00:00Z"}
    for asset in made.assets.values():
        asset["metadata"] |= {"genre": ["Shanty"], "isrc": "GBAYE0601498", "notes": "Take 2", "writer": ["Ana"]}
    return made


def catalogue(sandbox):
    """Videos that hold what YouTube holds."""
    channel, _ = Channel.objects.get_or_create(channel_id=CHANNEL, title="Harbour")
    for number, video_id in enumerate(sandbox.videos):
        asset = f"A{number}"
        Video.objects.create(video_id=video_id, channel=channel, asset_id=asset, pulled_at=LONG_AGO, **held(number))
        VideoStatistics.objects.create(video_id=video_id, views=7, views_band=band(Value(7)), as_of=LONG_AGO)
        Claim.objects.create(claim_id=f"C{number}", video_id=video_id, asset_id=asset, ours=True, policy=MONETIZE)


def at_sandbox(door, settings, videos=3):
    """A sandbox and a catalogue that agree."""
    settings.YOUTUBE_PAUSE_SECONDS = 0
    made = state(videos)
    catalogue(made)
    return at_door(door.begin(made), settings)


def held(number):
    return {
        "title": SNIPPET["title"],
        "description": SNIPPET["description"],
        "tags": SNIPPET["tags"],
        "category": "Music",
        "privacy_status": STATUS["privacyStatus"],
        "license": STATUS["license"],
        "embedding_allowed": STATUS["embeddable"],
        "self_declared_made_for_kids": False,
        "custom_id": f"HRB-{number}",
        "artist": ["Joro"],
        "label": "Harbour",
        "genre": ["Shanty"],
        "isrc": "GBAYE0601498",
        "match_policy": MONETIZE,
        "effective_policy": MONETIZE,
        "claimed_status": "active",
        "third_party_ads_enabled": True,
    }


def want(who, videos=("video-0",), **values):
    """Somebody edits the videos; gives the change set."""
    return edit_videos(Video.objects.filter(video_id__in=videos), values, actor=who, reason="for the season")


def pushed(door, **more):
    """Push; gives video ID, status and fields of each result."""
    return [(one.video_id, str(one.status), sorted(one.fields)) for one in results(door, **more)]


def results(door, max_units=None, now=None, client=None, told=None, **more):
    """Push; gives the results, which also go to the list `told` one by one. `now`: what the time is everywhere."""
    ledger = Ledger(max_units)
    if now:
        door.sandbox("clock", now=now)
        ledger = Ledger(max_units, now=lambda: datetime.fromisoformat(now))
    told = [] if told is None else told
    with closing(client or Client(ledger, door.credentials(), timeout=1)) as client:
        for one in push(client, **more):
            told.append(one)
    return told


class Meddling(Client):
    """A client during whose first write something else happens; YouTube's answer to it may be made up."""

    def __init__(self, door, moment, happens, answer=None):
        super().__init__(Ledger(), door.credentials(), timeout=1)
        self._moment, self._happens, self._answer = moment, happens, answer

    def update_video(self, body, parts, *, sync=None):
        happens, self._happens = self._happens, lambda: None
        if self._moment == "before":
            happens()
        answer = super().update_video(body, parts, sync=sync)
        if self._moment == "after":
            happens()
        return self._answer or answer


def youtube(door, kind="videos", key="video-0"):
    """What the sandbox holds of something."""
    return door.sandbox(f"{kind}/{key}", "GET")


def asked(door, http=None):
    """The methods of the requests that YouTube saw, without signing in; with `http` only those of this kind."""
    rows = door.sandbox("requests", "GET")
    return [row["method"] for row in rows if row.get("method") and (http is None or row["http"] == http)]


def edits():
    """What is open: (video ID, field) → state."""
    rows = OpenEdit.objects.values_list("video__video_id", "field", "state")
    return {(video_id, field): state for video_id, field, state in rows}


def lines(text):
    return [json.loads(line) for line in text.splitlines() if line.startswith("{")]
