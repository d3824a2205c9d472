"""Four eyes: what waits for a second person, who may approve it, and what then happens."""

import pytest
from django.contrib.auth.models import Permission
from django.urls import reverse

from tests.bulk import act, said, work
from videos.approvals import NeedsSecondPerson
from videos.edit import edit_videos
from videos.models import ApprovalRule, ChangeSet, Video

pytestmark = pytest.mark.django_db


@pytest.fixture
def songs(db):
    """Three public videos; the policies of two need a second person, and so does one public video made private."""
    ApprovalRule.objects.filter(group="policy").update(videos=2)
    ApprovalRule.objects.filter(group="privacy").update(videos=1)
    for n in range(3):
        Video.objects.create(video_id=f"video{n}", title=f"Song {n}", privacy_status="public")
    return Video.objects.order_by("pk")


@pytest.fixture
def ben(ben):
    """Ben, who may approve besides."""
    ben.user_permissions.add(Permission.objects.get(codename="approve_changeset"))
    return ben


def page_of(name, change_set):
    return reverse(f"admin:videos_changeset_{name}", args=[change_set.pk])


def ask(client, person, songs, action="policy", **values):
    client.force_login(person)
    page = act(client, action, songs, **(values or {"policy": "Block in all countries"}))
    return page, ChangeSet.objects.latest("pk")


def blocked(songs):
    return songs.filter(effective_policy="Block in all countries").count()


def test_a_policy_above_the_limit_waits_and_below_it_does_not(client, ana, songs):
    page, done = ask(client, ana, songs[:1])
    assert (done.status, blocked(songs)) == ("applied", 1)
    page, asked = ask(client, ana, songs)
    assert (asked.status, blocked(songs)) == ("awaiting", 1)
    assert "waits until a second person approves it" in said(page)
    assert "monetization policy of 2 videos or more" in page.content.decode()


def test_match_policies_wait_as_other_policies_do(client, ana, songs):
    songs.update(asset_id="A1")
    page, asked = ask(client, ana, songs[:1], "match")
    assert (asked.status, "monetization policy of 2 videos or more" in page.content.decode()) == ("awaiting", True)
    assert not songs.exclude(match_policy="").exists()


def test_even_one_claim_is_released_by_two_people_only(client, ana, songs):
    songs.update(claimed_status="active")
    page, asked = ask(client, ana, songs[:1], "release")
    assert (asked.status, songs[0].claimed_status) == ("awaiting", "active")
    assert "claims, where it cannot be taken back, of any number of videos" in page.content.decode()


def test_a_safe_edit_needs_nobody(client, ana, songs):
    assert ask(client, ana, songs, "administered", administered="yes")[1].status == "applied"


def test_ben_finds_it_sees_what_would_change_and_approves(client, ana, ben, songs):
    _, asked = ask(client, ana, songs)
    client.force_login(ben)
    overview = client.get(reverse("admin:index")).content.decode()
    assert "status__exact=awaiting" in overview
    page = client.get(page_of("decide", asked))
    assert page.context["seen"].videos == 3
    assert "as agreed" in page.content.decode()
    page = client.post(page_of("decide", asked), {"_approve": "x", "reason": "fine"}, follow=True)
    assert "3 videos were changed" in said(page)
    asked.refresh_from_db()
    assert (asked.status, asked.approved_by, asked.actor, blocked(songs)) == ("applied", ben, ana, 3)
    assert "Approved by ben: fine" in page.content.decode()


def test_what_changed_since_is_told_to_who_approves(client, ana, ben, songs):
    _, asked = ask(client, ana, songs)
    songs.filter(pk=songs[0].pk).update(effective_policy="Block in all countries")
    client.force_login(ben)
    assert "would have changed 3 videos" in client.get(page_of("decide", asked)).content.decode()


def test_nobody_approves_their_own(client, olu, songs):
    _, asked = ask(client, olu, songs)
    page = client.post(page_of("decide", asked), {"_approve": "x"}, follow=True)
    assert "your own request" in said(page)
    assert "somebody else has to approve it" in page.content.decode()
    asked.refresh_from_db()
    assert (asked.status, blocked(songs)) == ("awaiting", 0)


def test_who_has_not_the_permission_can_neither_see_the_decision_nor_take_it(client, ana, cora, songs):
    _, asked = ask(client, ana, songs)
    cora.user_permissions.add(Permission.objects.get(codename="view_changeset"))
    client.force_login(cora)
    assert "Approve or reject" not in client.get(page_of("change", asked)).content.decode()
    assert client.get(page_of("decide", asked)).status_code == 403
    assert client.post(page_of("decide", asked), {"_approve": "x"}).status_code == 403
    assert client.post(page_of("cancel", asked)).status_code == 403
    assert client.get(page_of("undo", asked)).status_code == 403


def test_a_rejection_needs_a_reason_and_ends_it(client, ana, ben, songs):
    _, asked = ask(client, ana, songs)
    client.force_login(ben)
    assert "Say why" in client.post(page_of("decide", asked), {"_reject": "x"}).content.decode()
    page = client.post(page_of("decide", asked), {"_reject": "x", "reason": "too\x00 many"}, follow=True)
    assert "Rejected by ben: too many" in page.content.decode()
    asked.refresh_from_db()
    assert (asked.status, blocked(songs)) == ("rejected", 0)


def test_only_from_public_to_private_and_back_counts_as_irreversible(client, ana, songs):
    songs.filter(pk=songs[0].pk).update(privacy_status="unlisted")
    assert ask(client, ana, songs[:1], "privacy", privacy="private")[1].status == "applied"
    assert ask(client, ana, songs[1:], "privacy", privacy="unlisted")[1].status == "applied"
    songs.update(privacy_status="public")
    assert ask(client, ana, songs[1:], "privacy", privacy="private")[1].status == "awaiting"
    songs.update(privacy_status="private")
    assert ask(client, ana, songs[1:], "privacy", privacy="public")[1].status == "awaiting"


def test_a_large_one_is_done_by_the_worker_once_it_is_approved(client, ana, ben, songs, monkeypatch):
    monkeypatch.setattr("videos.queue.AT_ONCE", 2)
    _, asked = ask(client, ana, songs)
    work()
    assert blocked(songs) == 0
    client.force_login(ben)
    client.post(page_of("decide", asked), {"_approve": "x"})
    work()
    assert blocked(songs) == 3


def test_an_undo_above_the_limit_waits_too(client, ana, ben, songs):
    ana.user_permissions.add(Permission.objects.get(codename="undo_changeset"))
    _, asked = ask(client, ana, songs)
    client.force_login(ben)
    client.post(page_of("decide", asked), {"_approve": "x"})
    client.force_login(ana)
    client.post(page_of("undo", asked), {"reason": "a mistake"})
    back = ChangeSet.objects.latest("pk")
    assert (back.status, blocked(songs)) == ("awaiting", 3)
    client.force_login(ben)
    assert client.get(page_of("decide", back)).context["outlook"].restored == 3
    client.post(page_of("decide", back), {"_approve": "x"})
    back.refresh_from_db()
    assert (back.status, back.undo_of, blocked(songs)) == ("applied", asked, 0)


def test_an_administrator_edits_the_rules(client, olu, ana, songs):
    client.force_login(olu)
    rules = reverse("admin:videos_approvalrule_changelist")
    assert "monetization policy" in client.get(rules).content.decode()
    ApprovalRule.objects.filter(group="policy").delete()
    client.post(reverse("admin:videos_approvalrule_add"), {"group": "any", "videos": "2"})
    assert ask(client, ana, songs, "administered", administered="yes")[1].status == "awaiting"
    client.force_login(ana)
    assert client.get(rules).status_code == 200  # Ana may view everything
    assert client.post(reverse("admin:videos_approvalrule_add"), {"group": "ads", "videos": "1"}).status_code == 403


def edit(client, video, **values):
    """Save the page of a video as a browser would, with some values typed."""
    address = reverse("admin:videos_video_change", args=[video.pk])
    form = client.get(address).context["adminform"].form
    data = {}
    for bound in form:
        shown = bound.field.prepare_value(bound.value())
        data[bound.html_name] = data[bound.html_initial_name] = "" if shown is None else shown
    data = {name: value for name, value in data.items() if value is not False}
    return client.post(address, {**data, **values}, follow=True)


def test_one_public_video_is_made_private_with_a_reason_only(client, ana, songs):
    ApprovalRule.objects.filter(group="privacy").update(videos=100)
    songs.update(category="Music", license="youtube")
    client.force_login(ana)
    assert "say why" in edit(client, songs[0], privacy_status="private").content.decode()
    assert not ChangeSet.objects.exists()
    edit(client, songs[0], privacy_status="private", reason="The licence has ended.")
    assert songs.get(pk=songs[0].pk).privacy_status == "private"
    assert ChangeSet.objects.get().reason == "The licence has ended."


def test_an_edit_of_one_video_may_need_a_second_person_too(client, ana, ben, songs):
    songs.update(category="Music", license="youtube")
    client.force_login(ana)
    page = edit(client, songs[0], privacy_status="private", reason="The licence has ended.")
    assert "waits until a second person approves it" in said(page)
    asked = ChangeSet.objects.get()
    assert (asked.status, asked.kind, songs[0].privacy_status) == ("awaiting", "edit", "public")
    client.force_login(ben)
    client.post(page_of("decide", asked), {"_approve": "x"})
    assert songs.get(pk=songs[0].pk).privacy_status == "private"


def test_who_may_not_change_monetization_reads_policies_and_ads_on_the_page(client, ben, songs):
    ben.user_permissions.add(Permission.objects.get(codename="change_video"))
    client.force_login(ben)
    songs.update(category="Music", license="youtube")
    policy = "Block in all countries"
    edit(client, songs[0], effective_policy=policy, match_policy=policy, title="Better")
    assert (songs[0].title, songs[0].effective_policy, songs[0].match_policy) == ("Better", "", "")


def test_an_undo_asks_for_the_permission_of_what_it_changes(client, ana, ben, songs):
    _, done = ask(client, ana, songs[:1])
    ben.user_permissions.add(*Permission.objects.filter(codename__in=["undo_changeset", "change_video"]))
    client.force_login(ben)
    assert page_of("undo", done) not in client.get(page_of("change", done)).content.decode()
    assert client.get(page_of("undo", done)).status_code == 403
    assert client.post(page_of("undo", done), {"reason": "x"}).status_code == 403
    assert blocked(songs) == 1
    ben.user_permissions.add(Permission.objects.get(codename="change_monetization"))
    assert page_of("undo", done) in client.get(page_of("change", done)).content.decode()
    client.post(page_of("undo", done), {"reason": "x"})
    assert blocked(songs) == 0


def test_an_edit_that_goes_round_the_pages_is_held_to_the_rules_too(ana, songs):
    with pytest.raises(NeedsSecondPerson, match="monetization policy of 2 videos or more"):
        edit_videos(songs, {"effective_policy": "Block in all countries"}, actor=ana)
    with pytest.raises(ValueError, match="say why"):
        edit_videos(songs[:1], {"privacy_status": "private"}, actor=ana)
    assert not ChangeSet.objects.exists()
