"""What a hand-over does to several open edits at once waits for whoever edits the videos, and never crosswise."""

import pytest
from django.db import transaction

from sync.handover.ask import request_take_back
from sync.handover.settle import settle_all
from tests.bulk import in_background, somebody_editing
from tests.handover import ONE, TWO, answer, edit, edits, hand_over, lying_at, quay
from videos.models import OpenEdit

pytestmark = pytest.mark.django_db(transaction=True)

REFUSED = ("Row number,Error message", "2,No.", "3,No.")
# Each act → what comes before it, the act, and the state of the edits after it.
ACTS = {
    "made": (lambda by: by, lambda by: hand_over(by), "handed_over"),
    "taken back": (hand_over, lambda made: request_take_back(made, by=made.made_by), "to_push"),
    "answered": (hand_over, lambda made: answer(made, made.made_by, *REFUSED), "refused"),
}


@pytest.mark.parametrize("order", [(ONE, TWO), (TWO, ONE)])
@pytest.mark.parametrize(("before", "act", "state"), ACTS.values(), ids=ACTS)
def test_it_waits_for_whoever_edits_the_videos(settings, tmp_path, olu, before, act, state, order):
    lying_at(settings, tmp_path / "files")
    quay()
    edit(olu, ONE, TWO, title="Better")
    given = before(olu)
    with somebody_editing(*order):
        act(given)
    assert {state for state, _ in edits().values()} == {state}


def test_what_stands_in_no_hand_over_goes_to_the_push_once_nobody_has_it_in_hand(olu):
    quay()
    edit(olu, ONE, TWO, title="Better")
    OpenEdit.objects.update(state="handed_over")
    with transaction.atomic():
        OpenEdit.objects.filter(video__video_id=ONE).update(error="looked at")
        settling = in_background(settle_all)
        settling.join(10)
        assert not settling.is_alive()
    assert edits() == {(ONE, "title"): ("handed_over", "looked at"), (TWO, "title"): ("to_push", "")}
    settle_all()
    assert {state for state, _ in edits().values()} == {"to_push"}
