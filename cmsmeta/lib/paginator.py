"""Pages of a list over a table of any size: rows are counted only so far as the pages near by need it."""

from functools import cached_property
from math import ceil
from typing import Any

from django.core.paginator import EmptyPage, Page, Paginator
from django.db import OperationalError, connections, models, transaction
from django.db.models import F
from django.db.models.expressions import OrderBy
from psycopg.errors import QueryCanceled

COUNTED = 10_000  # rows that are counted exactly
REACH = 1_000  # pages that can be turned to; beyond them a filter finds what paging never will
AHEAD = 10  # pages beyond the one shown that the pager offers in a list longer than COUNTED
COUNT_MILLISECONDS = 200


class BoundedPaginator(Paginator):
    """A paginator that never counts a whole table, and skips to a page by keys alone.

    `near` is the page asked for. `total` tells people how many rows there are, as exactly as is known.
    `best_of`: the list is the best so many of a longer one.
    """

    best_of: int | None = None

    def __init__(self, object_list: models.QuerySet, per_page: int, *args: Any, near: int = 1, **kwargs: Any) -> None:
        super().__init__(object_list, per_page, *args, **kwargs)
        self.bound = min(max(COUNTED, (near + AHEAD) * self.per_page), REACH * self.per_page)

    @cached_property
    def counted(self) -> int | None:
        """How many rows there are, up to one more than `bound`; None where counting would take too long."""
        return None if self.estimate else _count(self.object_list, self.bound + 1)

    @cached_property
    def estimate(self) -> int:
        """PostgreSQL's own estimate of an unfiltered list that is longer than `bound`, else 0."""
        if self.object_list.query.where or self.object_list.query.is_sliced:
            return 0
        with connections[self.object_list.db].cursor() as cursor:
            table = self.object_list.model._meta.db_table
            cursor.execute("SELECT reltuples::bigint FROM pg_class WHERE oid = to_regclass(%s)", [f'"{table}"'])
            (rows,) = cursor.fetchone() or (0,)
        return rows if rows > self.bound else 0

    @property
    def complete(self) -> bool:
        """Whether `count` is the number of rows, not just of those that were counted."""
        return self.counted is not None and self.counted <= self.bound

    @cached_property
    def count(self) -> int:
        return self.counted if self.complete else self.bound

    @cached_property
    def num_pages(self) -> int:
        return max(1, min(ceil(self.count / self.per_page), REACH))

    @property
    def total(self) -> str:
        if self.complete:
            return f"the best {self.count:,} of more" if self.count == self.best_of else f"{self.count:,}"
        if self.estimate:
            return f"about {_rounded(self.estimate):,}"
        return "many" if self.counted is None else f"{self.bound:,}+"

    def page(self, number: int | str) -> Page:
        number = self.validate_number(number)
        bottom = (number - 1) * self.per_page
        keys = self._keys(bottom, bottom + self.per_page)
        if not keys and number > 1:
            raise EmptyPage("That page contains no results")
        rows = {row.pk: row for row in self.object_list.order_by().filter(pk__in=keys)}
        return self._get_page([rows[key] for key in keys if key in rows], number, self)

    def _keys(self, bottom: int, top: int) -> list[Any]:
        """Give the keys of the rows on a page: what is skipped is read from an index, without its joins."""
        rows = self.object_list
        if not self.complete and (indexed := _without_nulls(rows)) is not None:
            keys = list(indexed.values_list("pk", flat=True)[bottom:top])
            if len(keys) == top - bottom:
                return keys
        return list(rows.values_list("pk", flat=True)[bottom:top])


def _without_nulls(rows: models.QuerySet) -> models.QuerySet | None:
    """Give a list whose nulls come last without them, in the order of the column's index; None for another list.

    No index of ours has its nulls last, and an outer join cannot be walked from its far side. Ties are left to
    the index, since among a million videos without a view a second column would sort them all.
    """
    first = next(iter(rows.query.order_by), None)
    if not (isinstance(first, OrderBy) and first.nulls_last and isinstance(first.expression, F)):
        return None
    name = first.expression.name
    return rows.filter(**{f"{name}__isnull": False}).order_by(f"-{name}" if first.descending else name)


def _count(rows: models.QuerySet, limit: int) -> int | None:
    """Count up to `limit` rows; None if that takes longer than a person should wait for a number."""
    try:
        with transaction.atomic(using=rows.db), connections[rows.db].cursor() as cursor:
            cursor.execute("SELECT set_config('statement_timeout', %s, true)", [f"{COUNT_MILLISECONDS}ms"])
            count = rows.order_by()[:limit].count()
            cursor.execute("SET LOCAL statement_timeout TO DEFAULT")
            return count
    except OperationalError as error:
        if isinstance(error.__cause__, QueryCanceled):
            return None
        raise


def _rounded(number: int) -> int:
    """Round an estimate to two digits: more would pretend to know."""
    step = 10 ** max(0, len(str(number)) - 2)
    return round(number / step) * step
