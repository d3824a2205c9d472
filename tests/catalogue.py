"""Rows of every kind for tests of the admin: as many as asked for, each linked as the real ones are."""

from datetime import UTC, datetime, timedelta

from django.contrib.auth.models import Group, User
from django.db.models import Value

from channels_app.models import Channel
from reports.models import Digest, RejectedRow, Report, Subscription
from sync.models import (
    Credential,
    HandOver,
    HandOverAnswer,
    HandOverFile,
    HandOverRow,
    HubSubscription,
    MetadataSync,
    QuotaDay,
    QuotaEntry,
)
from videos.models import (
    Asset,
    AssetStatistics,
    Change,
    ChangeSet,
    Claim,
    Feed,
    OpenEdit,
    Policy,
    Short,
    StandingRule,
    Video,
    VideoStatistics,
)
from videos.models.statistics import band

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)


def make_report(number=0, **values):
    """A report as it is delivered."""
    report = _report(number, **values)
    report.save(force_insert=True)
    return report


def make_completed(number=0, change_set=None, **values):
    """A report as an ingest leaves it."""
    report = _completed(number, change_set, **values)
    report.save(force_insert=True)
    return report


def _report(number, **values):
    key = values.pop("key", f"reports/video_report_Acme{number}_V_v1-4.csv")
    moment = NOON - timedelta(hours=number)
    base = {"etag": f"etag{number}", "size": 1000, "kind": "video", "version": "1.4", "scope": "Acme"}
    times = {"delivered_at": moment, "as_of": moment}
    return Report(key=key, **{**base, **times, **values})


def _completed(number, change_set, **values):
    counts = {"rows_read": 10, "inserted": 4, "updated": 3, "unchanged": 1, "folded": 1, "rejected": 1}
    times = {"started_at": NOON, "finished_at": NOON + timedelta(seconds=7)}
    return _report(number, change_set=change_set, status="completed", **{**counts, **times, **values})


def fill(count, start=0):
    """`count` videos with all that hangs on them, and as many rows of every other list."""
    numbers = range(start, start + count)
    channels, videos, sets = _videos(numbers)
    VideoStatistics.objects.bulk_create(
        VideoStatistics(video=v, views=v.pk, views_band=band(Value(v.pk)), as_of=NOON) for v in videos
    )
    Claim.objects.bulk_create(
        Claim(claim_id=f"claim{v.video_id}", video=v, asset_id=v.asset_id, ours=True) for v in videos
    )
    assets = Asset.objects.bulk_create(Asset(pk=v.asset_id, title=v.title, isrc=v.isrc, as_of=NOON) for v in videos)
    AssetStatistics.objects.bulk_create(AssetStatistics(asset=one, daily_views=7, as_of=NOON) for one in assets)
    Change.objects.bulk_create(
        Change(change_set=sets[i], video=v, field="title", old="Sung", new=v.title) for i, v in enumerate(videos)
    )
    OpenEdit.objects.bulk_create(
        OpenEdit(video=v, field="title", base="Sung", wanted=v.title, change_set=sets[i]) for i, v in enumerate(videos)
    )
    Short.objects.bulk_create(
        Short(video=v, verdict=("short", "not_short")[i % 2], checked_at=NOON) for i, v in enumerate(videos)
    )
    reports = Report.objects.bulk_create(_completed(n, sets[i]) for i, n in enumerate(numbers))
    RejectedRow.objects.bulk_create(
        RejectedRow(report=reports[i], line=n + 2, reason="ragged", raw="a,b") for i, n in enumerate(numbers)
    )
    counts = {"video_new": 1, "title": 1}
    Digest.objects.bulk_create(
        Digest(change_set=sets[i], report=reports[i], day=(NOON - timedelta(days=n)).date(), counts=counts)
        for i, n in enumerate(numbers)
    )
    groups = Group.objects.bulk_create(Group(name=f"Desk {n}") for n in numbers)
    Subscription.objects.bulk_create(Subscription(group=group, topics=["new"]) for group in groups)
    syncs = MetadataSync.objects.bulk_create(MetadataSync(video=v, direction="push") for v in videos)
    day, _ = QuotaDay.objects.get_or_create(bucket="units", day=NOON.date(), defaults={"limit": 10_000})
    QuotaEntry.objects.bulk_create(
        QuotaEntry(quota_day=day, method="youtube.videos.list", units=1, sync=s) for s in syncs
    )
    _hand_over(videos)
    Policy.objects.bulk_create(Policy(policy_id=f"p{n}", name=f"Policy {n}", pulled_at=NOON) for n in numbers)
    HubSubscription.objects.bulk_create(HubSubscription(channel=one) for one in channels)
    _rules(sets)
    Credential.objects.bulk_create(Credential(name=f"key {n}", kind="oauth", secret=b"x") for n in numbers)
    return videos


def fill_videos(count):
    """`count` videos and nothing that hangs on them, which is done in a fifth of the time."""
    return _videos(range(count))[1]


def _videos(numbers):
    """Videos, each of a channel of its own and first seen in a change set of its own; gives all three."""
    sets = ChangeSet.objects.bulk_create(ChangeSet(kind="report", label=f"Report {n}", changes=1) for n in numbers)
    feed, _ = Feed.objects.get_or_create(kind="video", scope="Acme", defaults={"latest": sets[0]})
    channels = Channel.objects.bulk_create(Channel(channel_id=f"UC{n:022}", title=f"Channel {n}") for n in numbers)
    videos = Video.objects.bulk_create(
        Video(
            video_id=f"video{n:06}",
            title=f"Song {n}",
            channel=channels[i],
            asset_id=f"A{n:015}",
            isrc=f"GBAYE{n:07}",
            custom_id=f"ACME-{n}",
            feed=feed,
            first_seen=sets[i],
            last_seen=sets[i],
        )
        for i, n in enumerate(numbers)
    )
    return channels, videos, sets


def _rules(sets):
    clerk, _ = User.objects.get_or_create(username="clerk")
    StandingRule.objects.bulk_create(
        StandingRule(name=f"Rule {one.pk}", kind="custom_id", answerable=clerk, change_set=one) for one in sets
    )


def _hand_over(videos):
    """A hand-over of the title of each video, with its file and an answer to it."""
    clerk, _ = User.objects.get_or_create(username="clerk")
    scope = {"layouts": ["video"]}
    made = HandOver.objects.bulk_create(
        HandOver(status="made", made_by=clerk, scope=scope, rows=1, edits=1) for _ in videos
    )
    files = HandOverFile.objects.bulk_create(
        HandOverFile(hand_over=one, layout="video", name=f"hand-over-{one.pk}-video-1.csv") for one in made
    )
    HandOverRow.objects.bulk_create(
        HandOverRow(
            hand_over=file.hand_over,
            video=video,
            field="title",
            wanted=video.title,
            layout="video",
            key=video.video_id,
            file=file,
            line=2,
        )
        for video, file in zip(videos, files, strict=True)
    )
    HandOverAnswer.objects.bulk_create(
        HandOverAnswer(file=file, name=f"errors-{file.name}", kind="errors", brought_by=clerk) for file in files
    )
