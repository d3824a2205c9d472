"""Editing on the page of a video: limits that are told at once, and two people at one video."""

import pytest

from tests.catalogue import fill
from tests.test_admin_video import address, edit, form_of, messages
from videos.edit import edit_videos
from videos.models import ChangeSet, OpenEdit, Video


@pytest.fixture
def song(db):
    (song,) = fill(1)
    song.open_edits.all().delete()
    return song


@pytest.fixture
def change(ana, song, client):
    """Ana at the page of the song: what she types beside what she saw there."""
    client.force_login(ana)
    seen = form_of(client.get(address(song)))

    def send(**typed):
        return client.post(address(song), {**seen, **typed})

    return send


def errors(response):
    return response.context["adminform"].form.errors


def held(video, *names):
    return Video.objects.values_list(*names).get(pk=video.pk)


def test_the_page_says_what_youtube_takes(client, ana, song):
    client.force_login(ana)
    page = client.get(address(song)).content.decode()
    assert "At most 100 characters. No &lt; and no &gt;." in page or "At most 100 characters. No < and no >." in page
    assert 'data-most="5000" data-unit="bytes"' in page
    assert '<option value="Nonprofits &amp; Activism">' in page
    assert '<option value="creativeCommon">Creative Commons (CC BY)</option>' in page


def test_what_youtube_would_refuse_is_told_beside_the_field_and_nothing_is_queued(change, song):
    response = change(
        title="x" * 101, isrc="GB-1", upc="036000291453", tags=" | ".join(f"tag number {n}" for n in range(50))
    )
    assert set(errors(response)) == {"title", "isrc", "upc", "tags"}
    assert "At most 100 characters fit, and these are 101: take away 1." in response.content.decode()
    assert 'value="GB1"' in response.content.decode() or 'value="GB-1"' in response.content.decode()
    assert not ChangeSet.objects.filter(kind="edit").exists()


def test_a_code_may_be_typed_as_it_is_printed(change, song):
    change(isrc="ISRC GB-AYE-06-01498", upc="0 36000 29145 2")
    assert held(song, "isrc", "upc") == ("GBAYE0601498", "036000291452")


def test_what_youtube_holds_against_its_own_rules_does_not_stop_another_edit(client, ana, song):
    Video.objects.filter(pk=song.pk).update(
        title="<" + "x" * 200, category="Musik", privacy_status="hidden", isrc="?", tags=["a" * 600], license=""
    )
    client.force_login(ana)
    page = client.get(address(song)).content.decode()
    assert "Musik (not a value that YouTube offers)" in page
    edit(client, song, album="Better")
    assert held(song, "album", "category", "privacy_status") == ("Better", "Musik", "hidden")
    assert list(ChangeSet.objects.get(kind="edit").request["values"]) == ["album"]


def test_a_list_may_be_typed_pasted_or_emptied(client, ana, song):
    client.force_login(ana)
    edit(client, song, artist="Zoë | Tyler, The Creator |", genre="Pop\r\nRock")
    assert held(song, "artist", "genre") == (["Zoë", "Tyler, The Creator"], ["Pop", "Rock"])
    edit(client, song, artist="")
    assert held(song, "artist") == ([],)


def test_the_message_names_what_belongs_to_the_asset(client, ana, song):
    Video.objects.create(video_id="twin-video1", asset_id=song.asset_id)
    client.force_login(ana)
    said = messages(edit(client, song, title="Better", label="Acme", upc="036000291452"))
    assert "2 videos were changed: label and UPC belong to asset" in said


@pytest.mark.parametrize(("state", "word"), [("to_push", "still to reach YouTube"), ("conflict", "conflict: decide")])
def test_a_field_says_how_far_its_edit_is(client, ana, song, state, word):
    edit_ = OpenEdit.objects.create(video=song, field="album", wanted="x", state=state, change_set=song.first_seen)
    client.force_login(ana)
    page = client.get(address(song))
    help_text = page.context["adminform"].form.fields["album"].help_text
    assert word in help_text
    assert f"/openedit/{edit_.pk}/change/" in help_text


def test_two_people_at_one_field_are_shown_each_others_value(change, song, olu):
    edit_videos(Video.objects.filter(pk=song.pk), {"title": "Song of the sea", "album": "Theirs"}, actor=olu)
    response = change(title="Song of the shore", label="Acme")
    page = response.content.decode()
    assert set(errors(response)) == {"title"}
    assert "olu changed title meanwhile at " in page
    assert "Take theirs: <q>Song of the <del>sea</del></q>" in page
    assert "Keep yours: <q>Song of the <ins>shore</ins></q>" in page
    assert 'value="Acme"' in page
    assert held(song, "title", "album", "label") == ("Song of the sea", "Theirs", "")


@pytest.mark.parametrize(("choice", "title"), [("mine", "Ours & better"), ("theirs", "Theirs")])
def test_the_answer_keeps_mine_or_takes_theirs_and_loses_nothing_else(client, ana, olu, song, choice, title):
    client.force_login(ana)
    seen = form_of(client.get(address(song)))
    edit_videos(Video.objects.filter(pk=song.pk), {"title": "Theirs", "album": "Theirs"}, actor=olu)
    asked = client.post(address(song), {**seen, "title": "Ours & better", "label": "Acme"})
    answer = {**form_of(asked), "initial-label": "", "title-meanwhile": choice}
    answer["initial-title"] = asked.context["adminform"].form.data["initial-title"]
    assert client.post(address(song), {**answer, "initial-album": ""}).status_code == 302
    assert held(song, "title", "label") == (title, "Acme")


def test_a_field_that_only_others_changed_is_left_to_them(change, song, olu):
    theirs = {"album": "Theirs", "tags": ["a", "b"], "administered": True, "comments_allowed": False}
    edit_videos(Video.objects.filter(pk=song.pk), theirs, actor=olu)
    assert change(title="Mine").status_code == 302
    assert held(song, "title", *theirs) == ("Mine", *theirs.values())


def test_both_typed_the_same_and_nobody_is_asked(change, song, olu):
    edit_videos(Video.objects.filter(pk=song.pk), {"title": "Better"}, actor=olu)
    assert change(title="Better").status_code == 302


def test_a_report_that_came_meanwhile_is_named(change, song):
    Video.objects.filter(pk=song.pk).update(title="Told <b>by</b> YouTube")
    row = song.change_rows.get()
    song.change_rows.model.objects.filter(pk=row.pk).update(new="Told <b>by</b> YouTube")
    page = change(title="Mine").content.decode()
    assert "Report 0 changed title meanwhile" in page
    assert "<b>by</b>" not in page


def test_the_hidden_state_cannot_force_a_value_on_a_field_without_permission(client, ben, song):
    client.force_login(ben)
    assert client.post(address(song), {"title": "Mine", "initial-title": song.title}).status_code == 403
