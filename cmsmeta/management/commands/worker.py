"""The worker: does the jobs of each queue one after another, and the queues side by side.

So a report that takes an hour keeps no bulk action waiting, and neither keeps the sync. Each queue has a thread and a
connection of its own; what must not happen twice is kept apart by locks of the database, as between several workers.
"""

import asyncio
import signal
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from procrastinate import PsycopgConnector
from procrastinate.contrib.django import app
from procrastinate.contrib.django.utils import connector_params

from cmsmeta.lib.polite import step_back

ENDING = (signal.SIGINT, signal.SIGTERM)


class Command(BaseCommand):
    help = "Do what waits, until Ctrl-C: the jobs of each queue one after another, the queues side by side."
    requires_system_checks: list[str] = []

    def run_from_argv(self, argv: list[str]) -> None:
        """As a process of its own it lets the pages go first."""
        step_back()
        super().run_from_argv(argv)

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--queue", action="append", metavar="NAME", help="serve this one only (again for more)")
        parser.add_argument("--one-shot", action="store_true", help="end when nothing waits")

    def handle(self, *args: Any, queue: list[str] | None, one_shot: bool, **options: Any) -> None:
        app.perform_import_paths()
        known = {task.queue for task in app.tasks.values()}
        if unknown := {*(queue or ())} - known:
            raise CommandError(f"There is no queue {', '.join(unknown)}. There are: {', '.join(sorted(known))}.")
        queues = sorted(queue or known)
        connector = PsycopgConnector(kwargs=connector_params(), min_size=1, max_size=len(queues) + 1)
        before = {number: signal.getsignal(number) for number in ENDING}
        try:
            with app.replace_connector(connector):
                asyncio.run(serve(queues, wait=not one_shot))
        finally:  # the loop leaves the default behind, which ends whoever called us at once
            for number, handler in before.items():
                signal.signal(number, handler)


async def serve(queues: list[str], *, wait: bool) -> None:
    """Serve these queues side by side until asked to stop; where one of them fails, all of them end."""
    asked = False

    def stop() -> None:
        for worker in workers:
            if not worker.cancelling():  # a second time would cut off the job that it ends first
                worker.cancel()

    def hear() -> None:
        nonlocal asked
        asked = True
        stop()

    async with app.open_async():
        options = {"wait": wait, "install_signal_handlers": False}
        workers = [asyncio.create_task(app.run_worker_async(queues=[one], name=one, **options)) for one in queues]
        for number in ENDING:
            asyncio.get_running_loop().add_signal_handler(number, hear)
        until = asyncio.FIRST_COMPLETED if wait else asyncio.FIRST_EXCEPTION
        await asyncio.wait(workers, return_when=until)
        stop()
        outcomes = await asyncio.gather(*workers, return_exceptions=True)
    for outcome in outcomes:
        if isinstance(outcome, Exception):
            raise outcome
    if wait and not asked:
        raise CommandError("A queue is served no more, so the worker ends. Its log says why.")
