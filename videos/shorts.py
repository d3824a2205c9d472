"""The Shorts desk: candidates by YouTube's rule, each before one person only, the reasons, and the verdicts.

No API tells whether a video is a Short. The rule narrows it down; a person looks and decides.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from fractions import Fraction
from typing import Any

from django.contrib.auth.models import AnonymousUser, User
from django.db import connection, transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from cmsmeta.lib.paginator import BoundedPaginator
from cmsmeta.lib.patience import within
from videos.approvals import CHANGE_SHORT, hold_to_rules
from videos.conditions import LONGER_SHORT_SECONDS, LONGER_SHORTS_FROM, SHORT_SECONDS, SQUARE
from videos.edit import follow
from videos.fields import SHORT_VERDICT
from videos.models import Change, ChangeSet, Claim, Short, ShortLook, Video
from videos.undo import undo

HELD, FEW = 10, 4  # candidates before one person: at most, and when they are too few
KEPT = timedelta(minutes=10)  # for a person who does nothing
PUT_OFF = timedelta(days=1)
RECENT = timedelta(hours=12)
WAYS = (("-pk", 180), ("pk", 180), ("-pk", 2_000))  # to find candidates, each with its milliseconds
LOCK_CLASS = 7305
# On official artist channels uploads of up to three minutes are Shorts only from this day on.
ARTISTS_FROM = datetime(2025, 12, 8, tzinfo=UTC)
DESK = "shorts_desk"  # in the request of a change set that the desk has made
ACTIVE = ("active", "appealed", "disputed")
Verdict = Short.Verdict


@dataclass(frozen=True, slots=True)
class Reason:
    """A fact about a candidate, and whether it speaks `for` a Short, `against` it, or leaves it `open`."""

    speaks: str
    name: str
    text: str


@dataclass(frozen=True, slots=True)
class Decided:
    """A verdict of the last hours that can be taken back: its change set, the verdict, and the video."""

    change_set: ChangeSet
    verdict: str
    video: Video | None


# Which videos ---------------------------------------------------------------------------------------------------
def hand_out(person: User, first: int | None = None) -> list[Video]:
    """Give the candidates before `person`, the newest first, and keep them for this person for a while.

    What one person has before them nobody else gets. `first`: the key of one that shall come first.
    """
    now = timezone.now()
    with transaction.atomic(), connection.cursor() as cursor:
        # One after another: handing out takes a few milliseconds.
        cursor.execute("SELECT pg_advisory_xact_lock(%s, 0)", [LOCK_CLASS])
        ShortLook.objects.filter(until__lt=now).delete()
        mine = ShortLook.objects.filter(person=person, put_off=False)
        free = Video.objects.short_candidates()
        keys = list(free.filter(pk__in=mine.values("pk")).values_list("pk", flat=True))
        if len(keys) < FEW:
            keys += _next(free.exclude(Exists(_taken(person))), HELD - len(keys))
        looks = [ShortLook(video_id=key, person=person, until=now + KEPT, put_off=False) for key in keys]
        ShortLook.objects.bulk_create(
            looks, update_conflicts=True, unique_fields=["video"], update_fields=["person", "until", "put_off"]
        )
    videos = Video.objects.filter(pk__in=keys).select_related("channel", "statistics").defer("search", "extra")
    return sorted(videos, key=lambda video: (video.pk == first, video.pk), reverse=True)


def left() -> str:
    """Tell how many candidates there are: exactly while they are few."""
    return BoundedPaginator(Video.objects.short_candidates().order_by("-pk"), 1).total


def _taken(person: User) -> QuerySet[ShortLook]:
    """The looks that keep a video from `person`: of others, and their own, since those are given already or put off.

    What others have put off is free.
    """
    return ShortLook.objects.filter(Q(person=person) | Q(put_off=False), video=OuterRef("pk"))


def _next(free: QuerySet[Video], number: int) -> list[int]:
    """Give the newest candidates that are free. Where too many verdicts lie before them, the oldest."""
    for order, milliseconds in WAYS:
        rows = free.order_by(order).values_list("pk", flat=True)[:number]
        keys = within(milliseconds, lambda rows=rows: list(rows))
        if keys is not None:
            return keys
    return []


# Why ------------------------------------------------------------------------------------------------------------
def reasons(video: Video, claims: Iterable[Claim]) -> list[Reason]:
    """Tell what speaks for and against a video's being a Short; `claims` are those on it."""
    claims = list(claims)
    return [_length(video), _date(video), _aspect(video), _flag(claims), *_caution(video, claims)]


def reasons_of(videos: list[Video]) -> dict[int, list[Reason]]:
    """Give the reasons of several videos (key → reasons), in one query."""
    claims: dict[str, list[Claim]] = {}
    told = Claim.objects.filter(video_id__in=[video.video_id for video in videos])
    for claim in told.only("video_id", "status", "is_shorts_eligible"):
        claims.setdefault(claim.video_id, []).append(claim)
    return {video.pk: reasons(video, claims.get(video.video_id, [])) for video in videos}


def _length(video: Video) -> Reason:
    seconds = video.video_length
    if seconds is None:
        return Reason("open", "Length", "no report tells it")
    if seconds <= SHORT_SECONDS:
        return Reason("for", "Length", "up to a minute, which any upload may last")
    if seconds <= LONGER_SHORT_SECONDS:
        return Reason("for", "Length", "up to three minutes, which an upload may last since 15 October 2024")
    return Reason("against", "Length", "over three minutes")


def _date(video: Video) -> Reason:
    when = video.time_uploaded or video.time_published
    if when is None:
        return Reason("open", "Date", "no report tells when it was uploaded")
    day = f"{'uploaded' if video.time_uploaded else 'published'} {when:%Y-%m-%d}"
    if (video.video_length or 0) <= SHORT_SECONDS:
        return Reason("for", "Date", f"{day}; for up to a minute any day will do")
    if when < LONGER_SHORTS_FROM:
        return Reason("against", "Date", f"{day}, before 15 October 2024: it may last a minute only")
    if when < ARTISTS_FROM:
        return Reason("for", "Date", f"{day}; an official artist channel’s must be of 8 December 2025 or later")
    return Reason("for", "Date", f"{day}, since 15 October 2024")


def _aspect(video: Video) -> Reason:
    if video.aspect is None:
        text = "aspect unknown, as no pull has told it: look. Square or upright can be a Short, wide cannot"
        return Reason("open", "Aspect", text)
    ratio = Fraction(video.aspect, 1000).limit_denominator(16)
    sides = f", about {ratio.numerator}:{ratio.denominator}"
    if video.aspect == SQUARE:
        return Reason("for", "Aspect", "square")
    if video.aspect < SQUARE:
        return Reason("for", "Aspect", "nearly square, a little upright" if ratio == 1 else f"upright{sides}")
    shape = "a little wider than it is high" if ratio == 1 else f"wide{sides}"
    return Reason("against", "Aspect", f"{shape}; a Short is square or upright")


def _flag(claims: list[Claim]) -> Reason:
    flags = {claim.is_shorts_eligible for claim in claims} - {None}
    match sorted(flags):
        case [True]:
            return Reason("for", "Content ID", "a claim calls it eligible for Shorts")
        case [False]:
            return Reason("against", "Content ID", "a claim calls it not eligible for Shorts")
        case [_, _]:
            return Reason("open", "Content ID", "its claims disagree")
        case _:
            return Reason("open", "Content ID", "no claim tells")


def _caution(video: Video, claims: list[Claim]) -> list[Reason]:
    """A distributor wants to know: YouTube may block such a Short in the whole world."""
    if (video.video_length or 0) <= SHORT_SECONDS or not any(claim.status in ACTIVE for claim in claims):
        return []
    return [Reason("caution", "Beware", "as a Short over a minute with an active claim it may be blocked everywhere")]


# Who ------------------------------------------------------------------------------------------------------------
def may_judge(person: User | AnonymousUser) -> bool:
    """The desk shows videos and takes verdicts: it wants the permission for both."""
    return person.has_perms(["videos.view_video", CHANGE_SHORT])


# Verdicts -------------------------------------------------------------------------------------------------------
def judge(video: int, verdict: str, *, by: User) -> ChangeSet:
    """Log the verdict of `by` on the video of this key. The caller has asked for the permission.

    ValueError, with a sentence: no such verdict or video, somebody was quicker, or a second person has to approve it.
    """
    if verdict not in (Verdict.SHORT, Verdict.NOT_SHORT):
        raise ValueError("Say whether it is a Short or not.")
    with transaction.atomic():
        if not Video.objects.select_for_update(no_key=True).filter(pk=video).values_list("pk").first():
            raise ValueError("The catalogue does not hold this video any more.")
        if standing := Short.objects.filter(video=video).exclude(verdict=Verdict.UNKNOWN).first():
            who = standing.checked_by.get_username() if standing.checked_by else standing.get_method_display()
            raise ValueError(f"It was judged meanwhile, by {who}: {standing.get_verdict_display()}.")
        change_set = ChangeSet.objects.create(
            kind=ChangeSet.Kind.EDIT,
            label=f"Verified as {Verdict(verdict).label}",
            actor=by,
            videos=1,
            changes=1,
            request={DESK: {"video": video, "verdict": verdict}},
        )
        Change.objects.create(
            change_set=change_set, video_id=video, field=SHORT_VERDICT.name, old=Verdict.UNKNOWN, new=verdict
        )
        hold_to_rules(change_set, [SHORT_VERDICT.name])
        follow(change_set, [SHORT_VERDICT])
        ShortLook.objects.filter(video=video).delete()
    return change_set


def put_off(video: int, *, by: User) -> None:
    """Leave a candidate to others; after a day it comes back."""
    mine = ShortLook.objects.filter(video=video, person=by)
    mine.update(put_off=True, until=timezone.now() + PUT_OFF)


def take_back(change_set: int, *, by: User) -> int:
    """Undo a verdict of one's own that the desk has made; give the key of its video.

    ValueError, with a sentence: there is none, or it has been changed since.
    """
    made = _made_by(by).filter(pk=change_set).first()
    if made is None:
        raise ValueError("That verdict is not among your last ones: undo it on the page of its change set.")
    video = made.request[DESK]["video"]
    with transaction.atomic():
        undo(made, actor=by, reason="Taken back on the Shorts desk")
        until = timezone.now() + KEPT
        ShortLook.objects.update_or_create(video_id=video, defaults={"person": by, "until": until, "put_off": False})
    return video


def decided(by: User, number: int) -> tuple[list[Decided], int]:
    """Give the last verdicts of `by` that stand, the newest first, and how many there are."""
    made = _made_by(by)
    last = list(made.order_by("-created_at", "-pk")[:number])
    videos = Video.objects.only("video_id", "title").in_bulk([one.request[DESK]["video"] for one in last])
    shown = [_decided(one, one.request[DESK], videos) for one in last]
    return shown, len(last) if len(last) < number else made.count()


def _decided(made: ChangeSet, asked: dict[str, Any], videos: dict[int, Video]) -> Decided:
    return Decided(made, Verdict(asked["verdict"]).label, videos.get(asked["video"]))


def _made_by(person: User) -> QuerySet[ChangeSet]:
    since = timezone.now() - RECENT
    made = ChangeSet.objects.filter(kind=ChangeSet.Kind.EDIT, created_at__gte=since, actor=person)
    return made.filter(request__has_key=DESK, undone_by__isnull=True)
