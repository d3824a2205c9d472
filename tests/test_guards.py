"""Rules of the codebase that a machine can hold it to. An exemption that is no longer needed fails too."""

import ast
import re
import subprocess
from pathlib import Path

import pytest
from django.apps import apps
from django.contrib import admin
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.operations import RunPython, RunSQL

ROOT = Path(__file__).resolve().parent.parent
APPS = ("cmsmeta", "videos", "channels_app", "reports", "sync")
LINES, TEST_LINES, FUNCTION_LINES = 400, 250, 50

# What may be longer, and why.
LONGER_FILES: dict[str, str] = {}
LONGER_FUNCTIONS: dict[str, str] = {}
# Where a whole row is saved, and why nothing else can have written it meanwhile.
WHOLE_ROW_SAVES: dict[str, str] = {}


def tracked(*folders):
    """The Python files of the project, migrations aside."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "*.py"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    ).stdout.splitlines()
    return [
        name for name in listed if name.startswith(folders) and "/migrations/" not in name and (ROOT / name).exists()
    ]


def source():
    return tracked(*(f"{app}/" for app in APPS))


def lines(name):
    return (ROOT / name).read_text().count("\n")


def functions(name):
    for node in ast.walk(ast.parse((ROOT / name).read_text())):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield f"{name}:{node.name}", node


def test_files_stay_short_enough_to_be_read():
    too_long = {name for name in source() if lines(name) > LINES}
    too_long |= {name for name in tracked("tests/") if lines(name) > TEST_LINES}
    assert too_long == set(LONGER_FILES)


def test_functions_stay_short_enough_to_be_read():
    too_long = {
        where for name in source() for where, node in functions(name) if node.end_lineno - node.lineno >= FUNCTION_LINES
    }
    assert too_long == set(LONGER_FUNCTIONS)


def test_no_file_is_named_for_nothing():
    empty_names = {"utils.py", "services.py", "helpers.py", "signals.py", "misc.py", "common.py"}
    assert [name for name in source() if Path(name).name in empty_names] == []


def test_no_module_listens_to_signals_of_models():
    heard = re.compile(r"post_save|pre_save|post_delete|pre_delete|m2m_changed")
    assert [name for name in source() if heard.search((ROOT / name).read_text())] == []


def saves_a_whole_row(call):
    named = {keyword.arg for keyword in call.keywords}
    return (
        isinstance(call.func, ast.Attribute)
        and call.func.attr == "save"
        and not call.args
        and not named & {"update_fields", "force_insert"}
        and None not in named
    )


def test_nobody_saves_a_whole_row_over_what_others_have_written():
    found = {
        where
        for name in source()
        for where, function in functions(name)
        for node in ast.walk(function)
        if isinstance(node, ast.Call) and saves_a_whole_row(node)
    }
    assert found == set(WHOLE_ROW_SAVES)


def test_models_do_not_override_save():
    assert [model for model in our_models() if "save" in vars(model)] == []


def our_models():
    return [model for app in apps.get_app_configs() if app.name in APPS for model in app.get_models()]


def our_migrations():
    loader = MigrationExecutor(connection).loader
    labels = {app.label for app in apps.get_app_configs() if app.name in APPS}
    return [migration for migration in loader.disk_migrations.values() if migration.app_label in labels]


@pytest.mark.django_db
def test_every_migration_has_a_name_that_says_what_it_does():
    assert [str(one) for one in our_migrations() if re.search(r"_auto_|_initial$|^\d+$", one.name)] == []


@pytest.mark.django_db
def test_every_migration_can_be_undone():
    stuck = [
        f"{migration}: {operation}"
        for migration in our_migrations()
        for operation in migration.operations
        if isinstance(operation, RunPython | RunSQL) and not operation.reversible
    ]
    assert stuck == []


@pytest.mark.django_db
def test_no_two_migrations_of_an_app_share_a_number():
    numbers = [(one.app_label, one.name[:4]) for one in our_migrations()]
    assert len(numbers) == len(set(numbers))


@pytest.mark.django_db
def test_every_action_of_every_admin_page_asks_for_a_permission(rf, olu):
    request = rf.get("/admin/")
    request.user = olu
    open_to_all = {
        f"{type(page).__module__}.{type(page).__name__}: {name}"
        for page in admin.site._registry.values()
        for name, (action, *_) in page.get_actions(request).items()
        if not getattr(action, "allowed_permissions", ())
    }
    assert open_to_all == set()


def test_every_variable_part_of_a_page_is_escaped():
    assert [
        name for name in source() if re.search(r"mark_safe\(\s*f[\"']|\|\s*safe\b", (ROOT / name).read_text())
    ] == []
    pages = [path for path in (ROOT / "templates").rglob("*.html") if re.search(r"\|\s*safe\b", path.read_text())]
    assert pages == []


def test_every_statement_kept_in_a_file_says_what_it_guarantees():
    statements = [path for app in APPS for path in (ROOT / app).rglob("*.sql")]
    assert [path for path in statements if not path.read_text().startswith("-- ")] == []
