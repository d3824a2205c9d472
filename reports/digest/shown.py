"""A digest as people read it: by topic, each count with the lists behind it; of one report, or of a day's."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from django.contrib.auth.models import AnonymousUser, User
from django.core.exceptions import FieldDoesNotExist

from cmsmeta.lib.cells import list_url
from reports.models import Digest
from reports.topics import EVENTS, Topic, told, topic_of
from videos.models import Video

MOST_IN_SUMMARY = 6
VIDEOS, CHANGES = "videos_video", "videos_change"

Sees = Callable[[str], bool]  # whether the reader may open a list, such as `videos_video`


@dataclass(frozen=True)
class Part:
    """What one report has of a line, and the list of just that; no address where the reader may not open it."""

    digest: Digest
    number: int
    url: str
    log_url: str  # from what to what, where a field changed


@dataclass
class Line:
    """One count of one or more digests."""

    name: str
    label: str
    parts: list[Part] = field(default_factory=list)

    @property
    def number(self) -> int:
        return sum(part.number for part in self.parts)

    @property
    def held(self) -> bool:
        return any(part.digest.held for part in self.parts) and self.name in HOLDABLE


HOLDABLE = ("video_gone", "asset_gone", "claim_lost", "conflict_over")


def seen_by(person: User | AnonymousUser) -> Sees:
    """Give what tells whether `person` may open a list."""

    def sees(model: str) -> bool:
        app, _, name = model.partition("_")
        return person.has_perm(f"{app}.view_{name}")

    return sees


def sections(digests: Iterable[Digest], sees: Sees, topics: list[str] | None = None) -> list[tuple[str, list[Line]]]:
    """Give what the digests count, of `topics` only where given, as (topic, lines)."""
    lines: dict[str, Line] = {}
    for digest in digests:
        for name, number in told(digest.counts, topics).items():
            line = lines.setdefault(name, Line(name, label_of(name)))
            line.parts.append(Part(digest, number, _url(name, digest, sees), _log_url(name, digest, sees)))
    order = told({name: line.number for name, line in lines.items()})
    by_topic = {topic: [lines[name] for name in order if topic_of(name) is topic] for topic in Topic}
    return [(str(topic.label), found) for topic, found in by_topic.items() if found]


def summary(counts: dict[str, int]) -> str:
    """Give counts in a line, such as “3 new · 1 claim lost · privacy of 12”."""
    said = [_said(name, number) for name, number in told(counts).items()]
    more = len(said) - MOST_IN_SUMMARY
    return " · ".join([*said[:MOST_IN_SUMMARY], *([f"{more} more"] if more > 0 else [])])


def together(digests: Iterable[Digest]) -> dict[str, int]:
    """Give the sum of their counts."""
    total: dict[str, int] = {}
    for digest in digests:
        for name, number in digest.counts.items():
            total[name] = total.get(name, 0) + number
    return total


def label_of(name: str) -> str:
    return EVENTS[name].label if name in EVENTS else _field_label(name)


def _said(name: str, number: int) -> str:
    if name in EVENTS:
        return f"{number:,} {EVENTS[name].short.format(s='' if number == 1 else 's')}"
    return f"{_field_label(name)} of {number:,}"


def _field_label(name: str) -> str:
    try:
        return str(Video._meta.get_field(name).verbose_name)
    except FieldDoesNotExist:
        return name


def _url(name: str, digest: Digest, sees: Sees) -> str:
    if name not in EVENTS:
        return list_url(VIDEOS, change_set=digest.pk, field=name) if sees(VIDEOS) else ""
    event = EVENTS[name]
    # What is held was not marked, and is in no list yet.
    listed = sees(event.model) and not (digest.held and name in HOLDABLE)
    return list_url(event.model, **event.params(digest.pk)) if listed else ""


def _log_url(name: str, digest: Digest, sees: Sees) -> str:
    if name in EVENTS or not sees(CHANGES):
        return ""
    return list_url(CHANGES, change_set=digest.pk, field=name)
