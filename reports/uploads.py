"""Reports that people bring by the browser: whole ones, and rejected rows that were mended."""

from django import forms
from django.conf import settings
from django.contrib.auth.models import User
from django.core.files import File
from django.core.files.uploadedfile import UploadedFile
from django.template.defaultfilters import filesizeformat

from reports import delivery, queue
from reports.delivered import Delivery
from reports.models import Report

ROUND_IT = 64 * 1024  # bytes of a request that are not the file's


class UploadForm(forms.Form):
    file = forms.FileField(
        label="Report",
        allow_empty_file=True,
        help_text="CSV or TSV, plain or packed by gzip, zip or tar. Keep YouTube's name: it tells the CMS.",
    )
    at_once = forms.BooleanField(
        label="Ingest at once",
        required=False,
        initial=True,
        help_text="Otherwise the worker takes it on its next round, within five minutes.",
    )

    def clean_file(self) -> UploadedFile:
        file = self.cleaned_data["file"]
        if file.size > settings.REPORT_UPLOAD_MAX_BYTES:
            raise forms.ValidationError(too_large())
        return file


class BeginForm(forms.Form):
    """What a browser says of a file before it sends it in pieces."""

    name = forms.CharField(max_length=1000)
    size = forms.IntegerField(min_value=1)

    def clean_size(self) -> int:
        if self.cleaned_data["size"] > settings.REPORT_UPLOAD_MAX_BYTES:
            raise forms.ValidationError(too_large())
        return self.cleaned_data["size"]


def too_large() -> str:
    """Give the sentence for a file above the limit."""
    limit = filesizeformat(settings.REPORT_UPLOAD_MAX_BYTES)
    where = "the bucket" if settings.REPORTS_BUCKET else "the inbox"
    return f"The file is larger than {limit}. Pack it by gzip, or have it put straight into {where}."


def is_too_large(content_length: str) -> bool:
    """Whether a request is too large for the limit, told before it is read."""
    return content_length.isdecimal() and int(content_length) > settings.REPORT_UPLOAD_MAX_BYTES + ROUND_IT


def take_upload(file: File, *, by: User, at_once: bool) -> Report:
    """Put a file into the reports storage and give the report that it is, queued where it is wished.

    Raises PermissionDenied, and ConfigError or TransientError where the storage does not take it.
    """
    queue.ask(by)
    return enter(delivery.store(file.name or "", file), at_once=at_once, by=by)


def enter(found: Delivery, *, at_once: bool, by: User) -> Report:
    """Give the report that an uploaded file is, queued where it is wished."""
    delivery.discover([found])
    report = delivery.stored(found)
    if at_once:
        queue.request_ingest(Report.objects.filter(pk=report.pk), by=by)
    return report
