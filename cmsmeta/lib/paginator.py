"""Pages of a list over a table of any size: rows are counted only so far as the pages near by need it."""

import re
from functools import cached_property
from itertools import takewhile
from math import ceil
from typing import Any

from django.core.paginator import EmptyPage, Page, Paginator
from django.db import connections, models
from django.db.models import F
from django.db.models.expressions import OrderBy

from cmsmeta.lib.lookups import any_of
from cmsmeta.lib.patience import within

COUNTED = 10_000  # rows that are counted exactly
REACH = 1_000  # pages that can be turned to; beyond them a filter finds what paging never will
AHEAD = 10  # pages beyond the one shown that the pager offers in a list longer than COUNTED
COUNT_MILLISECONDS = 40  # a number is not worth more
PAGE_MILLISECONDS = 180  # for each way of finding a page of a filtered list
CANDIDATES = 10_000  # rows that fit, among which a page is put in order where all of them are too many
NEWEST = 50_000  # rows that are looked at where what fits cannot be found in time


class BoundedPaginator(Paginator):
    """A paginator that never counts a whole table, skips to a page by keys alone, and gives up in time.

    `near` is the page asked for. `total` tells people how many rows there are, as exactly as is known.
    `note` tells them where the page is not what the whole list would show. `best_of`: the list is the best so many of
    a longer one.
    """

    best_of: int | None = None
    note = ""

    def __init__(self, object_list: models.QuerySet, per_page: int, *args: Any, near: int = 1, **kwargs: Any) -> None:
        super().__init__(object_list, per_page, *args, **kwargs)
        self.bound = min(max(COUNTED, (near + AHEAD) * self.per_page), REACH * self.per_page)

    # How many ---------------------------------------------------------------------------------------------
    @cached_property
    def counted(self) -> int | None:
        """How many rows there are, up to one more than `bound`; None where counting would take too long."""
        if self.estimate:
            return None
        rows = self.object_list.order_by()[: self.bound + 1]
        return within(COUNT_MILLISECONDS, rows.count, using=self.object_list.db)

    @cached_property
    def estimate(self) -> int:
        """PostgreSQL's own estimate of a list that is much longer than `bound`, else 0."""
        rows = self._estimated if self._is_filtered else self._rows_of_table
        return rows if rows > self.bound else 0

    def know(self, count: int | None, best_of: int) -> None:
        """Take the number of rows from who knows it; of as many as `best_of` there may be more."""
        if count is not None:
            self.counted, self.estimate, self.best_of = count, 0, best_of

    @property
    def _is_filtered(self) -> bool:
        return bool(self.object_list.query.where) or self.object_list.query.is_sliced

    @property
    def _rows_of_table(self) -> int:
        with connections[self.object_list.db].cursor() as cursor:
            table = self.object_list.model._meta.db_table
            cursor.execute("SELECT reltuples::bigint FROM pg_class WHERE oid = to_regclass(%s)", [f'"{table}"'])
            (rows,) = cursor.fetchone() or (0,)
        return rows

    @cached_property
    def _estimated(self) -> int:
        """What the planner expects of a filter. It is asked first: to count a million rows is known to be hopeless."""
        plan = self.object_list.order_by().values("pk").explain()
        rows = re.search(r"rows=(\d+)", plan)
        return int(rows[1]) if rows else 0  # no plan: a filter that nothing can fit

    @property
    def complete(self) -> bool:
        """Whether `count` is the number of rows, not just of those that were counted."""
        return self.counted is not None and self.counted <= self.bound

    @property
    def count(self) -> int:
        return self.counted if self.complete else self.bound

    @property
    def num_pages(self) -> int:
        return max(1, min(ceil(self.count / self.per_page), REACH))

    @property
    def total(self) -> str:
        if self.complete:
            return f"the best {self.count:,} of more" if self.count == self.best_of else f"{self.count:,}"
        if self.note:
            return "many"
        if estimate := self.estimate or (self._estimated if self.counted is None else 0):
            return f"about {rounded(estimate):,}" if estimate > self.bound else "many"
        return f"{self.bound:,}+"

    # Which ------------------------------------------------------------------------------------------------
    def page(self, number: int | str) -> Page:
        number = self.validate_number(number)
        bottom = (number - 1) * self.per_page
        keys = self._keys(bottom, bottom + self.per_page)
        if not keys and number > 1 and not self.note:
            raise EmptyPage("That page contains no results")
        if len(keys) < self.per_page and (keys or number == 1) and not self.note:
            self.counted = bottom + len(keys)  # this is the end
        return self._get_page(self._rows(keys), number, self)

    def _rows(self, keys: list[Any]) -> models.QuerySet:
        """Give the rows with these keys, in this order; a queryset still, since editing in a list asks for one."""
        rows = _unfiltered(self.object_list).filter(any_of("pk", keys)).order_by("pk")
        by_key = {row.pk: row for row in rows}
        rows._result_cache = [by_key[key] for key in keys if key in by_key]
        return rows

    def _keys(self, bottom: int, top: int) -> list[Any]:
        """Give the keys of the rows on a page, in the first way that is quick enough."""
        if not self._is_filtered:
            return self._in_order(bottom, top)  # an index holds the order, and REACH bounds what is skipped
        for way in (self._in_order, self._among_candidates, self._among_newest):
            keys = within(PAGE_MILLISECONDS, lambda way=way: way(bottom, top), using=self.object_list.db)
            if keys is not None:
                return keys
        self.note = "What fits was not found in time. Narrow the filter, or search by an identifier."
        return []

    def _in_order(self, bottom: int, top: int) -> list[Any]:
        """What is skipped is read from an index, without its joins."""
        rows = self.object_list
        if not self.complete and (indexed := _without_nulls(rows)) is not None:
            if self._is_filtered:
                keys = list(indexed.values_list("pk", flat=True)[bottom:top])
            else:
                keys = _across(indexed, bottom, top)
            if len(keys) == top - bottom:
                return keys
        return list(rows.values_list("pk", flat=True)[bottom:top])

    def _among_candidates(self, bottom: int, top: int) -> list[Any]:
        """Where what fits is far from the beginning of the order, it may still be little, or all in one place."""
        found = list(self.object_list.order_by().values_list("pk", flat=True)[:CANDIDATES])
        if set(self.object_list.query.order_by) == {"-pk"}:
            keys = sorted(found, reverse=True)[bottom:top]
        else:
            rows = _unfiltered(self.object_list).filter(any_of("pk", found))
            keys = list(rows.values_list("pk", flat=True)[bottom:top])
        if len(found) < CANDIDATES:
            self.counted = len(found)
        else:
            self.note = (
                f"More fit than can be put in order in time: this shows {CANDIDATES:,} of them in their order. "
                "Narrow the filter to see all."
            )
        return keys

    def _among_newest(self, bottom: int, top: int) -> list[Any]:
        table = self.object_list.model._base_manager.using(self.object_list.db).order_by("-pk")
        edge = table.values_list("pk", flat=True)[NEWEST : NEWEST + 1].first()
        keys = list(self.object_list.filter(pk__gt=edge or 0).order_by("-pk").values_list("pk", flat=True)[bottom:top])
        self.note = (
            f"What fits is too rare to be found in time: only the newest {NEWEST:,} were looked at. "
            "Narrow the filter to see all."
        )
        return keys


def _unfiltered(rows: models.QuerySet) -> models.QuerySet:
    """Give the list without its filters, to fetch rows whose keys are known."""
    rows = rows._chain()
    rows.query.clear_where()
    return rows


def _without_nulls(rows: models.QuerySet) -> models.QuerySet | None:
    """Give a list whose nulls come last without them, in the order of the column's index; None for another list.

    No index of ours has its nulls last, and an outer join cannot be walked from its far side. Ties are left to
    the index, since among a million videos without a view a second column would sort them all.
    """
    leading = list(takewhile(_is_nulls_last, rows.query.order_by))
    if not leading:
        return None
    names = [f"-{part.expression.name}" if part.descending else part.expression.name for part in leading]
    return rows.filter(**{f"{leading[0].expression.name}__isnull": False}).order_by(*names)


def _is_nulls_last(part: Any) -> bool:
    return isinstance(part, OrderBy) and part.nulls_last and isinstance(part.expression, F)


def _across(rows: models.QuerySet, bottom: int, top: int) -> list[Any]:
    """Give the keys of a page of an unfiltered list, also where its order is kept in a table of one row for each row.

    That table is read alone: to join what is skipped costs five times as much.
    """
    order = rows.query.order_by
    relation = order[0].lstrip("-").rpartition("__")[0]
    if not relation:
        return list(rows.values_list("pk", flat=True)[bottom:top])
    field = rows.model._meta.get_field(relation).field
    columns = [path.replace(f"{relation}__", "", 1) for path in order]
    beside = field.model._base_manager.using(rows.db).filter(**{f"{columns[0].lstrip('-')}__isnull": False})
    names = list(beside.order_by(*columns).values_list(field.attname, flat=True)[bottom:top])
    target = field.target_field.name
    keys = dict(rows.model._base_manager.using(rows.db).filter(any_of(target, names)).values_list(target, "pk"))
    return [keys[name] for name in names if name in keys]


def rounded(number: int) -> int:
    """Round an estimate to two digits: more would pretend to know."""
    step = 10 ** max(0, len(str(number)) - 2)
    return round(number / step) * step
