"""Credentials by the command: imported, renewed by one at a time, lost, encrypted anew, taken back."""

import threading
from datetime import timedelta

import pytest
from cryptography.fernet import Fernet
from django.core.management import CommandError, call_command
from django.db import connection
from django.utils import timezone
from google.auth.exceptions import GoogleAuthError

from sync.credentials import oauth
from sync.credentials.stored import google_credentials
from sync.models import Credential
from sync.sandbox.oauth import CLIENT_SECRET, REFRESH_TOKEN
from sync.youtube.errors import NotConfigured, Refused
from tests.credentials import ADDRESS, bring, client_file, private_key, robot_file, user_file
from tests.sandbox import open_door, small_state

pytestmark = pytest.mark.django_db
State = Credential.State


@pytest.fixture(scope="module")
def _door():
    with open_door() as door:
        yield door


@pytest.fixture
def door(_door):
    return _door.begin(small_state(1))


@pytest.fixture
def signed_in(door, tmp_path):
    """The credential of the sandbox, imported by the command."""
    bring(tmp_path, user_file(door))
    return Credential.objects.get()


def listing(credentials, door):
    return list(door.youtube(credentials).videos().list(part="id", id="video-0", **OURS).execute()["items"])


OURS = {"onBehalfOfContentOwner": "SandboxContentOwnerAAA"}


def renew(credentials=None):
    (credentials or google_credentials()).refresh(oauth.transport())


def kept():
    return Credential.objects.get()


def told_by_list(capsys):
    capsys.readouterr()
    call_command("youtube_credentials", "list")
    return capsys.readouterr().out


def tokens(door):
    return door.sandbox("", "GET")["tokens"]["access"]


def test_an_imported_user_signs_in_and_the_token_is_kept_for_the_next_process(door, signed_in):
    assert listing(google_credentials(), door) and signed_in.state == State.VALID
    assert timezone.now() + timedelta(minutes=55) < signed_in.expires_at < timezone.now() + timedelta(minutes=61)
    before = tokens(door)
    assert listing(google_credentials(), door)
    assert tokens(door) == before


def test_a_token_that_youtube_refuses_is_renewed_and_kept(door, signed_in):
    door.sandbox("tokens", expire=True)
    assert listing(google_credentials(), door)
    before = tokens(door)
    assert listing(google_credentials(), door) and tokens(door) == before
    assert kept().refreshed_at > signed_in.refreshed_at


def test_a_refresh_token_that_google_replaces_is_kept(door, signed_in):
    door.sandbox("tokens", rotate=True)
    renew()
    renew()  # the first one is dead by now
    assert kept().state == State.VALID


@pytest.mark.parametrize("file", [user_file, robot_file])
def test_a_service_account_and_a_user_sign_in(door, tmp_path, file):
    bring(tmp_path, file(door))
    assert listing(google_credentials(), door)
    assert kept().account == (ADDRESS if file is robot_file else "")


def test_a_revoked_sign_in_is_told_and_youtube_is_asked_no_more(door, signed_in, capsys):
    door.sandbox("tokens", revoke=True)
    with pytest.raises(NotConfigured, match="Google no longer takes the sign-in .* Sign in again"):
        renew()
    assert kept().state == State.REVOKED
    assert "revoked" in told_by_list(capsys)
    with pytest.raises(NotConfigured, match="does not sign in. Google no longer"):
        google_credentials()


def test_a_sign_in_for_a_time_only_has_expired_when_that_is_over(door, signed_in):
    Credential.objects.update(sign_in_until=timezone.now() - timedelta(minutes=1))
    door.sandbox("tokens", revoke=True)
    with pytest.raises(NotConfigured, match="was good until"):
        renew()
    assert kept().state == State.EXPIRED


def test_a_refused_client_needs_a_sign_in(door, tmp_path):
    with pytest.raises(CommandError, match="Google refuses the OAuth client .* Import the client's file anew"):
        bring(tmp_path, user_file(door, client_secret="other"))
    assert kept().state == State.NEEDS_SIGN_IN


def test_google_not_answering_changes_no_state(door, tmp_path):
    with pytest.raises(CommandError, match="127.0.0.1 does not answer"):
        bring(tmp_path, user_file(door, token_uri="http://127.0.0.1:9/token"))
    assert kept().state == State.VALID and "could not be asked" in kept().error
    with pytest.raises(Refused, match="does not answer") as refused:
        renew()
    assert refused.value.verdict == "transient"
    bring(tmp_path, user_file(door))
    assert (kept().state, kept().error) == (State.VALID, "")


def test_a_scope_that_was_not_granted_is_named(door, tmp_path, capsys):
    door.sandbox("tokens", scopes=["youtube"])
    bring(tmp_path, user_file(door))
    assert "does not cover youtube.force-ssl, youtubepartner" in capsys.readouterr().out


@pytest.mark.django_db(transaction=True)
def test_two_workers_renew_once(door, signed_in):
    every = [google_credentials() for _ in range(4)]
    before, barrier = tokens(door), threading.Barrier(4)

    def work(credentials):
        barrier.wait()
        renew(credentials)
        connection.close()

    threads = [threading.Thread(target=work, args=[one]) for one in every]
    [thread.start() for thread in threads]
    [thread.join() for thread in threads]
    assert tokens(door) == before + 1
    assert len({one.token for one in every}) == 1


def test_keys_are_rotated_and_the_former_one_may_go(door, signed_in, settings, capsys, tmp_path):
    new, old = Fernet.generate_key().decode(), settings.CREDENTIAL_KEYS
    settings.CREDENTIAL_KEYS = [new, *old]
    call_command("youtube_credentials", "rotate-keys")
    assert "1 encrypted" in capsys.readouterr().out
    settings.CREDENTIAL_KEYS = [new]
    renew()
    settings.CREDENTIAL_KEYS = old
    with pytest.raises(NotConfigured, match="No key in CREDENTIAL_KEYS opens the credential “youtube”"):
        google_credentials()
    with pytest.raises(CommandError, match="No key in CREDENTIAL_KEYS opens"):
        call_command("youtube_credentials", "rotate-keys")
    bring(tmp_path, client_file(door))  # whoever has lost the key begins anew
    assert kept().state == State.NEEDS_SIGN_IN


def test_without_a_key_nothing_is_kept(door, tmp_path, settings):
    settings.CREDENTIAL_KEYS = []
    with pytest.raises(CommandError, match="CREDENTIAL_KEYS is not set"):
        bring(tmp_path, user_file(door))
    assert not Credential.objects.exists()


def test_what_is_revoked_here_google_has_forgotten_too(door, signed_in, capsys):
    call_command("youtube_credentials", "revoke", "youtube")
    assert door.sandbox("", "GET")["tokens"]["refresh"] == []
    assert (kept().state, kept().expires_at) == (State.REVOKED, None)
    assert "signs in no more" in capsys.readouterr().out
    with pytest.raises(CommandError, match="no credential “other”"):
        call_command("youtube_credentials", "revoke", "other")


@pytest.mark.parametrize(
    ("told", "sentence"),
    [
        ("no json", "is no JSON file"),
        ("[]", "is none of Google's files"),
        ({"type": "external_account"}, "is none of Google's files"),
        ({"installed": {"client_id": "x"}}, "lacks client_secret"),
        ({"type": "authorized_user", "client_id": "x", "refresh_token": 1}, "lacks client_secret and refresh_token"),
        ({"web": {"client_id": "x", "client_secret": "y", "token_uri": "http://evil.test/"}}, "not reached by HTTPS"),
        ({"type": "service_account", "client_email": ADDRESS, "private_key": "x"}, "private key that cannot be read"),
    ],
)
def test_a_file_that_cannot_be_used_is_told_by_a_sentence(tmp_path, told, sentence):
    with pytest.raises(CommandError, match=sentence) as error:
        bring(tmp_path, told)
    assert error.value.returncode == 2
    assert not Credential.objects.exists()


def test_the_credential_of_the_content_owner_comes_first(door, tmp_path, settings):
    settings.YOUTUBE_CONTENT_OWNER = "Harbour"
    bring(tmp_path, user_file(door), "--name", "any", "--content-owner", "")
    bring(tmp_path, user_file(door), "--name", "ours")
    bring(tmp_path, user_file(door), "--name", "theirs", "--content-owner", "Other")
    assert "ours" in repr(google_credentials())
    settings.YOUTUBE_CONTENT_OWNER = "Third"
    assert "any" in repr(google_credentials())
    assert "theirs" in repr(google_credentials("theirs"))


def test_the_client_may_be_brought_again_without_ending_the_sign_in(door, signed_in, tmp_path):
    bring(tmp_path, client_file(door))
    assert kept().state == State.VALID
    renew()


def test_nothing_secret_is_printed_logged_or_dumped(door, tmp_path, capsys, caplog):
    caplog.set_level("DEBUG")
    bring(tmp_path, robot_file(door), "--name", "robot")
    bring(tmp_path, user_file(door))
    credentials = google_credentials("youtube")
    listing(credentials, door)
    door.sandbox("tokens", revoke=True)
    with pytest.raises((NotConfigured, GoogleAuthError)):
        renew()
    call_command("youtube_credentials", "list")
    call_command("dumpdata", "sync.credential")
    printed = capsys.readouterr()
    said = printed.out + printed.err + caplog.text + repr(credentials)
    line = private_key().splitlines()[1]
    for secret in (REFRESH_TOKEN, CLIENT_SECRET, credentials.token, line):
        assert secret not in said
