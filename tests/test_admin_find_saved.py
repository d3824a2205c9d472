"""Filters are saved by name and shared; the columns of the list are each person's own."""

from urllib.parse import parse_qs, urlsplit

import pytest
from django.urls import reverse

from tests.catalogue import fill
from tests.test_admin_lists import queries, shown
from videos.admin.columns import CHOICES
from videos.models import ChosenColumns, SavedFilter, Video

LIST = reverse("admin:videos_video_changelist")
SAVE, DELETE, COLUMNS = (reverse(f"admin:videos_video_{name}") for name in ("save-filter", "delete-filter", "columns"))


def columns(page):
    return [name for name in page.context["cl"].list_display if name != "action_checkbox"]


def save(client, name, query="", **more):
    return client.post(SAVE, {"name": name, "query": query, "column": ["name", "views"], **more}, follow=True)


@pytest.fixture
def videos(db):
    made = fill(3)
    Video.objects.filter(pk=made[1].pk).update(privacy_status="private")
    return made


def test_ana_saves_what_she_sees_and_ben_opens_what_she_shares(client, ana, ben, videos):
    client.force_login(ana)
    save(client, "Private ones", "privacy=private&lacks=upc&lacks=artist&p=4", shared="1")
    save(client, "Only mine", "q=song")
    client.force_login(ben)
    page = client.get(LIST)
    text = page.content.decode()
    assert "Private ones" in text
    assert "shared by ana" in text
    assert "Only mine" not in text
    saved = SavedFilter.objects.get(name="Private ones")
    opened = client.get(f"{LIST}?{saved.query}&saved={saved.pk}")
    assert shown(opened) == [videos[1].pk]
    assert columns(opened) == ["name", "views"]
    assert columns(client.get(LIST)) != ["name", "views"], "Ben's own columns stay."
    assert "p=" not in saved.query


def test_a_filter_keeps_its_order_whatever_columns_a_person_has(client, ana, ben, videos):
    client.force_login(ana)
    place = client.get(LIST).context["cl"].list_display.index("views")
    address = client.get(LIST, {"o": f"{place}"}).context["cl"].address
    assert parse_qs(address) == {"o": ["views"]}
    save(client, "Least viewed", address, shared="1")
    client.force_login(ben)
    ChosenColumns.objects.create(person=ben, columns=["name", "channel_name", "isrc"])
    saved = SavedFilter.objects.get()
    assert shown(client.get(f"{LIST}?{saved.query}&saved={saved.pk}")) == [video.pk for video in videos]
    assert client.get(LIST, {"o": "nothing.-99.views"}).status_code == 200


def test_the_same_name_is_written_anew(client, ana, videos):
    client.force_login(ana)
    save(client, "Mine", "privacy=private")
    page = save(client, " Mine  ", "privacy=public")
    assert [saved.query for saved in SavedFilter.objects.all()] == ["privacy=public"]
    assert "The filter “Mine” is changed." in page.content.decode()
    assert "Give the filter a name." in save(client, "  ").content.decode()


def test_a_filter_is_deleted_by_who_made_it_or_an_administrator(client, ana, ben, olu, videos):
    client.force_login(ana)
    save(client, "Shared", shared="1")
    save(client, "Own")
    shared, own = SavedFilter.objects.get(name="Shared"), SavedFilter.objects.get(name="Own")
    client.force_login(ben)
    assert client.post(DELETE, {"filter": shared.pk}).status_code == 403
    assert client.post(DELETE, {"filter": own.pk}).status_code == 404
    assert client.post(DELETE, {"filter": "9" * 30}).status_code == 404
    client.force_login(olu)
    client.post(DELETE, {"filter": shared.pk})
    client.force_login(ana)
    client.post(DELETE, {"filter": own.pk, "query": "privacy=private&saved=1"})
    assert not SavedFilter.objects.exists()


def test_another_person_s_own_filter_lends_nobody_its_columns(client, ana, ben, videos):
    client.force_login(ana)
    save(client, "Own")
    client.force_login(ben)
    page = client.get(LIST, {"saved": SavedFilter.objects.get().pk})
    assert page.status_code == 200
    assert columns(page) != ["name", "views"]
    assert client.get(LIST, {"saved": "x"}).status_code == 200


def test_ben_chooses_his_columns_and_they_stay(client, ana, ben, videos):
    client.force_login(ben)
    answer = client.post(
        COLUMNS, {"column": ["isrc", "views", "no such thing"], "query": "privacy=private&saved=7&p=2"}
    )
    assert parse_qs(urlsplit(answer.url).query) == {"privacy": ["private"]}
    assert columns(client.get(LIST)) == ["name", "views", "isrc"]
    client.force_login(ana)
    assert columns(client.get(LIST)) != ["name", "views", "isrc"]
    client.force_login(ben)
    client.post(COLUMNS, {"usual": "1"})
    assert "picture" in columns(client.get(LIST))


def test_every_column_can_be_shown_and_costs_no_query_a_row(client, ben):
    ChosenColumns.objects.create(person=ben, columns=list(CHOICES))
    client.force_login(ben)
    fill(2)
    few = queries(client, LIST)
    fill(48, start=2)
    assert len(queries(client, LIST)) == len(few)
    assert columns(client.get(LIST)) == list(CHOICES)


@pytest.mark.parametrize("address", [SAVE, DELETE, COLUMNS])
def test_only_who_may_view_videos_may_save_and_choose(client, cora, address):
    assert client.post(address).status_code == 302
    client.force_login(cora)
    assert client.post(address, {"name": "x"}).status_code == 403
    assert client.get(address).status_code in (403, 405)


def test_a_name_is_shown_and_not_run(client, ben, videos):
    client.force_login(ben)
    hostile = "<script>alert(1)</script>"
    page = save(client, hostile, 'q="><script>alert(2)</script>')
    text = page.content.decode()
    assert hostile not in text
    assert "<script>alert(2)" not in text
