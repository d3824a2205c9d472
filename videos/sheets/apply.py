"""Applying a spreadsheet: its rows are logged chunk by chunk, and open edits and videos follow the log."""

import json
from collections.abc import Callable

from django.db import connection

from videos.bulk.preview import IRREVERSIBLE
from videos.edit import settle, take_over
from videos.fields import FIELDS, asset_fields
from videos.models import ChangeSet, Spreadsheet, SpreadsheetRow
from videos.statements import fetch, held, statement

CHUNK = 20_000  # rows between two looks at whether to go on


def apply(change_set: ChangeSet, sheet: Spreadsheet, tell: Callable[[str, int], None]) -> int:
    """Let the catalogue take what a spreadsheet asks for, inside the caller's transaction.

    `tell` is called with what is being done and how many percent of it are. Gives how many videos change in a way that
    cannot be taken back. Rows whose videos hold no longer what was seen are left and counted in `skipped`.
    """
    fields = [FIELDS[name] for name in sheet.fields]
    tell("finding the videos", 0)
    _lock(sheet, widen=any(field.of_asset for field in fields))
    log = statement("log_sheet", holds=held(fields), irreversible=IRREVERSIBLE)
    known = {
        "sheet": sheet.pk,
        "change_set": change_set.pk,
        "fields": sheet.fields,
        "of_asset": list(asset_fields()),
    }
    lost = last = done = after = 0
    skipped: dict[str, int] = {}
    change_set.videos = change_set.changes = 0
    while lines := _next_lines(sheet, after):
        *counts, left = fetch(log, {**known, "after": after, "upto": lines[-1]})
        videos, changes, irreversible, newest = counts
        take_over(change_set, fields, after=last)
        change_set.videos += videos
        change_set.changes += changes
        lost, last, after, done = lost + irreversible, max(last, newest), lines[-1], done + len(lines)
        for why, number in json.loads(left).items():
            skipped[why] = skipped.get(why, 0) + number
        tell("changing the videos", round(100 * done / max(sheet.changing, 1)))
    change_set.skipped = sum(skipped.values())
    change_set.request["skipped"] = skipped
    if change_set.changes:
        settle(change_set, fields)
    return lost


def _next_lines(sheet: Spreadsheet, after: int) -> list[int]:
    rows = SpreadsheetRow.objects.filter(spreadsheet=sheet, line__gt=after, changes__isnull=False)
    return list(rows.order_by("line").values_list("line", flat=True)[:CHUNK])


def _lock(sheet: Spreadsheet, *, widen: bool) -> None:
    selection = (
        "SELECT v.id, v.asset_id FROM videos_spreadsheetrow r JOIN videos_video v ON v.id = r.video_id"
        " WHERE r.spreadsheet_id = %s AND r.changes IS NOT NULL"
    )
    with connection.cursor() as cursor:
        cursor.execute(statement("lock_selected", selection=selection, widen=str(widen)), [sheet.pk])
