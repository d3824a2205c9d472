"""Browsers are told that a page runs nothing but the scripts of this site; tests/browser runs all pages so."""

import pytest
from django.urls import reverse

pytestmark = pytest.mark.django_db
HEADER = "Content-Security-Policy"


def test_a_page_runs_no_script_but_those_of_this_site(client, olu):
    client.force_login(olu)
    for address in (reverse("admin:login"), reverse("admin:videos_video_changelist"), "/nowhere/"):
        policy = client.get(address).headers[HEADER]
        assert "default-src 'self'" in policy
        assert "script-src" not in policy and "unsafe-eval" not in policy


def test_a_page_for_developers_about_an_error_keeps_its_own(client, settings):
    settings.DEBUG = True
    assert HEADER not in client.get("/nowhere/").headers
