"""What a pull tells of videos enters the catalogue by the three-way merge, in order of time."""

import threading

import pytest
from django.db import OperationalError, connection, transaction

from tests.harbour import ASSETS, FERRY, GULLS, PIER, asset, changes, morning, report, row, video
from videos.edit import edit_videos
from videos.models import ChangeSet, Claim, OpenEdit, Video
from videos.observe.assets import observe_assets
from videos.observe.claims import observe_claims
from videos.observe.outcome import Mark
from videos.observe.videos import Seen, observe_videos

CLAIMS = "claim_report_harbour_C.csv"
pytestmark = pytest.mark.django_db(transaction=True)
KILL_WHO_WAITS = """
SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'
"""


def seen(title="Ferry", *, views=10, likes=1, **facts):
    facts = {"title": title, "description": "At sea", "tags": ["sea"], "privacy_status": "public", **facts}
    return Seen(facts, "Harbour", {"views": views, "likes": likes, "comments": 0}, "etag")


def pull(day, told, **how):
    return observe_videos(told, as_of=morning(day), **how)


@pytest.fixture
def ferry(tmp_path):
    """The ferry, as a report of the first day tells it."""
    report(tmp_path, row(FERRY, "Ferry", video_privacy_status="public", views=7), row(GULLS, "Gulls"), day=1)
    return tmp_path


def edit(video_id=FERRY, **values):
    return edit_videos(Video.objects.filter(video_id=video_id), values, actor=None)


def test_what_youtube_holds_otherwise_is_taken_and_logged(ferry):
    outcomes = pull(2, {FERRY: seen("Ferry at dawn"), GULLS: seen("Gulls")})

    assert outcomes[FERRY].changed == {"title": ["Ferry", "Ferry at dawn"]}
    assert changes(outcomes.change_set) == [(FERRY, "title", "Ferry", "Ferry at dawn")]
    assert GULLS not in outcomes
    assert outcomes.change_set.kind == ChangeSet.Kind.PULL
    assert (video().description, video().tags, video().etag) == ("At sea", ["sea"], "etag")
    assert video().pulled_at == morning(2)


def test_nothing_new_leaves_no_change_set(ferry):
    pull(2, {FERRY: seen()})
    assert pull(3, {FERRY: seen()}).change_set is None
    assert ChangeSet.objects.filter(kind="pull").count() == 0


def test_a_description_that_changes_after_its_first_sight_is_logged(ferry):
    pull(2, {FERRY: seen()})
    assert changes(pull(3, {FERRY: seen(description="On land", is_live_stream=True, aspect=563)}).change_set) == [
        (FERRY, "description", "At sea", "On land"),
        (FERRY, "is_live_stream", None, True),
    ]
    assert video().aspect == 563  # which it always was: it is only learnt


@pytest.mark.parametrize(
    ("told", "state"), [("Ferry", "to_push"), ("Ferry at noon", "conflict"), ("Ferry at dusk", "confirmed")]
)
def test_an_open_edit_stands_is_confirmed_or_conflicts(ferry, told, state):
    edit(title="Ferry at dusk")
    outcomes = pull(2, {FERRY: seen(told)})

    assert video().title == "Ferry at dusk"
    assert list(OpenEdit.objects.values_list("state", flat=True)) == ([state] if state != "confirmed" else [])
    assert [outcomes.of(FERRY).confirmed, outcomes.of(FERRY).conflicts] == {
        "to_push": [{}, {}],
        "conflict": [{}, {"title": ["Ferry at dusk", "Ferry at noon"]}],
        "confirmed": [{"title": ["Ferry", "Ferry at dusk"]}, {}],
    }[state]


def test_an_older_answer_changes_nothing(ferry):
    pull(3, {FERRY: seen("Ferry, newest")})
    pull(4, {FERRY: seen("Ferry, newest")})
    pull(3.5, {FERRY: seen("Ferry, older")})
    assert (video().title, video().pulled_at) == ("Ferry, newest", morning(3))
    assert video().statistics.pulled_at == morning(4)


def test_a_report_of_before_the_pull_regresses_nothing_and_one_of_after_does(ferry):
    pull(3, {FERRY: seen("Pulled")})
    pull(3.5, {FERRY: seen("Pulled")})
    report(ferry, row(FERRY, "Reported before"), row(GULLS, "Gulls"), day=3.2)
    assert video().title == "Pulled"
    report(ferry, row(FERRY, "Reported before"), row(GULLS, "Gulls"), day=4)
    assert video().title == "Reported before"


def test_a_pull_of_before_the_report_tells_only_what_the_report_does_not(ferry):
    report(ferry, row(FERRY, "Reported"), row(GULLS, "Gulls"), day=3)
    pull(2, {FERRY: seen("Pulled before", description="Told by nobody else")})
    assert (video().title, video().description) == ("Reported", "Told by nobody else")


def test_the_day_of_publishing_that_a_report_tells_is_not_refined(ferry):
    report(ferry, row(FERRY, "Ferry", time_published="2020/01/02"), row(GULLS, "Gulls"), day=2)
    assert pull(3, {FERRY: seen(time_published="2020-01-02T10:00:00Z")}).change_set is None
    assert pull(4, {FERRY: seen(time_published="2020-01-03T10:00:00Z")}).changes == 1


def test_a_video_that_youtube_returns_no_more_is_marked_and_comes_back(ferry):
    gone = pull(2, {FERRY: None})
    assert (gone[FERRY].mark, video().missing_since, video().title) == (Mark.MISSING, morning(2), "Ferry")
    assert not pull(3, {FERRY: None})
    back = pull(4, {FERRY: seen()})
    assert (back[FERRY].mark, video().missing_since) == (Mark.RETURNED, None)
    assert sorted(gone.change_set.occurrences.values_list("what", "key")) == [("video_missing", FERRY)]
    assert sorted(back.change_set.occurrences.values_list("what", "key")) == [("video_returned", FERRY)]


def test_a_video_that_the_catalogue_does_not_hold_comes_in_only_if_asked(ferry):
    unknown = {PIER: seen("Pier", channel="UCharbourharbourharbour1")}
    assert pull(2, unknown)[PIER].mark == Mark.UNKNOWN
    assert not Video.objects.filter(video_id=PIER).exists()

    new = pull(2, unknown, bring_in=True)
    pier = video(PIER)
    assert (new[PIER].mark, new.changes, pier.first_seen_id) == (Mark.NEW, 0, new.change_set.pk)
    assert (pier.title, pier.channel.title, pier.pulled_at) == ("Pier", "Harbour", morning(2))
    assert (pier.statistics.views, pier.statistics.likes) == (10, 1)
    told = report(ferry, row(PIER, "Pier", isrc="GBAYE0000001"), row(FERRY, "Ferry"), row(GULLS, "Gulls"), day=3)
    assert (video(PIER).as_of, video(PIER).isrc) == (morning(3), "GBAYE0000001")
    assert (changes(told), told.updated) == ([], 0)


def test_reports_and_pulls_of_an_asset_are_put_in_order_of_time(ferry):
    report(ferry, row(FERRY, "Ferry", asset_id="A1"), row(GULLS, "Gulls"), day=1.1)
    for day, label in ((1.1, "Harbour"), (1.5, "Harbour"), (3, "Harbour")):
        report(ferry, asset("A1", label=label), day=day, name=ASSETS)
        assert video().label == ("Pier" if day == 1.5 else "Harbour")
        observe_assets({"A1": {"label": "Pier"}}, as_of=morning(2))
    assert video().label == "Harbour"


def test_a_report_and_a_pull_of_a_claim_are_put_in_order_of_time(ferry):
    def reported(day, status):
        told = {"claim_id": "C1", "video_id": FERRY, "asset_id": "A1", "claim_status": status}
        more = dict.fromkeys(["claim_status_detail", "applied_policy", "claim_created_date"], "")
        report(ferry, told | more, day=day, name=CLAIMS)
        return video().claimed_status

    assert reported(1, "ACTIVE") == "active"
    pulled = observe_claims({"C1": {"video_id": FERRY, "asset_id": "A1", "status": "inactive"}}, as_of=morning(3))
    assert pulled[FERRY].changed["claimed_status"] == ["active", "inactive"]
    assert (reported(2, "ACTIVE"), reported(4, "ACTIVE")) == ("inactive", "active")
    assert observe_claims({}, as_of=morning(6), videos=[FERRY])[FERRY].changed["claimed_status"] == ["active", ""]
    assert (reported(5, "ACTIVE"), reported(7, "ACTIVE")) == ("", "active")
    assert not observe_claims({}, as_of=morning(6), videos=[FERRY])


def lasting():
    """The claims on the ferry that are not gone."""
    return [*Claim.objects.filter(video=FERRY, not_seen_since=None).order_by("pk").values_list("claim_id", flat=True)]


@pytest.mark.parametrize("pulled_before", [False, True])
def test_a_video_report_of_after_a_pull_that_found_no_claim_tells_of_claims_again(ferry, settings, pulled_before):
    def reported(day, claim):
        mine = row(FERRY, "Ferry", claim_id=claim, claimed_by_this_owner="Yes" if claim else "No")
        report(ferry, mine, row(GULLS, "Gulls"), day=day)
        return (video().claimed_by_this_owner, video().claimed_status, lasting())

    settings.YOUTUBE_CMS_NAME = "harbour"
    assert reported(1.1, "C1") == (True, "active", ["C1"])
    if pulled_before:
        observe_claims({"C1": {"video_id": FERRY, "status": "active", "ours": True}}, as_of=morning(1.5))
    observe_claims({}, as_of=morning(2), videos=[FERRY])
    assert reported(1.8, "C1") == (False, "", [])
    assert reported(3, "C2") == (True, "active", ["C2"])
    assert reported(4, "C1") == (True, "active", ["C1"])
    assert Claim.objects.get(claim_id="C1").lost_at is None
    observe_claims({}, as_of=morning(5), videos=[FERRY])
    assert not video().claimed_by_this_owner and lasting() == []
    assert reported(6, "C1") == (True, "active", ["C1"]), "also where the row is that of the last report"
    assert reported(7, "") == (False, "", [])


def test_counters_move_and_leave_their_history(ferry):
    pull(2, {FERRY: seen(views=5000, likes=3)})
    now = video().statistics
    assert (now.views, now.likes, now.comments, now.as_of) == (5000, 3, 0, morning(2))
    assert list(video().statistics_days.values_list("day", "views")) == [(morning(1).date(), 7)]
    assert pull(3, {FERRY: seen(views=5000, likes=3)}).counters_moved == 0


def test_a_report_of_before_the_pull_tells_the_history_and_what_pulls_do_not(ferry):
    pull(3, {FERRY: seen(views=5000)})
    report(ferry, row(FERRY, "Ferry", views=9, engaged_views=4), row(GULLS, "Gulls"), day=2)
    now = video().statistics
    assert (now.views, now.engaged_views, now.as_of) == (5000, 4, morning(3))
    days = video().statistics_days.order_by("day").values_list("day", "views", "engaged_views")
    assert list(days) == [(morning(1).date(), 7, None), (morning(2).date(), 9, 4)]
    report(ferry, row(FERRY, "Ferry", views=6000, engaged_views=5), row(GULLS, "Gulls"), day=4)
    assert video().statistics.views == 6000


def test_a_merge_that_is_killed_leaves_nothing_and_can_be_made_again(ferry):
    killed = []

    def merge():
        try:
            pull(2, {FERRY: seen("Pulled"), GULLS: None})
        except OperationalError as error:
            killed.append(error)
        finally:
            connection.close()

    with transaction.atomic(), connection.cursor() as cursor:
        Video.objects.select_for_update().get(video_id=FERRY)
        merging = threading.Thread(target=merge)
        merging.start()
        while not cursor.execute(KILL_WHO_WAITS).fetchall():
            cursor.execute("SELECT pg_stat_clear_snapshot()")
            assert merging.is_alive()
        merging.join()
        cursor.execute("SELECT count(*) FROM pg_namespace WHERE nspname LIKE 'ingest%'")
        assert cursor.fetchone() == (0,)
    assert killed and video().title == "Ferry" and not ChangeSet.objects.filter(kind="pull").exists()

    pull(2, {FERRY: seen("Pulled"), GULLS: None})
    assert video().title == "Pulled" and video(GULLS).missing_since
