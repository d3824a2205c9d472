"""The fields of a video: whose they are, who observes them, who may edit them, and their form in JSON.

The one table that edits, undo, the change log and the merge of observations share. It imports nothing of Django.
"""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any


class Form(StrEnum):
    """The form of a value in JSON, as the change log and the open edits hold it."""

    TEXT = "text"  # a string, "" when empty
    TEXTS = "list of texts"  # a list of strings, [] when empty
    FLAG = "yes, no or not told"  # true, false, null
    YES_NO = "yes or no"  # true, false
    INTEGER = "whole number"  # a number, null
    TIME = "time"  # an ISO 8601 string in UTC, null


class Level(StrEnum):
    VIDEO = "video"
    ASSET = "asset"  # editing one video of an asset edits them all


class Observer(StrEnum):
    """What tells us the value that YouTube holds."""

    REPORT = "report"  # the video report
    ASSET = "asset"  # the asset report, or the Content ID API
    PULL = "pull"  # the Data API


def _is_text(value: Any) -> bool:
    """Whether PostgreSQL can hold it: neither NUL nor half a character."""
    return isinstance(value, str) and "\0" not in value and not any("\ud800" <= sign <= "\udfff" for sign in value)


FITS: dict[Form, Callable[[Any], bool]] = {
    Form.TEXT: _is_text,
    Form.TEXTS: lambda value: isinstance(value, list) and all(map(_is_text, value)),
    Form.FLAG: lambda value: value is None or isinstance(value, bool),
    Form.YES_NO: lambda value: isinstance(value, bool),
    Form.INTEGER: lambda value: value is None or (isinstance(value, int) and not isinstance(value, bool)),
    Form.TIME: lambda value: value is None or isinstance(value, str),
}


@dataclass(frozen=True, slots=True)
class Field:
    """One field of `Video`.

    `on_youtube`: YouTube holds it, so that a person's edit stays open until YouTube agrees; otherwise it is the
    staff's own. `column`: its column in `videos_video`, where that is not its name.
    """

    name: str
    form: Form = Form.TEXT
    observers: frozenset[Observer] = frozenset()
    level: Level = Level.VIDEO
    on_youtube: bool = True
    editable: bool = False
    column: str = ""

    def __post_init__(self) -> None:
        object.__setattr__(self, "column", self.column or self.name)

    @property
    def of_asset(self) -> bool:
        return self.level is Level.ASSET

    def accept(self, value: Any) -> Any:
        """The value in the field's JSON form. ValueError, with a sentence, when its type is not the field's."""
        plain = list(value) if isinstance(value, tuple) else value
        if not FITS[self.form](plain):
            raise ValueError(f"The value of {self.name} must be a {self.form} that the database can hold: {value!r}.")
        return plain


REPORT = frozenset({Observer.REPORT})
ASSET = frozenset({Observer.ASSET})
PULL = frozenset({Observer.PULL})


def _observed(names: str, observers: frozenset[Observer], form: Form = Form.TEXT) -> list[Field]:
    """Fields that staff only read."""
    return [Field(name, form, observers) for name in names.split()]


def _edited(
    names: str, observers: frozenset[Observer], form: Form = Form.TEXT, level: Level = Level.VIDEO
) -> list[Field]:
    """Fields that YouTube holds and staff may edit."""
    return [Field(name, form, observers, level, editable=True) for name in names.split()]


FIELDS: dict[str, Field] = {
    field.name: field
    for field in [
        Field("channel", Form.INTEGER, REPORT | PULL, column="channel_id"),
        *_edited("title category privacy_status", REPORT | PULL),
        *_edited("description license", PULL),
        *_edited("tags", PULL, Form.TEXTS),
        *_edited("embedding_allowed self_declared_made_for_kids", REPORT | PULL, Form.FLAG),
        *_edited("ratings_allowed comments_allowed", REPORT, Form.FLAG),
        *_edited("custom_id isrc", REPORT | ASSET, level=Level.ASSET),
        *_edited("eidr", REPORT, level=Level.ASSET),
        *_edited("album label upc match_policy", ASSET, level=Level.ASSET),
        *_edited("artist genre", ASSET, Form.TEXTS, Level.ASSET),
        *_edited("effective_policy third_party_video_id", REPORT),
        *_edited(
            "third_party_ads_enabled display_ads_enabled sponsored_cards_enabled overlay_ads_enabled"
            " nonskippable_video_ads_enabled long_nonskippable_video_ads_enabled skippable_video_ads_enabled"
            " prerolls_enabled midrolls_enabled postrolls_enabled",
            REPORT,
            Form.FLAG,
        ),
        *_observed("time_published", REPORT | PULL, Form.TIME),
        *_observed("time_uploaded", REPORT, Form.TIME),
        *_observed("video_length", REPORT | PULL, Form.INTEGER),
        *_observed("aspect", PULL, Form.INTEGER),
        *_observed("thumbnail_url", PULL),
        *_observed("is_live_stream", PULL, Form.FLAG),
        *_observed("is_made_for_kids", REPORT | PULL, Form.FLAG),
        *_observed(
            "made_for_kids_modifiable offweb_syndicatable claimed_by_this_owner claimed_by_another_owner",
            REPORT,
            Form.FLAG,
        ),
        *_observed("upload_source asset_id claimed_status other_owners_claiming", REPORT),
        Field("administered", Form.YES_NO, on_youtube=False, editable=True),
        Field("notes", on_youtube=False, editable=True),
    ]
}

# The verdict on being a Short stands in a table of its own, and is logged and undone like a field.
SHORT_VERDICT = Field("short_verdict", on_youtube=False)
LOGGED: dict[str, Field] = {**FIELDS, SHORT_VERDICT.name: SHORT_VERDICT}


def youtube_fields(observer: Observer | None = None) -> dict[str, Field]:
    """The fields that YouTube holds; with `observer`, those that it tells."""
    return {
        name: field
        for name, field in FIELDS.items()
        if field.on_youtube and (observer is None or observer in field.observers)
    }


def editable_fields() -> dict[str, Field]:
    """The fields that staff may edit."""
    return {name: field for name, field in FIELDS.items() if field.editable}


def asset_fields() -> dict[str, Field]:
    """The fields that belong to the asset: an edit of one video is an edit of every video of its asset."""
    return {name: field for name, field in FIELDS.items() if field.of_asset}
