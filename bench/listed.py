"""Turn to every kind of page of the list of videos: `python -m bench.listed` prints a line of JSON for each."""

import json
import os
import time
from collections.abc import Callable, Iterator
from statistics import median
from typing import Any

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cmsmeta.settings")
django.setup()

from django.contrib.auth.models import User  # noqa: E402  after Django is set up
from django.contrib.postgres.search import SearchQuery, SearchRank  # noqa: E402
from django.db import OperationalError, connection  # noqa: E402
from django.db.models import F, QuerySet  # noqa: E402
from django.test import Client  # noqa: E402
from django.test.utils import CaptureQueriesContext  # noqa: E402

from videos.admin.videos import NOT_IN_LISTS  # noqa: E402
from videos.models import ChangeSet, PastedList, Video  # noqa: E402
from videos.querysets import SEARCH_CONFIG  # noqa: E402

RUNS = 5  # warm ones
PER_PAGE = 100
PATIENCE = 20_000  # milliseconds after which bare SQL is given up, and counted as that long
LIST = "/admin/videos/video/"

Asked = tuple[str, dict[str, Any], QuerySet | None]


def pages() -> Iterator[Asked]:
    """Give each page: its name, what its address asks for, and its rows where the list finds them in another way."""
    some = list(Video.objects.order_by("-pk").select_related("channel")[: 500 * 7 : 7])
    one = some[len(some) // 2]
    yield "first page", {}, None
    for name, value in filters(one).items():
        yield f"filter: {name}", {name: value}, None
    yield "filters: privacy and policy", {"privacy": "private", "policy": one.effective_policy}, None
    yield "filters: length and day", {"length": "60", "published_from": f"{one.time_published:%Y-%m-%d}"}, None
    for name, words in (("a common word", "song"), ("two words", f"song {one.title.split()[-1]}")):
        query = SearchQuery(words, config=SEARCH_CONFIG, search_type="websearch")
        ranked = Video.objects.filter(search=query).annotate(rank=SearchRank(F("search"), query))
        yield f"search: {name}", {"q": words}, ranked.order_by("-rank", "-pk")
    yield "exact ID", {"q": one.video_id}, Video.objects.filter(video_id=one.video_id)
    listed = "\n".join(video.video_id for video in some)
    pasted = PastedList.objects.create(digest="bench", text=listed, entries=len(some))
    yield f"paste of {len(some)} IDs", {"paste": pasted.digest}, None
    counted = Video.objects.filter(statistics__views_band__isnull=False)
    yield "sorted by views", {"o": "-views"}, counted.order_by("-statistics__views_band", "-statistics__views")
    yield "page 1,000", {"p": 1_000}, None


def filters(one: Video) -> dict[str, Any]:
    """Give a value for every filter; those that are no column of `one` find nothing or everything."""
    change_set = ChangeSet.objects.create(kind="edit", label="bench").pk
    day = f"{one.time_published:%Y-%m-%d}"
    of_the_video = {"channel": one.channel.channel_id, "policy": one.effective_policy, "asset": one.asset_id}
    days = {"published_from": day, "published_to": day, "not_seen_since": day}
    words = {
        "privacy": "private",
        "category": "Music",
        "length": "180",
        "short": "unknown",
        "label": "No",
        "genre": "No",
    }
    states = {"has_asset": "no", "custom_id": "differs", "claimed": "none", "lacks": "label", "invalid": "any"}
    work = {"ads": "off", "edits": "any", "administered": "yes", "seen": "no"}
    acts = dict.fromkeys(["change_set", "first_seen", "gone_in", "back_in"], change_set)
    return {**of_the_video, **days, **words, **states, **work, **acts, "views_from": 1_000_000, "views_to": 2_000}


def measure(client: Client, asked: Asked) -> dict[str, Any]:
    """Turn to one page, and fetch its rows by bare SQL, in turns; gives median seconds of both."""
    what, address, rows = asked
    response = client.get(LIST, address)
    if response.status_code != 200:
        raise SystemExit(f"{what}: the list answered {response.status_code}.")
    shown = response.context_data["cl"]
    rows = (shown.queryset if rows is None else rows).select_related("channel", "statistics")
    rows = rows.defer(None).defer(*NOT_IN_LISTS)  # whole rows, whatever columns the list fetches
    bottom = PER_PAGE * (int(address.get("p", 1)) - 1)
    statement = rows[bottom : bottom + PER_PAGE].query.sql_with_params()
    taken = []
    for _ in range(1 + RUNS):
        page = seconds(lambda: client.get(LIST, address))
        with CaptureQueriesContext(connection) as made:
            client.get(LIST, address)
        slowest = max(float(query["time"]) for query in made.captured_queries)
        taken.append((page, seconds(lambda: fetch(*statement)), slowest))
    page, bare, slowest = map(median, zip(*taken[1:], strict=True))
    return {"what": what, "page": page, "bare": bare, "slowest": slowest, "rows": len(shown.result_list)}


def fetch(statement: str, values: tuple[Any, ...]) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('statement_timeout', %s, false)", [str(PATIENCE)])
        try:
            cursor.execute(statement, values)
            cursor.fetchall()
        except OperationalError:
            pass  # it took longer than anybody would wait
        finally:
            cursor.execute("RESET statement_timeout")


def seconds(act: Callable[[], Any]) -> float:
    began = time.perf_counter()
    act()
    return time.perf_counter() - began


def main() -> None:
    client = Client(headers={"host": "localhost"})
    client.force_login(User.objects.get_or_create(username="bench", is_staff=True, is_superuser=True)[0])
    measure(client, ("warm", {}, None))  # loads templates
    for asked in pages():
        print(json.dumps(measure(client, asked)), flush=True)


if __name__ == "__main__":
    main()
