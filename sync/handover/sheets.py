"""What YouTube's update spreadsheets can carry: which field stands in which column, how, and why not.

The headers are those of `videos.sheets.layouts`. A file holds the key and the columns that its edits fill: YouTube lets
optional columns be left out, and a column that is not there can neither be wrong nor change anything.
"""

from typing import Any

from videos.fields import FIELDS
from videos.rules import LISTS_BY, problems
from videos.sheets.layouts import TEMPLATES, Layout

LAYOUTS = (Layout.VIDEO, Layout.ASSET, Layout.SOUND_RECORDING)
# Codes of the statement `judged`, and what each says.
OBSTACLES = {
    "column": "YouTube's templates that are known have no column for it.",
    "clear": "It is to be emptied. A blank cell changes nothing, and no word is known that does: the push empties it.",
    "asset": "It belongs to an asset, and the video has none.",
    "type": "The asset is known to be no sound recording, and the template for its type is not known.",
    "list": "A name in the list holds a |, which stands between names there, is blank, or has space around it.",
    "space": "It begins or ends with space or a line break, which YouTube's spreadsheets lose.",
    "sent": "Another value went to YouTube before, and may have arrived: the next pull tells.",
    "torn": "The videos of the asset want different values, or one of them is in conflict.",
}


def _columns() -> dict[str, tuple[Layout, str]]:
    """Field → its template and header. A field of an asset goes by the first template that has it."""
    found: dict[str, tuple[Layout, str]] = {}
    for layout in LAYOUTS:
        template = TEMPLATES[layout]
        for header, name in template.columns.items():
            field = FIELDS.get(name)
            if field and field.editable and field.of_asset == template.of_assets:
                found.setdefault(name, (layout, header))
    return found


COLUMNS = _columns()


def key_of(layout: str) -> str:
    """The header of the column that names the video or the asset."""
    return "asset_id" if TEMPLATES[Layout(layout)].of_assets else "video_id"


def header_of(layout: str, fields: set[str]) -> dict[str, str]:
    """Give the headers of a file that carries these fields, in the template's order: header → field, "" for the key."""
    key = key_of(layout)
    columns = {header: name for name, (_, header) in COLUMNS.items() if name in fields}
    return {key: "", **{header: columns[header] for header in TEMPLATES[Layout(layout)].columns if header in columns}}


def cell_of(value: Any) -> str:
    """Give the text of a cell."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return LISTS_BY.join(value) if isinstance(value, list) else value


def wrong_with(field: str, value: Any) -> str:
    """Tell in sentences why YouTube would refuse or misread a cell; "" where it takes it as it is meant."""
    if value in (None, "", []):
        return OBSTACLES["clear"]
    names = value if isinstance(value, list) else []
    if any(LISTS_BY in name or not name or name != name.strip() for name in names):
        return OBSTACLES["list"]
    if isinstance(value, str) and value != value.strip():
        return OBSTACLES["space"]
    return " ".join(problems(field, value))
