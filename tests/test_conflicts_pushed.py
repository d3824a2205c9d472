"""Conflicts all the way: a push finds one, a person answers it on its page, the next push does what was said."""

import pytest
from django.urls import reverse

from tests.people import somebody
from tests.pushing import asked, at_sandbox, pushed, want, youtube
from tests.sandbox import open_door
from tests.test_conflicts import LIST, many, say, tokens
from videos.models import OpenEdit, Video

pytestmark = pytest.mark.django_db
VIDEOS = reverse("admin:videos_video_changelist")


@pytest.fixture(scope="module")
def _door():
    with open_door() as door:
        yield door


@pytest.fixture
def door(_door, settings):
    return at_sandbox(_door, settings)


@pytest.fixture
def editor(client, db):
    person = somebody("editor")
    client.force_login(person)
    return person


def standing(client, state):
    page = client.get(f"{VIDEOS}?youtube={state}")
    return {video.video_id for video in page.context["cl"].result_list}


def test_what_a_push_meets_waits_for_a_person_and_is_pushed_as_answered(client, door, editor):
    titles = {"video-0": "Ours", "video-1": "Ours, too"}
    for video, title in titles.items():
        want(editor, [video], title=title)
        door.sandbox(f"videos/{video}", "PATCH", snippet={"title": "Changed in Studio"})
    assert {status for _, status, _ in pushed(door)} == {"conflict"}
    assert standing(client, "conflict") == {*titles}
    page = client.get(LIST)
    assert page.content.decode().count("<ins>Changed in Studio</ins>") == 2

    say(client, "ours", OpenEdit.objects.get(video__video_id="video-0"), tokens(page))
    many(client, "theirs", tokens(client.get(LIST)), _confirm="x", reason="Studio is right")
    assert pushed(door) == [("video-0", "pushed", ["title"])]
    assert youtube(door)["snippet"]["title"] == "Ours"
    assert Video.objects.get(video_id="video-1").title == "Changed in Studio"
    assert not OpenEdit.objects.exists() and {*titles} <= standing(client, "in_step")


def test_nothing_of_an_asset_is_pushed_while_one_of_its_videos_is_in_conflict_over_it(client, door, editor):
    Video.objects.filter(video_id="video-1").update(asset_id="A0")
    want(editor, ["video-0"], label="Ours")
    door.sandbox("assets/A0", "PATCH", metadata={"label": "Theirs"})
    # This one was edited by somebody who had seen what YouTube holds now.
    OpenEdit.objects.filter(video__video_id="video-1").update(base="Theirs")
    pushed(door)
    assert asked(door, "PUT") == []
    assert OpenEdit.objects.filter(state="conflict").exists()
    assert len(tokens(client.get(LIST))) == 1
