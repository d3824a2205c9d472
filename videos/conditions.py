"""Conditions on videos that an index carries, said once for both: PostgreSQL takes an index only for its very words."""

from datetime import UTC, datetime
from functools import reduce
from operator import and_, or_

from django.db.models import BooleanField, DateTimeField, F, Func, Q, SmallIntegerField
from django.db.models.functions import Coalesce
from django.db.models.lookups import GreaterThanOrEqual

# What may be missing, in the order of its bits in the number that `cms_gaps` gives. Only ever append.
GAPS = ("isrc", "upc", "artist", "label", "genre", "custom_id")

AD_FORMATS = (
    *("display_ads_enabled", "overlay_ads_enabled", "sponsored_cards_enabled", "skippable_video_ads_enabled"),
    *("nonskippable_video_ads_enabled", "long_nonskippable_video_ads_enabled"),
)


def gaps() -> Func:
    """Give what a video lacks, as a sum of bits: one small index for every one of them and for all together."""
    return Func(*map(F, GAPS), function="cms_gaps", output_field=SmallIntegerField())


def sums_with(names: list[str]) -> list[int]:
    """Give every sum of bits that holds those of `names`."""
    wanted = sum(1 << GAPS.index(name) for name in names)
    return [number for number in range(1 << len(GAPS)) if number & wanted == wanted]


def _fails(function: str, column: str) -> Q:
    return Q(Func(F(column), function=function, output_field=BooleanField()))


INVALID = {"isrc": _fails("cms_isrc_invalid", "isrc"), "upc": _fails("cms_upc_invalid", "upc")}
SOME_INVALID = reduce(or_, INVALID.values())

# A policy's name is free text, and YouTube's own begin with what they do. A format that is not told is none that is on.
ADS_OFF = reduce(
    and_,
    [Q(**{name: False}) | Q(**{f"{name}__isnull": True}) for name in AD_FORMATS],
    Q(effective_policy__startswith="Monetize") & reduce(or_, [Q(**{name: False}) for name in AD_FORMATS]),
)

OWNED_BY_ANOTHER = Q(claimed_by_another_owner=True)

# YouTube's rule for Shorts: seconds that any upload may last, and that an upload may last from a day on.
SHORT_SECONDS, LONGER_SHORT_SECONDS = 60, 180
LONGER_SHORTS_FROM = datetime(2024, 10, 15, tzinfo=UTC)


def uploaded() -> Coalesce:
    """Give when a video was uploaded, or published where no report tells the upload."""
    return Coalesce("time_uploaded", "time_published", output_field=DateTimeField())


SQUARE = 1000  # the aspect, in thousandths: what is wider is no Short
MAY_BE_SHORT = (Q(aspect__isnull=True) | Q(aspect__lte=SQUARE)) & (
    Q(video_length__gt=0, video_length__lte=SHORT_SECONDS)
    | Q(
        GreaterThanOrEqual(uploaded(), LONGER_SHORTS_FROM),
        video_length__gt=SHORT_SECONDS,
        video_length__lte=LONGER_SHORT_SECONDS,
    )
)
