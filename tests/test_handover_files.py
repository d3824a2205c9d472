"""Open edits that leave in YouTube's own update spreadsheets: what stands in them, and what stays behind and why."""

import pytest
from django.core.exceptions import PermissionDenied
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sync.handover.ask import request_take_back, say_uploaded
from sync.handover.make import make
from sync.handover.scope import Scope
from sync.handover.sheets import COLUMNS, wrong_with
from sync.handover.tasks import look_after_hand_overs, make_hand_over
from tests.catalogue import NOON
from tests.handover import (
    ONE,
    THREE,
    TWO,
    content,
    contents,
    edit,
    edits,
    fresh,
    hand_over,
    lying_at,
    quay,
    states,
    table,
)
from videos.bulk.selection import Selection
from videos.fields import FIELDS, Form
from videos.models import Asset, ChangeSet, OpenEdit, Video

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def songs(settings, tmp_path):
    lying_at(settings, tmp_path)
    quay()


def test_a_file_has_the_key_and_the_columns_that_are_edited_and_blank_is_unchanged(olu):
    edit(olu, ONE, title='Quay, "live"', tags=["sea", "live at sea"], self_declared_made_for_kids=False)
    edit(olu, TWO, privacy_status="private", description="Line\nline")
    edit(olu, ONE, isrc="GBAYE0601498", custom_id="Q-1", genre=["Pop", "Rock"])
    edit(olu, THREE, match_policy="Track in all countries")
    made = hand_over(olu)
    assert (made.status, made.edits, made.rows, made.left) == ("made", 12, 5, 0)
    assert contents(made) == {
        "video": [
            "video_id,title,description,keywords,privacy,is_made_for_kids\n"
            'quay-one-01,"Quay, ""live""",,sea|live at sea,,no\n'
            'quay-two-02,,"Line\nline",,private,\n'
        ],
        "asset": ["asset_id,custom_id,match_policy\nA1,Q-1,\nA3,,Track in all countries\n"],
        "sound_recording": ["asset_id,isrc,genre\nA1,GBAYE0601498,Pop|Rock\n"],
    }
    assert {state for state, _ in edits().values()} == {"handed_over"}
    assert made.edit_rows.filter(video__video_id=TWO, field="isrc").values_list("line", flat=True)[0] == 2


def test_what_a_spreadsheet_cannot_say_stays_with_the_push(olu):
    edit(olu, ONE, tags=["a|b"], description=" begins with space", license="youtube", title="Better")
    Video.objects.filter(video_id=THREE).update(album="Old", tags=["old"])
    edit(olu, THREE, tags=[], album="")
    made = hand_over(olu)
    assert table(contents(made)["video"][0]) == [{"video_id": ONE, "title": "Better"}]
    assert {key for key, (state, _) in edits().items() if state == "to_push"} == {
        (ONE, "tags"),
        (ONE, "description"),
        (ONE, "license"),
        (THREE, "tags"),
        (THREE, "album"),
    }


def test_what_youtube_would_refuse_is_left_out_with_its_column_and_reason(olu):
    edit(olu, ONE, title="Good", category="Comedy")
    OpenEdit.objects.filter(field="title").update(wanted="<b>" + "x" * 100)
    made = hand_over(olu)
    assert table(contents(made)["video"][0]) == [{"video_id": ONE, "title": "", "category": "Comedy"}]
    left = made.edit_rows.get(state="left")
    assert (left.key, left.field, made.left, made.edits) == (ONE, "title", 1, 1)
    assert "take away 3" in left.error and "remove them" in left.error
    assert edits(field="title") == {(ONE, "title"): ("to_push", "")}


def test_an_asset_that_is_no_sound_recording_or_whose_videos_disagree_is_left_to_the_api(olu):
    edit(olu, ONE, artist=["A"], custom_id="Q-1")
    edit(olu, THREE, artist=["B"])
    OpenEdit.objects.filter(video__video_id=TWO, field="custom_id").update(wanted="Q-2")
    Asset.objects.create(pk="A3", asset_type="MUSIC_VIDEO", as_of=NOON)
    made = hand_over(olu)
    assert contents(made) == {"sound_recording": ["asset_id,artist\nA1,A\n"]}


def test_files_are_split_by_youtubes_limit_of_rows_and_named_so_that_answers_find_them(olu, settings):
    settings.YOUTUBE_SHEET_ROWS = 2
    edit(olu, ONE, TWO, THREE, category="Comedy")
    made = hand_over(olu)
    files = [(file.name, file.rows, [row["video_id"] for row in table(content(file))]) for file in made.files.all()]
    name = f"hand-over-{made.pk}-video"
    assert files == [(f"{name}-1.csv", 2, [ONE, THREE]), (f"{name}-2.csv", 1, [TWO])]
    assert made.edit_rows.get(video__video_id=TWO).line == 2


def test_only_what_was_asked_for_is_handed_over_and_of_an_asset_all_its_videos(olu):
    first = edit(olu, ONE, THREE, title="First")
    edit(olu, THREE, category="Comedy")
    by_set = hand_over(olu, Scope(change_set=first.pk))
    assert states(by_set) == {(ONE, "title"): "waiting", (THREE, "title"): "waiting"}
    edit(olu, ONE, album="Tides", privacy_status="private")
    one = Scope(selection=Selection(ids=(Video.objects.get(video_id=ONE).pk,)))
    by_video = hand_over(olu, one, ["asset", "sound_recording"])
    assert states(by_video) == {(ONE, "album"): "waiting", (TWO, "album"): "waiting"}
    assert edits(state="to_push").keys() == {(THREE, "category"), (ONE, "privacy_status")}


def test_an_edit_is_handed_over_once_and_without_any_there_is_no_file(olu):
    edit(olu, ONE, title="Once")
    hand_over(olu)
    with pytest.raises(ValueError, match="There was nothing to write"):
        hand_over(olu)
    with pytest.raises(ValueError, match="Choose at least one"):
        hand_over(olu, layouts=[])


def test_a_hand_over_that_was_cut_off_midway_goes_on_from_where_it_was(olu, settings, tmp_path, monkeypatch):
    edit(olu, ONE, title="Once")
    monkeypatch.setattr("sync.handover.ask.AT_ONCE", 0)
    waits = hand_over(olu)
    (tmp_path / "full").touch()
    lying_at(settings, tmp_path / "full")  # no file can be stored there
    with pytest.raises(OSError):
        make(waits)
    assert (fresh(waits).status, edits()[ONE, "title"][0]) == ("making", "handed_over")
    lying_at(settings, tmp_path)
    look_after_hand_overs(0)
    assert fresh(waits).status == "made"
    assert contents(waits) == {"video": ["video_id,title\nquay-one-01,Once\n"]}
    make(waits)
    assert fresh(waits).files.count() == 1


def test_a_hand_over_that_fails_for_good_gives_its_edits_back_and_says_so(olu, settings, tmp_path, monkeypatch):
    edit(olu, ONE, title="Once")
    monkeypatch.setattr("sync.handover.ask.AT_ONCE", 0)
    waits = hand_over(olu)
    (tmp_path / "full").touch()
    lying_at(settings, tmp_path / "full")
    with pytest.raises(OSError):
        make_hand_over(waits.pk)
    assert (fresh(waits).status, edits()) == ("failed", {(ONE, "title"): ("to_push", "")})
    assert "Ask an administrator" in fresh(waits).error
    assert OpenEdit.objects.get().sent is None


def test_who_takes_a_hand_over_back_has_the_push_do_it(olu, ben):
    edit(olu, ONE, title="Once", category="Comedy")
    made = hand_over(olu)
    edit(olu, ONE, category="Music")  # what YouTube holds
    with pytest.raises(PermissionDenied):
        request_take_back(made, by=ben)
    request_take_back(made, by=olu)
    assert edits() == {(ONE, "title"): ("to_push", "")}
    assert OpenEdit.objects.get().sent is None
    assert (fresh(made).status, {*states(made).values()}) == ("taken_back", {"taken_back"})
    with pytest.raises(ValueError, match="nothing to take back"):
        request_take_back(made, by=olu)


def test_a_large_hand_over_is_taken_back_by_the_worker(olu, monkeypatch):
    edit(olu, ONE, title="Once")
    made = hand_over(olu)
    monkeypatch.setattr("sync.handover.ask.AT_ONCE", 0)
    request_take_back(made, by=olu)
    assert (made.status, edits()[ONE, "title"][0]) == ("ending", "handed_over")
    with pytest.raises(ValueError, match="being taken back"):
        request_take_back(made, by=olu)
    look_after_hand_overs(0)
    assert (fresh(made).status, edits()[ONE, "title"][0]) == ("taken_back", "to_push")


def test_what_went_to_youtube_already_may_arrive_although_it_is_taken_back(olu):
    edit(olu, ONE, title="Once")
    made = hand_over(olu)
    say_uploaded(made, by=olu)
    with pytest.raises(ValueError, match="marked as uploaded"):
        say_uploaded(made, by=olu)
    request_take_back(made, by=olu)
    assert OpenEdit.objects.values_list("state", "wanted", "sent").get() == ("to_push", "Once", "Once")


LETTERS = st.text(st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="<>|") | st.just("\n"), max_size=20)
VALUES = {
    "title": LETTERS,
    "description": LETTERS,
    "tags": st.lists(LETTERS, max_size=3, unique=True),
    "privacy_status": st.sampled_from(["public", "private", "unlisted"]),
    "self_declared_made_for_kids": st.booleans(),
    "custom_id": st.from_regex(r"[A-Za-z0-9._@/-]{0,10}", fullmatch=True),
    "artist": st.lists(LETTERS, max_size=2, unique=True),
}


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.dictionaries(st.sampled_from([ONE, THREE]), st.fixed_dictionaries({}, optional=VALUES), min_size=1))
def test_a_file_read_back_tells_exactly_the_edits_that_were_handed_over(olu, asked):
    told = ChangeSet.objects.get()
    with transaction.atomic():
        for key, values in asked.items():
            OpenEdit.objects.bulk_create(
                OpenEdit(video=Video.objects.get(video_id=key), field=name, base="?", wanted=value, change_set=told)
                for name, value in values.items()
            )
        wanted = {(edit.video.video_id, edit.field): edit.wanted for edit in OpenEdit.objects.select_related("video")}
        carried = {key: value for key, value in wanted.items() if not wrong_with(key[1], value)}
        try:
            made = hand_over(olu)
        except ValueError:
            assert carried == {}
        else:
            assert read_back(made) == carried
            assert {key for key, (state, _) in edits().items() if state == "handed_over"} == carried.keys()
        transaction.set_rollback(True)


def read_back(made):
    """(video, field) → value, as the files of a hand-over tell it; YouTube trims cells and splits lists at the |."""
    videos, found = {"A1": ONE, "A3": THREE}, {}
    for layout, (text,) in contents(made).items():
        fields = {header: name for name, (of, header) in COLUMNS.items() if of == layout}
        for row in table(text):
            key, *cells = row.items()
            for header, cell in cells:
                if cell:
                    found[videos.get(key[1], key[1]), fields[header]] = meant(fields[header], cell.strip())
    return found


def meant(field, cell):
    form = FIELDS[field].form
    return cell.split("|") if form is Form.TEXTS else cell == "yes" if form is Form.FLAG else cell
