"""What a person means who types or pastes into the search box: identifiers of YouTube and of music, or words."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from functools import lru_cache
from urllib.parse import unquote

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
_ASSET_IN_URL = re.compile(r"/assets?/(A\d{12,20})")
_HANDLE_IN_URL = re.compile(r"\.com/(?:@|c/|user/)([^/?#\s]+)")
_HANDLE = re.compile(r"@([\w.·-]{3,30})")
_ENTRIES = re.compile(r"[\n\r\t,;|]+")

SHORTEST = 3  # letters that start a word
MOST_WORDS = 6  # a longer row of codes is no title


@dataclass(frozen=True)
class Wanted:
    """What a search asks for: exact identifiers of each kind, or words (or, for a word that may be either, both)."""

    video_ids: set[str] = field(default_factory=set)
    channel_ids: set[str] = field(default_factory=set)
    handles: set[str] = field(default_factory=set)
    asset_ids: set[str] = field(default_factory=set)
    custom_ids: set[str] = field(default_factory=set)
    isrcs: set[str] = field(default_factory=set)
    upcs: set[str] = field(default_factory=set)
    fragment: str = ""
    words: str = ""


KINDS = ("video_ids", "channel_ids", "handles", "asset_ids", "custom_ids", "isrcs", "upcs")


def understand(text: str) -> Wanted:
    """Tell what `text` asks for. Anything may stand in it; nothing in it is an error."""
    text = text.replace("\x00", "").strip()
    if _ISRC.fullmatch("".join(text.split())):
        text = "".join(text.split())  # as printed on a record: GB AYE 12 34567
    tokens = _tokens(text)
    wanted = Wanted()
    coded = bool(tokens) and all(_take(token, wanted) for token in tokens)
    if coded and (len(tokens) > MOST_WORDS or _LISTED.search(text) or _URL.fullmatch(text)):
        return wanted
    # A few words may be identifiers, one a part of an identifier, or just words: “1989”, “UB40 live2019”.
    fragment = text if _CUSTOM_ID.fullmatch(text) else ""
    return replace(wanted if coded else Wanted(), fragment=fragment, words=text)


@lru_cache(maxsize=2)  # a page of a pasted list asks twice
def entries(text: str) -> dict[str, Wanted]:
    """Tell what each entry of a pasted list asks for: a line, a cell, or a word between spaces. All are identifiers."""
    found: dict[str, Wanted] = {}
    for part in _ENTRIES.split(text.replace("\x00", "")):
        entry = part.strip().strip("\"'").strip()
        bare = "".join(entry.split())
        if _ISRC.fullmatch(bare):
            entry = bare
        elif bare != entry and all(map(_is_named, _tokens(entry))):
            found |= {token: _named(token) for token in _tokens(entry)}
            continue
        if entry:
            found[entry] = _named(entry)
    return found


def together(many: Iterable[Wanted]) -> Wanted:
    """Give what all of them ask for."""
    all_of_it = Wanted()
    for wanted in many:
        for kind in KINDS:
            getattr(all_of_it, kind).update(getattr(wanted, kind))
    return all_of_it


def _tokens(text: str) -> list[str]:
    return [token for token in _SEPARATORS.split(text) if token]


def _named(entry: str) -> Wanted:
    """Take `entry` for an identifier: for a custom ID, where it looks like no other."""
    wanted = Wanted()
    if not _take(entry, wanted):
        wanted.custom_ids.add(entry)
        if _VIDEO_ID.fullmatch(entry):
            wanted.video_ids.add(entry)
    return wanted


def _is_named(token: str) -> bool:
    return _take(token, Wanted()) or bool(_VIDEO_ID.fullmatch(token))


def _take(token: str, wanted: Wanted) -> bool:
    """Put `token` under every kind that it may be of; tell whether there is one."""
    if _URL.fullmatch(token):
        return _take_url(token, wanted)
    if _CHANNEL_ID.fullmatch(token):
        wanted.channel_ids.add(token)
        return True
    if handle := _HANDLE.fullmatch(token):
        wanted.handles.add(handle[1].lower())
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
    assets = _ASSET_IN_URL.findall(url)
    handles = [unquote(handle).lower() for handle in _HANDLE_IN_URL.findall(url)]
    # A video's address may also name the channel that it was opened from.
    wanted.video_ids.update(videos)
    wanted.asset_ids.update(assets)
    if not (videos or assets):
        wanted.channel_ids.update(channels)
        wanted.handles.update(handles)
    return bool(videos or channels or assets or handles)


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

    The second is empty where the last word is no plain word (quoted, excluded, or beside an `or`), or two letters, with
    which a hundredth of all words start: they are looked through for seconds, and PostgreSQL hears no cancel meanwhile.
    """
    head, _, last = text.rpartition(" ")
    plain = re.fullmatch(r"[^\W_][\w'’-]*", last)
    if not plain or (last.isascii() and len(last) < SHORTEST) or '"' in text or "or" in text.lower().split():
        return text, ""
    return head, last
