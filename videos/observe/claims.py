"""What was told of claims enters the catalogue: claims hold it, and their videos follow.

The API knows as well as a claim report: among these the as-of time decides, and above what a video report says of the
same claim either stands.
"""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

from django.db import connection, transaction
from django.db.backends.utils import CursorWrapper
from psycopg import sql

from videos.fields import Field, Form
from videos.models import Claim
from videos.models.feed import own_scope
from videos.observe import told
from videos.observe.assets import adopt
from videos.observe.outcome import Outcomes, begin
from videos.observe.workplace import take_turn, workplace
from videos.statements import statement

# The statuses from the most alive on; one that we do not know stands before inactive, which comes last.
ALIVE = [status for status in Claim.Status.values if status != Claim.Status.INACTIVE]
FIELDS = [
    *(Field(name) for name in ("video_id", "asset_id", "claim_type", "origin", "content_type", "status")),
    *(Field(name) for name in ("policy_id", "reference_id", "video_title")),
    *(Field(name, Form.FLAG) for name in ("ours", "is_shorts_eligible")),
    Field("claimed_at", Form.TIME),
]
WRITTEN = [*FIELDS, Field("policy")]  # by its name, which the catalogue knows
IS_CHANGE = "NOT (video IN (SELECT video FROM untold) AND (old IS NULL OR old = '\"\"'))"
NEWS = "SELECT video_id AS key FROM observed UNION SELECT video_id FROM gone"


def observe_claims(
    seen: Mapping[str, Mapping[str, Any]], *, as_of: datetime, videos: Collection[str] = (), label: str = ""
) -> Outcomes:
    """Merge what YouTube told of claims at `as_of` (claim ID → field of `FIELDS` → value), in one transaction.

    Each tells at least its status and video. On `videos` (YouTube's IDs) these are all the claims that are ours:
    another one that we know of is marked as gone, unless it is another CMS's. Claims that something later has told of
    are left alone. Gives what came of the videos of which something is new.
    """
    outcomes = Outcomes()
    if not seen and not videos:
        return outcomes
    with transaction.atomic(), connection.cursor() as cursor, workplace(cursor):
        take_turn(cursor)
        change_set = begin(label or _label(len(seen), len(videos)), as_of)
        params = {"as_of": as_of, "change_set": change_set.pk, "asked": list(videos), "cms": own_scope()}
        cursor.execute(statement("observe/claims_told", columns=told.columns(FIELDS)))
        told.fill(cursor, told.rows(seen, FIELDS))
        cursor.execute(statement("observe/claims_observed"), params)
        cursor.execute(statement("observe/claims_untold"))
        _write(cursor, params, outcomes)
        cursor.execute(statement("observe/claims_gone"), params)
        outcomes.others += cursor.rowcount
        cursor.execute(statement("observe/claims_mark_gone"), params)
        outcomes.changes += derive(cursor, NEWS, params, IS_CHANGE)[1]
        cursor.execute(statement("observe/claims_followed", is_change=IS_CHANGE))
        outcomes.take_changes(cursor.fetchall())
        adopt(cursor, sql.SQL("SELECT video FROM derived WHERE field = 'asset_id'"), params, outcomes)
        outcomes.end(change_set)
    return outcomes


def _label(claims: int, videos: int) -> str:
    if videos:
        return f"Pulled the claims on {videos:,} videos from YouTube"
    return f"Pulled {claims:,} claims from YouTube"


def _write(cursor: CursorWrapper, params: Mapping[str, Any], outcomes: Outcomes) -> None:
    parts = {"ours": told.ours(WRITTEN), "theirs": told.theirs(WRITTEN)}
    cursor.execute(statement("observe/claims_differ", **parts))
    outcomes.others += sum(cursor.fetchone())
    cursor.execute(statement("observe/claims_occurred"), params)
    cursor.execute(statement("observe/claims_update", assignments=told.kept(WRITTEN), **parts), params)
    names = told.joined(sql.Identifier(one.column) for one in WRITTEN)
    cursor.execute(statement("observe/claims_insert", columns=names, values=told.defaults(WRITTEN)), params)


def derive(cursor: CursorWrapper, videos: str, params: Mapping[str, Any], is_change: str) -> tuple[int, int]:
    """Let the videos that the query gives the keys of follow their claims; gives how many did, and the changes logged.

    `is_change`: the condition under which what differs is no first sight. Leaves the table `derived`: video, field,
    old, new.
    """
    params = {**params, "alive": ALIVE}
    tells = statement("observe/claim_tells", videos=videos)
    cursor.execute(statement("observe/claim_derive", told=tells), params)
    cursor.execute(statement("observe/claim_lock"))
    cursor.execute(statement("observe/claim_hold"))
    cursor.execute(statement("observe/claim_log", is_change=is_change), params)
    changes = cursor.rowcount
    cursor.execute(statement("observe/claim_follow"))
    return cursor.rowcount, changes
