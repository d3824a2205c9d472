"""Asset reports as they were seen: music and web layouts, old names, and values that are not what they should be."""

from pathlib import Path

import pytest

from reports.models import RejectedRow, Report
from samples.layouts import ASSET_ALIASES, ASSET_LAYOUTS, sentence_case
from tests.harbour import ASSETS, asset, report
from tests.ingesting import ingest
from videos.models import Asset, AssetStatistics, Video

pytestmark = pytest.mark.django_db(transaction=True)

SAMPLES = Path(__file__).parent.parent / "samples"
VERSIONS = {"music": "1.2", "music-v1-1": "1.1", "web": "1.2", "a2": "1.2", "a3": "1.3", "2014": "2014"}
CELLS = {
    "asset_id": "A0123456789012345",
    "approx_daily_views": "12",
    "active_claims": "3",
    "isrc": "ZZH4R0000001",
    "display_isrc": "ZZH4R0000001",
    "your_isrc": "ZZH4R0000002",
    "season": "2",
    "asset_title": "Salt, “live”",
    "constituent_asset_id": "A1 A2",
    "active_reference_id": "dQx4-_Harbo",
    "is_merged": "Yes",
    "conflicting_country_code": "DE, FR",
    "asset_labels": "#harbour | Winter sale",
    "comp_publishing_cleared": "Yes",
}
HELD = {
    "isrc": "ZZH4R0000001",
    "your_isrc": "ZZH4R0000002",
    "season": "2",
    "title": "Salt, “live”",
    "constituent_asset_ids": ["A1", "A2"],
    "active_reference_ids": ["dQx4-_Harbo"],
    "is_merged": True,
    "conflicting_country_code": "DE, FR",
    "labels": ["#harbour", "Winter sale"],
}
FIELD_OF = {
    "display_isrc": "isrc",
    "asset_title": "title",
    "constituent_asset_id": "constituent_asset_ids",
    "active_reference_id": "active_reference_ids",
    "asset_labels": "labels",
}
TOLD_AS = {alias: name for name, aliases in ASSET_ALIASES.items() for alias in aliases}


@pytest.mark.parametrize("spelt", [str, sentence_case], ids=["snake case", "sentence case"])
@pytest.mark.parametrize("layout", ASSET_LAYOUTS)
def test_every_layout_fills_the_same_fields(tmp_path, layout, spelt):
    names = [TOLD_AS.get(name, name) for name in ASSET_LAYOUTS[layout]]
    row = {spelt(told): CELLS.get(name, "") for told, name in zip(ASSET_LAYOUTS[layout], names, strict=True)}
    told = report(tmp_path, row, day=0, name=ASSETS)
    assert (told.kind, told.version, told.warnings) == ("asset", VERSIONS[layout], [])
    held = Asset.objects.values().get()
    fields = {FIELD_OF.get(name, name) for name in names} & HELD.keys()
    assert {name: held[name] for name in fields} == {name: HELD[name] for name in fields}
    counted = AssetStatistics.objects.get()
    assert (counted.daily_views, counted.active_claims, counted.daily_engaged_views) == (12, 3, None)
    cleared = {"comp_publishing_cleared": "Yes"} if "comp_publishing_cleared" in names else {}
    assert held["extra"] == cleared


def test_what_cannot_be_read_and_what_is_not_known_is_kept(tmp_path):
    odd = asset("A1", is_merged="perhaps", active_claims="1,204", **{"Harbour Master's Remark": "north pier"})
    told = report(tmp_path, odd, day=0, name=ASSETS)
    held = Asset.objects.get()
    assert (held.is_merged, held.statistics.active_claims) == (None, None)
    assert held.extra == {"is_merged": "perhaps", "active_claims": "1,204", "harbour_master_s_remark": "north pier"}
    assert "“Harbour Master's Remark” is not known; its values are kept with each asset." in told.warnings[0]
    assert any("“is_merged” could not be read, such as “perhaps”" in warning for warning in told.warnings)


def test_a_code_that_a_spreadsheet_broke_is_taken_as_it_stands_and_flagged(tmp_path):
    rows = [asset("A1", upc="8.40244E+11"), asset("A2", upc="036000291452"), asset("A3", upc="UPC 0-36000-29145-2")]
    told = report(tmp_path, *rows, day=0, name=ASSETS)
    assert list(Asset.objects.order_by("pk").values_list("upc", flat=True)) == [row["upc"] for row in rows]
    [warning] = told.warnings
    assert "1 of “upc” look as if a spreadsheet had written them, such as “8.40244E+11”" in warning


@pytest.mark.parametrize("key", ["dQx4-_Harbo", "UCx4-_HarbodQx4-_HarboQ_", "1.07432E+15", "Total sum", ""])
def test_a_row_without_an_asset_id_is_kept_with_its_reason(tmp_path, key):
    told = report(tmp_path, asset(key), asset(" A1 "), day=0, name=ASSETS)
    assert (told.rows_read, told.inserted, told.rejected) == (2, 1, 1)
    assert "asset ID" in RejectedRow.objects.get().reason
    assert Asset.objects.get().pk == "A1"


def test_the_header_tells_the_kind_and_a_conflict_report_is_none(tmp_path):
    told = report(tmp_path, asset("A1"), day=0, name="some assets.csv")
    assert (told.kind, told.scope, Asset.objects.get().feed) == ("asset", "", None)


def test_the_samples_meet_their_videos(tmp_path):
    told = ingest(
        SAMPLES / "video_report_harbour_V_v1-3.csv",
        SAMPLES / "asset_full_report_harbour_L_v1-3.csv",
        SAMPLES / "asset_full_report_dirty_L_v1-2.csv",
    )
    assert [one["status"] for one in told] == ["completed"] * 3
    for one in told:
        accounted = ("inserted", "updated", "unchanged", "folded", "rejected")
        assert one["rows_read"] == sum(one[name] for name in accounted)
    assert Video.objects.exclude(artist=[]).exists()
    assert Report.objects.get(scope="dirty").rejected == RejectedRow.objects.count() > 0
