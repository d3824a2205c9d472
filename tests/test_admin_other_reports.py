"""The pages of claims, ownership conflicts and raw rows, as staff use them."""

import pytest
from django.contrib.auth.models import Permission
from django.urls import reverse

from reports.models import Report
from samples.layouts import CLAIM_RAW
from tests.harbour import FERRY, GULLS, report, row, video
from tests.ingesting import deliver, ingest
from videos.models import Claim, OwnershipConflict

pytestmark = pytest.mark.django_db(transaction=True)

MONEY = "YouTube_harbour_M_20250601_20250630_claim_raw_v1-1.csv"


@pytest.fixture
def conflict(tmp_path):
    told = {"asset_id": "A1", "conflicting_owner": "Quay <Records>", "ownership_origination": "us"}
    report(tmp_path, told, day=0, name="asset_conflict_report_harbour_L_v1-3.csv")
    report(tmp_path, row(FERRY, "Ferry", asset_id="A1"), day=0)
    return OwnershipConflict.objects.get()


def address(model, *args):
    return reverse(f"admin:{model}", args=args)


def may_work(person):
    person.user_permissions.add(Permission.objects.get(codename="change_ownershipconflict"))
    return person


def act(client, conflict, name):
    return client.post(address("videos_ownershipconflict_act", conflict.pk, name), follow=True)


def test_somebody_takes_a_conflict_in_hand_writes_a_note_and_ends_it(client, ana, conflict):
    client.force_login(may_work(ana))
    listed = client.get(address("videos_ownershipconflict_changelist"), {"state__exact": "open"}).content.decode()
    assert client.get(address("videos_ownershipconflict_changelist"), {"owner": "Quay\x00"}).status_code == 200
    assert "Quay &lt;Records&gt;" in listed
    assert "in hand of ana" in act(client, conflict, "take").content.decode()
    url = address("videos_ownershipconflict_change", conflict.pk)
    client.post(url, {"note": "Wrote to them."})
    page = act(client, conflict, "end").content.decode()
    assert "ended by ana" in page
    assert "Wrote to them." in page
    assert "Ferry" in page, "the asset's videos are at hand"
    conflict.refresh_from_db()
    assert (conflict.state, conflict.assigned_to, conflict.closed_by) == ("over", ana, ana)


def test_whoever_may_only_look_cannot_act_on_a_conflict(client, ben, conflict):
    client.force_login(ben)
    assert client.get(address("videos_ownershipconflict_change", conflict.pk)).status_code == 200
    assert act(client, conflict, "take").status_code == 403
    client.post(address("videos_ownershipconflict_change", conflict.pk), {"note": "Mine"})
    client.post(address("videos_ownershipconflict_changelist"), {"action": "end", "_selected_action": [conflict.pk]})
    conflict.refresh_from_db()
    assert (conflict.state, conflict.note) == ("open", "")


def test_conflicts_are_taken_in_hand_together(client, ana, conflict):
    client.force_login(may_work(ana))
    selected = {"action": "take", "_selected_action": [conflict.pk]}
    client.post(address("videos_ownershipconflict_changelist"), selected)
    mine = client.get(address("videos_ownershipconflict_changelist"), {"hands": "mine"})
    assert [one.pk for one in mine.context["cl"].result_list] == [conflict.pk]


@pytest.fixture
def claims(tmp_path):
    def told(claim_id, video_id, status, **cells):
        return {"claim_id": claim_id, "video_id": video_id, "claim_status": status, **cells}

    report(tmp_path, row(FERRY, "Ferry", effective_policy="Block everywhere"), day=0)
    strange = told("C2", "fansfansfan", "PENDING", video_title="Fan song", asset_id="A7", claim_policy_block="DE|FR")
    rows = [told("C1", FERRY, "ACTIVE", views=12, writers="Odd Writer"), strange]
    rows += [told(f"C{number}", GULLS, "ACTIVE") for number in range(3, 20)]
    return [report(tmp_path, *rows, day=0, name="claim_report_harbour_C.csv")]


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({"status": "pending"}, ["C2"]),
        ({"asset": "A7"}, ["C2"]),
        ({"q": "A7 C1"}, ["C2", "C1"]),
        ({"claim_type": "VISUAL"}, []),
        ({"lost_in": "77"}, []),
        ({"first_seen": "x"}, []),
    ],
)
def test_claims_are_found_by_what_their_report_tells(client, ben, claims, asked, found):
    client.force_login(ben)
    page = client.get(address("videos_claim_changelist"), asked)
    assert [claim.claim_id for claim in page.context["cl"].result_list] == found
    if found:
        assert "Fan song" in page.content.decode()


def test_new_claims_are_found_by_the_report_that_brought_them(client, ben, claims):
    client.force_login(ben)
    page = client.get(address("videos_claim_changelist"), {"first_seen": claims[0].change_set_id})
    assert len(page.context["cl"].result_list) == 19


def test_what_the_report_said_stands_on_the_pages_of_video_and_claim(client, ben, cora, claims):
    client.force_login(ben)
    page = client.get(address("videos_claim_change", Claim.objects.get(claim_id="C1").pk)).content.decode()
    assert "What the reports say" in page
    assert "Odd Writer" in page
    page = client.get(address("videos_video_change", video(FERRY).pk)).content.decode()
    assert "<dt>effective_policy</dt><dd>Block everywhere</dd>" in page
    cora.user_permissions.add(Permission.objects.get(codename="view_claim"))
    client.force_login(cora)
    page = client.get(address("videos_claim_change", Claim.objects.get(claim_id="C1").pk)).content.decode()
    assert "What the reports say" not in page


def test_the_rows_of_a_report_that_is_not_merged_are_looked_at_and_downloaded(client, ben, cora, tmp_path):
    rows = [[f"cell{number}" for number, _ in enumerate(CLAIM_RAW)] for _ in range(120)]
    rows[0][3], rows[0][4] = FERRY, "=1+1"
    text = "".join(f"{','.join(line)}\n" for line in [CLAIM_RAW, *rows])
    ingest(deliver(tmp_path, MONEY, text))
    money = Report.objects.get()
    client.force_login(ben)
    assert "Look at the rows" in client.get(address("reports_report_change", money.pk)).content.decode()
    first = client.get(address("reports_report_rows", money.pk))
    assert len(first.context["rows"]) == 100
    rest = client.get(address("reports_report_rows", money.pk), {"after": first.context["behind"]})
    assert len(rest.context["rows"]) == 20
    chunks = client.get(address("reports_report_rows_csv", money.pk)).streaming_content
    lines = b"".join(chunks).decode("utf-8-sig").splitlines()
    assert lines[0] == ",".join(CLAIM_RAW)
    assert lines[1].split(",")[2:6] == ["cell2", FERRY, "'=1+1", "cell5"]
    assert len(lines) == 121
    client.force_login(cora)
    assert client.get(address("reports_report_rows", money.pk)).status_code == 403
