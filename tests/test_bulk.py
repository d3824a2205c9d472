"""Bulk actions: what each does to the videos, what it says before, and what stands after an undo."""

import pytest
from django.contrib.auth.models import Permission

from channels_app.models import Channel
from videos.bulk.actions import ACTIONS
from videos.bulk.preview import preview
from videos.bulk.selection import Selection
from videos.models import ChangeSet, OpenEdit, Video
from videos.queue import request_act, request_undo

EVERYTHING = Selection(query="")


@pytest.fixture
def songs(db):
    harbour = Channel.objects.create(channel_id="UCharbour", title="Harbour", expected_custom_id="HARBOUR-1")
    Video.objects.create(video_id="song-video1", title="Song (Live)", asset_id="A1", artist=["Zoë"], channel=harbour)
    Video.objects.create(video_id="song-lyrics", title="Lyrics", asset_id="A1", artist=["Zoë"], channel=harbour)
    Video.objects.create(video_id="other-video", title="Live (live)", notes="Old.", tags=["a"])
    return Video.objects.order_by("pk")


def act(person, name, selection=EVERYTHING, **values):
    done = request_act(ACTIONS[name], selection, values, by=person, reason="tidy up")
    assert done.status == ChangeSet.Status.APPLIED
    return done


def only(*names):
    return Selection(ids=tuple(Video.objects.filter(video_id__in=names).values_list("pk", flat=True)))


def held(songs, field):
    return [getattr(video, field) for video in songs.all()]


def test_a_policy_is_set_logged_and_waits_to_be_pushed(ana, songs):
    done = act(ana, "policy", policy="Track in all countries")
    assert set(held(songs, "effective_policy")) == {"Track in all countries"}
    assert (done.kind, done.actor, done.reason, done.videos, done.changes) == ("bulk", ana, "tidy up", 3, 3)
    assert done.label == "Set effective policy to “Track in all countries”"
    assert set(OpenEdit.objects.values_list("field", "wanted")) == {("effective_policy", "Track in all countries")}


@pytest.mark.parametrize(
    ("name", "values", "field", "expected"),
    [
        ("ads", {"midrolls_enabled": "yes", "prerolls_enabled": ""}, "midrolls_enabled", [True] * 3),
        ("privacy", {"privacy": "unlisted"}, "privacy_status", ["unlisted"] * 3),
        ("permissions", {"comments_allowed": "no"}, "comments_allowed", [False] * 3),
        ("category", {"category": "Music"}, "category", ["Music"] * 3),
        ("label", {"label": "Acme"}, "label", ["Acme", "Acme", ""]),
        ("artist", {"do": "add", "names": ["Ann", "Zoë"], "by": []}, "artist", [["Zoë", "Ann"]] * 2 + [[]]),
        ("artist", {"do": "remove", "names": ["Zoë"], "by": []}, "artist", [[]] * 3),
        ("artist", {"do": "replace", "names": ["Zoë"], "by": ["Zoe"]}, "artist", [["Zoe"]] * 2 + [[]]),
        ("artist", {"do": "set", "names": ["B", "A"], "by": []}, "artist", [["B", "A"]] * 2 + [[]]),
        ("genre", {"do": "set", "names": ["Pop"], "by": []}, "genre", [["Pop"], ["Pop"], []]),
        ("tags", {"do": "add", "names": ["b"], "by": []}, "tags", [["b"], ["b"], ["a", "b"]]),
        ("title", {"find": "(Live)", "by": "!", "any_case": False}, "title", ["Song !", "Lyrics", "Live (live)"]),
        ("title", {"find": "(live)", "by": r"\1", "any_case": True}, "title", [r"Song \1", "Lyrics", r"Live \1"]),
        ("custom_id", {}, "custom_id", ["HARBOUR-1", "HARBOUR-1", ""]),
        ("administered", {"administered": "yes"}, "administered", [True] * 3),
        ("note", {"note": "Seen."}, "notes", ["Seen.", "Seen.", "Old.\nSeen."]),
    ],
)
def test_each_action_does_what_it_says_and_its_undo_takes_it_back(ana, songs, name, values, field, expected):
    ana.user_permissions.add(Permission.objects.get(codename="undo_changeset"))
    before = held(songs, field)
    seen = preview(ACTIONS[name], EVERYTHING, values)
    done = act(ana, name, **values)
    assert held(songs, field) == expected
    assert done.videos == seen.videos + seen.others == sum(a != b for a, b in zip(before, expected, strict=True))
    assert done.request["skipped"] == seen.left_alone
    request_undo(done, by=ana, reason="a mistake")
    assert held(songs, field) == before
    assert not OpenEdit.objects.exists()
