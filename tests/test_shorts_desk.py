"""The Shorts desk: which videos come to it, why, before whom, and what a verdict leaves behind."""

from contextlib import closing
from datetime import UTC, datetime

import pytest
from django.contrib.auth.models import Permission, User
from django.db import connection
from django.db.models.expressions import RawSQL
from django.test import Client
from django.urls import reverse

from videos.models import ApprovalRule, Change, ChangeSet, Claim, Short, ShortLook, Video
from videos.shorts import reasons as reasons_for

pytestmark = pytest.mark.django_db

DESK = reverse("admin:videos_shorts_desk")
OLD, NEW = datetime(2024, 10, 14, 23, tzinfo=UTC), datetime(2026, 1, 5, tzinfo=UTC)


def upload(number, seconds, when=NEW, **values):
    return Video.objects.create(
        video_id=f"clip{number:07}", title=f"Clip {number}", video_length=seconds, time_uploaded=when, **values
    )


def before(client, **address):
    """The candidate that the desk shows."""
    return client.get(DESK, address).context["candidate"]


def say(client, verdict, video=None, **more):
    video = video or before(client)
    return client.post(DESK, {"video": video.pk, "verdict": verdict}, **more)


def said(page):
    return " ".join(str(message) for message in page.context["messages"])


@pytest.fixture
def anas(client, ana):
    client.force_login(ana)
    return client


@pytest.fixture
def bens(ben):
    ben.user_permissions.add(Permission.objects.get(codename="change_short"))
    client = Client()
    client.force_login(ben)
    return client


@pytest.mark.parametrize(
    ("seconds", "when", "comes"),
    [(60, OLD, True), (61, OLD, False), (61, NEW, True), (180, NEW, True), (181, NEW, False), (0, NEW, False)],
)
def test_length_and_date_make_a_candidate(anas, seconds, when, comes):
    upload(1, seconds, when)
    assert (before(anas) is not None) == comes


def test_without_a_day_of_upload_that_of_publication_counts(anas):
    upload(1, 100, None, time_published=OLD)
    new = upload(2, 100, None, time_published=NEW)
    upload(3, 100, None)
    assert before(anas) == new
    assert anas.get(DESK).context["left"] == "1"


def test_what_is_known_to_be_wide_does_not_come(anas):
    square = upload(1, 30, aspect=1000)
    upload(2, 30, aspect=1001)
    assert before(anas) == square


def test_what_is_gone_from_youtube_is_not_judged(anas):
    upload(1, 30, not_seen_since=NEW)
    upload(2, 30, missing_since=NEW)
    assert before(anas) is None


def test_the_reasons_stand_beside_it(anas):
    video = upload(1, 130, datetime(2025, 1, 1, tzinfo=UTC))
    Claim.objects.create(claim_id="c1", video=video, status="active", is_shorts_eligible=True)
    page = anas.get(DESK)
    reasons = {reason.name: (reason.speaks, reason.text) for reason in page.context["reasons"]}
    assert reasons["Length"][0] == reasons["Date"][0] == reasons["Content ID"][0] == "for"
    assert "artist channel" in reasons["Date"][1]
    assert reasons["Aspect"][0] == "open" and "aspect unknown" in reasons["Aspect"][1]
    assert "blocked everywhere" in reasons["Beware"][1]
    assert "2:10" in page.content.decode()
    Claim.objects.create(claim_id="c2", video=video, status="inactive", is_shorts_eligible=False)
    Video.objects.update(aspect=563)
    text = anas.get(DESK).content.decode()
    assert "its claims disagree" in text and "upright, about 9:16" in text
    shapes = {999: "nearly square", 1000: "square", 1001: "a little wider than", 1778: "wide, about 16:9"}
    told = {aspect: reasons_for(Video(aspect=aspect), [])[2] for aspect in shapes}
    assert all(told[aspect].text.startswith(words) for aspect, words in shapes.items())
    assert [told[aspect].speaks for aspect in shapes] == ["for", "for", "against", "against"]


def test_a_verdict_says_who_decided_when_and_stands_in_the_history(anas, ana):
    newest = [upload(number, 30) for number in range(3)][-1]
    page = say(anas, "short", follow=True)
    assert "Verified as Short." in said(page)
    assert page.context["candidate"] != newest
    short = Short.objects.get()
    assert (short.video, short.verdict, short.method, short.checked_by) == (newest, "short", "manual", ana)
    assert short.checked_at
    logged = Change.objects.values_list("video_id", "field", "old", "new").get()
    assert logged == (newest.pk, "short_verdict", "unknown", "short")
    assert (page.context["left"], page.context["number"]) == ("2", 1)
    say(anas, "not_short")
    listed = anas.get(reverse("admin:videos_nonyoutubeshort_changelist"))
    assert [row.verdict for row in listed.context["cl"].result_list] == ["not_short"]


def test_a_verdict_is_taken_back_and_its_video_comes_again_at_once(anas):
    videos = [upload(number, 30) for number in range(3)]
    say(anas, "short")
    say(anas, "not_short")
    first = ChangeSet.objects.order_by("pk").first()
    page = anas.post(DESK, {"undo": first.pk}, follow=True)
    assert "Taken back" in said(page)
    assert page.context["candidate"] == videos[2]
    assert Short.objects.get(video=videos[2]).verdict == "unknown"
    assert [one.verdict for one in page.context["last"]] == ["not a Short"]
    assert "not among your last ones" in said(anas.post(DESK, {"undo": first.pk}, follow=True))


def test_what_ana_skips_is_bens_to_judge_and_comes_back_to_her_the_day_after(anas, bens):
    video = upload(1, 30)
    assert "Skipped" in said(say(anas, "skip", follow=True))
    assert before(anas) is None
    assert "skipped by you" in anas.get(DESK).content.decode()
    assert before(bens) == video
    ShortLook.objects.update(person=User.objects.get(username="ana"), put_off=True, until=OLD)
    assert before(anas) == video


def test_two_people_never_get_the_same_ones(anas, bens):
    for number in range(25):
        upload(number, 30)
    before(anas)
    before(bens)
    held = list(ShortLook.objects.values_list("person__username", "video"))
    assert sorted(name for name, _ in held) == ["ana"] * 10 + ["ben"] * 10
    assert before(anas).pk > before(bens).pk
    before(anas)
    assert sorted(ShortLook.objects.values_list("person__username", "video")) == sorted(held)
    ShortLook.objects.update(until=OLD)
    assert before(bens).pk == max(video for _, video in held)  # Ana has been away for long


def test_what_cannot_be_found_in_time_from_the_newest_on_comes_from_the_oldest_on(anas, monkeypatch):
    slow = RawSQL("(SELECT pg_sleep(2)::text)", [])
    videos = [upload(number, 30) for number in range(12)]
    monkeypatch.setattr("videos.shorts.WAYS", [(slow, 50), ("pk", 2_000)])
    assert before(anas) == videos[9]
    assert set(ShortLook.objects.values_list("video", flat=True)) == {video.pk for video in videos[:10]}


def test_who_comes_second_is_told_what_was_decided(anas, bens):
    video = upload(1, 30)
    say(anas, "not_short")
    page = say(bens, "short", video, follow=True)
    assert "judged meanwhile, by ana: not a Short" in said(page)
    assert Short.objects.get().verdict == "not_short"
    assert ChangeSet.objects.count() == 1


def test_a_script_is_given_the_card_alone(anas):
    for number in range(2):
        upload(number, 30)
    page = say(anas, "short", headers={"X-Requested-With": "fetch"})
    assert page.status_code == 200
    assert 'data-said="Verified as Short."' in page.content.decode()
    assert "<html" not in page.content.decode()
    page = anas.post(DESK, {"video": "x", "verdict": "short"}, headers={"X-Requested-With": "fetch"})
    assert "out of date" in page.content.decode()


def test_a_hostile_title_stays_text(anas):
    Video.objects.create(video_id="hostile0001", title="<script>alert(1)</script>", video_length=5)
    assert "<script>alert" not in anas.get(DESK).content.decode()


def test_where_a_rule_wants_a_second_person_the_desk_says_so(anas):
    upload(1, 30)
    ApprovalRule.objects.create(group=ApprovalRule.Group.ANY, videos=1)
    assert "A second person has to approve this" in said(say(anas, "short", follow=True))
    assert not ChangeSet.objects.exists()
    assert not Short.objects.exists()


def test_nobody_judges_without_the_permission(client, ben, cora):
    video = upload(1, 30)
    for person in (ben, cora):
        client.force_login(person)
        assert client.get(DESK).status_code == 403
        assert say(client, "short", video).status_code == 403
    assert not Short.objects.exists()
    client.force_login(ben)
    assert DESK not in client.get(reverse("admin:videos_youtubeshort_changelist")).content.decode()


def test_an_empty_desk_and_its_lists_say_what_to_do(anas):
    assert "The catalogue is empty" in anas.get(DESK).content.decode()
    upload(1, 30)
    for name in ("youtubeshort", "nonyoutubeshort"):
        assert DESK in anas.get(reverse(f"admin:videos_{name}_changelist")).content.decode()
    say(anas, "short")
    page = anas.get(DESK).content.decode()
    assert "Everything is judged" in page
    assert "1</strong> judged" in page


@pytest.mark.django_db(transaction=True)
def test_a_verdict_does_not_wait_for_a_candidate_that_is_just_being_handed_out(anas):
    video = upload(1, 30)
    with closing(connection.copy()) as another, connection.cursor() as mine:
        another.set_autocommit(False)
        with another.cursor() as cursor:
            cursor.execute("SELECT FROM videos_video FOR KEY SHARE")  # as a row that comes to point to it does
        mine.execute("SET lock_timeout = 500")
        try:
            assert "Short." in said(say(anas, "short", video, follow=True))
        finally:
            mine.execute("RESET lock_timeout")
            another.rollback()
