"""The live socket as an open admin page uses it, without a browser."""

import functools
from contextlib import asynccontextmanager

from asgiref.sync import async_to_sync, sync_to_async
from channels.testing import WebsocketCommunicator
from django.test import Client

from cmsmeta.asgi import application


def in_a_loop(test):
    """Run an async test so that its database work stays in the test's own thread, and so in its transaction."""

    @functools.wraps(test)
    def run(*args, **kwargs):
        return async_to_sync(test)(*args, **kwargs)

    return run


class Page(WebsocketCommunicator):
    """The socket of one open admin page."""

    def __init__(self, person=None, origin="http://localhost:8000"):
        self.browser = Client()
        headers = [(b"origin", origin.encode()), (b"host", b"localhost:8000")]
        if person:
            self.browser.force_login(person)
            headers.append((b"cookie", f"sessionid={self.browser.cookies['sessionid'].value}".encode()))
        super().__init__(application, "/ws/status/", headers)

    async def hears(self, **asked):
        """Give all that the page was told, up to the pulse that answers `asked`."""
        await self.send_json_to(asked)
        heard = []
        while (message := await self.receive_json_from(timeout=5))["type"] != "pulse":
            heard.append(message)
        return heard

    async def close_code(self):
        while (event := await self.receive_output(timeout=5))["type"] != "websocket.close":
            pass
        return event["code"]


@asynccontextmanager
async def an_open_page(person):
    page = await sync_to_async(Page)(person)
    await page.connect()
    page.hello = await page.receive_json_from(timeout=5)
    yield page
    await page.disconnect()
