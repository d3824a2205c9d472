"""The values of videos that people choose from."""

import time

from cmsmeta.lib.lists import distinct
from videos.models import Video

COLUMNS = {"policy": "effective_policy", "category": "category"}
KEPT_SECONDS = 3600

_kept: dict[int, tuple[float, dict[str, list[str]]]] = {}


def in_use(most: int, *, merging: bool) -> dict[str, list[str]]:
    """Give the policies and the categories that videos have, `most` of each at most.

    While a merge brings videos in, what this process told before, if it did so within an hour: to look for further
    values means to step over all the rows of the merge, which nobody can see yet.
    """
    now = time.monotonic()
    told, values = _kept.get(most, (now, {}))
    if not (merging and values and now - told < KEPT_SECONDS):
        values = distinct(Video, COLUMNS, most)
        _kept[most] = now, values
    return values
