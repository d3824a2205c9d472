"""What changed, by e-mail: to the members of the groups that subscribe, once, and only where something happened."""

from datetime import UTC, datetime, timedelta

import pytest
from django.contrib.auth.models import Group, Permission, User
from django.core import mail
from django.urls import reverse
from procrastinate.contrib.django.models import ProcrastinateJob

from reports.digest.mail import NotSent
from reports.models import Digest, Mailing, Subscription
from reports.tasks import mail_digest, mail_digests_of_days
from tests.harbour import FERRY, GULLS, report, row

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def desk(ana, ben, cora):
    """A group: Ana and Ben have addresses, Cora has one but may view nothing; one member has none, one has left."""
    group = Group.objects.create(name="Desk")
    for person in (ana, ben, cora):
        User.objects.filter(pk=person.pk).update(email=f"{person.username}@example.com")
    gone = User.objects.create_user("gone", email="gone@example.com", is_active=False, is_superuser=True)
    nowhere = User.objects.create_user("nowhere", is_superuser=True)
    group.user_set.add(ana, ben, cora, gone, nowhere)
    return group


def subscribe(group, *topics, every="report"):
    return Subscription.objects.create(group=group, topics=topics, every=every)


def second(inbox):
    """A first report, and a second one that changes a privacy and a title."""
    report(inbox, row(FERRY, "Ferry", privacy_status="public"), row(GULLS, "Gulls"), day=0)
    return report(inbox, row(FERRY, "<Ferry>", privacy_status="private"), row(GULLS, "Gulls"), day=1)


def waiting():
    jobs = ProcrastinateJob.objects.filter(task_name="reports.mail_digest").order_by("pk")
    return [job.args["digest_id"] for job in jobs]


def addresses():
    return sorted(address for message in mail.outbox for address in message.to)


def test_members_are_told_after_each_report_of_what_they_asked_for(inbox, desk):
    subscribe(desk, "privacy", "gone")
    done = second(inbox)
    assert waiting()[-1] == done.change_set_id
    mail_digest(done.change_set_id)
    assert addresses() == ["ana@example.com", "ben@example.com"]
    message = mail.outbox[0]
    assert message.subject == f"What changed by {done.name}: privacy of 1"
    [(html, kind)] = message.alternatives
    link = f"http://localhost:8000{reverse('admin:videos_video_changelist')}?change_set={done.change_set_id}&"
    assert kind == "text/html"
    assert f"{link}field=privacy_status" in message.body
    assert f"{link.replace('&', '&amp;')}field=privacy_status" in html
    assert "title" not in message.body


def test_nobody_is_told_twice(inbox, desk):
    subscribe(desk, "privacy")
    digest = second(inbox).change_set_id
    mail_digest(digest)
    mail_digest(digest)
    assert len(mail.outbox) == 2


def test_nothing_is_sent_where_nothing_of_it_happened(inbox, desk):
    subscribe(desk, "claims")
    mail_digest(second(inbox).change_set_id)
    assert mail.outbox == []
    jobs = len(waiting())
    report(inbox, row(FERRY, "<Ferry>", privacy_status="private"), row(GULLS, "Gulls"), day=2)
    assert len(waiting()) == jobs, "a report that changed nothing wakes nobody"


def test_what_did_not_go_out_is_sent_when_the_server_is_back(inbox, desk, settings):
    subscribe(desk, "privacy")
    digest = second(inbox).change_set_id
    working = settings.EMAIL_BACKEND
    settings.EMAIL_BACKEND, settings.EMAIL_HOST, settings.EMAIL_PORT = (
        *("django.core.mail.backends.smtp.EmailBackend", "127.0.0.1"),
        1,
    )
    with pytest.raises(NotSent, match="did not go out to ana, ben"):
        mail_digest(digest)
    assert not Mailing.objects.exists()
    settings.EMAIL_BACKEND = working
    mail_digest(digest)
    assert addresses() == ["ana@example.com", "ben@example.com"]


def test_a_day_is_told_once_when_it_is_over(inbox, desk):
    subscribe(desk, "new", every="day")
    second(inbox)
    assert waiting() == []
    now = datetime.now(UTC)
    mail_digests_of_days(int(now.timestamp()))
    assert mail.outbox == [], "the day is not over"
    for hours in (24, 25, 48):
        mail_digests_of_days(int((now + timedelta(hours=hours)).timestamp()))
    assert addresses() == ["ana@example.com", "ben@example.com"]
    day = Digest.objects.first().day
    assert mail.outbox[0].subject == f"What changed on {day}: 2 new"
    assert reverse("admin:reports_digest_day", args=[day]) in mail.outbox[0].body


def test_a_group_hears_nothing_of_the_days_before_it_subscribed(inbox, desk):
    second(inbox)
    Digest.objects.update(day=datetime.now(UTC).date() - timedelta(days=2))
    subscribe(desk, "new", every="day")
    mail_digests_of_days(int(datetime.now(UTC).timestamp()))
    assert mail.outbox == []


def test_who_may_do_so_subscribes_a_group(client, olu, ben, desk):
    address = reverse("admin:reports_subscription_add")
    asked = {"group": desk.pk, "every": "day", "topics": ["gone", "claims"]}
    client.force_login(ben)
    assert client.post(address, asked).status_code == 403
    client.force_login(olu)
    client.post(address, asked)
    made = Subscription.objects.get()
    assert (made.group, made.every, made.topics) == (desk, "day", ["gone", "claims"])
    client.post(reverse("admin:reports_subscription_change", args=[made.pk]), {**asked, "topics": ["new"]})
    made.refresh_from_db()
    assert made.topics == ["new"]
    again = client.post(address, asked)
    assert "already" in again.content.decode()


def test_links_lead_only_where_the_reader_may_go(inbox, desk, cora):
    cora.user_permissions.add(Permission.objects.get(codename="view_video"))
    subscribe(desk, "privacy")
    mail_digest(second(inbox).change_set_id)
    assert "cora@example.com" in addresses()
