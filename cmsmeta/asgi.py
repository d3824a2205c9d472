"""HTTP and WebSocket, served by daphne."""

import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cmsmeta.settings")
os.environ.setdefault("DATABASE_POOL", "1")

from channels.routing import ProtocolTypeRouter, URLRouter
from channels.security.websocket import AllowedHostsOriginValidator
from channels.sessions import SessionMiddlewareStack
from django.core.asgi import get_asgi_application
from django.urls import path

from cmsmeta.lib.environment import start

http = start(get_asgi_application)  # before anything that imports models

from cmsmeta.consumers import StatusConsumer  # noqa: E402

websocket = URLRouter([path("ws/status/", StatusConsumer.as_asgi())])
application = ProtocolTypeRouter(
    {"http": http, "websocket": AllowedHostsOriginValidator(SessionMiddlewareStack(websocket))}
)
