"""Digests by e-mail: to the members of the groups that subscribe, each once, and nothing where nothing happened."""

import logging
from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta
from smtplib import SMTPException
from typing import Any

from django.conf import settings
from django.contrib.auth.models import User
from django.core.mail import EmailMultiAlternatives
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse

from reports.digest.shown import sections, seen_by, summary, together
from reports.models import Digest, Mailing, Subscription
from reports.topics import told

logger = logging.getLogger(__name__)

PERMISSION = "videos.view_video"
DAYS_BACK = 3  # a day is made up for so long after a worker that stood still

Every = Subscription.Every


class NotSent(Exception):
    """Some e-mails did not go out; those that did are not sent again."""


def mail_report(digest: Digest) -> int:
    """Tell the groups that subscribe to each report. Gives how many e-mails went out; NotSent."""
    subscriptions = Subscription.objects.filter(every=Every.REPORT)
    about = f"What changed by {digest.report.name}"
    address = reverse("admin:reports_digest_change", args=[digest.pk])
    return _mail([digest], subscriptions, about, address, digest=digest)


def mail_days(today: date) -> int:
    """Tell the groups that subscribe to days of each that is over, if only just. Gives how many went out; NotSent."""
    sent, failures = 0, []
    for back in range(DAYS_BACK, 0, -1):
        day = today - timedelta(days=back)
        digests = list(Digest.objects.filter(day=day).exclude(counts={}).select_related("report").order_by("pk"))
        over = datetime.combine(day + timedelta(days=1), time.min, UTC)
        subscriptions = Subscription.objects.filter(every=Every.DAY, created_at__lt=over)
        address = reverse("admin:reports_digest_day", args=[day])
        try:
            sent += _mail(digests, subscriptions, f"What changed on {day:%Y-%m-%d}", address, day=day)
        except NotSent as error:
            failures.append(str(error))
    if failures:
        raise NotSent(" ".join(failures))
    return sent


def _mail(
    digests: list[Digest], subscriptions: Iterable[Subscription], about: str, address: str, **occasion: Any
) -> int:
    if not digests:
        return 0
    sent, failures = 0, []
    for person, topics in _recipients(subscriptions):
        counts = told(together(digests), topics)
        if not counts:
            continue
        message = _message(person, digests, topics, f"{about}: {summary(counts)}", about, address)
        try:
            sent += _send_once(person, message, occasion)
        except (SMTPException, OSError) as error:
            logger.warning("The e-mail “%s” to %s did not go out: %s", about, person, error)
            failures.append(str(person))
    if failures:
        raise NotSent(f"“{about}” did not go out to {', '.join(failures)}.")
    return sent


def _recipients(subscriptions: Iterable[Subscription]) -> list[tuple[User, list[str]]]:
    """Give the members of the groups, each with the topics of all groups of theirs: whoever may view videos."""
    topics_of: dict[int, set[str]] = {}
    for subscription in subscriptions:
        topics_of.setdefault(subscription.group_id, set()).update(subscription.topics)
    people = User.objects.filter(groups__in=topics_of, is_active=True).exclude(email="")
    return [
        (person, sorted(set().union(*[topics_of.get(group.pk, set()) for group in person.groups.all()])))
        for person in people.distinct().order_by("pk").prefetch_related("groups")
        if person.has_perm(PERMISSION)
    ]


def _message(
    person: User, digests: list[Digest], topics: list[str], subject: str, about: str, address: str
) -> EmailMultiAlternatives:
    context = {
        "about": about,
        "sections": sections(digests, seen_by(person), topics),
        "several": len(digests) > 1,
        "digests": digests,
        "site": settings.SITE_URL,
        "address": address,
    }
    text = render_to_string("mail/digest.txt", context)
    message = EmailMultiAlternatives(
        " ".join(subject.split()), text, to=[person.email], headers={"Auto-Submitted": "auto-generated"}
    )
    message.attach_alternative(render_to_string("mail/digest.html", context), "text/html")
    return message


def _send_once(person: User, message: EmailMultiAlternatives, occasion: dict[str, Any]) -> int:
    """Send and record it, or neither. Another worker that is at the same waits here, and finds it done."""
    with transaction.atomic():
        _, is_first = Mailing.objects.get_or_create(person=person, **occasion)
        return message.send() if is_first else 0
