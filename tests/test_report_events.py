"""S3 tells of a new object, and its report is queued at once; whatever else a message says is not believed."""

import base64
import json

import boto3
import pytest
from django.urls import reverse
from procrastinate.contrib.django.models import ProcrastinateJob

from reports.models import Report
from reports.tasks import ingest_report, take_messages
from tests.harbour import FERRY, row, table
from tests.machinery import faulty
from tests.machinery.s3 import KEYS, seen_through
from videos.models import Video

pytestmark = pytest.mark.django_db(transaction=True)

SECRET = "a secret of the harbour, and no other's"
KEY = "reports/video_report_harbour_V_v1-3.csv"
ODD = "reports/what came – a+b%2B.csv"
GOOD = table(row(FERRY, "Ferry"))


@pytest.fixture(autouse=True)
def secret(settings):
    settings.REPORTS_EVENT_SECRET = SECRET


@pytest.fixture
def tell(client):
    """Sends a message to the address, with the secret unless another header is given."""

    def told(message, header=f"Bearer {SECRET}"):
        body = message if isinstance(message, bytes) else json.dumps(message)
        headers = {"Authorization": header} if header else {}
        return client.post(reverse("reports_events"), body, content_type="text/plain", headers=headers)

    return told


def plain(bucket, key=KEY):
    quoted = key.replace("%", "%25").replace("+", "%2B").replace(" ", "+")
    place = {"bucket": {"name": bucket}, "object": {"key": quoted, "size": 1, "eTag": "forged"}}
    return {"Records": [{"eventSource": "aws:s3", "eventName": "ObjectCreated:Put", "s3": place}]}


def by_sns(bucket, key=KEY):
    return {"Type": "Notification", "TopicArn": "arn:aws:sns:x", "Message": json.dumps(plain(bucket, key))}


def by_eventbridge(bucket, key=KEY):
    return {"detail-type": "Object Created", "detail": {"bucket": {"name": bucket}, "object": {"key": key}}}


def queued():
    jobs = ProcrastinateJob.objects.filter(task_name="reports.ingest_report").order_by("id")
    return [job.args["report_id"] for job in jobs]


@pytest.mark.parametrize("form", [plain, by_sns, by_eventbridge])
@pytest.mark.parametrize("key", [KEY, ODD])
def test_the_object_that_a_message_names_is_queued_and_ingested(bucket, tell, form, key):
    bucket.put(key, GOOD)
    answer = tell(form(bucket.name, key))
    assert (answer.status_code, answer.json()) == (200, {"queued": 1})
    report = Report.objects.get()
    assert (report.key, queued()) == (key, [report.pk])
    tell(form(bucket.name, key))
    assert queued() == [report.pk]
    ingest_report(report.pk)
    assert Video.objects.get().title == "Ferry"
    assert tell(form(bucket.name, key)).json() == {"queued": 0}


@pytest.mark.parametrize(
    "header",
    [
        "",
        "Bearer",
        "Bearer wrong",
        SECRET,
        f"Basic {SECRET}",
        f"Digest {SECRET}",
        "Basic é",
        "Bearer \xff",
        "Basic " * 99,
    ],
)
def test_who_does_not_know_the_secret_is_sent_away(bucket, tell, header):
    bucket.put(KEY, GOOD)
    answer = tell(plain(bucket.name), header)
    assert (answer.status_code, answer["WWW-Authenticate"], Report.objects.count()) == (401, "Basic", 0)


def test_the_secret_may_come_as_the_password_of_the_address(bucket, tell):
    bucket.put(KEY, GOOD)
    password = base64.b64encode(f"sns:{SECRET}".encode()).decode()
    assert tell(by_sns(bucket.name), f"Basic {password}").json() == {"queued": 1}


def test_without_a_secret_in_the_environment_there_is_no_such_address(bucket, tell, settings):
    settings.REPORTS_EVENT_SECRET = ""
    for header in ("", "Bearer ", f"Bearer {SECRET}"):
        assert tell(plain(bucket.name), header).status_code == 404


def test_it_is_no_page(client):
    assert client.get(reverse("reports_events")).status_code == 405


def test_what_is_not_ours_is_not_looked_at(bucket, tell):
    for key in ("other/a.csv", "reports/.hidden.csv", "reports/deep/", KEY):
        bucket.put(key, GOOD)
    foreign = ("another-bucket", KEY), (bucket.name, "other/a.csv"), (bucket.name, "reports/.hidden.csv")
    for name, key in (*foreign, (bucket.name, "reports/deep/"), (bucket.name, "reports/gone.csv"), ("", KEY)):
        for form in (plain, by_sns, by_eventbridge):
            assert tell(form(name, key)).json() == {"queued": 0}
    assert Report.objects.count() == 0


TELLING_NOTHING = [
    b"", b"no json", b"\xff\xfe", b"[" * 100_000, b"null", b"[1]", b'"text"', {"Records": 1}, {"Records": [1, {}]},
    {"Records": [{"s3": {"bucket": {"name": 1}, "object": {}}}]}, {"Type": "Notification", "Message": "{"},
    {"Service": "Amazon S3", "Event": "s3:TestEvent"}, {"detail": None}, plain("reports-1", "a\x00b"),
]  # fmt: skip


def test_a_message_that_tells_of_nothing_is_done_with(bucket, tell):
    for message in TELLING_NOTHING:
        assert tell(message).json() == {"queued": 0}, message


def test_a_message_that_is_too_long_is_refused(bucket, tell):
    answer = tell(json.dumps(plain(bucket.name)).encode() + b" " * 1024**2)
    assert (answer.status_code, Report.objects.count()) == (413, 0)


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("https://sns.eu-west-1.amazonaws.com/?Action=ConfirmSubscription&Token=1", "open this once: https://sns.eu"),
        ("http://sns.eu-west-1.amazonaws.com/?Action=ConfirmSubscription", "is not Amazon's"),
        ("https://sns.eu-west-1.amazonaws.com.example.com/", "is not Amazon's"),
        ("https://sns.eu-west-1.amazonaws.com@169.254.169.254/", "is not Amazon's"),
        ("https://[", "is not Amazon's"),
    ],
)
def test_a_subscription_is_confirmed_by_a_person(tell, caplog, address, said):
    assert tell({"Type": "SubscriptionConfirmation", "SubscribeURL": address}).json() == {"queued": 0}
    assert said in caplog.text


def test_a_storage_that_does_not_answer_has_the_message_sent_again(bucket, tell, settings):
    bucket.put(KEY, GOOD)
    with faulty.line_to(bucket.endpoint) as line:
        seen_through(settings, line.url)
        line.denied = ("prefix=",)
        assert tell(plain(bucket.name)).status_code == 503
        line.denied = ()
        assert tell(plain(bucket.name)).json() == {"queued": 1}


@pytest.fixture
def messages(bucket, settings, monkeypatch):
    """A queue on the server: puts a message into it; `left()` tells how many are there."""
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", KEYS["aws_access_key_id"])
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", KEYS["aws_secret_access_key"])
    client = boto3.client("sqs", endpoint_url=bucket.endpoint, **KEYS)
    address = client.create_queue(QueueName=bucket.name, Attributes={"VisibilityTimeout": "0"})["QueueUrl"]
    settings.REPORTS_QUEUE_URL, settings.AWS_S3_REGION_NAME = address, KEYS["region_name"]

    def put(message):
        client.send_message(QueueUrl=address, MessageBody=json.dumps(message))

    def left():
        told = client.get_queue_attributes(QueueUrl=address, AttributeNames=["ApproximateNumberOfMessages"])
        return int(told["Attributes"]["ApproximateNumberOfMessages"])

    put.left = left
    return put


def test_the_messages_of_a_queue_are_taken(bucket, messages, monkeypatch):
    monkeypatch.setattr("reports.tasks.LISTEN_SECONDS", 0)
    bucket.put(KEY, GOOD)
    for message in (plain("another-bucket"), {"Event": "s3:TestEvent"}, by_sns(bucket.name)):
        messages(message)
    take_messages(0)
    assert (queued(), messages.left()) == ([Report.objects.get().pk], 0)


def test_a_message_stays_in_its_queue_until_its_report_is_queued(bucket, messages, settings, monkeypatch):
    monkeypatch.setattr("reports.tasks.LISTEN_SECONDS", 0)
    bucket.put(KEY, GOOD)
    messages(plain(bucket.name))
    with faulty.line_to(bucket.endpoint) as line:
        seen_through(settings, line.url)
        line.busy = 99
        take_messages(0)
        assert (queued(), messages.left()) == ([], 1)
        line.busy = 0
        take_messages(0)
    assert (len(queued()), messages.left()) == (1, 0)


def test_a_queue_that_is_not_there_is_told_in_a_sentence(messages, settings, caplog):
    settings.REPORTS_QUEUE_URL += "-elsewhere"
    take_messages(0)
    assert "Check REPORTS_QUEUE_URL" in caplog.text
