"""What changed, by day and by report, and the groups that are told of it by e-mail."""

from datetime import date
from itertools import groupby
from typing import Any

from django import forms
from django.conf import settings
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, register_converter
from django.utils.dateparse import parse_date

from cmsmeta.lib.lists import BoundedAdmin, ReadOnlyAdmin
from reports.digest.items import items_response
from reports.digest.mail import PERMISSION
from reports.digest.shown import sections, seen_by, summary, together
from reports.models import Digest, Report, Subscription
from reports.topics import Topic

DAYS = 30  # on a page
PAGES = "admin/reports/digest"


class DayConverter:
    regex = r"\d{4}-\d\d-\d\d"

    def to_python(self, value: str) -> date:
        day = parse_date(value)
        if day is None:
            raise ValueError(value)
        return day

    def to_url(self, value: date) -> str:
        return value.isoformat()


register_converter(DayConverter, "day")


def digests_of(report: Report) -> QuerySet[Digest]:
    """Give what each run of a report changed, the newest first; a run that changed nothing is left out."""
    return report.digests.exclude(counts={}).select_related("report").order_by("-pk")


@admin.register(Digest)
class DigestAdmin(ReadOnlyAdmin):
    """The list is one of days; whoever may view videos may see what changed in them."""

    def has_view_permission(self, request: HttpRequest, obj: Digest | None = None) -> bool:
        return request.user.has_perm(PERMISSION)

    def has_module_permission(self, request: HttpRequest) -> bool:
        return self.has_view_permission(request)

    def get_urls(self) -> list[URLPattern]:
        pages = [
            ("<day:day>/", self.day_view, "day"),
            ("<day:day>.csv", self.day_csv_view, "day_csv"),
            ("<int:key>.csv", self.csv_view, "csv"),
        ]
        view = self.admin_site.admin_view
        return [
            *(path(route, view(page), name=f"reports_digest_{name}") for route, page, name in pages),
            *super().get_urls(),
        ]

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """The days on which something changed, newest first."""
        self._only_viewers(request)
        digests = _told()
        asked = request.GET.get("before", "")
        if before := _day(asked):
            digests = digests.filter(day__lt=before)
        days = list(digests.values_list("day", flat=True).order_by("-day").distinct()[: DAYS + 1])
        shown = _told().filter(day__in=days[:DAYS]).order_by("-day", "-pk")
        rows = [_day_row(day, list(some)) for day, some in groupby(shown, lambda digest: digest.day)]
        older = days[DAYS - 1] if len(days) > DAYS else None
        return self._page(request, "days", "What changed", rows=rows, older=older, before=before)

    def change_view(self, request: HttpRequest, object_id: str, *args: Any, **kwargs: Any) -> HttpResponse:
        self._only_viewers(request)
        key = int(object_id) if object_id.isdecimal() and len(object_id) < 19 else 0
        digest = get_object_or_404(Digest.objects.select_related("report"), pk=key)
        title = f"What changed by {digest.report.name}"
        told = sections([digest], seen_by(request.user))
        return self._page(request, "digest", title, digest=digest, sections=told)

    def day_view(self, request: HttpRequest, day: date) -> HttpResponse:
        digests = self._of_day(request, day)
        told = sections(digests, seen_by(request.user))
        several = len(digests) > 1
        return self._page(
            request, "day", f"What changed on {day}", day=day, digests=digests, sections=told, several=several
        )

    def csv_view(self, request: HttpRequest, key: int) -> HttpResponse:
        self._only_viewers(request)
        digest = get_object_or_404(Digest.objects.select_related("report"), pk=key)
        name = f"what changed by {digest.report.name}"
        return items_response(request, [digest], seen_by(request.user), name)

    def day_csv_view(self, request: HttpRequest, day: date) -> HttpResponse:
        digests = self._of_day(request, day)
        return items_response(request, digests, seen_by(request.user), f"what changed on {day}")

    def _of_day(self, request: HttpRequest, day: date) -> list[Digest]:
        self._only_viewers(request)
        digests = list(_told().filter(day=day).order_by("pk"))
        if not digests:
            raise Http404(f"Nothing changed on {day}.")
        return digests

    def _only_viewers(self, request: HttpRequest) -> None:
        if not self.has_view_permission(request):
            raise PermissionDenied

    def _page(self, request: HttpRequest, name: str, title: str, **context: Any) -> HttpResponse:
        sees_reports = request.user.has_perm("reports.view_report")
        base = {**self.admin_site.each_context(request), "opts": self.opts, "title": title}
        return TemplateResponse(request, f"{PAGES}/{name}.html", {**base, "sees_reports": sees_reports, **context})


def _told() -> QuerySet[Digest]:
    return Digest.objects.exclude(counts={}).select_related("report")


def _day(text: str) -> date | None:
    try:
        return parse_date(text)
    except ValueError:
        return None


def _day_row(day: date, digests: list[Digest]) -> dict[str, Any]:
    return {"day": day, "reports": len(digests), "summary": summary(together(digests))}


class SubscriptionForm(forms.ModelForm):
    topics = forms.MultipleChoiceField(
        choices=Topic, widget=forms.CheckboxSelectMultiple, help_text="Nothing is sent where none of these happened."
    )


@admin.register(Subscription)
class SubscriptionAdmin(BoundedAdmin):
    form = SubscriptionForm
    fields = ["group", "every", "topics"]
    list_display = ["group", "every", "told_of"]
    list_select_related = ["group"]
    ordering = ["group__name", "every"]
    sortable_by = []

    def save_model(self, request: HttpRequest, obj: Subscription, form: SubscriptionForm, change: bool) -> None:
        obj.save(**({"update_fields": form.changed_data} if change else {"force_insert": True}))

    def add_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        self._say_whether_mail_goes_out(request)
        return super().add_view(request, *args, **kwargs)

    def _say_whether_mail_goes_out(self, request: HttpRequest) -> None:
        if request.method == "GET" and settings.EMAIL_BACKEND.endswith("console.EmailBackend"):
            text = "No mail server is set (EMAIL_URL): e-mails are written into the worker's log, and reach nobody."
            self.message_user(request, text, messages.WARNING)

    @admin.display(description="topics")
    def told_of(self, subscription: Subscription) -> str:
        return " · ".join(str(Topic(topic).label) for topic in subscription.topics if topic in Topic)
