"""Syncs in the admin: asked for with their cost shown first, followed, made again, and cancelled."""

import re

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Permission
from django.urls import reverse

from sync.models import Credential, MetadataSync, QuotaDay, QuotaEntry
from tests.catalogue import NOON, fill
from tests.people import somebody
from videos.models import OpenEdit, Video

VIDEOS, EDITS = reverse("admin:videos_video_changelist"), reverse("admin:videos_openedit_changelist")
SYNCS, ASK = reverse("admin:sync_metadatasync_changelist"), reverse("admin:videos_video_sync")


@pytest.fixture
def editor(client, db):
    person = somebody("editor")
    person.user_permissions.add(Permission.objects.get(codename="request_metadatasync"))
    client.force_login(person)
    return person


@pytest.fixture
def songs(editor):
    """Five songs: two with a title to push, one refused, one in conflict, one with nothing to do."""
    songs = fill(5)
    for model in (MetadataSync, QuotaEntry, QuotaDay):
        model.objects.all().delete()
    for song, state in zip(songs[2:4], ("refused", "conflict"), strict=True):
        OpenEdit.objects.filter(video=song).update(state=state, error="Title is not valid.", theirs="Theirs")
    songs[4].open_edits.all().delete()
    return songs


def choose(client, page, action, rows, **more):
    data = {"action": action, "_selected_action": [row.pk for row in rows], "index": 0, **more}
    return client.post(page, data, follow=True)


def address_of(page):
    return page.request["PATH_INFO"] + "?" + page.request["QUERY_STRING"]


def ask(client, page, **values):
    token = re.search(r'name="seen" value="(\w+)"', page.content.decode())[1]
    data = {"do": "both", "reason": "as agreed", **values, "seen": token, "_apply": "x"}
    return client.post(address_of(page), data, follow=True)


def said(page):
    return " ".join(str(message) for message in page.context["messages"])


def text(page):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page.content.decode()))


def test_a_sync_of_chosen_videos_shows_what_it_costs_and_leaves_alone_and_is_asked_for(client, songs, editor):
    page = choose(client, VIDEOS, "sync_chosen", songs)
    seen = page.context["outlook"]
    assert (seen.selected, seen.pushes, seen.pulls, seen.units) == (5, 2, 5, 2 * 51 + 1)
    assert "Refused by YouTube: change the value, or push it again 1" in text(page)
    assert "In conflict: somebody has to decide first 1" in text(page)
    assert "Left today" in text(page) and "Nobody is signed in" not in text(page)
    done = ask(client, page)
    assert said(done) == "5 videos wait now: the worker takes them before all others."
    assert MetadataSync.objects.filter(status="pending", requested_by=editor).count() == 7
    assert LogEntry.objects.get().change_message == "as agreed"


def test_a_reason_is_wanted_and_what_has_changed_is_shown_again(client, songs):
    page = choose(client, VIDEOS, "sync_chosen", songs)
    assert "This field is required." in ask(client, page, reason="").content.decode()
    OpenEdit.objects.filter(video=songs[0]).delete()
    assert "another than was shown" in ask(client, page).content.decode()
    assert not MetadataSync.objects.exists()


def test_everything_that_matches_is_pushed_again_where_youtube_refused_it(client, songs):
    page = choose(client, f"{VIDEOS}?youtube=refused", "sync_chosen", songs[:1], select_across="1")
    page = client.post(address_of(page), {"do": "push", "refused": "on", "_preview": "x"})
    assert page.context["outlook"].pushes == 1
    ask(client, page, do="push", refused="on")
    assert MetadataSync.objects.get().video == songs[2]
    assert OpenEdit.objects.get(video=songs[2]).state == "to_push"


def test_more_than_a_day_pays_is_said_with_the_days_and_the_other_way(client, songs, settings):
    settings.YOUTUBE_DAILY_UNITS = 60
    Credential.objects.update(state="revoked")
    page = text(choose(client, VIDEOS, "sync_chosen", songs))
    assert "Nobody is signed in to YouTube." in page
    assert "after each reset, for 2 days in all" in page
    assert "A day's quota pays 1 pushes" in page and "Compare the two ways" in page


def test_open_edits_are_pushed_from_their_list(client, songs):
    page = choose(client, EDITS, "push_now", OpenEdit.objects.filter(video__in=songs[:3]))
    assert page.context["outlook"].pushes == 3  # what was refused was chosen, too
    assert page.context["outlook"].pulls == 0


def test_whoever_may_not_ask_for_syncs_is_offered_none_and_stopped(client, songs):
    sync = MetadataSync.objects.create(video=songs[0], direction="push", status="failed")
    client.force_login(somebody("viewer"))
    assert client.get(ASK).status_code == 403
    assert "sync_chosen" not in client.get(VIDEOS).content.decode()
    assert client.post(reverse("admin:sync_metadatasync_act", args=[sync.pk, "retry"])).status_code == 403
    page = client.get(reverse("admin:videos_video_change", args=[songs[0].pk])).content.decode()
    assert 'id="syncs"' in page and "Sync now" not in page


def test_syncs_are_filtered_and_found_by_video(client, songs):
    MetadataSync.objects.create(
        video=songs[0], direction="push", status="failed", error="No.", fields={"title": [1, 2]}
    )
    MetadataSync.objects.create(video=songs[1], direction="pull", status="pulled")
    assert "No." in client.get(f"{SYNCS}?status__exact=failed").content.decode()
    found = client.get(f"{SYNCS}?q={songs[1].video_id}").context["cl"].result_list
    assert [sync.status for sync in found] == ["pulled"]


def test_what_failed_is_made_again_and_what_waits_is_cancelled(client, songs):
    failed = MetadataSync.objects.create(
        video=songs[2], direction="push", status="failed", fields={"title": ["a", "b"]}
    )
    waits = MetadataSync.objects.create(video=songs[1], direction="pull", status="pending")
    assert "1 sync will be made again" in said(choose(client, SYNCS, "retry", [failed, waits]))
    assert OpenEdit.objects.get(video=songs[2]).state == "to_push"
    assert "1 sync cancelled" in said(
        client.post(reverse("admin:sync_metadatasync_act", args=[waits.pk, "cancel"]), follow=True)
    )
    assert "None of these waits" in said(choose(client, SYNCS, "cancel", [waits]))
    states = MetadataSync.objects.order_by("pk").values_list("status", flat=True)
    assert list(states) == ["pending", "cancelled"]


def test_the_page_of_a_sync_tells_its_fields_error_and_requests(client, songs):
    sync = MetadataSync.objects.create(
        video=songs[0],
        direction="push",
        status="failed",
        error="Title is not valid.",
        fields={"title": ["a", "b"]},
        started_at=NOON,
        finished_at=NOON,
    )
    day = QuotaDay.objects.create(bucket="units", day=NOON.date(), limit=10_000)
    day.entries.create(method="youtube.videos.update", units=50, sync=sync, outcome="invalidTitle")
    page = client.get(reverse("admin:sync_metadatasync_change", args=[sync.pk])).content.decode()
    assert "Title is not valid." in page and "youtube.videos.update" in page and "Make again" in page


def test_a_bulk_preview_tells_what_the_quota_has_left(client, songs):
    Video.objects.update(category="Music")
    page = reverse("admin:videos_video_act", args=["category"])
    shown = client.post(f"{page}?ids={songs[0].pk}", {"category": "Comedy", "_preview": "x"})
    assert "costs 51 units of quota" in text(shown) and "Today's quota has" in shown.content.decode().replace(
        "&#x27;", "'"
    )


def test_the_first_page_counts_conflicts_refusals_and_failures(client, songs):
    assert "failed since yesterday" not in text(client.get("/admin/"))
    MetadataSync.objects.create(video=songs[0], direction="push", status="failed")
    page = client.get("/admin/")
    assert "1 fields in conflict with YouTube" in text(page) and "1 edits that YouTube refused" in text(page)
    failed = re.search(r'href="(/admin/sync/metadatasync/\?status__exact[^"]+)"', page.content.decode())[1]
    assert len(client.get(failed.replace("&amp;", "&")).context["cl"].result_list) == 1
