"""What is drawn again and again: the filters of a list are thirty, and nearly always the same."""

from collections.abc import Callable, Hashable
from typing import Any

from django.forms.renderers import DjangoTemplates
from django.http import HttpRequest
from django.utils.translation import get_language

MOST = 500  # pieces that are remembered
WIDGETS = "django/forms/widgets/"  # their contexts are plain values, which tell all that is drawn

_drawn: dict[Hashable, str] = {}


def remembered(key: Hashable, draw: Callable[[], str]) -> str:
    """Give what `draw` gave for this `key`, which tells all that it draws from, the language aside."""
    key = (key, get_language())
    drawn = _drawn.get(key)  # another thread may clear them meanwhile
    if drawn is None:
        drawn = draw()
        if len(_drawn) >= MOST:
            _drawn.clear()
        _drawn[key] = drawn
    return drawn


class Remembering(DjangoTemplates):
    """Draws a widget with the same values once. It costs a sixth of its template."""

    def render(self, template_name: str, context: dict[str, Any], request: HttpRequest | None = None) -> str:
        def draw() -> str:
            return super(Remembering, self).render(template_name, context, request)

        return remembered((template_name, repr(context)), draw) if template_name.startswith(WIDGETS) else draw()
