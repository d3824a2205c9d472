"""An edit of Ana's: what it changes, what it leaves to push, and what it tells."""

import threading

import pytest
from django.contrib.auth.models import User
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from videos.edit import edit_videos
from videos.models import Change, ChangeSet, OpenEdit, Video

State = OpenEdit.State


@pytest.fixture
def ana(db):
    return User.objects.create_user("ana", is_staff=True)


@pytest.fixture
def song(db):
    return Video.objects.create(video_id="song-video1", title="Song", asset_id="A1", label="Old", artist=["Zoë"])


@pytest.fixture
def lyrics(db):
    return Video.objects.create(video_id="song-lyrics", title="Song (lyrics)", asset_id="A1", label="Old")


@pytest.fixture
def other(db):
    return Video.objects.create(video_id="other-video", title="Other", comments_allowed=True)


def just(*videos):
    return Video.objects.filter(pk__in=[video.pk for video in videos])


def log(change_set):
    rows = Change.objects.filter(change_set=change_set).order_by("video", "field")
    return [(row.video.video_id, row.field, row.old, row.new) for row in rows]


def open_edit(video, field):
    return OpenEdit.objects.get(video=video, field=field)


def test_an_edit_changes_the_video_logs_it_and_waits_to_be_pushed(ana, song, other):
    before = song.modified_at
    done = edit_videos(just(song), {"title": "Better", "tags": ("a", "b")}, actor=ana, reason="typo")
    song.refresh_from_db()
    assert (song.title, song.tags) == ("Better", ["a", "b"])
    assert song.modified_at > before
    assert log(done) == [("song-video1", "tags", [], ["a", "b"]), ("song-video1", "title", "Song", "Better")]
    edit = open_edit(song, "title")
    assert (edit.base, edit.wanted, edit.state, edit.change_set) == ("Song", "Better", State.TO_PUSH, done)
    done.refresh_from_db()
    assert (done.actor, done.reason, done.kind, done.status) == (ana, "typo", "edit", "applied")
    assert (done.videos, done.changes, done.skipped) == (1, 2, 0)
    assert done.label == "Edited title and tags"
    assert Video.objects.get(pk=other.pk).title == "Other"


def test_a_field_of_the_asset_changes_in_all_its_videos_and_a_field_of_the_video_does_not(ana, song, lyrics, other):
    done = edit_videos(just(song), {"label": "New", "title": "Better"}, actor=ana)
    assert [video.label for video in Video.objects.order_by("pk")] == ["New", "New", ""]
    assert [video.title for video in Video.objects.order_by("pk")] == ["Better", "Song (lyrics)", "Other"]
    assert (done.videos, done.changes) == (2, 3)
    assert open_edit(lyrics, "label").base == "Old"


def test_videos_without_an_asset_do_not_share_a_blank_one(ana, other):
    Video.objects.create(video_id="blank-asset")
    assert edit_videos(just(other), {"label": "New"}, actor=ana).videos == 1


def test_only_what_differs_is_logged_and_the_rest_is_counted_as_skipped(ana, song, other):
    done = edit_videos(just(song, other), {"title": "Other", "comments_allowed": True}, actor=ana)
    assert log(done) == [("song-video1", "comments_allowed", None, True), ("song-video1", "title", "Song", "Other")]
    assert (done.videos, done.skipped, done.request["skipped"]) == (1, 1, {"already so": 1})


def test_an_edit_that_changes_nothing_leaves_no_trace(ana, song):
    assert edit_videos(just(song), {"title": "Song"}, actor=ana) is None
    assert edit_videos(Video.objects.none(), {"title": "Any"}, actor=ana) is None
    assert not ChangeSet.objects.exists()


def test_a_further_edit_moves_what_is_wanted_and_keeps_the_base(ana, song):
    edit_videos(just(song), {"title": "Better"}, actor=ana)
    OpenEdit.objects.update(state=State.REFUSED, error="Too long.")
    edit_videos(just(song), {"title": "Best"}, actor=ana)
    edit = open_edit(song, "title")
    assert (edit.base, edit.wanted, edit.state, edit.error) == ("Song", "Best", State.TO_PUSH, "")


def test_an_edit_back_to_what_youtube_holds_leaves_nothing_to_push_but_is_logged(ana, song):
    edit_videos(just(song), {"title": "Better"}, actor=ana)
    back = edit_videos(just(song), {"title": "Song"}, actor=ana)
    assert log(back) == [("song-video1", "title", "Better", "Song")]
    assert not OpenEdit.objects.exists()


@pytest.mark.parametrize(("typed", "left"), [("Third", ("Theirs", "Third", State.TO_PUSH, None)), ("Theirs", None)])
def test_typing_over_a_conflict_answers_it(ana, song, typed, left):
    edit_videos(just(song), {"title": "Ours"}, actor=ana)
    OpenEdit.objects.update(state=State.CONFLICT, theirs="Theirs")
    edit_videos(just(song), {"title": typed}, actor=ana)
    assert OpenEdit.objects.values_list("base", "wanted", "state", "theirs").first() == left
    song.refresh_from_db()
    assert song.title == typed


def test_what_is_the_staffs_own_is_logged_and_never_pushed(ana, song):
    edit_videos(just(song), {"administered": True, "notes": "Ask Ben."}, actor=ana)
    song.refresh_from_db()
    assert (song.administered, song.notes) == (True, "Ask Ben.")
    assert song.administered_at is not None
    assert not OpenEdit.objects.exists()
    edit_videos(just(song), {"administered": False}, actor=ana)
    song.refresh_from_db()
    assert song.administered_at is None


def test_a_flag_can_be_cleared(ana, other):
    edit_videos(just(other), {"comments_allowed": None}, actor=ana)
    edit = open_edit(other, "comments_allowed")
    assert (edit.base, edit.wanted) == (True, None)
    edit_videos(just(other), {"comments_allowed": True}, actor=ana)
    assert not OpenEdit.objects.exists()


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({"video_id": "x"}, "Nobody may edit video_id"),
        ({"time_published": None, "colour": "red"}, "Nobody may edit time_published and colour"),
        ({"title": None}, "title must be a text"),
        ({"title": "nul\0"}, "title must be a text"),
        ({"title": "half \ud83d"}, "title must be a text"),
        ({"artist": "Zoë"}, "artist must be a list of texts"),
        ({"comments_allowed": "Yes"}, "comments_allowed must be a yes, no or not told"),
        ({"administered": None}, "administered must be a yes or no"),
        ({}, "nothing to edit"),
    ],
)
def test_a_wrong_field_or_value_is_told_in_a_sentence(ana, song, values, sentence):
    with pytest.raises(ValueError, match=sentence):
        edit_videos(just(song), values, actor=ana)


def test_search_finds_the_new_title_at_once(ana, song):
    edit_videos(just(song), {"title": "Überraschung"}, actor=ana)
    found = Video.objects.extra(where=["search @@ websearch_to_tsquery('cms_search', 'uberraschung')"])
    assert list(found) == [song]


@pytest.mark.parametrize("number", [1, 50])
def test_the_number_of_statements_does_not_grow_with_the_videos(ana, number):
    Video.objects.bulk_create(Video(video_id=f"v{n}", asset_id="A1") for n in range(number))
    with CaptureQueriesContext(
        connection,
    ) as queries:
        edit_videos(Video.objects.all(), {"title": "New", "label": "New"}, actor=ana)
    assert len(queries) == 10


def test_a_selection_may_be_filtered_sliced_and_ordered(ana, song, lyrics, other):
    first = Video.objects.filter(title__contains="o").exclude(asset_id="").order_by("-title")[:1]
    assert edit_videos(first, {"title": "First"}, actor=ana).videos == 1
    assert Video.objects.get(title="First") == lyrics


def test_open_pages_are_told_after_the_commit(ana, song, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks() as told:
        edit_videos(just(song), {"title": "Better"}, actor=ana)
        assert edit_videos(just(song), {"title": "Better"}, actor=ana) is None
    assert len(told) == 1


@pytest.mark.django_db(transaction=True)
def test_two_people_who_edit_one_asset_at_once_neither_wait_for_ever_nor_lose_a_write():
    Video.objects.bulk_create(Video(video_id=f"v{n}", asset_id="A1", label="first") for n in range(20))
    failures = []

    def edit(name, start, order):
        try:
            start.wait()
            for n in range(10):
                with transaction.atomic():
                    edit_videos(Video.objects.order_by(order)[:3], {"label": f"{name} {n}"}, actor=None)
        except Exception as error:  # noqa: BLE001 - shown by the test
            failures.append(error)
        finally:
            connection.close()

    start = threading.Barrier(2)
    people = [threading.Thread(target=edit, args=(*who,)) for who in [("ana", start, "id"), ("olu", start, "-id")]]
    for person in people:
        person.start()
    for person in people:
        person.join(30)
    assert failures == []
    assert ChangeSet.objects.count() == 20
    assert_each_log_is_a_chain("first")


def assert_each_log_is_a_chain(first):
    """Every write starts from the one before it: none was lost, and the last one stands."""
    for video in Video.objects.all():
        rows = Change.objects.filter(video=video).order_by("id")
        assert len(rows) == 20
        assert [row.old for row in rows] == [first, *(row.new for row in rows)][:-1]
        assert video.label == rows[19].new == open_edit(video, "label").wanted
        assert open_edit(video, "label").base == first
