"""Editing in the list: many rows at once, one change set, the same rules and care as on the page of a video."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.catalogue import fill, fill_videos
from tests.test_admin_video import messages
from videos.admin.listed import EDITED, ROWS
from videos.edit import edit_videos
from videos.models import ApprovalRule, ChangeSet, OpenEdit, Video

LIST = reverse("admin:videos_video_changelist")
EDITING = f"{LIST}?edit=1"


@pytest.fixture
def songs(db):
    songs = fill(3)
    OpenEdit.objects.all().delete()
    Video.objects.update(category="Music", privacy_status="public")
    return songs


def rows_of(response):
    """What a browser would send back untouched."""
    formset = response.context["cl"].formset
    data = {f"{formset.prefix}-{name}": value for name, value in formset.management_form.initial.items()}
    for form in formset:
        for bound in form:
            value = bound.field.prepare_value(bound.value())
            data |= {name: value for name in (bound.html_name, bound.html_initial_name) if value not in (None, False)}
    return {**data, "_save": "Save"}


def row_of(data, video):
    """The prefix of the row of a video, in what a browser sends."""
    return next(
        name.removesuffix("-id") for name, value in data.items() if name.endswith("-id") and str(value) == str(video.pk)
    )


def typed(data, video, **values):
    row = row_of(data, video)
    return data | {f"{row}-{name}": value for name, value in values.items()}


def test_ana_edits_three_rows_and_it_is_one_change_set(client, ana, songs):
    client.force_login(ana)
    data = rows_of(client.get(EDITING))
    data = typed(data, songs[0], title="First", administered="on")
    data = typed(data, songs[2], privacy_status="unlisted", custom_id=" ACME/3 ")
    response = client.post(EDITING, data, follow=True)
    assert response.redirect_chain == [(EDITING, 302)]
    assert messages(response) == "2 videos were changed successfully."
    done = ChangeSet.objects.get(kind="edit")
    assert (done.videos, done.changes, done.actor, done.label) == (2, 4, ana, "Edited 2 in the list")
    held = Video.objects.order_by("pk").values_list("title", "administered", "privacy_status", "custom_id")
    assert list(held) == [
        ("First", True, "public", "ACME-0"),
        ("Song 1", False, "public", "ACME-1"),
        ("Song 2", False, "unlisted", "ACME/3"),
    ]


def test_a_public_video_is_made_private_on_its_page_where_a_reason_is_asked_for(client, ana, songs):
    client.force_login(ana)
    data = typed(rows_of(client.get(EDITING)), songs[1], privacy_status="private")
    assert "open its page and say why" in client.post(EDITING, data).content.decode()
    assert not ChangeSet.objects.filter(kind="edit").exists()


def test_the_columns_of_editing_are_nobodys_choice(client, ana, songs):
    client.force_login(ana)
    page = client.get(EDITING).content.decode()
    assert reverse("admin:videos_video_columns") not in page
    assert reverse("admin:videos_video_save-filter") not in page


def test_saving_without_a_change_changes_nothing(client, ana, songs):
    client.force_login(ana)
    client.post(EDITING, rows_of(client.get(EDITING)))
    assert not ChangeSet.objects.filter(kind="edit").exists()


def test_what_youtube_would_refuse_is_told_in_its_row_and_nothing_is_saved(client, ana, songs):
    client.force_login(ana)
    data = typed(rows_of(client.get(EDITING)), songs[1], title="x" * 101)
    response = client.post(EDITING, typed(data, songs[0], title="Fine"))
    assert "At most 100 characters fit" in response.content.decode()
    assert 'value="Fine"' in response.content.decode()
    assert not ChangeSet.objects.filter(kind="edit").exists()


def test_what_another_changed_meanwhile_is_asked_and_the_rest_is_kept(client, ana, olu, songs):
    client.force_login(ana)
    data = rows_of(client.get(EDITING))
    edit_videos(Video.objects.filter(pk=songs[0].pk), {"title": "Theirs", "label": "Theirs"}, actor=olu)
    data = typed(typed(data, songs[0], title="Mine"), songs[1], title="Second")
    asked = client.post(EDITING, data)
    assert "olu changed title meanwhile" in asked.content.decode()
    again = asked.context["cl"].formset.data.dict()
    for form in asked.context["cl"].formset:
        again |= {name: value for name, value in form.data.items() if f"{form.prefix}-" in name}
    choice = f"{row_of(again, songs[0])}-title-meanwhile"
    assert f'name="{choice}" value=""' in asked.content.decode()
    assert "Which shall it be?" in client.post(EDITING, {**again, choice: ""}).content.decode()
    client.post(EDITING, {**again, choice: "mine"})
    assert list(Video.objects.order_by("pk").values_list("title", "label")) == [
        ("Mine", "Theirs"),
        ("Second", ""),
        ("Song 2", ""),
    ]


def test_two_rows_of_an_asset_cannot_have_two_labels(client, ana, songs):
    Video.objects.filter(pk__in=[songs[0].pk, songs[1].pk]).update(asset_id="A1")
    client.force_login(ana)
    data = typed(rows_of(client.get(EDITING)), songs[0], label="Acme")
    refused = client.post(EDITING, typed(data, songs[1], label="Other"))
    assert "an asset has one: give both the same" in refused.content.decode()
    said = messages(client.post(EDITING, data, follow=True))
    assert "2 videos were changed in all: custom ID and label belong to the assets" in said


def test_what_needs_a_second_person_comes_back_with_all_that_was_typed(client, ana, songs):
    ApprovalRule.objects.all().delete()
    ApprovalRule.objects.create(group=ApprovalRule.Group.ANY, videos=2)
    client.force_login(ana)
    data = typed(rows_of(client.get(EDITING)), songs[0], title="First")
    refused = client.post(EDITING, typed(data, songs[1], title="Second"))
    page = refused.content.decode()
    assert "A second person has to approve this" in page
    assert all(f'value="{word}"' in page for word in ("First", "Second"))
    assert not ChangeSet.objects.filter(kind="edit").exists()
    client.post(EDITING, data)
    assert Video.objects.get(pk=songs[0].pk).title == "First"


def test_ben_is_not_offered_to_edit_and_cannot(client, ana, ben, songs):
    client.force_login(ana)
    data = typed(rows_of(client.get(EDITING)), songs[0], title="Mine")
    assert "Edit in the list" in client.get(LIST).content.decode()
    client.force_login(ben)
    assert "Edit in the list" not in client.get(LIST).content.decode()
    assert client.get(EDITING).context["cl"].formset is None
    client.post(EDITING, data)
    client.post(LIST, data)
    assert not Video.objects.filter(title="Mine").exists()


def test_a_row_that_was_tampered_with_writes_nothing(client, ana, songs):
    client.force_login(ana)
    data = rows_of(client.get(EDITING))
    row = row_of(data, songs[0])
    for key in ("999999", "", "x"):
        client.post(EDITING, {**data, f"{row}-id": key, f"{row}-title": "Mine"})
    assert not Video.objects.filter(title="Mine").exists()


def test_the_list_costs_the_same_however_many_rows_are_shown_or_saved(client, ana, songs):
    client.force_login(ana)

    def cost(act):
        with CaptureQueriesContext(connection) as made:
            act()
        return len(made)

    def save(word):
        data = rows_of(client.get(EDITING))
        for video in Video.objects.order_by("-pk")[: 2 if word == "few" else 20]:
            data = typed(data, video, title=f"{word} {video.pk}", label=word)
        return cost(lambda: client.post(EDITING, data))

    client.get(EDITING)
    plain, few, few_saved = cost(lambda: client.get(LIST)), cost(lambda: client.get(EDITING)), save("few")
    fill(30, start=10)
    assert (cost(lambda: client.get(LIST)), cost(lambda: client.get(EDITING))) == (plain, few)
    assert save("many") == few_saved


def test_the_filter_the_order_and_the_page_survive(client, ana):
    fill_videos(ROWS + 2)
    client.force_login(ana)
    page = client.get(f"{LIST}?o=-views&label=&p=1")
    address = page.context["cl"].address_of_editing
    assert address == "?o=-views&label=&edit=1" or set(address[1:].split("&")) == {"o=-views", "label=", "edit=1"}
    editing = client.get(f"{LIST}{address}")
    assert len(editing.context["cl"].formset.forms) == ROWS
    titles = [form.initial["title"] for form in editing.context["cl"].formset]
    assert titles[0] == f"Song {ROWS + 1}"
    assert [form.instance.pk for form in editing.context["cl"].formset] == [
        video.pk for video in editing.context["cl"].result_list
    ]
    assert "edit=1" not in editing.context["cl"].address


def test_each_field_says_what_it_is_and_of_which_video(client, ana, songs):
    client.force_login(ana)
    page = client.get(EDITING).content.decode()
    for song in songs:
        for field in EDITED:
            label = str(Video._meta.get_field(field).verbose_name)
            assert f"{label[0].upper()}{label[1:]} of {song.video_id}" in page
