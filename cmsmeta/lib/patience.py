"""A query that somebody waits for has so many milliseconds; what takes longer is answered in another way."""

from collections.abc import Callable
from typing import TypeVar

from django.db import OperationalError, connections, transaction
from psycopg.errors import QueryCanceled

Answer = TypeVar("Answer")


def within(milliseconds: int, ask: Callable[[], Answer], *, using: str = "default") -> Answer | None:
    """Give the answer of `ask`, which runs queries; None if one of them takes longer than `milliseconds`."""
    is_part = connections[using].in_atomic_block  # of a transaction, which would keep the limit
    try:
        with transaction.atomic(using=using), connections[using].cursor() as cursor:
            cursor.execute("SELECT set_config('statement_timeout', %s, true)", [f"{milliseconds}ms"])
            answer = ask()
            if is_part:
                cursor.execute("SET LOCAL statement_timeout TO DEFAULT")
            return answer
    except OperationalError as error:
        if isinstance(error.__cause__, QueryCanceled):
            return None
        raise
