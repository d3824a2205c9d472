"""The advertising options of a video, whole, by one request of the Content ID API.

Since 2023 the API knows one ad format, `third_party`, and where breaks may stand; other formats that it tells are sent
back as they are.
"""

from datetime import datetime
from typing import Any

from sync.models import MetadataSync
from sync.push.doors.base import Held, Values
from sync.push.routes import ADVERTISING, POSITIONS, THIRD_PARTY
from sync.push.targets import Target
from sync.youtube.client import Client, Json
from videos.models import Video

FORMATS, BREAKS = "adFormats", "breakPosition"
FORMAT = "third_party"
# Content ID answers with these beside what it takes.
NOT_SENT = ("kind", "id", "etag")


class AdvertisingDoor:
    """Third-party ads, and breaks before, within and after a video."""

    fields = ADVERTISING
    units = 0

    def read(self, client: Client, target: Target, wanted: Values, sync: MetadataSync) -> Held:
        options = client.advertising(target.video_id, sync=sync)
        return Held(_values(options), options)

    def write(self, client: Client, target: Target, held: Held, wanted: Values, sync: MetadataSync) -> Held:
        new = {name: value for name, value in held.raw.items() if name not in NOT_SENT}
        if THIRD_PARTY in wanted:
            new[FORMATS] = _switched(held.raw.get(FORMATS) or [], {FORMAT: wanted[THIRD_PARTY]})
        positions = {POSITIONS[name]: value for name, value in wanted.items() if name in POSITIONS}
        if positions:
            new[BREAKS] = _switched(held.raw.get(BREAKS) or _shown(target), positions)
        answer = client.set_advertising(target.video_id, new, sync=sync)
        return Held(_values(answer), answer)

    def enter(self, target: Target, held: Held | None, as_of: datetime) -> None:
        """The catalogue keeps nothing else of advertising."""

    def at_fault(self, reason: str, location: str) -> str:
        return THIRD_PARTY if location.endswith(FORMATS) else ""


def _values(options: Json) -> dict[str, Any]:
    """Field → on or off, without those that the options do not tell."""
    values: dict[str, Any] = {}
    if FORMATS in options:
        values[THIRD_PARTY] = FORMAT in options[FORMATS]
    if BREAKS in options:
        values |= {name: position in options[BREAKS] for name, position in POSITIONS.items()}
    return values


def _shown(target: Target) -> list[str]:
    """Where breaks may stand by the catalogue, when YouTube does not say: where they are not switched off."""
    video = Video.objects.only(*POSITIONS).get(pk=target.video)
    return [position for name, position in POSITIONS.items() if getattr(video, name) is not False]


def _switched(held: list[str], switches: dict[str, bool]) -> list[str]:
    """The list with what is switched on and without what is switched off, in its order."""
    kept = [one for one in held if switches.get(one, True)]
    return kept + [one for one, on in switches.items() if on and one not in kept]
