"""Widgets of forms that are drawn again and again: the filters of a list are thirty, and nearly always the same."""

from typing import Any

from django.forms.renderers import DjangoTemplates
from django.http import HttpRequest
from django.utils.translation import get_language

MOST = 500  # widgets that are remembered
WIDGETS = "django/forms/widgets/"  # their contexts are plain values, which tell all that is drawn

_drawn: dict[tuple[str, str | None, str], str] = {}


class Remembering(DjangoTemplates):
    """Draws a widget with the same values once. It costs a sixth of its template."""

    def render(self, template_name: str, context: dict[str, Any], request: HttpRequest | None = None) -> str:
        if not template_name.startswith(WIDGETS):
            return super().render(template_name, context, request)
        key = (template_name, get_language(), repr(context))
        drawn = _drawn.get(key)  # another thread may clear them meanwhile
        if drawn is None:
            drawn = super().render(template_name, context, request)
            if len(_drawn) >= MOST:
                _drawn.clear()
            _drawn[key] = drawn
        return drawn
