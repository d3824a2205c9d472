"""The columns of spreadsheets: what each is called, how PostgreSQL writes it, and which field it stands for."""

from dataclasses import dataclass

from videos.fields import FIELDS, Field, Form
from videos.rules import LISTS_BY

KEYS = ("video_id", "asset_id", "custom_id", "isrc")  # the best first: YouTube advises against the last two

TEXT_OF = {
    Form.TEXT: "{column}",
    # A name that holds the sign between two names has a \ before it.
    Form.TEXTS: f"array_to_string({{column}}, '{LISTS_BY}')",
    Form.FLAG: "CASE {column} WHEN true THEN 'yes' WHEN false THEN 'no' ELSE '' END",
    Form.YES_NO: "CASE WHEN {column} THEN 'yes' ELSE 'no' END",
    Form.INTEGER: "coalesce({column}::text, '')",
    Form.TIME: "coalesce(to_char({column} AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI:SS'), '')",
}
ESCAPED_LIST = f"""CASE WHEN strpos(array_to_string({{column}}, ''), '{LISTS_BY}') = 0
    THEN array_to_string({{column}}, '{LISTS_BY}')
    ELSE (
        SELECT string_agg(replace(n, '{LISTS_BY}', '\\{LISTS_BY}'), '{LISTS_BY}' ORDER BY i)
        FROM unnest({{column}}) WITH ORDINALITY AS a (n, i)
    )
END"""  # noqa: S608  the columns are ours


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its name, its SQL over video `v`, and the form of its value.

    `field`: the field that an import gives the value to; None where people only read it.
    """

    name: str
    sql: str
    form: Form = Form.TEXT
    field: Field | None = None

    @property
    def text(self) -> str:
        """SQL that gives the text of the cell."""
        pattern = ESCAPED_LIST if self.form is Form.TEXTS else TEXT_OF[self.form]
        return pattern.format(column=self.sql)

    @property
    def plain_text(self) -> str:
        """SQL that gives the text as YouTube's own templates have it, which know no \\ before a sign."""
        return TEXT_OF[self.form].format(column=self.sql)


def _told(name: str, form: Form = Form.TEXT, sql: str = "") -> Column:
    return Column(name, sql or f"v.{name}", form)


def _of_field(name: str) -> Column:
    field = FIELDS[name]
    return Column(name, f"v.{field.column}", field.form, field if field.editable else None)


EDITABLE = [_of_field(name) for name, field in FIELDS.items() if field.editable]
COLUMNS: dict[str, Column] = {
    column.name: column
    for column in [
        _told("video_id"),
        _told("asset_id"),
        _told("channel_id", sql="c.channel_id"),
        _told("channel_title", sql="c.title"),
        *EDITABLE,
        *(_told(name, Form.INTEGER, f"s.{name}") for name in ("views", "engaged_views", "comments", "likes")),
        *(
            _of_field(name)
            for name, field in FIELDS.items()
            if not field.editable and name not in ("asset_id", "channel")
        ),
        _told("short", sql="h.verdict"),
        *(_told(name, Form.TIME) for name in ("as_of", "not_seen_since", "modified_at")),
    ]
}
SOURCE = """videos_video v
LEFT JOIN channels_app_channel c ON c.id = v.channel_id
LEFT JOIN videos_videostatistics s ON s.video_id = v.video_id
LEFT JOIN videos_short h ON h.video_id = v.id"""

# As YouTube's reports and templates call them.
ALIASES = {
    "video_title": "title",
    "video_privacy_status": "privacy_status",
    "privacy": "privacy_status",
    "keywords": "tags",
    "policy": "effective_policy",
    "usage_policy": "effective_policy",
    "is_made_for_kids": "self_declared_made_for_kids",
    "is_made_for_kids_user_selection": "self_declared_made_for_kids",
    "artists": "artist",
    "genres": "genre",
    "track_isrc": "isrc",
    "channel": "channel_id",
    "channel_display_name": "channel_title",
    "is_made_for_kids_effective_setting": "is_made_for_kids",
    "is_made_for_kids_modifiable": "made_for_kids_modifiable",
}


def normalise(name: str) -> str:
    """Give the name of a column as it is compared: `Video ID` is `video_id`."""
    return "_".join(name.strip().lower().replace("-", " ").replace("_", " ").split())
