"""Files of the Reporting API: fetched once, the newest of each day, whole, and ingested from where they lie."""

import io
import json

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from reports.models import Report
from sync.models import Credential, FetchedReport, QuotaEntry
from sync.reporting.api import ReportingApi
from sync.reporting.fetch import LOCK_CLASS
from tests.credentials import bring, robot_file, user_file
from tests.sandbox import open_door, small_state
from videos.models import Video

pytestmark = pytest.mark.django_db
OWNER = "SandboxContentOwnerAAA"


def songs():
    """The small CMS, with video IDs as long as YouTube's."""
    state = small_state()
    for name in list(state.videos):
        video = state.videos.pop(name)
        video["id"] = name.replace("video-", "song-video")
        state.videos[video["id"]] = video
    for claim in state.claims.values():
        claim["videoId"] = claim["videoId"].replace("video-", "song-video")
    return state


@pytest.fixture(scope="module")
def _door():
    with open_door() as door:
        yield door


@pytest.fixture
def door(_door, settings, tmp_path, inbox):
    """The sandbox, to which a person has signed in, at noon of a day of which YouTube made files."""
    settings.YOUTUBE_REPORTING_API_URL, settings.YOUTUBE_CONTENT_OWNER = _door.url, OWNER
    settings.YOUTUBE_CMS_NAME = "Harbour Records"
    door = _door.begin(songs())
    bring(tmp_path, user_file(door))
    door.sandbox("clock", now="2026-11-11T20:00:00Z")
    return door


def fetch(*words):
    told = io.StringIO()
    call_command("fetch_reports", *words, "--json", stdout=told)
    return [json.loads(line) for line in told.getvalue().splitlines()]


def asked(door, method):
    return [one for one in door.sandbox("requests", "GET") if one["method"] == f"youtubereporting.{method}"]


@pytest.mark.django_db(transaction=True)
def test_the_newest_files_are_fetched_once_and_ingested(door, inbox):
    first = fetch()
    assert {one["report_type"] for one in first} == {
        "content_owner_video_metadata_a4",  # and not a3, which is there as well
        "content_owner_asset_a3",
        "content_owner_active_claims_a3",
        "content_owner_active_references_a1",
    }
    assert {one["day"] for one in first} == {"2026-11-07"}
    assert all(one["report_id"].endswith("b") for one in first)  # made twice: the second one counts
    names = {path.name for path in inbox.rglob("*") if path.is_file()}
    assert names == {
        "video_report_Harbour_Records_V_v1-4.csv.gz",
        "asset_full_report_Harbour_Records_L_v1-3.csv.gz",
        "claim_report_Harbour_Records_C_v1-2.csv.gz",
        "YouTube_Harbour_Records_F_20261107.csv.gz",
    }
    call_command("ingest_reports", "--no-progress")
    assert set(Report.objects.values_list("kind", "status")) == {
        (kind, "completed") for kind in ("video", "asset", "claim", "reference")
    }
    assert set(Report.objects.exclude(kind="reference").values_list("scope", flat=True)) == {"Harbour_Records"}
    assert f"{Report.objects.first().as_of:%Y-%m-%d %H:%M}" == "2026-11-08 08:00"  # the end of that day in California
    assert Video.objects.get(video_id="song-video1").custom_id == "HRB-1"
    assert fetch() == []
    assert len(asked(door, "media.download")) == 4


def test_later_only_the_days_since_are_fetched_oldest_first(door):
    fetch("videos")
    door.sandbox("clock", advance=2 * 24 * 3600)
    assert [one["day"] for one in fetch("videos")] == ["2026-11-08", "2026-11-09"]


def test_older_days_are_fetched_where_they_are_asked_for(door):
    assert [one["day"] for one in fetch("videos", "--days", "60", "--dry-run")] == [
        f"2026-11-0{day}" for day in (3, 4, 5, 6, 7)
    ]
    assert not FetchedReport.objects.exists()


def test_nothing_that_is_not_whole_is_stored(door, inbox):
    door.sandbox("faults", kind="cut", method="youtubereporting.media.download", times=2, after=True)
    assert len(fetch("videos")) == 1
    stored = next(path for path in inbox.rglob("*.gz"))
    assert stored.stat().st_size == FetchedReport.objects.get().size
    door.sandbox("clock", advance=24 * 3600)
    door.sandbox("faults", kind="cut", method="youtubereporting.media.download", times=9, after=True)
    with pytest.raises(CommandError, match="broke off"):
        fetch("videos")
    assert len(list(inbox.rglob("*.gz"))) == FetchedReport.objects.count() == 1


def test_a_file_that_youtube_has_no_more_keeps_no_other_waiting(door):
    door.sandbox("faults", kind="error", reason="notFound", method="youtubereporting.media.download")
    with pytest.raises(CommandError, match="no longer has this"):
        fetch()
    assert FetchedReport.objects.count() == 3
    assert len(fetch()) == 1


def test_two_processes_do_not_fetch_at_once(door):
    other = connection.copy()
    try:
        with other.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_lock(%s, 0)", [LOCK_CLASS])
        with pytest.raises(CommandError, match="Another process is fetching"):
            fetch()
    finally:
        other.close()
    assert len(fetch()) == 4


def test_every_request_is_in_the_ledger(door):
    fetch("videos")
    entered = QuotaEntry.objects.filter(quota_day__bucket="reporting").values_list("method", "outcome")
    assert sorted(entered) == [
        ("youtubereporting.jobs.list", "ok"),
        ("youtubereporting.jobs.reports.list", "ok"),
        ("youtubereporting.media.download", "ok"),
    ]


def test_a_download_goes_on_where_it_broke_off(door, tmp_path):
    with (tmp_path / "file").open("w+b") as file:
        whole = f"{door.url}/v1/media/content_owner_video_metadata_a4-20261107a?alt=media"
        ReportingApi().download(whole, file)
        plain = door.server.sandbox.answer(
            "GET",
            "/v1/media/content_owner_video_metadata_a4-x",
            {},
            {"Authorization": "Bearer sandbox-access-token"},
            b"",
        ).body
        file.seek(0)
        file.truncate()
        file.write(plain[:100])  # what had come, plain, before it broke off
        assert ReportingApi().download(whole, file) is False
        file.seek(0)
        assert file.read() == plain


def test_the_sign_in_is_sent_to_google_only(door, tmp_path):
    with (tmp_path / "file").open("w+b") as file:
        for address in ("https://evil.example/v1/media/x", "http://youtubereporting.googleapis.com/v1/media/x"):
            with pytest.raises(Exception, match=r"not Google's"):
                ReportingApi().download(address, file)


def test_a_refusal_says_what_to_do(door, tmp_path):
    door.sandbox("faults", kind="error", reason="forbidden", method="youtubereporting.*")
    with pytest.raises(CommandError, match=r"scope yt-analytics\.readonly"):
        fetch()
    Credential.objects.all().delete()
    with pytest.raises(CommandError, match="Import one") as told:
        fetch()
    assert told.value.returncode == 2
    bring(tmp_path, robot_file(door))
    door.sandbox("faults", kind="error", reason="forbidden", method="youtubereporting.*")
    with pytest.raises(CommandError, match="not let every service account in"):
        fetch()


def test_a_wrong_kind_is_told(door):
    with pytest.raises(CommandError, match="no kind money"):
        fetch("money")


def test_files_go_into_the_bucket_where_there_is_one(door, bucket):
    fetch("claims")
    stored = FetchedReport.objects.get().key
    assert stored.startswith("reports/reporting-api/report_start_date=2026-11-07/made=")
    assert bucket.client.head_object(Bucket=bucket.name, Key=stored)["ContentLength"]
