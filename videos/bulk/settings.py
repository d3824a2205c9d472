"""What an act gives a field, as SQL over the row: the new value is worked out where the old one is."""

import json
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from psycopg import sql

from videos.fields import Field
from videos.rules import CUSTOM_ID, RULES
from videos.statements import holds, statement

NO_ASSET = ("v.asset_id = ''", "without an asset")
# {} doubled would be a placeholder of nothing: parts are not formatted again.
TEXT = "d.new #>> '{}'"
IN_CONFLICT = """WHEN EXISTS (
    SELECT FROM videos_openedit o WHERE o.video_id = v.id AND o.field = d.field AND o.state = 'conflict'
) THEN 'in conflict with what YouTube holds'"""
NOT_ACTIVE = ("v.claimed_status <> 'active'", "without an active claim of ours")
SETTLED = ("v.made_for_kids_modifiable IS FALSE", "which YouTube lets nobody change")
TITLE_MOST, TAGS_MOST = RULES["title"].limit.most, RULES["tags"].limit.most
TITLE_LIMITS = (
    (f"char_length({TEXT}) > {TITLE_MOST}", f"longer than YouTube's {TITLE_MOST} characters"),
    (f"btrim({TEXT}) = ''", "left without a title"),
    (f"{TEXT} ~ '[<>]'", "with < or > in the title, which YouTube refuses"),
)
# As `videos.rules.tags_length` counts.
TAGS_LENGTH = """(
    SELECT sum(char_length(tag) + CASE WHEN tag LIKE '%% %%' THEN 2 ELSE 0 END) + count(*) - 1
    FROM jsonb_array_elements_text(d.new) AS tag
)"""
TAGS_LIMIT = (f"{TAGS_LENGTH} > {TAGS_MOST}", f"with more tags than YouTube's {TAGS_MOST} characters")
ARTISTS_LIMIT = (
    f"jsonb_array_length(d.new) > {RULES['artist'].limit.most}",
    f"with more artists than YouTube's {RULES['artist'].limit.most}",
)
CUSTOM_ID_LIMITS = (
    ("d.new IS NULL", "whose channel expects no custom ID, or whose channels expect different ones"),
    (
        f"(octet_length({TEXT}) > {RULES['custom_id'].limit.most} OR {TEXT} !~ '^{CUSTOM_ID.pattern}$')",
        "whose channel expects a custom ID that YouTube would refuse",
    ),
)


@dataclass(frozen=True, slots=True)
class Setting:
    """The new value of one field: SQL over video `v` that gives JSON, and its parameters.

    `obstacles`: conditions over `v` and `d.new` under which the field is left as it is, each with the reason.
    """

    field: Field
    new: str | sql.Composable
    params: tuple[Any, ...] = ()
    obstacles: tuple[tuple[str | sql.Composable, str], ...] = ()


def constant(field: Field, value: Any, *obstacles: tuple[str, str]) -> Setting:
    """The same value for all, in the field's JSON form."""
    return Setting(field, "%s::jsonb", (None if value is None else json.dumps(value),), obstacles)


def replaced_text(field: Field, find: str, by: str, *obstacles: tuple[str, str], any_case: bool) -> Setting:
    """Every occurrence of the literal text `find` becomes `by`."""
    column = f"v.{field.column}"
    if any_case:
        replaced = f"regexp_replace({column}, %s, %s, 'gi')"
        find, by = re.sub(r"([^\w\s])", r"\\\1", find), by.replace("\\", "\\\\")
    else:
        replaced = f"replace({column}, %s, %s)"
    return Setting(field, statement("replaced_text", column=column, replaced=replaced), (find, by), obstacles)


def appended_line(field: Field, line: str) -> Setting:
    """A line more at the end of a text."""
    return Setting(field, f"to_jsonb(concat_ws(E'\\n', nullif(v.{field.column}, ''), %s))", (line,))


def names_added(field: Field, names: list[str], *obstacles: tuple[str, str]) -> Setting:
    """Those of `names` that the list lacks, at its end."""
    return Setting(field, _expression("names_added", field), (names,), obstacles)


def names_removed(field: Field, names: list[str], *obstacles: tuple[str, str]) -> Setting:
    """The list without `names`."""
    return Setting(field, _expression("names_removed", field), (names,), obstacles)


def name_replaced(field: Field, name: str, by: str, *obstacles: tuple[str, str]) -> Setting:
    """The list with `by` in the place of `name`, once."""
    return Setting(field, _expression("name_replaced", field), (name, name, by), obstacles)


def expected_custom_id(field: Field) -> Setting:
    """What the channels of the asset's videos expect, where they agree."""
    return Setting(field, statement("expected_custom_id"), (), (NO_ASSET, *CUSTOM_ID_LIMITS))


def left_to_people(setting: Setting, rule: int, since: str) -> Setting:
    """The setting of a standing rule: what others than the rule itself have changed since then is theirs.

    `since` is a time in ISO 8601.
    """
    others = {"rule": sql.Literal(str(rule)), "since": sql.Literal(datetime.fromisoformat(since))}
    waits = (statement("edit_of_others", **others), "with another's edit that is not confirmed yet")
    changed = (statement("changed_by_others", **others), "changed by a person or by another rule since")
    return replace(setting, obstacles=(*setting.obstacles, waits, changed))


def _expression(name: str, field: Field) -> sql.Composed:
    return statement(name, column=f"v.{field.column}")


def differences(
    settings: Iterable[Setting], meant: str, same: str, *, answers_conflicts: bool
) -> tuple[sql.Composed, list[Any]]:
    """Give the SQL of what `settings` change in the videos of `meant` (id, selected), and its parameters.

    `same` is said of a field that holds the new value already. `answers_conflicts`: a conflict is edited, too.
    """
    settings = list(settings)
    arms = [
        sql.SQL("WHEN d.field = {} AND {} THEN {}").format(setting.field.name, _sql(condition), why)
        for setting in settings
        for condition, why in setting.obstacles
    ]
    if not answers_conflicts:
        arms.append(sql.SQL(IN_CONFLICT))
    rows = [
        sql.SQL("({}, {}, {}, {})").format(
            setting.field.name,
            setting.field.of_asset,
            sql.SQL(holds(setting.field)),
            _sql(setting.new),
        )
        for setting in settings
    ]
    query = statement(
        "differences",
        meant=meant,
        values=sql.SQL(", ").join(rows),
        same=sql.Literal(same),
        obstacles=sql.SQL(" ").join(arms),
    )
    return query, [param for setting in settings for param in setting.params]


def _sql(part: str | sql.Composable) -> sql.Composable:
    return sql.SQL(part) if isinstance(part, str) else part


def fields_of(settings: Sequence[Setting]) -> list[Field]:
    return [setting.field for setting in settings]
