"""What a report says of a field that Ana has changed: it confirms her, waits for her push, or asks a person."""

import pytest

from tests.harbour import FERRY, GULLS, PIER, changes, morning, report, row, video
from videos.edit import edit_videos
from videos.models import OpenEdit, Video
from videos.resolve import resolve
from videos.undo import undo

pytestmark = pytest.mark.django_db(transaction=True)


def edit(ana, video_id=FERRY, **values):
    return edit_videos(Video.objects.filter(video_id=video_id), values, actor=ana)


def open_edits():
    rows = OpenEdit.objects.select_related("video").order_by("video", "field")
    return [(one.video.video_id, one.field, one.base, one.wanted, one.theirs, one.state) for one in rows]


@pytest.fixture
def edited(tmp_path, ana):
    """The ferry was called Base, and Ana wants it called Ours."""
    report(tmp_path, row(FERRY, "Base"), day=0)
    edit(ana, title="Ours")
    return tmp_path


def test_a_report_that_tells_what_ana_wants_confirms_her(edited):
    told = report(edited, row(FERRY, "Ours"), day=1)
    assert not OpenEdit.objects.exists()
    assert video().title == "Ours"
    assert changes(told) == []
    assert (told.updated, told.unchanged, told.conflicts) == (0, 1, 0)


@pytest.mark.parametrize("state", ["handed_over", "refused"])
def test_an_edit_that_was_handed_over_or_refused_is_confirmed_too(edited, state):
    OpenEdit.objects.update(state=state, error="Sorry." if state == "refused" else "")
    report(edited, row(FERRY, "Ours"), day=1)
    assert not OpenEdit.objects.exists()


@pytest.mark.parametrize("state", ["to_push", "handed_over", "refused"])
def test_a_report_that_tells_the_old_value_leaves_the_edit_to_be_pushed(edited, state):
    OpenEdit.objects.update(state=state)
    told = report(edited, row(FERRY, "Base", category="Music"), day=1)
    assert open_edits() == [(FERRY, "title", "Base", "Ours", None, state)]
    assert (video().title, video().category) == ("Ours", "Music")
    assert [change[1] for change in changes(told)] == []  # the first sight of a column is no change


@pytest.mark.parametrize("state", ["to_push", "handed_over", "refused"])
def test_a_report_that_tells_something_else_is_a_conflict_seen_once(edited, state):
    OpenEdit.objects.update(state=state)
    told = report(edited, row(FERRY, "Theirs"), day=1)
    assert open_edits() == [(FERRY, "title", "Base", "Ours", "Theirs", "conflict")]
    assert OpenEdit.objects.get().observed_at == morning(1)
    assert video().title == "Ours"
    assert (told.conflicts, told.change_set.conflicts, told.updated, changes(told)) == (1, 1, 0, [])

    again = report(edited, row(FERRY, "Theirs"), day=2)
    in_full = report(edited, row(FERRY, "Theirs", category=""), day=3)
    assert (again.conflicts, in_full.conflicts) == (0, 0)
    assert open_edits() == [(FERRY, "title", "Base", "Ours", "Theirs", "conflict")]

    further = report(edited, row(FERRY, "Theirs too"), day=4)
    assert further.conflicts == 1
    assert open_edits() == [(FERRY, "title", "Base", "Ours", "Theirs too", "conflict")]


def test_a_conflict_is_over_when_youtube_holds_the_old_value_again(edited):
    report(edited, row(FERRY, "Theirs"), day=1)
    told = report(edited, row(FERRY, "Base"), day=2)
    assert open_edits() == [(FERRY, "title", "Base", "Ours", None, "to_push")]
    assert OpenEdit.objects.get().observed_at is None
    assert told.conflicts == 0


def test_a_conflict_is_over_when_youtube_holds_what_ana_wants(edited):
    report(edited, row(FERRY, "Theirs"), day=1)
    report(edited, row(FERRY, "Ours"), day=2)
    assert not OpenEdit.objects.exists()
    assert video().title == "Ours"


def test_a_report_that_does_not_tell_the_field_leaves_the_edit_alone(edited):
    report(edited, {"video_id": FERRY, "category": "Music", "views": 1}, day=1)
    assert open_edits() == [(FERRY, "title", "Base", "Ours", None, "to_push")]


def test_fields_that_nobody_edits_take_what_the_report_tells(edited):
    report(edited, row(FERRY, "Base", category="Music", comments_allowed="Yes"), day=1)
    told = report(edited, row(FERRY, "Base", category="Comedy", comments_allowed=""), day=2)
    assert (video().title, video().category, video().comments_allowed) == ("Ours", "Comedy", None)
    assert sorted(changes(told)) == [
        (FERRY, "category", "Music", "Comedy"),
        (FERRY, "comments_allowed", True, None),
    ]
    assert (told.updated, told.change_set.videos, told.change_set.changes) == (1, 1, 2)


@pytest.mark.parametrize(
    ("first", "wanted", "then", "outcome"),
    [
        ("", True, "Yes", None),
        ("", True, "", (None, True, None, "to_push")),
        ("", True, "No", (None, True, False, "conflict")),
        ("Yes", None, "", None),
        ("Yes", None, "No", (True, None, False, "conflict")),
        ("Yes", False, "", (True, False, None, "conflict")),
    ],
)
def test_not_told_is_a_value_like_any_other(tmp_path, ana, first, wanted, then, outcome):
    report(tmp_path, row(FERRY, comments_allowed=first), day=0)
    edit(ana, comments_allowed=wanted)
    told = report(tmp_path, row(FERRY, comments_allowed=then, category=""), day=1)
    assert [found[2:] for found in open_edits()] == ([outcome] if outcome else [])
    assert video().comments_allowed is wanted
    assert told.conflicts == (outcome is not None and outcome[3] == "conflict")
    report(tmp_path, row(FERRY, comments_allowed=then), day=2)
    assert [found[2:] for found in open_edits()] == ([outcome] if outcome else [])


def test_an_edit_of_the_asset_is_confirmed_video_by_video(tmp_path, ana):
    def day(number, *codes):
        rows = [row(name, asset_id="A1", isrc=code) for name, code in zip((FERRY, GULLS, PIER), codes, strict=True)]
        return report(tmp_path, *rows, day=number)

    day(0, "ZZH4R0000001", "ZZH4R0000001", "ZZH4R0000001")
    edit(ana, isrc="ZZH4R0000002")
    told = day(1, "ZZH4R0000002", "ZZH4R0000001", "ZZH4R0000003")
    assert told.conflicts == 1
    assert [(name, theirs, state) for name, _, _, _, theirs, state in open_edits()] == [
        (GULLS, None, "to_push"),
        (PIER, "ZZH4R0000003", "conflict"),
    ]
    assert set(Video.objects.values_list("isrc", flat=True)) == {"ZZH4R0000002"}
    day(2, "ZZH4R0000002", "ZZH4R0000002", "ZZH4R0000002")
    assert not OpenEdit.objects.exists()


def test_ours_is_pushed_over_theirs_and_then_confirmed(edited, ana):
    report(edited, row(FERRY, "Theirs"), day=1)
    resolve(OpenEdit.objects.all(), "ours", actor=ana)
    told = report(edited, row(FERRY, "Theirs"), day=2)
    assert open_edits() == [(FERRY, "title", "Theirs", "Ours", None, "to_push")]
    assert told.conflicts == 0
    report(edited, row(FERRY, "Ours"), day=3)
    assert not OpenEdit.objects.exists()


def test_theirs_taken_is_what_the_next_report_finds(edited, ana):
    report(edited, row(FERRY, "Theirs"), day=1)
    resolve(OpenEdit.objects.all(), "theirs", actor=ana)
    told = report(edited, row(FERRY, "Theirs", category=""), day=2)
    assert (video().title, changes(told), open_edits()) == ("Theirs", [], [])
    assert changes(report(edited, row(FERRY, "Newer"), day=3)) == [(FERRY, "title", "Theirs", "Newer")]


def test_an_undo_before_the_push_leaves_nothing_and_reports_rule_again(edited, ana):
    undo(changes_of_ana(), actor=ana)
    assert open_edits() == []
    assert changes(report(edited, row(FERRY, "Newer"), day=1)) == [(FERRY, "title", "Base", "Newer")]


def test_an_undo_of_a_confirmed_edit_is_to_be_pushed(edited, ana):
    made = changes_of_ana()
    report(edited, row(FERRY, "Ours"), day=1)
    undo(made, actor=ana)
    assert open_edits() == [(FERRY, "title", "Ours", "Base", None, "to_push")]
    report(edited, row(FERRY, "Ours"), day=2)
    assert video().title == "Base"
    report(edited, row(FERRY, "Base"), day=3)
    assert (video().title, open_edits()) == ("Base", [])


def test_an_edit_in_conflict_cannot_be_undone_before_it_is_answered(edited, ana):
    report(edited, row(FERRY, "Theirs"), day=1)
    with pytest.raises(ValueError, match="nothing to undo"):
        undo(changes_of_ana(), actor=ana)


def test_what_staff_alone_hold_no_report_touches(edited, ana):
    edit(ana, notes="call the pilot", administered=True)
    report(edited, row(FERRY, "Ours", notes="a column of that name"), day=1)
    assert (video().notes, video().administered) == ("call the pilot", True)


def changes_of_ana():
    return OpenEdit.objects.get().change_set


@pytest.mark.parametrize("told", ["ZZH4R2600001", "zz-h4r-26-00001", "ISRC ZZ-H4R-26-00001", " ZZH4R2600001 "])
def test_another_spelling_of_an_isrc_is_no_conflict(tmp_path, ana, told):
    report(tmp_path, row(FERRY, isrc="ZZH4R2600009"), day=0)
    edit(ana, isrc="ZZ-H4R-26-00001")
    assert report(tmp_path, row(FERRY, isrc=told), day=1).conflicts == 0
    assert (video().isrc, OpenEdit.objects.count()) == ("ZZH4R2600001", 0)
