"""What a person means who types or pastes into the search box: identifiers of YouTube and of music, or words."""

import re
from dataclasses import dataclass, field, replace

_SEPARATORS = re.compile(r"[\s,;|]+")
_LISTED = re.compile(r"[\n,;|]")
_VIDEO_ID = re.compile(r"[0-9A-Za-z_-]{11}")
_CHANNEL_ID = re.compile(r"UC[0-9A-Za-z_-]{22}")
_ASSET_ID = re.compile(r"A\d{12,20}")
_ISRC = re.compile(r"(?:ISRC:?)?([A-Z]{2})-?([A-Z0-9]{3})-?(\d{2})-?(\d{5})", re.IGNORECASE)
_UPC = re.compile(r"\d{8,14}")
_CUSTOM_ID = re.compile(r"[\w.@/-]{4,64}")
_URL = re.compile(r"(?:https?://)?(?:[\w-]+\.)*(?:youtube\.com|youtu\.be|youtube-nocookie\.com)/\S*", re.IGNORECASE)
_ID_IN_URL = re.compile(r"(?:[?&]v=|youtu\.be/|/(?:shorts|embed|live|v|video|vi)/)([0-9A-Za-z_-]{11})(?![0-9A-Za-z_-])")
_CHANNEL_IN_URL = re.compile(r"/channel/(UC[0-9A-Za-z_-]{22})")

MOST_WORDS = 6  # a longer row of codes is no title


@dataclass(frozen=True)
class Wanted:
    """What a search asks for: exact identifiers of each kind, or words (or, for a word that may be either, both)."""

    video_ids: set[str] = field(default_factory=set)
    channel_ids: set[str] = field(default_factory=set)
    asset_ids: set[str] = field(default_factory=set)
    custom_ids: set[str] = field(default_factory=set)
    isrcs: set[str] = field(default_factory=set)
    upcs: set[str] = field(default_factory=set)
    fragment: str = ""
    words: str = ""


def understand(text: str) -> Wanted:
    """Tell what `text` asks for. Anything may stand in it; nothing in it is an error."""
    text = text.replace("\x00", "").strip()
    if _ISRC.fullmatch("".join(text.split())):
        text = "".join(text.split())  # as printed on a record: GB AYE 12 34567
    tokens = [token for token in _SEPARATORS.split(text) if token]
    wanted = Wanted()
    coded = bool(tokens) and all(_take(token, wanted) for token in tokens)
    if coded and (len(tokens) > MOST_WORDS or _LISTED.search(text) or _URL.fullmatch(text)):
        return wanted
    # A few words may be identifiers, one a part of an identifier, or just words: “1989”, “UB40 live2019”.
    fragment = text if _CUSTOM_ID.fullmatch(text) else ""
    return replace(wanted if coded else Wanted(), fragment=fragment, words=text)


def _take(token: str, wanted: Wanted) -> bool:
    """Put `token` under every kind that it may be of; tell whether there is one."""
    if _URL.fullmatch(token):
        return _take_url(token, wanted)
    if _CHANNEL_ID.fullmatch(token):
        wanted.channel_ids.add(token)
        return True
    if not _is_code(token):
        return False
    wanted.custom_ids.add(token)
    if _VIDEO_ID.fullmatch(token):
        wanted.video_ids.add(token)
    if _ASSET_ID.fullmatch(token):
        wanted.asset_ids.add(token)
    if isrc := _ISRC.fullmatch(token):
        parts = [part.upper() for part in isrc.groups()]
        wanted.isrcs.update({"".join(parts), "-".join(parts), token})
    if _UPC.fullmatch(token):
        # A spreadsheet drops leading zeros; a UPC-A with a zero before it is the same EAN-13 and GTIN-14.
        bare = token.lstrip("0")
        wanted.upcs.update({token, bare, *(bare.zfill(length) for length in (8, 12, 13, 14))})
    return True


def _take_url(url: str, wanted: Wanted) -> bool:
    videos = _ID_IN_URL.findall(url)
    channels = _CHANNEL_IN_URL.findall(url)
    wanted.video_ids.update(videos)
    wanted.channel_ids.update(channels)
    return bool(videos or channels)


def _is_code(token: str) -> bool:
    """Tell a code from a word: a code holds a digit or `_`, or is as long and mixed as a video ID."""
    if _ISRC.fullmatch(token):
        return True
    if not _CUSTOM_ID.fullmatch(token):
        return False
    mixed = _VIDEO_ID.fullmatch(token) and re.search(r"[a-z].*[A-Z]", token)
    return bool(mixed) or any(char.isdigit() or char == "_" for char in token)


def prefix_query(text: str) -> tuple[str, str]:
    """Split `text` into what a web search takes as it is, and its last word, which may be the start of a word.

    The second is empty where the last word is no plain word: quoted, excluded, or beside an `or`.
    """
    head, _, last = text.rpartition(" ")
    plain = re.fullmatch(r"[^\W_][\w'’-]*", last)
    if not plain or '"' in text or "or" in text.lower().split():
        return text, ""
    return head, last
