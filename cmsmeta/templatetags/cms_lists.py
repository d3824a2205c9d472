"""The tags of admin lists that are ours."""

from typing import Any

from django import template
from django.contrib.admin.templatetags.base import InclusionAdminNode

from cmsmeta.lib.rows import result_list

register = template.Library()


@register.tag("result_list")
def result_list_tag(parser: Any, token: Any) -> InclusionAdminNode:
    """As Django's tag of this name, with rows of ours."""
    return InclusionAdminNode(parser, token, result_list, "change_list_results.html", takes_context=False)
