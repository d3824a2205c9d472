"""What an act would do, told before it is done: exact for a hundred thousand videos, beyond them an estimate."""

import json
from dataclasses import dataclass, field
from math import ceil
from typing import Any

from django.conf import settings as django_settings
from django.core.exceptions import EmptyResultSet
from psycopg import sql

from cmsmeta.lib.patience import within
from videos.bulk.actions import Action, Values
from videos.bulk.selection import Selection
from videos.bulk.settings import differences, fields_of
from videos.fields import LOGGED, Observer
from videos.statements import fetch, statement

LOOKED_AT = 100_000  # videos of a selection that a preview works out
PATIENCE = 30_000  # milliseconds
FREQUENT = 8
FIRST = 12
UNITS_A_PUSH = 51  # a push reads before it writes
# In the log of a change set, and in what an act would change: what cannot be taken back, or not quite.
IRREVERSIBLE = """(
    field = 'privacy_status' AND (old, new) IN (('"private"', '"public"'), ('"public"', '"private"'))
    OR field = 'claimed_status' AND new = '"inactive"'
)"""


@dataclass(frozen=True, slots=True)
class Preview:
    """What would change. `exact`: else only the first `looked_at` of `selected` were worked out, and counts are scaled.

    `videos` of the selection would change, and `others` of the same assets with them; `pushes` of them by YouTube's
    Data API. `irreversible` of them cannot be taken back. `left_alone`: reason → videos. `frequent` and `first`: the
    most frequent changes, and the first ones.
    """

    selected: int = 0
    looked_at: int = 0
    videos: int = 0
    others: int = 0
    changes: int = 0
    pushes: int = 0
    irreversible: int = 0
    left_alone: dict[str, int] = field(default_factory=dict)
    frequent: list[dict[str, Any]] = field(default_factory=list)
    first: list[dict[str, Any]] = field(default_factory=list)
    fields: tuple[str, ...] = ()

    @property
    def exact(self) -> bool:
        return self.selected == self.looked_at

    @property
    def touched(self) -> int:
        return self.videos + self.others

    @property
    def on_youtube(self) -> bool:
        """Whether YouTube holds any of it."""
        return any(LOGGED[name].on_youtube for name in self.fields)

    @property
    def units(self) -> int:
        return self.pushes * UNITS_A_PUSH

    @property
    def days(self) -> int:
        return ceil(self.units / max(django_settings.YOUTUBE_DAILY_UNITS, 1))


def preview(action: Action, selection: Selection, values: Values) -> Preview:
    """Work out what `action` would change now. It writes and locks nothing.

    ValueError, with a sentence: the selection is wrong, or takes too long to find.
    """
    given = action.settings(values)
    try:
        query, params = selection.sql()
    except EmptyResultSet:
        return Preview(fields=tuple(each.field.name for each in given))
    found = within(PATIENCE, lambda: _work_out(action, given, query, params))
    if found is None:
        raise ValueError("What the filter matches was not found in time. Narrow the filter, and begin anew.")
    looked_at = found.pop("selected")
    selected = max(selection.number(), looked_at) if looked_at == LOOKED_AT else looked_at
    if selected > looked_at:
        found |= {name: scaled(found[name], selected / looked_at) for name in COUNTS}
        found["left_alone"] = {why: scaled(n, selected / looked_at) for why, n in found["left_alone"].items()}
    return Preview(selected, looked_at, **found, fields=tuple(each.field.name for each in given))


COUNTS = ("videos", "others", "changes", "pushes", "irreversible")


def _work_out(action: Action, given: list[Any], selection: str, params: tuple[Any, ...]) -> dict[str, Any]:
    fields = fields_of(given)
    meant = "SELECT id, true AS selected FROM selected UNION ALL SELECT id, false FROM others"
    changes, more = differences(given, meant, action.same, answers_conflicts=action.answers_conflicts)
    query = statement(
        "preview",
        selection=selection,
        widen=str(any(each.of_asset for each in fields)),
        differences=changes,
        irreversible=IRREVERSIBLE,
        left_alone=statement("left_alone", same=sql.Literal(action.same)),
    )
    by_api = [each.name for each in fields if each.on_youtube and Observer.PULL in each.observers]
    (found,) = fetch(query, [*params, LOOKED_AT, *more, by_api, FREQUENT, FIRST])
    return json.loads(found)


def scaled(number: int, factor: float) -> int:
    """Give two digits of an estimate: more would pretend to know."""
    estimate = round(number * factor)
    step = 10 ** max(0, len(str(estimate)) - 2)
    return round(estimate / step) * step
