"""The pages of assets: found by any of their codes, tied to their videos and claims, and only to be read."""

import pytest
from django.contrib.auth.models import Permission
from django.urls import reverse

from tests.catalogue import NOON, fill
from tests.test_admin_lists import address, shown
from videos.models import Asset, Claim, Policy, Video

pytestmark = pytest.mark.django_db


@pytest.fixture
def looking(client, ben):
    """Ben looks at three assets with a video each."""
    fill(3)
    client.force_login(ben)
    return client


def page_of(client, asset_id):
    return client.get(reverse("admin:videos_asset_change", args=[asset_id])).content.decode()


def test_an_asset_is_found_by_its_codes_and_by_what_finds_its_videos(looking):
    Asset.objects.filter(pk=f"A{1:015}").update(upc="036000291452", custom_id="HRB-1")
    codes = [f"A{1:015}", f"GBAYE{1:07}", "GB-AYE-00-00001", "036000291452", "HRB-1", "ACME-1"]
    for text in (*codes, "video000001", "Song 1"):
        assert shown(looking.get(address("videos_asset"), {"q": text})) == [f"A{1:015}"], text


def test_a_list_of_codes_finds_each_and_nothing_finds_none(looking):
    found = looking.get(address("videos_asset"), {"q": f"A{0:015}, GBAYE{2:07}"})
    assert set(shown(found)) == {f"A{0:015}", f"A{2:015}"}
    assert shown(looking.get(address("videos_asset"), {"q": "no such song"})) == []


def test_the_page_of_an_asset_leads_to_its_videos_and_claims_and_a_video_leads_back(looking):
    page = page_of(looking, f"A{1:015}")
    video, claim = Video.objects.get(video_id="video000001"), Claim.objects.get(video_id="video000001")
    assert reverse("admin:videos_video_change", args=[video.pk]) in page
    assert reverse("admin:videos_claim_change", args=[claim.pk]) in page
    of_video = looking.get(reverse("admin:videos_video_change", args=[video.pk])).content.decode()
    assert reverse("admin:videos_asset_change", args=[f"A{1:015}"]) in of_video


def test_assets_are_found_by_their_match_policy_also_from_the_policy(looking, olu):
    Asset.objects.filter(pk=f"A{1:015}").update(match_policy="Block <all>")
    Policy.objects.create(policy_id="1", name="Block <all>", pulled_at=NOON)
    assert shown(looking.get(address("videos_asset"), {"match": "Block <all>"})) == [f"A{1:015}"]
    assert shown(looking.get(address("videos_asset"), {"match": "-"})) == [f"A{2:015}", f"A{0:015}"]
    assert shown(looking.get(address("videos_asset"), {"match": "Nobody's\x00"})) == []
    looking.force_login(olu)
    assert "?match=Block+%3Call%3E" in looking.get(address("videos_policy")).content.decode()


def test_an_asset_that_is_gone_says_so_and_is_found_by_the_filter(looking):
    Asset.objects.filter(pk=f"A{1:015}").update(not_seen_since=NOON)
    assert "absent since 2026-03-01" in page_of(looking, f"A{1:015}")
    assert shown(looking.get(address("videos_asset"), {"seen": "no"})) == [f"A{1:015}"]


def test_an_asset_is_read_and_never_written(looking, olu):
    looking.force_login(olu)
    assert looking.get(reverse("admin:videos_asset_add")).status_code == 403
    looking.post(reverse("admin:videos_asset_change", args=[f"A{1:015}"]), {"album": "Mine"})
    looking.post(reverse("admin:videos_asset_delete", args=[f"A{1:015}"]), {"post": "yes"})
    assert Asset.objects.get(pk=f"A{1:015}").album == ""


def test_who_may_not_see_videos_sees_none_on_the_page_of_an_asset(looking, cora):
    cora.user_permissions.add(Permission.objects.get(codename="view_asset"))
    looking.force_login(cora)
    page = page_of(looking, f"A{1:015}")
    assert "GBAYE0000001" in page
    assert "video000001" not in page
