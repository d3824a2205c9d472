"""What waits to be pushed: videos and assets with open edits, those that people asked for first, then the oldest."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace

from django.db.models import QuerySet

from sync.models import MetadataSync
from sync.push.routes import BY_API, BY_HAND, Kind, names_of
from videos.fields import FIELDS
from videos.models import OpenEdit

AT_A_TIME = 500
TO_PUSH = OpenEdit.State.TO_PUSH


@dataclass(frozen=True, slots=True)
class Target:
    """One thing that is pushed as a whole. `video` is the key of the video, of an asset that of one of its videos."""

    kind: Kind
    video: int
    video_id: str
    asset_id: str = ""

    @property
    def key(self) -> str:
        """What tells it from all others, whichever of an asset's videos it was found by."""
        return f"asset {self.asset_id}" if self.asset_id else f"{self.kind} of {self.video_id}"

    def edits(self) -> QuerySet[OpenEdit]:
        """Every open edit of its fields, in whatever state."""
        whose = {"video__asset_id": self.asset_id} if self.asset_id else {"video_id": self.video}
        return OpenEdit.objects.filter(**whose, field__in=names_of(self.kind)).order_by("video_id", "field")


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a run is to push: everything, or these videos, or those of these channels (YouTube's IDs)."""

    videos: Collection[str] | None = None
    channels: Collection[str] | None = None
    fields: frozenset[str] = BY_API
    sparing: bool = False

    def only(self, fields: frozenset[str]) -> "Wanted":
        return replace(self, fields=fields)

    def of(self, edits: QuerySet[OpenEdit]) -> QuerySet[OpenEdit]:
        if self.videos is not None:
            edits = edits.filter(video__video_id__in=self.videos)
        if self.channels is not None:
            edits = edits.filter(video__channel__channel_id__in=self.channels)
        return edits


def to_push(wanted: Wanted) -> QuerySet[OpenEdit]:
    """The open edits that the sync can push."""
    return wanted.of(OpenEdit.objects.filter(state=TO_PUSH, field__in=wanted.fields))


def by_hand(wanted: Wanted) -> Iterator[tuple[str, list[str]]]:
    """Give the videos with open edits that no request of YouTube can write, and the fields of these."""
    edits = wanted.of(OpenEdit.objects.filter(state=TO_PUSH, field__in=BY_HAND))
    found: dict[str, list[str]] = {}
    for video_id, name in edits.order_by("video_id", "field").values_list("video__video_id", "field").iterator():
        if video_id not in found:
            yield from found.items()
            found = {video_id: []}
        found[video_id].append(name)
    yield from found.items()


def targets(wanted: Wanted) -> Iterator[Target]:
    """Give each thing that has something to push once: those that were asked for first, then the oldest edits."""
    given: set[str] = set()
    for found in (_asked_for(wanted), _oldest(wanted)):
        for target in found:
            if target.key not in given:
                given.add(target.key)
                yield target


def _asked_for(wanted: Wanted) -> Iterator[Target]:
    asked = MetadataSync.objects.filter(direction=MetadataSync.Direction.PUSH, status=MetadataSync.Status.PENDING)
    after = 0
    while chunk := list(asked.filter(pk__gt=after).order_by("pk").values_list("pk", "video_id")[:AT_A_TIME]):
        after = chunk[-1][0]
        of_video: dict[int, list[Target]] = {video: [] for _, video in chunk}
        for target in _of(to_push(wanted).filter(video_id__in=of_video)):
            of_video[target.video].append(target)
        yield from (target for found in of_video.values() for target in found)


def _oldest(wanted: Wanted) -> Iterator[Target]:
    after = 0
    while chunk := list(to_push(wanted).filter(pk__gt=after).order_by("pk").values_list("pk", flat=True)[:AT_A_TIME]):
        after = chunk[-1]
        yield from _of(OpenEdit.objects.filter(pk__in=chunk))


def _of(edits: QuerySet[OpenEdit]) -> Iterator[Target]:

    for video, video_id, asset, name in edits.order_by("pk").values_list(
        "video_id", "video__video_id", "video__asset_id", "field"
    ):
        kind = Kind.ASSET if FIELDS[name].of_asset else Kind.VIDEO
        yield Target(kind, video, video_id, asset if kind is Kind.ASSET else "")
