"""Conflicts with YouTube as staff see and answer them: in their list, on their page, many at once; never unseen."""

import re
from datetime import UTC, datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.catalogue import fill
from tests.people import somebody
from videos.edit import edit_videos
from videos.models import ApprovalRule, ChangeSet, OpenEdit, SeenConflict, Video
from videos.retention import prune_seen
from videos.tasks import apply_change_set
from videos.undo import undo

LIST = reverse("admin:videos_editconflict_changelist")
ANSWER = reverse("admin:videos_editconflict_answer")
DAY = datetime(2026, 3, 2, tzinfo=UTC)


@pytest.fixture
def editor(client, db):
    person = somebody("editor")
    client.force_login(person)
    return person


@pytest.fixture
def songs(editor):
    """Three songs; the first two are of one asset. The editor has changed title and label, YouTube holds others."""
    songs = fill(3)
    OpenEdit.objects.all().delete()
    Video.objects.filter(pk__in=[songs[0].pk, songs[1].pk]).update(asset_id="A1")
    Video.objects.update(title="Old harbour song", label="Old")
    edit_videos(Video.objects.all(), {"title": "New harbour song", "label": "Ours"}, actor=editor)
    conflict(OpenEdit.objects.filter(field="title"), "Old harbour tune")
    conflict(OpenEdit.objects.filter(field="label", video__asset_id="A1"), "Theirs")
    return songs


def conflict(edits, theirs):
    edits.update(state="conflict", theirs=theirs, observed_at=DAY)


def tokens(response):
    """What a list says that the person has seen."""
    return re.findall(r'name="seen" value="([^"]+)"', response.content.decode())


def of(video, field):
    return OpenEdit.objects.get(video=video, field=field)


def say(client, choice, edit, seen, **more):
    return client.post(ANSWER, {"one": f"{choice}:{edit.pk}", "seen": seen, **more}, follow=True)


def many(client, choice, seen=(), query="", **more):
    keys = [told.split(":")[0] for told in seen]
    data = {"action": f"answer_{choice}", "index": 0, "_selected_action": keys, "seen": seen, **more}
    return client.post(f"{LIST}{query}", data, follow=True)


def said(response):
    return " ".join(str(message) for message in response.context["messages"])


def held(field):
    return list(Video.objects.order_by("pk").values_list(field, flat=True))


def test_a_conflict_is_shown_with_all_three_values_and_one_of_an_asset_once(client, songs):
    page = client.get(LIST).content.decode()
    assert "<q>Old harbour song</q>" in page
    assert "<q><ins>New</ins> harbour song</q>" in page
    assert "<q>Old harbour <ins>tune</ins></q>" in page
    assert "2026-03-02" in page and "decides for all 2 videos" in page
    assert len(tokens(client.get(LIST))) == 4  # three titles, and one label


def test_the_list_costs_the_same_for_any_number_of_conflicts(client, songs):
    def queries():
        with CaptureQueriesContext(
            connection,
        ) as asked:
            client.get(LIST)
        return len(asked)

    few = queries()
    fill(4, start=10)
    conflict(OpenEdit.objects.filter(video__pk__gt=songs[-1].pk), "Theirs")
    assert queries() == few <= 20


def test_conflicts_are_filtered_by_field_person_channel_and_video(client, songs):
    wanted = {"field=label": 1, "person=mine": 4, "channel=Channel 2": 1, "q=video000001": 1, "field=isrc": 0}
    assert {query: len(tokens(client.get(f"{LIST}?{query}"))) for query in wanted} == wanted


def test_ours_is_kept_from_the_list_and_pushed_over_theirs(client, songs, editor):
    done = say(client, "ours", of(songs[0], "title"), tokens(client.get(LIST)), reason="agreed")
    assert said(done) == "Kept ours: 1 video."
    edit = of(songs[0], "title")
    assert (edit.state, edit.base, edit.wanted) == ("to_push", "Old harbour tune", "New harbour song")
    change_set = ChangeSet.objects.get(kind="resolve")
    assert (change_set.actor, change_set.reason) == (editor, "agreed")
    page = client.get(reverse("admin:videos_changeset_change", args=[change_set.pk])).content.decode()
    assert "It keeps what we want in 1 field, to be pushed" in page


def test_theirs_is_taken_from_the_list_by_all_videos_of_the_asset_and_can_be_undone(client, songs):
    done = say(
        client, "theirs", OpenEdit.objects.filter(field="label", state="conflict").first(), tokens(client.get(LIST))
    )
    assert "Took YouTube" in said(done) and "2 videos" in said(done) and "/undo/" in said(done)
    assert held("label") == ["Theirs", "Theirs", "Ours"]


def test_an_answer_to_what_has_changed_meanwhile_is_not_taken(client, songs):
    seen = tokens(client.get(LIST))
    conflict(OpenEdit.objects.filter(field="title"), "Newer tune")
    done = say(client, "ours", of(songs[0], "title"), seen)
    assert "another than you have seen" in said(done)
    assert of(songs[0], "title").state == "conflict"
    assert "<ins>Newer</ins>" in done.content.decode()


def test_a_value_that_another_video_of_the_asset_was_seen_with_counts_as_a_change(client, songs):
    seen = tokens(client.get(LIST))
    OpenEdit.objects.filter(field="label", video=songs[1]).update(theirs="Newest", observed_at=DAY.replace(day=3))
    say(client, "theirs", of(songs[0], "label"), seen)
    assert held("label")[:2] == ["Ours", "Ours"]


def test_another_value_is_typed_on_the_page_of_a_conflict_and_held_to_the_rules(client, songs):
    page = reverse("admin:videos_editconflict_change", args=[of(songs[0], "title").pk])
    token = re.search(r'name="token" value="(\w+)"', client.get(page).content.decode())[1]
    data = {"choice": "other", "token": token}
    refused = client.post(page, {**data, "value": "No <angles>"})
    assert "YouTube takes no &lt; and no &gt; in a title" in refused.content.decode()
    assert client.post(page, {**data, "value": "Third song "}, follow=True).redirect_chain[0][0] == LIST
    assert held("title")[0] == "Third song"
    edit = of(songs[0], "title")
    assert (edit.state, edit.base, edit.wanted) == ("to_push", "Old harbour tune", "Third song")
    assert client.get(page, follow=True).redirect_chain == [(LIST, 302)]  # it is none any more


def test_another_value_that_is_ours_or_theirs_is_that_answer(client, songs):
    for video, value in ((songs[0], "New harbour song"), (songs[1], "Old harbour tune")):
        page = reverse("admin:videos_editconflict_change", args=[of(video, "title").pk])
        token = re.search(r'name="token" value="(\w+)"', client.get(page).content.decode())[1]
        client.post(page, {"choice": "other", "token": token, "value": value})
    assert of(songs[0], "title").state == "to_push"
    assert not OpenEdit.objects.filter(video=songs[1], field="title").exists()
    assert ChangeSet.objects.filter(kind="resolve").count() == 2


def test_chosen_conflicts_are_answered_as_one_change_set_after_a_look_and_a_reason(client, songs):
    seen = tokens(client.get(f"{LIST}?field=title"))[:2]
    page = many(client, "theirs", seen)
    assert "give" in page.content.decode() and not ChangeSet.objects.filter(kind="resolve").exists()
    assert "This field is required." in many(client, "theirs", seen, _confirm="x").content.decode()
    many(client, "theirs", seen, _confirm="x", reason="theirs is right")
    done = ChangeSet.objects.get(kind="resolve")
    assert (done.videos, done.changes, done.reason) == (2, 2, "theirs is right")
    assert OpenEdit.objects.filter(state="conflict", field="title").count() == 1


def test_everything_that_matches_is_answered_unless_it_has_changed_since_it_was_shown(client, songs):
    seen = tokens(client.get(LIST))[:1]
    everything = {"query": "?field=title", "select_across": "1"}
    page = many(client, "ours", seen, **everything)
    assert "Keep ours: 3" in page.content.decode() and "153 units" in page.content.decode()
    digest = re.search(r'name="digest" value="(\w+)"', page.content.decode())[1]
    conflict(OpenEdit.objects.filter(field="title", video=songs[2]), "Newer")
    answer = {"digest": digest, "_confirm": "x", "reason": "ours is right"}
    page = many(client, "ours", seen, **everything, **answer)
    assert "another than was shown" in page.content.decode()
    answer["digest"] = re.search(r'name="digest" value="(\w+)"', page.content.decode())[1]
    many(client, "ours", seen, **everything, **answer)
    assert not OpenEdit.objects.filter(field="title", state="conflict").exists()
    assert ChangeSet.objects.get(kind="resolve").request["kept"] == 3


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("choice", ["ours", "theirs"])
def test_more_than_a_person_waits_for_is_answered_by_the_worker_as_it_was_seen(client, songs, monkeypatch, choice):
    monkeypatch.setattr("videos.admin.answers.MOST", 3)
    monkeypatch.setattr("videos.conflicts.CHUNK", 2)
    everything = {"select_across": "1", "_selected_action": 1}
    page = many(client, choice, **everything).content.decode()
    assert "answered by the worker" in page and ": 4" in page
    answer = {**everything, "_confirm": "x", "reason": "agreed", "digest": re.search(r'digest" value="(\w+)', page)[1]}
    assert "another than was shown" in many(client, choice, **{**answer, "digest": "0"}).content.decode()
    assert "The worker does it" in said(many(client, choice, **answer))
    conflict(OpenEdit.objects.filter(field="title", video=songs[2]), "Newer")
    apply_change_set((asked := ChangeSet.objects.get(kind="resolve")).pk)
    asked.refresh_from_db()
    assert (asked.status, asked.videos, asked.skipped, SeenConflict.objects.count()) == ("applied", 2, 1, 4)
    assert [edit.theirs for edit in OpenEdit.objects.filter(state="conflict")] == ["Newer"]
    if choice == "ours":
        assert (asked.request["kept"], of(songs[0], "title").base) == (4, "Old harbour tune")
    else:
        assert (asked.changes, held("title")) == (4, ["Old harbour tune"] * 2 + ["New harbour song"])
        assert held("label") == ["Theirs", "Theirs", "Ours"]
        undo(asked, actor=None)
        assert held("label")[0] == "Ours"
    prune_seen()
    assert not SeenConflict.objects.exists()


def test_one_value_for_conflicts_of_several_fields_is_refused(client, songs):
    assert "of several fields" in said(many(client, "other", tokens(client.get(LIST))))


def test_an_answer_above_the_limit_of_one_person_waits_for_a_second(client, songs):
    ApprovalRule.objects.create(group="any", videos=2, irreversible=False)
    seen = tokens(client.get(f"{LIST}?field=title"))
    answer = {"_confirm": "x", "reason": "new name", "value": "Third song"}
    assert "second person" in said(many(client, "other", seen, **answer))
    assert ChangeSet.objects.get(kind="resolve").status == "awaiting"
    assert held("title") == ["New harbour song"] * 3


def test_whoever_may_not_edit_sees_conflicts_and_answers_none(client, songs):
    client.force_login(somebody("viewer"))
    page = client.get(LIST)
    assert "Old harbour" in page.content.decode() and "Keep ours" not in page.content.decode()
    seen, edit = tokens(page), of(songs[0], "title")
    assert say(client, "ours", edit, seen).status_code == 403
    many(client, "ours", seen, _confirm="x", reason="r")
    page = reverse("admin:videos_editconflict_change", args=[edit.pk])
    assert client.post(page, {"choice": "ours"}).status_code == 403
    assert OpenEdit.objects.filter(state="conflict").count() == 5


def test_a_conflict_about_money_wants_the_permission_for_money(client, songs):
    OpenEdit.objects.filter(field="title").update(field="effective_policy")
    page = client.get(LIST)
    assert page.content.decode().count("Keep ours") == 1 + 2  # the menu; the label's button and its name
    assert say(client, "ours", of(songs[0], "effective_policy"), tokens(page)).status_code == 403
