"""Cells of reports that live messages keep up to date."""

from django.utils.html import format_html
from django.utils.safestring import SafeString

from cmsmeta.lib.cells import badge, thousands
from reports.models import Report

RUNNING = Report.Status.PROCESSING


def status_badge(report: Report) -> SafeString:
    return badge(report.status, report.state()["label"], _live(report))


def progress_bar(report: Report) -> SafeString:
    """How far a report is, while it runs."""
    value = "" if report.percent is None else format_html(' value="{}"', report.percent)
    bar = (
        '<progress data-live="{0}" data-field="percent" data-live-when="{3}" max="100"{1}{4} aria-label="Progress">'
        '</progress> <span class="phase" data-live="{0}" data-field="phase">{2}</span>'
    )
    hidden = SafeString("" if report.status == RUNNING else " hidden")
    return format_html(bar, _live(report), value, report.phase, RUNNING, hidden)


def live_count(report: Report, field: str) -> SafeString:
    number = thousands(getattr(report, field))
    return format_html('<span data-live="{}" data-field="{}">{}</span>', _live(report), field, number)


def _live(report: Report) -> str:
    return f"report:{report.pk}"
