"""What the page of a video shows around its form, in a fixed number of queries."""

from dataclasses import dataclass

from django.contrib.auth.models import User

from videos.agreement import Standing, standings
from videos.models import Change, ChangeSet, Claim, OpenEdit, Video, VideoStatistics

SHOWN = 50
SIBLINGS = 12


@dataclass(frozen=True)
class Sections:
    """The neighbours of one video; what the person may not see is empty."""

    statistics: VideoStatistics | None
    standing: Standing
    siblings: list[Video]
    claims: list[Claim]
    open_edits: list[OpenEdit]
    changes: list[Change]
    first_seen: ChangeSet | None
    last_seen: ChangeSet | None
    listed_by: ChangeSet | None

    @property
    def conflicts(self) -> list[OpenEdit]:
        return [edit for edit in self.open_edits if edit.state == OpenEdit.State.CONFLICT]

    @property
    def refused(self) -> list[OpenEdit]:
        return [edit for edit in self.open_edits if edit.state == OpenEdit.State.REFUSED]


def sections(video: Video, person: User) -> Sections:
    """Gather the sections of the page of `video` for `person`."""
    history = person.has_perm("videos.view_changeset")
    feed = video.feed
    seen = _change_sets(video.first_seen_id, video.last_seen_id, feed.latest_id if feed else None)
    return Sections(
        statistics=VideoStatistics.objects.filter(pk=video.video_id).first(),
        standing=standings([video])[video.pk],
        siblings=list(Video.objects.of_asset(video.asset_id).exclude(pk=video.pk).only("video_id", "title")[:SIBLINGS]),
        claims=_claims(video) if person.has_perm("videos.view_claim") else [],
        open_edits=list(OpenEdit.objects.filter(video=video).select_related("change_set__actor").order_by("field")),
        changes=_changes(video) if history else [],
        first_seen=seen.get(video.first_seen_id) if history else None,
        last_seen=seen.get(video.last_seen_id) if history else None,
        listed_by=seen.get(feed.latest_id) if history and feed and not video.not_seen_since else None,
    )


def _claims(video: Video) -> list[Claim]:
    return list(Claim.objects.filter(video_id=video.video_id).order_by("-pk")[:SHOWN])


def _changes(video: Video) -> list[Change]:
    rows = Change.objects.filter(video=video).order_by("-id").select_related("change_set__actor")
    return list(rows[:SHOWN])


def _change_sets(*keys: int | None) -> dict[int, ChangeSet]:
    return ChangeSet.objects.in_bulk([key for key in keys if key])
