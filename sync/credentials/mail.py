"""Tells operations by e-mail that a credential has stopped, or soon will."""

from django.conf import settings
from django.core.mail import EmailMessage
from django.urls import reverse

from sync.credentials import states
from sync.models import Credential

AUTOMATIC = {"Auto-Submitted": "auto-generated"}


def mail(credential: Credential) -> int:
    """Tell whoever looks after credentials, unless it is well again. Gives 1 where an e-mail went out, else 0."""
    is_over = credential.state != states.State.VALID
    people = list(states.to_tell())
    if not people or not (is_over or states.ends_soon(credential)):
        return 0
    subject = f"Sign-in to YouTube: “{credential.name}” {'has stopped' if is_over else 'soon ends'}"
    page = f"{settings.SITE_URL}{reverse('admin:sync_credential_change', args=[credential.pk])}"
    consequence = "Nothing is pushed to YouTube or pulled from it by it until somebody has acted." if is_over else ""
    words = [credential.error if is_over else states.ends(credential), consequence, page if settings.SITE_URL else ""]
    text = "\n\n".join(filter(None, words))
    # One message to all: it goes out to everybody, or is tried again for everybody.
    return EmailMessage(subject, text, to=[person.email for person in people], headers=AUTOMATIC).send()
