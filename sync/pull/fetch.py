"""Asks YouTube for many objects, fifty at a time, by one worker or several; nothing here holds a transaction."""

import queue
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import takewhile
from typing import Generic, TypeVar

from django.db import connections
from django.utils import timezone

from sync.youtube.client import MOST, Client
from sync.youtube.errors import NotConfigured, QuotaSpent, Refused, Verdict, YouTubeError

Given = TypeVar("Given")
Ask = Callable[[Client, Sequence[str]], Given]
BATCH = 5_000  # objects merged at once
PATIENCE = timedelta(seconds=30)  # after which even a few are merged
AHEAD = 100  # answers that wait for the merge, so that the workers need not


@dataclass(frozen=True, slots=True)
class Answer(Generic[Given]):
    """What YouTube said of `ids`; `as_of` is when it was asked, which is before whatever it tells."""

    ids: list[str]
    as_of: datetime
    given: Given | None
    error: YouTubeError | None = None

    @property
    def ends_the_run(self) -> bool:
        """Whether no further request would fare better."""
        error = self.error
        stopped = isinstance(error, Refused) and error.verdict == Verdict.CONFIGURATION
        return stopped or isinstance(error, QuotaSpent | NotConfigured)


@dataclass
class Batch(Generic[Given]):
    """Answers that are merged at once. Its moment is that of the first: nothing in it is older."""

    answers: list[Answer[Given]] = field(default_factory=list)

    @property
    def as_of(self) -> datetime:
        return min(answer.as_of for answer in self.answers)

    @property
    def ids(self) -> list[str]:
        """What was asked for and answered."""
        return [one for answer in self.answers if answer.error is None for one in answer.ids]

    @property
    def failed(self) -> list[Answer[Given]]:
        return [answer for answer in self.answers if answer.error is not None]

    @property
    def given(self) -> list[Given]:
        return [answer.given for answer in self.answers if answer.given is not None]

    @property
    def is_full(self) -> bool:
        return len(self.answers) * MOST >= BATCH or timezone.now() - self.as_of > PATIENCE


def batched(
    client: Client, ids: Iterable[str], ask: Ask[Given], *, workers: int = 1, until: float | None = None
) -> Iterator[Batch[Given]]:
    """Ask for all `ids`, fifty at a time, and give the answers as they come, many at once.

    `until`: by the monotonic clock, when no further request is begun; what was fetched is still given.
    What ends the run (`QuotaSpent`, `NotConfigured`, a `Refused` of the configuration) is raised once everything that
    was fetched before has been given; any other refusal is in its answer.
    """
    batch, end = Batch[Given](), None
    chunks = _chunks(ids)
    in_time = takewhile(lambda _: until is None or time.monotonic() < until, chunks)
    for answer in _fetched(client, in_time, ask, min(workers, len(chunks))):
        if answer.ends_the_run:
            end = end or answer.error
            continue
        batch.answers.append(answer)
        if batch.is_full:
            yield batch
            batch = Batch[Given]()
    if batch.answers:
        yield batch
    if end:
        raise end


def _fetched(client: Client, chunks: Iterator[list[str]], ask: Ask[Given], workers: int) -> Iterator[Answer[Given]]:
    """Give the answers as they come; after one that ends the run no other is asked for."""
    if workers > 1:
        yield from _by_several(client, chunks, ask, workers)
        return
    for chunk in chunks:
        answer = _asked(client, chunk, ask)
        yield answer
        if answer.ends_the_run:
            return


def _chunks(ids: Iterable[str]) -> list[list[str]]:
    distinct = list(dict.fromkeys(ids))
    return [distinct[start : start + MOST] for start in range(0, len(distinct), MOST)]


def _asked(client: Client, ids: list[str], ask: Ask[Given]) -> Answer[Given]:
    as_of = timezone.now()
    try:
        return Answer(ids, as_of, ask(client, ids))
    except YouTubeError as error:
        return Answer(ids, as_of, None, error)


class _Workers(Generic[Given]):
    """Threads that take chunks from one list; each has a client and a connection to the database of its own."""

    def __init__(self, client: Client, chunks: Iterator[list[str]], ask: Ask[Given], count: int) -> None:
        self._chunks, self._ask = chunks, ask
        self._lock, self._stop = threading.Lock(), threading.Event()
        self.answers: queue.Queue[Answer[Given] | BaseException | None] = queue.Queue(AHEAD)
        self.threads = [threading.Thread(target=self._work, args=(client.clone(),)) for _ in range(count)]
        for thread in self.threads:
            thread.start()

    def _work(self, client: Client) -> None:
        try:
            while chunk := self._next():
                answer = _asked(client, chunk, self._ask)
                if answer.ends_the_run:
                    self._stop.set()
                self.answers.put(answer)
        except BaseException as error:  # noqa: BLE001 - it is raised where the answers are read
            self._stop.set()
            self.answers.put(error)
        finally:
            client.close()
            connections.close_all()
            self.answers.put(None)

    def _next(self) -> list[str] | None:
        with self._lock:
            return None if self._stop.is_set() else next(self._chunks, None)

    def end(self) -> None:
        """Let nobody begin another request, and wait for those under way."""
        self._stop.set()
        while any(thread.is_alive() for thread in self.threads):
            try:
                self.answers.get(timeout=0.05)  # who waits to hand over an answer must not wait for ever
            except queue.Empty:
                continue


def _by_several(client: Client, chunks: Iterator[list[str]], ask: Ask[Given], count: int) -> Iterator[Answer[Given]]:
    crew = _Workers(client, chunks, ask, count)
    try:
        at_work = count
        while at_work:
            answer = crew.answers.get()
            if answer is None:
                at_work -= 1
            elif isinstance(answer, BaseException):
                raise answer
            else:
                yield answer
    finally:
        crew.end()
