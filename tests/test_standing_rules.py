"""Rules that are applied by themselves: what they would change is what they change, and people have the last word."""

import pytest
from django.urls import reverse
from django.utils import timezone

from cmsmeta.lib.cells import change_url
from tests.bulk import said, work
from tests.people import somebody
from tests.standing import MONETIZE, TRACK, apply, every_day, make_songs, policies, write
from videos.edit import edit_videos
from videos.models import Asset, ChangeSet, OpenEdit, StandingRule, Video
from videos.standing import apply_daily, outlook
from videos.undo import undo

pytestmark = pytest.mark.django_db


@pytest.fixture
def mona(db):
    """Mona, who manages the monetization."""
    return somebody("monetization manager")


@pytest.fixture
def songs(db):
    return make_songs()


def test_what_a_rule_would_change_is_what_it_changes_and_an_undo_takes_it_back(client, mona, songs):
    client.force_login(mona)
    rule = write(client, policy=MONETIZE, except_labels="Blue", enabled="on")
    before, seen = policies(), outlook(rule)
    assert {row["youtube_id"] for row in seen.first} == {"two", "three"}
    every_day()
    done = ChangeSet.objects.get(kind="rule")
    assert (done.status, done.videos, done.actor) == ("applied", seen.touched, mona)
    assert {name for name, policy in policies().items() if policy == MONETIZE} == {"two", "three"}
    assert set(done.open_edits.values_list("wanted", flat=True)) == {MONETIZE}
    undo(done, actor=mona)
    assert policies() == before
    every_day()
    assert policies() == before
    rule.refresh_from_db()
    assert rule.outcome == "Nothing to change: 2 are left alone."


def test_a_rule_that_is_off_changes_nothing_by_itself(client, mona, songs):
    client.force_login(mona)
    rule = write(client, policy=MONETIZE)
    every_day()
    assert not ChangeSet.objects.exists()
    assert "3 videos were changed" in said(apply(client, rule))


def test_a_rule_for_channels_and_labels_is_for_both(client, mona, songs):
    client.force_login(mona)
    rule = write(client, policy=MONETIZE, channels="@light", labels="Blue")
    assert rule.channels == ["UClight"]
    assert {row["youtube_id"] for row in outlook(rule).first} == {"one", "three"}


def test_what_a_person_changed_since_the_rule_was_written_is_left_for_good_and_counted(client, mona, songs):
    client.force_login(mona)
    edit_videos(songs.filter(video_id="two"), {"effective_policy": TRACK + "!"}, actor=mona)  # before: an open edit
    rule = write(client, policy=MONETIZE, enabled="on")
    every_day()
    assert {name for name, policy in policies().items() if policy == MONETIZE} == {"one", "three"}
    assert ChangeSet.objects.get(kind="rule").skipped == 1
    edit_videos(songs.filter(video_id="one"), {"effective_policy": TRACK}, actor=mona)
    OpenEdit.objects.all().delete()  # YouTube has confirmed everything meanwhile
    every_day()
    assert policies()["one"] == TRACK
    assert policies()["two"] == MONETIZE  # that edit was older than the rule, and is done
    page = client.post(
        reverse("admin:videos_standingrule_change", args=[rule.pk]),
        {"name": rule.name, "kind": "policy", "policy": MONETIZE, "channels": "Harbour", "enabled": "on"},
    )
    assert page.status_code == 302
    every_day()
    assert policies()["one"] == MONETIZE  # whoever alters the rule says it anew


def test_of_two_runs_of_a_rule_at_once_the_second_finds_all_done_and_has_not_failed(client, mona, songs, monkeypatch):
    monkeypatch.setattr("videos.queue.AT_ONCE", 0)  # both wait for the worker
    client.force_login(mona)
    rule = write(client, policy=MONETIZE, enabled="on")
    for _ in range(2):
        apply_daily(StandingRule(**{name: value for name, value in vars(rule).items() if name != "_state"}))
    work()
    first, second = ChangeSet.objects.filter(kind="rule").order_by("pk")
    assert [(done.status, done.videos) for done in (first, second)] == [("applied", 3), ("applied", 0)]
    assert "Nothing was left to change" in client.get(change_url(second)).content.decode()
    assert (
        "applied: nothing left to change"
        in client.get(reverse("admin:videos_standingrule_changelist")).content.decode()
    )


def test_what_youtube_changed_is_put_right_again(client, mona, songs):
    client.force_login(mona)
    write(client, policy=MONETIZE, channels="Harbour", enabled="on")
    every_day()
    OpenEdit.objects.all().delete()
    Video.objects.filter(video_id="one").update(effective_policy=TRACK)
    every_day()
    assert policies()["one"] == MONETIZE


def test_of_two_rules_for_a_video_the_one_written_last_wins_and_rests(client, mona, songs):
    client.force_login(mona)
    write(client, policy=MONETIZE, enabled="on")
    every_day()
    OpenEdit.objects.all().delete()
    write(client, name="Harbour", policy=TRACK, channels="Harbour", enabled="on")
    every_day()
    OpenEdit.objects.all().delete()
    for _ in range(2):
        every_day()
    assert policies()["one"] == TRACK
    assert ChangeSet.objects.count() == 2


def test_custom_ids_made_for_kids_and_match_policies_have_rules_as_well(client, mona, songs):
    client.force_login(mona)
    songs.filter(video_id="three").update(asset_id="", match_policy="")
    songs.filter(video_id="one").update(match_policy=MONETIZE)
    Asset.objects.create(asset_id="A-two", as_of=timezone.now())  # which has none; of A-four nothing has told yet
    write(client, name="Matches", kind="match", policy=MONETIZE, except_labels="Blue", enabled="on")
    Video.objects.filter(video_id="two").update(made_for_kids_modifiable=False)
    write(client, name="IDs", kind="custom_id", enabled="on")
    write(client, name="Kids", kind="kids", kids="yes", channels="Harbour", enabled="on")
    every_day()
    told = songs.values_list("video_id", "custom_id", "self_declared_made_for_kids")
    assert list(told)[:3] == [("one", "HRB", True), ("two", "HRB", False), ("three", "", False)]
    held = dict(songs.values_list("video_id", "match_policy"))
    assert held == {"one": MONETIZE, "two": MONETIZE, "three": "", "four": "", "gone": ""}
