"""The ledger of the quota: nobody spends more than there is, and what was sent stays charged."""

import threading
from collections import Counter
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from hypothesis import HealthCheck, given
from hypothesis import settings as bounded
from hypothesis import strategies as st

from sync.ledger import Ledger, MaxUnitsReached, cost_of, pacific_day, price_of, resets_at
from sync.models import MetadataSync, QuotaDay, QuotaEntry
from sync.youtube.errors import QuotaSpent
from videos.models import Video

LIST, UPDATE, CLAIMS = "youtube.videos.list", "youtube.videos.update", "youtubePartner.claimSearch.list"
NOON = datetime(2026, 6, 1, 19, tzinfo=UTC)
pytestmark = pytest.mark.django_db


def ledger(max_units=None, at=NOON):
    return Ledger(max_units, now=lambda: at)


def used(bucket="units"):
    return sum(QuotaDay.objects.filter(bucket=bucket).values_list("used", flat=True))


def a_push():
    video, _ = Video.objects.get_or_create(video_id="ferryferry1")
    return MetadataSync.objects.create(video=video, direction="push")


@pytest.mark.parametrize(
    ("method", "price", "cost"),
    [
        (LIST, ("units", 1), 1),
        (UPDATE, ("units", 50), 50),
        ("youtube.search.list", ("search", 1), 0),
        ("youtube.videos.insert", ("inserts", 1), 0),
        ("youtube.videos.batchGetStats", ("batchGetStats", 1), 0),
        ("youtube.somethingNew.list", ("units", 1), 1),
        ("youtube.somethingNew.update", ("units", 50), 50),
        ("youtubePartner.assets.update", ("content_id", 1), 0),
    ],
)
def test_every_method_has_its_bucket_and_price(method, price, cost):
    assert (price_of(method), cost_of(method)) == (price, cost)


def test_a_request_is_entered_before_it_is_sent_and_stays_charged_when_it_fails(settings):
    settings.YOUTUBE_DAILY_UNITS = 100
    books = ledger()
    entry = books.reserve(UPDATE)
    assert (entry.units, entry.outcome, used(), books.left()) == (50, "", 50, 50)
    books.settle(entry, "backendError")
    entry.refresh_from_db()
    assert (entry.outcome, used()) == ("backendError", 50)
    assert entry.answered_at


def test_a_spent_bucket_says_when_it_is_renewed_and_leaves_the_others_alone(settings):
    settings.YOUTUBE_DAILY_UNITS, settings.YOUTUBE_CONTENT_ID_DAILY_CALLS = 51, 1
    books = ledger()
    books.reserve(UPDATE)
    with pytest.raises(QuotaSpent) as caught:
        books.reserve(UPDATE)
    assert (caught.value.bucket, caught.value.resets_at) == ("units", datetime(2026, 6, 2, 7, tzinfo=UTC))
    assert "renewed at 2026-06-02 07:00 UTC" in str(caught.value)
    books.reserve(LIST)
    books.reserve(CLAIMS)
    with pytest.raises(QuotaSpent, match="content_id"):
        books.reserve(CLAIMS)


def test_pulls_leave_the_last_units_to_pushes(settings):
    settings.YOUTUBE_DAILY_UNITS, settings.YOUTUBE_RESERVED_UNITS = 60, 55
    books = ledger()
    for _ in range(5):
        books.reserve(LIST)
    assert (books.left(), books.left_for_pulls()) == (55, 0)
    with pytest.raises(QuotaSpent, match="55 units, is kept for pushes"):
        books.reserve(LIST)
    books.settle(books.reserve(UPDATE, a_push()), "ok")
    with pytest.raises(QuotaSpent, match="is spent"):
        books.reserve(UPDATE, a_push())


def test_a_limit_that_was_raised_counts_at_once(settings):
    settings.YOUTUBE_DAILY_UNITS = 50
    ledger().reserve(UPDATE)
    with pytest.raises(QuotaSpent):
        ledger().reserve(LIST)
    settings.YOUTUBE_DAILY_UNITS = 1_000_000
    ledger().reserve(LIST)
    assert QuotaDay.objects.get().limit == 1_000_000


def test_what_youtube_calls_spent_is_spent_until_the_reset():
    books = ledger()
    error = books.close(books.reserve(LIST))
    assert error.resets_at == datetime(2026, 6, 2, 7, tzinfo=UTC)
    with pytest.raises(QuotaSpent):
        ledger().reserve(LIST)
    ledger(at=NOON + timedelta(days=1)).reserve(LIST)


@pytest.mark.parametrize(
    ("midnight", "hours"),
    [("2026-03-08T08:00", 23), ("2026-11-01T07:00", 25), ("2026-06-01T07:00", 24), ("2026-12-31T08:00", 24)],
)
def test_a_day_in_california_has_twenty_three_to_twenty_five_hours(midnight, hours):
    begin = datetime.fromisoformat(midnight).replace(tzinfo=UTC)
    end, moment = begin + timedelta(hours=hours), timedelta(seconds=1)
    assert resets_at(begin) == resets_at(end - moment) == end
    assert resets_at(begin - moment) == begin
    assert {pacific_day(begin + timedelta(hours=hour)) for hour in range(hours)} == {begin.date()}
    ledger(at=begin - moment).reserve(LIST)
    ledger(at=begin).reserve(LIST)
    ledger(at=end - moment).reserve(LIST)
    ledger(at=end).reserve(LIST)
    assert list(QuotaDay.objects.order_by("day").values_list("used", flat=True)) == [1, 2, 1]


@given(moment=st.datetimes(datetime(2020, 1, 1), datetime(2035, 1, 1), timezones=st.just(UTC)))  # noqa: DTZ001
def test_every_moment_is_in_the_day_that_its_reset_ends(moment):
    reset = resets_at(moment)
    assert moment < reset <= moment + timedelta(hours=25)
    assert pacific_day(reset) == pacific_day(moment) + timedelta(days=1)
    assert pacific_day(reset - timedelta(microseconds=1)) == pacific_day(moment)


REQUESTS = st.lists(
    st.tuples(st.sampled_from([LIST, UPDATE, CLAIMS, "youtube.search.list"]), st.booleans(), st.integers(0, 40)),
    max_size=30,
)


@bounded(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(requests=REQUESTS, limit=st.integers(0, 200), kept=st.integers(0, 60), most=st.none() | st.integers(0, 150))
def test_the_ledger_agrees_with_a_sum_on_paper(settings, requests, limit, kept, most):
    QuotaEntry.objects.all().delete()
    QuotaDay.objects.all().delete()
    settings.YOUTUBE_DAILY_UNITS, settings.YOUTUBE_RESERVED_UNITS = limit, kept
    clock, paper, run = [NOON], Counter(), 0
    books, push = Ledger(most, now=lambda: clock[0]), a_push()
    for method, is_push, hours in requests:
        clock[0] += timedelta(hours=hours)
        bucket, units = price_of(method)
        day = (bucket, pacific_day(clock[0]))
        room = {"units": limit - (0 if is_push else kept), "content_id": 100_000, "search": 100}[bucket]
        fits = paper[day] + units <= room and (bucket != "units" or most is None or run + units <= most)
        try:
            books.settle(books.reserve(method, push if is_push else None), "ok")
        except QuotaSpent:
            assert not fits
        else:
            assert fits
            paper[day] += units
            run += units if bucket == "units" else 0
    rows = {(day.bucket, day.day): day.used for day in QuotaDay.objects.all() if day.used}
    assert rows == {day: units for day, units in paper.items() if units}
    assert sum(QuotaEntry.objects.values_list("units", flat=True)) == sum(paper.values())
    assert books.used() == paper["units", pacific_day(clock[0])]


@pytest.mark.django_db(transaction=True)
def test_parallel_workers_never_spend_more_than_there_is(settings):
    settings.YOUTUBE_DAILY_UNITS = 120
    refused = Counter()

    def work(own):
        for method in (LIST, UPDATE, LIST, LIST) * 6:
            try:
                own.settle(own.reserve(method), "ok")
            except QuotaSpent:
                refused[method] += 1
        connection.close()

    workers = [threading.Thread(target=work, args=(ledger(),)) for _ in range(4)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert used() == 120 == sum(QuotaEntry.objects.values_list("units", flat=True))
    assert refused[UPDATE] == 4 * 6 - QuotaEntry.objects.filter(method=UPDATE).count()


def test_a_run_stops_at_its_own_limit_though_the_day_has_more():
    books = ledger(max_units=51)
    books.reserve(UPDATE)
    assert books.left() == 1
    with pytest.raises(
        MaxUnitsReached, match=r"may spend 51 units and has spent 50\. The rest waits for the next run\."
    ):
        books.reserve(UPDATE)
    books.reserve(LIST)
    books.reserve(CLAIMS)
    assert (books.left(), used()) == (0, 51)
