"""The page on which people bring reports by the browser, and what its script asks for."""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.urls import URLPattern, path, reverse
from django.views.decorators.http import require_POST

from cmsmeta.lib import disk
from cmsmeta.lib.cells import change_url
from cmsmeta.lib.lists import ReadOnlyAdmin
from reports import pieces, queue
from reports.errors import ConfigError, Superseded, TransientError
from reports.models import Report, Upload
from reports.uploads import BeginForm, UploadForm, is_too_large, take_upload, too_large

UPLOAD_AGAIN = "upload it again"
GIVEN_UP = "This upload was given up. Choose the file again."


class UploadPages(ReadOnlyAdmin):
    """A small file comes by the form; the page's script brings a large one in pieces, each a request of its own."""

    def has_ingest_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm(queue.PERMISSION)

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view
        return [
            path("upload/", view(self.upload_view), name="reports_report_upload"),
            path("upload/begin/", view(require_POST(self.begin_view)), name="reports_report_begin"),
            path("upload/<int:pk>/", view(require_POST(self.piece_view)), name="reports_report_piece"),
            path("upload/<int:pk>/finish/", view(require_POST(self.finish_view)), name="reports_report_finish"),
            *super().get_urls(),
        ]

    def _ask(self, request: HttpRequest) -> None:
        if not (self.has_view_permission(request) and self.has_ingest_permission(request)):
            raise PermissionDenied

    # By the form ----------------------------------------------------------------------------------------
    def upload_view(self, request: HttpRequest) -> HttpResponse:
        self._ask(request)
        refused = is_too_large(request.headers.get("Content-Length", ""))
        sent = request.method == "POST" and not refused
        form = UploadForm(request.POST, request.FILES) if sent else UploadForm()
        if sent and form.is_valid() and (report := self._take_upload(request, form)):
            return HttpResponseRedirect(change_url(report))
        error = too_large() if refused else ""
        context = {**self.admin_site.each_context(request), "opts": self.opts, "title": "Upload a report"}
        context |= {"form": form, "error": error, "limit": settings.REPORT_UPLOAD_MAX_BYTES, "piece": pieces.PIECE}
        return render(request, "admin/reports/report/upload.html", context, status=413 if refused else 200)

    def _take_upload(self, request: HttpRequest, form: UploadForm) -> Report | None:
        try:
            with disk.explained(TransientError, UPLOAD_AGAIN):
                report = take_upload(form.cleaned_data["file"], by=request.user, at_once=form.cleaned_data["at_once"])
        except (ConfigError, TransientError, OSError) as error:
            form.add_error("file", f"It could not be stored. {error}")
            return None
        self.log_addition(request, report, "Uploaded.")
        self._say(request, report, at_once=form.cleaned_data["at_once"])
        return report

    def _say(self, request: HttpRequest, report: Report, *, at_once: bool) -> None:
        queued = "and queued: the worker ingests it." if at_once else "and waits for the worker."
        self.message_user(request, f"“{report.name}” is uploaded {queued}", messages.SUCCESS)

    # In pieces ------------------------------------------------------------------------------------------
    def begin_view(self, request: HttpRequest) -> HttpResponse:
        self._ask(request)
        form = BeginForm(request.POST)
        if not form.is_valid():
            return JsonResponse({"error": " ".join(sum(form.errors.values(), []))}, status=400)

        def begin() -> dict[str, Any]:
            upload = pieces.begin(**form.cleaned_data, by=request.user)
            return {"url": reverse("admin:reports_report_piece", args=[upload.pk]), "received": 0}

        return _answer(begin)

    def piece_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        self._ask(request)
        at = request.GET.get("at", "")
        if not at.isdecimal() or len(at) > 18:
            return JsonResponse({"error": GIVEN_UP}, status=400)
        piece = request.read(pieces.PIECE + 1)  # whatever is sent, no more than that is held
        return _answer(lambda: {"received": pieces.add(pk, int(at), piece, by=request.user)})

    def finish_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        self._ask(request)
        at_once = "at_once" in request.POST

        def finish() -> dict[str, Any]:
            report, is_new = pieces.finish(pk, at_once=at_once, by=request.user)
            if is_new:
                self.log_addition(request, report, "Uploaded.")
            self._say(request, report, at_once=at_once)
            return {"url": change_url(report)}

        return _answer(finish)


def _answer(act: Callable[[], dict[str, Any]]) -> JsonResponse:
    """Give what `act` gives, or what the page's script makes of its failure: go on elsewhere, stop, or try again."""
    try:
        with disk.explained(TransientError, UPLOAD_AGAIN):
            return JsonResponse(act())
    except pieces.OutOfStep as error:
        return JsonResponse({"received": error.received}, status=409)
    except ValidationError as error:
        return JsonResponse({"error": error.message}, status=400)
    except (Upload.DoesNotExist, Superseded):
        return JsonResponse({"error": GIVEN_UP}, status=410)
    except (ConfigError, TransientError, OSError) as error:
        return JsonResponse({"error": f"It could not be stored. {error}"}, status=503)
