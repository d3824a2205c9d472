"""Spreadsheets and the push at once: what is handed over the push leaves, YouTube takes the file, a pull confirms."""

from contextlib import closing

import pytest

from sync.handover.ask import request_take_back, say_uploaded
from sync.handover.settle import settle_all
from sync.ledger import Ledger
from sync.pull import pull
from sync.youtube.client import Client
from tests.handover import content, fresh, hand_over, lying_at, states, table
from tests.pushing import asked, at_sandbox, edits, pushed, want, youtube
from tests.sandbox import open_door
from videos.models import OpenEdit, Video

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(scope="module")
def _door():
    with open_door() as door:
        yield door


@pytest.fixture
def door(_door, settings, tmp_path):
    lying_at(settings, tmp_path)
    return at_sandbox(_door, settings)


def take(door, made):
    """YouTube takes the file, as it stands."""
    for row in table(content(made.files.get(layout="video"))):
        door.server.sandbox.state.videos[row["video_id"]]["snippet"]["title"] = row["title"]


def pull_all(door):
    with closing(Client(Ledger(), door.credentials(), timeout=1)) as client:
        list(pull(client, videos=list(Video.objects.values_list("video_id", flat=True))))


def title(door, key="video-0"):
    return youtube(door, key=key)["snippet"]["title"]


def test_the_push_leaves_what_is_handed_over_and_a_pull_confirms_it(door, olu):
    want(olu, ["video-0", "video-1"], title="Better")
    want(olu, ["video-1"], license="youtube")
    made = hand_over(olu)
    assert pushed(door) == [("video-1", "pushed", ["license"])]
    assert {title(door), title(door, "video-1")} == {"Anchors"}
    take(door, made)
    pull_all(door)
    settle_all()
    assert edits() == {}
    assert (fresh(made).status, {*states(made).values()}) == ("confirmed", {"confirmed"})
    assert "youtube.videos.update" in asked(door) and len(asked(door, "PUT")) == 1


def test_a_field_to_be_emptied_is_emptied_by_the_api_while_the_rest_is_handed_over(door, olu):
    want(olu, ["video-0"], title="Better", description="", tags=[])
    made = hand_over(olu)
    assert set(states(made)) == {("video-0", "title")}
    assert pushed(door) == [("video-0", "pushed", ["description", "tags"])]
    snippet = youtube(door, key="video-0")["snippet"]
    assert (snippet["title"], snippet["description"], snippet.get("tags", [])) == ("Anchors", "", [])
    assert set(edits()) == {("video-0", "title")}


def test_what_is_edited_after_the_hand_over_is_pushed_once_the_file_has_come_and_never_overwritten(door, olu):
    want(olu, title="Better")
    made = hand_over(olu)
    say_uploaded(made, by=olu)
    want(olu, title="Best")
    assert pushed(door) == []
    take(door, made)
    pull_all(door)
    assert pushed(door) == [("video-0", "pushed", ["title"])]
    assert (title(door), Video.objects.get(video_id="video-0").title, edits()) == ("Best", "Best", {})
    settle_all()
    assert (fresh(made).status, fresh(made).overtaken) == ("confirmed", 1)


def test_an_undo_after_the_hand_over_takes_back_at_youtube_too(door, olu):
    want(olu, title="Better")
    made = hand_over(olu)
    want(olu, title="Anchors")
    pull_all(door)  # YouTube has not come to the file yet
    assert edits() == {("video-0", "title"): "handed_over"}
    take(door, made)
    pull_all(door)
    pushed(door)
    assert (title(door), edits()) == ("Anchors", {})


def test_what_was_taken_back_is_pushed(door, olu):
    want(olu, title="Better")
    request_take_back(hand_over(olu), by=olu)
    assert pushed(door) == [("video-0", "pushed", ["title"])]
    assert (title(door), OpenEdit.objects.count()) == ("Better", 0)
