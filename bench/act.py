"""Preview, apply and undo a policy for all private videos: `python -m bench.act` prints the seconds as JSON."""

import json
import os
import time
from collections.abc import Callable
from typing import Any

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cmsmeta.settings")
django.setup()

from django.contrib.auth.models import User  # noqa: E402  after Django is set up

from videos.bulk.actions import ACTIONS  # noqa: E402
from videos.bulk.preview import preview  # noqa: E402
from videos.bulk.run import run  # noqa: E402
from videos.bulk.selection import Selection  # noqa: E402
from videos.models import ApprovalRule, ChangeSet  # noqa: E402
from videos.undo import undo  # noqa: E402

PRIVATE = Selection(query="privacy=private")
VALUES = {"policy": "Block in all countries"}


def main() -> None:
    ApprovalRule.objects.all().delete()
    person = User.objects.create_superuser("bench")
    taken: dict[str, Any] = {}
    timed(taken, "preview", lambda: preview(ACTIONS["policy"], PRIVATE, VALUES))
    request = {"action": "policy", "values": VALUES, "selection": PRIVATE.to_json()}
    asked = ChangeSet.objects.create(kind="bulk", status="queued", label="bench", actor=person, request=request)
    timed(taken, "run", lambda: run(asked))
    taken["videos"] = asked.videos
    timed(taken, "undo", lambda: undo(asked, actor=person, reason="bench"))
    print(json.dumps(taken))


def timed(taken: dict[str, Any], name: str, act: Callable[[], Any]) -> None:
    began = time.perf_counter()
    act()
    taken[name] = round(time.perf_counter() - began, 2)


if __name__ == "__main__":
    main()
