"""The saved policies: what each does in words, the way to them from where they are named, and having them pulled."""

import pytest
from django.urls import reverse
from django.utils import timezone

from sync.models import Credential
from tests.bulk import said
from tests.people import somebody
from videos.admin.policies import sentence
from videos.models import Asset, Claim, Policy, Video

pytestmark = pytest.mark.django_db
LIST, PULL = reverse("admin:videos_policy_changelist"), reverse("admin:videos_policy_pull")


def only(**conditions):
    return {"action": "block", "conditions": conditions}


@pytest.mark.parametrize(
    ("rule", "words"),
    [
        ({"action": "monetize"}, "Monetize in all countries"),
        ({"action": "track", "conditions": {"requiredTerritories": {"type": "exclude"}}}, "Track in all countries"),
        (only(requiredTerritories={"type": "include", "territories": ["DE", "FR"]}), "Block in DE, FR"),
        (only(requiredTerritories={"type": "exclude", "territories": ["DE"]}), "Block in all countries but DE"),
        (only(requiredTerritories={"type": "include", "territories": []}), "Block in no country"),
        (
            only(requiredTerritories={"type": "include", "territories": ["AT", "BE", "DE", "FR"]}),
            "Block in AT, BE, DE and 1 more",
        ),
        ({"action": "block", "subaction": ["review"]}, "Block in all countries, and review"),
        (
            only(contentMatchType=["audio", "video"], matchPercent=[{"low": 50}]),
            "Block in all countries, where audio or video matches and at least 50% of the video match",
        ),
        (
            only(matchDuration=[{"low": 30, "high": 60}], referenceDuration=[{"high": 90}]),
            "Block in all countries, where 30 to 60 s of the video match and the reference is at most 90 s long",
        ),
        (only(moonPhase="full"), 'Block in all countries, where moonPhase is "full"'),
        ({"action": "forgive"}, "forgive in all countries"),
    ],
)
def test_a_rule_is_told_in_words(rule, words):
    assert sentence(rule, 3) == words


@pytest.fixture
def house(db):
    rules = [only(requiredTerritories={"type": "include", "territories": ["DE"]}), {"action": "monetize"}]
    return Policy.objects.create(policy_id="p1", name="House <policy>", rules=rules, pulled_at=timezone.now())


def test_a_policy_is_listed_with_what_it_does_and_the_way_to_its_videos(client, house):
    Policy.objects.create(policy_id="p2", name="Old", pulled_at=timezone.now(), missing_since=timezone.now())
    client.force_login(somebody("viewer"))
    page = client.get(LIST).content.decode()
    assert "House &lt;policy&gt;" in page and "Block in DE" in page and "Monetize in all countries" in page
    assert "?policy=House+%3Cpolicy%3E" in page and "no longer listed since" in page
    assert "Old" not in client.get(LIST, {"listed": "yes"}).content.decode()
    assert "Block in DE" in client.get(reverse("admin:videos_policy_change", args=[house.pk])).content.decode()


def test_where_a_policy_is_named_a_link_leads_to_it(client, house):
    video = Video.objects.create(video_id="one", effective_policy=house.name, match_policy="Other")
    asset = Asset.objects.create(pk="A1", match_policy=house.name, as_of=timezone.now())
    claim = Claim.objects.create(claim_id="C1", policy=house.name)
    client.force_login(somebody("monetization manager"))
    for row, kind in ((video, "video"), (asset, "asset"), (claim, "claim")):
        page = client.get(reverse(f"admin:videos_{kind}_change", args=[row.pk])).content.decode()
        assert any(f"{LIST}?q=House{space}%3Cpolicy%3E" in page for space in ("+", "%20")), kind
    for page in (reverse("admin:videos_video_act", args=["match"]), reverse("admin:videos_standingrule_add")):
        assert f"{LIST}?listed=yes" in client.get(page).content.decode(), page


def test_the_worker_pulls_the_policies_when_somebody_asks(client, house):
    client.force_login(somebody("viewer"))
    assert PULL not in client.get(LIST).content.decode() and client.post(PULL).status_code == 403
    client.force_login(somebody("editor"))
    assert "Pull policies now" in client.get(LIST).content.decode()
    assert "Nobody is signed in to YouTube" in said(client.post(PULL, follow=True))
    Credential.objects.create(name="key", kind="oauth", secret=b"x", state="valid")
    assert "load this page again" in said(client.post(PULL, follow=True))
