"""Channels: the list, the page with growth and holdings, and the way to mend custom IDs."""

from datetime import date, timedelta

import pytest
from django.contrib.auth.models import Permission
from django.urls import reverse

from channels_app.models import Channel, ChannelStatistics
from tests.bulk import apply, said
from tests.catalogue import NOON
from tests.test_admin_lists import queries, shown
from videos import holdings
from videos.models import Video

pytestmark = pytest.mark.django_db

LIST = reverse("admin:channels_app_channel_changelist")
VIDEOS = reverse("admin:videos_video_changelist")
TWO = {"effective_policy": "Monetize in all countries", "claimed_by_this_owner": True}


@pytest.fixture
def harbour(db):
    """A channel with five videos on four assets, two of which lack the custom ID that it expects."""
    channel = Channel.objects.create(
        channel_id="UCharbour00000000000000a", title="Harbour", handle="@HarbourRecords", expected_custom_id="HARBOUR"
    )
    facts = [
        {"asset_id": "A1", "custom_id": "HARBOUR", **TWO},
        {"asset_id": "A2", "custom_id": "OTHER", **TWO},
        {"asset_id": "A2", "custom_id": "OTHER", "claimed_by_another_owner": True},
        {"asset_id": "A3", "custom_id": "", "claimed_by_this_owner": False},
        {"asset_id": "", "custom_id": ""},
    ]
    for number, values in enumerate(facts):
        Video.objects.create(video_id=f"tide{number:07}", title=f"Tide {number}", channel=channel, **values)
    return channel


def page_of(channel):
    return reverse("admin:channels_app_channel_change", args=[channel.pk])


def count(channel, days, subscribers=1000, views=10_000):
    day = date(2026, 1, 1)
    ChannelStatistics.objects.bulk_create(
        ChannelStatistics(
            channel=channel,
            day=day + timedelta(days=number),
            subscriber_count=subscribers + 10 * number,
            view_count=views - number,
            as_of=NOON,
        )
        for number in range(days)
    )


def test_growth_is_drawn_said_and_told_as_a_table(client, ben, harbour):
    count(harbour, 31)
    client.force_login(ben)
    page = client.get(page_of(harbour))
    subscribers, views = page.context["growth"].charts
    assert subscribers.said == "Subscribers rose from 1,000 on 2026-01-01 to 1,300 on 2026-01-31."
    assert views.said == "Views fell from 10,000 on 2026-01-01 to 9,970 on 2026-01-31."
    assert subscribers.points.startswith("0.0,160.0 20.0,")
    assert subscribers.end == ["600.0", "0.0"]
    assert [tick.label for tick in subscribers.ticks] == ["1K", "1.1K", "1.2K", "1.3K"]
    html = page.content.decode()
    assert html.count('role="img"') == 2
    assert html.count('<th scope="row">') == 31


def test_hidden_subscribers_stay_hidden_and_one_day_is_no_growth(client, ben, harbour):
    count(harbour, 1)
    client.force_login(ben)
    assert "from the second day on" in client.get(page_of(harbour)).content.decode()
    ChannelStatistics.objects.all().delete()
    count(harbour, 3, subscribers=777_000)
    Channel.objects.update(hidden_subscriber_count=True, subscriber_count=777_000)
    page = client.get(page_of(harbour))
    assert [chart.name for chart in page.context["growth"].charts] == ["Views"]
    assert "777,0" not in page.content.decode()


def test_videos_by_policy_and_claim_lead_to_the_lists_that_hold_them(client, ben, harbour):
    client.force_login(ben)
    page = client.get(page_of(harbour))
    held = page.context["holdings"]
    assert (held.total, held.looked_at) == ("5", None)
    assert {(part.value, part.number) for part in held.policies} == {("Monetize in all countries", "2"), ("", "3")}
    assert [(part.value, part.number) for part in held.claims] == [("us", "2"), ("another", "1"), ("none", "1")]
    html = page.content.decode()
    for more, number in [("policy=Monetize%20in%20all%20countries", 2), ("claimed=us", 2), ("claimed=another", 1)]:
        assert f"?channel=UCharbour00000000000000a&amp;{more}" in html
        assert len(shown(client.get(f"{VIDEOS}?channel=UCharbour00000000000000a&{more}"))) == number


def test_of_a_large_channel_the_numbers_are_about(client, ben, harbour, monkeypatch):
    monkeypatch.setattr(holdings, "LOOKED_AT", (2,))
    client.force_login(ben)
    page = client.get(page_of(harbour))
    assert page.context["holdings"].looked_at == 2
    assert "Estimated from its newest 2 videos" in page.content.decode()


def test_ana_mends_what_differs_after_looking_at_it(client, ana, harbour):
    client.force_login(ana)
    page = client.get(page_of(harbour))
    assert page.context["unexpected"] == "2"
    listed = client.get(page.context["unexpected_url"])
    assert {video.asset_id for video in listed.context["cl"].result_list} == {"A2", "A3"}
    preview = client.get(page.context["mend_url"])
    assert (preview.context["seen"].selected, preview.context["seen"].videos) == (3, 3)
    done = apply(client, preview)
    assert "3 videos were changed" in said(done)
    assert set(Video.objects.exclude(asset_id="").values_list("custom_id", flat=True)) == {"HARBOUR"}
    page = client.get(page_of(harbour))
    assert page.context["unexpected"] == "0"
    assert "See the videos" not in page.content.decode()


def test_who_may_not_mend_sees_the_list_only_and_who_sees_no_videos_no_numbers(client, ben, cora, harbour):
    client.force_login(ben)
    page = client.get(page_of(harbour))
    assert "mend_url" not in page.context
    assert "See the videos" in page.content.decode()
    cora.user_permissions.add(Permission.objects.get(codename="view_channel"))
    client.force_login(cora)
    page = client.get(page_of(harbour))
    assert page.status_code == 200
    assert "holdings" not in page.context
    assert "growth" not in page.context
    assert "differ" not in client.get(LIST).content.decode()


def test_the_list_hints_at_custom_ids_that_differ_in_one_query(client, ben, harbour):
    client.force_login(ben)
    few = queries(client, LIST)
    html = client.get(LIST).content.decode()
    assert "3 of the newest 50 differ" in html
    for number in range(20):
        Channel.objects.create(channel_id=f"UC{number}", title=f"Pier {number}", expected_custom_id="PIER")
    assert len(queries(client, LIST)) == len(few)


@pytest.mark.parametrize(
    "text",
    [
        "harbourrecords",
        "@HARBOURRECORDS",
        "UCharbour00000000000000a",
        "arbou",
        "https://www.youtube.com/@HarbourRecords/videos",
    ],
)
def test_a_channel_is_found_by_title_handle_id_and_address(client, ben, harbour, text):
    Channel.objects.create(channel_id="UCother0000000000000000", title="Pier")
    client.force_login(ben)
    assert shown(client.get(LIST, {"q": text})) == [harbour.pk]


def test_channels_are_filtered_by_what_they_expect(client, ben, harbour):
    other = Channel.objects.create(channel_id="UCother0000000000000000", title="Pier", monetization_status="enabled")
    client.force_login(ben)
    assert shown(client.get(LIST, {"expects": "yes"})) == [harbour.pk]
    assert shown(client.get(LIST, {"expects": "no"})) == [other.pk]
    assert shown(client.get(LIST, {"monetization_status__exact": "enabled"})) == [other.pk]
