"""Cells of the change log, for templates."""

from typing import Any

from django import template
from django.utils.safestring import SafeString

from cmsmeta.lib.cells import difference, value_text
from videos.admin.filters import label_of
from videos.models import Change

register = template.Library()
register.filter("value_text", value_text)
register.filter("field_label", label_of)


@register.filter
def difference_of(change: Change) -> SafeString:
    """From what to what, as two marked texts."""
    return difference(change.old, change.new)


@register.filter
def thousands(value: Any) -> str:
    """A whole number with its thousands apart; a dash where it is not known."""
    return "–" if value is None else f"{value:,}"
