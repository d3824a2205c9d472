"""Answers to conflicts: Ana keeps ours or takes theirs."""

from datetime import UTC, datetime

import pytest
from django.contrib.auth.models import User

from videos.edit import edit_videos
from videos.models import Change, ChangeSet, OpenEdit, Video
from videos.resolve import resolve
from videos.undo import undo


@pytest.fixture
def ana(db):
    return User.objects.create_user("ana", is_staff=True)


@pytest.fixture
def asset(ana):
    """Two videos of one asset and one without: Ana has edited all, YouTube holds other things in the first."""
    for name in ("song", "lyrics"):
        Video.objects.create(video_id=name, title=name, asset_id="A1", label="Base")
    Video.objects.create(video_id="other", title="other", label="Base")
    edit_videos(Video.objects.all(), {"title": "Ours", "label": "Ours"}, actor=ana)
    OpenEdit.objects.filter(video__video_id="song").update(
        state="conflict", theirs="Theirs", observed_at=datetime(2026, 1, 2, tzinfo=UTC)
    )
    return Video.objects.order_by("pk")


def held(asset, field):
    return [getattr(video, field) for video in asset.all()]


def open_edits(field):
    rows = OpenEdit.objects.filter(field=field).order_by("video")
    return [(row.video.video_id, row.base, row.wanted, row.theirs, row.state) for row in rows]


def test_keeping_ours_pushes_it_over_what_youtube_holds_now(ana, asset):
    done = resolve(OpenEdit.objects.filter(field="title"), "ours", actor=ana, reason="agreed")
    assert held(asset, "title") == ["Ours", "Ours", "Ours"]
    assert open_edits("title")[0] == ("song", "Theirs", "Ours", None, "to_push")
    assert open_edits("title")[1] == ("lyrics", "lyrics", "Ours", None, "to_push")
    done.refresh_from_db()
    assert (done.kind, done.videos, done.changes, done.request) == ("resolve", 1, 0, {"choice": "ours", "kept": 1})
    assert open_edits("label")[0][4] == "conflict"


def test_taking_theirs_is_a_change_and_leaves_nothing_to_push(ana, asset):
    done = resolve(OpenEdit.objects.filter(field="title"), "theirs", actor=ana)
    assert held(asset, "title") == ["Theirs", "Ours", "Ours"]
    assert [row[0] for row in open_edits("title")] == ["lyrics", "other"]
    change = Change.objects.get(change_set=done)
    assert (change.field, change.old, change.new) == ("title", "Ours", "Theirs")
    assert (done.videos, done.changes) == (1, 1)


def test_theirs_in_a_field_of_the_asset_is_taken_by_all_its_videos(ana, asset):
    done = resolve(OpenEdit.objects.filter(field="label"), "theirs", actor=ana)
    assert held(asset, "label") == ["Theirs", "Theirs", "Ours"]
    assert open_edits("label") == [
        ("lyrics", "Base", "Theirs", None, "to_push"),
        ("other", "Base", "Ours", None, "to_push"),
    ]
    assert (done.videos, done.changes) == (2, 2)


def test_ours_in_a_field_of_the_asset_is_kept_in_all_its_videos(ana, asset):
    OpenEdit.objects.filter(video__video_id="lyrics").update(state="conflict", theirs="Older")
    resolve(OpenEdit.objects.filter(field="label", video=asset[0]), "ours", actor=ana)
    assert [row[1:] for row in open_edits("label")[:2]] == [
        ("Theirs", "Ours", None, "to_push"),
        ("Older", "Ours", None, "to_push"),
    ]


def test_the_latest_of_two_observations_of_an_asset_is_taken(ana, asset):
    OpenEdit.objects.filter(video__video_id="lyrics").update(
        state="conflict", theirs="Older", observed_at=datetime(2026, 1, 1, tzinfo=UTC)
    )
    resolve(OpenEdit.objects.filter(field="label"), "theirs", actor=ana)
    assert held(asset, "label")[:2] == ["Theirs", "Theirs"]


def test_taking_theirs_can_be_undone(ana, asset):
    undo(resolve(OpenEdit.objects.filter(field="title"), "theirs", actor=ana), actor=ana)
    assert held(asset, "title") == ["Ours", "Ours", "Ours"]
    assert open_edits("title")[0] == ("song", "Theirs", "Ours", None, "to_push")


def test_where_nothing_is_in_conflict_there_is_nothing_to_answer(ana, asset):
    before = ChangeSet.objects.count()
    assert resolve(OpenEdit.objects.filter(video=asset[1]), "ours", actor=ana) is None
    assert resolve(OpenEdit.objects.none(), "theirs", actor=ana) is None
    assert ChangeSet.objects.count() == before


def test_there_is_no_third_choice(ana, asset):
    with pytest.raises(ValueError, match="both"):
        resolve(OpenEdit.objects.all(), "both", actor=ana)
