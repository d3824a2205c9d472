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
        ("match", {"policy": "Track in all countries"}, "match_policy", ["Track in all countries"] * 2 + [""]),
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
        ("title", {"find": "(live)", "by": "", "any_case": True}, "title", ["Song", "Lyrics", "Live"]),
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


def test_a_field_in_conflict_is_left_to_the_person_who_answers_it(ana, songs):
    act(ana, "title", only("song-lyrics"), find="Lyrics", by="Words", any_case=False)
    OpenEdit.objects.update(state="conflict", theirs="Theirs")
    done = act(ana, "title", find="s", by="z", any_case=True)
    assert held(songs, "title") == ["zong (Live)", "Words", "Live (live)"]
    assert done.request["skipped"] == {"in conflict with what YouTube holds": 1, "without that text": 1}
    assert OpenEdit.objects.get(video__video_id="song-lyrics").state == "conflict"


def test_the_other_videos_of_an_asset_are_told_before_they_change_too(ana, songs):
    seen = preview(ACTIONS["label"], only("song-lyrics"), {"label": "Acme"})
    assert (seen.selected, seen.videos, seen.others, seen.changes) == (1, 1, 1, 2)
    assert [row["selected"] for row in seen.first] == [True, False]
    assert act(ana, "label", only("song-lyrics"), label="Acme").videos == 2


def test_what_has_no_asset_and_what_channels_disagree_on_is_left_and_told(ana, songs):
    seaside = Channel.objects.create(channel_id="UCseaside", expected_custom_id="SEASIDE-1")
    Video.objects.filter(video_id="song-lyrics").update(channel=seaside)
    left_alone = preview(ACTIONS["custom_id"], EVERYTHING, {}).left_alone
    assert left_alone == {
        "whose channel expects no custom ID, or whose channels expect different ones": 2,
        "without an asset": 1,
    }


def test_a_preview_of_very_many_works_out_some_and_estimates_the_rest(ana, songs, monkeypatch):
    monkeypatch.setattr("videos.bulk.preview.LOOKED_AT", 2)
    seen = preview(ACTIONS["category"], EVERYTHING, {"category": "Music"})
    assert (seen.exact, seen.selected, seen.looked_at, seen.videos) == (False, 3, 2, 3)


def test_a_preview_tells_what_it_costs_to_push(ana, songs, settings):
    settings.YOUTUBE_DAILY_UNITS = 100
    seen = preview(ACTIONS["category"], EVERYTHING, {"category": "Music"})
    assert (seen.pushes, seen.units, seen.days) == (3, 153, 2)
    assert preview(ACTIONS["note"], EVERYTHING, {"note": "Seen."}).units == 0


def test_the_number_of_public_videos_made_private_is_told(ana, songs):
    songs.filter(video_id="song-lyrics").update(privacy_status="public")
    assert preview(ACTIONS["privacy"], EVERYTHING, {"privacy": "private"}).irreversible == 1
    assert preview(ACTIONS["privacy"], EVERYTHING, {"privacy": "unlisted"}).irreversible == 0


def test_a_wrong_filter_chooses_nothing(ana, songs):
    with pytest.raises(ValueError, match="filter of the list is wrong"):
        preview(ACTIONS["category"], Selection(query="length=wrong"), {"category": "Music"})
