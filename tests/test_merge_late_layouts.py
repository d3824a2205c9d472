"""A report that comes late keeps what it alone tells: no newer one has a column for it, or lists the claim."""

from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import HealthCheck, Phase, example, given
from hypothesis import settings as bounded
from hypothesis import strategies as st

from tests.harbour import ASSETS, FERRY, GULLS, asset, changes, morning, report, row, video
from tests.machinery import tables
from videos.edit import edit_videos
from videos.models import Asset, Claim, OpenEdit, Video

pytestmark = pytest.mark.django_db(transaction=True)

CLAIMS = "claim_report_harbour_C.csv"


def test_a_late_video_report_tells_the_columns_that_the_newer_one_lacks(tmp_path):
    report(tmp_path, row(FERRY, "Ferry", custom_id="HRB-1"), day=2)
    late = report(tmp_path, row(FERRY, "Old ferry", category="Music", custom_id="HRB-0", mood="calm"), day=1)
    told = video()
    assert (told.title, told.custom_id, told.category, told.extra["mood"]) == ("Ferry", "HRB-1", "Music", "calm")
    assert (changes(late), late.rows_read) == ([], late.inserted + late.updated + late.unchanged)


def test_what_a_late_report_alone_tells_is_held_against_open_edits(tmp_path, ana):
    report(tmp_path, row(FERRY, "Ferry", category="Music"), day=0)
    report(tmp_path, row(FERRY, "Ferry!"), day=2)
    edit_videos(Video.objects.filter(video_id=FERRY), {"category": "Comedy"}, actor=ana)
    report(tmp_path, row(FERRY, "Ferry?", category="Education"), day=1)
    assert video().category == "Comedy"
    assert list(OpenEdit.objects.values_list("state", "theirs")) == [("conflict", "Education")]


def test_a_late_report_brings_the_claim_that_a_newer_one_no_longer_lists(tmp_path):
    mine = {"claimed_by_this_owner": "Yes", "asset_id": "A1"}
    report(tmp_path, row(FERRY, claim_id="C2", effective_policy="Track", **mine), day=2)
    report(tmp_path, row(FERRY, claim_id="C1", effective_policy="Block", **mine), day=1)
    seen = [(one.claim_id, one.policy, one.not_seen_since) for one in Claim.objects.order_by("claim_id")]
    assert seen == [("C1", "Block", morning(2)), ("C2", "Track", None)]


def test_a_late_asset_report_tells_the_columns_that_the_newer_one_lacks(tmp_path):
    report(tmp_path, row(FERRY, "Ferry", asset_id="A1"), day=0)
    report(tmp_path, asset("A1", album="Tides"), day=2, name=ASSETS)
    report(tmp_path, asset("A1", album="Ebb", upc="036000291452", season="3"), day=1, name=ASSETS)
    told = Asset.objects.get()
    assert (told.album, told.upc, told.season) == ("Tides", "036000291452", "3")
    assert (video().album, video().upc) == ("Tides", "036000291452")


def test_a_late_claim_report_tells_the_columns_that_the_newer_one_lacks(tmp_path):
    report(tmp_path, row(FERRY, "Ferry"), day=0)
    claim = {"claim_id": "C1", "video_id": FERRY, "claim_status": "active"}
    report(tmp_path, claim, day=2, name=CLAIMS)
    report(tmp_path, {**claim, "claim_status": "disputed", "asset_id": "A1"}, day=1, name=CLAIMS)
    told = Claim.objects.get()
    assert (told.status, told.asset_id, video().asset_id, video().claimed_status) == ("active", "A1", "A1", "active")


COLUMNS = {
    "category": ["Music", "Comedy"],
    "custom_id": ["HRB-1", "HRB-2", ""],
    "isrc": ["ZZH4R0000001", "ZZH4R0000002"],
    "embedding_allowed": ["Yes", "No"],
    "mood": ["calm", "rough"],
}
layouts = st.sets(st.sampled_from(list(COLUMNS)), max_size=4).flatmap(
    lambda names: st.lists(
        st.fixed_dictionaries({name: st.sampled_from(COLUMNS[name]) for name in names}), min_size=2, max_size=2
    )
)


def outcome(folder, history, order):
    tables.empty()
    for day in order:
        first, second = history[day]
        done = report(folder, row(FERRY, f"Day {day}", **first), row(GULLS, "Gulls", **second), day=day)
        assert done.rows_read == done.inserted + done.updated + done.unchanged
    fields = ("video_id", "title", "category", "custom_id", "isrc", "embedding_allowed", "extra")
    return list(Video.objects.order_by("video_id").values(*fields))


@bounded(
    max_examples=3,
    deadline=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
@example(history=[[{"mood": "calm"}] * 2, [{"mood": "rough"}] * 2, [{}, {}]], order=[2, 0, 1])
@given(history=st.lists(layouts, min_size=3, max_size=3), order=st.permutations(range(3)))
def test_the_order_of_layouts_does_not_matter(history, order):
    with TemporaryDirectory() as one, TemporaryDirectory() as other:
        assert outcome(Path(one), history, range(len(history))) == outcome(Path(other), history, order)
