"""Reports arrive in any order: what is newer stands, and what only an older one tells is not lost."""

from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from django.db.models import F
from hypothesis import HealthCheck, Phase, given
from hypothesis import settings as bounded
from hypothesis import strategies as st

from tests.harbour import BUOY, FERRY, GULLS, HARBOUR, PARTIAL, PIER, changes, morning, report, row, video
from tests.machinery import tables
from videos.edit import edit_videos
from videos.models import Claim, Video, VideoStatistics, VideoStatisticsDay

pytestmark = pytest.mark.django_db(transaction=True)


def test_an_older_report_regresses_nothing(tmp_path):
    report(tmp_path, row(FERRY, "Newer", claim_id="C1", effective_policy="Track", views=20), day=2)
    late = report(tmp_path, row(FERRY, "Older", claim_id="C1", effective_policy="Block", views=10), day=1)
    assert (video().title, video().effective_policy, video().statistics.views) == ("Newer", "Track", 20)
    assert Claim.objects.get().policy == "Track"
    assert (late.updated, late.unchanged, late.counters_moved, changes(late)) == (0, 1, 0, [])
    assert video().first_seen.as_of == morning(1)


def test_an_older_report_brings_the_videos_that_the_newer_lacks(tmp_path):
    newer = report(tmp_path, row(FERRY), day=2)
    late = report(tmp_path, row(FERRY), row(GULLS, "Gulls", claim_id="C2", views=5), day=1)
    assert (late.inserted, late.unchanged) == (1, 1)
    assert (video(GULLS).title, video(GULLS).not_seen_since) == ("Gulls", newer.as_of)
    assert (video(GULLS).statistics.views, Claim.objects.get().video_id) == (5, GULLS)
    assert video().not_seen_since is None
    report(tmp_path, row(FERRY), row(GULLS, "Gulls", claim_id="C2", views=5), day=3)
    assert video(GULLS).not_seen_since is None


def test_an_older_report_tells_the_history_what_its_day_counted(tmp_path):
    report(tmp_path, row(FERRY, views=10), day=1)
    report(tmp_path, row(FERRY, views=30), day=3)
    report(tmp_path, row(FERRY, views=20), day=2)
    days = VideoStatisticsDay.objects.order_by("day").values_list("day", "views")
    assert list(days) == [(morning(1).date(), 10), (morning(2).date(), 20)]
    assert VideoStatistics.objects.get().views == 30


def test_an_older_report_leaves_an_edit_as_a_newer_one_found_it(tmp_path, ana):
    report(tmp_path, row(FERRY, "Base"), day=1)
    edit_videos(Video.objects.all(), {"title": "Ours"}, actor=ana)
    report(tmp_path, row(FERRY, "Base", category=""), day=3)
    late = report(tmp_path, row(FERRY, "Long ago"), day=2)
    assert late.conflicts == 0
    assert video().open_edits.get().state == "to_push"


@pytest.mark.parametrize("order", [(1, 2), (2, 1)])
@pytest.mark.parametrize("key", ["report_start_date=2026-01-01/{n}", "harbour_20260101/{n}"])
def test_of_two_deliveries_for_one_day_the_one_created_later_wins(tmp_path, settings, order, key):
    settings.REPORT_SHRINK_LIMIT = 1
    day = (1_767_312_000 - 1_700_000_000) / 86_400 + 1  # the evening of the second of January 2026
    rows = {
        1: [row(FERRY, "First", views=10), row(GULLS, "Only in the first")],
        2: [row(FERRY, "Second", views=9), row(PIER, "Only in the second")],
    }
    for number in order:
        told = report(tmp_path / key.format(n=number), *rows[number], day=day + number / 24)
        assert told.as_of.isoformat() == "2026-01-02T08:00:00+00:00"  # the Pacific day is over
    assert (video().title, video().statistics.views) == ("Second", 9)
    assert set(Video.objects.filter(not_seen_since=None).values_list("video_id", flat=True)) == {FERRY, PIER}


def test_what_was_pulled_later_stands_against_a_report(tmp_path):
    report(tmp_path, row(FERRY, "Told", category="Music", effective_policy="Track"), day=0)
    Video.objects.update(title="Pulled", category="Comedy", pulled_at=morning(2))
    told = report(tmp_path, row(FERRY, "Told", category="Music", effective_policy="Block"), day=1)
    assert (video().title, video().category, video().effective_policy) == ("Pulled", "Comedy", "Block")
    assert [change[1] for change in changes(told)] == ["effective_policy"]
    told = report(tmp_path, row(FERRY, "Told", category="Music", effective_policy="Block"), day=3)
    assert sorted(changes(told)) == [(FERRY, "category", "Comedy", "Music"), (FERRY, "title", "Pulled", "Told")]


def test_a_partial_file_of_yesterday_brings_no_video_back(tmp_path):
    report(tmp_path, row(FERRY), row(GULLS), *filler(), day=1)
    gone = report(tmp_path, row(FERRY), *filler(), day=3)
    report(tmp_path, row(GULLS, "As it was"), day=2, name=PARTIAL)
    assert (video(GULLS).title, video(GULLS).not_seen_since) == ("As it was", gone.as_of)
    report(tmp_path, row(GULLS, "Seen again"), day=4, name=PARTIAL)
    assert (video(GULLS).title, video(GULLS).not_seen_since) == ("Seen again", None)


def test_a_snapshot_older_than_a_partial_file_marks_nothing_that_it_lists(tmp_path):
    report(tmp_path, row(FERRY), row(GULLS), *filler(), day=1)
    report(tmp_path, row(GULLS, "Later"), day=3, name=PARTIAL)
    report(tmp_path, row(FERRY), *filler(), day=2)
    assert (video(GULLS).title, video(GULLS).not_seen_since) == ("Later", None)


def test_what_was_overtaken_is_told_again_by_the_next_unchanged_report(tmp_path):
    report(tmp_path, row(FERRY, "One"), day=1)
    report(tmp_path, row(FERRY, "Two"), day=3, name=PARTIAL)
    report(tmp_path, row(FERRY, "Three"), day=2)
    assert video().title == "Two"
    report(tmp_path, row(FERRY, "Three"), day=4)
    assert video().title == "Three"


def filler():
    """Other videos, so that one that is missing is no snapshot that shrank."""
    return [row(f"filling{n:04}") for n in range(20)]


# Any order of arrival ------------------------------------------------------------------------------------

titles = st.sampled_from(["a", "b"])
listing = st.dictionaries(
    st.sampled_from([FERRY, GULLS, PIER, BUOY]),
    st.tuples(titles, st.sampled_from(["", "Yes", "No"]), st.sampled_from(["Block", "Track"]), st.integers(0, 3)),
    min_size=1,
)


@st.composite
def arrivals(draw):
    """Three or four days of one CMS, and an order in which they arrive."""
    days = draw(st.lists(listing, min_size=3, max_size=4))
    return days, draw(st.permutations(range(len(days))))


def deliver_all(folder, days, order):
    views = dict.fromkeys((FERRY, GULLS, PIER, BUOY), 0)
    rows = []
    for listed in days:
        for name, (*_, more) in listed.items():
            views[name] += more
        rows.append(
            [
                row(n, t, comments_allowed=c, claim_id=f"C-{n}", effective_policy=p, views=views[n])
                for n, (t, c, p, _) in listed.items()
            ]
        )
    for day in order:
        report(folder, *rows[day], day=day, name=HARBOUR)


def counted(video_id, last_day):
    """What a video counted at the end of each day: a day without a row counted what the one before it did."""
    rows = [*VideoStatisticsDay.objects.filter(video=video_id), VideoStatistics.objects.get(video=video_id)]
    told = sorted((one.as_of, one.views) for one in rows)
    ends = [morning(day) + timedelta(hours=1) for day in range(last_day + 1)]
    return [next((views for as_of, views in reversed(told) if as_of <= end), None) for end in ends]


def state(last_day):
    """What must not depend on the order of arrival.

    Not compared: since when a video is not seen (a snapshot that was late may have lacked it earlier), the as-of times
    of rows that later reports left as they were, and on which day counters that stood still were written down.
    """
    videos = Video.objects.order_by("video_id").annotate(first=F("first_seen__as_of"))
    return {
        "videos": list(videos.values_list("video_id", "title", "comments_allowed", "effective_policy", "first")),
        "seen": set(videos.filter(not_seen_since=None).values_list("video_id", flat=True)),
        "claims": set(Claim.objects.values_list("claim_id", "video_id", "policy", "not_seen_since")),
        "views": dict(VideoStatistics.objects.values_list("video_id", "views")),
        "history": {one.video_id: counted(one.video_id, last_day) for one in videos},
    }


@bounded(
    max_examples=3,
    deadline=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
@given(arrival=arrivals())
def test_whatever_the_order_of_arrival_the_catalogue_is_the_same(settings, arrival):
    settings.REPORT_SHRINK_LIMIT = 1  # whether a snapshot is held depends on the one that came before it
    days, order = arrival
    found = []
    for arriving in (range(len(days)), order):
        tables.empty()
        with TemporaryDirectory() as folder:
            deliver_all(Path(folder), days, arriving)
        found.append(state(len(days)))
    in_order, shuffled = found
    assert shuffled == in_order
