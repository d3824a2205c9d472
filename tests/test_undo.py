"""Undo: Ana takes back what she did, and nothing that others have done since."""

import threading

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from videos.edit import edit_videos
from videos.models import Change, ChangeSet, OpenEdit, Video
from videos.undo import outlook, undo


@pytest.fixture
def ana(db):
    return User.objects.create_user("ana", is_staff=True)


@pytest.fixture
def songs(db):
    Video.objects.create(video_id="first-video", title="First", artist=["Zoë"], comments_allowed=True)
    Video.objects.create(video_id="other-video", title="Other", artist=["Ann", "Bob"])
    return Video.objects.order_by("pk")


def titles(songs):
    return [video.title for video in songs.all()]


def test_undo_restores_what_each_video_held_and_leaves_nothing_to_push(ana, songs):
    values = {"title": "Same", "artist": ["Nobody"], "comments_allowed": False, "notes": "Seen"}
    done = edit_videos(songs, values, actor=ana)
    back = undo(done, actor=ana, reason="wrong list")
    first, other = songs.all()
    assert (first.title, first.artist, first.comments_allowed, first.notes) == ("First", ["Zoë"], True, "")
    assert (other.title, other.artist, other.comments_allowed) == ("Other", ["Ann", "Bob"], None)
    assert not OpenEdit.objects.exists()
    back.refresh_from_db()
    assert (back.kind, back.undo_of, back.actor, back.reason) == ("undo", done, ana, "wrong list")
    assert (back.videos, back.changes, back.skipped) == (2, 8, 0)
    assert back.label == "Undid: Edited title, artist, comments allowed and notes"


def test_undo_of_what_youtube_has_taken_over_is_to_be_pushed(ana, songs):
    done = edit_videos(songs, {"title": "Same"}, actor=ana)
    OpenEdit.objects.all().delete()  # as a confirming report does
    undo(done, actor=ana)
    assert list(OpenEdit.objects.order_by("video").values_list("base", "wanted", "state")) == [
        ("Same", "First", "to_push"),
        ("Same", "Other", "to_push"),
    ]


def test_undo_leaves_what_has_been_changed_since_and_lists_it(ana, songs):
    done = edit_videos(songs, {"title": "Same", "license": "youtube"}, actor=ana)
    edit_videos(songs.filter(title="Same")[:1], {"title": "Later"}, actor=ana)
    seen = outlook(done)
    back = undo(done, actor=ana)
    assert titles(songs) == ["Later", "Other"]
    assert (back.videos, back.changes, back.skipped) == (2, 3, 1)
    left = {"video": "first-video", "field": "title", "set": "Same", "holds": "Later", "why": "changed since"}
    assert back.request["left"] == {"count": 1, "sample": [left]}
    assert (seen.restored, seen.videos, seen.left, seen.videos_left, seen.sample) == (3, 2, 1, 1, [left])


def test_undo_leaves_a_conflict_to_the_person_who_answers_it(ana, songs):
    done = edit_videos(songs, {"title": "Same"}, actor=ana)
    OpenEdit.objects.filter(video=songs[0]).update(state="conflict", theirs="Theirs")
    back = undo(done, actor=ana)
    assert titles(songs) == ["Same", "Other"]
    assert back.request["left"]["sample"][0]["why"] == "in conflict"
    assert OpenEdit.objects.get().theirs == "Theirs"


def test_what_an_undo_had_to_leave_can_be_undone_once_it_stands_and_nothing_twice(ana, songs, olu, client):
    done = edit_videos(songs, {"title": "Same"}, actor=ana)
    OpenEdit.objects.filter(video=songs[0]).update(state="conflict", theirs="Theirs")
    back = undo(done, actor=ana)
    edit_videos(songs.filter(pk=songs[1].pk), {"title": "Same"}, actor=ana)  # which somebody meant
    with pytest.raises(ValueError, match="there is nothing to undo"):
        undo(done, actor=ana)
    OpenEdit.objects.filter(video=songs[0]).update(state="to_push", theirs=None)  # as who keeps ours does
    assert (outlook(done).restored, outlook(done).left) == (1, 0)
    client.force_login(olu)
    page = client.get(reverse("admin:videos_changeset_change", args=[done.pk])).content.decode()
    assert "It was undone in part by" in page and f"/{done.pk}/undo/" in page
    rest = undo(done, actor=ana)
    assert titles(songs) == ["First", "Same"]
    assert [change.video for change in Change.objects.filter(change_set=rest)] == [songs[0]]
    with pytest.raises(ValueError, match=f"has been undone already, by #{back.pk} and #{rest.pk}. Each of them can"):
        undo(done, actor=ana)
    page = client.get(reverse("admin:videos_changeset_change", args=[done.pk])).content.decode()
    assert "It was undone by" in page and f"/{done.pk}/undo/" not in page


def test_undo_leaves_a_field_that_is_no_more(ana, songs):
    done = edit_videos(songs, {"title": "Same"}, actor=ana)
    Change.objects.create(change_set=done, video=songs[0], field="colour", old="red", new=None)
    back = undo(done, actor=ana)
    assert (back.changes, back.request["left"]["sample"][0]["why"]) == (2, "gone")


def test_an_undo_can_be_undone_and_the_first_one_not_again(ana, songs):
    done = edit_videos(songs, {"title": "Same"}, actor=ana)
    back = undo(done, actor=ana)
    with pytest.raises(ValueError, match=f"has been undone already, by #{back.pk}"):
        undo(done, actor=ana)
    again = undo(back, actor=ana)
    assert titles(songs) == ["Same", "Same"]
    assert [edit.base for edit in OpenEdit.objects.order_by("video")] == ["First", "Other"]
    undo(again, actor=ana)
    assert titles(songs) == ["First", "Other"]


def test_where_nothing_stands_as_it_was_set_there_is_nothing_to_undo(ana, songs):
    done = edit_videos(songs, {"title": "Same"}, actor=ana)
    edit_videos(songs, {"title": "Later"}, actor=ana)
    with pytest.raises(ValueError, match="there is nothing to undo"):
        undo(done, actor=ana)
    assert ChangeSet.objects.count() == 2


@pytest.mark.parametrize(
    ("kind", "status", "sentence"),
    [
        ("report", "applied", "tells what YouTube holds"),
        ("pull", "applied", "tells what YouTube holds"),
        ("bulk", "draft", "is draft: only what has been applied can be undone"),
        ("bulk", "applied", "there is nothing to undo"),
    ],
)
def test_what_people_did_not_do_cannot_be_undone(ana, kind, status, sentence):
    done = ChangeSet.objects.create(kind=kind, status=status, label="Some")
    with pytest.raises(ValueError, match=sentence):
        undo(done, actor=ana)


@pytest.mark.parametrize("number", [1, 50])
def test_the_number_of_statements_does_not_grow_with_the_videos(ana, number):
    Video.objects.bulk_create(Video(video_id=f"v{n}", title=f"{n}") for n in range(number))
    done = edit_videos(Video.objects.all(), {"title": "New"}, actor=ana)
    with CaptureQueriesContext(connection) as queries:
        undo(done, actor=ana)
    assert len(queries) == 14


@pytest.mark.django_db(transaction=True)
def test_of_two_people_who_undo_the_same_one_is_told():
    Video.objects.create(video_id="first-video", title="First")
    done = edit_videos(Video.objects.all(), {"title": "Same"}, actor=None)
    told = []
    start = threading.Barrier(2)

    def take_back():
        start.wait()
        try:
            undo(done, actor=None)
        except ValueError as error:
            told.append(str(error))
        finally:
            connection.close()

    people = [threading.Thread(target=take_back) for _ in range(2)]
    for person in people:
        person.start()
    for person in people:
        person.join(30)
    assert len(told) == 1
    assert "has been undone already" in told[0]
    assert Video.objects.get().title == "First"
