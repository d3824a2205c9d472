"""The history of a video reads as a story."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.html import strip_tags

from tests.catalogue import fill
from videos.admin.story import ROWS
from videos.admin.wording import differing
from videos.edit import edit_videos
from videos.models import Change, ChangeSet, Video
from videos.undo import undo


@pytest.fixture
def song(db):
    (song,) = fill(1)
    song.open_edits.all().delete()
    return song


def address(video, query=""):
    return reverse("admin:videos_video_history", args=[video.pk]) + query


def told(response):
    """The page as people read it."""
    return re.sub(r"\s+", " ", strip_tags(response.content.decode().replace("<q>", "“").replace("</q>", "”")))


def test_it_says_who_did_what_when_and_why(client, ana, song):
    row = Video.objects.filter(pk=song.pk)
    first = edit_videos(row, {"title": "Song of the sea"}, actor=ana, reason="typo")
    edit_videos(row, {"label": "Acme", "comments_allowed": False, "tags": ["a", "b"]}, actor=ana)
    undo(first, actor=ana)
    client.force_login(ana)
    text = told(client.get(address(song)))
    assert "ana changed title from “Song 0” to “Song of the sea” (typo)" in text
    assert "ana changed 3 fields:" in text
    assert "label from nothing to “Acme”" in text
    assert "comments allowed from nothing to no" in text
    assert "tags from nothing to “a | b”" in text
    assert "ana took back title from “Song of the sea” to “Song 0”" in text
    assert "Report 0 said: title from “Sung” to “Song 0”" in text
    assert "First seen in Report 0" in text
    assert text.index("took back") < text.index("3 fields") < text.index("typo") < text.index("said:")


def test_the_words_that_differ_are_marked_and_what_is_hostile_stays_text():
    old, new = differing("The <b>old</b> song of the sea", "The <b>new</b> song of the sea")
    assert old == "The &lt;b&gt;<del>old</del>&lt;/b&gt; song of the sea"
    assert new == "The &lt;b&gt;<ins>new</ins>&lt;/b&gt; song of the sea"
    assert differing(None, True) == ("<del>nothing</del>", "<ins>yes</ins>")


def test_a_long_text_is_shown_round_what_differs():
    words = [f"word{n}" for n in range(2_000)]
    old, new = differing(" ".join(words), " ".join([*words[:1_000], "another", *words[1_000:]]))
    assert "another" in new
    assert len(old) < len(new) < 500
    assert all(len(part) < 2_000 for part in differing("a " * 5_000, "b " * 5_000))


def test_the_pages_of_a_long_story_hold_every_act_once_and_cost_the_same(client, ana, song):
    acts = ChangeSet.objects.bulk_create(
        ChangeSet(kind="edit", label=f"Act {n}", actor=ana, reason=f"reason {n}.") for n in range(90)
    )
    Change.objects.bulk_create(
        Change(change_set=one, video=song, field=field, old="a", new="b")
        for one in acts
        for field in ("title", "label", "album", "isrc", "upc")
    )
    client.force_login(ana)
    client.get(address(song))
    seen, costs, query = [], [], ""
    while query is not None:
        with CaptureQueriesContext(connection) as made:
            response = client.get(address(song, query))
        costs.append(len(made))
        seen += re.findall(r"reason \d+\.", told(response))
        older = response.context["older"]
        query = f"?before={older}" if older else None
    assert seen == [f"reason {n}." for n in reversed(range(90))]
    assert len(costs) == 450 // ROWS + 1
    assert max(costs) - min(costs) <= 1


@pytest.mark.parametrize("query", ["?before=x", "?before=-1", "?before=" + "9" * 30])
def test_a_wrong_place_in_the_story_is_its_beginning(client, ana, song, query):
    client.force_login(ana)
    assert client.get(address(song, query)).status_code == 200


def test_who_may_not_see_what_changed_reads_no_story(client, cora, ben, song):
    client.force_login(cora)
    assert client.get(address(song)).status_code == 403
    client.force_login(ben)
    page = client.get(address(song))
    assert page.status_code == 200
    assert "/undo/" not in page.content.decode()


def test_each_act_leads_to_its_undo_until_it_is_undone(client, olu, song):
    done = edit_videos(Video.objects.filter(pk=song.pk), {"title": "Better"}, actor=olu)
    client.force_login(olu)
    address_of_undo = reverse("admin:videos_changeset_undo", args=[done.pk])
    assert address_of_undo in client.get(address(song)).content.decode()
    undo(done, actor=olu)
    assert address_of_undo not in client.get(address(song)).content.decode()


def test_a_video_that_is_not_there_leads_back(client, ana):
    client.force_login(ana)
    assert client.get(reverse("admin:videos_video_history", args=[999_999])).status_code == 302
