"""What the push and people do to several open edits at once waits for whoever edits the videos, and never crosswise."""

import pytest

from sync.ledger import Ledger
from sync.models import MetadataSync
from sync.outlook import Asked, sync_now
from sync.queue import request_retry
from sync.youtube.client import Client
from tests.bulk import somebody_editing
from tests.pushing import at_sandbox, edits, results, want
from tests.sandbox import open_door
from videos.models import OpenEdit, Video

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(scope="module")
def _door():
    with open_door() as door:
        yield door


@pytest.fixture
def door(_door, settings, olu):
    """A sandbox, and two videos of one asset with an edit of each that YouTube will refuse."""
    door = at_sandbox(_door, settings, videos=2)
    Video.objects.update(asset_id="A0", custom_id="HRB-0")
    want(olu, artist=["Ana"])
    door.sandbox("faults", kind="error", reason="badRequest", method="youtubePartner.assets.update")
    return door


class Watched(Client):
    """A client during whose write of an asset somebody begins to edit."""

    def __init__(self, door, editing):
        super().__init__(Ledger(), door.credentials(), timeout=1)
        self._editing = editing

    def update_asset(self, *args, **more):
        self._editing.__enter__()
        return super().update_asset(*args, **more)


@pytest.mark.parametrize("order", [("video-1", "video-0"), ("video-0", "video-1")])
def test_a_refusal_waits_for_whoever_edits_the_videos_of_the_asset(door, order):
    editing = somebody_editing(*order)
    [result] = results(door, client=Watched(door, editing))
    editing.__exit__(None, None, None)
    assert result.status == "failed" and set(edits().values()) == {"refused"}


@pytest.mark.parametrize(
    "again",
    [
        lambda by: sync_now(Video.objects.all(), Asked(refused=True, pull=False), by=by),
        lambda by: request_retry(MetadataSync.objects.all(), by=by),
    ],
)
def test_what_is_pushed_again_waits_for_whoever_edits_the_videos(door, olu, again):
    results(door)
    with somebody_editing():
        again(olu)
    assert set(edits().values()) == {"to_push"} and set(OpenEdit.objects.values_list("error", flat=True)) == {""}
