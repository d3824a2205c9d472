"""The route planner: what the same edits take by each route, as arithmetic over known edits."""

from datetime import timedelta

import pytest

from sync.handover.plan import days, plan
from sync.handover.scope import Scope
from sync.ledger import pacific_day
from sync.models import QuotaDay
from tests.handover import ONE, THREE, TWO, edit, hand_over, lying_at, quay
from videos.bulk.selection import Selection
from videos.models import ChangeSet, OpenEdit, Video

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def songs(settings, tmp_path):
    lying_at(settings, tmp_path)
    quay()


def many(number, **wanted):
    """So many further videos, each with an open edit of these fields."""
    told = ChangeSet.objects.first()
    videos = Video.objects.bulk_create(Video(video_id=f"many{n:07}", asset_id=f"M{n}") for n in range(number))
    OpenEdit.objects.bulk_create(
        OpenEdit(video=video, field=field, base="", wanted=value, change_set=told)
        for video in videos
        for field, value in wanted.items()
    )


def routes(found):
    return {route.name: (route.things, route.requests, route.units, route.time.days) for route in found}


def test_a_push_is_51_units_and_ends_when_the_days_of_quota_do(settings):
    settings.YOUTUBE_DAILY_UNITS = 510
    QuotaDay.objects.create(bucket="units", day=pacific_day(), limit=510, used=100)
    many(25, title="Better")
    told = plan(Scope())
    assert routes(told.routes)["Data API"] == ("25 videos", 50, 25 * 51, 3)  # 8 today, 10 and 7 on the days after
    assert told.routes[0].time.ends == pacific_day() + timedelta(days=2)
    assert (told.rows, told.files, routes(told.left)["Data API"]) == (25, 1, ("0 videos", 0, 0, 0))


@pytest.mark.parametrize(
    ("number", "today", "each_day", "told"),
    [(0, 5, 10, (0, 0)), (5, 5, 10, (1, 0)), (6, 5, 10, (2, 1)), (30, 0, 10, (3, 3)), (1, 0, 0, (0, None))],
)
def test_days_are_counted_from_what_is_left_of_today(number, today, each_day, told):
    found = days(number, today, each_day)
    assert found.days == told[0]
    assert found.ends == (None if told[1] is None else pacific_day() + timedelta(days=told[1]))


def test_each_route_is_told_what_is_its_own_and_what_spreadsheets_leave_to_it(olu, settings):
    settings.YOUTUBE_SHEET_ROWS = 2
    edit(olu, ONE, TWO, THREE, title="Better", embedding_allowed=True)
    edit(olu, ONE, isrc="GBAYE0601498", custom_id="Q-1", eidr="10.5240/7791-8534-2C23-9030-8610-5")
    edit(olu, TWO, effective_policy="Track in all countries", prerolls_enabled=False)
    edit(olu, THREE, match_policy="Track in all countries")
    edit(olu, THREE, ratings_allowed=False, display_ads_enabled=True)
    told = plan(Scope())
    assert (told.numbers.edits, told.numbers.videos, told.numbers.assets) == (17, 3, 2)
    assert routes(told.routes) == {
        "Data API": ("3 videos", 6, 153, 1),
        "Content ID API": ("1 asset, 1 asset's match policy, 1 video's claim, 1 video's ad formats", 8, None, 1),
    }
    assert [(sheet.layout, sheet.rows, sheet.files) for sheet in told.sheets] == [
        ("video", 3, 2),
        ("asset", 2, 1),
        ("sound_recording", 1, 1),
    ]
    assert routes(told.left) == {
        "Data API": ("3 videos", 6, 153, 1),
        "Content ID API": ("1 asset, 1 video's ad formats", 4, None, 1),
    }
    assert {(each.field, each.edits) for each in told.kept} == {("EIDR", 2), ("embedding allowed", 3), ("pre-rolls", 1)}
    assert {each.field for each in told.by_nobody} == {"ratings allowed", "display ads"}


def test_the_release_of_a_claim_goes_by_the_content_id_api(olu):
    many(2, claimed_status="inactive")
    told = plan(Scope())
    assert routes(told.routes)["Content ID API"] == ("2 videos' claims", 4, None, 1)
    assert (told.sheets, [(each.field, each.edits) for each in told.kept]) == ([], [("claimed status", 2)])


def test_clearing_a_field_goes_by_the_api_only(olu):
    Video.objects.update(tags=["old"], description="Old")
    edit(olu, ONE, tags=[], description="")
    told = plan(Scope())
    assert (told.numbers.by_sheet, told.sheets, told.routes[0].units) == (0, [], 51)
    assert {(each.field, each.why.split(".")[0]) for each in told.kept} == {
        ("tags", "It is to be emptied"),
        ("description", "It is to be emptied"),
    }


def test_a_plan_is_of_what_was_asked_for_and_waits(olu):
    first = edit(olu, ONE, title="First")
    edit(olu, THREE, title="Third")
    one = Scope(selection=Selection(ids=(Video.objects.get(video_id=THREE).pk,)))
    assert [plan(scope).numbers.videos for scope in (Scope(), Scope(change_set=first.pk), one)] == [2, 1, 1]
    assert plan(Scope(first.pk, Selection(query="q=Nobody"))).numbers.edits == 0
    hand_over(olu, one)
    assert plan(Scope()).numbers.edits == 1
    OpenEdit.objects.update(state="conflict")
    assert plan(Scope()).numbers.edits == 0
