"""The machinery under every test: a real PostgreSQL, S3 server, Valkey and browser, and the cast of people.

Ana edits the catalogue, Ben may look at everything, Cora is signed in and may do nothing, Olu is the administrator.
"""

import gc
import os
import shutil

import pytest
from django.conf import settings
from django.contrib import admin
from django.contrib.auth.models import User
from django.db import connection
from django.test import TransactionTestCase
from procrastinate.contrib.django import app

from cmsmeta.lib import paginator
from cmsmeta.lib.embedded import valkey as embedded_valkey
from tests.environment import INBOX, VALKEY_HOME, VAR_DIR, WORKER
from tests.machinery import browser as browsers
from tests.machinery import crew as crews
from tests.machinery import databases, tables, web
from tests.machinery import s3 as s3_server
from videos import querysets

OUR_APPS = ["videos", "channels_app", "reports", "sync"]
EDITED = ["video", "channel", "youtubeshort", "nonyoutubeshort", "short", "report"]

# What takes long begins first: at the end of a run no worker is then alone with it.
FIRST = ("test_run", "browser", "test_roles_pages", "test_embedded_postgres", "test_ingest_s3", "test_ingest_lease")


def pytest_configure() -> None:
    admin.autodiscover()  # as the URLs and the worker do: some tests look at all pages and all tasks
    app.perform_import_paths()
    if not os.environ.get("DATABASE_URL"):
        from cmsmeta.lib.embedded import postgres  # noqa: PLC0415 - never where another database serves

        # A crash costs nothing here but a run of the tests.
        postgres.SETTINGS |= {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}
        postgres.SETTINGS |= {"wal_recycle": "off", "wal_init_zero": "off", "min_wal_size": "32MB"}
        postgres.SETTINGS |= {"max_wal_size": "256MB"}
        postgres.SHARED_BUFFERS = (128 * postgres.MB, 128 * postgres.MB)  # who drops a table looks through all of them
    # How busy the machine is must not decide what a list shows.
    paginator.COUNT_MILLISECONDS = paginator.PAGE_MILLISECONDS = querysets.SEARCH_MILLISECONDS = 10_000
    settings.WHITENOISE_USE_FINDERS = False  # each client would look for every static file, and none asks for one
    TransactionTestCase._fixture_teardown = lambda self: tables.empty()


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    places = {name: place for place, name in enumerate(FIRST)}
    items.sort(key=lambda item: places.get(item.path.parent.name, places.get(item.path.stem, len(FIRST))))
    gc.freeze()  # nothing of what is loaded by now is garbage before the end


@pytest.fixture(scope="session")
def django_db_setup(django_db_blocker):
    """A database for this worker alone, as the migrations leave it."""
    with django_db_blocker.unblock(), databases.own(f"test_cmsmeta_{WORKER}"):
        yield


@pytest.fixture(scope="session")
def valkey():
    """A running Valkey: live messages arrive."""
    with embedded_valkey.running(VALKEY_HOME):
        yield


@pytest.fixture(scope="session")
def s3():
    """The address of a server that speaks S3."""
    with s3_server.serving() as endpoint:
        yield endpoint


@pytest.fixture
def bucket(s3, settings):
    """An empty bucket, which is where reports are delivered to."""
    made = s3_server.new_bucket(s3)
    settings.REPORTS_BUCKET = made.name
    settings.STORAGES = {**settings.STORAGES, "reports": made.storage}
    return made


@pytest.fixture
def inbox(tmp_path, settings):
    """An empty folder, which is where reports are delivered to."""
    folder = tmp_path / "inbox"
    folder.mkdir()
    settings.REPORTS_DIR = folder
    storage = {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": folder}}
    settings.STORAGES = {**settings.STORAGES, "reports": storage}
    return folder


@pytest.fixture(scope="session")
def _browser():
    with browsers.launched(browsers.chromium_or_skip(VAR_DIR / "chromium.lock")) as browser:
        yield browsers.Windows(browser)


@pytest.fixture
def browser(_browser):
    """A real browser, for tests that want several people at once: each `browser.new_page()` is another's."""
    yield _browser
    _browser.clear()


@pytest.fixture
def page(browser):
    """An empty page of a real browser."""
    return browser.new_page()


@pytest.fixture(scope="session")
def _site(django_db_setup, django_db_blocker, valkey):
    shutil.rmtree(INBOX, ignore_errors=True)  # what was uploaded the last time
    with django_db_blocker.unblock(), web.serving(VAR_DIR / f"daphne-{WORKER}.log") as site:
        yield site


@pytest.fixture
def site(transactional_db, _site):
    """The web server, in a process of its own, on the database of this test."""
    return _site


@pytest.fixture
def command(transactional_db, valkey):
    """Runs `manage.py` in a process of its own on the database of this test."""
    return web.command


@pytest.fixture(scope="session")
def _crew(django_db_setup, django_db_blocker, valkey, tmp_path_factory):
    with django_db_blocker.unblock():
        environment = web.environment()
    with crews.hired(tmp_path_factory.mktemp("crew"), web.ROOT, environment) as crew:
        yield crew


@pytest.fixture
def crew(transactional_db, _crew):
    """Starts `ingest_reports` in processes of their own on the database of this test; none of them outlives it."""
    yield _crew
    _crew.go_home()


GRANT = """
INSERT INTO auth_user_user_permissions (user_id, permission_id)
SELECT %s, p.id FROM auth_permission p JOIN django_content_type c ON c.id = p.content_type_id
WHERE c.app_label = ANY(%s) AND (split_part(p.codename, '_', 1) = 'view'
    OR split_part(p.codename, '_', 1) = ANY(%s) AND c.model = ANY(%s))
"""


def _staff(name):
    return User.objects.create_user(name, password="secret", is_staff=True)


def _looking(name, *acts):
    """Somebody who may look at everything, and do these acts to what is edited."""
    user = _staff(name)
    with connection.cursor() as cursor:  # by way of objects it takes ten times as long, in half of all tests
        cursor.execute(GRANT, [user.pk, OUR_APPS, list(acts), EDITED])
    return user


@pytest.fixture
def ana(db):
    """Ana, who edits the catalogue and has reports ingested."""
    return _looking("ana", "change", "ingest")


@pytest.fixture
def ben(db):
    """Ben, who may look at everything and change nothing."""
    return _looking("ben")


@pytest.fixture
def cora(db):
    """Cora, who may sign in, and no more."""
    return _staff("cora")


@pytest.fixture
def olu(db):
    """Olu, the administrator."""
    return User.objects.create_superuser("olu", password="secret")
