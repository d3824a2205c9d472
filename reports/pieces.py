"""Reports that a browser brings piece by piece, so that no process ever holds more of one than a piece."""

import logging
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import Any

from django.conf import settings
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.db.models.functions import Now

from reports import delivery, inbox, queue
from reports.errors import ConfigError, TransientError
from reports.models import Report, Upload
from reports.uploads import enter

logger = logging.getLogger(__name__)

PIECE = 8 * 1024**2  # bytes; S3 takes no less than 5 MB, save at the end
AT_ONCE = 4  # uploads of one person
KEPT = timedelta(hours=24)  # without a further piece


class OutOfStep(Exception):
    """The piece is not the one that comes next; the upload goes on at the byte `received`."""

    def __init__(self, received: int) -> None:
        super().__init__("Another piece comes next.")
        self.received = received


def begin(name: str, size: int, *, by: User) -> Upload:
    """Begin to take a file of `size` bytes. Where a person has too many uploads, the oldest of them are given up.

    Raises PermissionDenied, and ConfigError, TransientError or OSError where the storage does not take it.
    """
    queue.ask(by)
    _give_up(Upload.objects.filter(by=by, report=None).order_by("-pk")[AT_ONCE - 1 :])
    key = delivery.place_for(name)
    multipart_id = (delivery.bucket if settings.REPORTS_BUCKET else inbox).begin(key)
    return Upload.objects.create(key=key, size=size, by=by, multipart_id=multipart_id)


def add(pk: int, at: int, piece: bytes, *, by: User) -> int:
    """Take the piece that begins at byte `at` of an upload; gives how many bytes have come.

    Raises as `begin` does, DoesNotExist or Superseded where it was given up, OutOfStep for any piece but the next, and
    ValidationError for one of another length.
    """
    queue.ask(by)
    upload = Upload.objects.get(pk=pk, by=by)
    if at != upload.received:
        raise OutOfStep(upload.received)
    if len(piece) != min(PIECE, upload.size - at):
        raise ValidationError("That is no piece of this file. Reload the page, and choose the file again.")
    # Nothing is locked meanwhile: a piece that is sent twice is stored twice in the same place.
    connection.close()  # others need it while the storage takes its time
    part, number = _storage(upload).add(upload, piece), len(upload.parts)
    with transaction.atomic():
        upload = Upload.objects.select_for_update().get(pk=pk)
        received = max(upload.received, at + len(piece))
        upload.parts[number : number + 1] = [part]  # S3 keeps the last that came, and need not give it the same tag
        Upload.objects.filter(pk=pk).update(received=received, parts=upload.parts, touched_at=Now())
    if upload.received != at:
        raise OutOfStep(received)
    return received


def finish(pk: int, *, at_once: bool, by: User) -> tuple[Report, bool]:
    """Give the report that an upload has become, queued where it is wished, and whether it is new.

    Asked again, it gives the same one. Raises as `add` does.
    """
    queue.ask(by)
    upload = Upload.objects.select_related("report").get(pk=pk, by=by)
    if upload.report:
        return upload.report, False
    if upload.received != upload.size:
        raise OutOfStep(upload.received)
    connection.close()
    found = _storage(upload).finish(upload)
    with transaction.atomic():
        # One that was given up meanwhile is whole all the same.
        held = Upload.objects.select_for_update(of=("self",)).select_related("report").filter(pk=pk).first()
        if held and held.report:
            return held.report, False
        report = enter(found, at_once=at_once, by=by)
        Upload.objects.filter(pk=pk).update(report=report, touched_at=Now())
    return report, True


def prune_uploads() -> int:
    """Forget the uploads that nobody goes on with, and what had come of them; gives how many there were."""
    return _give_up(Upload.objects.filter(touched_at__lt=datetime.now(UTC) - KEPT))


def _give_up(uploads: Iterable[Upload]) -> int:
    given_up = 0
    for upload in list(uploads):
        try:
            # Of a storage that was changed since nothing can be removed.
            if not upload.report_id and bool(upload.multipart_id) == bool(settings.REPORTS_BUCKET):
                _storage(upload).give_up(upload)
        except (ConfigError, TransientError, OSError) as error:
            logger.warning("What has come of the upload %s stays for now: %s", upload.key, error)
            continue
        Upload.objects.filter(pk=upload.pk).delete()
        given_up += 1
    return given_up


def _storage(upload: Upload) -> Any:
    return delivery.bucket if upload.multipart_id else inbox
