"""The samples of assets, claims, conflicts, references and finance: one CMS, with the columns of the reference."""

import csv
import io
import tracemalloc
from pathlib import Path

import pytest

from samples import generate
from samples.catalogue import Catalogue, Day
from samples.layouts import ASSET_LAYOUTS, CLAIM_LAYOUTS, LAYOUTS_OF, TITLED
from tests.test_samples import content, table

NEWEST = "video_report_harbour_V_v1-4.csv.gz"
ASSETS, CLAIMS = "asset_full_report_harbour_L_v1-3.csv", "claim_report_harbour_C.csv"
CONFLICTS, REFERENCES = "asset_conflict_report_harbour_L_v1-3.csv", "YouTube_harbour_F_20250701.csv"
EVERY = [(kind, layout) for kind, layouts in generate.NAMES.items() for layout in layouts if kind != "shorts"]


def rows(name: str) -> list[dict[str, str]]:
    return table(content(name))


def of_kind(kind: str, number: int, *days: Day) -> dict[str, dict[str, str]]:
    found = list(generate.rows_of(kind, Catalogue(5, 4 * number), days, number))
    by_key = {row[generate.KINDS[kind].key]: row for row in found}
    assert len(by_key) == len(found), "one row a key"
    return by_key


def test_the_layouts_are_as_wide_as_those_that_were_seen():
    widths = {name: len(columns) for name, columns in ASSET_LAYOUTS.items()}
    assert (widths["music"], widths["music-v1-1"], widths["web"], widths["2014"]) == (23, 25, 19, 18)
    # A loader of v1-1 reads these by their places.
    places = [
        ASSET_LAYOUTS["music-v1-1"].index(name) for name in ("active_reference_id", "asset_label", "active_claims")
    ]
    assert places == [14, 23, 24]
    assert {"display_isrc", "your_isrc", "other_isrc"} <= set(ASSET_LAYOUTS["a3"])
    assert not {"status", "isrc"} & set(ASSET_LAYOUTS["a3"])
    assert len(CLAIM_LAYOUTS["1.0"]) == 47
    assert set(CLAIM_LAYOUTS["1.2"]) ^ set(CLAIM_LAYOUTS["1.0"]) == {
        *("studio", "engaged_views", "video_matching_length", "is_shorts_eligible")
    }
    assert LAYOUTS_OF["reference"]["a1"].index("length_sec") == 14


@pytest.mark.parametrize(("kind", "layout"), EVERY)
def test_every_layout_of_every_kind_can_be_written(kind, layout):
    kind = "shorts" if "shorts" in layout else kind
    lines = list(csv.reader(io.StringIO(b"".join(generate.report(Catalogue(5, 400), layout, kind=kind)).decode())))
    if layout in TITLED:
        assert len(lines.pop(0)) == 1
    assert tuple(lines[0]) == generate.NAMES[kind][layout]
    assert {len(line) for line in lines} == {len(lines[0])}
    assert len(lines) > 15


def test_the_reports_of_harbour_tell_of_the_same_things():
    assets = {row["asset_id"]: row for row in rows(ASSETS)}
    claims = {row["claim_id"]: row for row in rows(CLAIMS)}
    ours = [row for row in rows(NEWEST) if row["claimed_by_this_owner"] == "Yes"]
    assert len(ours) > len({row["asset_id"] for row in ours}) * 1.1, "several videos have the same asset"
    for row in ours:
        asset, claim = assets[row["asset_id"]], claims[row["claim_id"]]
        assert (asset["custom_id"], asset["your_isrc"]) == (row["custom_id"], row["isrc"])
        assert all(claim[name] == row[name] for name in ("video_id", "asset_id", "claim_origin", "video_title"))
        assert claim["artist"] == asset["artist"]
    assert {row["asset_id"] for row in ours} == assets.keys()
    elsewhere = claims.keys() - {row["claim_id"] for row in ours}
    videos = {row["video_id"] for row in rows(NEWEST)}
    assert elsewhere and not videos & {claims[claim]["video_id"] for claim in elsewhere}
    assert {claims[claim]["asset_id"] for claim in elsewhere} <= assets.keys()
    assert {row["claim_status"] for row in claims.values()} > {"ACTIVE", "INACTIVE", "PENDING", "DISPUTED"}
    for row in rows(CONFLICTS):
        assert row["conflicting_country_code"] == assets[row["asset_id"]]["conflicting_country_code"] != ""
    assert {row["asset_id"] for row in rows(REFERENCES)} <= assets.keys()


def test_the_assets_of_harbour_are_like_those_of_a_label():
    assets = rows(ASSETS)
    for column in ("artist", "album", "label", "genre", "upc", "custom_id", "your_isrc", "constituent_asset_id"):
        filled = sum(bool(row[column]) for row in assets) / len(assets)
        assert 0 < filled <= (0.3 if column == "constituent_asset_id" else 1), column
    assert any("|" in row["artist"] for row in assets)
    assert any(row["upc"].startswith("0") for row in assets)
    assert any(" " in row["constituent_asset_id"] for row in assets if row["is_merged"] == "Yes")


@pytest.mark.parametrize("kind", ["asset", "claim"])
def test_a_later_day_of_a_kind_changes_about_the_share_that_was_asked_for(kind):
    before = of_kind(kind, 2000)
    after = of_kind(kind, 2000, Day(1, changed=0.05, dropped=0.02, new=0.03))
    assert len(before) == 2000
    kept = before.keys() & after.keys()
    assert 0.03 < sum(before[key] != after[key] for key in kept) / len(kept) < 0.13
    assert 0.004 < len(before.keys() - after.keys()) / 2000 < 0.04
    assert len(after.keys() - before.keys()) == 60


@pytest.mark.parametrize("kind", generate.KINDS)
def test_a_report_of_any_size_is_written_as_it_is_made(kind, monkeypatch):
    monkeypatch.setattr(generate, "BATCH", 50)
    endless = generate.report(Catalogue(5, 100_000), generate.KINDS[kind].newest, kind=kind)
    assert len([next(endless) for _ in range(3)]) == 3
    tracemalloc.start()
    assert len([len(next(endless)) for _ in range(3)]) == 3
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 1_000_000


def test_the_command_makes_any_kind(tmp_path: Path):
    path = tmp_path / "asset_full_report_quay_L_v1-2.csv"
    assert generate.main([str(path), "--kind", "asset", "--layout", "a2", "--rows", "40", "--aliases"]) == 0
    made = table(path.read_bytes())
    assert len(made) == 40
    assert {"recent_daily_average", "song", "number_of_claims"} <= made[0].keys()
    with pytest.raises(SystemExit):
        generate.main([str(path), "--kind", "claim", "--layout", "a2"])
