"""What can go wrong at the sandbox on demand: quota, sign-in, errors, lost answers."""

import http.client

import pytest
from google.auth.exceptions import RefreshError
from google.auth.transport.requests import Request
from googleapiclient.errors import HttpError

from sync.sandbox.errors import STATUS
from sync.sandbox.oauth import ACCESS_TOKEN
from sync.sandbox.state import OWNER, load
from tests.sandbox import open_door, small_state

VIDEOS = "/youtube/v3/videos"
OURS = {"onBehalfOfContentOwner": OWNER}
LISTING = {"part": "status", "id": "video-0", **OURS}


@pytest.fixture(scope="module")
def _door():
    with open_door() as door:
        yield door


@pytest.fixture
def door(_door):
    return _door.begin(small_state(2))


def listing(door, credentials=None):
    return door.youtube(credentials).videos().list(**LISTING)


def publish(door):
    body = {"id": "video-0", "status": {"privacyStatus": "public"}}
    return door.youtube().videos().update(part="status", body=body, **OURS)


def privacy(door):
    return door.sandbox("videos/video-0", "GET")["status"]["privacyStatus"]


def test_a_spent_quota_refuses_until_midnight_in_california(door):
    door.sandbox("clock", now="2026-11-01T06:59:00Z")  # the last minute before the day that has 25 hours
    door.sandbox("quota", left=50)
    publish(door).execute()
    with pytest.raises(HttpError) as caught:
        listing(door).execute(num_retries=3)
    (detail,) = caught.value.error_details
    assert (caught.value.resp.status, detail["reason"], detail["domain"]) == (403, "quotaExceeded", "youtube.quota")
    assert len([one for one in door.sandbox("requests", "GET") if one["status"] == 403]) == 1
    door.sandbox("clock", now="2026-11-01T07:00:01Z")
    listing(door).execute()
    door.sandbox("clock", now="2026-11-02T07:59:00Z")
    assert door.sandbox("quota", "GET")["buckets"]["units"]["used"] == 1
    door.sandbox("clock", now="2026-11-02T08:00:00Z")
    assert door.sandbox("quota", "GET")["buckets"]["units"]["used"] == 0


def test_a_refused_request_is_charged(door):
    door.reason("PUT", VIDEOS, {"id": "video-0", "snippet": {}}, part="snippet", **OURS)
    door.reason("GET", VIDEOS, part="nonsense")
    assert door.sandbox("quota", "GET")["buckets"]["units"]["used"] == 51


@pytest.mark.parametrize("reason", STATUS)
def test_every_reason_can_be_had(door, reason):
    door.sandbox("faults", kind="error", reason=reason, details=True)
    status, answer = door.ask("GET", VIDEOS, **LISTING)
    assert (status, answer["error"]["code"]) == (STATUS[reason], STATUS[reason])
    assert answer["error"]["errors"][0]["reason"] == answer["error"]["details"][0]["reason"] == reason
    assert door.ask("GET", VIDEOS, **LISTING)[0] == 200


def test_a_fault_befalls_the_method_it_is_for_as_often_as_told(door):
    door.sandbox("faults", kind="error", reason="backendError", method="youtube.videos.update", times=2, skip=1)
    body = {"id": "video-0", "status": {}}
    outcomes = [door.ask("PUT", VIDEOS, body, part="status", **OURS)[0] for _ in range(4)]
    assert outcomes == [200, 503, 503, 200]
    assert listing(door).execute()["items"]


@pytest.mark.parametrize(("after", "left"), [(True, "public"), (False, "unlisted")])
def test_half_of_an_answer_does_not_tell_whether_the_write_took_effect(door, after, left):
    door.sandbox("faults", kind="cut", after=after)
    with pytest.raises(http.client.IncompleteRead):
        publish(door).execute()
    assert privacy(door) == left


def test_a_request_may_be_lost_before_it_took_effect(door):
    door.sandbox("faults", kind="error", reason="backendError", status=500)
    with pytest.raises(HttpError):
        publish(door).execute()
    assert privacy(door) == "unlisted"


def test_httplib2_sends_a_write_again_whose_connection_was_dropped(door):
    door.sandbox("faults", kind="drop", after=True)
    publish(door).execute()
    writes = [one for one in door.sandbox("requests", "GET") if one["method"] == "youtube.videos.update"]
    assert [(one["status"], one["units"]) for one in writes] == [(0, 50), (200, 50)]


def test_an_answer_may_come_too_late(door):
    door.sandbox("faults", kind="hang", after=True, seconds=0.3)
    connection = http.client.HTTPConnection(*door.server.server_address, timeout=0.1)
    body, headers = b'{"id": "video-0", "status": {}}', {"Authorization": f"Bearer {ACCESS_TOKEN}"}
    connection.request("PUT", f"{VIDEOS}?part=status&onBehalfOfContentOwner={OWNER}", body, headers)
    with pytest.raises(TimeoutError):
        connection.getresponse()
    assert privacy(door) == "public"


def test_an_error_page_may_be_no_json(door):
    door.sandbox("faults", kind="html", status=502)
    with pytest.raises(HttpError) as caught:
        listing(door).execute()
    assert (caught.value.resp.status, caught.value.content[:9]) == (502, b"<!DOCTYPE")


def test_an_expired_token_is_refreshed_once_and_a_revoked_one_is_not(door):
    credentials = door.credentials()
    listing(door, credentials).execute()
    door.sandbox("tokens", expire=True)
    listing(door, credentials).execute()
    assert credentials.token.startswith("ya29.")
    door.sandbox("tokens", revoke=True)
    with pytest.raises(RefreshError) as caught:
        listing(door, credentials).execute()
    assert caught.value.args[1]["error"] == "invalid_grant"
    assert door.reason("GET", VIDEOS, token="nonsense", **LISTING) == (401, "authError")
    assert door.reason("GET", VIDEOS, token="", **LISTING) == (401, "required")


def test_a_refresh_may_give_a_new_refresh_token(door):
    door.sandbox("tokens", rotate=True, scopes=["youtube.readonly"])
    credentials = door.credentials()
    credentials.refresh(Request())
    assert credentials.refresh_token.startswith("1//")
    assert door.ask("GET", VIDEOS, token=credentials.token, **LISTING)[0] == 200
    refusal = door.reason("PUT", VIDEOS, {}, token=credentials.token, part="status")
    assert refusal == (403, "insufficientPermissions")


def test_what_it_holds_is_kept_in_a_file(door, tmp_path):
    publish(door).execute()
    door.server.sandbox.state.save(tmp_path / "kept.json")
    door.begin(load(tmp_path / "kept.json"))
    assert listing(door).execute()["items"][0]["status"]["privacyStatus"] == "public"
    door.sandbox("videos/video-0", "DELETE")
    assert listing(door).execute()["items"] == []


def test_nonsense_is_answered_with_a_sentence(door):
    assert door.ask("POST", "/sandbox/faults", {"kind": "explode"})[0] == 400
    assert door.ask("GET", "/sandbox/videos/nobody")[0] == 404
    assert door.ask("POST", "/sandbox/clock", {"now": "soon"})[0] == 400
    assert door.reason("GET", "/youtube/v3/search") == (501, "notImplemented")
