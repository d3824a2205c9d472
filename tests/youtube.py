"""How tests put the sandbox in YouTube's place, and bodies that no API should send."""

from sync.sandbox.state import OWNER

BROKEN = [b"", b"<!DOCTYPE html><p>Error 502", b"null", b"[]", b'{"error": "server_error"}', b"\xff\xfe", b"[" * 9000]


def at_door(door, settings):
    """Have the settings lead to this sandbox."""
    settings.YOUTUBE_API_URL = settings.YOUTUBE_PARTNER_API_URL = door.url
    settings.YOUTUBE_CONTENT_OWNER = OWNER
    return door
