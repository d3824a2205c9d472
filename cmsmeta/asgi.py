"""HTTP and WebSocket, served by daphne."""

import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cmsmeta.settings")
os.environ.setdefault("DATABASE_POOL", "1")

from django.core.asgi import get_asgi_application

application = get_asgi_application()
