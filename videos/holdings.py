"""What the catalogue holds of a channel: its videos by policy and by claim, and custom IDs that it does not expect."""

from collections.abc import Collection
from dataclasses import dataclass

from django.db import connection

from channels_app.models import Channel
from cmsmeta.lib.paginator import BoundedPaginator, rounded
from cmsmeta.lib.patience import within
from videos.models import Video
from videos.statements import statement

# Videos of a channel that are looked at, the newest first: as many of them as can be in time.
LOOKED_AT = (10_000, 1_000)
MILLISECONDS = 180
MOST_ASSETS = 10_000
POLICIES = 12  # that are told, the most frequent first
HINTED_AT = 50  # newest videos of each channel in a list
CLAIMS = {"us": "claimed by us", "another": "claimed by another owner", "none": "not claimed by us"}


@dataclass(frozen=True, slots=True)
class Part:
    """The videos of a channel that have something in common, and the value that finds them; "" where none does."""

    name: str
    number: str
    value: str


@dataclass(frozen=True, slots=True)
class Holdings:
    """`total` videos. `looked_at`: None where the parts are exact, else the newest videos they were worked out from."""

    total: str
    looked_at: int | None
    policies: list[Part]
    claims: list[Part]


def holdings(channel: Channel) -> Holdings | None:
    """Count the videos of `channel` by policy and by claim; None where that takes too long."""
    for most in LOOKED_AT:
        rows = within(MILLISECONDS, lambda most=most: _counted(channel, most))
        if rows is not None:
            return _holdings(channel, rows, most)
    return None


def unexpected_assets(channel: Channel) -> str:
    """Tell how many assets of `channel` have another custom ID than it expects; "" where it expects none."""
    if not channel.expected_custom_id:
        return ""
    videos = Video.objects.filter(channel=channel).with_unexpected_custom_id()
    assets = videos.order_by().values("asset_id").distinct()[: MOST_ASSETS + 1]
    number = within(MILLISECONDS, assets.count)
    if number is None:
        return "an unknown number of"
    return f"more than {MOST_ASSETS:,}" if number > MOST_ASSETS else f"{number:,}"


def unexpected_among_newest(channels: Collection[Channel]) -> dict[int, int]:
    """Tell in how many of the newest `HINTED_AT` videos of each channel (key → number) the custom ID is unexpected.

    Channels that expect none are left out, and all where it takes too long.
    """
    keys = [channel.pk for channel in channels if channel.expected_custom_id]
    if not keys:
        return {}
    return dict(within(MILLISECONDS, lambda: _rows("unexpected_among_newest", [HINTED_AT, keys])) or [])


def _counted(channel: Channel, most: int) -> list[tuple]:
    return _rows("holdings", [channel.pk, most + 1])


def _rows(name: str, params: list) -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(statement(name), params)
        return cursor.fetchall()


def _holdings(channel: Channel, rows: list[tuple], most: int) -> Holdings:
    policies = sorted(((policy, number) for policy, number, *_ in rows), key=lambda row: (-row[1], row[0]))
    shown = policies[:POLICIES]
    claims = {name: sum(row[place] for row in rows) for place, name in enumerate(CLAIMS, start=2)}
    seen = sum(number for _, number in policies)
    pages = BoundedPaginator(Video.objects.filter(channel=channel).order_by("-pk"), 1)
    exact = seen <= most
    factor = 1 if exact else max(pages.estimate, seen) / seen

    def said(number: int) -> str:
        return f"{number:,}" if exact or not number else f"about {rounded(round(number * factor)):,}"

    return Holdings(
        total=f"{seen:,}" if exact else pages.total,
        looked_at=None if exact else most,
        policies=[Part(policy or "no policy told", said(number), policy) for policy, number in shown],
        claims=[Part(CLAIMS[name], said(number), name) for name, number in claims.items()],
    )
