"""The Atom feeds that YouTube's hub sends: which videos are new or changed, and which are deleted."""

import re
from xml.etree.ElementTree import Element, ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring

from sync.models import Hint

ATOM = "{http://www.w3.org/2005/Atom}"
YOUTUBE = "{http://www.youtube.com/xml/schemas/2015}"
TOMBSTONE = "{http://purl.org/atompub/tombstones/1.0}"
VIDEO_ID = re.compile(r"[\w-]{1,64}", re.ASCII)
REF = "yt:video:"


class NoFeed(ValueError):
    """What came is no feed that is to be read; the text says why."""


def told(body: bytes, channel_id: str) -> list[tuple[str, str]]:
    """Give what a feed tells of a channel's videos: (video ID, `Hint.What`), in its order. Raises NoFeed.

    What it tells of other channels is left out: a subscription speaks for its own.
    """
    try:
        # A feed has no document type: with none, no entity can be declared, inside or outside.
        feed = fromstring(body, forbid_dtd=True)
    except (ParseError, DefusedXmlException, LookupError, ValueError) as error:
        raise NoFeed(f"This is no XML that is taken ({type(error).__name__}).") from error
    if feed.tag != f"{ATOM}feed":
        raise NoFeed("This is no Atom feed.")
    return [found for entry in feed if (found := _of(entry, channel_id)) and VIDEO_ID.fullmatch(found[0])]


def _of(entry: Element, channel_id: str) -> tuple[str, str] | None:
    if entry.tag == f"{ATOM}entry" and entry.findtext(f"{YOUTUBE}channelId") == channel_id:
        return entry.findtext(f"{YOUTUBE}videoId", ""), Hint.What.CHANGED
    # A tombstone names its channel by an address only, and the signature has proved whose it is.
    if entry.tag == f"{TOMBSTONE}deleted-entry" and entry.get("ref", "").startswith(REF):
        return entry.get("ref", "").removeprefix(REF), Hint.What.DELETED
    return None
