"""What YouTube's refusals mean to us: the table, and what the client makes of them over HTTP."""

import json
import re
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

import pytest
from google.oauth2.credentials import Credentials
from hypothesis import given
from hypothesis import strategies as st

from sync.ledger import Ledger
from sync.models import QuotaEntry
from sync.sandbox.errors import STATUS, ApiError
from sync.youtube.client import Client, connect
from sync.youtube.errors import MEANINGS, NotConfigured, QuotaSpent, Refused, Verdict, refusal
from tests.sandbox import open_door, small_state
from tests.youtube import BROKEN, at_door

pytestmark = pytest.mark.django_db

# The table of the reference, row by row.
REFERENCE = {
    "permanent": "invalidTitle invalidDescription invalidTags invalidCategoryId invalidVideoMetadata invalidPublishAt "
    "invalidRecordingDetails invalidDefaultBroadcastPrivacySetting defaultLanguageNotSet uploadLimitExceeded "
    "forbiddenPrivacySetting forbiddenLicenseSetting forbiddenEmbedSetting alreadyClaimed referenceAlreadyExists "
    "badRequest notImplemented channelTitleUpdateForbidden",
    "configuration": "invalidParameter incompatibleParameters invalidFilters missingRequiredParameter "
    "unexpectedParameter unknownPart unexpectedPart invalidPart parseError keyInvalid keyExpired authError "
    "expired authorizationRequired youtubeSignupRequired forbidden insufficientPermissions insufficientCapabilities "
    "accountDelegationForbidden cmsUserAccountNotFound accessNotConfigured sslRequired contentOwnerAccountNotFound "
    "authenticatedUserAccountClosed authenticatedUserAccountSuspended authenticatedUserNotChannel",
    "transient": "rateLimitExceeded userRateLimitExceeded servingLimitExceeded uploadRateLimitExceeded internalError "
    "backendError notReady SERVICE_UNAVAILABLE",
    "quota": "quotaExceeded dailyLimitExceeded",
    "gone": "videoNotFound notFound playlistNotFound deleted channelClosed channelSuspended channelNotFound",
    "reread": "conflict duplicate conditionNotMet invalidPageToken",
}
WORDS = ["error", "errors", "reason", "message", "details", "metadata", "quota_unit", "status", "location"]
BY_STATUS = {
    **dict.fromkeys((400, 501), "permanent"),
    **dict.fromkeys((401, 403), "configuration"),
    **dict.fromkeys((404, 410), "gone"),
    **dict.fromkeys((409, 412), "reread"),
    **dict.fromkeys((429, 500, 502, 599), "transient"),
}
PASSING = [
    {"kind": "error", "reason": "backendError"},
    {"kind": "error", "reason": "rateLimitExceeded"},
    {"kind": "error", "reason": "SERVICE_UNAVAILABLE", "status": 403},
    *({"kind": kind} for kind in ("html", "drop", "cut")),
]
VERDICTS = {reason: verdict for verdict, reasons in REFERENCE.items() for reason in reasons.split()}


@pytest.fixture(scope="module")
def _door():
    with open_door() as door:
        yield door


@pytest.fixture
def door(_door, settings):
    return at_door(_door.begin(small_state(2)), settings)


@pytest.fixture
def client(door):
    client = Client(Ledger(), door.credentials(), timeout=5)
    yield client
    client.close()


def body(reason, **more):
    error = {"code": 400, "message": "Words", "errors": [{"reason": reason, "domain": "d", "message": "Words"}]}
    return json.dumps({"error": error | more}).encode()


@pytest.mark.parametrize("reason", sorted(VERDICTS))
def test_each_reason_has_a_verdict_and_a_sentence(reason):
    refused = refusal(STATUS.get(reason, 400), body(reason))
    assert (refused.reason, refused.verdict) == (reason, VERDICTS[reason])
    assert re.fullmatch(r"[A-Z].+\. YouTube says: “Words”", str(refused))


def test_the_table_has_every_reason_that_the_sandbox_gives():
    assert STATUS.keys() <= MEANINGS.keys()


def test_the_machine_reason_is_found_in_the_newer_form_too():
    details = ApiError("userRateLimitExceeded", details=True).body()
    assert refusal(403, json.dumps(details).encode()).reason == "userRateLimitExceeded"
    del details["error"]["errors"]
    assert refusal(403, json.dumps(details).encode()).verdict == Verdict.TRANSIENT


def test_a_day_that_is_spent_is_told_from_a_minute_that_is():
    def told(unit):
        info = {"@type": "…ErrorInfo", "reason": "RATE_LIMIT_EXCEEDED", "metadata": {"quota_unit": unit}}
        return refusal(429, body("rateLimitExceeded", details=[info])).verdict

    assert told("1/d/{project}") == Verdict.QUOTA
    assert told("1/min/{project}/{user}") == Verdict.TRANSIENT


def test_html_in_the_message_is_not_shown():
    refused = refusal(403, json.dumps(ApiError("quotaExceeded").body()).encode())
    assert "you have exceeded your quota." in refused.sentence
    assert "<" not in refused.sentence


@pytest.mark.parametrize(("status", "verdict"), BY_STATUS.items())
@pytest.mark.parametrize("content", BROKEN)
def test_an_answer_without_a_reason_is_judged_by_its_status(status, verdict, content):
    refused = refusal(status, content)
    assert (refused.verdict, refused.status) == (verdict, status)
    assert "<" not in refused.sentence


@given(
    st.recursive(
        st.none() | st.integers() | st.text(max_size=9) | st.sampled_from(["forbidden", "<b>no</b>", "1/d/x"]),
        lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.sampled_from(WORDS), inner, max_size=5),
        max_leaves=20,
    )
)
def test_no_body_whatever_makes_a_refusal_fail(body):
    refused = refusal(403, json.dumps(body).encode())
    assert refused.sentence
    assert refused.verdict in Verdict
    assert not re.search("<[^<>]*>", refused.sentence)


def test_what_is_forbidden_of_one_video_does_not_stop_the_others():
    assert refusal(403, body("forbidden")).verdict == Verdict.CONFIGURATION
    assert refusal(403, body("forbidden"), of_one=True).verdict == Verdict.PERMANENT


def test_required_means_a_sign_in_or_something_that_lacks():
    assert refusal(401, body("required")).verdict == Verdict.CONFIGURATION
    assert refusal(400, body("required")).verdict == Verdict.PERMANENT


@pytest.mark.parametrize("reason", ["invalidTags", "accountDelegationForbidden", "videoNotFound", "conditionNotMet"])
@pytest.mark.parametrize("details", [True, False])
def test_a_refusal_is_raised_once_and_charged(door, client, reason, details):
    door.sandbox("faults", kind="error", reason=reason, details=details)
    with pytest.raises(Refused) as caught:
        client.videos(["video-0"])
    assert (caught.value.reason, caught.value.verdict) == (reason, VERDICTS[reason])
    assert [(one.outcome, one.units) for one in QuotaEntry.objects.all()] == [(reason, 1)]


@pytest.mark.parametrize("fault", PASSING, ids=str)
def test_a_read_is_repeated_until_youtube_has_recovered(door, client, fault):
    door.sandbox("faults", **fault, times=4)
    assert client.videos(["video-0"])["video-0"]["snippet"]["title"] == "Anchors"
    assert QuotaEntry.objects.count() == 5 == len(door.sandbox("requests", "GET"))


@pytest.mark.parametrize(
    ("told", "least", "most"),
    [(7, 7, 8), ("3600", 60, 66), (f"{datetime.now(UTC) + timedelta(days=1):%a, %d %b %Y %H:%M:%S} GMT", 60, 66)],
    ids=["seconds", "too long", "a moment"],
)
@pytest.mark.parametrize("kind", [{"kind": "error", "reason": "rateLimitExceeded", "status": 429}, {"kind": "html"}])
def test_youtube_is_not_asked_before_the_time_that_it_names(door, client, monkeypatch, kind, told, least, most):
    pauses = []
    monkeypatch.setattr("sync.youtube.client.time", SimpleNamespace(sleep=pauses.append))
    door.sandbox("faults", **kind, retry_after=told)
    door.sandbox("faults", **kind, retry_after="soon")
    assert client.videos(["video-0"])
    assert least <= pauses[0] <= most and pauses[1] == 0


def test_a_read_is_given_up_after_five_attempts(door, client):
    door.sandbox("faults", kind="cut", times=9)
    with pytest.raises(Refused, match="YouTube did not answer") as caught:
        client.videos(["video-0"])
    assert (caught.value.status, caught.value.verdict) == (0, Verdict.TRANSIENT)
    assert QuotaEntry.objects.filter(outcome="lost").count() == 5


def test_a_spent_quota_stops_the_bucket_until_midnight_in_california(door):
    now = datetime(2026, 6, 1, 20, tzinfo=UTC)
    client = Client(Ledger(now=lambda: now), door.credentials(), timeout=5)
    door.sandbox("quota", left=0)
    for _ in range(2):
        with pytest.raises(QuotaSpent, match="renewed at 2026-06-02 07:00 UTC"):
            client.videos(["video-0"])
    assert len(door.sandbox("requests", "GET")) == 1
    assert client.policies(), "the other API has a bucket of its own"
    door.sandbox("quota", left=9)
    now += timedelta(hours=11, minutes=1)
    assert client.videos(["video-0"])
    client.close()


def test_a_reset_that_comes_late_does_not_close_the_new_day(door):
    now = datetime(2026, 6, 1, 7, 0, 30, tzinfo=UTC)
    client = Client(Ledger(now=lambda: now), door.credentials(), timeout=5)
    door.sandbox("quota", left=0)
    with pytest.raises(QuotaSpent, match="renewed at 2026-06-01 07:10 UTC"):
        client.videos(["video-0"])
    door.sandbox("quota", left=9)
    assert client.videos(["video-0"])
    client.close()


def test_an_expired_token_is_renewed_and_every_attempt_charged(door, client):
    client.videos(["video-0"])
    door.sandbox("tokens", expire=True)
    assert client.videos(["video-0"])
    assert [one.outcome for one in QuotaEntry.objects.order_by("id")] == ["ok", "authError", "ok"]
    assert [one["status"] for one in door.sandbox("requests", "GET")] == [200, 401, 200]


def test_a_sign_in_that_was_revoked_asks_for_another(door, client):
    door.sandbox("tokens", revoke=True)
    with pytest.raises(NotConfigured, match="Sign in again"):
        client.videos(["video-0"])
    assert [one.outcome for one in QuotaEntry.objects.all()] == ["authError"]


def test_a_sign_in_that_nobody_answers_is_tried_again_and_charges_nothing(door):
    nobody = Credentials(None, "refresh-token", token_uri="http://127.0.0.1:9/token", client_id="a", client_secret="b")
    with pytest.raises(Refused, match="the sign-in"):
        Client(Ledger(), nobody).videos(["video-0"])
    assert not QuotaEntry.objects.exists()


def test_an_address_where_nobody_is_tells_so(door, settings):
    settings.YOUTUBE_API_URL = "http://127.0.0.1:9"
    client = Client(Ledger(), door.credentials(), timeout=5)
    with pytest.raises(Refused, match="YouTube did not answer"):
        client.update_video({"id": "video-0"}, ["status"])
    assert {one.outcome for one in QuotaEntry.objects.all()} == {"unsent"}


def test_without_a_content_owner_nothing_begins(settings):
    settings.YOUTUBE_CONTENT_OWNER = ""
    with pytest.raises(NotConfigured, match="YOUTUBE_CONTENT_OWNER"):
        connect()
