"""Writes the digest of an ingest, in the ingest's own transaction: counts by event and by field, made once.

What befell objects as a whole is kept beside the log (`Occurrence`), since the next report may undo what tells of it.
"""

from datetime import UTC, datetime
from typing import Any

from django.db import transaction
from django.db.backends.utils import CursorWrapper
from procrastinate.contrib.django import app
from psycopg import sql

from cmsmeta.lib import sqlfiles
from reports.merge import SQL, Merge
from reports.models import Digest, Report, Subscription

MAIL_TASK = "reports.mail_digest"
MISSING, BACK = sql.SQL("missing"), sql.SQL("(SELECT key FROM news WHERE was_gone)")
NONE = sql.SQL("(SELECT NULL::text AS key WHERE false)")
# What the report was the first to lack, and lacks still.
GONE = sql.SQL("(SELECT key FROM reports_sighting WHERE gone_since_id = %(report)s)")
# Of each kind: what is new, what a snapshot lacks, and what it lists again.
NAMES = {
    "video": ("video_new", "video_gone", "video_back"),
    "asset": ("asset_new", "asset_gone", "asset_back"),
    "claim": ("claim_new", "claim_lost", "claim_back"),
    "conflict": ("", "conflict_over", ""),
}


def write_digest(cursor: CursorWrapper, report: Report, merge: Merge) -> Digest | None:
    """Count what `merge` has just done, and have the groups told that want to hear of each report.

    Its working tables are still there. Gives nothing for a kind that is not merged.
    """
    if report.kind not in NAMES or report.change_set is None:
        return None
    new, gone, _ = NAMES[report.kind]
    held = merge.counts.gone_held
    _note(cursor, report, missing=NONE if held else MISSING, back=NONE if merge.late else BACK)
    counts = {
        new: merge.counts.inserted,
        "claim_new": merge.counts.claims_new,
        "edit_conflict": merge.counts.conflicts,
        **({gone: merge.counts.gone} if held else {}),
    }
    if report.kind == "claim":
        counts["claim_new"] = merge.counts.inserted
    counts |= _counted(cursor, report)
    counts = {name: number for name, number in counts.items() if name and number}
    digest = Digest.objects.create(
        change_set=report.change_set, report=report, day=datetime.now(UTC).date(), counts=counts, held=held
    )
    if counts and Subscription.objects.filter(every=Subscription.Every.REPORT).exists():
        # Not in the transaction: a worker defers its jobs over another connection, where the digest is not there yet.
        transaction.on_commit(lambda: app.configure_task(MAIL_TASK).defer(digest_id=digest.pk))
    return digest


def count_again(cursor: CursorWrapper, report: Report) -> None:
    """Count once more, after a person has had what was held marked as not seen."""
    digest = Digest.objects.filter(change_set=report.change_set_id).first()
    if digest is None:
        return
    kept = {name: number for name, number in digest.counts.items() if name.endswith("_new") or name == "edit_conflict"}
    with transaction.atomic():
        _note(cursor, report, missing=GONE, back=NONE)
        counts = {**kept, **_counted(cursor, report)}
        Digest.objects.filter(pk=digest.pk).update(counts=counts, held=False)


def _note(cursor: CursorWrapper, report: Report, *, missing: sql.Composable, back: sql.Composable) -> None:
    """Keep what befell the objects of the report as a whole."""
    _, gone, returned = NAMES[report.kind]
    # Of a claim that went only the loss counts, and of a conflict only its end.
    whole = "" if report.kind in ("claim", "conflict") else gone
    params: dict[str, Any] = {"change_set": report.change_set_id, "report": report.pk, "gone": whole, "back": returned}
    cursor.execute(sqlfiles.load(SQL, "digest_gone", missing=missing, back=back), params)
    if report.kind == "claim":
        cursor.execute(sqlfiles.load(SQL, "digest_claims"), params)
    if report.kind == "conflict":
        cursor.execute(sqlfiles.load(SQL, "digest_conflicts", missing=missing), params)


def _counted(cursor: CursorWrapper, report: Report) -> dict[str, int]:
    cursor.execute(sqlfiles.load(SQL, "digest_count"), {"change_set": report.change_set_id})
    return dict(cursor.fetchall())
