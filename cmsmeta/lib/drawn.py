"""What is drawn again and again: the filters of a list are thirty, and nearly always the same."""

from collections.abc import Callable, Hashable
from typing import Any

from django.forms.renderers import DjangoTemplates
from django.http import HttpRequest
from django.utils.safestring import SafeString

from cmsmeta.lib.cells import markup

MOST = 500  # pieces that are remembered
WIDGETS = "django/forms/widgets/"  # their contexts are plain values, which tell all that is drawn
INPUTS = {f"{WIDGETS}{kind}.html" for kind in ("text", "number", "hidden", "checkbox")}

_drawn: dict[Hashable, str] = {}


def remembered(key: Hashable, draw: Callable[[], str]) -> str:
    """Give what `draw` gave for this `key`, which tells all that it draws from. The site speaks one language."""
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


class Direct(DjangoTemplates):
    """Draws plain inputs without their templates: a list that is edited has seven hundred, nine tenths of its time."""

    def render(self, template_name: str, context: dict[str, Any], request: HttpRequest | None = None) -> str:
        if template_name in INPUTS:
            return _input(**context["widget"])
        return super().render(template_name, context, request)


def _input(*, type: str, name: str, value: Any, attrs: dict[str, Any], **others: Any) -> SafeString:
    shown = {"type": type, "name": name, "value": False if value is None else str(value), **attrs}
    told = {key: each for key, each in shown.items() if each is not False}
    pairs = [markup(" {}" if each is True else ' {}="{}"', key, each) for key, each in told.items()]
    return markup("<input{}>", SafeString("".join(pairs)))
