"""The undo of a large change set: its page estimates from a part of the log, the undo itself looks at each change."""

import pytest
from django.urls import reverse

from tests.bulk import said
from videos.bulk.actions import ACTIONS
from videos.bulk.selection import Selection
from videos.models import ApprovalRule, Change, ChangeSet, Video
from videos.queue import request_act

pytestmark = pytest.mark.django_db


@pytest.fixture
def done(olu, client, monkeypatch):
    """A bulk action of Olu's on thirty videos, of which ten are looked at."""
    for module in ("queue", "undo"):
        monkeypatch.setattr(f"videos.{module}.LOOKED_AT", 10)
    client.force_login(olu)
    Video.objects.bulk_create(Video(video_id=f"v{n}", category="Music", privacy_status="private") for n in range(30))
    return lambda action, **values: request_act(
        ACTIONS[action], Selection(query="category=Music"), values, by=olu, reason="test"
    )


def page_of(client, change_set):
    return client.get(reverse("admin:videos_changeset_undo", args=[change_set.pk])).content.decode()


def undo(client, change_set):
    page = reverse("admin:videos_changeset_undo", args=[change_set.pk])
    return client.post(page, {"reason": "a mistake"}, follow=True)


def test_its_numbers_are_estimates_and_the_undo_is_exact(done, client):
    change_set = done("category", category="Comedy")
    logged = list(Change.objects.order_by("id").values_list("video_id", flat=True))
    Video.objects.filter(pk__in=[logged[0], logged[-1]]).update(category="Gaming")
    page = page_of(client, change_set)
    assert "about 27" in page and "about 3" in page and "estimated" in page
    assert "28 videos were changed" in said(undo(client, change_set))
    assert Video.objects.filter(category="Music").count() == 28


def test_that_nothing_stands_any_more_is_found_by_the_undo(done, client):
    change_set = done("category", category="Comedy")
    Video.objects.update(category="Gaming")
    assert "about 0" in page_of(client, change_set)
    undo(client, change_set)
    assert ChangeSet.objects.get(request__undo=change_set.pk).status == "failed"
    assert Video.objects.filter(category="Gaming").count() == 30


def test_how_many_public_videos_become_private_is_estimated_too(done, client):
    change_set = done("privacy", privacy="public")
    assert "About 30 changes cannot be taken back again: private videos become public" in page_of(client, change_set)


def test_its_page_reads_a_part_of_the_log_only(done, client):
    change_set = done("category", category="Comedy")
    last = Change.objects.order_by("id").values_list("id", flat=True)[9]
    Change.objects.filter(id__gt=last).delete()  # what is not there cannot have been read
    assert "about 30" in page_of(client, change_set)


def test_an_undo_that_turns_out_to_need_a_second_person_waits_for_one(done, client):
    change_set = done("category", category="Comedy")
    first = Change.objects.order_by("id").values_list("video_id", flat=True)[:10]
    Video.objects.filter(pk__in=list(first)).update(category="Gaming")  # so that the estimate is none
    ApprovalRule.objects.create(group="any", irreversible=False, videos=20)
    undo(client, change_set)
    assert ChangeSet.objects.get(request__undo=change_set.pk).status == "awaiting"
    assert not Video.objects.filter(category="Music").exists()
