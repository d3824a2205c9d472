"""Tells operations by e-mail that a credential has stopped, or soon will."""

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from sync.credentials import states
from sync.models import Credential

AUTOMATIC = {"Auto-Submitted": "auto-generated"}


def mail(key: int) -> int:
    """Tell whoever looks after credentials, unless they were told or it is well. Gives 1 where an e-mail went out."""
    people = list(states.to_tell())
    with transaction.atomic():  # sent and recorded, or neither
        credential = states.untold().defer("secret").select_for_update().filter(pk=key).first()
        if credential is None or not people:
            return 0
        Credential.objects.filter(pk=key).update(warned_at=timezone.now())
        # One message to all: it goes out to everybody, or is tried again for everybody.
        return _message(credential, [person.email for person in people]).send()


def _message(credential: Credential, addresses: list[str]) -> EmailMessage:
    is_over = credential.state != states.State.VALID
    subject = f"Sign-in to YouTube: “{credential.name}” {'has stopped' if is_over else 'soon ends'}"
    page = f"{settings.SITE_URL}{reverse('admin:sync_credential_change', args=[credential.pk])}"
    consequence = "Nothing is pushed to YouTube or pulled from it by it until somebody has acted." if is_over else ""
    words = [credential.error if is_over else states.ends(credential), consequence, page if settings.SITE_URL else ""]
    return EmailMessage(subject, "\n\n".join(filter(None, words)), to=addresses, headers=AUTOMATIC)
