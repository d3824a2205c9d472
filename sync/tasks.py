"""What the worker does for the sync."""

from procrastinate.contrib.django import app

from sync.retention import prune_quota


@app.periodic(cron="47 3 * * *")
@app.task(name="sync.keep_house", queueing_lock="sync.keep_house")
def keep_house(timestamp: int) -> None:
    """Every night: forget the requests to YouTube that are older than we keep them."""
    prune_quota()
