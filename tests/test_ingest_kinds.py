"""Whatever a report of any kind holds, every row is accounted for, and what it tells stands in the catalogue."""

from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from samples import generate
from tests import corpus
from tests.corpus_kinds import ASSET, CLAIM, CONFLICT, UNMERGED, asset_id
from tests.delivered import Delivered
from tests.harbour import table
from tests.ingesting import deliver, ingest
from tests.test_ingest_accounting import rejected, take, told_rows
from tests.truth_kinds import OF_VIDEOS, Ledger, asset_ledger, by_key, claim_ledger
from videos.models import Asset, AssetStatistics, Claim, ClaimStatistics, Video

# Kind and version that each sample is known by, and how many of its rows cannot be taken.
SAMPLES = {
    "asset_full_report_harbour_L_v1-1.csv": ("asset", "1.2", 0),
    "asset_full_report_harbour_L_v1-3.csv": ("asset", "1.3", 0),
    "asset_conflict_report_harbour_L_v1-3.csv": ("conflict", "1.3", 0),
    "claim_report_harbour_C.csv": ("claim", "1.2", 0),
    "YouTube_harbour_F_20250701.csv": ("reference", "1.0", 0),
    generate.DIRTY_ASSETS: ("asset", "1.2", 8),
    generate.DIRTY_CLAIMS: ("claim", "1.2", 7),
}

pytestmark = pytest.mark.django_db(transaction=True)
bounded = settings(
    max_examples=3, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)


def take_all(folder: Path, ledger: Ledger, *days: Delivered) -> None:
    """Ingest the reports and the last one again, and see each of their rows accounted for."""
    for day, report in enumerate([*days, days[-1]]):
        expected = ledger.take(report)
        told, record = take(folder, report, day=1 + day)
        assert told_rows(told) == expected.rows()
        assert rejected(record) == [(row.line, row.raw.replace("\0", "␀")) for row in report.records if row.rejected]
    assert (told["inserted"], told["updated"], told["changes"], record.counters_moved) == (0, 0, 0, 0)


def found(one: Any, names: Any) -> dict[str, Any]:
    return {name: getattr(one, name) for name in names}


@bounded
@given(days=corpus.days(sheet=ASSET))
def test_assets_and_their_videos_hold_what_the_asset_reports_tell(tmp_path, days):
    salt = days[0].cms
    videos = [
        {"video_id": f"{corpus.identifier(salt, 'v', n)[:10]}{turn}", "asset_id": asset_id(salt, n), "video_title": "x"}
        for n in range(13)
        for turn in "ab"[: 1 + n % 2]
    ]
    ingest(deliver(tmp_path, f"video_report_{salt}_V_v1-3.csv", table(*videos)))
    ledger = asset_ledger()
    take_all(tmp_path, ledger, *days)
    for asset in Asset.objects.filter(asset_id__in=ledger.told):
        facts = ledger.told[asset.asset_id]
        assert found(asset, facts) == facts
        assert asset.extra == ledger.extra[asset.asset_id]
        told = {name: value for name, value in facts.items() if name in OF_VIDEOS}
        for video in Video.objects.filter(asset_id=asset.asset_id):
            assert found(video, told) == told
    assert Asset.objects.filter(asset_id__in=ledger.told).count() == len(ledger.told)
    names = ("daily_views", "daily_engaged_views", "sr_daily_engaged_views", "active_claims")
    fields = dict(zip(ledger.counters, names, strict=True))
    for row in AssetStatistics.objects.filter(asset_id__in=ledger.told):
        assert {name: getattr(row, field) for name, field in fields.items()} == {
            name: ledger.counted[row.asset_id].get(name) for name in fields
        }


@bounded
@given(days=corpus.days(sheet=CLAIM))
def test_claims_hold_what_the_claim_reports_tell(tmp_path, days):
    ledger = claim_ledger()
    take_all(tmp_path, ledger, *days)
    for claim in Claim.objects.filter(claim_id__in=ledger.told):
        facts = ledger.told[claim.claim_id]
        assert found(claim, facts) == facts
        assert claim.extra == ledger.extra[claim.claim_id]
    assert Claim.objects.filter(claim_id__in=ledger.told).count() == len(ledger.told)
    for row in ClaimStatistics.objects.filter(claim_id__in=ledger.told):
        assert found(row, ledger.counters) == {name: ledger.counted[row.claim_id].get(name) for name in ledger.counters}


def account(folder: Path, report: Delivered) -> dict[str, Any]:
    told, record = take(folder, report, day=0)
    assert told["rows_read"] == len(report.records) == sum(told_rows(told).values()) - told["rows_read"]
    assert rejected(record) == [(row.line, row.raw.replace("\0", "␀")) for row in report.records if row.rejected]
    return told


@bounded
@given(report=corpus.reports(sheet=CONFLICT))
def test_each_asset_in_conflict_is_one(tmp_path, report):
    told = account(tmp_path, report)
    assert told["inserted"] == len(by_key(CONFLICT, report))


@bounded
@given(report=st.sampled_from(UNMERGED).flatmap(lambda sheet: corpus.reports(sheet=sheet, max_rows=10)))
def test_of_what_is_not_merged_every_row_is_kept(tmp_path, report):
    told = account(tmp_path, report)
    assert told["inserted"] == len(report.records) - told["rejected"]


def test_the_samples_are_known_for_what_they_are_and_lose_no_row(tmp_path):
    names = [*generate.ALSO_COMMITTED, generate.DIRTY_ASSETS, generate.DIRTY_CLAIMS]
    told = ingest(*(deliver(tmp_path, name, (generate.HERE / name).read_bytes()) for name in names))
    assert {line["status"] for line in told} == {"completed"}
    found = {line["key"].rpartition("/")[2]: line for line in told}
    assert {name: (found[name]["kind"], found[name]["version"], found[name]["rejected"]) for name in SAMPLES} == SAMPLES
    assert {line["kind"] for name, line in found.items() if "_M_" in name} == {"finance", "shorts"}
    assert all(line["rejected"] == 0 for name, line in found.items() if "_M_" in name)
