"""How videos stand with YouTube, as the list, its filter and the page of a video tell it."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from sync.models import MetadataSync
from tests.catalogue import NOON, fill
from tests.people import somebody
from videos.agreement import Agreement, standings
from videos.models import OpenEdit, Video

LIST = reverse("admin:videos_video_changelist")
STATES = [word.value for word in Agreement]


@pytest.fixture
def viewer(client, db):
    person = somebody("viewer")
    client.force_login(person)
    return person


@pytest.fixture
def songs(viewer):
    """One song of each standing, by its name."""
    songs = dict(zip(STATES, fill(len(STATES)), strict=True))
    MetadataSync.objects.all().delete()
    Video.objects.exclude(pk=songs["never_pulled"].pk).update(pulled_at=NOON)
    Video.objects.filter(pk=songs["missing"].pk).update(missing_since=NOON)
    for state in OpenEdit.State.values:
        OpenEdit.objects.filter(video=songs[state]).update(state=state, error="Title is not valid.")
    OpenEdit.objects.filter(video__in=[songs["never_pulled"], songs["in_step"]]).delete()
    lease = timezone.now() + timedelta(minutes=5)
    MetadataSync.objects.create(video=songs["pushing"], direction="push", status="running", lease_until=lease)
    return songs


def test_a_video_is_said_to_be_in_the_most_pressing_of_its_states(songs):
    told = standings(Video.objects.all())
    assert {told[song.pk].agreement.value: name for name, song in songs.items()} == {name: name for name in STATES}
    assert told[songs["missing"].pk].detail == "1 to push"


def test_the_list_shows_and_filters_by_it(client, songs):
    also = {"to_push": {songs["pushing"].pk, songs["missing"].pk}}
    for state, song in songs.items():
        page = client.get(f"{LIST}?youtube={state}")
        found = {video.pk for video in page.context["cl"].result_list}
        assert found == {song.pk} | also.get(state, set()), state
        assert f'class="status status-{state}" data-live="video:{song.pk}"' in page.content.decode()


def test_all_videos_of_an_asset_are_pushed_with_it(client, songs):
    both = Video.objects.filter(pk__in=[songs["pushing"].pk, songs["in_step"].pk])
    both.update(asset_id="A1")
    found = {video.pk for video in client.get(f"{LIST}?youtube=pushing").context["cl"].result_list}
    assert found == {songs["pushing"].pk}
    MetadataSync.objects.update(fields={"artist": [[], ["Ana"]], "match_policy": ["", "Track"]})
    found = {video.pk for video in client.get(f"{LIST}?youtube=pushing").context["cl"].result_list}
    assert found == {video.pk for video in both}
    assert {standing.agreement for standing in standings(both).values()} == {Agreement.PUSHING}
    MetadataSync.objects.update(fields={"artist": [[], ["Ana"]], "title": ["", "Better"]})
    assert standings(both)[songs["in_step"].pk].agreement == Agreement.IN_STEP


def test_the_page_of_a_video_says_what_to_do(client, songs):
    def page(state):
        return client.get(reverse("admin:videos_video_change", args=[songs[state].pk])).content.decode()

    assert "YouTube no longer returns this video since 2026-03-01" in page("missing")
    assert "Title is not valid." in page("refused") and "Change the value and save" in page("refused")
    assert reverse("admin:videos_editconflict_change", args=[songs["conflict"].open_edits.get().pk]) in page("conflict")
    assert "being pushed" in page("pushing")
