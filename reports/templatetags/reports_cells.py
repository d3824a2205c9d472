"""The live cells of reports, for templates."""

from django import template

from reports.cells import live_count, progress_bar, status_badge

register = template.Library()
register.filter("status_badge", status_badge)
register.filter("progress_bar", progress_bar)
register.filter("live_count", live_count)
