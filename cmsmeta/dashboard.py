"""The few facts of the first page: how the reports stand, what waits for a person, how large the catalogue is."""

from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from typing import Any

from django.conf import settings
from django.contrib.auth.models import AnonymousUser, User
from django.db.models import Count
from django.urls import reverse
from django.utils import timezone

from cmsmeta.lib.cells import list_url
from cmsmeta.lib.paginator import BoundedPaginator
from reports.digest.shown import summary
from reports.models import Digest, Report
from sync import forecast
from sync.credentials.states import warnings
from sync.models import MetadataSync
from videos.models import ChangeSet, Claim, OpenEdit, Video
from videos.shorts import left, may_judge

NEWEST, NEWEST_DIGESTS = 6, 4
PER_PAGE = 100
MOST_FAILED = 1_000


@dataclass(frozen=True)
class Fact:
    """A number with its name and the list behind it. `urgent`: somebody should look."""

    name: str
    number: str
    url: str
    urgent: bool = False


def facts(person: User | AnonymousUser) -> dict[str, Any]:
    """Give what the first page shows to `person`: only what they may see."""
    sees_reports = person.has_perm("reports.view_report")
    newest = list(Report.objects.order_by("-delivered_at")[:NEWEST]) if sees_reports else []
    return {
        "facts": [
            *_catalogue(person),
            *_shorts(person),
            *_waiting(person),
            *_syncs(person),
            *_approvals(person),
            *_quota(person),
            *(_reports() if newest else []),
        ],
        "credentials": warnings(person),
        "newest_reports": newest,
        "newest_digests": _digests(person),
        "sees_reports": sees_reports,
        "inbox": _inbox(),
    }


def _digests(person: User | AnonymousUser) -> list[tuple[Digest, str]]:
    """What the newest reports changed, each in a line."""
    if not person.has_perm("videos.view_video"):
        return []
    digests = Digest.objects.exclude(counts={}).select_related("report").order_by("-day", "-change_set")
    return [(digest, summary(digest.counts)) for digest in digests[:NEWEST_DIGESTS]]


def _inbox() -> str:
    if settings.REPORTS_BUCKET:
        return f"s3://{settings.REPORTS_BUCKET}/{settings.REPORTS_PREFIX}"
    return str(settings.REPORTS_DIR)


def _catalogue(person: User | AnonymousUser) -> list[Fact]:
    seen = [model for model in (Video, Claim) if person.has_perm(f"videos.view_{model._meta.model_name}")]
    return [
        Fact(
            str(model._meta.verbose_name_plural),
            BoundedPaginator(model.objects.order_by("pk"), PER_PAGE).total,
            list_url(f"videos_{model._meta.model_name}"),
        )
        for model in seen
    ]


def _shorts(person: User | AnonymousUser) -> list[Fact]:
    return [Fact("possible Shorts to judge", left(), reverse("admin:videos_shorts_desk"))] if may_judge(person) else []


def _waiting(person: User | AnonymousUser) -> list[Fact]:
    if not person.has_perm("videos.view_openedit"):
        return []
    counts = dict(OpenEdit.objects.values_list("state").annotate(Count("pk")).order_by())
    state = OpenEdit.State
    conflicts = counts.get(state.CONFLICT, 0)
    refused = _fact("edits that YouTube refused", "videos_openedit", "state", state.REFUSED, counts, urgent=True)
    return [
        Fact("fields in conflict with YouTube", f"{conflicts:,}", list_url("videos_editconflict"), conflicts > 0),
        *([refused] if refused.urgent else []),
        _fact("edits to push", "videos_openedit", "state", state.TO_PUSH, counts),
    ]


def _syncs(person: User | AnonymousUser) -> list[Fact]:
    """The attempts that failed since yesterday, where there are any."""
    if not person.has_perm("sync.view_metadatasync"):
        return []
    failed, since = MetadataSync.Status.FAILED, timezone.now().date() - timedelta(days=1)
    midnight = datetime.combine(since, time(), UTC)
    rows = MetadataSync.objects.filter(status=failed, created_at__gte=midnight).order_by("-pk")
    number = rows[: MOST_FAILED + 1].count()
    url = list_url("sync_metadatasync", status__exact=failed.value, created_at__gte=str(midnight))
    shown = f"{MOST_FAILED:,}+" if number > MOST_FAILED else f"{number:,}"
    return [Fact("syncs failed since yesterday", shown, url, urgent=True)] if number else []


def _approvals(person: User | AnonymousUser) -> list[Fact]:
    if not (person.has_perm("videos.view_changeset") and person.has_perm("videos.approve_changeset")):
        return []
    awaiting = ChangeSet.Status.AWAITING
    counts = {awaiting: ChangeSet.objects.filter(status=awaiting).count()}
    return [_fact("waiting for approval", "videos_changeset", "status", awaiting, counts, urgent=True)]


def _quota(person: User | AnonymousUser) -> list[Fact]:
    if not person.has_perm("sync.view_quotaday"):
        return []
    quota = forecast.today()
    urgent = bool(quota.ends_at) or not quota.left
    return [Fact("units of quota left today", f"{quota.left:,}", list_url("sync_quotaday"), urgent)]


def _reports() -> list[Fact]:
    status = Report.Status
    unfinished = Report.objects.filter(status__in=[status.PENDING, status.PROCESSING, status.ERROR])
    counts = dict(unfinished.values_list("status").annotate(Count("pk")).order_by())
    return [
        _fact("reports in error", "reports_report", "status", status.ERROR, counts, urgent=True),
        _fact("reports waiting", "reports_report", "status", status.PENDING, counts),
        _fact("reports running", "reports_report", "status", status.PROCESSING, counts),
    ]


def _fact(name: str, model: str, field: str, value: str, counts: dict[str, int], *, urgent: bool = False) -> Fact:
    count = counts.get(value, 0)
    return Fact(name, f"{count:,}", list_url(model, **{f"{field}__exact": value}), urgent and count > 0)
