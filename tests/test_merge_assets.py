"""What an asset report does: it keeps the assets, and every video of an asset takes what is told of the asset."""

import pytest

from tests.harbour import ASSETS, FERRY, GULLS, PIER, asset, changes, morning, report, row, video
from videos.edit import edit_videos
from videos.models import Asset, AssetStatistics, ChangeSet, OpenEdit, Video
from videos.resolve import resolve
from videos.undo import undo

pytestmark = pytest.mark.django_db(transaction=True)

MUSIC = {"artist": "Salt Harbour|The Gulls", "album": "Tides", "label": "Quay", "upc": "036000291452"}
TIDES = {**MUSIC, "match_policy": "Track in all countries"}


def held(field, *names):
    return [getattr(video(name), field) for name in names or (FERRY, GULLS, PIER)]


def open_edits():
    rows = OpenEdit.objects.select_related("video").order_by("video", "field")
    return [(one.video.video_id, one.field, one.base, one.wanted, one.theirs, one.state) for one in rows]


@pytest.fixture
def harbour(tmp_path):
    """The ferry and the gulls are of one asset, the pier is of another."""
    report(tmp_path, row(FERRY, asset_id="A1"), row(GULLS, asset_id="A1"), row(PIER, asset_id="A2"), day=0)
    return tmp_path


@pytest.fixture
def told(harbour):
    """An asset report has told of both."""
    report(harbour, asset("A1", **TIDES), asset("A2", label="Quay"), day=1, name=ASSETS)
    return harbour


def test_every_video_of_an_asset_takes_what_the_report_says_of_it(harbour):
    first = report(harbour, asset("A1", **TIDES, isrc="ZZH4R0000001"), asset("A2"), asset("A3"), day=1, name=ASSETS)
    for name in (FERRY, GULLS):
        assert video(name).artist == ["Salt Harbour", "The Gulls"]
        assert (video(name).album, video(name).label, video(name).upc) == ("Tides", "Quay", "036000291452")
        assert (video(name).isrc, video(name).asset_as_of) == ("ZZH4R0000001", morning(1))
        assert video(name).match_policy == "Track in all countries"
    assert (video(PIER).artist, video(PIER).asset_as_of) == ([], None)
    assert (first.kind, first.version, first.rows_read, first.inserted, changes(first)) == ("asset", "1.2", 3, 3, [])


def test_what_the_next_report_says_otherwise_is_logged_for_every_video(told):
    second = report(told, asset("A1", **TIDES | {"album": "Ebb"}), asset("A2", label="Quay"), day=2, name=ASSETS)
    assert changes(second) == [(FERRY, "album", "Tides", "Ebb"), (GULLS, "album", "Tides", "Ebb")]
    assert (second.updated, second.unchanged) == (1, 1)
    assert (second.change_set.changes, second.change_set.videos) == (2, 2)
    assert held("album") == ["Ebb", "Ebb", ""]
    assert Asset.objects.get(pk="A1").album == "Ebb"


def test_a_column_that_is_told_for_the_first_time_is_no_change(told):
    second = report(told, asset("A1", **TIDES, genre="Folk|Sea"), asset("A2", label="Quay"), day=2, name=ASSETS)
    assert (changes(second), second.updated) == ([], 0)
    assert held("genre") == [["Folk", "Sea"], ["Folk", "Sea"], []]
    third = report(told, asset("A1", **TIDES, genre="Folk"), asset("A2", label="Quay"), day=3, name=ASSETS)
    assert [change[1:] for change in changes(third)] == [("genre", ["Folk", "Sea"], ["Folk"])] * 2


def test_what_a_video_report_had_told_changes_in_the_log_even_at_first_sight(tmp_path):
    report(tmp_path, row(FERRY, asset_id="A1", isrc="ZZH4R0000001", custom_id=""), day=0)
    first = report(tmp_path, asset("A1", isrc="ZZH4R0000002", custom_id="HRB-1"), day=1, name=ASSETS)
    assert changes(first) == [(FERRY, "isrc", "ZZH4R0000001", "ZZH4R0000002")]


def test_a_report_that_says_the_same_again_does_nothing(told):
    again = report(told, asset("A1", **TIDES), asset("A2", label="Quay"), day=2, name=ASSETS)
    assert (again.unchanged, again.updated, again.inserted, changes(again)) == (2, 0, 0, [])
    assert Asset.objects.get(pk="A1").as_of == morning(1)


def test_of_several_rows_of_an_asset_the_first_decides(harbour):
    rows = [asset("A1", album="Tides"), asset("A1", album="Ebb"), asset("A2")]
    told = report(harbour, *rows, day=1, name=ASSETS)
    assert (told.rows_read, told.inserted, told.folded, held("album")) == (3, 2, 1, ["Tides", "Tides", ""])


def test_counters_move_and_are_no_changes(harbour):
    report(harbour, asset("A1", approx_daily_views=10, active_claims=2), day=1, name=ASSETS)
    moved = report(harbour, asset("A1", approx_daily_views=11, active_claims=""), day=2, name=ASSETS)
    late = report(harbour, asset("A1", approx_daily_views=5, active_claims=1), day=0.5, name=ASSETS)
    counted = AssetStatistics.objects.get()
    assert (counted.daily_views, counted.active_claims, counted.as_of) == (11, 2, morning(2))
    assert (moved.counters_moved, moved.updated, moved.unchanged, late.counters_moved) == (1, 0, 1, 0)


def test_an_asset_that_the_snapshot_lacks_is_marked_and_stays(told):
    others = [asset(f"A9{n}") for n in range(20)]
    report(told, asset("A1", **TIDES), asset("A2", label="Quay"), *others, day=2, name=ASSETS)
    gone = report(told, asset("A1", **TIDES), *others, day=3, name=ASSETS)
    assert (gone.gone, gone.gone_held, held("label")) == (1, False, ["Quay"] * 3)
    assert Asset.objects.get(pk="A2").not_seen_since == morning(3)
    assert Asset.objects.exclude(pk="A2").filter(not_seen_since=None).count() == 21
    report(told, asset("A1", **TIDES), asset("A2", label="Quay"), *others, day=4, name=ASSETS)
    assert Asset.objects.get(pk="A2").not_seen_since is None


def test_a_snapshot_that_shrank_marks_nothing_by_itself(told):
    shrunk = report(told, asset("A1", **TIDES), day=2, name=ASSETS)
    assert (shrunk.gone, shrunk.gone_held, Asset.objects.filter(not_seen_since=None).count()) == (1, True, 2)
    assert "1 of 2 assets are missing" in shrunk.warnings[-1]


# What a person wants ---------------------------------------------------------------------------------------


@pytest.fixture
def edited(told, ana):
    """Ana wants another album for the ferry, and so for the gulls."""
    edit_videos(Video.objects.filter(video_id=FERRY), {"album": "Ours"}, actor=ana)
    return told


def tell(folder, album, day):
    return report(folder, asset("A1", **TIDES | {"album": album}), asset("A2", label="Quay"), day=day, name=ASSETS)


def test_an_edit_of_the_asset_is_confirmed_in_all_its_videos(edited):
    told = tell(edited, "Ours", 2)
    assert (open_edits(), held("album"), changes(told), told.conflicts) == ([], ["Ours", "Ours", ""], [], 0)


def test_a_report_that_tells_the_old_value_leaves_the_edit_to_be_pushed(edited):
    tell(edited, "Tides", 2)
    assert open_edits() == [(name, "album", "Tides", "Ours", None, "to_push") for name in (FERRY, GULLS)]
    assert held("album") == ["Ours", "Ours", ""]


def test_a_report_that_tells_something_else_is_a_conflict_that_can_be_answered(edited, ana):
    told = tell(edited, "Theirs", 2)
    assert open_edits() == [(name, "album", "Tides", "Ours", "Theirs", "conflict") for name in (FERRY, GULLS)]
    assert (held("album"), told.conflicts, changes(told)) == (["Ours", "Ours", ""], 2, [])
    resolve(OpenEdit.objects.filter(video__video_id=FERRY), "theirs", actor=ana)
    assert (open_edits(), held("album")) == ([], ["Theirs", "Theirs", ""])


def test_a_conflict_is_over_when_youtube_holds_the_old_value_again(edited):
    tell(edited, "Theirs", 2)
    tell(edited, "Tides", 3)
    assert [edit[-1] for edit in open_edits()] == ["to_push", "to_push"]


def test_an_undo_gives_back_what_the_asset_report_had_told(edited, ana):
    undo(ChangeSet.objects.get(kind="edit"), actor=ana)
    assert (open_edits(), held("album")) == ([], ["Tides", "Tides", ""])
