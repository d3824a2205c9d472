"""Making the spreadsheets of a hand-over: its edits are claimed once, then written template by template.

Claimed first, in a transaction of its own, so that no push takes them meanwhile and nobody who edits waits for the
writing. Killed between the two, it goes on from there; the files are made anew under the same names.
"""

import csv
import json
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack
from itertools import groupby, islice
from typing import Any

from django.conf import settings
from django.core.files import File
from django.core.files.storage import default_storage
from django.db import connection, transaction
from django.utils import timezone

from cmsmeta.lib.alone import alone
from sync.handover.scope import Scope
from sync.handover.settle import give_back
from sync.handover.sheets import cell_of, header_of, wrong_with
from sync.handover.statements import judged, run, statement
from sync.models import HandOver, HandOverFile, HandOverRow
from videos.sheets.cells import FORMULA
from videos.sheets.layouts import Layout

LOCK_CLASS = 7303
ANALYZED = 5_000  # edits
FETCHED = 2_000  # cells in memory at once
Status, State = HandOver.Status, HandOverRow.State
NOTHING = (
    "There was nothing to write: the edits were pushed, changed or handed over meanwhile, or spreadsheets cannot carry "
    "them."
)
Row = tuple[str, dict[str, Any]]  # a key, and the wanted value of each field


def make(hand_over: HandOver) -> None:
    """Make the files of a hand-over that waits for it; its status says how that ended. Whoever has it, has it alone."""
    with alone(LOCK_CLASS, hand_over.pk) as ours:
        if not ours:
            return
        hand_over.refresh_from_db()
        if hand_over.status == Status.QUEUED:
            _claim(hand_over)
        if hand_over.status == Status.MAKING:
            _write(hand_over)
    hand_over.refresh_from_db()


def fail(hand_over: HandOver, sentence: str) -> None:
    """End a hand-over without files; its edits go back to the push."""
    with transaction.atomic():
        give_back(hand_over, [State.WAITING], forget=True)
        HandOverRow.objects.filter(hand_over=hand_over).delete()
        HandOver.objects.filter(pk=hand_over.pk).update(status=Status.FAILED, error=sentence)


def path_of(file: HandOverFile) -> str:
    """Where a file lies in the storage; its name is ours."""
    return f"handovers/{file.hand_over_id}/{file.name}"


def _claim(hand_over: HandOver) -> None:
    with connection.cursor() as cursor:
        # A bulk action may just have made them: with the counts of before, the statement would look at each for each.
        cursor.execute("ANALYZE videos_openedit")
    with transaction.atomic(), connection.cursor() as cursor:
        query, params = judged(Scope.from_json(hand_over.scope))
        cursor.execute(statement("claim", judged=query), [*params, hand_over.scope["layouts"], hand_over.pk])
        hand_over.edits = cursor.rowcount
        hand_over.status = Status.MAKING if hand_over.edits else Status.FAILED
        hand_over.error = "" if hand_over.edits else NOTHING
        hand_over.save(update_fields=["edits", "status", "error"])


def _write(hand_over: HandOver) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("CREATE TEMPORARY TABLE placed (layout text, key text, file bigint, line bigint) ON COMMIT DROP")
        cursor.execute("CREATE TEMPORARY TABLE left_out (layout text, key text, field text, error text) ON COMMIT DROP")
        HandOverFile.objects.filter(hand_over=hand_over).delete()
        for layout in hand_over.scope["layouts"]:
            _write_layout(hand_over, Layout(layout))
        # Nothing else has counted these rows yet; unknown, they are joined one by one, here and by the first answer.
        cursor.execute("ANALYZE placed, left_out")
        left = run("leave", [hand_over.pk])
        run("place", [hand_over.pk])
        cursor.execute("DROP TABLE placed, left_out")
        if hand_over.edits > ANALYZED:
            cursor.execute("ANALYZE sync_handoverrow")
        if left:
            give_back(hand_over, [State.LEFT], forget=True)
        rows = sum(HandOverFile.objects.filter(hand_over=hand_over).values_list("rows", flat=True))
        ended = {"status": Status.MADE, "made_at": timezone.now()} if rows else {"status": Status.FAILED}
        counts = {"rows": rows, "left": left, "edits": hand_over.edits - left}
        HandOver.objects.filter(pk=hand_over.pk).update(**counts, **ended, error="" if rows else NOTHING)


def _write_layout(hand_over: HandOver, layout: Layout) -> None:
    used = HandOverRow.objects.filter(hand_over=hand_over, layout=layout, state=State.WAITING)
    fields = set(used.order_by("field").values_list("field", flat=True).distinct())
    rows = _rows(hand_over, layout)
    for number, first in enumerate(rows, start=1):
        name = f"hand-over-{hand_over.pk}-{layout}-{number}.csv"
        file = HandOverFile.objects.create(
            hand_over=hand_over, layout=layout, name=name, header=list(header_of(layout, fields))
        )
        more = islice(rows, settings.YOUTUBE_SHEET_ROWS - 1)
        _write_file(file, header_of(layout, fields), _chained(first, more))


def _chained(first: Row, more: Iterator[Row]) -> Iterator[Row]:
    yield first
    yield from more


def _rows(hand_over: HandOver, layout: Layout) -> Iterator[Row]:
    """Give the rows that can be written; what cannot is noted with its reason."""
    for key, cells in groupby(_cells(hand_over, layout), lambda cell: cell[0]):
        wanted = {field: value for _, field, value in cells}
        wrong = {field: why for field, value in wanted.items() if (why := wrong_with(field, value))}
        if wrong:
            _copy("left_out", [(layout.value, key, field, why) for field, why in wrong.items()])
        if len(wrong) < len(wanted):
            yield key, {field: value for field, value in wanted.items() if field not in wrong}


def _cells(hand_over: HandOver, layout: Layout) -> Iterator[tuple[str, str, Any]]:
    with connection.chunked_cursor() as cursor:
        cursor.execute(statement("cells"), [hand_over.pk, layout.value])
        while cells := cursor.fetchmany(FETCHED):
            for key, field, wanted in cells:
                yield key, field, None if wanted is None else json.loads(wanted)


def _write_file(file: HandOverFile, header: dict[str, str], rows: Iterator[Row]) -> None:
    with ExitStack() as stack:
        content = stack.enter_context(tempfile.TemporaryFile("w+", encoding="utf-8", newline=""))
        writer = csv.writer(content, lineterminator="\n")
        writer.writerow(header)
        placed = []
        for line, (key, wanted) in enumerate(rows, start=2):
            cells = [cell_of(wanted[field]) if field in wanted else "" for field in list(header.values())[1:]]
            writer.writerow([key, *cells])
            file.rows += 1
            file.formulas += sum(bool(FORMULA.match(cell)) for cell in (key, *cells))
            placed.append((file.layout, key, file.pk, line))
            if len(placed) == FETCHED:
                _copy("placed", placed)
                placed.clear()
        _copy("placed", placed)
        content.flush()
        file.size = content.seek(0, 2)
        content.seek(0)
        default_storage.delete(path_of(file))
        default_storage.save(path_of(file), File(content.buffer))
    file.save(update_fields=["rows", "formulas", "size"])


def _copy(table: str, rows: list[tuple[Any, ...]]) -> None:
    with connection.cursor() as cursor, cursor.copy(f"COPY {table} FROM STDIN") as copy:
        for row in rows:
            copy.write_row(row)
