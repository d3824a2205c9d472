"""Other values for each of many videos, in one change set."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.test_edit import log, open_edit
from videos.edit_each import edit_each
from videos.models import ChangeSet, OpenEdit, Video
from videos.undo import undo


def make(number, **values):
    return Video.objects.create(video_id=f"video-{number:05}", title=f"Song {number}", **values)


def test_each_video_gets_its_own_values_and_all_are_one_change_set(ana):
    one, two, three = make(1), make(2, comments_allowed=True), make(3)
    wanted = {one.pk: {"title": "One"}, two.pk: {"title": "Two", "comments_allowed": None, "tags": ["a", "b"]}}
    done = edit_each(wanted, actor=ana, label="In the list")
    assert log(done) == [
        ("video-00001", "title", "Song 1", "One"),
        ("video-00002", "comments_allowed", True, None),
        ("video-00002", "tags", [], ["a", "b"]),
        ("video-00002", "title", "Song 2", "Two"),
    ]
    assert (done.videos, done.changes, done.actor, done.label) == (2, 4, ana, "In the list")
    assert open_edit(two, "tags").wanted == ["a", "b"]
    assert list(Video.objects.order_by("pk").values_list("title", flat=True)) == ["One", "Two", three.title]
    undo(done, actor=ana)
    assert list(Video.objects.order_by("pk").values_list("title", flat=True)) == ["Song 1", "Song 2", "Song 3"]
    assert not OpenEdit.objects.exists()


def test_a_field_of_the_asset_reaches_the_videos_that_were_not_named(ana):
    one, twin = make(1, asset_id="A1"), make(2, asset_id="A1")
    loner = make(3)
    done = edit_each({one.pk: {"label": "Acme"}, loner.pk: {"label": "Other"}}, actor=ana, label="Labels")
    assert done.videos == 3
    assert Video.objects.get(pk=twin.pk).label == "Acme"


def test_an_asset_cannot_hold_two_values_at_once(ana):
    one, twin = make(1, asset_id="A1"), make(2, asset_id="A1")
    with pytest.raises(ValueError, match="Two videos of asset A1 ask for different values of label"):
        edit_each({one.pk: {"label": "Acme"}, twin.pk: {"label": "Other"}}, actor=ana, label="Labels")
    assert not ChangeSet.objects.exists()
    assert edit_each({one.pk: {"label": "Acme"}, twin.pk: {"label": "Acme"}}, actor=ana, label="Labels").changes == 2


def test_nothing_differs_and_nothing_is_written(ana):
    one = make(1)
    assert edit_each({one.pk: {"title": "Song 1"}}, actor=ana, label="Same") is None
    assert edit_each({one.pk: {}}, actor=ana, label="Nothing") is None
    assert not ChangeSet.objects.exists()


@pytest.mark.parametrize("number", [1, 40])
def test_it_costs_as_many_statements_for_one_video_as_for_many(ana, number):
    wanted = {make(n).pk: {"title": f"New {n}", "label": "L"} for n in range(number)}
    with CaptureQueriesContext(connection) as made:
        edit_each(wanted, actor=ana, label="Many")
    assert len(made) == 11
