"""What tests of several workers look at: what the catalogue holds, who has which lock, and how a report ended."""

from contextlib import contextmanager

from django.db import connection

from reports.lease import LOCK_CLASS
from reports.models import RejectedRow, Report, Sighting
from videos.models import Change, ChangeSet, Claim, Video, VideoStatistics, VideoStatisticsDay
from videos.observe.workplace import MERGE_LOCK

NAME = "video_report_harbour_V_v1-3.csv"
KEPT = (Video, VideoStatistics, VideoStatisticsDay, Claim, Change, ChangeSet, Sighting, RejectedRow)
LOCKS = """
SELECT pid FROM pg_locks JOIN pg_database d ON d.oid = database
WHERE datname = current_database() AND locktype = 'advisory'
"""
WORDS = "SELECT sum(hashtext(video_id || title || privacy_status || effective_policy)) FROM videos_video"


def holdings():
    """How much the catalogue holds, and what its videos say."""
    counts = {model.__name__: model.objects.count() for model in KEPT}
    return counts, *asked(WORDS), *asked("SELECT sum(views) FROM videos_videostatistics")


def asked(statement):
    with connection.cursor() as cursor:
        cursor.execute(statement)
        return cursor.fetchall()


def status_of(path):
    return Report.objects.filter(key=str(path)).values_list("status", flat=True).first()


def attempts(path):
    return sum(Report.objects.filter(key=str(path)).values_list("attempts", flat=True))


def merges(granted=True):
    """The connection that merges a report, or those that wait for it."""
    return asked(f"{LOCKS} AND objid = {MERGE_LOCK} AND granted = {granted}")


@contextmanager
def another_report_being_merged():
    """Reports are merged one at a time: while it lasts, workers wait with all their rows read."""
    asked(f"SELECT pg_advisory_lock({MERGE_LOCK})")
    try:
        yield
    finally:
        asked(f"SELECT pg_advisory_unlock({MERGE_LOCK})")


def heartbeats():
    """The connections that keep a lease."""
    return asked(f"{LOCKS} AND classid = {LOCK_CLASS}")


def assert_ingested_once(path):
    """The report is completed and its account balances; what it did is there once."""
    report = Report.objects.get(key=str(path))
    assert report.status == "completed"
    assert report.rows_read == report.inserted + report.updated + report.unchanged + report.folded + report.rejected
    assert RejectedRow.objects.filter(report=report).count() == report.rejected > 0
    assert Change.objects.filter(change_set=report.change_set).count() == report.change_set.changes > 0
    assert ChangeSet.objects.count() == 2
    assert Video.objects.count() == Sighting.objects.count() == VideoStatistics.objects.count()
    assert not asked("SELECT nspname FROM pg_namespace WHERE nspname LIKE 'ingest_%'")
