"""What changed, as pages: by report and by day, each count with the list behind it, and all of it as CSV."""

import csv
from datetime import date

import pytest
from django.contrib.auth.models import Permission
from django.urls import reverse

from reports.models import Digest
from tests.harbour import FERRY, GULLS, PIER, report, row

pytestmark = pytest.mark.django_db(transaction=True)

CLAIMS = "claim_report_harbour_C.csv"
CONFLICTS = "asset_conflict_report_harbour_L_v1-3.csv"
FLEET = [f"fleetfleet{sign}" for sign in "0123456789abcdefghij"]


def video(video_id, title="Title", **cells):
    return row(video_id, title, **{"privacy_status": "public", **cells})


@pytest.fixture
def told(inbox):
    """The digest of a second report: one video new, one gone, one private and with a title that a formula is."""
    fleet = [video(one) for one in FLEET]
    report(inbox, video(FERRY), video(GULLS, "Gulls"), *fleet, day=0)
    done = report(inbox, video(FERRY, "=1+1", privacy_status="private"), video(PIER), *fleet, day=1)
    return Digest.objects.get(change_set=done.change_set)


def page(client, name, *args):
    return client.get(reverse(f"admin:reports_digest_{name}", args=args))


def lines(response):
    return {line.name: line for _, found in response.context["sections"] for line in found}


def listed(client, url):
    return [one.video_id for one in client.get(url).context["cl"].result_list]


def test_each_count_leads_to_the_list_of_just_that(client, ben, told):
    client.force_login(ben)
    found = lines(page(client, "change", told.pk))
    urls = {name: line.parts[0].url for name, line in found.items()}
    assert {name: listed(client, url) for name, url in urls.items()} == {
        "video_new": [PIER],
        "video_gone": [GULLS],
        "privacy_status": [FERRY],
        "title": [FERRY],
    }
    assert all(line.number == 1 for line in found.values())
    log = client.get(found["title"].parts[0].log_url).context["cl"].result_list
    assert [(one.old, one.new) for one in log] == [("Title", "=1+1")]


def test_what_gone_means_is_said(client, ben, told):
    client.force_login(ben)
    assert "in the snapshot before, not in this one" in page(client, "change", told.pk).content.decode()


def test_the_page_of_a_report_says_what_it_changed(client, ben, told):
    client.force_login(ben)
    shown = client.get(reverse("admin:reports_report_change", args=[told.report_id])).content.decode()
    assert "What changed" in shown
    assert "Videos gone" in shown


def test_a_day_sums_its_reports_and_keeps_them_apart(client, ben, told):
    client.force_login(ben)
    days = page(client, "changelist")
    assert [row["reports"] for row in days.context["rows"]] == [2]
    new = lines(page(client, "day", told.day))["video_new"]
    assert (new.number, [part.number for part in new.parts]) == (23, [22, 1])
    assert client.get(reverse("admin:reports_digest_day", args=[date(2001, 1, 1)])).status_code == 404


def rows(response):
    return list(csv.DictReader(b"".join(response.streaming_content).decode("utf-8-sig").splitlines()))


def test_every_item_of_a_digest_is_in_the_download_and_no_formula_runs(client, ben, told):
    client.force_login(ben)
    found = rows(page(client, "csv", told.pk))
    brief = sorted((one["video_id"], one["title"], one["field"], one["old"], one["new"]) for one in found)
    assert brief == [
        (FERRY, "'=1+1", "privacy_status", "public", "private"),
        (FERRY, "'=1+1", "title", "Title", "'=1+1"),
        (GULLS, "Gulls", "", "", ""),
        (PIER, "Title", "", "", ""),
    ]
    assert len(rows(page(client, "day_csv", told.day))) == 22 + 4


def test_claims_and_conflicts_are_in_lists_and_downloads(client, ben, inbox):
    claims = [{"claim_id": one, "video_id": FERRY, "claim_status": "ACTIVE"} for one in ["C1", "C2", *FLEET]]
    report(inbox, *claims, day=0, name=CLAIMS)
    done = report(inbox, *claims[1:], day=1, name=CLAIMS)
    client.force_login(ben)
    url = lines(page(client, "change", done.change_set_id))["claim_lost"].parts[0].url
    assert [one.claim_id for one in client.get(url).context["cl"].result_list] == ["C1"]
    assert [one["claim_id"] for one in rows(page(client, "csv", done.change_set_id))] == ["C1"]
    conflict = {"asset_id": "A1", "conflicting_owner": "Quay", "ownership_origination": "us"}
    done = report(inbox, conflict, day=0, name=CONFLICTS)
    url = lines(page(client, "change", done.change_set_id))["conflict_opened"].parts[0].url
    assert [one.asset_id for one in client.get(url).context["cl"].result_list] == ["A1"]
    assert [one["owner"] for one in rows(page(client, "csv", done.change_set_id))] == ["Quay"]


def test_what_is_held_is_listed_in_the_download_before_a_person_has_it_marked(client, ben, inbox):
    report(inbox, video(FERRY), video(GULLS), day=0)
    shrunk = report(inbox, video(FERRY), day=1)
    client.force_login(ben)
    shown = page(client, "change", shrunk.change_set_id)
    assert "None is marked" in shown.content.decode()
    assert not lines(shown)["video_gone"].parts[0].url
    assert [one["video_id"] for one in rows(page(client, "csv", shrunk.change_set_id))] == [GULLS]


def test_only_who_may_view_videos_sees_what_changed(client, cora, told):
    client.force_login(cora)
    pages = [("changelist",), ("change", told.pk), ("csv", told.pk), ("day", told.day), ("day_csv", told.day)]
    assert {page(client, *one).status_code for one in pages} == {403}
    overview = client.get(reverse("admin:index")).content.decode()
    assert "What changed" not in overview
    cora.user_permissions.add(Permission.objects.get(codename="view_video"))
    assert {page(client, *one).status_code for one in pages} == {200}
    found = rows(page(client, "csv", told.pk))
    assert {one["field"] for one in found} == {""}, "the log is not for Cora"
    assert "1 new" in client.get(reverse("admin:index")).content.decode()
