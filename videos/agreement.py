"""How videos stand with YouTube: in step, on the way to it, in conflict with it, or gone from it."""

from collections import Counter
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, field
from functools import reduce
from operator import or_
from typing import Any

from django.db import models
from django.db.models import Exists, OuterRef, Q, QuerySet

from cmsmeta.lib.lookups import any_of
from videos.models import OpenEdit, Video

State = OpenEdit.State
WORDS = {
    State.CONFLICT: "in conflict",
    State.REFUSED: "refused",
    State.TO_PUSH: "to push",
    State.HANDED_OVER: "handed over",
}
COLUMNS = ("missing_since", "pulled_at")  # of a video, which the answer needs


class Agreement(models.TextChoices):
    """The most pressing first: of several that hold, a video is said to be in the first."""

    MISSING = "missing", "no longer on YouTube"
    CONFLICT = "conflict", "conflict"
    REFUSED = "refused", "refused by YouTube"
    PUSHING = "pushing", "being pushed"
    TO_PUSH = "to_push", "to push"
    HANDED_OVER = "handed_over", "handed over"
    NEVER_PULLED = "never_pulled", "never pulled"
    IN_STEP = "in_step", "in step"


PRESSING = list(Agreement)
NO_EDITS: Counter[str] = Counter()


@dataclass(frozen=True, slots=True)
class Standing:
    """How one video stands: the most pressing of what holds, and how many of its fields are in which state."""

    video: int
    agreement: Agreement
    fields: Counter[str] = field(default_factory=Counter)

    @property
    def detail(self) -> str:
        """The fields that the one word does not tell of, such as `2 to push`."""
        counts = ((state, word, self.fields[state]) for state, word in WORDS.items() if state in self.fields)
        return ", ".join(f"{number} {word}" for state, word, number in counts if number > (state == self.agreement))

    def to_json(self) -> dict[str, Any]:
        """Give what live pages show of it, as JSON values."""
        word = self.agreement
        return {"id": self.video, "status": word.value, "label": word.label, "detail": self.detail}


# What is being pushed is known above: an app that pushes names its query here when it is loaded.
_pushed: list[Callable[[], QuerySet]] = []


def told_by(pushed: Callable[[], QuerySet]) -> None:
    """Let `pushed` tell which videos are being pushed: a query of videos that gives their keys."""
    _pushed.append(pushed)


def standings(videos: Iterable[Video]) -> dict[int, Standing]:
    """Tell how each of these videos stands, in two queries and two for each app that pushes; `COLUMNS` are loaded."""
    rows = {video.pk: video for video in videos}
    counts: dict[int, Counter[str]] = {}
    for key, state in OpenEdit.objects.filter(any_of("video", rows)).values_list("video", "state"):
        counts.setdefault(key, Counter())[state] += 1
    pushing = _being_pushed(list(rows)) if rows else set()
    return {key: _standing(row, counts.get(key, NO_EDITS), key in pushing) for key, row in rows.items()}


def standings_of(keys: Collection[int]) -> list[Standing]:
    """Tell how the videos with these keys stand."""
    return list(standings(Video.objects.filter(pk__in=keys).only(*COLUMNS)).values())


def in_agreement(videos: QuerySet[Video], agreement: Agreement | str) -> QuerySet[Video]:
    """Give those of `videos` of which this holds, also where something more pressing does."""
    match Agreement(agreement):
        case Agreement.MISSING:
            return videos.filter(missing_since__isnull=False)
        case Agreement.PUSHING:
            return videos.filter(reduce(or_, [Q(pk__in=pushed()) for pushed in _pushed]))
        case Agreement.NEVER_PULLED:
            return videos.filter(pulled_at__isnull=True)
        case Agreement.IN_STEP:
            edits = OpenEdit.objects.filter(video=OuterRef("pk"))
            return videos.filter(~Exists(edits), pulled_at__isnull=False, missing_since__isnull=True)
        case state:
            return videos.filter(pk__in=OpenEdit.objects.filter(state=state.value).values("video_id"))


def _being_pushed(keys: list[int]) -> set[int]:
    return {key for pushed in _pushed for key in pushed().filter(any_of("pk", keys))}


def _standing(video: Video, fields: Counter[str], is_pushed: bool) -> Standing:
    holds = [Agreement(state) for state in fields]
    if video.missing_since is not None:
        holds.append(Agreement.MISSING)
    if is_pushed:
        holds.append(Agreement.PUSHING)
    if video.pulled_at is None:
        holds.append(Agreement.NEVER_PULLED)
    return Standing(video.pk, min(holds, key=PRESSING.index, default=Agreement.IN_STEP), fields)
