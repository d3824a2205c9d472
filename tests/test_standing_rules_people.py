"""Who writes standing rules, who applies them, and what waits for a second person."""

import re

import pytest
from django.contrib.auth.models import Permission
from django.urls import reverse

from tests.people import somebody
from tests.standing import MONETIZE, TRACK, apply, every_day, make_songs, page_of, policies, write
from videos.models import ApprovalRule, ChangeSet, StandingRule, Video

pytestmark = pytest.mark.django_db


@pytest.fixture
def mona(db):
    """Mona, who manages the monetization."""
    return somebody("monetization manager")


@pytest.fixture
def songs(db):
    return make_songs()


def test_a_channel_that_is_not_known_and_a_policy_that_is_not_chosen_are_told(client, mona, songs):
    client.force_login(mona)
    with pytest.raises(AssertionError, match="No channel has the ID"):
        write(client, policy=MONETIZE, channels="UCnowhere")
    with pytest.raises(AssertionError, match="policy"):
        write(client, policy="")
    assert not StandingRule.objects.exists()


def test_a_large_rule_waits_for_a_second_person_and_is_not_asked_for_twice(client, mona, songs):
    ApprovalRule.objects.update_or_create(group="policy", irreversible=False, defaults={"videos": 2})
    client.force_login(mona)
    rule = write(client, policy=MONETIZE, enabled="on")
    every_day()
    every_day()
    asked = ChangeSet.objects.get()
    assert (asked.status, TRACK in policies().values()) == ("awaiting", True)
    decide = reverse("admin:videos_changeset_decide", args=[asked.pk])
    assert client.post(decide, {"_approve": "x"}).status_code == 403
    client.force_login(somebody("approver"))
    assert "would change now" in client.get(decide).content.decode()
    client.post(decide, {"_reject": "x", "reason": "Not now"})
    every_day()
    rule.refresh_from_db()
    assert "was rejected" in rule.outcome
    assert ChangeSet.objects.count() == 1
    client.force_login(mona)
    apply(client, rule)
    client.force_login(somebody("approver"))
    newest = ChangeSet.objects.latest("pk")
    client.post(reverse("admin:videos_changeset_decide", args=[newest.pk]), {"_approve": "x"})
    assert policies()["one"] == MONETIZE


def test_a_rule_may_do_what_who_answers_for_it_may(client, mona, songs):
    client.force_login(mona)
    rule = write(client, policy=MONETIZE, enabled="on")
    mona.groups.clear()
    every_day()
    rule.refresh_from_db()
    assert "may not do this" in rule.outcome
    mona.is_active = False
    mona.save()
    every_day()
    rule.refresh_from_db()
    assert "no longer here" in rule.outcome
    assert not ChangeSet.objects.exists()


def test_who_may_not_set_policies_writes_and_applies_no_rule_for_them(client, mona, songs):
    client.force_login(mona)
    rule = write(client, policy=MONETIZE)
    editor = somebody("editor")
    editor.user_permissions.add(*Permission.objects.filter(codename__endswith="_standingrule"))
    client.force_login(editor)
    with pytest.raises(AssertionError, match="You may not change this"):
        write(client, name="Mine", policy=MONETIZE)
    assert client.get(page_of(rule)).status_code == 200
    assert client.post(page_of(rule), {"reason": "x"}).status_code == 403
    write(client, name="Mine", kind="custom_id")


def test_ben_sees_rules_and_what_they_would_change_and_cora_nothing(client, mona, ben, cora, songs):
    client.force_login(mona)
    rule = write(client, policy=MONETIZE, channels="UCharbour\n@light", except_labels="Red", enabled="on")
    client.force_login(ben)
    listed = client.get(reverse("admin:videos_standingrule_changelist")).content.decode()
    assert "Set effective policy to “Monetize in all countries”" in listed
    assert "Harbour, Lighthouse, except Red" in listed
    read = client.get(reverse("admin:videos_standingrule_change", args=[rule.pk]))
    assert "Set effective policy" in read.content.decode()
    shown = client.get(page_of(rule)).content.decode()
    assert "What would change now" in shown
    assert 'name="seen"' not in shown
    client.force_login(cora)
    assert client.get(page_of(rule)).status_code == 403


def test_turning_a_rule_on_says_nothing_anew(client, mona, songs):
    client.force_login(mona)
    rule = write(client, policy=MONETIZE)
    page = reverse("admin:videos_standingrule_change", args=[rule.pk])
    client.post(page, {"name": "House", "kind": "policy", "policy": MONETIZE, "enabled": "on"})
    on = StandingRule.objects.get()
    assert (on.enabled, on.name, on.written_at) == (True, "House", rule.written_at)
    client.post(page, {"name": "House", "kind": "policy", "policy": TRACK, "enabled": "on"})
    assert StandingRule.objects.get().written_at > rule.written_at


def test_what_changed_since_it_was_shown_is_shown_again(client, mona, songs):
    client.force_login(mona)
    rule = write(client, policy=MONETIZE)
    token = re.search(r'name="seen" value="(\w+)"', client.get(page_of(rule)).content.decode())[1]
    Video.objects.filter(video_id="one").update(effective_policy=MONETIZE)
    page = client.post(page_of(rule), {"seen": token, "reason": "as agreed"})
    assert "look at it again" in page.content.decode()
    assert not ChangeSet.objects.exists()
