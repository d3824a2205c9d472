"""The roles that the migrations make: what each may do is what docs/roles.md says."""

import re
from pathlib import Path

import pytest
from django.contrib.auth.models import Group, Permission, User
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.urls import reverse

from tests.people import ROLES, somebody

PAGE = Path(__file__).parent.parent / "docs" / "roles.md"

pytestmark = pytest.mark.django_db


def table():
    """The table of docs/roles.md: for each of its lines, which roles it ticks, and the permissions that it is."""
    head, _, *lines = (line for line in PAGE.read_text().splitlines() if line.startswith("|"))
    roles = [cell.strip() for cell in head.split("|")[2:-2]]
    for line in lines:
        _, _, *ticks, permissions, _ = line.split("|")
        yield (
            {role for role, tick in zip(roles, ticks, strict=True) if tick.strip()},
            re.findall(r"`(\w+\.\w+)`", permissions),
        )


def held(role):
    found = Permission.objects.filter(group__name=role).select_related("content_type")
    return {f"{one.content_type.app_label}.{one.codename}" for one in found}


@pytest.mark.parametrize("role", ROLES)
def test_a_role_may_do_what_the_page_about_roles_says(role):
    assert held(role) == {name for roles, names in table() if role in roles for name in names}


def test_there_are_no_other_roles():
    assert list(Group.objects.order_by("pk").values_list("name", flat=True)) == ROLES


def test_who_has_two_roles_may_do_what_either_may():
    person = somebody("approver", "editor")
    assert person.has_perms(["videos.approve_changeset", "videos.change_video"])
    assert not person.has_perm("reports.ingest_report")


def migrate(*targets):
    executor = MigrationExecutor(connection)
    executor.migrate(targets or executor.loader.graph.leaf_nodes("cmsmeta"))


@pytest.mark.django_db(transaction=True)
def test_roles_can_be_taken_back_but_not_from_a_group_that_may_do_more():
    before = {role: held(role) for role in ROLES}
    own = Permission.objects.get(codename="view_session")
    Group.objects.get(name="viewer").permissions.add(own)
    try:
        migrate(("cmsmeta", None))
        assert {group.name: held(group.name) for group in Group.objects.all()} == {"viewer": {"sessions.view_session"}}
    finally:
        Group.objects.all().delete()
        migrate()
    assert {role: held(role) for role in ROLES} == before


def test_what_an_administrator_took_away_stays_away_when_the_database_is_migrated_again():
    Group.objects.get(name="viewer").permissions.remove(Permission.objects.get(codename="view_rejectedrow"))
    call_command("migrate", verbosity=0)
    assert "reports.view_rejectedrow" not in held("viewer")


def edit(client, person, **values):
    page = reverse("admin:auth_user_change", args=[person.pk])
    shown = client.get(page).context["adminform"].form.initial
    dates = {"date_joined_0": "2026-01-01", "date_joined_1": "00:00:00"}
    data = {"username": shown["username"], "is_active": "on", **dates, **values}
    return client.post(page, data)


def test_an_administrator_puts_people_into_groups_but_makes_no_superuser(client):
    ann, new = somebody("administrator"), somebody()
    client.force_login(ann)
    editors = Group.objects.get(name="editor")
    assert edit(client, new, groups=[editors.pk], is_staff="on", is_superuser="on").status_code == 302
    assert edit(client, ann, is_staff="on", is_superuser="on").status_code == 302
    assert not User.objects.filter(is_superuser=True).exists()
    assert list(new.groups.all()) == [editors]


def test_an_administrator_cannot_alter_or_delete_a_superuser(client, olu):
    client.force_login(somebody("administrator"))
    for page in ("auth_user_change", "auth_user_delete", "auth_user_password_change"):
        address = reverse(f"admin:{page}", args=[olu.pk])
        assert client.post(address, {"post": "yes", "password1": "x", "password2": "x"}).status_code == 403, page
    data = {"action": "delete_selected", "_selected_action": [olu.pk], "post": "yes"}
    client.post(reverse("admin:auth_user_changelist"), data)
    olu.refresh_from_db()
    assert olu.check_password("secret")
    client.force_login(olu)
    assert client.get(reverse("admin:auth_user_password_change", args=[olu.pk])).status_code == 200
