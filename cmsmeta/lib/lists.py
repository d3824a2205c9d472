"""Admin lists over tables of any size: bounded pages, orders that an index holds, filters that scan nothing."""

from collections.abc import Iterator, Mapping
from typing import Any

from django.contrib import admin
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME, ActionForm
from django.contrib.admin.options import IncorrectLookupParameters
from django.contrib.admin.utils import quote
from django.contrib.admin.views.main import PAGE_VAR, ChangeList
from django.core.paginator import InvalidPage
from django.db import DataError, connections, models
from django.db.models import F
from django.db.models.expressions import OrderBy
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from psycopg import sql

from cmsmeta.lib.cells import NOTHING, markup
from cmsmeta.lib.drawn import Remembering
from cmsmeta.lib.paginator import BoundedPaginator


class BoundedChangeList(ChangeList):
    def _get_deterministic_ordering(self, ordering: list[Any]) -> list[Any]:
        return super()._get_deterministic_ordering([part for asked in ordering for part in self._nulls_last(asked)])

    def _nulls_last(self, part: Any) -> list[Any]:
        name = part.lstrip("-") if isinstance(part, str) else ""
        if name not in self.model_admin.nulls_last:
            return [part]
        names = filter(None, [self.model_admin.coarse.get(name), name])
        return [OrderBy(F(each), descending=part.startswith("-"), nulls_last=True) for each in names]

    def url_for_result(self, result: models.Model) -> str:
        """As Django's, with one look-up of the pattern for the whole page."""
        return self._change_url.replace("/0/", f"/{quote(result.pk)}/")

    @cached_property
    def _change_url(self) -> str:
        return reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_change", args=[0])

    def get_results(self, request: HttpRequest) -> None:
        """Take one page from the paginator, also where it is the only one: nothing else gives up in time."""
        self.paginator = self.model_admin.get_paginator(request, self.queryset, self.list_per_page)
        try:
            self.result_list = self.paginator.page(self.page_num).object_list
        except (InvalidPage, DataError) as error:  # DataError: no column could hold what the address asks for
            raise IncorrectLookupParameters from error
        self.result_count = self.paginator.count
        self.multi_page = self.result_count > self.list_per_page
        self.can_show_all = self.show_full_result_count = False
        self.full_result_count = None
        self.show_admin_actions = True


class RememberedActions(ActionForm):
    default_renderer = Remembering()


class BoundedAdmin(admin.ModelAdmin):
    """An admin whose list stays quick at ten million rows.

    `when_empty`: what an empty list says, best what to do next.
    `nulls_last`: the sortable, indexed columns whose empty values belong at the end, whichever way they are sorted.
    `coarse`: of a column without an index, the indexed one that holds its order in steps.
    """

    action_form = RememberedActions
    nulls_last: tuple[str, ...] = ()
    coarse: Mapping[str, str] = {}
    when_empty = "There is nothing here yet."
    show_full_result_count = False
    show_facets = admin.ShowFacets.NEVER
    list_per_page = 100

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[ChangeList]:
        return BoundedChangeList

    def get_empty_value_display(self) -> str:
        """As Django's, which asks the site for each cell: a twentieth of the time of a page."""
        return NOTHING

    def action_checkbox(self, obj: models.Model) -> SafeString:
        """As Django's, without a template for each row: those took a fifth of the time of a page."""
        return markup(
            '<input type="checkbox" name="{}" value="{}" class="action-select"'
            ' aria-label="Select this object for an action - {}">',
            *(ACTION_CHECKBOX_NAME, obj.pk, obj),
        )

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        title = capfirst(self.opts.verbose_name_plural)
        return super().changelist_view(request, {"title": title, **(extra_context or {})})

    def get_paginator(
        self, request: HttpRequest, queryset: models.QuerySet, per_page: int, *args: Any, **kwargs: Any
    ) -> BoundedPaginator:
        asked = request.GET.get(PAGE_VAR, "1")
        near = int(asked) if asked.isdecimal() and len(asked) < 8 else 1
        return BoundedPaginator(queryset, per_page, near=near)


class ReadOnlyAdmin(BoundedAdmin):
    """Rows that the system writes and people read."""

    def has_add_permission(self, request: HttpRequest, *args: Any) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        return False


class InputFilter(admin.SimpleListFilter):
    """A filter that a person types, for columns with too many values to choose from."""

    template = "admin/input_filter.html"
    hint = ""

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin) -> list[tuple[str, str]]:
        return [("", "")]  # one choice, never shown: Django hides a filter that has none

    def choices(self, changelist: ChangeList) -> Iterator[dict[str, Any]]:
        others = [
            (name, value)
            for name, values in changelist.filter_params.items()
            if name not in (self.parameter_name, PAGE_VAR)
            for value in (values if isinstance(values, list) else [values])
        ]
        search = [("q", changelist.query)] if changelist.query else []
        yield {
            "others": others + search,
            "clear": changelist.get_query_string(remove=[self.parameter_name]),
            "selected": bool(self.value()),
        }

    def value(self) -> str:
        return (super().value() or "").replace("\x00", "").strip()


class StoredFilter(admin.SimpleListFilter):
    """A filter that offers the values which an indexed text column holds. `blank`: what to call the lack of one."""

    column = ""
    blank = ""
    nothing = "-"
    most = 40

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin) -> list[tuple[str, str]]:
        held = distinct(model_admin.model, {"held": self.column}, self.most)["held"]
        named = [name for name in dict.fromkeys([*held, self.value()]) if name and not self._asks_for_none(name)]
        return [*([(self.nothing, self.blank)] if self.blank else []), *((name, name) for name in named)]

    def queryset(self, request: HttpRequest, queryset: models.QuerySet) -> models.QuerySet:
        if not (value := self.value()):
            return queryset
        return queryset.filter(**{self.column: "" if self._asks_for_none(value) else value})

    def value(self) -> str:
        return (super().value() or "").replace("\x00", "")

    def _asks_for_none(self, value: str) -> bool:
        return bool(self.blank) and value == self.nothing


DISTINCT = sql.SQL("""
(WITH RECURSIVE found (value) AS (
    (SELECT {column} FROM {table} ORDER BY {column} LIMIT 1)
    UNION ALL
    SELECT (SELECT {column} FROM {table} WHERE {column} > found.value ORDER BY {column} LIMIT 1)
    FROM found WHERE found.value IS NOT NULL
)
SELECT {name}, value FROM found WHERE value IS NOT NULL LIMIT {limit})
""")


def distinct(model: type[models.Model], columns: Mapping[str, str], limit: int) -> dict[str, list[str]]:
    """Give the first `limit` values of each of these indexed text columns, by as many look-ups in their indexes."""
    table = sql.Identifier(model._meta.db_table)
    each = [
        DISTINCT.format(table=table, column=sql.Identifier(column), name=sql.Literal(name), limit=sql.Literal(limit))
        for name, column in columns.items()
    ]
    found: dict[str, list[str]] = {name: [] for name in columns}
    with connections["default"].cursor() as cursor:
        cursor.execute(sql.SQL("UNION ALL").join(each))
        for name, value in cursor.fetchall():
            found[name].append(value)
    return found
