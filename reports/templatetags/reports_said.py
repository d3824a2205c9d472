"""What the reports say of a video, an asset, a claim: a section for their pages."""

from typing import Any

from django import template
from django.contrib.auth.models import User

from reports.raw import said

register = template.Library()


@register.inclusion_tag("admin/includes/said.html")
def what_reports_say(person: User, key: str, *kinds: str) -> dict[str, Any]:
    """The rows that reports of these kinds told last of `key`, as delivered; nothing if the person sees no reports."""
    return {"told": said(key, kinds) if key and person.has_perm("reports.view_report") else []}
