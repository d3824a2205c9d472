"""History is kept as long as the settings say, and no longer."""

from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta

import pytest
from django.contrib.sessions.models import Session
from django.db import connection
from procrastinate.contrib.django import app

from cmsmeta.lib.partitions import ensure_months
from reports.models import Digest, RejectedRow, Report, Sighting, SnapshotRow, UnmergedRow
from reports.retention import prune_digests, prune_rows
from videos import retention
from videos.models import Change, ChangeSet, Feed, Occurrence, PastedList, SavedFilter, VideoStatisticsDay
from videos.pasting import keep
from videos.retention import prune_changes, prune_occurrences, prune_pasted, prune_statistics
from videos.tasks import keep_house

pytestmark = pytest.mark.django_db(transaction=True)

TODAY = datetime.now(UTC).date()


def partitions():
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT inhrelid::regclass::text FROM pg_inherits"
            " WHERE inhparent = 'videos_videostatisticsday'::regclass ORDER BY 1"
        )
        return {name for (name,) in cursor.fetchall()}


@contextmanager
def somebody_else():
    """A transaction of somebody else."""
    other = connection.copy()
    try:
        other.set_autocommit(False)
        with other.cursor() as cursor:
            yield cursor
    finally:
        other.rollback()
        other.close()


@pytest.fixture
def months():
    """Partitions of this month and the next, and of three months of 2020; the latter go again."""
    ensure_months(VideoStatisticsDay)
    kept, old = partitions(), ["2020_01", "2020_02", "2020_03"]
    with connection.cursor() as cursor:
        for month, begin, end in zip(old, ("01", "02", "03"), ("02", "03", "04"), strict=True):
            cursor.execute(
                f"CREATE TABLE videos_videostatisticsday_{month} PARTITION OF videos_videostatisticsday"
                f" FOR VALUES FROM ('2020-{begin}-01') TO ('2020-{end}-01')"
            )
    yield kept
    with connection.cursor() as cursor:
        for name in partitions() - kept:
            cursor.execute(f"DROP TABLE {name}")


def count(*days, videos=("ferryferry1",)):
    for day in days:
        for video in videos:
            VideoStatisticsDay.objects.create(video_id=video, day=day, views=1, as_of=datetime.now(UTC))


def days():
    return sorted(VideoStatisticsDay.objects.values_list("day", flat=True))


def test_whole_months_are_dropped_and_the_rest_of_a_month_is_deleted(months, settings):
    limit = date(2020, 3, 10)
    settings.STATISTICS_HISTORY_DAYS = (TODAY - limit).days
    kept = [limit, limit + timedelta(days=1), TODAY]
    count(date(2020, 1, 1), date(2020, 2, 29), limit - timedelta(days=1), *kept)
    assert prune_statistics() == 1
    assert days() == kept
    assert partitions() == months | {"videos_videostatisticsday_2020_03"}
    assert prune_statistics() == 0


def test_a_month_without_a_partition_is_deleted_in_batches(settings, monkeypatch):
    monkeypatch.setattr(retention, "BATCH", 3)
    settings.STATISTICS_HISTORY_DAYS = 30
    old = [TODAY - timedelta(days=n) for n in (31, 400, 401, 402)]
    count(*old, TODAY - timedelta(days=30), videos=("ferryferry1", "gullsgulls2"))
    assert prune_statistics() == 8
    assert days() == [TODAY - timedelta(days=30)] * 2


def test_what_is_read_just_now_stays_one_more_night(months, settings):
    settings.STATISTICS_HISTORY_DAYS = 30
    count(date(2020, 1, 1))
    with somebody_else() as reader:
        reader.execute("SELECT * FROM videos_videostatisticsday")
        assert prune_statistics() == 0
        assert len(days()) == 1
    prune_statistics()
    assert days() == []


def test_the_change_log_is_kept_for_ever_unless_somebody_says_otherwise(settings):
    act = ChangeSet.objects.create(kind=ChangeSet.Kind.EDIT, label="long ago")
    Change.objects.create(change_set=act, video_id=1, field="title", made_at=datetime(2020, 1, 5, tzinfo=UTC))
    Change.objects.create(change_set=act, video_id=1, field="title")
    assert prune_changes() == 0
    assert Change.objects.count() == 2
    settings.CHANGE_HISTORY_DAYS = 365
    assert prune_changes() == 1
    assert Change.objects.get().made_at.year == TODAY.year


def test_rows_as_delivered_go_with_their_time_and_what_is_said_now_stays(settings, monkeypatch):
    monkeypatch.setattr("reports.retention.BATCH", 2)
    settings.RAW_ROWS_DAYS = 100
    feed = Feed.objects.create(kind="video", scope="harbour")
    long_ago, lately = (delivered(days) for days in (101, 99))
    for report in (long_ago, lately):
        RejectedRow.objects.bulk_create(
            RejectedRow(report=report, line=n, reason="no video ID", raw="x") for n in range(3)
        )
        ended = datetime.now(UTC) - timedelta(days=101 if report == long_ago else 99)
        UnmergedRow.objects.create(report=report, line=1, key="", facts="x", kept_at=ended)
    for key, gone in (("ferryferry1", long_ago), ("gullsgulls2", lately), ("buoysbuoys3", None)):
        Sighting.objects.create(feed=feed, key=key, digest=1, gone_since=gone)
        for line in (1, 2, 3):
            SnapshotRow.objects.create(feed=feed, key=key, line=line, report=long_ago, facts="x")
    assert prune_rows() == 3 + 1 + 3
    assert set(RejectedRow.objects.values_list("report", flat=True)) == {lately.pk}
    assert [row.report for row in UnmergedRow.objects.all()] == [lately]
    assert set(SnapshotRow.objects.values_list("key", flat=True)) == {"gullsgulls2", "buoysbuoys3"}
    settings.RAW_ROWS_DAYS = 0
    assert prune_rows() == 0


def delivered(days):
    ended = datetime.now(UTC) - timedelta(days=days)
    return Report.objects.create(
        key=f"{days}.csv", etag="1", delivered_at=ended, as_of=ended, finished_at=ended, status=Report.Status.COMPLETED
    )


def test_what_changed_goes_with_what_befell_the_objects_behind_it(settings, monkeypatch):
    monkeypatch.setattr(retention, "BATCH", 2)
    settings.DIGEST_HISTORY_DAYS = 100
    for days in (101, 99):
        report, made_at = delivered(days), datetime.now(UTC) - timedelta(days=days)
        act = ChangeSet.objects.create(kind=ChangeSet.Kind.REPORT, label=f"{days}", created_at=made_at)
        Digest.objects.create(change_set=act, report=report, day=made_at.date(), counts={"video_gone": 3})
        Occurrence.objects.bulk_create(Occurrence(change_set=act, what="video_gone", key=f"{n}") for n in range(3))
    assert (prune_digests(), prune_occurrences()) == (1, 3)
    assert Digest.objects.get().change_set.label == "99"
    assert Occurrence.objects.filter(change_set__label="99").count() == Occurrence.objects.count() == 3
    settings.DIGEST_HISTORY_DAYS = 0
    assert (prune_digests(), prune_occurrences()) == (0, 0)


def test_pasted_lists_go_that_nobody_opens_and_nothing_needs(client, ben, settings):
    settings.PASTED_LISTS_DAYS = 100
    forgotten, opened, saved, awaited, new, again = (keep(f"video_{n}", ben) for n in range(6))
    PastedList.objects.exclude(pk=new.pk).update(opened_at=datetime.now(UTC) - timedelta(days=101))
    assert keep(again.text, ben) == again
    SavedFilter.objects.create(name="Mine", owner=ben, query=f"privacy=private&paste={saved.digest}")
    request = {"selection": {"query": f"paste={awaited.digest}"}}
    ChangeSet.objects.create(kind="bulk", status="awaiting", label="Waits", actor=ben, request=request)
    client.force_login(ben)
    client.get("/admin/videos/video/", {"paste": opened.digest})
    assert prune_pasted() == 1
    assert set(PastedList.objects.all()) == {opened, saved, awaited, new, again}
    settings.PASTED_LISTS_DAYS = 0
    assert prune_pasted() == 0


def test_the_worker_keeps_house_every_night():
    nightly = {periodic.task.name: periodic.cron for periodic in app.periodic_registry.periodic_tasks.values()}
    assert (nightly["videos.keep_house"], nightly["reports.keep_house"]) == ("23 3 * * *", "33 3 * * *")
    for name, days in (("old", -1), ("new", 1)):
        Session.objects.create(session_key=name, session_data="", expire_date=datetime.now(UTC) + timedelta(days))
    keep_house(0)
    assert [session.pk for session in Session.objects.all()] == ["new"]
    month = f"{TODAY.replace(day=1) + timedelta(days=31):%Y_%m}"
    assert f"videos_videostatisticsday_{month}" in partitions()
