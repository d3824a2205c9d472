"""Comparing a spreadsheet with the catalogue: what each row would change, cell by cell, before anybody confirms it.

A chunk of rows at a time, in a few statements each, and never a query for a row. What a row would change, or what is
wrong with it, is kept; a cell that says what an export would say is unchanged, whatever the rules are.
"""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import islice
from typing import Any, NamedTuple

from django.conf import settings
from django.db import connection
from psycopg.types.json import Jsonb

from cmsmeta.lib.alone import alone
from videos.fields import FIELDS, asset_fields
from videos.models import Spreadsheet, SpreadsheetRow
from videos.rules import normalised
from videos.sheets.cells import Refused, plain, unescaped, value_of
from videos.sheets.columns import COLUMNS, KEYS
from videos.sheets.files import Cell, Damaged, Rows, Unreadable, opened, text_of
from videos.sheets.plan import Plan, plan_of
from videos.statements import fetch, holds, statement

CHUNK = 2_000  # rows compared at once
LOCK_CLASS = 7302
ATTEMPTS = 5
NAMED = {"video_id": "video", "asset_id": "asset", "custom_id": "custom ID", "isrc": "ISRC"}
COPY_ROWS = "COPY videos_spreadsheetrow (spreadsheet_id, line, video_id, key, changes, errors, cells) FROM STDIN"


class Found(NamedTuple):
    """The video that a key names; the first of them, where it names `videos` that have `owners`."""

    key: str
    videos: int
    owners: int
    id: int
    asset_id: str
    texts: list[str | None]
    values: str  # as JSON: read where a cell differs, which few do
    conflicts: list[str]


@dataclass(slots=True)
class Row:
    line: int
    cells: list[Cell]
    kind: str = ""
    key: str = ""
    video: int | None = None
    changes: dict[str, list[Any]] = field(default_factory=dict)
    errors: dict[str, str] = field(default_factory=dict)


@dataclass(slots=True)
class Told:
    """What earlier rows of the file have said: the line of each video, and what each field of an asset shall be."""

    videos: dict[int, int] = field(default_factory=dict)
    assets: dict[tuple[str, str], tuple[Any, int]] = field(default_factory=dict)


def read(sheet: Spreadsheet) -> None:
    """Read and compare a spreadsheet that waits for it; its status says how that ended.

    Run again after it was killed it begins anew, `ATTEMPTS` times; while another process has it, it does nothing.
    """
    with alone(LOCK_CLASS, sheet.pk) as ours:
        if ours:
            sheet.refresh_from_db()
            if sheet.status == Spreadsheet.Status.READING and _begin(sheet):
                _read(sheet)
    sheet.refresh_from_db()


def _begin(sheet: Spreadsheet) -> bool:
    """Count an attempt before it is made: what kills its reader would kill each that comes after."""
    if sheet.attempts >= ATTEMPTS:
        fail(
            sheet,
            f"Reading it was begun {ATTEMPTS} times and never came to its end. Split it, or ask an administrator.",
        )
        return False
    sheet.attempts += 1
    sheet.save(update_fields=["attempts"])
    return True


def _read(sheet: Spreadsheet) -> None:
    rows_of(sheet).delete()
    sheet.rows = sheet.changing = sheet.refused = 0
    try:
        with opened(bytes(sheet.content or b"")) as table:
            plan = plan_of(table.header)
            sheet.columns = plan.to_json()
            told = Told()
            for rows in _chunks(table.rows):
                _compare(plan, rows, told)
                _keep(sheet, rows)
        if not sheet.rows:
            raise Unreadable("The file has a header and no row below it.")
        sheet.status = Spreadsheet.Status.READY
        counted = fetch(statement("sheet_touched"), [sheet.pk, list(asset_fields())])
        sheet.videos, sheet.irreversible, sheet.fields = counted
    except Unreadable as refusal:
        fail(sheet, str(refusal))
        return
    sheet.content = None
    counts = ["rows", "changing", "refused", "videos", "irreversible"]
    sheet.save(update_fields=["status", "content", "columns", "fields", *counts])


def fail(sheet: Spreadsheet, sentence: str) -> None:
    """End the reading of a spreadsheet without a row of it."""
    rows_of(sheet).delete()
    nothing = {"content": None, "columns": [], "rows": 0, "changing": 0, "refused": 0}
    Spreadsheet.objects.filter(pk=sheet.pk).update(status=Spreadsheet.Status.FAILED, error=sentence, **nothing)


def rows_of(sheet: Spreadsheet) -> Any:
    return SpreadsheetRow.objects.filter(spreadsheet=sheet)


def _chunks(rows: Rows) -> Iterator[list[Row]]:
    """Give the rows that are not blank. Unreadable: there are too many."""
    taken = (Row(line, cells) for line, cells in _bounded(rows) if any(text_of(cell).strip() for cell in cells))
    while chunk := list(islice(taken, CHUNK)):
        yield chunk


def _bounded(rows: Rows) -> Rows:
    most = settings.SPREADSHEET_MAX_ROWS
    for line, cells in rows:
        if line > most + 1:
            raise Unreadable(f"The file has more than {most:,} rows. Split it, or do it by a bulk action.")
        yield line, cells


def _compare(plan: Plan, rows: list[Row], told: Told) -> None:
    for row in rows:
        _name(plan, row)
    for kind in KEYS:
        named = [row for row in rows if row.kind == kind and not row.errors]
        found = _found(plan, kind, {row.key for row in named}) if named else {}
        for row in named:
            _compare_row(plan, row, found.get(row.key), told)


def _name(plan: Plan, row: Row) -> None:
    """Find in a row which video it is about."""
    for place, kind in plan.keys:
        cell = row.cells[place] if place < len(row.cells) else ""
        if text := text_of(cell).strip():
            row.kind, row.key = kind, normalised(kind, unescaped(text))
            if isinstance(cell, Damaged):
                row.errors[kind] = cell.why
            return
    row.errors[plan.keys[0][1]] = "The row does not say which video it is about."


def _found(plan: Plan, kind: str, keys: set[str]) -> dict[str, Found]:
    columns = [COLUMNS[name] for _, name in plan.edits]
    query = statement(
        "sheet_rows",
        key=f"v.{kind}",
        texts=", ".join(column.text for column in columns),
        values=", ".join(holds(FIELDS[column.name]) for column in columns),
    )
    with connection.cursor() as cursor:
        cursor.execute(query, [list(keys)])
        return {row[0]: Found(*row) for row in cursor.fetchall()}


def _compare_row(plan: Plan, row: Row, found: Found | None, told: Told) -> None:
    if found is None or found.owners > 1:
        row.errors[row.kind] = _not_one(row, found)
        return
    row.video = found.id
    if first := told.videos.get(found.id):
        row.errors[row.kind] = f"Row {first} is about the same {NAMED[row.kind]}: keep one of them."
        return
    told.videos[found.id] = row.line
    for at, (place, name) in enumerate(plan.edits):
        cell = row.cells[place] if place < len(row.cells) else ""
        if cell and cell != found.texts[at]:
            try:
                _compare_cell(row, name, cell, found, at)
            except Refused as refusal:
                row.errors[name] = str(refusal)
    _agree(row, found, told)


def _not_one(row: Row, found: Found | None) -> str:
    if found is None:
        return (
            f"The catalogue has no video of this {NAMED[row.kind]}."
            if row.kind != "video_id"
            else ("The catalogue does not hold this video.")
        )
    return (
        f"{found.videos:,} videos of {found.owners:,} assets have this {NAMED[row.kind]}: say by video_id or asset_id "
        "which of them is meant."
    )


def _compare_cell(row: Row, name: str, cell: Cell, found: Found, at: int) -> None:
    """Note what a cell changes. Refused, with a sentence, where it cannot."""
    text = unescaped(text_of(cell))
    said, held = plain(text), plain(found.texts[at] or "")
    if not said or said == held:
        return
    if isinstance(cell, Damaged):
        raise Refused(cell.why)
    value_held = json.loads(found.values)[at]
    value = value_of(name, text, value_held)
    if value == value_held:
        return
    if name in found.conflicts:
        raise Refused("This field is in conflict with what YouTube holds: answer the conflict first.")
    if found.videos > 1 and not FIELDS[name].of_asset:
        raise Refused(f"{found.videos:,} videos share this {NAMED[row.kind]}: say by video_id which of them is meant.")
    row.changes[name] = [value_held, value]


def _agree(row: Row, found: Found, told: Told) -> None:
    """Refuse what contradicts an earlier row about the same asset."""
    if not found.asset_id or row.errors:
        return
    for name in row.changes.keys() & asset_fields().keys():
        value, line = told.assets.setdefault((found.asset_id, name), (row.changes[name][1], row.line))
        if value != row.changes[name][1]:
            row.errors[name] = f"This belongs to asset {found.asset_id}, and row {line} gives it another value."


def _keep(sheet: Spreadsheet, rows: Iterable[Row]) -> None:
    with connection.wrap_database_errors, connection.cursor() as cursor, cursor.copy(COPY_ROWS) as copy:
        for row in rows:
            sheet.rows += 1
            if row.errors:
                sheet.refused += 1
                cells = list(map(text_of, row.cells))
                copy.write_row((sheet.pk, row.line, row.video, row.key, None, Jsonb(row.errors), Jsonb(cells)))
            elif row.changes:
                sheet.changing += 1
                copy.write_row((sheet.pk, row.line, row.video, row.key, Jsonb(row.changes), None, None))
    Spreadsheet.objects.filter(pk=sheet.pk).update(rows=sheet.rows, changing=sheet.changing, refused=sheet.refused)
