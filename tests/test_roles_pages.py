"""The permission matrix: every page, download and action of the admin for each role, and for those who have none."""

import logging
import re
from html import unescape
from urllib.parse import urljoin, urlsplit

import pytest
from django.contrib import admin
from django.contrib.auth.models import Permission
from django.db import transaction
from django.db.models import Q

from tests.doors import ACTIONS, MODELS, PAGES, STAFF, WRITTEN, door, doors, may_run, routes
from tests.people import ROLES, Remembering, somebody

pytestmark = pytest.mark.django_db
LINK, ATTRIBUTE = re.compile(r"<(a|form|button)\s([^>]*)>"), re.compile(r"([\w-]+)=\"([^\"]*)\"")
TARGETS = {"a": "href", "form": "action", "button": "formaction"}
OUTSIDERS = ["who is not signed in", "who is no staff", "staff without a role"]


@pytest.fixture(autouse=True)
def quick(settings, monkeypatch):
    """Four thousand requests: none reads its session or its person from the database, none tells the log that it was
    turned away, none keeps what each template was given."""
    settings.SESSION_ENGINE = "django.contrib.sessions.backends.signed_cookies"
    settings.AUTHENTICATION_BACKENDS = ["tests.people.Remembering"]
    Remembering.people.clear()
    monkeypatch.setattr("django.test.client.store_rendered_templates", lambda *told, **context: None)
    logging.disable(logging.WARNING)
    yield
    logging.disable(logging.NOTSET)


def ask(client, method, url, *, opens):
    """Ask for an address as the client's person, and leave no trace of it, as one that is turned away leaves none."""
    if not opens:
        return getattr(client, method)(url)
    with transaction.atomic():
        response = getattr(client, method)(url)
        transaction.set_rollback(True)
    return response


def is_open(response):
    turned_away = response.headers.get("Location", "").startswith("/admin/login/")
    return not turned_away and response.status_code not in (403, 405)


def links(response):
    """What a page offers: (method, address) of its links, and of the forms and buttons that lead elsewhere."""
    if not response.headers.get("Content-Type", "").startswith("text/html"):
        return
    for tag, words in LINK.findall(response.content.decode()):
        attrs = {name: unescape(value) for name, value in ATTRIBUTE.findall(words)}
        if target := attrs.get(TARGETS[tag]):
            method = {"a": "get", "form": attrs.get("method", "get"), "button": "post"}[tag]
            yield method, urlsplit(urljoin(response.request["PATH_INFO"], target)).path


def dead_ends(response, person):
    """What a page offers to a person who may not follow it."""
    found = ((method, url, door(url)) for method, url in set(links(response)) if url.startswith("/"))
    return {f"{method} {url}" for method, url, behind in found if behind and not behind.opens(method, person)}


def worth_asking(one, method, person, viewer, who_may_more):
    """Leave out what another request has shown already: a door that is closed to who may more, or open to a viewer."""
    if not one.opens(method, person):
        return all(one.opens(method, other) for other in who_may_more)
    if method == "post":
        return one.look != one.write
    return not one.opens("get", viewer) or (one.name or "").endswith(("index", "_changelist", "_change"))


@pytest.mark.parametrize("who", [*OUTSIDERS, *ROLES])
def test_a_role_may_open_what_it_may_and_is_offered_nothing_else(client, who):
    every = list(doors())
    person = somebody(*([who] if who in ROLES else []), is_staff=who in ROLES or who == "staff without a role")
    if who != "who is not signed in":
        client.force_login(person)
    viewer = somebody() if who == "viewer" else somebody("viewer")
    others = [somebody(role) for role in ROLES if who in ROLES and role != who]
    who_may_more = [other for other in others if other.get_all_permissions() > person.get_all_permissions()]
    wrong, dead = {}, {}
    for one in every:
        for method in ("get", "post"):
            if worth_asking(one, method, person, viewer, who_may_more):
                response = ask(client, method, one.url, opens=one.opens(method, person))
                if is_open(response) != one.opens(method, person):
                    wrong[f"{method} {one.url}"] = response.status_code
                if method == "get" and (closed := dead_ends(response, person)):
                    dead[one.url] = closed
    assert (wrong, dead) == ({}, {})


def test_the_table_of_pages_names_none_that_is_gone():
    assert {*PAGES} - {name for _, name in routes()} == set()
    assert {label for label, _ in ACTIONS} | {*WRITTEN} <= {*MODELS}


def all_but(permission):
    """Somebody who may do all that the project knows, save one thing; to change is to see, in Django's admin."""
    app, codename = permission.split(".")
    person = somebody()
    lacking = Q(codename=codename) | Q(codename=codename.replace("view_", "change_"))
    person.user_permissions.set(Permission.objects.exclude(lacking, content_type__app_label=app))
    return person


def test_a_page_asks_for_each_permission_that_it_is_said_to_ask_for(client):
    every = list(doors())
    wanted = {permission for one in every for permission in (one.look or STAFF) | (one.write or STAFF)}
    wrong = set()
    for permission in sorted(wanted):
        client.force_login(all_but(permission))
        for one in every:
            for method in ("get",) if one.look == one.write else ("get", "post"):
                if permission in (one.wants(method) or STAFF) and is_open(ask(client, method, one.url, opens=False)):
                    wrong.add(f"{method} {one.url} opens without {permission}")
    assert wrong == set()


@pytest.mark.parametrize("who", ["staff without a role", *ROLES])
def test_a_list_offers_and_takes_the_actions_that_a_role_may_do(rf, who):
    request = rf.post("/admin/")
    request.user = somebody(*([who] if who in ROLES else []))
    offered, allowed = set(), set()
    for label, model in MODELS.items():
        pages = admin.site.get_model_admin(model)
        offered |= {(label, name) for name in pages.get_actions(request)}
        allowed |= {(label, name) for _, name, _ in pages._get_base_actions() if may_run(label, name, request.user)}
    assert offered == allowed
