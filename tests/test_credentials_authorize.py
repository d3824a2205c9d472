"""Signing in on the console: by the browser of the machine, or by what a person pastes from another one."""

import re
import sys
import urllib.request
from threading import Thread

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.core.management import CommandError, call_command

from cmsmeta.lib.environment import Environment
from sync.credentials import oauth
from sync.credentials.stored import google_credentials
from sync.models import Credential
from tests.credentials import agree, bring, client_file, robot_file, user_file
from tests.sandbox import open_door, small_state

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def _door():
    with open_door() as door:
        yield door


@pytest.fixture
def door(_door, tmp_path):
    """The sandbox, whose OAuth client has been imported."""
    _door.begin(small_state(1))
    bring(tmp_path, client_file(_door))
    return _door


class Person:
    """Somebody at the console: reads the address that was printed, and types what `does` makes of it."""

    def __init__(self, capsys, does):
        self.capsys, self.does = capsys, does

    def readline(self):
        (url,) = re.findall(r"http://\S+/auth\?\S+", self.capsys.readouterr().out)
        return self.does(url) + "\n"


@pytest.fixture
def person(capsys, monkeypatch):
    return lambda does: monkeypatch.setattr(sys, "stdin", Person(capsys, does))


def code_in(address):
    return re.search("code=([^&]+)", address)[1].replace("%2F", "/")


def authorize(*words):
    call_command("youtube_credentials", "authorize", *words)


def state():
    return Credential.objects.get().state


@pytest.mark.parametrize("pasted", [agree, lambda url: code_in(agree(url))])
def test_what_a_person_pastes_signs_in(door, person, capsys, pasted):
    person(pasted)
    authorize("--no-browser")
    assert "“youtube” signs in." in capsys.readouterr().out
    google_credentials().refresh(oauth.transport())


@pytest.mark.parametrize(
    ("pasted", "sentence"),
    [
        (lambda url: re.sub("state=[^&]+", "state=x", agree(url)), "belongs to no sign-in that was begun here"),
        (lambda url: "http://127.0.0.1/?error=access_denied", "Google did not sign in: access_denied"),
        (lambda url: "4/invented", "Google did not sign in: Malformed auth code"),
        (lambda url: "", "belongs to no sign-in"),
    ],
)
def test_what_does_not_belong_to_the_sign_in_changes_nothing(door, person, pasted, sentence):
    person(pasted)
    with pytest.raises(CommandError, match=sentence):
        authorize("--no-browser")
    assert state() == Credential.State.NEEDS_SIGN_IN


def test_the_browser_of_the_machine_signs_in(door, monkeypatch, capsys):
    def browse(url):
        Thread(target=urllib.request.urlopen, args=[agree(url)]).start()

    monkeypatch.setattr("webbrowser.open", browse)
    authorize()
    assert "“youtube” signs in." in capsys.readouterr().out
    assert state() == Credential.State.VALID


def test_without_an_oauth_client_a_sentence_says_what_to_do(door, tmp_path):
    bring(tmp_path, robot_file(door), "--name", "robot")
    Credential.objects.filter(name="youtube").delete()
    with pytest.raises(CommandError, match="No credential for YouTube is kept. Import one"):
        authorize()
    with pytest.raises(CommandError, match="There is no credential “other”"):
        authorize("--name", "other")


def test_a_user_whose_sign_in_ended_signs_in_again_by_the_same_client(door, tmp_path, person):
    bring(tmp_path, user_file(door))
    door.sandbox("tokens", revoke=True)
    with pytest.raises(Exception, match="no longer takes"):
        google_credentials().refresh(oauth.transport())
    person(agree)
    authorize("--no-browser")
    google_credentials().refresh(oauth.transport())


@pytest.mark.parametrize("keys", ["short", "å" * 44, "A" * 43 + "=,nonsense"])
def test_a_malformed_key_stops_the_start_with_a_sentence(monkeypatch, keys):
    monkeypatch.setenv("CREDENTIAL_KEYS", keys)
    with pytest.raises(
        ImproperlyConfigured, match="CREDENTIAL_KEYS: the key at place [12] is no key. Make one"
    ) as error:
        Environment().keys("CREDENTIAL_KEYS")
    assert keys not in str(error.value)
