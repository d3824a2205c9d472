"""What YouTube answers lands on the open edits of its rows; reports confirm them; people may edit meanwhile."""

import pytest

from sync.handover.settle import settle, settle_all
from sync.handover.tasks import forget_hand_overs
from sync.models import HandOver, HandOverRow, HandOverStray
from tests.catalogue import NOON
from tests.handover import ONE, THREE, TWO, answer, edit, edits, fresh, hand_over, lying_at, quay, states
from tests.harbour import report, row
from videos.models import OpenEdit, Video
from videos.sheets.files import Unreadable

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def songs(settings, tmp_path):
    lying_at(settings, tmp_path / "files")
    quay()


@pytest.fixture
def made(olu):
    """Row 2 is the first video, row 3 the third, row 4 the second."""
    edit(olu, ONE, THREE, TWO, title="Better")
    edit(olu, ONE, category="Comedy")
    return hand_over(olu)


def test_a_refused_row_lands_on_its_edits_with_youtubes_sentence_and_the_others_wait_on(made, olu):
    told = answer(made, olu, "Row number,Error message", "2,The title is not allowed.")
    assert (told.kind, told.rows, told.refused, told.accepted, told.unknown) == ("errors", 1, 1, 0, 0)
    assert edits() == {
        (ONE, "title"): ("refused", "The title is not allowed."),
        (ONE, "category"): ("refused", "The title is not allowed."),
        (TWO, "title"): ("handed_over", ""),
        (THREE, "title"): ("handed_over", ""),
    }
    assert OpenEdit.objects.get(field="category").sent is None
    assert (fresh(made).status, fresh(made).refused) == ("answered", 2)


def test_an_errors_file_with_our_own_cells_is_put_to_the_row_of_its_key_whatever_its_number(made, olu):
    answer(made, olu, "video_id,title,category,row,column,reason", f"{ONE},Better,Comedy,1,title,Too loud")
    assert edits(video__video_id=ONE) == {
        (ONE, "title"): ("refused", "Too loud"),
        (ONE, "category"): ("refused", "The whole row was refused. title: Too loud"),
    }


def test_a_report_says_of_every_row_whether_it_was_taken(made, olu):
    lines = [
        "Row number,Status,Video ID,Error message",
        f"1,Successful,{ONE},",
        f"2,Errors,{THREE},Gone",
        f"3,Successful,{TWO},",
    ]
    told = answer(made, olu, *lines, name=f"report-hand-over-{made.pk}-video-1.csv")
    assert (told.kind, told.accepted, told.refused) == ("report", 2, 1)
    assert states(made) == {
        (ONE, "title"): "accepted",
        (ONE, "category"): "accepted",
        (TWO, "title"): "accepted",
        (THREE, "title"): "refused",
    }
    assert edits(state="refused") == {(THREE, "title"): ("refused", "Gone")}


@pytest.mark.parametrize(
    ("lines", "refused"),
    [
        (["Row number,Status", "1,Successful", "2,Errors", "3,Successful"], THREE),
        (["Row number,Status", "2,Successful", "3,Errors", "4,Successful"], THREE),
        (["Row number,Error", "3,Bad"], THREE),
    ],
)
def test_a_report_of_all_rows_tells_by_itself_whether_it_counts_the_header(made, olu, lines, refused):
    answer(made, olu, *lines)
    assert edits(state="refused").keys() == {(refused, "title")}


def test_numbers_that_may_count_the_header_or_not_are_kept_until_a_person_says(made, olu):
    told = answer(made, olu, "Row number,Error", "1,Bad")
    assert (told.unknown, edits(state="refused")) == (1, {})
    assert "count the header" in told.strays.get().reason
    assert answer(made, olu, "Row number,Error", "1,Bad", first=1).refused == 1
    assert edits(state="refused").keys() == {(ONE, "title"), (ONE, "category")}


def test_rows_that_fit_nothing_are_listed_and_the_rest_lands(made, olu):
    told = answer(
        made,
        olu,
        "Row number,Status,Severity,Error",
        "99,Errors,,Nobody",
        "x,Errors,,No number",
        "3,Perhaps,,Who knows",
        "4,Errors,Warning,Only a hint",
        "2,Errors,,=cmd()",
    )
    assert (told.rows, told.refused, told.unknown) == (5, 1, 4)
    assert [stray.cells[0] for stray in HandOverStray.objects.all()] == ["99", "x", "3", "4"]
    assert edits(state="refused")[ONE, "title"] == ("refused", "=cmd()")


def test_bringing_an_answer_again_changes_nothing_and_a_later_success_takes_a_refusal_back(made, olu):
    for _ in range(2):
        answer(made, olu, "Row number,Error", "2,Bad")
    answer(made, olu, "Row number,Status", "2,Errors", "3,Errors", "4,Successful")
    assert edits(state="refused")[ONE, "title"][1] == "Bad"
    assert "gave no reason" in edits(state="refused")[THREE, "title"][1]
    answer(made, olu, "Row number,Status", "2,Successful")
    assert edits(video__video_id=ONE)[ONE, "title"] == ("handed_over", "")


@pytest.mark.parametrize(
    ("content", "told"),
    [
        ("", "empty"),
        ("title,description\nx,y", "which row is meant"),
        ("Row number\n1\x00", "NUL"),
        ('Row number,Error\n2,"never ends', "quotation mark"),
        ("Row number,Error\n" + "2," * 400, "300"),
        ("<?xml version='1.0'?>\n<status/>", "which row is meant"),
    ],
)
def test_a_file_that_is_no_answer_is_turned_away_with_a_sentence(made, olu, content, told):
    with pytest.raises(Unreadable, match=told):
        answer(made, olu, content)
    assert {state for state, _ in edits().values()} == {"handed_over"}


def test_the_name_tells_which_file_is_answered(made, olu, settings):
    settings.SPREADSHEET_MAX_ROWS = 1
    with pytest.raises(Unreadable, match="does not tell which"):
        answer(made, olu, "Row number,Error", "2,x", name="errors-hand-over-9999-video-1.csv")
    with pytest.raises(Unreadable, match="more than 1 rows"):
        answer(made, olu, "Row number,Error", "2,x", "3,x")
    assert answer(made, olu, "Row number,Error", "2,x", name="errors (1).csv").refused == 1


@pytest.mark.django_db(transaction=True)
def test_the_next_report_confirms_what_it_tells_and_the_hand_over_ends(made, olu, tmp_path):
    report(tmp_path, row(ONE, "Better", category="Comedy"), row(TWO, "Two"), day=1, name="some.csv")
    settle_all()
    assert states(made) == {
        (ONE, "title"): "confirmed",
        (ONE, "category"): "confirmed",
        (TWO, "title"): "waiting",
        (THREE, "title"): "waiting",
    }
    assert edits().keys() == {(TWO, "title"), (THREE, "title")}
    report(tmp_path, row(TWO, "Better"), row(THREE, "Better"), day=2, name="some.csv")
    settle_all()
    assert (fresh(made).status, fresh(made).confirmed) == ("confirmed", 4)
    assert not OpenEdit.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_an_edit_made_after_the_hand_over_waits_for_it_and_is_not_lost(made, olu, tmp_path):
    edit(olu, ONE, title="Best")
    edit(olu, THREE, title="Three")  # taken back by hand: what YouTube held before
    assert edits(field="title") == dict.fromkeys(
        [(ONE, "title"), (TWO, "title"), (THREE, "title")], ("handed_over", "")
    )
    # YouTube holds what the file said: our own older word is no conflict.
    report(tmp_path, row(ONE, "Better"), row(THREE, "Better"), day=1, name="some.csv")
    assert Video.objects.get(video_id=ONE).title == "Best"
    rows = OpenEdit.objects.filter(field="title").order_by("video").values_list("base", "wanted", "state", "sent")
    assert list(rows) == [
        ("Better", "Best", "to_push", None),
        ("Two", "Better", "handed_over", "Better"),
        ("Better", "Three", "to_push", None),
    ]
    settle(made)
    assert states(made)[ONE, "title"] == states(made)[THREE, "title"] == "overtaken"


def test_an_answer_lets_an_edit_that_was_made_meanwhile_go_to_the_push(made, olu):
    edit(olu, ONE, title="Best")
    edit(olu, TWO, title="Two")
    answer(made, olu, "Row number,Status", "2,Successful", "3,Successful", "4,Errors")
    rows = (
        OpenEdit.objects.filter(field="title")
        .order_by("video")
        .values_list("video__video_id", "wanted", "state", "sent")
    )
    assert list(rows) == [(ONE, "Best", "to_push", "Better"), (THREE, "Better", "handed_over", "Better")]
    assert states(made)[TWO, "title"] == "refused"


def test_a_hand_over_that_ended_long_ago_goes_with_its_files_and_answers(made, olu, settings, tmp_path):
    answer(made, olu, "Row number,Error", "2,Bad")
    assert len([path for path in tmp_path.rglob("*") if path.is_file()]) == 2
    settings.RAW_ROWS_DAYS = 10
    HandOver.objects.update(created_at=NOON)
    forget_hand_overs(0)
    assert HandOver.objects.exists()  # it still waits for the others
    HandOver.objects.update(status="confirmed")
    forget_hand_overs(0)
    assert not (HandOver.objects.exists() or HandOverRow.objects.exists())
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []


def test_an_edit_of_a_video_that_joins_an_asset_later_is_left_to_the_push(olu):
    edit(olu, ONE, album="Tides")
    hand_over(olu)
    joined = Video.objects.get(video_id=THREE)
    OpenEdit.objects.filter(video__video_id=TWO).update(video=joined)
    settle_all()
    assert edits() == {(ONE, "album"): ("handed_over", ""), (THREE, "album"): ("to_push", "")}
