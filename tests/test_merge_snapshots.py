"""What a full snapshot says by leaving a video out, and what other files do not."""

import pytest

from reports.ingest import confirm_gone
from tests.harbour import BUOY, FERRY, GULLS, HARBOUR, PARTIAL, PIER, changes, report, row, video
from videos.models import Video

pytestmark = pytest.mark.django_db(transaction=True)

OTHER = "video_report_other_harbour_V_v1-3.csv"
FLEET = [row(f"fleetfle{n:03}") for n in range(20)]


def gone():
    return set(Video.objects.exclude(not_seen_since=None).values_list("video_id", flat=True))


def test_a_video_that_the_snapshot_lacks_is_marked_and_kept(tmp_path):
    report(tmp_path, row(FERRY, "Ferry"), *FLEET, day=0)
    lacking = report(tmp_path, *FLEET, day=1)
    assert (lacking.gone, lacking.gone_held, lacking.unchanged) == (1, False, 20)
    assert (video().title, video().not_seen_since) == ("Ferry", lacking.as_of)

    still = report(tmp_path, *FLEET, day=2)
    assert (still.gone, video().not_seen_since) == (0, lacking.as_of)

    back = report(tmp_path, row(FERRY, "Ferry"), *FLEET, day=3)
    assert (back.inserted, back.updated, changes(back), gone()) == (0, 0, [], set())


def test_a_video_that_comes_and_goes_is_marked_each_time(tmp_path):
    for day in (0, 2, 4):
        report(tmp_path, row(FERRY), *FLEET, day=day)
        assert gone() == set()
        assert report(tmp_path, *FLEET, day=day + 1).gone == 1
        assert gone() == {FERRY}


def test_one_goes_while_another_comes(tmp_path):
    report(tmp_path, row(FERRY), *FLEET, day=0)
    told = report(tmp_path, row(GULLS), *FLEET, day=1)
    assert (told.inserted, told.gone, gone()) == (1, 1, {FERRY})


def test_a_snapshot_of_which_every_row_is_rejected_marks_nothing(tmp_path):
    report(tmp_path, row(FERRY), *FLEET, day=0)
    told = report(tmp_path, row("no id"), day=1)
    assert (told.rejected, told.gone, gone()) == (1, 0, set())
    assert report(tmp_path, *FLEET, day=2).gone == 1


def test_a_file_whose_name_is_not_youtubes_is_no_snapshot(tmp_path):
    report(tmp_path, row(FERRY), *FLEET, day=0)
    told = report(tmp_path, row(FERRY, "Changed"), day=1, name=PARTIAL)
    assert (told.scope, told.updated, told.gone, gone()) == ("", 1, 0, set())


def test_a_snapshot_that_shrank_waits_for_a_person(tmp_path, olu):
    report(tmp_path, row(FERRY), row(GULLS), row(PIER), *FLEET, day=0)
    shrunk = report(tmp_path, *FLEET, day=1)
    assert (shrunk.gone, shrunk.gone_held, gone()) == (3, True, set())
    assert "3 of 23 videos are missing" in " ".join(shrunk.warnings)

    report(tmp_path, row(GULLS), *FLEET, day=2)  # in the meantime one is back
    assert confirm_gone(shrunk, by=olu) == 2
    assert gone() == {FERRY, PIER}
    assert video().not_seen_since == shrunk.as_of
    shrunk.refresh_from_db()
    assert shrunk.gone_held is False
    assert confirm_gone(shrunk, by=olu) == 0


def test_a_shrunken_snapshot_that_nobody_confirms_is_mended_by_the_next(tmp_path):
    report(tmp_path, row(FERRY), row(GULLS), row(PIER), *FLEET, day=0)
    report(tmp_path, *FLEET, day=1)
    whole = report(tmp_path, row(FERRY), row(GULLS), row(PIER), *FLEET, day=2)
    assert (whole.gone, whole.unchanged, gone()) == (0, 23, set())


def test_a_video_of_two_cms_is_marked_when_neither_lists_it(tmp_path):
    report(tmp_path, row(FERRY), *FLEET, day=0)
    report(tmp_path, row(FERRY), row(BUOY), *FLEET, day=0.5, name=OTHER)
    assert report(tmp_path, *FLEET, day=1).gone == 1
    assert gone() == set()
    report(tmp_path, row(BUOY), *FLEET, day=1.5, name=OTHER)
    assert gone() == {FERRY}
    report(tmp_path, row(FERRY), *FLEET, day=2)
    assert gone() == set()


def test_of_two_cms_the_newer_word_stands_in_whatever_order(tmp_path):
    report(tmp_path, row(FERRY, "One"), day=1)
    report(tmp_path, row(FERRY, "One"), day=5, name=OTHER)
    late = report(tmp_path, row(FERRY, "Long ago"), day=3)
    assert (video().title, changes(late)) == ("One", [])
    report(tmp_path, row(FERRY, "Long ago"), day=6)
    assert video().title == "Long ago"
    report(tmp_path, row(FERRY, "One"), day=7, name=OTHER)
    assert video().title == "One"


def test_after_a_partial_file_the_next_unchanged_snapshot_speaks_again(tmp_path):
    report(tmp_path, row(FERRY, "As ever"), day=0)
    report(tmp_path, row(FERRY, "In between"), day=1, name=PARTIAL)
    assert video().title == "In between"
    told = report(tmp_path, row(FERRY, "As ever"), day=2)
    assert changes(told) == [(FERRY, "title", "In between", "As ever")]


def test_the_first_sight_of_a_column_is_no_change(tmp_path):
    old, new = HARBOUR.replace("v1-3", "v1-2"), HARBOUR
    kids = "is_made_for_kids_effective_setting"
    report(tmp_path, row(FERRY, "a"), day=0, name=old)
    first = report(tmp_path, row(FERRY, "a", **{kids: "No"}), day=1, name=new)
    assert (video().is_made_for_kids, first.updated, first.unchanged, changes(first)) == (False, 0, 1, [])

    # YouTube delivers the old version beside the new one for a while: the column is not told for the first time again.
    report(tmp_path, row(FERRY, "a"), day=1.5, name=old)
    assert video().is_made_for_kids is False
    second = report(tmp_path, row(FERRY, "a", **{kids: "Yes"}), day=2, name=new)
    assert (second.updated, changes(second)) == (1, [(FERRY, "is_made_for_kids", False, True)])
