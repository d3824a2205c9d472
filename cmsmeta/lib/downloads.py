"""Files that people download, streamed: their memory does not grow with their size."""

import re
from collections.abc import AsyncIterator, Generator
from urllib.parse import quote

from asgiref.sync import sync_to_async
from django.core.handlers.asgi import ASGIRequest
from django.http import HttpRequest, StreamingHttpResponse

Chunks = Generator[bytes | str, None, None]


def download(request: HttpRequest, chunks: Chunks, name: str, content_type: str) -> StreamingHttpResponse:
    """Give `chunks` as a file called `name`. Where the person goes away meanwhile, `chunks` is closed."""
    body = _without_blocking(chunks) if isinstance(request, ASGIRequest) else chunks
    response = StreamingHttpResponse(body, content_type=content_type)
    name = re.sub(r"[\x00-\x1f\x7f/\\\"]", "_", name)
    plain = name.encode("ascii", "replace").decode().replace("?", "_")
    response["Content-Disposition"] = f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name)}"
    response["X-Accel-Buffering"] = "no"
    return response


async def _without_blocking(chunks: Chunks) -> AsyncIterator[bytes | str]:
    """Give the chunks to an ASGI server, which would gather a plain iterator whole."""
    try:
        while (chunk := await sync_to_async(next)(chunks, None)) is not None:
            yield chunk
    finally:
        await sync_to_async(chunks.close)()
