"""Videos come to assets and assets to videos, in any order of arrival: what is told last, by its as-of time, stands."""

from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import HealthCheck, Phase, example, given
from hypothesis import settings as bounded
from hypothesis import strategies as st

from tests.harbour import ASSETS, FERRY, GULLS, PIER, asset, changes, morning, report, row, video
from tests.machinery import tables
from videos.edit import edit_videos
from videos.models import Asset, OpenEdit, Video
from videos.undo import undo

pytestmark = pytest.mark.django_db(transaction=True)

OLD, NEW = "ZZH4R0000001", "ZZH4R0000002"


def of_asset(name=FERRY):
    return video(name).artist, video(name).album, video(name).isrc


def test_a_new_video_has_what_its_asset_was_told_of_before(tmp_path):
    report(tmp_path, asset("A1", artist="Salt Harbour", album="Tides", isrc=NEW), day=0, name=ASSETS)
    told = report(tmp_path, row(FERRY, "Ferry", asset_id="A1", isrc=NEW), row(GULLS), day=1)
    assert of_asset() == (["Salt Harbour"], "Tides", NEW)
    assert (of_asset(GULLS), video().asset_as_of) == (([], "", ""), morning(0))
    assert (told.inserted, changes(told)) == (2, [])


def test_a_video_that_comes_to_another_asset_changes_with_it(tmp_path):
    report(tmp_path, asset("A1", album="Tides"), asset("A2", album="Ebb"), day=0, name=ASSETS)
    report(tmp_path, row(FERRY, asset_id="A1"), day=1)
    told = report(tmp_path, row(FERRY, asset_id="A2"), day=2)
    assert changes(told) == [(FERRY, "album", "Tides", "Ebb"), (FERRY, "asset_id", "A1", "A2")]
    assert (video().album, told.updated) == ("Ebb", 1)


@pytest.mark.parametrize("other", ["A9", ""])
def test_a_video_that_comes_to_an_asset_that_nothing_is_told_of_keeps_nothing_of_the_old_one(tmp_path, other):
    report(tmp_path, asset("A1", artist="Salt Harbour", isrc=OLD), day=0, name=ASSETS)
    report(tmp_path, row(FERRY, asset_id="A1", isrc=NEW), day=1)
    told = report(tmp_path, row(FERRY, asset_id=other, isrc=NEW), day=2)
    assert of_asset() == ([], "", NEW)
    assert (FERRY, "artist", ["Salt Harbour"], []) in changes(told)


@pytest.mark.parametrize(
    ("at_the_other", "outcome"),
    [
        ("Ours", None),
        ("Tides", ("Tides", "Ours", None, "to_push")),
        ("Ebb", ("Tides", "Ours", "Ebb", "conflict")),
    ],
)
def test_an_edit_of_a_video_that_comes_to_another_asset_is_held_against_it(tmp_path, ana, at_the_other, outcome):
    report(tmp_path, asset("A1", album="Tides"), asset("A2", album=at_the_other), day=0, name=ASSETS)
    report(tmp_path, row(FERRY, asset_id="A1"), day=1)
    edit_videos(Video.objects.all(), {"album": "Ours"}, actor=ana)
    told = report(tmp_path, row(FERRY, asset_id="A2"), day=2)
    edits = OpenEdit.objects.values_list("base", "wanted", "theirs", "state")
    assert (list(edits), video().album) == ([outcome] if outcome else [], "Ours")
    assert told.conflicts == (outcome is not None and outcome[3] == "conflict")


@pytest.mark.parametrize("comes", ["new", "from another asset", "by its claim"])
def test_a_video_that_comes_to_an_asset_that_ana_is_changing_is_changed_with_it(tmp_path, ana, comes):
    rows = [row(FERRY, asset_id="A1")]
    if comes != "new":
        rows.append(row(GULLS, asset_id="" if comes == "by its claim" else "A2"))
    report(tmp_path, asset("A1", album="Tides"), day=0, name=ASSETS)
    report(tmp_path, *rows, day=1)
    edit = edit_videos(Video.objects.filter(video_id=FERRY), {"album": "Ours"}, actor=ana)
    if comes == "by its claim":
        claim = {"claim_id": "C1", "claim_status": "ACTIVE", "asset_id": "A1", "video_id": GULLS}
        report(tmp_path, claim, day=2, name="claim_report_harbour_C.csv")
    else:
        report(tmp_path, row(FERRY, asset_id="A1"), row(GULLS, asset_id="A1"), day=2)
    assert [video(name).album for name in (FERRY, GULLS)] == ["Ours", "Ours"]
    edits = OpenEdit.objects.values_list("video__video_id", "base", "wanted", "state")
    assert set(edits) == {(name, "Tides", "Ours", "to_push") for name in (FERRY, GULLS)}
    undo(edit, actor=ana)
    assert ([video(name).album for name in (FERRY, GULLS)], edits.all().count()) == (["Tides", "Tides"], 0)


def test_of_what_both_reports_tell_the_later_counts_even_if_it_says_it_again(tmp_path):
    for day, kind in enumerate("vavava"):
        if kind == "v":
            report(tmp_path, row(FERRY, "Ferry", asset_id="A1", isrc=OLD), day=day)
        else:
            report(tmp_path, asset("A1", isrc=NEW), day=day, name=ASSETS)
        assert video().isrc == (OLD if kind == "v" else NEW)


def test_what_an_asset_report_told_later_stands_against_a_late_video_report(tmp_path):
    report(tmp_path, row(FERRY, "Told", asset_id="A1", isrc=OLD, custom_id="one"), day=0)
    report(tmp_path, asset("A1", isrc=NEW, custom_id="two"), day=2, name=ASSETS)
    report(tmp_path, row(FERRY, "Newer", asset_id="A1", isrc=OLD, custom_id="one"), day=1)
    assert (video().isrc, video().custom_id, video().title) == (NEW, "two", "Newer")
    report(tmp_path, row(FERRY, "Newer", asset_id="A1", isrc=OLD, custom_id="one"), day=3)
    assert (video().isrc, video().custom_id) == (OLD, "one")


def test_an_asset_report_without_the_column_does_not_speak_of_it(tmp_path):
    report(tmp_path, row(FERRY, asset_id="A1", isrc=OLD), day=0)
    report(tmp_path, asset("A1"), day=2, name=ASSETS)
    assert (video().isrc, Asset.objects.get().isrc) == (OLD, None)
    report(tmp_path, row(FERRY, asset_id="A1", isrc=NEW), day=1)
    assert video().isrc == NEW


# Any order -------------------------------------------------------------------------------------------------

codes = st.sampled_from(["", OLD, NEW])
videos = st.dictionaries(
    st.sampled_from([FERRY, GULLS, PIER]), st.tuples(st.sampled_from(["", "A1", "A2"]), codes), min_size=1
)
assets = st.dictionaries(st.sampled_from(["A1", "A2"]), st.tuples(st.sampled_from(["Tides", "Ebb"]), codes), min_size=1)


@st.composite
def arrivals(draw):
    """Reports of both kinds on some days, in the order of their arrival: (kind, day, what it lists)."""
    days = draw(st.lists(st.tuples(st.one_of(st.none(), videos), st.one_of(st.none(), assets)), min_size=2, max_size=4))
    reports = [(kind, day, listed) for day, both in enumerate(days) for kind, listed in zip("va", both, strict=True)]
    return draw(st.permutations([told for told in reports if told[2] is not None]))


def deliver(folder, kind, day, listed):
    if kind == "v":
        rows = [row(name, asset_id=of, isrc=isrc) for name, (of, isrc) in listed.items()]
        report(folder, *rows, day=day)
    else:
        rows = [asset(name, album=album, isrc=isrc) for name, (album, isrc) in listed.items()]
        report(folder, *rows, day=day, name=ASSETS)


def expected(arrived):
    """Each video has what was told of it last; of what both kinds tell, the video's report speaks last of one day."""
    last = {}
    for kind, day, listed in sorted(arrived, key=lambda told: told[1]):
        last |= {(kind, name): (day, *facts) for name, facts in listed.items()}
    held = {}
    for (kind, name), (day, of, isrc) in last.items():
        if kind == "v":
            told, album, code = last.get(("a", of), (-1, "", ""))
            held[name] = (of, album, code if told > day else isrc)
    return held


@bounded(
    max_examples=3,
    deadline=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
@given(arrived=arrivals())
@example(arrived=[("v", 3, {FERRY: ("A1", OLD)}), ("a", 2, {"A1": ("Ebb", NEW)}), ("a", 4, {"A1": ("Ebb", NEW)})])
@example(arrived=[("a", 5, {"A1": ("Ebb", NEW)}), ("v", 3, {FERRY: ("A1", OLD)}), ("v", 4, {FERRY: ("A2", OLD)})])
def test_whatever_the_order_of_arrival_the_last_word_counts(settings, arrived):
    settings.REPORT_SHRINK_LIMIT = 1
    tables.empty()
    with TemporaryDirectory() as folder:
        for told in arrived:
            deliver(Path(folder), *told)
    held = Video.objects.values_list("video_id", "asset_id", "album", "isrc")
    assert {name: tuple(facts) for name, *facts in held} == expected(arrived)
    newest = max([told for told in arrived if told[0] == "a"], key=lambda told: told[1], default=("a", 0, {}))
    assert set(Asset.objects.filter(not_seen_since=None).values_list("pk", flat=True)) == set(newest[2])
