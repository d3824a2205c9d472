"""Claims and counters, which live beside the video: every claim is kept, and no view count is a change."""

import pytest

from tests.harbour import FERRY, GULLS, PARTIAL, changes, morning, report, row, video
from videos.models import Claim, Video, VideoStatisticsDay

pytestmark = pytest.mark.django_db(transaction=True)


def claims():
    return {one.claim_id: (one.video_id, one.policy, one.not_seen_since) for one in Claim.objects.all()}


def test_rows_of_one_video_fold_and_the_row_of_our_own_claim_decides(tmp_path):
    def rows(policy):
        return [
            row(FERRY, "Theirs", claim_id="C1", effective_policy="Block", claimed_by_this_owner="No"),
            row(FERRY, "Ours", claim_id="C2", effective_policy=policy, claimed_by_this_owner="Yes"),
        ]

    told = report(tmp_path, *rows("Track"), day=0)
    assert (told.rows_read, told.inserted, told.folded) == (2, 1, 1)
    assert (video().title, video().effective_policy) == ("Ours", "Track")
    assert claims() == {"C1": (FERRY, "Block", None), "C2": (FERRY, "Track", None)}

    turned = report(tmp_path, *reversed(rows("Track")), day=1)
    assert (turned.unchanged, turned.updated, changes(turned)) == (1, 0, []), "rows may come in any order"

    told = report(tmp_path, *rows("Monetize"), day=2)
    assert changes(told) == [(FERRY, "effective_policy", "Track", "Monetize")]
    assert claims()["C2"] == (FERRY, "Monetize", None)


def test_a_claim_that_its_video_no_longer_has_is_marked_until_it_is_back(tmp_path):
    both = [row(FERRY, claim_id="C1"), row(FERRY, claim_id="C2")]
    report(tmp_path, *both, day=0)
    told = report(tmp_path, both[0], day=1)
    assert claims() == {"C1": (FERRY, "", None), "C2": (FERRY, "", morning(1))}
    assert (told.updated, changes(told)) == (1, [])
    report(tmp_path, *both, day=2)
    assert claims()["C2"] == (FERRY, "", None)


def test_a_claim_that_moves_to_another_video_goes_with_it(tmp_path):
    report(tmp_path, row(FERRY, claim_id="C1"), row(GULLS), day=0)
    report(tmp_path, row(FERRY), row(GULLS, claim_id="C1"), day=1)
    assert claims() == {"C1": (GULLS, "", None)}
    assert list(video(GULLS).claims.values_list("claim_id", flat=True)) == ["C1"]


@pytest.mark.parametrize("turn", [1, -1])
def test_a_claim_told_of_two_videos_is_that_of_the_row_that_decides(tmp_path, turn):
    ours = row(FERRY, claim_id="C1", effective_policy="Track", claimed_by_this_owner="Yes")
    theirs = row(GULLS, claim_id="C1", effective_policy="Block", claimed_by_this_owner="No")
    told = report(tmp_path, *[ours, theirs][::turn], day=0)
    assert (told.inserted, claims()) == (2, {"C1": (FERRY, "Track", None)})
    assert report(tmp_path, *[ours, theirs][::turn], day=1).unchanged == 2


def test_a_claim_that_the_catalogue_knew_before_its_video_is_found(tmp_path):
    Claim.objects.create(claim_id="C1", video_id=FERRY, status="active")
    report(tmp_path, row(FERRY, claim_id="C1", effective_policy="Track"), day=0)
    assert claims() == {"C1": (FERRY, "Track", None)}
    assert Claim.objects.get().status == "active"


def test_a_file_without_claim_columns_marks_no_claim(tmp_path):
    report(tmp_path, row(FERRY, "a", claim_id="C1"), day=0)
    report(tmp_path, row(FERRY, "b"), day=1)
    assert claims() == {"C1": (FERRY, "", None)}


def test_counters_move_without_a_change(tmp_path):
    report(tmp_path, row(FERRY, views=10, comments=1), row(GULLS, views=5), day=0)
    before = Video.objects.values_list("modified_at", "as_of", "last_seen").order_by("pk")
    was = list(before)
    told = report(tmp_path, row(FERRY, views=20, comments=1), row(GULLS, views=5), day=1)
    assert (told.counters_moved, told.updated, told.unchanged, changes(told)) == (1, 0, 2, [])
    assert list(before) == was, "the wide row is not written"
    assert (video().statistics.views, video().statistics.as_of) == (20, morning(1))
    assert video(GULLS).statistics.as_of == morning(0)


def test_the_history_gets_a_day_when_the_counters_move_on(tmp_path):
    for day, views in [(0, 10), (0.02, 12), (1, 12), (2, 30), (3, 31)]:
        report(tmp_path, row(FERRY, views=views), day=day)
    days = VideoStatisticsDay.objects.order_by("day").values_list("day", "views")
    assert list(days) == [(morning(0).date(), 12), (morning(2).date(), 30)]


def test_blank_counters_keep_what_was_told_before(tmp_path):
    report(tmp_path, row(FERRY, views=10, engaged_views=7, comments=1), day=0)
    told = report(tmp_path, row(FERRY, views="", engaged_views="n/a", comments=2), day=1)
    now = video().statistics
    assert (now.views, now.engaged_views, now.comments) == (10, 7, 2)
    assert told.counters_moved == 1
    assert report(tmp_path, row(FERRY, views="", engaged_views="", comments=""), day=2).counters_moved == 0


def test_the_largest_of_several_rows_counts_and_zero_is_a_count(tmp_path):
    report(tmp_path, row(FERRY, views=0, claim_id="C1"), row(FERRY, views="", claim_id="C2"), day=0)
    assert (video().statistics.views, video().statistics.comments) == (0, None)
    report(tmp_path, row(FERRY, views=3, claim_id="C1"), row(FERRY, views=4, claim_id="C2"), day=1)
    assert video().statistics.views == 4


def test_an_older_partial_file_moves_no_counter(tmp_path):
    report(tmp_path, row(FERRY, views=20), day=2)
    report(tmp_path, row(FERRY, views=10), day=1, name=PARTIAL)
    assert video().statistics.views == 20
