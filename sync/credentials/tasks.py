"""What the worker does with credentials; `sync.tasks` imports it."""

from datetime import timedelta

from django.db.models import Q
from django.utils import timezone
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from sync.credentials import states, stored
from sync.credentials.mail import mail
from sync.models import Credential
from sync.youtube.errors import YouTubeError

IDLE = timedelta(hours=6)  # one that was not used for so long is tried, so that its end is not found by a push


# A mail server that is down gets some hours to come back.
@app.task(name=states.MAIL_TASK, retry=RetryStrategy(max_attempts=8, exponential_wait=4))
def mail_credential(credential_id: int) -> None:
    """Tell operations that a credential has stopped, or soon will."""
    mail(credential_id)


@app.periodic(cron="17 * * * *")
@app.task(name="sync.watch_credentials", queueing_lock="sync.watch_credentials")
def watch_credentials(timestamp: int) -> None:
    """Every hour: try the credentials that nobody used lately, and tell in time of those that will run out."""
    idle = Q(refreshed_at=None) | Q(refreshed_at__lt=timezone.now() - IDLE)
    tried = Q(state=states.State.VALID) | Q(kind=states.Kind.SERVICE_ACCOUNT)
    for key, name in Credential.objects.filter(idle & tried).values_list("pk", "name"):
        _try(key, name)
    for key in states.untold().values_list("pk", flat=True):
        mail(key)


def _try(key: int, name: str) -> None:
    try:
        stored.check(key, name)
    except YouTubeError:
        return  # no key opens it: the page of credentials says so, and the next one may do
