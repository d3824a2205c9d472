"""What error pages say; and what they and the mails about errors show of a program's variables: no secret."""

import sys
from types import FrameType
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.views.debug import SafeExceptionReporterFilter
from django.views.defaults import server_error

from cmsmeta.lib import disk

# Code through whose hands tokens, keys and passwords pass in plain words.
CLOSED = (
    *(
        "sync.credentials",
        "sync.youtube",
        "sync.websub",
        "sync.webhook",
        "sync.admin.credentials",
        "googleapiclient",
        "google",
        "google_auth_httplib2",
    ),
    *("http.client", "urllib", "cryptography", "requests", "urllib3", "botocore", "boto3"),
)


class ClosedFrames(SafeExceptionReporterFilter):
    """Django shows every variable where DEBUG is set, also those marked as sensitive. Here those stay closed."""

    def is_active(self, request: HttpRequest | None) -> bool:
        """Whatever DEBUG says."""
        return True

    def get_traceback_frame_variables(self, request: HttpRequest | None, tb_frame: FrameType) -> list[tuple[str, Any]]:
        """Give the variables of a frame; without their values where it belongs to code that handles secrets."""
        module = tb_frame.f_globals.get("__name__", "")
        if module.startswith(tuple(f"{name}." for name in CLOSED)) or module in CLOSED:
            return [(name, self.cleansed_substitute) for name in tb_frame.f_locals]
        return list(super().get_traceback_frame_variables(request, tb_frame))


def failed(request: HttpRequest) -> HttpResponse:
    """Say what to do where a disk is full; else what Django says of an error that nobody foresaw."""
    if sentence := disk.told(sys.exception(), "try again"):
        return HttpResponse(render_to_string("507.html", {"sentence": sentence}), status=507)
    return server_error(request)
