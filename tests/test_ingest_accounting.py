"""Whatever a report holds, every row is accounted for, and the catalogue is what the report says."""

from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings

from channels_app.models import Channel
from reports.models import RejectedRow, Report
from tests import corpus
from tests.delivered import Delivered
from tests.ingesting import deliver, ingest
from tests.truth import CLAIM_TARGETS, COUNTERS, Tally, World
from videos.models import Claim, Video, VideoStatistics

pytestmark = pytest.mark.django_db(transaction=True)
# Each example is another CMS with videos of its own, so that the tables need not be emptied between two of them.
bounded = settings(
    max_examples=6, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)


def take(folder: Path, report: Delivered, day: int) -> tuple[dict[str, Any], Report]:
    """Deliver and ingest a report; gives the line that the command told and the report as the pages show it."""
    [told] = ingest(deliver(folder, report.name, report.content, day=day))
    assert told["status"] == "completed", told["error"]
    return told, Report.objects.get(pk=told["report"])


def told_rows(told: dict[str, Any]) -> dict[str, int]:
    return {name: told[name] for name in Tally().rows()}


def rejected(report: Report) -> list[tuple[int, str]]:
    return list(RejectedRow.objects.filter(report=report).order_by("line").values_list("line", "raw"))


def assert_catalogue_is(world: World) -> None:
    for video in Video.objects.filter(video_id__in=world.videos).select_related("channel"):
        facts = world.videos[video.video_id]
        found = {name: getattr(video, name) for name in facts if name != "channel"}
        if "channel" in facts:
            found["channel"] = video.channel and video.channel.channel_id
        assert found == facts
        assert video.extra == world.extra[video.video_id]
    assert Video.objects.filter(video_id__in=world.videos).count() == len(world.videos)
    for claim in Claim.objects.filter(video_id__in=world.videos):
        facts = world.claims[claim.claim_id]
        found = {name: getattr(claim, name) for name in facts if name in CLAIM_TARGETS.values()}
        assert found | {"video_id": claim.video_id, "gone": claim.not_seen_since is not None} == facts
    assert Claim.objects.filter(video_id__in=world.videos).count() == len(world.claims)
    for row in VideoStatistics.objects.filter(video_id__in=world.videos):
        assert {name: getattr(row, name) for name in COUNTERS} == {
            name: world.counters[row.video_id].get(name) for name in COUNTERS
        }
    assert (
        dict(Channel.objects.filter(channel_id__in=world.channels).values_list("channel_id", "title")) == world.channels
    )


@bounded
@given(report=corpus.reports())
def test_every_row_is_accounted_for_and_the_same_file_again_changes_nothing(tmp_path, report):
    world = World()
    expected = world.take(report)
    told, record = take(tmp_path, report, day=0)
    assert told_rows(told) == expected.rows()
    assert sum(expected.rows().values()) == 2 * told["rows_read"], "the parts make the whole"
    assert rejected(record) == [(row.line, row.raw.replace("\0", "␀")) for row in report.records if row.rejected]
    assert all(raw.replace("␀", "\0") in report.text for _, raw in rejected(record))
    assert_catalogue_is(world)

    expected = world.take(report)
    told, record = take(tmp_path, report, day=1)
    assert told_rows(told) == expected.rows()
    assert (told["inserted"], told["updated"], told["changes"], record.counters_moved) == (0, 0, 0, 0)
    assert_catalogue_is(world)


@bounded
@given(days=corpus.days())
def test_a_second_day_updates_what_differs_and_nothing_else(tmp_path, days):
    world = World()
    for day, report in enumerate(days):
        expected = world.take(report)
        told, record = take(tmp_path, report, day=day)
        assert told_rows(told) == expected.rows()
        assert record.counters_moved == expected.counters_moved
    assert_catalogue_is(world)
    listed = {row.cells["video_id"].value for row in days[1].records if not row.rejected}
    gone = Video.objects.filter(video_id__in=world.videos.keys() - listed)
    if listed and not record.gone_held:
        assert all(video.not_seen_since == record.as_of for video in gone)
    else:
        assert not gone.exclude(not_seen_since=None).exists(), "an empty report marks nothing"
