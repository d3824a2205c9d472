"""Ana changes many videos at once in a real browser, Ben approves, and Ana takes it back."""

import pytest
from django.contrib.auth.models import Permission
from playwright.sync_api import expect

from tests.bulk import a_video_that_somebody_edits, in_background
from tests.catalogue import fill
from tests.machinery.browser import picture
from videos.bulk.actions import ACTIONS
from videos.bulk.run import run
from videos.bulk.selection import Selection
from videos.models import ApprovalRule, ChangeSet, OpenEdit, Video
from videos.queue import request_act

pytestmark = pytest.mark.browser


@pytest.fixture
def songs(transactional_db):
    fill(120)
    OpenEdit.objects.all().delete()
    Video.objects.update(effective_policy="Monetize in all countries", category="Music")
    ApprovalRule.objects.filter(group="policy").update(videos=100)
    yield
    ApprovalRule.objects.filter(group="policy").update(videos=1000)


def allowed(person, *names):
    person.user_permissions.add(*Permission.objects.filter(codename__in=names))
    return person


def test_a_policy_for_everything_that_matches_is_asked_approved_and_undone(site, browser, ana, ben, songs):
    allowed(ana, "undo_changeset")
    allowed(ben, "approve_changeset")
    page = site.open(
        browser.new_page(viewport={"width": 1280, "height": 900}),
        "/admin/videos/video/?category=Music",
        ana,
    )
    page.locator("#action-toggle").check()
    page.get_by_role("button", name="Select everything that matches (120)").click()
    page.get_by_label("Action:").select_option("Set effective policy")
    picture(page, "bulk-menu")
    page.get_by_role("button", name="Go").click()
    page.get_by_label("Policy").select_option("Track in all countries")
    page.get_by_role("button", name="Preview").click()
    expect(page.get_by_text("monetization policy of 100 videos or more")).to_be_visible()
    page.get_by_label("Reason").fill("The contract of Harbour ends in March.")
    picture(page, "bulk-preview", full_page=True)
    page.get_by_role("button", name="Ask for approval").click()
    expect(page.get_by_text("It waits until a second person approves it.")).to_be_visible()
    picture(page, "bulk-awaiting")
    theirs = site.open(browser.new_page(viewport={"width": 390, "height": 844}), "/admin/", ben)
    theirs.get_by_role("link", name="waiting for approval").click()
    theirs.get_by_role("link", name="Set effective policy").click()
    theirs.get_by_role("link", name="Approve or reject").click()
    picture(theirs, "bulk-decide", full_page=True)
    theirs.get_by_role("button", name="Approve").click()
    expect(theirs.get_by_text("120 videos were changed")).to_be_visible()
    # Ana's page hears of it, and offers to load what became of it.
    expect(page.locator('[data-field="status"]').first).to_have_text("applied")
    page.reload()
    picture(page, "bulk-applied", full_page=True)
    page.get_by_role("link", name="Undo", exact=True).click()
    page.get_by_label("Reason").fill("The contract goes on.")
    picture(page, "bulk-undo")
    expect(page.get_by_text("A second person has to approve this")).to_be_visible()
    assert ChangeSet.objects.filter(kind="bulk", status="applied", videos=120).exists()


def test_ana_sees_how_far_the_worker_is_and_stops_it(site, page, olu, songs, monkeypatch):
    monkeypatch.setattr("videos.queue.AT_ONCE", 5)
    values = {"administered": "yes"}
    waiting = request_act(ACTIONS["administered"], Selection(query=""), values, by=olu, reason="ours now")
    site.open(page, f"/admin/videos/changeset/{waiting.pk}/change/", olu)
    expect(page.get_by_text("It waits for the worker.")).to_be_visible()
    expect(page.locator("#live-pill")).to_have_attribute("data-state", "live")
    with a_video_that_somebody_edits():
        worker = in_background(lambda: run(waiting))
        expect(page.get_by_text("finding the videos")).to_be_visible()
        picture(page, "bulk-running")
        page.get_by_role("button", name="Cancel").click()
        expect(page.get_by_text("It is cancelled: nothing was changed.")).to_be_visible()
    worker.join(30)
    assert not Video.objects.filter(administered=True).exists()
