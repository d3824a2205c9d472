"""A versioned bucket: every version that was delivered and can still be read is a report of its own."""

import pytest

from reports.models import Report
from tests.harbour import FERRY, row, table
from tests.ingesting import ingest
from tests.machinery import faulty
from tests.machinery.s3 import seen_through
from videos.models import Video

pytestmark = pytest.mark.django_db(transaction=True)

KEY = "reports/video_report_harbour_V_v1-3.csv"
FIRST, SECOND, THIRD = (table(row(FERRY, title)) for title in ("First", "Second", "Third"))


@pytest.fixture
def versioned(bucket):
    keep(bucket, "Enabled")
    return bucket


def keep(bucket, status):
    bucket.client.put_bucket_versioning(Bucket=bucket.name, VersioningConfiguration={"Status": status})


def versions(bucket):
    """The IDs of the versions under the key, oldest first."""
    found = bucket.client.list_object_versions(Bucket=bucket.name, Prefix=KEY)["Versions"]
    return [version["VersionId"] for version in reversed(found)]


def title():
    return Video.objects.get().title


def reports():
    return Report.objects.order_by("pk")


def test_versions_that_were_overwritten_before_anybody_looked_are_taken_in_their_order(versioned):
    for body in (FIRST, SECOND, THIRD):
        versioned.put(KEY, body)
    assert [told["status"] for told in ingest()] == ["completed"] * 3
    assert list(reports().values_list("version_id", flat=True)) == versions(versioned)
    assert title() == "Third"
    assert ingest() == []


def test_a_report_that_was_overwritten_while_it_waited_is_read_all_the_same(versioned):
    versioned.put(KEY, FIRST)
    ingest("--limit", "0")
    versioned.put(KEY, SECOND)
    assert [told["status"] for told in ingest()] == ["completed", "completed"]
    assert title() == "Second"


def test_the_very_bytes_of_an_older_version_are_a_report_when_they_come_back(versioned):
    for body in (FIRST, SECOND, FIRST):
        versioned.put(KEY, body)
    assert [told["inserted"] + told["updated"] for told in ingest()] == [1, 1, 1]
    assert title() == "First"


def test_a_version_that_was_removed_is_cancelled(versioned):
    versioned.put(KEY, FIRST)
    ingest("--limit", "0")
    [first] = versions(versioned)
    versioned.client.delete_object(Bucket=versioned.name, Key=KEY, VersionId=first)
    [told] = ingest()
    assert (told["status"], "removed" in told["error"]) == ("cancelled", True)


def test_what_somebody_deleted_is_not_taken_from_its_older_versions(versioned):
    versioned.put(KEY, FIRST)
    versioned.client.delete_object(Bucket=versioned.name, Key=KEY)
    assert ingest() == []
    versioned.put(KEY, SECOND)
    assert len(ingest()) == 2


def test_versions_are_kept_from_now_on(bucket):
    bucket.put(KEY, FIRST)
    ingest("--limit", "0")
    keep(bucket, "Enabled")
    bucket.put(KEY, SECOND)
    assert [told["status"] for told in ingest()] == ["completed", "completed"]
    assert list(reports().values_list("version_id", flat=True)) == versions(bucket)
    assert versions(bucket)[0] == "null"


def test_without_the_permission_to_see_versions_the_newest_is_taken(versioned, settings):
    versioned.put_on("2026-03-01", KEY, FIRST)
    versioned.put_on("2026-03-02", KEY, SECOND)
    with faulty.line_to(versioned.endpoint) as line:
        seen_through(settings, line.url)
        line.denied = ("versions", "versionId=")
        [told] = ingest()
        assert (told["status"], title()) == ("completed", "Second")

        line.denied = ("versionId=",)
        old, newest = ingest("--limit", "0"), reports().last()
        assert (old, newest.version_id) == ([], versions(versioned)[0])
        assert reports().first().version_id == versions(versioned)[1], "it is known whose it is"
        [told] = ingest()
        assert (told["status"], "s3:GetObjectVersion" in told["error"]) == ("skipped", True)

        line.denied = ()
        assert [told["status"] for told in ingest()] == ["completed"]
        assert (title(), ingest()) == ("Second", [])


def test_the_same_bytes_again_are_no_new_report_and_are_one_once_others_came_between(bucket):
    moments = iter(("2026-03-01", "2026-03-02", "2026-03-03", "2026-03-04"))

    def put(body):
        bucket.put_on(next(moments), KEY, body)

    put(FIRST)
    assert len(ingest()) == 1
    put(FIRST)
    assert ingest() == []
    put(SECOND)
    assert len(ingest()) == 1
    put(FIRST)
    assert len(ingest()) == 1
    assert title() == "First"
