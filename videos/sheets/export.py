"""Videos as a file: PostgreSQL writes the rows, and they go out as they come."""

import csv
import io
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection, transaction
from django.http import QueryDict
from psycopg import sql

from videos.bulk.selection import Selection
from videos.fields import Form
from videos.sheets.columns import COLUMNS, SOURCE, Column
from videos.sheets.layouts import TEMPLATES, Layout
from videos.sheets.xlsx import number_cell, plain_cell, text_cell, workbook
from videos.statements import statement

BOM = "\ufeff"
CHUNK = 256 * 1024
FETCHED = 500  # rows in memory at once
# A spreadsheet would run it; an import takes the apostrophe away again, as `cells.unescaped` does. A line feed is what
# XML makes of a carriage return.
UNSAFE = r"ascii({text}) IN (9, 10, 13, 39, 43, 45, 61, 64) AND {text} ~ '^''*[-=+@\t\r\n]'"


@dataclass(frozen=True, slots=True)
class Export:
    """What is exported: which videos, in which columns or in which layout of YouTube's.

    A layout of YouTube's that is asked for the videos of a change set has only those cells filled that it changed.
    """

    selection: Selection
    columns: tuple[str, ...] = ()
    layout: Layout = Layout.OURS

    def header(self) -> list[str]:
        return list(self._columns())

    def _columns(self) -> dict[str, Column | None]:
        if self.layout is not Layout.OURS:
            return TEMPLATES[self.layout].filled()
        return {name: COLUMNS[name] for name in self.columns or COLUMNS}

    def cells_of_csv(self) -> str:
        """SQL of the cells. YouTube reads its own templates as they are, so that they hold no apostrophe."""
        if self.layout is Layout.OURS:
            return ", ".join(safe(column) for column in self._columns().values() if column)
        return ", ".join(self._of_template())

    def cells_of_xlsx(self) -> str:
        if self.layout is Layout.OURS:
            return " || ".join(map(_xlsx_cell, filter(None, self._columns().values())))
        return " || ".join(text_cell("(" + text + ")") for text in self._of_template())

    def _of_template(self) -> Iterator[str]:
        key = "asset_id" if self.by_asset else "video_id"
        for column in self._columns().values():
            if column is None:
                yield "''"
            elif self.change_set and column.name != key:
                told = f"jsonb_exists(d.fields, '{column.name}')"
                yield f"CASE WHEN {told} THEN coalesce({column.plain_text}, '') ELSE '' END"
            else:
                yield f"coalesce({column.plain_text}, '')"

    @property
    def by_asset(self) -> bool:
        return self.layout is not Layout.OURS and TEMPLATES[self.layout].of_assets

    @property
    def change_set(self) -> int | None:
        """The change set whose changes alone are told."""
        if self.layout is Layout.OURS or self.selection.query is None:
            return None
        number = QueryDict(self.selection.query).get("change_set", "")
        return int(number) if number.isdecimal() and len(number) < 18 else None

    def query(self, cells: str) -> tuple[sql.Composed, list[Any]]:
        """The statement that gives the rows, and its parameters.

        ValueError, with a sentence: a filter is wrong. EmptyResultSet: there are no rows.
        """
        where, params = sql.SQL("true"), []
        if self.selection.query != "":
            chosen, more = self.selection.videos().order_by().values_list("id").query.sql_with_params()
            where, params = sql.SQL("v.id IN ({})").format(sql.SQL(chosen)), list(more)
        source, order = SOURCE, "ORDER BY v.id DESC"
        if self.by_asset:
            source += " LEFT JOIN videos_asset a ON a.asset_id = v.asset_id"
            where += sql.SQL(" AND v.asset_id <> ''")
            cells, order = f"DISTINCT ON (v.asset_id) {cells}", "ORDER BY v.asset_id, v.id"
        if self.change_set:
            names = [column.name for column in self._columns().values() if column]
            source += " JOIN LATERAL (SELECT jsonb_object_agg(l.field, true) AS fields FROM videos_change l"
            source += (
                " WHERE l.video_id = v.id AND l.change_set_id = {} AND l.field = ANY({})) d ON d.fields IS NOT NULL"
            )
            source = sql.SQL(source).format(self.change_set, names)
        return statement("export", cells=cells, source=source, where=where, order=order), params


def csv_chunks(export: Export, *, bom: bool = False) -> Generator[bytes, None, None]:
    """Give the CSV of an export. The memory that it takes does not grow with the number of rows."""
    yield _csv_line(export.header(), BOM if bom else "")
    try:
        query, params = export.query(export.cells_of_csv())
    except EmptyResultSet:
        return
    copy_out = sql.SQL("COPY ({}) TO STDOUT (FORMAT csv)").format(query)
    with _patient(), connection.cursor() as cursor, cursor.copy(copy_out, params or None) as copy:
        parts, size = [], 0
        for row in copy:
            parts.append(bytes(row))
            size += len(parts[-1])
            if size > CHUNK:
                yield b"".join(parts)
                parts, size = [], 0
        yield b"".join(parts)


def xlsx_chunks(export: Export) -> Generator[bytes, None, None]:
    """Give an export as XLSX."""
    yield from workbook(export.header(), _xlsx_rows(export))


def _xlsx_rows(export: Export) -> Generator[str, None, None]:
    try:
        query, params = export.query(export.cells_of_xlsx())
    except EmptyResultSet:
        return
    with _patient(), connection.chunked_cursor() as cursor:
        cursor.execute(query, params or None)
        while rows := cursor.fetchmany(FETCHED):
            for (row,) in rows:
                yield row


def safe(column: Column) -> str:
    """SQL of a cell that no spreadsheet takes for a formula."""
    text = column.text
    if column.form is Form.TEXTS:
        return f"CASE WHEN {column.sql} = '{{}}' THEN '' ELSE {_once(text, _safe('x.t'))} END"
    return _safe(text) if column.form is Form.TEXT else text


def _safe(text: str) -> str:
    return f"CASE WHEN {UNSAFE.format(text=text)} THEN '''' || {text} ELSE {text} END"


def _xlsx_cell(column: Column) -> str:
    if column.form is Form.INTEGER:
        return number_cell(column.sql)
    if column.form not in (Form.TEXT, Form.TEXTS):
        return plain_cell(f"nullif({column.text}, '')")
    return _once(safe(column), text_cell("x.t"))


def _once(text: str, use: str) -> str:
    """SQL that works `text` out once, and gives what `use` makes of it, where it is `x.t`."""
    return f"(SELECT {use} FROM (SELECT {text} AS t OFFSET 0) x)"  # noqa: S608  all of it is ours


def _csv_line(cells: list[str], before: str = "") -> bytes:
    text = io.StringIO(before, newline="")
    text.seek(0, io.SEEK_END)
    csv.writer(text, lineterminator="\n").writerow(cells)
    return text.getvalue().encode()


@contextmanager
def _patient() -> Iterator[None]:
    """Let a query take as long as it needs: a person waits for it knowingly."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL statement_timeout = 0")
        yield
