"""A list answers in time, however many videos there are: what cannot be found in time is said, not waited for."""

import pytest
from django.db import connection
from django.db.models import Q
from django.db.models.expressions import RawSQL
from django.urls import reverse

from cmsmeta.lib import paginator
from tests.catalogue import fill
from tests.test_admin_lists import shown
from videos import querysets
from videos.filters import VideoFilterSet
from videos.models import Claim, Video
from videos.observe import edge

LIST = reverse("admin:videos_video_changelist")
SLOW = RawSQL("(SELECT 0 FROM pg_sleep(2))", [])


def slow_if(head, tail):
    """0, after two seconds if the statement holds `head` and `tail` together; apart, since it holds its own."""
    return RawSQL(
        "CASE WHEN current_query() LIKE '%%' || %s || %s || '%%' THEN (SELECT 0 FROM pg_sleep(2)) ELSE 0 END",
        [head, tail],
    )


def slow_unless(head, tail):
    return RawSQL(
        "CASE WHEN current_query() NOT LIKE '%%' || %s || %s || '%%' THEN (SELECT 0 FROM pg_sleep(2)) ELSE 0 END",
        [head, tail],
    )


IN_ORDER = ("ORDER BY 1", " DESC")  # a walk through an index, far beyond the beginning
AMONG_NEWEST = ('AND "videos_video"."id"', " > ")


@pytest.fixture(autouse=True)
def impatient(monkeypatch):
    monkeypatch.setattr(paginator, "PAGE_MILLISECONDS", 60)
    monkeypatch.setattr(paginator, "COUNT_MILLISECONDS", 60)


def pages_of(rows):
    return paginator.BoundedPaginator(rows.order_by("-pk"), 2)


def test_what_is_far_from_the_beginning_is_put_in_order_by_itself(db):
    videos = fill(3)
    pages = pages_of(Video.objects.filter(pk__gt=slow_if(*IN_ORDER)))
    assert [video.pk for video in pages.page(1)] == [videos[2].pk, videos[1].pk]
    assert pages.note == ""
    assert pages.total == "3"


def test_where_too_many_fit_some_are_shown_and_the_page_says_so(db, monkeypatch):
    monkeypatch.setattr(paginator, "CANDIDATES", 2)
    fill(3)
    pages = pages_of(Video.objects.filter(pk__gt=slow_if(*IN_ORDER)))
    assert len(pages.page(1)) == 2
    assert "this shows 2 of them" in pages.note


def test_what_is_too_rare_is_looked_for_among_the_newest(db, monkeypatch):
    monkeypatch.setattr(paginator, "NEWEST", 1)
    videos = fill(3)
    rows = Video.objects.filter(pk__gt=slow_unless(*AMONG_NEWEST))
    pages = pages_of(rows)
    assert [video.pk for video in pages.page(1)] == [videos[2].pk]
    assert "only the newest 1 were looked at" in pages.note


def test_what_cannot_be_found_at_all_is_said(client, ben, monkeypatch):
    fill(2)
    monkeypatch.setattr(VideoFilterSet, "by_care", lambda self, rows, name, value: rows.filter(pk__gt=SLOW))
    client.force_login(ben)
    page = client.get(LIST, {"administered": "no"})
    assert shown(page) == []
    assert "Narrow the filter, or search by an identifier." in page.content.decode()


def test_a_filter_whose_plan_is_long_is_not_counted(db, monkeypatch):
    monkeypatch.setattr(paginator, "COUNTED", 3)
    monkeypatch.setattr(paginator, "AHEAD", 1)
    monkeypatch.setattr(paginator.BoundedPaginator, "_estimated", 1_234_567)
    fill(4)
    pages = pages_of(Video.objects.filter(privacy_status=""))
    assert pages.counted is None
    assert pages.total == "about 1,200,000"
    assert len(pages.page(2)) == 2
    assert len(pages.page(1)) == 2


def test_the_end_of_a_list_is_known_when_it_is_seen(db, monkeypatch):
    monkeypatch.setattr(paginator.BoundedPaginator, "_estimated", 1_234_567)
    fill(1)
    pages = pages_of(Video.objects.filter(privacy_status=""))
    assert len(pages.page(1)) == 1
    assert pages.total == "1"


def test_a_search_that_takes_too_long_looks_at_the_newest_and_says_so(client, ben, monkeypatch):
    fill(3)
    monkeypatch.setattr(querysets, "SEARCH_MILLISECONDS", 60)
    monkeypatch.setattr(querysets, "NEWEST", 2)
    slow = Q(pk__gt=slow_unless(*AMONG_NEWEST))
    monkeypatch.setattr(querysets, "_worded", lambda wanted: [slow])
    client.force_login(ben)
    page = client.get(LIST, {"q": "song"})
    assert [video.video_id for video in page.context["cl"].result_list] == ["video000002", "video000001"]
    assert "only the newest" in page.content.decode()


def test_such_a_search_looks_below_the_videos_that_a_running_merge_brings_in(client, ben, monkeypatch):
    fill(3)
    with connection.cursor() as cursor:
        edge.mark(cursor)
    Video.objects.bulk_create(Video(video_id=f"on-its-way{number}") for number in range(2))
    monkeypatch.setattr(querysets, "SEARCH_MILLISECONDS", 60)
    monkeypatch.setattr(querysets, "NEWEST", 2)
    slow = Q(pk__gte=slow_unless(*AMONG_NEWEST))
    monkeypatch.setattr(querysets, "_worded", lambda wanted: [slow])
    client.force_login(ben)
    page = client.get(LIST, {"q": "song"})
    assert [video.video_id for video in page.context["cl"].result_list] == ["video000002", "video000001"]


def test_a_list_begins_below_the_videos_that_a_running_merge_brings_in(client, olu):
    client.force_login(olu)
    there = Video.objects.create(video_id="there", title="There", effective_policy="The policy before")
    client.get(LIST)
    with connection.cursor() as cursor:
        edge.mark(cursor)
    # By the merge: nobody else could see it.
    Video.objects.create(video_id="on-its-way", title="On its way", effective_policy="The policy of the merge")
    page = client.get(LIST)
    assert shown(page) == [there.pk]
    offered = page.content.decode()
    assert "The policy before" in offered
    assert "The policy of the merge" not in offered


def test_the_claims_begin_below_those_that_a_running_merge_brings_in(client, olu):
    client.force_login(olu)
    there = Claim.objects.create(claim_id="there")
    with connection.cursor() as cursor:
        edge.mark(cursor, Claim)
    Claim.objects.create(claim_id="on-its-way")
    assert shown(client.get(reverse("admin:videos_claim_changelist"))) == [there.pk]
