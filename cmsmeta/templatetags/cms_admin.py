"""Tags of Django's admin that are ours, since its own take too long."""

from typing import Any
from urllib.parse import quote

from django import template
from django.contrib.admin.templatetags.base import InclusionAdminNode
from django.template.context import RequestContext
from django.template.loader import render_to_string

from cmsmeta.lib.drawn import remembered
from cmsmeta.lib.rows import result_list

register = template.Library()


@register.tag("result_list")
def result_list_tag(parser: Any, token: Any) -> InclusionAdminNode:
    """As Django's tag of this name, with rows of ours."""
    return InclusionAdminNode(parser, token, result_list, "change_list_results.html", takes_context=False)


@register.simple_tag(takes_context=True)
def sidebar(context: RequestContext) -> str:
    """Django's sidebar, drawn once for all who may see the same, and are in the same place of it."""
    apps, path = context["available_apps"], quote(context["request"].path)
    shown = [(app["app_url"], *((each["admin_url"], each["add_url"]) for each in app["models"])) for app in apps]
    here = [url for app in apps for url in (app["app_url"], *(each["admin_url"] for each in app["models"]))]
    key = ("sidebar", repr(shown), tuple(url for url in here if url and url in path))
    places = {"available_apps": apps, "request": context["request"]}
    return remembered(key, lambda: render_to_string("admin/nav_sidebar.html", places))
