"""What changed: a digest of each report, counted when it is ingested."""

import pytest

from reports.ingest import confirm_gone
from reports.models import Digest
from tests.harbour import ASSETS, BUOY, FERRY, GULLS, PARTIAL, PIER, asset, report, row
from tests.ingesting import ingest
from videos.models import Occurrence

pytestmark = pytest.mark.django_db(transaction=True)

CLAIMS = "claim_report_harbour_C.csv"
CONFLICTS = "asset_conflict_report_harbour_L_v1-3.csv"


def counts(done):
    return Digest.objects.get(change_set=done.change_set).counts


def befell(done, what):
    return sorted(Occurrence.objects.filter(change_set=done.change_set, what=what).values_list("key", flat=True))


def video(video_id, title="Title", **cells):
    return row(video_id, title, privacy_status="public", effective_policy="Monetize", **cells)


def test_a_first_report_is_all_new(inbox):
    done = report(inbox, video(FERRY), video(GULLS), day=0)
    assert counts(done) == {"video_new": 2}


def test_a_report_that_tells_nothing_new_has_an_empty_digest(inbox):
    report(inbox, video(FERRY), day=0)
    assert counts(report(inbox, video(FERRY), day=1)) == {}


def test_what_is_new_gone_back_and_changed_is_counted(inbox):
    fleet = [video(f"{BUOY[:-2]}{number:02}") for number in range(20)]
    report(inbox, video(FERRY), video(GULLS), *fleet, day=0)
    second = report(inbox, {**video(FERRY), "privacy_status": "private"}, video(PIER), *fleet, day=1)
    assert counts(second) == {"video_new": 1, "video_gone": 1, "privacy_status": 1}
    assert befell(second, "video_gone") == [GULLS]
    third = report(inbox, video(FERRY, "New"), video(GULLS), video(PIER), *fleet, day=2)
    assert counts(third) == {"video_back": 1, "privacy_status": 1, "title": 1}
    assert befell(third, "video_back") == [GULLS]
    assert befell(second, "video_gone") == [GULLS], "what was so then stays told"


def test_a_part_of_the_catalogue_has_nothing_gone(inbox):
    report(inbox, video(FERRY), video(GULLS), day=0)
    assert counts(report(inbox, video(FERRY, "New"), day=1, name=PARTIAL)) == {"title": 1}


def test_what_is_held_is_counted_and_listed_once_a_person_says_so(inbox, olu):
    report(inbox, video(FERRY), video(GULLS), day=0)
    shrunk = report(inbox, video(FERRY), day=1)
    digest = Digest.objects.get(change_set=shrunk.change_set)
    assert (digest.counts, digest.held, befell(shrunk, "video_gone")) == ({"video_gone": 1}, True, [])
    confirm_gone(shrunk, by=olu)
    digest.refresh_from_db()
    assert (digest.counts, digest.held, befell(shrunk, "video_gone")) == ({"video_gone": 1}, False, [GULLS])


def claim(claim_id, status="ACTIVE", video_id=FERRY):
    return {"claim_id": claim_id, "video_id": video_id, "claim_status": status}


def test_claims_are_new_lost_and_back(inbox):
    fleet = [claim(f"F{number}") for number in range(20)]
    report(inbox, claim("C1"), claim("C2"), *fleet, day=0, name=CLAIMS)
    second = report(inbox, claim("C1", "INACTIVE"), claim("C3"), *fleet, day=1, name=CLAIMS)
    assert counts(second) == {"claim_new": 1, "claim_lost": 2}
    assert befell(second, "claim_lost") == ["C1", "C2"]
    third = report(inbox, claim("C1", "INACTIVE"), claim("C2"), claim("C3"), *fleet, day=2, name=CLAIMS)
    assert counts(third) == {"claim_back": 1}


def test_claims_of_a_video_report_are_counted_too(inbox):
    first = report(inbox, video(FERRY, claim_id="C1"), day=0)
    assert counts(first) == {"video_new": 1, "claim_new": 1}
    second = report(inbox, video(FERRY, claim_id="C2"), day=1)
    assert counts(second) == {"claim_new": 1, "claim_lost": 1}
    assert befell(second, "claim_lost") == ["C1"]


def conflict(asset_id, owner="Quay"):
    return {"asset_id": asset_id, "conflicting_owner": owner, "ownership_origination": "us"}


def test_ownership_conflicts_open_and_end(inbox):
    fleet = [conflict(f"F{number}") for number in range(20)]
    assert counts(report(inbox, conflict("A1"), *fleet, day=0, name=CONFLICTS)) == {"conflict_opened": 21}
    second = report(inbox, conflict("A2"), *fleet, day=1, name=CONFLICTS)
    assert counts(second) == {"conflict_opened": 1, "conflict_over": 1}
    third = report(inbox, conflict("A1"), conflict("A2"), *fleet, day=2, name=CONFLICTS)
    assert counts(third) == {"conflict_opened": 1}
    assert befell(third, "conflict_opened") == ["A1"]


def test_assets_are_new_and_gone(inbox):
    fleet = [asset(f"F{number}") for number in range(20)]
    report(inbox, video(FERRY, asset_id="A1"), day=0)
    assert counts(report(inbox, asset("A1", label="Old"), *fleet, day=0, name=ASSETS))["asset_new"] == 21
    second = report(inbox, *fleet, asset("A2"), day=1, name=ASSETS)
    assert counts(second) == {"asset_new": 1, "asset_gone": 1}


def test_a_report_ingested_again_keeps_the_digest_that_it_had(inbox):
    done = report(inbox, video(FERRY), day=0)
    ingest(inbox / "day0" / done.name, "--force")
    assert sorted(len(one.counts) for one in done.digests.all()) == [0, 1]
