"""Credentials in the admin: a person signs in with Google, checks and revokes; who looks after them is warned."""

import re
from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
from django.contrib.admin.models import LogEntry
from django.core import mail
from django.urls import reverse
from django.utils import timezone

from sync.credentials import oauth
from sync.credentials.stored import google_credentials
from sync.credentials.tasks import watch_credentials
from sync.models import Credential
from sync.sandbox.oauth import CLIENT_SECRET, REFRESH_TOKEN
from sync.youtube.errors import NotConfigured
from tests.bulk import work
from tests.credentials import agree, bring, client_file, private_key, robot_file, user_file
from tests.people import somebody
from tests.sandbox import open_door, small_state

pytestmark = pytest.mark.django_db
State = Credential.State
LIST = "/admin/sync/credential/"


@pytest.fixture(scope="module")
def _door():
    with open_door() as door:
        yield door


@pytest.fixture
def door(_door):
    return _door.begin(small_state(1))


@pytest.fixture
def ops(client):
    """Somebody of operations, signed in to the admin."""
    person = somebody("operations")
    person.email = "ops@harbour.test"
    person.save(update_fields=["email"])
    client.force_login(person)
    client.defaults["HTTP_HOST"] = "localhost:8000"  # the sandbox sends browsers to this machine only
    return client


@pytest.fixture
def brought(door, tmp_path):
    """An OAuth client with which nobody has signed in yet."""
    bring(tmp_path, client_file(door, "web"))
    return kept()


def kept():
    return Credential.objects.get()


def press(client, act, credential=None):
    return client.post(reverse("admin:sync_credential_act", args=[(credential or kept()).pk, act]))


def page(client):
    return client.get(reverse("admin:sync_credential_change", args=[kept().pk])).content.decode()


def said(client):
    return re.sub(r"\s+", " ", client.get(LIST).content.decode())


def test_a_person_signs_in_with_google(ops, brought, door):
    assert brought.state == State.NEEDS_SIGN_IN
    sign_in_page = press(ops, "sign-in").headers["Location"]
    asked = parse_qs(urlsplit(sign_in_page).query)
    assert sign_in_page.startswith(f"{door.url}/o/oauth2/v2/auth?")
    assert asked["access_type"] == ["offline"] and asked["code_challenge_method"] == ["S256"]
    assert "https://www.googleapis.com/auth/youtubepartner" in asked["scope"][0].split()
    ops.get(agree(sign_in_page))
    assert kept().state == State.VALID and "Signed in with Google" in said(ops)
    google_credentials().refresh(oauth.transport())
    shown = page(ops)
    assert '<span class="line">https://www.googleapis.com/auth/youtube</span>' in shown
    assert "and is renewed by itself" in shown  # the hour of an access token is nobody's to look after
    assert "Signed in with Google" in LogEntry.objects.get().get_change_message()


def test_an_answer_that_nobody_asked_for_signs_nobody_in(ops, client, brought):
    back = agree(press(ops, "sign-in").headers["Location"])
    forged = re.sub("state=[^&]+", "state=forged", back)
    ops.get(forged)
    assert "belongs to no sign-in that you have begun here" in said(ops)
    ops.get(back)  # the state is good for one answer only, be it a wrong one
    assert kept().state == State.NEEDS_SIGN_IN


def test_an_answer_counts_in_the_session_only_that_asked_for_it(ops, brought, client):
    back = agree(press(ops, "sign-in").headers["Location"])
    client.force_login(somebody("operations"))
    client.get(back)
    assert kept().state == State.NEEDS_SIGN_IN


def test_a_code_of_another_sign_in_is_refused(ops, brought):
    other = agree(press(ops, "sign-in").headers["Location"])
    mine = agree(press(ops, "sign-in").headers["Location"])
    code = parse_qs(urlsplit(other).query)["code"][0]
    ops.get(re.sub("code=[^&]+", f"code={code}", mine))
    assert "Invalid code verifier" in said(ops)
    assert kept().state == State.NEEDS_SIGN_IN


def test_who_does_not_agree_changes_nothing(ops, brought):
    state = parse_qs(urlsplit(press(ops, "sign-in").headers["Location"]).query)["state"][0]
    ops.get(f"{LIST}signed-in/", {"state": state, "error": "access_denied"})
    assert "Google did not sign in: access_denied" in said(ops)
    assert kept().state == State.NEEDS_SIGN_IN


@pytest.mark.parametrize("role", ["viewer", "editor", "administrator"])
def test_only_operations_sign_in_and_are_warned(client, brought, role):
    client.force_login(somebody(role))
    for act in ("sign-in", "check", "revoke"):
        assert press(client, act).status_code == 403
    assert client.get(f"{LIST}signed-in/").status_code == 403
    assert "not signed in" not in client.get("/admin/").content.decode()


def test_a_sign_in_that_ends_is_told_once_by_mail_and_on_the_first_page(
    ops, door, tmp_path, django_capture_on_commit_callbacks
):
    bring(tmp_path, user_file(door))
    assert "The sign-in to YouTube" not in ops.get("/admin/").content.decode()
    door.sandbox("tokens", revoke=True)
    with django_capture_on_commit_callbacks(execute=True):
        press(ops, "check")
        press(ops, "check")
    assert "Google no longer takes the sign-in" in page(ops)
    assert "has stopped" in ops.get("/admin/").content.decode()
    for _ in range(2):
        work()
        watch_credentials(0)
    (message,) = mail.outbox
    assert message.to == ["ops@harbour.test"] and "“youtube” has stopped" in message.subject
    assert "Sign in again" in message.body


def test_a_sign_in_for_a_time_only_is_told_of_before_it_ends(ops, brought, door):
    door.sandbox("tokens", lasts=3 * 24 * 3600)
    ops.get(agree(press(ops, "sign-in").headers["Location"]))
    watch_credentials(0)
    assert not mail.outbox
    Credential.objects.update(sign_in_until=timezone.now() + timedelta(days=1))
    for _ in range(2):
        watch_credentials(0)
    assert [message.subject for message in mail.outbox] == ["Sign-in to YouTube: “youtube” soon ends"]
    assert "The sign-in ends at" in ops.get("/admin/").content.decode()


def test_the_worker_finds_by_itself_that_a_sign_in_has_ended(door, tmp_path):
    bring(tmp_path, user_file(door))
    door.sandbox("tokens", revoke=True)
    watch_credentials(0)
    assert kept().state == State.VALID  # it was used a moment ago
    Credential.objects.update(refreshed_at=timezone.now() - timedelta(hours=7))
    watch_credentials(0)
    assert kept().state == State.REVOKED


def test_a_credential_is_revoked_by_its_button(ops, door, tmp_path):
    bring(tmp_path, robot_file(door))
    press(ops, "revoke")
    assert "Delete its key in the Google Cloud console too" in page(ops)
    with pytest.raises(NotConfigured):
        google_credentials()
    press(ops, "check")
    assert "is not signed in" in page(ops)
    press(ops, "sign-in")
    assert "has no OAuth client to sign in by" in page(ops)


def test_no_page_shows_what_is_secret(ops, door, tmp_path, settings, monkeypatch):
    bring(tmp_path, robot_file(door), "--name", "robot")
    bring(tmp_path, user_file(door))
    robot, user = Credential.objects.order_by("name")
    token = google_credentials("youtube").token
    shown = [ops.get(LIST), *(ops.get(reverse("admin:sync_credential_change", args=[one.pk])) for one in (robot, user))]
    shown += [ops.get(reverse("admin:sync_credential_history", args=[user.pk]))]

    def broken(*args, **kwargs):
        raise ZeroDivisionError

    # Where a library fails in the midst of it, every variable on the way is in the traceback.
    settings.DEBUG, ops.raise_request_exception = True, False
    for name in ("cryptography.fernet.MultiFernet.encrypt", "sync.credentials.oauth.urlencode"):
        monkeypatch.setattr(name, broken)
        shown += [press(ops, "check", robot), press(ops, "check", user)]
    assert [answer.status_code for answer in shown[-4:]] == [500] * 4
    pages = "".join(answer.content.decode() for answer in shown)
    line = private_key().splitlines()[1]
    assert "ZeroDivisionError" in pages
    for secret in (REFRESH_TOKEN, CLIENT_SECRET, token, line, settings.CREDENTIAL_KEYS[0]):
        assert secret not in pages
