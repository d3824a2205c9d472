"""What people see of the quota: spent, left, when it is renewed, what waits for it, and every request."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from sync import forecast
from sync.admin.quota import ahead
from sync.ledger import Ledger, pacific_day
from sync.models import QuotaDay, QuotaEntry
from sync.tasks import keep_house
from videos.models import ChangeSet, OpenEdit, Video

pytestmark = pytest.mark.django_db
LIST, UPDATE = "youtube.videos.list", "youtube.videos.update"
MORNING = datetime(2026, 6, 1, 13, tzinfo=UTC)  # six hours into the day in California


def text(response):
    assert response.status_code == 200
    return " ".join(re.sub(r"<[^>]*>", " ", response.content.decode()).split())


def edit(video_id, *fields):
    act = ChangeSet.objects.create(kind=ChangeSet.Kind.EDIT, label="by hand")
    video = Video.objects.create(video_id=video_id)
    OpenEdit.objects.bulk_create(OpenEdit(video=video, field=name, wanted="new", change_set=act) for name in fields)


@pytest.fixture
def spent():
    books = Ledger()
    books.settle(books.reserve(UPDATE), "ok")
    books.settle(books.reserve(LIST), "backendError")
    books.settle(books.reserve(LIST), "lost")
    return books


def test_the_page_says_what_is_spent_and_left_and_what_waits(client, ben, spent, settings):
    settings.YOUTUBE_RESERVED_UNITS = 1_000
    edit("ferryferry1", "title", "tags")
    edit("gullsgulls2", "title")
    edit("pierspiers3", "isrc")
    client.force_login(ben)
    page = text(client.get(reverse("admin:sync_quotaday_changelist")))
    assert "52 of 10,000" in page
    assert "9,948 8,948 for pulls" in page
    assert re.search(r"Renewed 20\d\d-\d\d-\d\d 0[78]:00 UTC in (\d+ h )?\d+ min", page)
    assert "To push what waits 2 videos: 102 units a part of one day’s" in page
    assert "To pull every video once 3 videos: 1 unit a part" in page


def test_a_day_shows_its_requests_by_method_and_leads_to_each(client, ben, spent):
    client.force_login(ben)
    day = QuotaDay.objects.get()
    page = text(client.get(reverse("admin:sync_quotaday_change", args=[day.pk])))
    assert f"{UPDATE} 1 50 0 0 {LIST} 2 2 1 1" in page
    entries = reverse("admin:sync_quotaentry_changelist")
    assert "backendError" in text(client.get(f"{entries}?quota_day__id__exact={day.pk}"))
    assert UPDATE not in text(client.get(f"{entries}?outcome=refused"))
    assert "answer lost" in text(client.get(f"{entries}?outcome=lost"))


@pytest.mark.parametrize("name", ["quotaday", "quotaentry"])
def test_nobody_writes_the_ledger_by_hand(client, olu, cora, spent, name):
    row = (QuotaDay if name == "quotaday" else QuotaEntry).objects.first()
    client.force_login(olu)
    assert client.post(reverse(f"admin:sync_{name}_change", args=[row.pk]), {"used": 0}).status_code == 403
    assert client.post(reverse(f"admin:sync_{name}_delete", args=[row.pk]), {"post": "yes"}).status_code == 403
    client.force_login(cora)
    assert client.get(reverse(f"admin:sync_{name}_changelist")).status_code == 403


def test_the_pace_of_the_day_tells_when_it_ends(settings):
    settings.YOUTUBE_DAILY_UNITS = 1_000

    def ends(used, now=MORNING):
        QuotaDay.objects.update_or_create(bucket="units", day=pacific_day(now), defaults={"used": used, "limit": 1_000})
        return forecast.today(now=now).ends_at

    assert ends(0) is None
    assert ends(100) is None, "100 units in six hours last for the day"
    assert ends(500) == MORNING + timedelta(hours=6)
    assert ends(1_000) is None
    assert ends(500, MORNING - timedelta(hours=5, minutes=50)) is None, "ten minutes are no pace"


def test_time_is_told_in_hours_and_minutes():
    assert ahead(MORNING + timedelta(hours=3, minutes=12, seconds=30), MORNING) == "in 3 h 12 min"
    assert ahead(MORNING + timedelta(minutes=5), MORNING) == "in 5 min"
    assert ahead(MORNING - timedelta(minutes=5), MORNING) == "in 0 min"


def test_requests_go_with_their_time_and_what_the_days_came_to_stays(spent, settings, monkeypatch):
    monkeypatch.setattr("sync.retention.BATCH", 1)
    settings.QUOTA_HISTORY_DAYS = 30
    QuotaEntry.objects.filter(method=LIST).update(sent_at=timezone.now() - timedelta(days=31))
    keep_house(0)
    assert QuotaEntry.objects.get().method == UPDATE
    assert QuotaDay.objects.get().used == 52
