"""Merge what a pull might tell of 100,000 videos: `python -m bench.observe` prints the seconds as JSON."""

import json
import os
import time
from collections.abc import Iterator, Sequence
from datetime import timedelta
from typing import Any

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cmsmeta.settings")
django.setup()

from django.db import connection  # noqa: E402  after Django is set up
from django.utils import timezone  # noqa: E402

from cmsmeta.lib.partitions import ensure_months  # noqa: E402
from videos.models import Change, VideoStatisticsDay  # noqa: E402
from videos.observe.videos import Seen, observe_videos  # noqa: E402

OBSERVED = 100_000
BATCH = 5_000  # as a pull merges them
BARE = """
UPDATE videos_video v
SET title = t.title, description = t.description, tags = t.tags, category = t.category, pulled_at = now()
FROM told t
WHERE v.video_id = t.video_id
"""
Row = tuple[str, str]


def main() -> None:
    ensure_months(Change, VideoStatisticsDay)
    with connection.cursor() as cursor:
        cursor.execute("SELECT video_id, title FROM videos_video ORDER BY md5(video_id) LIMIT %s", [OBSERVED])
        rows = cursor.fetchall()
    taken = {"bare": bare(rows)}
    now = timezone.now() + timedelta(minutes=1)
    taken["first"] = timed(rows, now, new_titles=0)
    taken["later"] = timed(rows, now + timedelta(days=1), new_titles=50)
    taken["all"] = timed(rows, now + timedelta(days=2), new_titles=1)
    taken["changes"] = Change.objects.count()
    print(json.dumps(taken))


def bare(rows: Sequence[Row]) -> float:
    """The second of two, so that both it and the merge find the pages in memory."""
    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE UNLOGGED TABLE told AS SELECT video_id, title || ' anew' AS title, description, tags, category"
            " FROM videos_video ORDER BY md5(video_id) LIMIT %s",
            [len(rows)],
        )
        cursor.execute("ANALYZE told")
        for _ in range(2):
            settle()
            cursor.execute("BEGIN")
            began = time.perf_counter()
            cursor.execute(BARE)
            seconds = time.perf_counter() - began
            cursor.execute("ROLLBACK")
        cursor.execute("DROP TABLE told")
    return round(seconds, 2)


def timed(rows: Sequence[Row], now: Any, *, new_titles: int) -> float:
    """Seconds to merge them all; every `new_titles`-th has another title, and all views have moved."""
    told = list(batches(rows, now.toordinal(), new_titles))
    settle()
    began = time.perf_counter()
    for batch in told:
        observe_videos(batch, as_of=now)
    return round(time.perf_counter() - began, 2)


def batches(rows: Sequence[Row], day: int, new_titles: int) -> Iterator[dict[str, Seen]]:
    for start in range(0, len(rows), BATCH):
        yield {
            video_id: seen(f"{title} ({day})" if new_titles and number % new_titles == 0 else title, day + number)
            for number, (video_id, title) in enumerate(rows[start : start + BATCH])
        }


def seen(title: str, views: int) -> Seen:
    facts = {"title": title, "description": f"{title}\n\n" * 5, "tags": ["sea", "harbour"], "category": "Music"}
    facts |= {"license": "youtube", "thumbnail_url": "https://i.ytimg.com/vi/x/high.jpg", "is_live_stream": False}
    return Seen(facts, "Harbour", {"views": views, "likes": views // 9, "comments": 3}, "etag")


def settle() -> None:
    """Do the work that the last step left to the background, so that the next one is not billed for it."""
    with connection.cursor() as cursor:
        cursor.execute("VACUUM (ANALYZE)")
        cursor.execute("CHECKPOINT")


if __name__ == "__main__":
    main()
