"""Admin lists whose filters are a FilterSet of django-filter: one form, so that filters combine in one go."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from django.contrib.admin.views.main import ORDER_VAR
from django.db import models
from django.forms import BoundField, Form
from django.http import HttpRequest
from django.utils.functional import cached_property
from django.utils.http import urlencode
from django_filters import FilterSet

from cmsmeta.lib.lists import BoundedAdmin, BoundedChangeList


class Chip(NamedTuple):
    """A filter that is on: what it says, and the address of the list without it."""

    label: str
    value: str
    without: str


class NamedFilterSet(FilterSet):
    """A filter set that makes only the filters which its data name: of thirty an address names one or two.

    `offered`: of filters that offer what the database holds, the values.
    """

    offered: Mapping[str, Sequence[str]] = {}

    def __init__(self, data: Mapping[str, Any] | None = None, *args: Any, **kwargs: Any) -> None:
        self.base_filters = {name: each for name, each in self.base_filters.items() if name in (data or {})}
        super().__init__(data, *args, **kwargs)

    def field(self, name: str) -> BoundField:
        """Give the field of any filter, to be drawn."""
        field = (self.form if name in self.filters else self._unset)[name]
        if name in self.offered:
            values = [value for value in self.offered[name] if value]
            chosen = [value] if (value := field.value()) and value not in values else []
            field.field.widget.choices = [("", "any"), *((each, each) for each in [*values, *chosen])]
        return field

    @cached_property
    def _unset(self) -> Form:
        fields = {name: each.field for name, each in type(self).base_filters.items()}
        return type("UnsetForm", (self._meta.form,), fields)()


class FilterSetChangeList(BoundedChangeList):
    """`filterset` is bound to the address. Where a value in it is wrong nothing is listed: it was meant to narrow."""

    filterset: NamedFilterSet

    def get_filters_params(self, params: dict[str, Any] | None = None) -> dict[str, Any]:
        ours = {*self.model_admin.filterset_class.base_filters, *self.model_admin.list_parameters}
        return {name: values for name, values in super().get_filters_params(params).items() if name not in ours}

    def get_queryset(self, request: HttpRequest, exclude_parameters: list[str] | None = None) -> models.QuerySet:
        if not hasattr(self, "filterset"):
            self.filterset = self.model_admin.filterset_class(request.GET, self.root_queryset, request=request)
            valid = self.filterset.is_valid()
            self.root_queryset = self.filterset.qs if valid else self.root_queryset.none()
            self._read_order()
        rows = super().get_queryset(request, exclude_parameters)
        self.chips = list(self._chips())
        self.has_filters, self.has_active_filters = True, bool(self.chips)
        self.clear_all_filters_qs = self.without({*self.filterset.filters, *self.model_admin.list_parameters})
        return rows

    def without(self, names: Collection[str]) -> str:
        """Give the address of the list without these parameters, at its first page."""
        kept = {name: values for name, values in self.filter_params.items() if name not in names}
        return f"?{urlencode(kept, doseq=True)}"

    def named_query(self, without: Collection[str] = ()) -> str:
        """Give the address of the list with its order by name: the places of columns change with the person."""
        kept = {name: values for name, values in self.filter_params.items() if name not in without}
        if ORDER_VAR in kept:
            kept[ORDER_VAR] = [".".join(filter(None, map(self._named, self.params[ORDER_VAR].split("."))))]
        return urlencode(kept, doseq=True)

    def _read_order(self) -> None:
        """Turn the names in the order, if it has any, into the places of columns that Django knows."""
        if ORDER_VAR in self.params:
            places = filter(None, map(self._placed, self.params[ORDER_VAR].split(".")))
            self.params[ORDER_VAR] = ".".join(places)
            self.filter_params[ORDER_VAR] = [self.params[ORDER_VAR]]

    def _placed(self, part: str) -> str:
        name = part.removeprefix("-")
        if name in self.list_display:
            return part[: -len(name)] + str(self.list_display.index(name))
        return part if name.isdecimal() else ""

    def _named(self, part: str) -> str:
        place = part.removeprefix("-")
        if not place.isdecimal() or int(place) >= len(self.list_display):
            return ""
        return part[: -len(place)] + self.list_display[int(place)]

    def kept_beside_filters(self) -> list[tuple[str, str]]:
        """Give what the form of filters must carry along: the search, the order, and the like."""
        return [
            (name, value)
            for name, values in self.filter_params.items()
            if name not in self.filterset.filters
            for value in values
        ]

    def _chips(self) -> Iterator[Chip]:
        for name, field in self.filterset.form.fields.items():
            values = [value for value in self.filterset.data.getlist(name) if value.strip()]
            if values:
                words = dict(getattr(field, "choices", ()))
                shown = ", ".join(str(words.get(value) or value) for value in values)
                yield Chip(field.label, shown, self.without({name}))


class FilterSetAdmin(BoundedAdmin):
    """An admin whose list is filtered by `filterset_class`.

    `list_parameters`: what else may stand in the address of its list.
    """

    filterset_class: type[NamedFilterSet]
    list_parameters: tuple[str, ...] = ()

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[BoundedChangeList]:
        return FilterSetChangeList
