"""What was told of objects, as a table: a column a field, null where it was not told; and the pieces of SQL for it."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from django.db import connection
from django.db.backends.utils import CursorWrapper
from psycopg import sql

from videos.fields import Field, Form
from videos.statements import statement

TYPES = {
    Form.TEXT: "text",
    Form.TEXTS: "text[]",
    Form.FLAG: "boolean",
    Form.YES_NO: "boolean",
    Form.INTEGER: "bigint",
    Form.TIME: "timestamptz",
}
NOTHING = {Form.TEXT: "''", Form.TEXTS: "'{}'::text[]"}
# The one reference among the fields is told by YouTube's ID, and joined as `ch`.
CHANNEL = "channel"


def joined(parts: Iterable[sql.Composable]) -> sql.Composed:
    return sql.SQL(", ").join(list(parts))


def columns(fields: Iterable[Field]) -> sql.Composed:
    """The columns of the table, with their types."""
    return joined(sql.SQL("{} {}").format(sql.Identifier(one.name), sql.SQL(TYPES[one.form])) for one in fields)


def value(field: Field) -> sql.Composable:
    """What `o` tells of a field."""
    return sql.SQL("ch.id") if field.name == CHANNEL else sql.Identifier("o", field.name)


def ours(fields: Iterable[Field]) -> sql.Composed:
    return joined(sql.Identifier("v", one.column) for one in fields)


def theirs(fields: Iterable[Field]) -> sql.Composed:
    """The fields of video `v` if all that was told were taken."""
    return joined(sql.SQL("coalesce({}, {})").format(value(one), sql.Identifier("v", one.column)) for one in fields)


def pairs(fields: Iterable[Field], told_last: dict[str, sql.Composable]) -> sql.Composed:
    """(field, ours, theirs, whether it was told and nobody told it later): JSON where they differ, else null."""
    return joined(_pair(one, "CASE WHEN {differ} THEN to_jsonb({value}) END", told_last[one.name]) for one in fields)


def all_pairs(fields: Iterable[Field], told_last: dict[str, sql.Composable]) -> sql.Composed:
    """The same, as JSON also where they are alike."""
    return joined(_pair(one, "to_jsonb({value})", told_last[one.name]) for one in fields)


def _pair(field: Field, form: str, told_last: sql.Composable) -> sql.Composed:
    held, told = sql.Identifier("v", field.column), value(field)
    differ = sql.SQL("{} IS DISTINCT FROM {}").format(held, told)
    old, new = (sql.SQL(form).format(differ=differ, value=one) for one in (held, told))
    parts = {"field": sql.Literal(field.name), "old": old, "new": new, "told": told, "last": told_last}
    return sql.SQL("({field}, {old}, {new}, {told} IS NOT NULL AND {last})").format(**parts)


def assignments(fields: Iterable[Field]) -> sql.Composed:
    """The SET list that takes the fields named in `a.fields` and leaves the others of `v` as they are."""
    return joined(
        sql.SQL("{0} = CASE WHEN {1} = ANY (a.fields) THEN {2} ELSE v.{0} END").format(
            sql.Identifier(one.column), sql.Literal(one.name), value(one)
        )
        for one in fields
    )


def kept(fields: Iterable[Field]) -> sql.Composed:
    """The SET list that takes what was told and leaves the rest of row `v` as it is."""
    part = sql.SQL("{0} = coalesce({1}, v.{0})")
    return joined(part.format(sql.Identifier(one.column), value(one)) for one in fields)


def defaults(fields: Iterable[Field]) -> sql.Composed:
    """What a new row takes: what was told, and else nothing."""
    return joined(_or_nothing(one) for one in fields)


def _or_nothing(field: Field) -> sql.Composable:
    nothing = NOTHING.get(field.form, "NULL")
    return sql.SQL("coalesce({}, {})").format(value(field), sql.SQL(nothing))


def rows(seen: Mapping[str, Mapping[str, Any]], fields: Sequence[Field]) -> Iterator[list[Any]]:
    """Give a row of the table for what was told of each object: its key, and a value or null for each field."""
    for key, facts in seen.items():
        yield [key, *(facts.get(one.name) for one in fields)]


def fill(cursor: CursorWrapper, rows: Iterable[Sequence[Any]]) -> None:
    """Load the rows into the table `told`."""
    with connection.wrap_database_errors, cursor.copy(statement("observe/fill")) as copy:
        for row in rows:
            copy.write_row(row)
