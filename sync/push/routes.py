"""Which way each field takes to YouTube: by which request of its APIs, or by none."""

from collections.abc import Iterable
from enum import StrEnum

from django.utils.text import get_text_list

from videos.fields import FIELDS, youtube_fields
from videos.models import Video


class Kind(StrEnum):
    """What is pushed as a whole: the fields of one video, or those of one asset, which all its videos share."""

    VIDEO = "video"
    ASSET = "asset"


SNIPPET = {"title": "title", "description": "description", "tags": "tags", "category": "categoryId"}
STATUS = {
    "privacy_status": "privacyStatus",
    "embedding_allowed": "embeddable",
    "license": "license",
    "self_declared_made_for_kids": "selfDeclaredMadeForKids",
}
METADATA = {
    **{name: name for name in ("artist", "album", "genre", "label", "isrc", "upc", "eidr")},
    "custom_id": "customId",
}
MATCH = "match_policy"
CLAIM = ("effective_policy", "claimed_status")
POSITIONS = {"prerolls_enabled": "preroll", "midrolls_enabled": "midroll", "postrolls_enabled": "postroll"}
THIRD_PARTY = "third_party_ads_enabled"
ADVERTISING = (THIRD_PARTY, *POSITIONS)

FIELDS_OF: dict[Kind, tuple[str, ...]] = {
    Kind.VIDEO: (*SNIPPET, *STATUS, *CLAIM, *ADVERTISING),
    Kind.ASSET: (*METADATA, MATCH),
}
BY_API = frozenset(name for names in FIELDS_OF.values() for name in names)
BY_HAND = frozenset(name for name, field in youtube_fields().items() if field.editable) - BY_API


def no_way(names: Iterable[str]) -> str:
    """Say of fields in `BY_HAND` that the sync cannot write them, and what to do."""
    said = get_text_list(sorted(map(name_of, names)), "and")
    return f"YouTube has no request that sets {said}: hand it over in a spreadsheet, or set it in YouTube Studio."


def name_of(field: str) -> str:
    """A field's name as people read it."""
    return str(Video._meta.get_field(field).verbose_name)


def names_of(kind: Kind) -> list[str]:
    return [name for name in FIELDS_OF[kind] if name in FIELDS]
