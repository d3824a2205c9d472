"""The lists that staff work in: they open, say what they hold, and cost the same for one row and for many."""

import pytest
from django.contrib.admin.templatetags import admin_list
from django.db import connection
from django.db.models.expressions import RawSQL
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from cmsmeta.lib import paginator
from cmsmeta.lib.rows import rows
from tests.catalogue import NOON, fill
from videos.models import Claim, OpenEdit, Video, VideoStatistics

LISTS = [
    "videos_video",
    "videos_asset",
    "videos_claim",
    "videos_youtubeshort",
    "videos_nonyoutubeshort",
    "videos_changeset",
    "videos_change",
    "videos_openedit",
    "videos_standingrule",
    "videos_policy",
    "channels_app_channel",
    "reports_report",
    "reports_digest",
    "reports_subscription",
    "sync_metadatasync",
    "sync_quotaday",
    "sync_quotaentry",
    "sync_hubsubscription",
    "sync_credential",
    "procrastinate_procrastinatejob",
]

BUDGETS = {"videos_video": 16}


def address(name):
    return reverse(f"admin:{name}_changelist")


def shown(response):
    return [row.pk for row in response.context["cl"].result_list]


def queries(client, url):
    client.get(url)  # the first request of a process fills caches
    with CaptureQueriesContext(
        connection,
    ) as made:
        assert client.get(url).status_code == 200
    return [query["sql"] for query in made.captured_queries]


def test_a_list_costs_the_same_for_two_rows_and_for_fifty(client, olu):
    client.force_login(olu)
    fill(2)
    few = {name: len(queries(client, address(name))) for name in LISTS}
    fill(48, start=2)  # once for all lists: it takes longer than they
    many = {name: queries(client, address(name)) for name in LISTS}
    within = {name for name in LISTS if few[name] == len(many[name]) <= BUDGETS.get(name, 25)}
    assert {name: made for name, made in many.items() if name not in within} == {}


def test_rows_are_drawn_as_django_draws_them(client, olu):
    client.force_login(olu)
    fill(2)
    ours = [address(name) for name in LISTS if name != "reports_digest"]  # which is no table
    video = address("videos_video")
    for url in (*ours, f"{video}?_popup=1", f"{video}?edit=1", f"{video}?privacy=public&p=1"):
        changes = client.get(url).context["cl"]
        assert [list(row) for row in rows(changes)] == [drawn_by_django(row) for row in admin_list.results(changes)], (
            url
        )


def drawn_by_django(row):
    return list(row) if row.form else ["".join(row)]


def test_an_empty_list_opens(client, olu):
    client.force_login(olu)
    for name in LISTS:
        page = client.get(address(name))
        assert page.status_code == 200, name
        assert name == "reports_digest" or 'class="empty-list"' in page.content.decode(), name


def test_the_overview_costs_the_same_for_two_reports_and_for_fifty(client, olu):
    client.force_login(olu)
    fill(2)
    few = queries(client, reverse("admin:index"))
    fill(48, start=2)
    assert len(queries(client, reverse("admin:index"))) == len(few)


def test_an_empty_overview_says_what_to_do_next(client, olu, settings, tmp_path):
    settings.REPORTS_DIR = tmp_path / "inbox"
    client.force_login(olu)
    page = client.get(reverse("admin:index")).content.decode()
    assert f"Drop one into <code>{tmp_path / 'inbox'}</code>" in page


def test_videos_without_views_come_last_whichever_way_the_list_is_sorted(client, olu):
    quiet, loud, unknown = fill(3)
    VideoStatistics.objects.filter(pk=unknown.video_id).delete()
    client.force_login(olu)
    column = client.get(address("videos_video")).context["cl"].list_display.index("views")
    up = client.get(address("videos_video"), {"o": str(column)})
    down = client.get(address("videos_video"), {"o": f"-{column}"})
    assert shown(up) == [quiet.pk, loud.pk, unknown.pk]
    assert shown(down) == [loud.pk, quiet.pk, unknown.pk]


def test_a_list_longer_than_is_counted_can_be_paged_to_its_end(client, olu, monkeypatch):
    monkeypatch.setattr(paginator, "COUNTED", 3)
    monkeypatch.setattr(paginator, "AHEAD", 1)
    monkeypatch.setattr("videos.admin.videos.VideoAdmin.list_per_page", 2)
    videos = fill(9)
    VideoStatistics.objects.filter(pk=videos[4].video_id).delete()
    client.force_login(olu)
    column = client.get(address("videos_video")).context["cl"].list_display.index("views")
    pages = [client.get(address("videos_video"), {"o": f"-{column}", "p": page}) for page in range(1, 6)]
    assert "4+" in pages[0].content.decode()
    without = [video.pk for video in reversed(videos) if video is not videos[4]]
    assert [key for page in pages for key in shown(page)] == [*without, videos[4].pk]


def test_a_count_that_takes_too_long_is_not_waited_for(db, monkeypatch):
    monkeypatch.setattr(paginator, "COUNT_MILLISECONDS", 20)
    fill(1)
    slow = RawSQL("(SELECT 0 FROM pg_sleep(2))", [])
    pages = paginator.BoundedPaginator(Video.objects.filter(pk__gt=slow).order_by("pk"), 100)
    assert pages.total == "many"
    with connection.cursor() as cursor:
        cursor.execute("SHOW statement_timeout")
        assert cursor.fetchone() == ("0",)


def test_a_page_beyond_the_end_leads_back_to_the_list(client, olu):
    client.force_login(olu)
    assert client.get(address("videos_video"), {"p": "99999"}).status_code in (200, 302)
    assert client.get(address("videos_video"), {"p": "9" * 30}).status_code in (200, 302)


@pytest.mark.parametrize(
    ("name", "filters"),
    [("videos_claim", "claim_type=%00"), ("procrastinate_procrastinatejob", "status=no-status")],
)
def test_a_filter_that_no_row_can_fit_leads_back_to_the_list(client, olu, name, filters):
    client.force_login(olu)
    assert client.get(f"{address(name)}?{filters}").url == f"{address(name)}?e=1"


def test_a_claim_on_a_video_that_the_catalogue_does_not_hold_is_listed(client, olu):
    claim = Claim.objects.create(claim_id="strange", video_id="nobodysSong", ours=True)
    client.force_login(olu)
    assert "nobodysSong" in client.get(address("videos_claim")).content.decode()
    page = client.get(reverse("admin:videos_claim_change", args=[claim.pk]))
    assert "nobodysSong" in page.content.decode()


def test_a_claim_is_found_by_its_own_id_its_video_and_its_asset(client, olu):
    fill(3)
    client.force_login(olu)
    for text in ("claimvideo000001", "video000001", f"A{1:015}", "nothing video000001"):
        found = client.get(address("videos_claim"), {"q": text}).context["cl"].result_list
        assert [claim.claim_id for claim in found] == ["claimvideo000001"], text


FILTERS = [
    {"edits": "to_push"},
    {"edits": "any"},
    {"channel": "Channel 1"},
    {"channel": f"UC{1:022}"},
    {"asset": f"A{1:015}"},
    {"policy": "Track"},
    {"privacy": "private"},
    {"claimed": "another"},
    {"seen": "no"},
    {"administered": "yes"},
]


def test_a_filter_shows_the_videos_that_fit_and_no_others(client, olu):
    _, chosen, _ = fill(3)
    Video.objects.filter(pk=chosen.pk).update(
        effective_policy="Track",
        privacy_status="private",
        claimed_by_another_owner=True,
        not_seen_since=NOON,
        administered=True,
    )
    OpenEdit.objects.exclude(video=chosen).delete()
    client.force_login(olu)
    for filters in FILTERS:
        assert shown(client.get(address("videos_video"), filters)) == [chosen.pk], filters


def test_a_change_set_leads_to_its_videos_and_its_changes(client, olu):
    _, chosen = fill(2)
    client.force_login(olu)
    only = {"change_set": chosen.first_seen_id}
    assert shown(client.get(address("videos_video"), only)) == [chosen.pk]
    assert "Song 1" in client.get(address("videos_change"), only).content.decode()
    assert shown(client.get(address("videos_video"), {"change_set": "9" * 30})) == []


def test_hostile_titles_are_shown_and_not_run(client, olu):
    hostile = "<script>alert(1)</script>"
    video = fill(1)[0]
    Video.objects.filter(pk=video.pk).update(title=hostile, asset_id=hostile, effective_policy=hostile, isrc=hostile)
    client.force_login(olu)
    pages = [address(name) for name in LISTS]
    pages += [reverse("admin:videos_video_change", args=[video.pk]), address("videos_video") + "?q=<script>alert(1)"]
    for page in pages:
        assert hostile not in client.get(page).content.decode(), page
