"""Monthly partitions of the tables that grow without bound."""

import re
from datetime import UTC, date, datetime, timedelta
from typing import Any

from django.db import IntegrityError, ProgrammingError, connection, models, transaction
from django.db.backends.utils import CursorWrapper
from psycopg import errors, sql

# Rows of the month stand in the default partition, or another process was quicker.
KNOWN = (errors.CheckViolation, errors.DuplicateTable, errors.UniqueViolation)


def ensure_months(*tables: type[models.Model]) -> None:
    """Make the partitions of this month and the next for each table, without keeping its readers or writers waiting.

    Must run outside a transaction that holds rows. A month whose rows already stand in the default partition stays
    there.
    """
    today = datetime.now(UTC).date().replace(day=1)
    months = [today, _next(today)]
    with connection.cursor() as cursor:
        wanted = {_name(table, month): (table, month) for table in tables for month in months}
        cursor.execute("SELECT name FROM unnest(%s::text[]) AS name WHERE to_regclass(name) IS NULL", [list(wanted)])
        for (name,) in cursor.fetchall():
            _make(cursor, name, *wanted[name])


def _next(month: date) -> date:
    return (month + timedelta(days=31)).replace(day=1)


def _name(table: type[models.Model], month: date) -> str:
    return f"{table._meta.db_table}_{month:%Y_%m}"


def _make(cursor: CursorWrapper, name: str, table: type[models.Model], month: date) -> None:
    parts = {
        "partition": sql.Identifier(name),
        "table": sql.Identifier(table._meta.db_table),
        "begin": sql.Literal(month),
        "end": sql.Literal(_next(month)),
    }
    try:
        with transaction.atomic():
            # ATTACH takes a weaker lock than CREATE … PARTITION OF, which would stop every reader.
            cursor.execute(sql.SQL("CREATE TABLE {partition} (LIKE {table} INCLUDING DEFAULTS)").format(**parts))
            cursor.execute(
                sql.SQL("ALTER TABLE {table} ATTACH PARTITION {partition} FOR VALUES FROM ({begin}) TO ({end})").format(
                    **parts
                )
            )
    except (IntegrityError, ProgrammingError) as error:
        if not isinstance(error.__cause__, KNOWN):
            raise


def drop_months(table: type[models.Model], *, before: date) -> list[str]:
    """Drop the partitions of `table` whose whole month lies before this day; gives their names, the oldest first.

    Waits no more than two seconds for readers and writers of the table, each of which would have to wait behind it:
    OperationalError where they do not let it in. Must run outside a transaction that holds rows.
    """
    dropped = []
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT c.relname FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid"
            " WHERE i.inhparent = %s::regclass ORDER BY c.relname",
            [table._meta.db_table],
        )
        for (name,) in cursor.fetchall():
            month = re.fullmatch(rf"{table._meta.db_table}_(\d{{4}})_(\d\d)", name)
            if month and _next(date(int(month[1]), int(month[2]), 1)) <= before:
                _drop(cursor, table._meta.db_table, name)
                dropped.append(name)
    return dropped


def _drop(cursor: CursorWrapper, table: str, partition: str) -> None:
    parts = {"table": sql.Identifier(table), "partition": sql.Identifier(partition)}
    with transaction.atomic():
        cursor.execute("SET LOCAL lock_timeout = '2s'")
        cursor.execute(sql.SQL("ALTER TABLE {table} DETACH PARTITION {partition}").format(**parts))
        cursor.execute(sql.SQL("DROP TABLE {partition}").format(**parts))


def forget_default(table: type[models.Model], column: str, *, before: date, batch: int) -> int:
    """Delete the rows of the default partition whose `column` lies before this day, so many at once; gives how many.

    Rows stand there where no partition was made in time. Must run outside a transaction, so that each batch is its own.
    """
    parts = {"rest": sql.Identifier(f"{table._meta.db_table}_default"), "column": sql.Identifier(column)}
    statement = sql.SQL(
        "DELETE FROM {rest} WHERE ctid = ANY (ARRAY(SELECT ctid FROM {rest} WHERE {column} < %s LIMIT %s))"
    ).format(**parts)
    return in_batches(statement, [before, batch])


def in_batches(statement: sql.Composable, params: list[Any]) -> int:
    """Run a statement that deletes one batch until it finds nothing more; gives how many rows went."""
    deleted = 0
    with connection.cursor() as cursor:
        while True:
            cursor.execute(statement, params)
            if not cursor.rowcount:
                return deleted
            deleted += cursor.rowcount
