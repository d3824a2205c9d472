"""The asset conflict report: it opens an item for staff, and ends what it no longer lists."""

import pytest

from tests.harbour import morning, report
from videos.models import OwnershipConflict

pytestmark = pytest.mark.django_db(transaction=True)

NAME = "asset_conflict_report_harbour_L_v1-3.csv"
REST = [
    {"asset_id": f"A{number}", "conflicting_owner": "Pier Records", "ownership_origination": "us"}
    for number in range(2, 20)
]


def told(owner="Quay Records", **cells):
    return {"asset_id": "A1", "conflicting_owner": owner, "ownership_origination": "us", **cells}


def conflicts(folder, *rows, day, name=NAME):
    return report(folder, *rows, *REST, day=day, name=name)


def conflict():
    return OwnershipConflict.objects.get(asset_id="A1")


def test_a_conflict_opens_an_item_with_what_is_at_stake(tmp_path):
    done = conflicts(
        tmp_path,
        told(
            conflicting_country_code="FR|BE",
            conflicting_owner_isrc="ZZR7V1350462",
            lifetime_views_in_conflict="5000000000",
            other_ownership_last_updated="2022/08/04",
        ),
        day=0,
    )
    assert (done.kind, done.version, done.inserted) == ("conflict", "1.3", 19)
    one = conflict()
    assert (one.state, one.conflicting_owner, one.countries) == ("open", "Quay Records", "FR|BE")
    assert (one.conflicting_isrc, one.lifetime_views_in_conflict) == ("ZZR7V1350462", 5_000_000_000)
    assert one.first_seen == done.change_set


def test_views_in_conflict_move_without_news(tmp_path):
    conflicts(tmp_path, told(lifetime_views_in_conflict=10), day=0)
    done = conflicts(tmp_path, told(lifetime_views_in_conflict=20), day=1)
    assert (done.unchanged, done.counters_moved) == (19, 1)
    assert (conflict().lifetime_views_in_conflict, conflict().as_of) == (20, morning(0))


def test_a_conflict_that_is_no_longer_told_is_over_and_one_that_returns_is_open_again(tmp_path):
    conflicts(tmp_path, told(), day=0)
    OwnershipConflict.objects.filter(asset_id="A1").update(state="in_hand", note="Wrote to them.")
    assert conflicts(tmp_path, day=1).gone == 1
    assert (conflict().state, conflict().not_seen_since, conflict().closed_by) == ("over", morning(1), None)
    conflicts(tmp_path, told(), day=2)
    assert (conflict().state, conflict().note, conflict().not_seen_since) == ("open", "Wrote to them.", None)


def test_what_staff_have_ended_stays_so_until_it_is_another_conflict(tmp_path):
    conflicts(tmp_path, told(), day=0)
    OwnershipConflict.objects.filter(asset_id="A1").update(state="over")
    conflicts(tmp_path, told(match_policy="Track"), day=1)
    assert (conflict().state, conflict().match_policy) == ("over", "Track")
    conflicts(tmp_path, told("Dock Records", match_policy="Track"), day=2)
    assert (conflict().state, conflict().conflicting_owner) == ("open", "Dock Records")


def test_a_late_conflict_report_opens_nothing_again(tmp_path):
    conflicts(tmp_path, day=2)
    conflicts(tmp_path, told(), day=1)
    assert (conflict().state, conflict().not_seen_since) == ("over", morning(2))
