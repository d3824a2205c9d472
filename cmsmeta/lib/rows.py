"""The rows of an admin list, drawn as Django draws them, in a quarter of the time.

What is the same in all rows of a page (what a column is, its tag and class, the filters that links keep) is asked once.
"""

from collections.abc import Callable, Iterator
from datetime import date, time
from typing import Any

from django.contrib.admin.templatetags import admin_list
from django.contrib.admin.templatetags.admin_urls import add_preserved_filters
from django.contrib.admin.utils import display_for_field, display_for_value, lookup_field
from django.contrib.admin.views.main import ChangeList
from django.core.exceptions import FieldDoesNotExist, ObjectDoesNotExist
from django.db import models
from django.forms import ModelForm
from django.urls import NoReverseMatch
from django.utils.safestring import SafeString

from cmsmeta.lib.cells import markup

NOT_BROKEN = (models.DateField, models.TimeField, models.ForeignKey)


class Column:
    """A column of a list, whose cells are Django's to the letter."""

    def __init__(self, changes: ChangeList, name: Any, place: int, tag: str) -> None:
        """Take what `list_display` names at this place. `tag` is that of a cell which links to its row; "" for none."""
        self.changes, self.name, self.links = changes, name, bool(tag)
        self.method = _method(changes, name)
        self.boolean = getattr(self.method, "boolean", False)
        self.empty = changes.model_admin.get_empty_value_display()
        self.empty_method = getattr(self.method, "empty_value_display", self.empty)
        label = admin_list._coerce_field_name(name, place)
        kind = "action-checkbox" if name == "action_checkbox" else f"field-{label}"
        self.pattern, self.unbroken = (
            f'<{tag or "td"} class="{each}">{{}}</{tag or "td"}>' for each in (kind, f"{kind} nowrap")
        )

    def cell(self, row: models.Model, address: str, form: ModelForm | None) -> SafeString:
        """Give the cell of `row`, whose page has this `address`; a field of `form` in it where it is edited."""
        shown, is_unbroken = self._shown(row)
        if self.links:
            shown = self._linked(shown, row, address)
        elif form and self.name in form.fields and not (self.name == _key(form) and form[self.name].is_hidden):
            field = form[self.name]
            shown = markup("{}{}", SafeString(field.errors), SafeString(field))
        return markup(self.unbroken if is_unbroken else self.pattern, shown)

    def _shown(self, row: models.Model) -> tuple[Any, bool]:
        """Give what the cell shows, and whether it must not be broken."""
        try:
            if self.method:
                value = self.method(row)
                if isinstance(value, str) and not self.boolean:
                    return value if value.strip() else self.empty_method, False
                return display_for_value(value, self.empty_method, self.boolean), isinstance(value, date | time)
            field, attribute, value = lookup_field(self.name, row, self.changes.model_admin)
        except ObjectDoesNotExist:
            return self.empty, False
        if isinstance(value, str) and not value.strip():
            value = ""
        empty = getattr(attribute, "empty_value_display", self.empty)
        if field is None or field.auto_created:
            boolean = getattr(getattr(attribute, "fget", attribute), "boolean", False)
            return display_for_value(value, empty, boolean), isinstance(value, date | time)
        if isinstance(field.remote_field, models.ManyToOneRel):
            return empty if value is None else value, True
        shown = display_for_field(value, field, empty, avoid_link=self.links)
        return shown, isinstance(field, NOT_BROKEN)

    def _linked(self, shown: Any, row: models.Model, address: str) -> Any:
        if not address:
            return shown
        if not self.changes.is_popup:
            return markup('<a href="{}">{}</a>', address, shown)
        key = row.serializable_value(str(self.changes.to_field or self.changes.lookup_opts.pk.attname))
        return markup('<a href="{}" data-popup-opener="{}">{}</a>', address, key, shown)


def rows(changes: ChangeList) -> Iterator[admin_list.ResultList]:
    """Give the rows of a page. One that is no form is a single item: its template costs as much as its cells."""
    columns, address = _columns(changes), _addresses(changes)
    if changes.formset:
        for row, form in zip(changes.result_list, changes.formset.forms, strict=False):
            cells = [column.cell(row, address(row), form) for column in columns]
            key = form[_key(form)]
            yield admin_list.ResultList(form, cells if key.is_hidden else [*cells, markup("<td>{}</td>", key)])
        return
    pattern = "{}" * len(columns)
    for row in changes.result_list:
        there = address(row)
        yield admin_list.ResultList(None, [markup(pattern, *(column.cell(row, there, None) for column in columns))])


def result_list(changes: ChangeList) -> dict[str, Any]:
    """Give what the template of Django's tag `result_list` draws."""
    headers = list(admin_list.result_headers(changes))
    return {
        "cl": changes,
        "result_hidden_fields": list(admin_list.result_hidden_fields(changes)),
        "result_headers": headers,
        "num_sorted_fields": sum(bool(header["sortable"] and header["sorted"]) for header in headers),
        "results": list(rows(changes)),
    }


def _columns(changes: ChangeList) -> list[Column]:
    linked = changes.list_display_links
    if linked is not None and not linked:
        linked = changes.list_display[:1]
    tags = iter(["th"])
    return [
        Column(changes, name, place, next(tags, "td") if name in (linked or ()) else "")
        for place, name in enumerate(changes.list_display)
    ]


def _method(changes: ChangeList, name: Any) -> Callable[[models.Model], Any] | None:
    """Give what makes the values of a column, as Django's `lookup_field` finds it; None where that is a field."""
    if callable(name):
        return name
    try:
        changes.lookup_opts.get_field(name)
    except FieldDoesNotExist:
        return None if name == "__str__" else getattr(changes.model_admin, name, None)
    return None


def _addresses(changes: ChangeList) -> Callable[[models.Model], str]:
    """Give what tells the address of a row; "" where it has no page. All rows keep the same filters."""
    kept: list[str] = []

    def address(row: models.Model) -> str:
        try:
            there = changes.url_for_result(row)
        except NoReverseMatch:
            return ""
        if not kept:
            context = {"preserved_filters": changes.preserved_filters, "opts": changes.opts}
            kept.append(add_preserved_filters(context, there).removeprefix(there))
        return there + kept[0]

    return address


def _key(form: ModelForm) -> str:
    return form._meta.model._meta.pk.name
