"""The claim report: claims as they stand, on whoever's video, and what they tell of the videos that we know."""

import pytest

from reports.ingest import confirm_gone
from tests.harbour import FERRY, GULLS, PIER, changes, morning, report, row, video
from videos.models import Change, Claim
from videos.observe.claims import observe_claims

pytestmark = pytest.mark.django_db(transaction=True)

CLAIMS = "claim_report_harbour_C.csv"
SOME_CLAIMS = "some claims.csv"


def told(claim_id, video_id=FERRY, status="ACTIVE", **cells):
    return {"claim_id": claim_id, "claim_status": status, "video_id": video_id, **cells}


def claims(folder, *rows, day, name=CLAIMS):
    return report(folder, *rows, day=day, name=name)


def claim(claim_id="C1"):
    return Claim.objects.get(claim_id=claim_id)


def test_a_claim_report_keeps_every_claim_also_on_videos_that_we_do_not_know(tmp_path):
    done = claims(
        tmp_path,
        told("C1", FERRY, "ACTIVE", claim_type="AUDIO", claim_policy_monetize="WW", claim_created_date="2021/03/04"),
        told("C2", "fansfansfan", "routedForReview", uploader="Fan", channel_display_name="Fans", video_title="A song"),
        told("", FERRY),
        day=0,
    )
    assert (done.kind, done.rows_read, done.inserted, done.rejected) == ("claim", 3, 2, 1)
    ours, strange = claim(), claim("C2")
    assert (ours.status, ours.claim_type, ours.monetize_in, ours.ours) == ("active", "AUDIO", "WW", True)
    assert f"{ours.claimed_at:%Y-%m-%d}" == "2021-03-04"
    assert (strange.status, strange.video_title, strange.channel_title) == ("routed_for_review", "A song", "Fans")
    assert strange.first_seen == done.change_set


def test_an_unchanged_claim_is_told_by_its_digest_and_its_counters_move_without_a_change(tmp_path):
    claims(tmp_path, told("C1", views=10), told("C2", GULLS, views=5), day=0)
    again = claims(tmp_path, told("C1", views=12), told("C2", GULLS, views=5), day=1)
    assert (again.unchanged, again.updated, again.counters_moved) == (2, 0, 1)
    assert (claim().statistics.views, claim().as_of) == (12, morning(0))


def test_a_lost_claim_is_marked_until_it_is_back(tmp_path):
    claims(tmp_path, told("C1"), told("C2", GULLS), *(told(f"C{n}", PIER) for n in range(3, 20)), day=0)
    rest = [told(f"C{n}", PIER) for n in range(3, 20)]
    lost = claims(tmp_path, told("C1", status="INACTIVE"), *rest, day=1)
    assert (lost.updated, lost.gone) == (1, 1)
    assert set(Claim.objects.filter(lost_in=lost.change_set).values_list("claim_id", flat=True)) == {"C1", "C2"}
    assert claim("C2").not_seen_since == claim("C1").lost_at == morning(1)
    back = claims(tmp_path, told("C1"), told("C2", GULLS), *rest, day=2)
    assert (back.updated, Claim.objects.filter(lost_in__isnull=False).count()) == (1, 0)
    assert claim("C2").not_seen_since is None


def test_the_most_alive_claim_of_a_video_is_its_claimed_status(tmp_path):
    report(tmp_path, row(FERRY, "Ferry"), row(GULLS, "Gulls"), day=0)
    first = claims(tmp_path, told("C1", status="DISPUTED", asset_id="A1"), told("C2", GULLS, "INACTIVE"), day=1)
    assert (video().claimed_status, video().claimed_by_this_owner, video().asset_id) == ("disputed", True, "A1")
    assert (video(GULLS).claimed_status, video(GULLS).claimed_by_this_owner) == ("inactive", False)
    assert (changes(first), first.change_set.videos) == ([], 2), "the first sight of it is no change"

    more = claims(tmp_path, told("C1", status="INACTIVE"), told("C2", GULLS, "ACTIVE"), told("C3"), day=2)
    assert changes(more) == [
        (FERRY, "claimed_status", "disputed", "active"),
        (GULLS, "claimed_by_this_owner", False, True),
        (GULLS, "claimed_status", "inactive", "active"),
    ]
    assert more.change_set.changes == 3


def test_the_videos_of_lost_claims_are_no_longer_claimed(tmp_path):
    report(tmp_path, row(FERRY, "Ferry"), day=0)
    rest = [told(f"C{n}", PIER) for n in range(3, 20)]
    claims(tmp_path, told("C1"), *rest, day=1)
    lost = claims(tmp_path, *rest, day=2)
    assert changes(lost) == [(FERRY, "claimed_by_this_owner", True, False), (FERRY, "claimed_status", "active", "")]
    assert (lost.change_set.changes, lost.change_set.videos) == (2, 1)


def test_a_claim_report_that_shrank_too_much_waits_for_a_person(tmp_path, olu):
    report(tmp_path, row(FERRY, "Ferry"), day=0)
    claims(tmp_path, told("C1"), told("C2", GULLS), day=1)
    held = claims(tmp_path, told("C2", GULLS), day=2)
    assert (held.gone_held, claim().not_seen_since, video().claimed_status) == (True, None, "active")
    assert confirm_gone(held, by=olu) == 1
    assert (claim().not_seen_since, video().claimed_status) == (morning(2), "")
    assert changes(held) == [(FERRY, "claimed_by_this_owner", True, False), (FERRY, "claimed_status", "active", "")]
    held.change_set.refresh_from_db()
    assert (held.change_set.changes, held.change_set.videos) == (2, 1)


def test_a_video_that_comes_after_its_claims_takes_what_they_tell(tmp_path):
    claims(tmp_path, told("C1", status="APPEALED", asset_id="A1"), day=0)
    report(tmp_path, row(FERRY, "Ferry", asset_id="", claimed_by_this_owner="No"), row(GULLS, "Gulls"), day=1)
    assert (video().claimed_status, video().claimed_by_this_owner, video().asset_id) == ("appealed", True, "A1")
    assert video(GULLS).claimed_status == ""
    assert not Change.objects.exists()


def test_a_video_report_alters_no_claim_that_a_claim_report_told(tmp_path):
    report(tmp_path, row(FERRY, claim_id="C1", effective_policy="Track"), row(GULLS, claim_id="C2"), day=0)
    claims(tmp_path, told("C1", status="ACTIVE"), day=1)
    report(tmp_path, row(FERRY, claim_id="", effective_policy=""), row(GULLS, claim_id="C2"), day=2)
    assert (claim().status, claim().not_seen_since, claim().policy) == ("active", None, "Track")
    assert claim("C2").told_by == "video"


def test_mended_rows_under_the_name_of_the_whole_report_say_nothing_of_what_they_lack(tmp_path):
    claims(tmp_path, told("C1"), told("C2", GULLS), told("C3", PIER), day=0)
    mended = {"reject_line": "4", "reject_reason": "ragged"}
    done = claims(tmp_path, mended | told("C3", PIER, "DISPUTED"), mended | told("C4", PIER), day=1)
    assert (done.inserted, done.updated, done.gone, claim("C3").status) == (1, 1, 0, "disputed")
    assert not Claim.objects.filter(not_seen_since__isnull=False).exists()


def test_a_claim_has_the_name_of_its_policy_from_the_video_report_whichever_came_first(tmp_path):
    claims(tmp_path, told("C1", status="DISPUTED", claim_policy_id="77"), day=2)
    report(tmp_path, row(FERRY, claim_id="C1", effective_policy="Block", claimed_by_this_owner="No"), day=1)
    assert (claim().policy, claim().policy_id, claim().status, claim().ours) == ("Block", "77", "disputed", True)
    done = report(tmp_path, row(FERRY, claim_id="C1", effective_policy="Track"), day=3)
    assert (done.updated, claim().policy, claim().told_by) == (1, "Track", "claim")
    report(tmp_path, row(FERRY, claim_id="C1", effective_policy="Monetize"), day=0)
    assert claim().policy == "Track"


def test_of_two_claim_reports_the_newer_counts_whichever_came_first(tmp_path):
    claims(tmp_path, told("C1", status="ACTIVE"), day=2)
    late = claims(tmp_path, told("C1", status="INACTIVE"), told("C9", GULLS), day=1)
    assert (late.inserted, late.unchanged, claim().status) == (1, 1, "active")
    assert claim("C9").not_seen_since == morning(2)
    partial = claims(tmp_path, told("C1", status="PENDING"), day=1.5, name=SOME_CLAIMS)
    assert (partial.unchanged, claim().status) == (1, "active")
    assert claims(tmp_path, told("C1", status="PENDING"), day=3, name=SOME_CLAIMS).updated == 1


def lasting():
    """The claims on the ferry that are not gone."""
    return [
        *Claim.objects.filter(video=FERRY, not_seen_since=None).order_by("claim_id").values_list("claim_id", flat=True)
    ]


def test_who_is_told_of_no_claims_of_one_cms_does_not_lose_those_of_another(tmp_path, settings):
    settings.YOUTUBE_CMS_NAME = "harbour"
    report(tmp_path, row(FERRY, "Ferry"), day=0)
    claims(tmp_path, told("H1"), told("H2"), day=1)
    claims(tmp_path, told("P1"), told("H2"), day=1.1, name="claim_report_pier_C.csv")
    gone = observe_claims({}, as_of=morning(2), videos=[FERRY])
    assert gone.change_set.label == "Pulled the claims on 1 videos from YouTube"
    assert (lasting(), video().claimed_status) == (["H2", "P1"], "active")

    settings.YOUTUBE_CMS_NAME = "COharbour"  # which no file is named after
    assert not observe_claims({}, as_of=morning(3), videos=[FERRY]) and lasting() == ["H2", "P1"]


def test_an_older_claim_report_brings_no_claim_back_that_youtube_told_no_more_of(tmp_path, settings):
    settings.YOUTUBE_CMS_NAME = "harbour"
    report(tmp_path, row(FERRY, "Ferry", claim_id="C1", claimed_by_this_owner="Yes"), day=0)
    observe_claims({}, as_of=morning(2), videos=[FERRY])
    claims(tmp_path, told("C1"), day=1)
    assert (lasting(), video().claimed_status) == ([], "")
    claims(tmp_path, told("C1"), day=3)
    assert (lasting(), video().claimed_status) == (["C1"], "active")
