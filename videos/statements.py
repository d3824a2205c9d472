"""The named SQL statements of `videos/sql/`, and the pieces of SQL that the table of fields makes."""

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from django.db import connection
from psycopg import sql

from cmsmeta.lib import sqlfiles
from videos.fields import SHORT_VERDICT, Field, Form

FOLDER = Path(__file__).parent / "sql"

FROM_JSON = {
    Form.TEXT: "{json}->>'{name}'",
    Form.TEXTS: "ARRAY(SELECT jsonb_array_elements_text({json}->'{name}'))",
    Form.FLAG: "({json}->>'{name}')::boolean",
    Form.YES_NO: "({json}->>'{name}')::boolean",
    Form.INTEGER: "({json}->>'{name}')::bigint",
    Form.TIME: "({json}->>'{name}')::timestamptz",
}


def statement(name: str, **parts: str | sql.Composable) -> sql.Composed:
    """The SQL of `videos/sql/<name>.sql` with its {parts} filled in. Parts are ours, never a person's words."""
    filled = {key: sql.SQL(part) if isinstance(part, str) else part for key, part in parts.items()}
    return sqlfiles.load(FOLDER, name, **filled)


def run(query: sql.Composed, params: Sequence[Any]) -> int:
    """Run a statement and give the number of rows that it touched."""
    with connection.cursor() as cursor:
        cursor.execute(query, params)
        return cursor.rowcount


def fetch(query: sql.Composed, params: Sequence[Any] | Mapping[str, Any]) -> tuple[Any, ...]:
    """Run a statement of one row and give that row."""
    with connection.cursor() as cursor:
        cursor.execute(query, params)
        return cursor.fetchone()


def held(fields: Iterable[Field]) -> str:
    """The arms of a CASE over field names: what video `v` holds, in JSON."""
    return " ".join(f"WHEN '{field.name}' THEN {holds(field)}" for field in fields)


def holds(field: Field) -> str:
    """What video `v` holds in a field, in JSON."""
    if field is SHORT_VERDICT:
        return "to_jsonb(coalesce((SELECT s.verdict FROM videos_short s WHERE s.video_id = v.id), 'unknown'))"
    return f"to_jsonb(v.{field.column})"


def assignments(fields: Iterable[Field]) -> str:
    """The SET list that takes the fields in JSON object `c.new`, and leaves the others as they are.

    Only the given columns stand in it, so that PostgreSQL computes the search vector anew only where it must.
    """
    taken = []
    for field in fields:
        value = FROM_JSON[field.form].format(json="c.new", name=field.name)
        taken.append(
            f"{field.column} = CASE WHEN jsonb_exists(c.new, '{field.name}') THEN {value} ELSE v.{field.column} END"
        )
        if field.name == "administered":
            taken.append(
                "administered_at = CASE WHEN NOT jsonb_exists(c.new, 'administered') THEN v.administered_at"
                f" WHEN {value} THEN statement_timestamp() END"
            )
    return ", ".join(taken)
