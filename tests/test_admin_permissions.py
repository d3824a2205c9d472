"""Who may open what: every page of the admin, for each of the cast."""

import pytest
from django.contrib import admin
from django.contrib.auth.models import Permission
from django.urls import reverse
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob

from reports.models import Report
from tests.catalogue import fill
from tests.test_admin_lists import LISTS, address

OURS = [name for name in LISTS if not name.startswith("procrastinate")]


def pages():
    """Every list, the page of its first row, and what hangs on a report."""
    for name in OURS:
        yield address(name)
        model = next(model for model in admin.site._registry if model._meta.label_lower.replace(".", "_") == name)
        yield reverse(f"admin:{name}_change", args=[model._default_manager.first().pk])
    report = Report.objects.first()
    yield reverse("admin:reports_report_rejects", args=[report.pk])


@pytest.fixture
def catalogue(db):
    fill(2)


def test_ben_may_open_every_page(client, ben, catalogue):
    client.force_login(ben)
    assert {page: client.get(page).status_code for page in pages() if client.get(page).status_code != 200} == {}


def test_cora_may_open_none_but_the_overview(client, cora, catalogue):
    client.force_login(cora)
    assert {client.get(page).status_code for page in pages()} == {403}
    overview = client.get(reverse("admin:index"))
    assert overview.status_code == 200
    assert "Acme" not in overview.content.decode()
    assert not overview.context["facts"]


def test_who_is_not_signed_in_is_asked_to(client, catalogue):
    for page in [reverse("admin:index"), *pages()]:
        response = client.get(page)
        assert response.status_code == 302
        assert response.url.startswith(reverse("admin:login"))


def test_every_action_names_the_permission_that_it_needs():
    for model, pages_of_model in admin.site._registry.items():
        for action, name, _ in pages_of_model._get_base_actions():
            assert getattr(action, "allowed_permissions", None), f"{model.__name__}: {name}"


def test_ben_cannot_cancel_a_job_and_olu_can(client, ben, olu):
    key = app.configure_task("some.task").defer()
    data = {"action": "cancel", "_selected_action": [key]}
    ben.user_permissions.add(Permission.objects.get(codename="view_procrastinatejob"))
    client.force_login(ben)
    client.post(address("procrastinate_procrastinatejob"), data)
    assert ProcrastinateJob.objects.get(pk=key).status == "todo"
    client.force_login(olu)
    client.post(address("procrastinate_procrastinatejob"), data)
    assert ProcrastinateJob.objects.get(pk=key).status == "cancelled"
