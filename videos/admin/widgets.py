"""Form fields for what staff edit: lists as tags, vocabularies as choices, limits that are counted while one types."""

import re
from collections.abc import Sequence
from typing import Any

from django import forms
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.forms.renderers import BaseRenderer
from django.forms.utils import flatatt
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import capfirst

from videos.rules import LISTS_BY, help_text, rule_of

SELECTED = mark_safe(" selected")
LONG_TEXTS = ("description", "notes")


class PlainSelect(forms.Select):
    """As Django's, without a template for every option: a list that is edited has a thousand of them."""

    def render(
        self, name: str, value: Any, attrs: dict[str, Any] | None = None, renderer: BaseRenderer | None = None
    ) -> SafeString:
        chosen = "" if value is None else str(value)
        options = format_html_join(
            "",
            '<option value="{}"{}>{}</option>',
            ((key, SELECTED if key == chosen else "", label) for key, label in self.choices),
        )
        shown = flatatt(self.build_attrs(self.attrs, {**(attrs or {}), "name": name}))
        return format_html("<select{}>{}</select>", shown, options)


class TagsInput(forms.TextInput):
    """One line with `|` between the values; `edit.js` makes chips of it."""

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__({"class": "vTextField", "data-chips": LISTS_BY, **(attrs or {})})


class TagsField(forms.Field):
    """A list of texts."""

    widget = TagsInput

    def prepare_value(self, value: Any) -> Any:
        return f" {LISTS_BY} ".join(value) if isinstance(value, (list, tuple)) else value

    def to_python(self, value: Any) -> list[str]:
        parts = value if isinstance(value, (list, tuple)) else re.split(r"[|\r\n]", value or "")
        return [part.strip() for part in parts if part.strip()]

    def has_changed(self, initial: Any, data: Any) -> bool:
        return self.to_python(initial) != self.to_python(data)


def form_field(db_field: models.Field) -> forms.Field | None:
    """Give the form field of a column of a video that has a look of its own; None for the others."""
    rule = rule_of(db_field.name)
    says = help_text(db_field.name) or db_field.help_text
    known = {"label": capfirst(db_field.verbose_name), "required": False, "help_text": says}
    if isinstance(db_field, ArrayField):
        known["help_text"] = f"{says} Enter or {LISTS_BY} ends each; a list may be pasted.".strip()
        return TagsField(widget=TagsInput(_counted(db_field)), **known)
    if not isinstance(db_field, models.TextField):
        return None
    if rule.choices:
        return forms.ChoiceField(choices=list(rule.choices.items()), widget=PlainSelect, **known)
    if db_field.name in LONG_TEXTS:
        attrs = {"class": "vLargeTextField", "rows": 5, **_counted(db_field)}
        return forms.CharField(widget=forms.Textarea(attrs), **known)
    return forms.CharField(widget=forms.TextInput({"class": "vTextField", **_counted(db_field)}), **known)


def with_value(choices: Sequence[tuple[str, str]], value: str) -> list[tuple[str, str]]:
    """Give the choices, and before them the value that stands there if it is none of them."""
    if value in dict(choices):
        return list(choices)
    return [(value, f"{value} (not a value that YouTube offers)" if value else "–"), *choices]


def _counted(db_field: models.Field) -> dict[str, Any]:
    limit = rule_of(db_field.name).limit
    return {"data-most": limit.most, "data-unit": limit.unit} if limit else {}
