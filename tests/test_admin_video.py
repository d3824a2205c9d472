"""The page of a video: what it tells, and how Ana edits with it."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.catalogue import fill
from videos.admin.videos import VideoAdmin
from videos.fields import editable_fields
from videos.models import Change, ChangeSet, Claim, OpenEdit, Video


@pytest.fixture
def song(db):
    (song,) = fill(1)
    song.open_edits.all().delete()
    return song


def address(video):
    return reverse("admin:videos_video_change", args=[video.pk])


def form_of(response):
    """What a browser would send back untouched, with what the person saw beside each field."""
    form = response.context["adminform"].form
    data = {}
    for bound in form:
        value = bound.value()
        shown = bound.field.prepare_value(value)
        data[bound.html_name] = "" if shown is None else shown
        data[bound.html_initial_name] = data[bound.html_name]
    return {name: value for name, value in data.items() if value is not False}


def edit(client, video, **values):
    return client.post(address(video), {**form_of(client.get(address(video))), **values}, follow=True)


def messages(response):
    return " ".join(str(message) for message in response.context["messages"])


def test_the_page_tells_the_story_of_the_video(client, ana, song):
    client.force_login(ana)
    page = client.get(address(song)).content.decode()
    assert f"https://i.ytimg.com/vi/{song.video_id}/mqdefault.jpg" in page
    assert f"https://www.youtube.com/watch?v={song.video_id}" in page
    assert "Sung" in page
    assert "Song 0" in page
    assert f"claim{song.video_id}" in page
    assert "Report 0" in page


def test_every_field_that_staff_may_edit_is_on_the_form(client, olu, song):
    client.force_login(olu)
    form = client.get(address(song)).context["adminform"].form
    assert set(form.fields) == {*editable_fields(), "reason"}


def test_the_page_costs_the_same_with_one_neighbour_and_with_many(client, olu, song):
    client.force_login(olu)

    def cost():
        client.get(address(song))
        with CaptureQueriesContext(connection) as made:
            client.get(address(song))
        return len(made)

    OpenEdit.objects.create(video=song, field="album", change_set=song.first_seen)
    Video.objects.create(video_id="sibling-one", asset_id=song.asset_id)
    few = cost()
    for n in range(20):
        acts = ChangeSet.objects.create(kind="edit", label=f"Act {n}", actor=olu)
        Change.objects.create(change_set=acts, video=song, field="title", old="a", new="b")
        Claim.objects.create(claim_id=f"more{n}", video=song)
        Video.objects.create(video_id=f"sibling-{n:03}", asset_id=song.asset_id)
        if n < 5:
            OpenEdit.objects.create(video=song, field=f"field{n}", change_set=acts)
    assert cost() == few


def test_an_edit_becomes_a_change_set_and_waits_to_be_pushed(client, ana, song):
    client.force_login(ana)
    edit(client, song, title="Better", tags="one|two, three")
    song.refresh_from_db()
    assert (song.title, song.tags) == ("Better", ["one", "two, three"])
    done = ChangeSet.objects.get(kind="edit")
    assert done.actor == ana
    assert set(OpenEdit.objects.values_list("field", "state")) == {("title", "to_push"), ("tags", "to_push")}


def test_saving_without_a_change_changes_nothing(client, ana, song):
    Video.objects.filter(pk=song.pk).update(
        description="two\nlines ", embedding_allowed=True, comments_allowed=False, artist=["Tyler, The Creator"]
    )
    client.force_login(ana)
    edit(client, song)
    assert not ChangeSet.objects.filter(kind="edit").exists()


def test_an_edit_of_the_asset_says_how_many_videos_it_touched(client, ana, song):
    twin = Video.objects.create(video_id="twin-video1", asset_id=song.asset_id)
    client.force_login(ana)
    assert "changes all 2 videos of the asset" in client.get(address(song)).content.decode()
    response = edit(client, song, label="Acme")
    twin.refresh_from_db()
    assert twin.label == "Acme"
    assert "2 videos were changed" in messages(response)


def test_nobody_overwrites_unseen_what_another_changed_meanwhile(client, ana, song):
    client.force_login(ana)
    seen = form_of(client.get(address(song)))
    Video.objects.filter(pk=song.pk).update(title="Theirs", album="Theirs too")
    refused = client.post(address(song), {**seen, "title": "Mine"})
    assert "Somebody changed title meanwhile" in refused.content.decode()
    song.refresh_from_db()
    assert (song.title, song.album) == ("Theirs", "Theirs too")
    again = re.search(r'name="initial-title" value="([^"]*)"', refused.content.decode())
    client.post(address(song), {**seen, "title": "Mine", "initial-title": again[1]})
    song.refresh_from_db()
    assert (song.title, song.album) == ("Mine", "Theirs too")


def test_ben_reads_and_cannot_edit(client, ben, song):
    client.force_login(ben)
    page = client.get(address(song))
    assert page.status_code == 200
    assert 'name="title"' not in page.content.decode()
    assert client.post(address(song), {"title": "Mine"}).status_code == 403


def test_nobody_adds_or_deletes_a_video_by_hand(client, olu, song):
    client.force_login(olu)
    assert client.get(reverse("admin:videos_video_add")).status_code == 403
    assert client.post(reverse("admin:videos_video_delete", args=[song.pk]), {"post": "yes"}).status_code == 403
    assert "delete_selected" not in VideoAdmin.actions


def test_a_conflict_shows_what_each_side_holds(client, ana, song):
    OpenEdit.objects.create(
        video=song, field="title", base="Was", wanted="Ours", theirs="YouTube's", state="conflict",
        change_set=song.first_seen,
    )  # fmt: skip
    client.force_login(ana)
    page = client.get(address(song)).content.decode()
    assert all(text in page for text in ("Was", "Ours", "YouTube&#x27;s", "until somebody decides"))


def test_the_channel_leads_to_its_videos_and_keeps_what_staff_expect_of_it(client, ana, song):
    client.force_login(ana)
    url = reverse("admin:channels_app_channel_change", args=[song.channel_id])
    assert song.title in client.get(url).content.decode()
    client.post(url, {"expected_custom_id": "ACME"})
    song.channel.refresh_from_db()
    assert song.channel.expected_custom_id == "ACME"
