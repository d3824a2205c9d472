"""Roles as groups that migrations make: what each may do, given once, so that an administrator's own word stays."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from django.contrib.auth.management import create_permissions
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations import RunPython
from django.db.migrations.state import StateApps

Roles = Mapping[str, Sequence[str]]


def granted(roles: Roles) -> RunPython:
    """Give the migration operation by which roles may do more: role → permissions such as `videos.view_video`.

    A role that there is none of is made. Undone, it takes these permissions back, and every group left without one.
    """
    return RunPython(_each(roles, _grant), _each(roles, _take_back))


def _each(roles: Roles, act: Callable[[Any, list[Any]], None]) -> Callable[..., None]:
    def run(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
        database = schema_editor.connection.alias
        _make_permissions(apps, {name.partition(".")[0] for names in roles.values() for name in names}, database)
        found = apps.get_model("auth", "Permission").objects.using(database).select_related("content_type")
        permissions = {f"{one.content_type.app_label}.{one.codename}": one for one in found}
        groups = apps.get_model("auth", "Group").objects.using(database)
        for role, names in roles.items():
            act(groups.get_or_create(name=role)[0], [permissions[name] for name in names])

    return run


def _make_permissions(apps: StateApps, labels: set[str], database: str) -> None:
    # Django makes permissions after all migrations have run; it skips an app whose state has no module of models.
    for label in labels:
        config = apps.get_app_config(label)
        config.models_module = True
        create_permissions(config, verbosity=0, using=database, apps=apps)
        config.models_module = None


def _grant(group: Any, permissions: list[Any]) -> None:
    group.permissions.add(*permissions)


def _take_back(group: Any, permissions: list[Any]) -> None:
    group.permissions.remove(*permissions)
    if not group.permissions.exists():
        group.delete()
