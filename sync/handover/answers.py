"""YouTube's answer to a spreadsheet, brought by a person: each row of it lands on the open edits of a row of ours."""

import json
import re
from collections.abc import Iterable

from django.conf import settings
from django.contrib.auth.models import User
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import connection, transaction

from sync.handover.settle import settle
from sync.handover.sheets import COLUMNS, key_of
from sync.handover.statements import ANSWERED, OF_FILE, rows, run, statement
from sync.handover.told import Answer, Told, first_row, read
from sync.models import HandOver, HandOverAnswer, HandOverFile, HandOverStray
from videos.sheets.files import Unreadable

Status = HandOver.Status
OVER = (Status.QUEUED, Status.MAKING, Status.FAILED, Status.ENDING, Status.TAKEN_BACK)
NO_SENTENCE = "YouTube refused the row and gave no reason here: its errors file may tell it."
UNCOUNTED = "It cannot be told whether its numbers count the header: say so in the form, and bring the file again."
ROWS_FOR_ONE, SOME_ROWS = 5, 1_000  # that an answer may have: an error for each of several cells
MOST_STRAYS = 5_000  # that are listed; the file itself is kept
Verdict = tuple[int, str, str, str]  # line, verdict, sentence, and field → sentence as JSON


def take_answer(
    hand_over: HandOver, name: str, content: bytes, *, by: User, file: HandOverFile | None, first: int | None = None
) -> HandOverAnswer:
    """Take in what YouTube says of a file of a hand-over; without `file`, its name has to tell which.

    `first`: the number that it gives the first row below the header, where a person knows (1 or 2).

    Bringing it twice changes nothing. Unreadable, with a sentence, where it cannot be taken.
    """
    file = file or _named(hand_over, name)
    most = min(settings.SPREADSHEET_MAX_ROWS, SOME_ROWS + ROWS_FOR_ONE * file.rows)
    told = read(content, file.layout, key_of(file.layout), most)
    with transaction.atomic():
        locked = HandOver.objects.select_for_update().get(pk=hand_over.pk)
        if locked.status in OVER:
            raise Unreadable(f"This hand-over is {locked.get_status_display()}: there is no row to put an answer to.")
        answer = HandOverAnswer(file=file, name=name[:200], kind=told.kind, rows=len(told.told), brought_by=by)
        answer.save(force_insert=True)
        _land(answer, file, told, first or first_row(told, file.rows))
        default_storage.save(path_of(answer), ContentFile(content))
    settle(hand_over)
    return answer


def path_of(answer: HandOverAnswer) -> str:
    """Where the file lies in the storage, as it was brought; its name there is ours."""
    return f"handovers/{answer.file.hand_over_id}/answers/{answer.pk}.csv"


def _named(hand_over: HandOver, name: str) -> HandOverFile:
    files = list(hand_over.files.all())
    found = [file for file in files if re.search(rf"{re.escape(file.name.removesuffix('.csv'))}(?!\d)", name)]
    if len(found) == 1:
        return found[0]
    if len(files) == 1 and "hand-over-" not in name:
        return files[0]
    raise Unreadable(
        "Its name does not tell which of the files it answers: YouTube calls it after them, such as "
        f"errors-{files[0].name if files else 'hand-over.csv'}. Choose the file."
    )


def _land(answer: HandOverAnswer, file: HandOverFile, told: Answer, first: int | None) -> None:
    with connection.cursor() as cursor:
        cursor.execute("CREATE TEMPORARY TABLE told (place bigint, line bigint, key text) ON COMMIT DROP")
        cursor.execute(
            "CREATE TEMPORARY TABLE answered (line bigint, verdict text, error text, by_field jsonb) ON COMMIT DROP"
        )
        for each in told.told:
            if first is None and not each.key and not each.doubt:
                each.doubt = UNCOUNTED
        certain = [each for each in told.told if not each.doubt]
        shift = 2 - (first or 2)
        _copy("told", ((each.place, (each.line or 0) + shift, each.key) for each in certain))
        cursor.execute("ANALYZE told")
        lines = dict(rows(statement("stood"), {"file": file.pk}))
        for each in certain:
            if each.place not in lines:
                each.doubt = "No row of this file has this number or this ID."
        verdicts = list(_verdicts([each for each in certain if not each.doubt], lines))
        _copy("answered", verdicts)
        cursor.execute("ANALYZE answered")
        run("answer", [NO_SENTENCE, file.pk])
        run("lock", [file.pk], rows=OF_FILE + ANSWERED)
        run("follow_answer", [file.pk])
        run("close", [file.pk], rows=OF_FILE)
        cursor.execute("DROP TABLE told, answered")
    answer.refused = sum(verdict == "refused" for _, verdict, *_ in verdicts)
    answer.accepted = len(verdicts) - answer.refused
    strays = [each for each in told.told if each.doubt]
    answer.unknown = len(strays)
    answer.save(update_fields=["refused", "accepted", "unknown"])
    HandOverStray.objects.bulk_create(
        [
            HandOverStray(answer=answer, line=each.place, reason=each.doubt, cells=[_clean(c) for c in each.cells])
            for each in strays[:MOST_STRAYS]
        ],
        batch_size=1_000,
    )


def _verdicts(told: list[Told], lines: dict[int, int]) -> Iterable[Verdict]:
    """Put together what several rows of the answer say of one row of ours; one refusal outweighs any success."""
    of_line: dict[int, list[Told]] = {}
    for each in told:
        of_line.setdefault(lines[each.place], []).append(each)
    fields = {header: name for name, (_, header) in COLUMNS.items()}
    for line, several in of_line.items():
        refusals = [each for each in several if each.refused]
        if not refusals:
            yield line, "accepted", "", "{}"
            continue
        said = [f"{each.column}: {each.sentence}" if each.column else each.sentence for each in refusals]
        whole = " ".join(dict.fromkeys(filter(None, said)))
        by_field = {fields[each.column]: each.sentence for each in refusals if each.sentence and each.column in fields}
        yield line, "refused", f"The whole row was refused. {whole}" if by_field else whole, json.dumps(by_field)


def _clean(text: str) -> str:
    return text.replace("\0", "").encode(errors="replace").decode()


def _copy(table: str, lines: Iterable[tuple]) -> None:
    with connection.cursor() as cursor, cursor.copy(f"COPY {table} FROM STDIN") as copy:
        for line in lines:
            copy.write_row(line)
