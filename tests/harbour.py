"""Small reports of a small harbour, as its tests write them: a row is a dictionary, a day is a number."""

import csv
import io
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from reports.models import Report
from tests.ingesting import MORNING, deliver, ingest
from videos.models import Change, Video

HARBOUR = "video_report_harbour_V_v1-3.csv"  # a full snapshot, since the name is YouTube's
PARTIAL = "some videos.csv"  # no snapshot
ASSETS = "asset_full_report_harbour_L_v1-2.csv"
FERRY, GULLS, PIER, BUOY = "ferryferry1", "gullsgulls2", "pierspiers3", "buoysbuoys4"


def table(*rows: dict[str, Any]) -> str:
    """The CSV of the rows; a column that one row has and another lacks is blank there."""
    columns = list(dict.fromkeys(name for row in rows for name in row))
    text = io.StringIO()
    writer = csv.DictWriter(text, columns, restval="")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue()


def row(video_id: str, title: str = "", **cells: Any) -> dict[str, Any]:
    return {"video_id": video_id, "video_title": title, **cells}


def asset(asset_id: str, **cells: Any) -> dict[str, Any]:
    """A row of an asset report."""
    return {"asset_id": asset_id, "ownership": "", "conflicting_country_code": "", **cells}


def report(folder: Path, *rows: dict[str, Any], day: float, name: str = HARBOUR) -> Report:
    """Deliver the rows on this day and ingest them; gives the report as the pages show it."""
    [told] = ingest(deliver(folder, name, table(*rows), day=day))
    assert told["status"] == "completed", told["error"]
    return Report.objects.get(pk=told["report"])


def morning(day: float) -> datetime:
    """When the reports of this day are delivered."""
    return datetime.fromtimestamp(MORNING + day * 86_400, UTC)


def video(video_id: str = FERRY) -> Video:
    return Video.objects.get(video_id=video_id)


def changes(report_or_set: Any) -> list[tuple[str, str, Any, Any]]:
    """(video, field, old, new) as the log has it of a report or a change set."""
    change_set = getattr(report_or_set, "change_set", report_or_set)
    rows = Change.objects.filter(change_set=change_set).order_by("id")
    return [(one.video.video_id, one.field, one.old, one.new) for one in rows.select_related("video")]
