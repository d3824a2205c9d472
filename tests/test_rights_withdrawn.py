"""What was asked for is done with the rights that the person has when it is done, not with those of days before."""

import pytest
from django.contrib.auth.models import Permission

from sync.handover.tasks import look_after_hand_overs
from tests.bulk import work
from tests.handover import ONE, edit, edits, fresh, hand_over, lying_at, quay
from videos.bulk.actions import ACTIONS
from videos.bulk.selection import Selection
from videos.conflicts import digest_of
from videos.edit import edit_videos
from videos.models import ApprovalRule, ChangeSet, EditConflict, OpenEdit, Spreadsheet, SpreadsheetRow, Video
from videos.queue import approve, request_act, request_answer, request_import, request_undo

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def by_the_worker(monkeypatch):
    monkeypatch.setattr("videos.queue.AT_ONCE", 0)


@pytest.fixture
def song(db):
    return Video.objects.create(video_id="v1", title="Song", category="Music")


@pytest.fixture
def ana(ana):
    """Ana, who may take change sets back besides."""
    ana.user_permissions.add(Permission.objects.get(codename="undo_changeset"))
    return ana


def bulk_action(ana, song):
    values = {"category": "Comedy"}
    return request_act(ACTIONS["category"], Selection(ids=(song.pk,)), values, by=ana, reason="test")


def spreadsheet(ana, song):
    sheet = Spreadsheet.objects.create(
        name="songs.csv", uploaded_by=ana, status="ready", fields=["category"], changing=1, rows=1, videos=1
    )
    changes = {"category": ["Music", "Comedy"]}
    SpreadsheetRow.objects.create(spreadsheet=sheet, line=2, video=song, key="v1", changes=changes)
    return request_import(sheet, by=ana, reason="test")


def undo(ana, song):
    Video.objects.update(category="Comedy")
    return request_undo(edit_videos(Video.objects.all(), {"category": "Music"}, actor=ana), by=ana, reason="test")


def answer(ana, song):
    edit_videos(Video.objects.all(), {"category": "Music", "title": "Tune"}, actor=ana)
    OpenEdit.objects.filter(field="category").delete()
    OpenEdit.objects.update(state="conflict", theirs="Melody")
    conflicts = EditConflict.objects.all()
    return request_answer(conflicts, "theirs", by=ana, reason="test", digest=digest_of(conflicts))


def assert_refused(asked, song):
    asked.refresh_from_db()
    song.refresh_from_db()
    assert (asked.status, song.category, song.title != "Melody") == ("failed", "Music", True)
    assert "ana asked for it and may not do it any more" in asked.request["error"]


@pytest.mark.parametrize("act", [bulk_action, spreadsheet, undo, answer])
def test_the_worker_refuses_what_the_person_may_not_do_any_more(ana, song, act):
    asked = act(ana, song)
    assert asked.status == "queued"
    ana.user_permissions.remove(Permission.objects.get(codename="change_video"))
    work()
    assert_refused(asked, song)


def test_nor_is_it_done_for_who_has_left_though_a_second_person_approves_it(ana, olu, song):
    ApprovalRule.objects.create(group="any", videos=1, irreversible=False)
    asked = bulk_action(ana, song)
    assert asked.status == "awaiting"
    ana.is_active = False
    ana.save(update_fields=["is_active"])
    approve(ChangeSet.objects.get(pk=asked.pk), by=olu)
    work()
    assert_refused(asked, song)


def test_no_spreadsheets_are_made_for_who_has_left(olu, settings, tmp_path, monkeypatch):
    lying_at(settings, tmp_path)
    monkeypatch.setattr("sync.handover.ask.AT_ONCE", 0)
    quay()
    edit(olu, ONE, title="Once")
    waits = hand_over(olu)
    olu.is_active = False
    olu.save(update_fields=["is_active"])
    look_after_hand_overs(0)
    assert (fresh(waits).status, edits()[ONE, "title"][0]) == ("failed", "to_push")
    assert "olu asked for it and may not do it any more" in fresh(waits).error
