"""Every filter of the list of videos shows what fits and nothing else; filters combine and stay."""

from datetime import UTC, datetime
from urllib.parse import parse_qs

import pytest
from django.db.models import Value
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st
from stdnum import ean, isrc

from tests.catalogue import NOON, fill, fill_videos
from tests.test_admin_lists import queries, shown
from videos.conditions import AD_FORMATS
from videos.filters import VideoFilterSet
from videos.models import OpenEdit, Short, Video, VideoStatistics
from videos.models.statistics import band

LIST = reverse("admin:videos_video_changelist")
OFF = dict.fromkeys(AD_FORMATS, False)
FULL = {"upc": "036000291452", "artist": ["Tyler"], "label": "Acme", "genre": ["Pop"]}

# What the chosen video is, beside two that are as `fill` and FULL make them.
FILTERS = [
    ({"policy": "Track"}, {"effective_policy": "Track"}),
    ({"privacy": "private"}, {"privacy_status": "private"}),
    ({"category": "Film"}, {"category": "Film"}),
    ({"length": "180"}, {"video_length": 61}),
    ({"length": "180"}, {"video_length": 180}),
    ({"length": "more"}, {"video_length": 3601}),
    (
        {"published_from": "2024-05-01", "published_to": "2024-05-01"},
        {"time_published": datetime(2024, 5, 1, 23, tzinfo=UTC)},
    ),
    ({"asset": "A77"}, {"asset_id": "A77"}),
    ({"has_asset": "no"}, {"asset_id": ""}),
    ({"label": "Harbour"}, {"label": "Harbour"}),
    ({"genre": "Fado"}, {"genre": ["Pop", "Fado"]}),
    ({"claimed": "us"}, {"claimed_by_this_owner": True}),
    ({"claimed": "another"}, {"claimed_by_another_owner": True}),
    ({"claimed": "none"}, {"claimed_by_this_owner": False}),
    ({"lacks": "isrc"}, {"isrc": ""}),
    ({"lacks": "artist"}, {"artist": []}),
    ({"lacks": ["upc", "genre"]}, {"upc": "", "genre": [], "label": ""}),
    ({"invalid": "any"}, {"isrc": "GBAYE12"}),
    ({"invalid": "isrc"}, {"isrc": "GBAYE12"}),
    ({"invalid": "upc"}, {"upc": "036000291453"}),
    ({"ads": "off"}, {"effective_policy": "Monetize in all countries", **OFF}),
    ({"administered": "yes"}, {"administered": True}),
    ({"seen": "no"}, {"not_seen_since": NOON}),
    ({"not_seen_since": "2026-03-01"}, {"not_seen_since": NOON}),
    ({"privacy": "private", "lacks": "isrc"}, {"privacy_status": "private", "isrc": ""}),
]


@pytest.mark.parametrize(("filters", "values"), FILTERS, ids=[str(filters) for filters, _ in FILTERS])
def test_a_filter_shows_the_video_that_fits_alone(client, ben, filters, values):
    _, chosen, _ = fill_videos(3)
    Video.objects.update(**FULL)
    Video.objects.filter(pk=chosen.pk).update(**values)
    client.force_login(ben)
    assert shown(client.get(LIST, filters)) == [chosen.pk]


@pytest.mark.parametrize(
    "filters",
    [
        {"views_from": "1000", "views_to": "1000"},
        {"edits": "conflict"},
        {"short": "short"},
        {"channel": "UC" + f"{1:022}"},
        {"channel": "@SingerOne"},
        {"channel": "https://www.youtube.com/@singerone/videos"},
        {"channel": "Channel 1"},
    ],
    ids=str,
)
def test_a_filter_on_what_hangs_on_a_video_does_so_too(client, ben, filters):
    _, chosen, _ = fill(3)
    VideoStatistics.objects.filter(video=chosen).update(views=1000, views_band=band(Value(1000)))
    OpenEdit.objects.filter(video=chosen).update(state="conflict")
    Short.objects.exclude(video=chosen).update(verdict="unknown")
    Short.objects.filter(video=chosen).update(verdict="short")
    chosen.channel.handle = "@singerone"
    chosen.channel.save(update_fields=["handle"])
    client.force_login(ben)
    assert shown(client.get(LIST, filters)) == [chosen.pk]


def test_a_video_that_nobody_judged_is_found_as_not_known(client, ben):
    first, second, third = fill(3)
    Short.objects.filter(video=first).delete()
    Short.objects.filter(video=third).update(verdict="unknown")
    client.force_login(ben)
    assert shown(client.get(LIST, {"short": "unknown"})) == [third.pk, first.pk]


def test_every_filter_is_offered_once(client, ben):
    offered = " ".join(names for _, names in VideoFilterSet.SECTIONS).split()
    assert sorted([*offered, "paste"]) == sorted(VideoFilterSet.base_filters)
    client.force_login(ben)
    page = client.get(LIST).content.decode()
    assert [name for name in offered if page.count(f'name="{name}"') < 1] == []


@pytest.mark.parametrize(
    "filters",
    [{"published_from": "soon"}, {"views_from": "-1"}, {"views_from": "9" * 30}, {"length": "5"}, {"lacks": "x"}],
)
def test_a_wrong_value_lists_nothing_and_says_so(client, ben, filters):
    fill_videos(2)
    client.force_login(ben)
    page = client.get(LIST, filters)
    assert shown(page) == []
    assert "Nothing is listed, because a filter is wrong" in page.content.decode()


def test_filters_stay_while_one_searches_pages_and_edits(client, ana, monkeypatch):
    monkeypatch.setattr("videos.admin.videos.VideoAdmin.list_per_page", 1)
    videos = fill(3)
    Video.objects.update(privacy_status="private", upc="")
    client.force_login(ana)
    page = client.get(LIST, {"privacy": "private", "lacks": ["isrc", "upc"], "p": "1"})
    assert shown(page) == []
    Video.objects.update(isrc="")
    page = client.get(LIST, {"privacy": "private", "lacks": ["isrc", "upc"]})
    text = page.content.decode()
    assert "p=2" in text
    assert text.count('<input type="hidden" name="lacks" value="upc">') == 1  # in the search form
    assert "_changelist_filters=" in text
    edit = reverse("admin:videos_video_change", args=[videos[0].pk])
    back = client.get(edit, {"_changelist_filters": "privacy=private&lacks=isrc"})
    assert parse_qs(back.context["preserved_filters"]) == {"_changelist_filters": ["privacy=private&lacks=isrc"]}


def test_a_filter_that_is_on_says_what_it_does_and_goes_by_itself(client, ben):
    fill(1)
    client.force_login(ben)
    cl = client.get(LIST, {"privacy": "private", "lacks": ["isrc", "upc"], "q": "song"}).context["cl"]
    assert [(chip.label, chip.value, chip.without) for chip in cl.chips] == [
        ("privacy", "private", "?lacks=isrc&lacks=upc&q=song"),
        ("lacks", "ISRC, UPC", "?privacy=private&q=song"),
    ]
    assert cl.clear_all_filters_qs == "?q=song"


def test_an_empty_answer_says_what_to_do_next(client, ben):
    client.force_login(ben)
    assert "Deliver a video report" in client.get(LIST).content.decode()
    fill(1)
    page = client.get(LIST, {"policy": "none of these", "q": "nothing"}).content.decode()
    assert "No video fits." in page
    assert "Clear all filters" in page


def test_a_filtered_list_costs_the_same_for_two_rows_and_for_fifty(client, ben):
    client.force_login(ben)
    address = f"{LIST}?has_asset=yes&claimed=us&lacks=upc"
    fill(2)
    Video.objects.update(claimed_by_this_owner=True)
    few = queries(client, address)
    fill(48, start=2)
    Video.objects.update(claimed_by_this_owner=True)
    many = queries(client, address)
    assert len(few) == len(many), "\n".join(many)


@pytest.mark.parametrize("column", ["views", "published"])
def test_the_first_click_sorts_the_most_or_the_newest_first(client, ben, column):
    fill(2)
    client.force_login(ben)
    place = client.get(LIST).context["cl"].list_display.index(column)
    text = client.get(LIST).content.decode()
    assert f'href="?o=-{place}"' in text
    assert f'href="?o=-{column}"' not in text


@pytest.mark.parametrize(
    "code",
    ["", "036000291452", "036000291453", "4006381333931", "96385074", "00012345600012", "1" * 15, "12a", "٣" * 12],
)
def test_a_upc_is_wrong_where_its_check_digit_is(db, code):
    Video.objects.create(video_id="one", upc=code)
    assert Video.objects.with_invalid("upc").exists() == (code != "" and not ean.is_valid(code))


@pytest.mark.parametrize(
    "code", ["", "USRC17607839", "us-rc1-76-07839", "USRC1760783", "1SRC17607839", "USRC1760783A", "GBAYE"]
)
def test_an_isrc_is_wrong_where_it_has_not_its_form(db, code):
    Video.objects.create(video_id="one", isrc=code)
    assert Video.objects.with_invalid("isrc").exists() == (code != "" and not isrc.is_valid(code))


@given(number=st.integers(min_value=10**7, max_value=10**14 - 1))
def test_the_check_digit_is_reckoned_as_everybody_does(number):
    digits = [int(sign) for sign in reversed(str(number))]
    ours = sum(digit * (3 if place % 2 else 1) for place, digit in enumerate(digits)) % 10 == 0
    assert ours == (ean.calc_check_digit(str(number)[:-1]) == str(number)[-1])
