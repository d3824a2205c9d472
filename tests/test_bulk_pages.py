"""Bulk actions as Ana does them in the list: choose, preview, say why, confirm; and what others may not."""

import pytest
from django.contrib.auth.models import Permission
from django.urls import reverse

from tests.bulk import LIST, act, apply, choose, said, show, work
from videos.models import ChangeSet, Short, Video

pytestmark = pytest.mark.django_db


@pytest.fixture
def songs(db):
    Video.objects.create(video_id="song-video1", title="Song (Live)", category="Music", privacy_status="public")
    Video.objects.create(video_id="other-video", title="Other", category="Music", effective_policy="Ours")
    Video.objects.create(video_id="game-video1", title="Game", category="Gaming")
    return Video.objects.order_by("pk")


def test_ana_sets_the_policy_of_what_she_picked_after_seeing_what_would_change(client, ana, songs):
    client.force_login(ana)
    page = choose(client, "policy", songs[:2])
    assert "2 chosen videos" in page.content.decode()
    assert "Ours" in page.content.decode()  # a policy in use
    page = show(client, page, policy="Ours")
    assert "2 chosen videos</a>.</p>" in page.content.decode()  # and their number not once more
    assert (page.context["seen"].videos, page.context["seen"].left_alone) == (1, {"so already": 1})
    assert not ChangeSet.objects.exists()
    page = apply(client, page, policy="Ours")
    assert "1 video was changed" in said(page)
    done = ChangeSet.objects.get()
    assert (done.status, done.actor, done.reason, done.kind) == ("applied", ana, "as agreed", "bulk")
    assert [video.effective_policy for video in songs.all()] == ["Ours", "Ours", ""]


def test_everything_that_matches_the_filter_is_meant_on_all_pages_by_search_too(client, ana, songs):
    client.force_login(ana)
    page = choose(client, "administered", songs[:1], "?category=Music&q=song&p=1&o=-1", select_across="1")
    assert "everything that matches the filter" in page.content.decode()
    page = show(client, page, administered="yes")
    assert page.context["seen"].selected == 1
    act(client, "administered", songs[:1], "?category=Music", across="1", administered="yes")
    assert [video.administered for video in songs.all()] == [True, True, False]
    assert ChangeSet.objects.get().request["selection"] == {"query": "category=Music"}


def test_other_values_than_those_shown_are_shown_first(client, ana, songs):
    client.force_login(ana)
    page = show(client, choose(client, "category", songs), category="Music")
    page = apply(client, page, category="Comedy")
    assert "look at it again" in page.content.decode()
    assert not ChangeSet.objects.exists()
    page = show(client, choose(client, "category", songs), category="Music")
    songs.update(category="Music")
    assert "look at it again" in apply(client, page, category="Music").content.decode()


def test_a_reason_is_asked_for(client, ana, songs):
    client.force_login(ana)
    page = show(client, choose(client, "label", songs), label="")
    assert "Nothing would change" in page.content.decode()
    page = show(client, choose(client, "note", songs), note="Ask Ben.")
    page = apply(client, page, note="Ask Ben.", reason=" ")
    assert "This field is required" in page.content.decode()
    assert not ChangeSet.objects.exists()


def test_a_replaced_title_that_youtube_would_refuse_is_left_and_told(client, ana, songs):
    client.force_login(ana)
    long = "x" * 97
    page = show(client, choose(client, "title", songs), find="Song", by=long)
    assert page.context["seen"].left_alone == {"longer than YouTube's 100 characters": 1, "without that text": 2}
    assert "Nothing would change" in page.content.decode()


def test_verdicts_on_shorts_are_logged_and_undone(client, ana, songs):
    ana.user_permissions.add(Permission.objects.get(codename="undo_changeset"))
    client.force_login(ana)
    act(client, "short", songs[:2], verdict="short")
    assert set(Short.objects.values_list("verdict", "method", "checked_by")) == {("short", "manual", ana.pk)}
    done = ChangeSet.objects.get()
    undo = reverse("admin:videos_changeset_undo", args=[done.pk])
    assert client.get(undo).context["outlook"].restored == 2
    page = client.post(undo, {"reason": "too early"}, follow=True)
    assert "2 videos were changed" in said(page)
    assert set(Short.objects.values_list("verdict", "method")) == {("unknown", "")}
    assert "It was undone by" in client.get(reverse("admin:videos_changeset_change", args=[done.pk])).content.decode()


def test_who_may_not_is_offered_nothing_and_refused(client, ben, cora, songs):
    client.force_login(ben)
    assert "act_policy" not in client.get(LIST).content.decode()
    assert "No action" in said(choose(client, "policy", songs)) or not ChangeSet.objects.exists()
    address = reverse("admin:videos_video_act", args=["policy"])
    assert client.get(f"{address}?ids=1").status_code == 403
    assert client.post(f"{address}?ids=1", {"policy": "Ours", "reason": "x", "_apply": "x"}).status_code == 403
    ben.user_permissions.add(Permission.objects.get(codename="change_video"))
    listed = client.get(LIST).content.decode()
    assert "act_title" in listed
    assert "act_policy" not in listed
    assert client.get(f"{address}?ids=1").status_code == 403
    client.force_login(cora)
    assert client.get(f"{address}?ids=1").status_code == 403


def test_a_large_one_is_done_by_the_worker(client, ana, songs, monkeypatch):
    monkeypatch.setattr("videos.queue.AT_ONCE", 2)
    client.force_login(ana)
    page = act(client, "category", songs, category="Comedy")
    assert "The worker does it" in said(page)
    waiting = ChangeSet.objects.get()
    assert waiting.status == "queued"
    assert "It waits for the worker" in page.content.decode()
    work()
    waiting.refresh_from_db()
    assert (waiting.status, waiting.videos) == ("applied", 3)


def test_one_that_waits_can_be_cancelled(client, ana, songs, monkeypatch):
    monkeypatch.setattr("videos.queue.AT_ONCE", 2)
    client.force_login(ana)
    act(client, "category", songs, category="Comedy")
    cancel = reverse("admin:videos_changeset_cancel", args=[ChangeSet.objects.get().pk])
    assert "cancelled" in said(client.post(cancel, follow=True))
    work()
    assert ChangeSet.objects.get().status == "cancelled"
    assert not songs.filter(category="Comedy").exists()
    assert "has ended meanwhile" in said(client.post(cancel, follow=True))
