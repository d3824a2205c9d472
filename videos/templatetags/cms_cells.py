"""Cells of lists and of the change log, for templates."""

from typing import Any

from django import template
from django.contrib.admin.views.main import ORDER_VAR
from django.http import QueryDict
from django.utils.safestring import SafeString

from cmsmeta.lib.cells import difference, value_text
from videos.admin.cells import standing_badge
from videos.admin.filters import label_of
from videos.models import Change

DESCENDING_FIRST = ("column-views", "column-published")

register = template.Library()
register.filter("value_text", value_text)
register.filter("field_label", label_of)
register.simple_tag(standing_badge)


@register.filter
def difference_of(change: Change | dict[str, Any]) -> SafeString:
    """From what to what, as two marked texts."""
    old, new = (change["old"], change["new"]) if isinstance(change, dict) else (change.old, change.new)
    return difference(old, new)


@register.filter
def first_click(header: dict[str, Any]) -> str:
    """The address that sorts by a column. Whoever sorts by views or by day wants the most or the newest first."""
    address, sorts_down = header["url_primary"], any(name in header["class_attrib"] for name in DESCENDING_FIRST)
    if header["sort_priority"] or not sorts_down:
        return address
    query = QueryDict(address.removeprefix("?"), mutable=True)
    query[ORDER_VAR] = f"-{query[ORDER_VAR]}"
    return f"?{query.urlencode()}"


@register.filter
def thousands(value: Any) -> str:
    """A whole number with its thousands apart; a dash where it is not known."""
    return "–" if value in (None, "") else f"{value:,}"  # a template knows a row that is not there as ""
