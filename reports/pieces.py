"""Reports that a browser brings piece by piece, so that no process ever holds more of one than a piece."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import Any

from django.conf import settings
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models.functions import Now

from reports import delivery, inbox, queue
from reports.models import Report, Upload
from reports.uploads import enter

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
    _give_up(Upload.objects.filter(by=by).order_by("-pk").values_list("pk", flat=True)[AT_ONCE - 1 :])
    key = delivery.place_for(name)
    multipart_id = (delivery.bucket if settings.REPORTS_BUCKET else inbox).begin(key)
    return Upload.objects.create(key=key, size=size, by=by, multipart_id=multipart_id)


def add(pk: int, at: int, piece: bytes, *, by: User) -> int:
    """Take the piece that begins at byte `at` of an upload; gives how many bytes have come.

    Raises as `begin` does, DoesNotExist or Superseded where it was given up, OutOfStep for any piece but the next, and
    ValidationError for one of another length.
    """
    queue.ask(by)
    with transaction.atomic():
        # Held while the piece is stored: one that is sent again waits for the first, and is then told where to go on.
        upload = Upload.objects.select_for_update().get(pk=pk, by=by)
        if at != upload.received:
            raise OutOfStep(upload.received)
        if len(piece) != min(PIECE, upload.size - at):
            raise ValidationError("That is no piece of this file. Reload the page, and choose the file again.")
        part = _storage(upload).add(upload, piece)
        received, parts = upload.received + len(piece), [*upload.parts, part]
        Upload.objects.filter(pk=pk).update(received=received, parts=parts, touched_at=Now())
    return received


def finish(pk: int, *, at_once: bool, by: User) -> Report:
    """Give the report that an upload has become, queued where it is wished. Raises as `add` does."""
    queue.ask(by)
    with transaction.atomic():
        upload = Upload.objects.select_for_update().get(pk=pk, by=by)
        if upload.received != upload.size:
            raise OutOfStep(upload.received)
        found = _storage(upload).finish(upload)
        upload.delete()
        return enter(found, at_once=at_once, by=by)


def prune_uploads() -> int:
    """Forget what had come of the uploads that nobody goes on with; gives how many there were."""
    return _give_up(Upload.objects.filter(touched_at__lt=datetime.now(UTC) - KEPT).values_list("pk", flat=True))


def _give_up(keys: Iterable[int]) -> int:
    given_up = 0
    for pk in list(keys):
        with transaction.atomic():
            # One that is held just now gets a piece: it is not given up at all.
            if upload := Upload.objects.select_for_update(skip_locked=True).filter(pk=pk).first():
                _storage(upload).give_up(upload)
                upload.delete()
                given_up += 1
    return given_up


def _storage(upload: Upload) -> Any:
    return delivery.bucket if upload.multipart_id else inbox
