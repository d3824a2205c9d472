"""The median seconds of the first page of the list of videos, asked for as staff do: `python -m bench.pages`."""

import argparse
import os
import time
from statistics import median

import django
import psutil

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cmsmeta.settings")
django.setup()

from django.contrib.auth.models import User  # noqa: E402  after Django is set up
from django.test import Client  # noqa: E402

PAUSE = 0.2  # seconds between two pages: a person reads


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench.pages")
    parser.add_argument("--pages", type=int, default=10**6, help="so many, and no more")
    parser.add_argument("--while", dest="process", type=int, help="as long as this process runs")
    asked = parser.parse_args()
    client = Client(headers={"host": "localhost"})
    client.force_login(User.objects.get_or_create(username="bench", is_staff=True, is_superuser=True)[0])
    for _ in range(5):
        _seconds(client)  # the first ones load templates
    taken: list[float] = []
    while len(taken) < asked.pages and (asked.process is None or _runs(asked.process)):
        taken.append(_seconds(client))
        time.sleep(PAUSE)
    print(median(taken))


def _seconds(client: Client) -> float:
    began = time.perf_counter()
    answer = client.get("/admin/videos/video/")
    if answer.status_code != 200:
        raise SystemExit(f"The list answered {answer.status_code}.")
    return time.perf_counter() - began


def _runs(process: int) -> bool:
    try:
        return psutil.Process(process).status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


if __name__ == "__main__":
    main()
