"""The route planner: what it takes to bring open edits to YouTube by its APIs, and what by its spreadsheets."""

import json
from dataclasses import dataclass
from datetime import date, timedelta
from math import ceil
from typing import NamedTuple

from django.conf import settings

from cmsmeta.lib.cells import counted
from cmsmeta.lib.patience import within
from sync.forecast import PUSH
from sync.handover.scope import Scope
from sync.handover.sheets import OBSTACLES
from sync.handover.statements import judged, rows, statement
from sync.ledger import CONTENT_ID, Ledger, limit_of, pacific_day
from sync.push.routes import BY_API, name_of
from videos.sheets.layouts import TEMPLATES, Layout

MILLISECONDS = 15_000
CALLS = 2


class Numbers(NamedTuple):
    """What the open edits come to; `…_left` is what spreadsheets do not carry."""

    videos: int
    data: int
    data_left: int
    policy: int
    policy_left: int
    ads: int
    ads_left: int
    video_rows: int
    assets: int
    metadata: int
    metadata_left: int
    match: int
    match_left: int
    asset_rows: int
    recording_rows: int
    edits: int
    by_sheet: int


@dataclass(frozen=True, slots=True)
class Days:
    """How long a number of pushes takes. `ends`: the Pacific day of the last; None where there is no end."""

    days: int
    ends: date | None


@dataclass(frozen=True, slots=True)
class Route:
    """What one API is asked for. `things`: videos or assets, in words; `units`: None where none are counted."""

    name: str
    things: str
    requests: int
    units: int | None
    time: Days


@dataclass(frozen=True, slots=True)
class Sheet:
    """A template of YouTube: how many rows, in how many files."""

    layout: str
    label: str
    rows: int
    files: int
    note: str


@dataclass(frozen=True, slots=True)
class Kept:
    """Edits of one field that spreadsheets do not carry, why, and whether an API does."""

    field: str
    edits: int
    why: str
    by_api: bool


@dataclass(frozen=True, slots=True)
class Plan:
    """Both ways for the same edits: all by the APIs, or spreadsheets first and the APIs for what is left."""

    numbers: Numbers
    routes: list[Route]
    left: list[Route]
    sheets: list[Sheet]
    kept: list[Kept]
    by_nobody: list[Kept]

    @property
    def rows(self) -> int:
        return sum(sheet.rows for sheet in self.sheets)

    @property
    def files(self) -> int:
        return sum(sheet.files for sheet in self.sheets)


def plan(scope: Scope) -> Plan | None:
    """Work out the routes for open edits; None where that takes too long. ValueError: a filter is wrong."""
    query, params = judged(scope)
    found = within(MILLISECONDS, lambda: rows(statement("numbers", judged=query), params))
    if found is None:
        return None
    *counts, kept_out = found[0]
    numbers = Numbers(*counts)
    kept = [Kept(name_of(field), edits, OBSTACLES[why], field in BY_API) for field, why, edits in json.loads(kept_out)]
    return Plan(
        numbers,
        _routes(numbers.data, numbers.metadata, numbers.match, numbers.policy, numbers.ads),
        _routes(*(numbers.data_left, numbers.metadata_left, numbers.match_left, numbers.policy_left, numbers.ads_left)),
        _sheets(numbers),
        [each for each in kept if each.by_api],
        [each for each in kept if not each.by_api],
    )


def _routes(videos: int, assets: int, matches: int, policies: int, ads: int) -> list[Route]:
    left = Ledger().left()
    calls = CALLS * (assets + matches + policies + ads)
    things = [
        (assets, "asset", "assets"),
        (matches, "asset's match policy", "assets' match policies"),
        (policies, "video's claim", "videos' claims"),
        (ads, "video's ad formats", "videos' ad formats"),
    ]
    told = [f"{number:,} {one if number == 1 else several}" for number, one, several in things if number]
    content_id = Ledger().left(CONTENT_ID) // CALLS, limit_of(CONTENT_ID) // CALLS
    return [
        Route(
            "Data API",
            counted(videos, "video"),
            2 * videos,
            PUSH * videos,
            days(videos, left // PUSH, settings.YOUTUBE_DAILY_UNITS // PUSH),
        ),
        Route("Content ID API", ", ".join(told) or "nothing", calls, None, days(calls // CALLS, *content_id)),
    ]


def days(number: int, today: int, each_day: int) -> Days:
    """Tell how many days `number` pushes take of which `today` fit in what is left of today, and `each_day` later."""
    if number <= 0:
        return Days(0, pacific_day())
    if number <= today:
        return Days(1, pacific_day())
    if each_day <= 0:
        return Days(0, None)
    more = ceil((number - today) / each_day)
    return Days(more + bool(today), pacific_day() + timedelta(days=more))


def _sheets(numbers: Numbers) -> list[Sheet]:
    counts = {
        Layout.VIDEO: numbers.video_rows,
        Layout.ASSET: numbers.asset_rows,
        Layout.SOUND_RECORDING: numbers.recording_rows,
    }
    return [
        Sheet(
            layout.value,
            TEMPLATES[layout].label,
            rows,
            ceil(rows / settings.YOUTUBE_SHEET_ROWS),
            TEMPLATES[layout].note,
        )
        for layout, rows in counts.items()
        if rows
    ]
