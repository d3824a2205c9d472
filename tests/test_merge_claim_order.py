"""Whatever the order in which claim and video reports arrive, claims and what they tell of videos end the same."""

from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import HealthCheck, Phase, assume, given
from hypothesis import settings as bounded
from hypothesis import strategies as st

from tests.harbour import FERRY, GULLS, PIER, report, row
from tests.machinery import tables
from videos.models import Claim, Video

pytestmark = pytest.mark.django_db(transaction=True)

ON = {"C1": FERRY, "C2": FERRY, "C3": GULLS, "C4": "fansfansfan"}
STATUSES = ["ACTIVE", "disputed", "routedForReview", "inactive", ""]
claimed = st.tuples(st.sampled_from(STATUSES), st.sampled_from(["", "A1", "A2"]))
snapshots = st.dictionaries(st.sampled_from(list(ON)), claimed)
listings = st.dictionaries(
    st.sampled_from([FERRY, GULLS, PIER]), st.tuples(st.sampled_from(["Yes", "No"]), st.sampled_from(["", "A1", "A9"]))
)
histories = st.lists(
    st.one_of(st.tuples(st.just("claim"), snapshots), st.tuples(st.just("video"), listings)), min_size=3, max_size=4
)


def deliver(folder, day, kind, told):
    if kind == "claim":
        rows = [
            {"claim_id": name, "video_id": ON[name], "claim_status": status, "asset_id": asset}
            for name, (status, asset) in told.items()
        ]
        # Something is always told: an empty file says nothing of what is gone.
        rows.append({"claim_id": "C0", "video_id": PIER, "claim_status": "ACTIVE", "asset_id": ""})
        return report(folder, *rows, day=day, name="claim_report_harbour_C.csv")
    rows = [
        row(name, "A song", claimed_by_this_owner=ours, asset_id=asset, claim_id="C1" if name == FERRY else "")
        for name, (ours, asset) in told.items()
    ]
    return report(folder, *rows, row("anchoranch0", "Anchor"), day=day)


def outcome(folder, history, order):
    tables.empty()
    for day in order:
        done = deliver(folder, day, *history[day])
        assert done.rows_read == done.inserted + done.updated + done.unchanged
    claims = Claim.objects.filter(told_by="claim").order_by("claim_id")
    videos = Video.objects.order_by("video_id")
    return (
        [(one.claim_id, one.video_id, one.status, one.asset_id, one.not_seen_since is None) for one in claims],
        list(videos.values_list("video_id", "claimed_status", "claimed_by_this_owner", "asset_id")),
    )


@bounded(
    max_examples=5,
    deadline=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
@given(history=histories, data=st.data())
def test_the_order_of_arrival_does_not_matter(settings, history, data):
    settings.REPORT_SHRINK_LIMIT = 1
    order = data.draw(st.permutations(range(len(history))))
    assume(order != sorted(order))
    with TemporaryDirectory() as one, TemporaryDirectory() as other:
        assert outcome(Path(one), history, range(len(history))) == outcome(Path(other), history, order)
