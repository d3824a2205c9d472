"""What the worker does with the catalogue."""

from procrastinate.contrib.django import app

from videos.retention import prune_statistics as prune


@app.periodic(cron="23 3 * * *")
@app.task(name="videos.prune_statistics", queueing_lock="videos.prune_statistics")
def prune_statistics(timestamp: int) -> None:
    """Every night: drop the daily counters that are older than we keep them."""
    prune()
