"""HTTP behind a proxy, served by gunicorn."""

import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cmsmeta.settings")
os.environ.setdefault("DATABASE_POOL", "1")

from django.core.wsgi import get_wsgi_application

from cmsmeta.lib.environment import start

application = start(get_wsgi_application)
