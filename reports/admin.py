"""The pages of reports: what was delivered, what became of it, and what can be asked of it."""

from collections.abc import Callable
from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.db.models import Max, QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.template.defaultfilters import filesizeformat
from django.urls import URLPattern, path
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.timesince import timesince
from django.views.decorators.http import require_POST

from cmsmeta.lib.cells import NOTHING, change_url, list_url, two_lines
from reports import queue
from reports.admin_digest import digests_of
from reports.admin_uploads import UploadPages
from reports.cells import live_count, progress_bar, status_badge
from reports.digest.shown import sections, seen_by
from reports.kinds import UNMERGED
from reports.merge import MERGES
from reports.models import Report
from reports.raw import page_of, rows_response
from reports.rejects import rejects_response
from videos.models import Change

RUNS = 3  # digests on a report's page
SHOWN = 100  # rows of each table on a report's page
Status = Report.Status

# Each act: its name in the address, what the button says, what it does, in which states it is offered, what to say.
ACTS: dict[str, tuple[str, Callable[..., int], tuple[str, ...], str]] = {
    "ingest": ("Ingest now", queue.request_ingest, queue.INGESTABLE, "{} queued: the worker ingests what it finds."),
    "again": ("Ingest again", queue.request_again, (Status.COMPLETED,), "{} queued to be ingested again."),
    "cancel": ("Cancel", queue.request_cancel, (Status.PENDING, Status.PROCESSING), "{} asked to stop."),
}


@admin.register(Report)
class ReportAdmin(UploadPages):
    when_empty = "No report has arrived. Once one is delivered or uploaded, the worker takes it in."
    list_display = ["file", "shown_status", "what", "spoken_of", "rows", "changed", "rejects", "took"]
    list_display_links = ["file"]
    list_filter = ["status", ("delivered_at", admin.DateFieldListFilter)]
    ordering = ["-delivered_at"]
    sortable_by = ["spoken_of"]
    search_fields = ["key", "scope", "kind"]
    search_help_text = "A part of the file's name, the CMS or the kind"
    actions = ["ingest_now", "ingest_again", "cancel"]
    change_form_template = "admin/reports/report/change_form.html"

    def get_queryset(self, request: HttpRequest) -> QuerySet[Report]:
        return super().get_queryset(request).select_related("change_set")

    # Columns ------------------------------------------------------------------------------------------
    @admin.display(description="report")
    def file(self, report: Report) -> SafeString:
        return two_lines(report.name, f"{filesizeformat(report.size)}, delivered {report.delivered_at:%Y-%m-%d %H:%M}")

    @admin.display(description="status", ordering="status")
    def shown_status(self, report: Report) -> SafeString:
        return format_html("{} {}", status_badge(report), progress_bar(report))

    @admin.display(description="kind")
    def what(self, report: Report) -> SafeString | str:
        if not report.kind:
            return report.scope or NOTHING
        merged = ", not merged" if report.kind in UNMERGED else ""
        return two_lines(f"{report.kind} {report.version}{merged}", report.scope)

    @admin.display(description="as of", ordering="as_of")
    def spoken_of(self, report: Report) -> str:
        return f"{report.as_of:%Y-%m-%d %H:%M}"

    @admin.display(description="rows")
    def rows(self, report: Report) -> SafeString:
        return live_count(report, "rows_read")

    @admin.display(description="new / updated")
    def changed(self, report: Report) -> SafeString:
        return format_html("{} / {}", live_count(report, "inserted"), live_count(report, "updated"))

    @admin.display(description="rejected")
    def rejects(self, report: Report) -> SafeString:
        return live_count(report, "rejected")

    @admin.display(description="took")
    def took(self, report: Report) -> str:
        return duration(report)

    # Acts ---------------------------------------------------------------------------------------------
    @admin.action(description="Ingest now", permissions=["ingest"])
    def ingest_now(self, request: HttpRequest, reports: QuerySet[Report]) -> None:
        self._act(request, reports, "ingest")

    @admin.action(description="Ingest again", permissions=["ingest"])
    def ingest_again(self, request: HttpRequest, reports: QuerySet[Report]) -> None:
        self._act(request, reports, "again")

    @admin.action(description="Cancel", permissions=["ingest"])
    def cancel(self, request: HttpRequest, reports: QuerySet[Report]) -> None:
        self._act(request, reports, "cancel")

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        newest = Report.objects.aggregate(newest=Max("pk"))["newest"] or 0
        context = {"live_newest": f"report:{newest}", "may_upload": self.has_ingest_permission(request)}
        return super().changelist_view(request, {**context, **(extra_context or {})})

    def _act(self, request: HttpRequest, reports: QuerySet[Report], name: str) -> None:
        label, act, _, done = ACTS[name]
        number = act(reports, by=request.user)
        if number:
            what = "One report" if number == 1 else f"{number:,} reports"
            self.message_user(request, done.format(what), messages.SUCCESS)
        else:
            text = f"“{label}” does not fit the state that the report is in: nothing was done."
            self.message_user(request, text, messages.WARNING)

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view
        return [
            path("<path:object_id>/rejects.csv", view(self.rejects_view), name="reports_report_rejects"),
            path("<path:object_id>/rows/", view(self.rows_view), name="reports_report_rows"),
            path("<path:object_id>/rows.csv", view(self.rows_csv_view), name="reports_report_rows_csv"),
            path("<path:object_id>/do/<slug:name>/", view(require_POST(self.act_view)), name="reports_report_act"),
            path("<path:object_id>/gone/", view(require_POST(self.gone_view)), name="reports_report_gone"),
            *super().get_urls(),
        ]

    def act_view(self, request: HttpRequest, object_id: str, name: str) -> HttpResponse:
        report = self._report(request, object_id)
        if name not in ACTS:
            raise Http404
        self._act(request, Report.objects.filter(pk=report.pk), name)
        return HttpResponseRedirect(change_url(report))

    def gone_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        report = self._report(request, object_id)
        if queue.request_gone(report, by=request.user):
            self.message_user(request, "The worker marks them; this page says so when it has.", messages.SUCCESS)
        else:
            self.message_user(
                request, f"None of its {noun_of(report)} waits to be marked: nothing was done.", messages.WARNING
            )
        return HttpResponseRedirect(change_url(report))

    def rejects_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        report = self._report(request, object_id)
        if not request.user.has_perm("reports.view_rejectedrow"):
            raise PermissionDenied
        return rejects_response(request, report)

    def rows_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        report = self._unmerged(request, object_id)
        asked = request.GET.get("after", "")
        rows, behind = page_of(report, int(asked) if asked.isdecimal() and len(asked) < 19 else 0)
        context = {**self.admin_site.each_context(request), "opts": self.opts, "title": f"Rows of {report.name}"}
        page = "admin/reports/report/rows.html"
        return render(request, page, {**context, "report": report, "rows": rows, "behind": behind, "after": asked})

    def rows_csv_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        return rows_response(request, self._unmerged(request, object_id))

    def _unmerged(self, request: HttpRequest, object_id: str) -> Report:
        report = self._report(request, object_id)
        if not request.user.has_perm("reports.view_unmergedrow"):
            raise PermissionDenied
        return report

    def _report(self, request: HttpRequest, object_id: str) -> Report:
        if not self.has_view_permission(request):
            raise PermissionDenied
        report = self.get_object(request, unquote(object_id))
        if report is None:
            raise Http404
        return report

    # The page of one ----------------------------------------------------------------------------------
    def get_fieldsets(self, request: HttpRequest, obj: Report | None = None) -> list[tuple[str, dict[str, Any]]]:
        where = ["bucket", "key", "member", "etag", "version_id"]
        run = ["created_at", "started_at", "finished_at", "heartbeat_at", "attempts", "worker"]
        return [
            ("Where it comes from", {"fields": where, "classes": ["collapse"]}),
            ("How it was run", {"fields": run, "classes": ["collapse"]}),
        ]

    def get_readonly_fields(self, request: HttpRequest, obj: Report | None = None) -> list[str]:
        return ["created_at"]

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, obj: Report | None = None, **kwargs: Any
    ) -> HttpResponse:
        if obj is not None:
            context |= self._page(request, obj)
        return super().render_change_form(request, context, *args, obj=obj, **kwargs)

    def _page(self, request: HttpRequest, report: Report) -> dict[str, Any]:
        """What the page shows besides the report's own columns, in a fixed number of queries."""
        sees_rejects = request.user.has_perm("reports.view_rejectedrow")
        sees_changes = request.user.has_perm("videos.view_changeset") and report.change_set_id
        changes = Change.objects.filter(change_set=report.change_set_id).select_related("video").order_by("id")
        sees_videos = request.user.has_perm("videos.view_video")
        digests = digests_of(report)[:RUNS] if sees_videos else []
        return {
            "digests": [(digest, sections([digest], seen_by(request.user))) for digest in digests],
            "acts": [
                {"name": name, "label": label, "states": " ".join(states), "offered": report.status in states}
                for name, (label, _, states, _) in ACTS.items()
            ],
            "may_act": self.has_ingest_permission(request),
            "bar": progress_bar(report),
            "badge": status_badge(report),
            "account": account(report),
            "took": duration(report),
            "noun": noun_of(report),
            "unmerged": report.kind in UNMERGED and report.status == Status.COMPLETED,
            "sees_rows": request.user.has_perm("reports.view_unmergedrow"),
            "rejected_rows": list(report.rejected_rows.order_by("line", "pk")[:SHOWN]) if sees_rejects else [],
            "sees_rejects": sees_rejects,
            "changes": list(changes.defer("video__search", "video__extra")[:SHOWN]) if sees_changes else [],
            "changes_url": list_url("videos_change", change_set=report.change_set_id) if sees_changes else "",
            "videos_url": list_url("videos_video", change_set=report.change_set_id) if sees_changes else "",
        }


def account(report: Report) -> list[tuple[str, SafeString, str]]:
    """Every row that was read, and where it went: name, number, what it means. The first is the sum of the others."""
    lines = [
        ("Rows read", "rows_read", ""),
        ("Kept, not merged", "inserted", "as delivered; see below")
        if report.kind in UNMERGED
        else (f"New {noun_of(report)}", "inserted", "seen for the first time"),
        ("Updated", "updated", "something else than a counter differed"),
        ("Unchanged", "unchanged", ""),
        ("Folded", "folded", "further rows of what another row decided"),
        ("Rejected", "rejected", "kept with their reason; see below"),
    ]
    return [(name, live_count(report, field), note) for name, field, note in lines]


def noun_of(report: Report) -> str:
    """What the rows of a report speak of."""
    return MERGES[report.kind].noun if report.kind in MERGES else "videos"


def duration(report: Report) -> str:
    if not (report.started_at and report.finished_at):
        return NOTHING
    seconds = (report.finished_at - report.started_at).total_seconds()
    return f"{seconds:.1f} s" if seconds < 60 else timesince(report.started_at, report.finished_at)
