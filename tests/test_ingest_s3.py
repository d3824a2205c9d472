"""Reports come from S3, over HTTP from a server that speaks its protocol."""

import gzip
import json
import socket
import threading
import time
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest
from botocore.config import Config
from django.core.management import CommandError

from cmsmeta.lib import s3
from reports.models import Report
from samples.catalogue import Catalogue
from samples.generate import report as made
from tests.ingesting import ingest, run
from tests.machinery import faulty
from tests.machinery.s3 import seen_through
from tests.machinery.web import free_port
from videos.models import Video

pytestmark = pytest.mark.django_db(transaction=True)

KEY = "reports/video_report_harbour_V_v1-3.csv"
HEADER = "video_id,video_title,video_privacy_status,views\n"
FERRY = HEADER + "ferryferry1,Ferry,public,10\n"
GULLS = HEADER + "gullsgulls2,Gulls,private,20\n"


def statuses():
    return list(Report.objects.order_by("pk").values_list("status", flat=True))


def titles():
    return sorted(Video.objects.values_list("title", flat=True))


def test_a_report_is_ingested_from_the_bucket_once(bucket):
    etag = bucket.put(KEY, FERRY)
    [told] = ingest()
    assert (told["key"], told["etag"], told["status"], told["inserted"]) == (KEY, etag, "completed", 1)
    assert ingest() == []
    assert ingest(KEY)[0]["status"] == "skipped"
    assert Report.objects.get().bucket == bucket.name


def test_a_gzipped_report_is_told_by_its_bytes(bucket):
    bucket.put(KEY, gzip.compress(FERRY.encode()))
    assert ingest()[0]["status"] == "completed"
    assert titles() == ["Ferry"]


def test_only_what_stands_under_the_prefix_is_taken(bucket, settings):
    for key in ("reports/a.csv", "reports/deep/er/b.csv", "reports/", "reports/.hidden.csv", "other/c.csv", "d.csv"):
        bucket.put(key, FERRY)
    ingest("--limit", "0")
    assert sorted(Report.objects.values_list("key", flat=True)) == ["reports/a.csv", "reports/deep/er/b.csv"]
    settings.REPORTS_PREFIX = ""
    ingest("--limit", "0")
    assert Report.objects.count() == 4


@pytest.mark.parametrize("denied", [(), ("versions",)])
def test_a_listing_of_many_pages_is_read_to_its_end(bucket, settings, monkeypatch, denied):
    monkeypatch.setenv("MOTO_S3_DEFAULT_MAX_KEYS", "5")  # of a page of the server's
    monkeypatch.setattr("reports.delivery.BATCH", 4)
    for number in range(12):
        bucket.put(f"reports/{number:04}.csv", b"")
    bucket.put("reports/zzz.csv", FERRY)
    with faulty.line_to(bucket.endpoint) as line:
        seen_through(settings, line.url)
        line.denied = denied
        ingest("--limit", "0")
        assert len(line.signed) == len(denied) + 3
        assert Report.objects.count() == 13
        [told] = ingest("reports/zzz.csv")
    assert told["status"] == "completed"


def test_an_object_that_is_overwritten_is_a_new_report_and_the_old_one_is_cancelled(bucket):
    bucket.put(KEY, FERRY)
    ingest("--limit", "0")
    bucket.put(KEY, GULLS)
    assert [told["status"] for told in ingest()] == ["cancelled", "completed"]
    assert statuses() == ["cancelled", "completed"]
    assert "replaced or removed" in Report.objects.first().error
    assert titles() == ["Gulls"]

    time.sleep(1)  # S3 tells whole seconds
    bucket.put(KEY, FERRY)  # the very bytes of the delivery that was never taken
    assert [told["status"] for told in ingest()] == ["completed"]
    assert titles() == ["Ferry", "Gulls"]


def test_an_object_that_is_gone_before_it_is_read_says_so(bucket):
    bucket.put(KEY, FERRY)
    ingest("--limit", "0")
    bucket.client.delete_object(Bucket=bucket.name, Key=KEY)
    [told] = ingest()
    assert (told["status"], titles()) == ("cancelled", [])
    assert "removed" in told["error"]


@pytest.mark.parametrize(("name", "sentence"), [("no-such-bucket", "cannot be read"), ("no name!", "no name of a")])
def test_a_wrong_bucket_is_a_wrong_configuration(bucket, settings, name, sentence):
    options = settings.STORAGES["reports"]["OPTIONS"] | {"bucket_name": name}
    settings.REPORTS_BUCKET = name
    settings.STORAGES = {**settings.STORAGES, "reports": {**settings.STORAGES["reports"], "OPTIONS": options}}
    for words in ((), (KEY,)):
        with pytest.raises(CommandError, match=sentence) as caught:
            run(*words)
        assert caught.value.returncode == 2


def test_a_storage_that_cannot_be_reached_is_told_in_a_sentence(bucket, settings):
    seen_through(settings, f"http://127.0.0.1:{free_port()}")
    with pytest.raises(CommandError, match="cannot be reached") as caught:
        run()
    assert caught.value.returncode == 2


def test_a_storage_that_does_not_answer_is_given_up(bucket, settings, monkeypatch):
    assert s3.PATIENCE.connect_timeout + s3.PATIENCE.read_timeout < 60
    monkeypatch.setattr(s3, "PATIENCE", Config(read_timeout=0.05, retries={"total_max_attempts": 1}))
    with socket.create_server(("127.0.0.1", 0)) as silent:
        seen_through(settings, f"http://127.0.0.1:{silent.getsockname()[1]}")
        with pytest.raises(CommandError, match="cannot be reached: Read timeout"):
            run()


@pytest.mark.parametrize("packed", [False, True])
def test_a_download_that_breaks_off_goes_on_from_the_byte_it_reached(bucket, settings, packed):
    content = b"".join(made(Catalogue(1, 1_500)))
    content = gzip.compress(content) if packed else content
    bucket.put(KEY, content)
    with faulty.line_to(bucket.endpoint) as line:
        seen_through(settings, line.url)
        line.cuts, line.after = 3, len(content) // 4
        [told] = ingest()
    assert told["status"] == "completed"
    quarter = len(content) // 4
    assert line.ranges == ["", *(f"bytes={part * quarter}-" for part in (1, 2, 3))]
    assert told["rows_read"] == 1_500


def test_a_download_that_always_breaks_off_is_tried_again_another_time(bucket, settings):
    bucket.put(KEY, b"".join(made(Catalogue(1, 500))))
    with faulty.line_to(bucket.endpoint) as line:
        endpoint = bucket.endpoint
        seen_through(settings, line.url)
        line.cuts = 99
        [told] = ingest()
        assert (told["status"], statuses(), titles()) == ("skipped", ["pending"], [])
        assert "broke off" in told["error"]
    seen_through(settings, endpoint)
    assert ingest()[0]["status"] == "completed"


def test_a_storage_that_is_busy_for_a_moment_is_asked_again(bucket, settings):
    bucket.put(KEY, FERRY)
    with faulty.line_to(bucket.endpoint) as line:
        seen_through(settings, line.url)
        line.busy = 1
        assert ingest()[0]["status"] == "completed"


def test_a_listing_that_is_behind_the_times_does_no_harm(bucket, settings):
    bucket.put(KEY, FERRY)
    with faulty.line_to(bucket.endpoint) as line:
        seen_through(settings, line.url)
        ingest("--limit", "0")
        bucket.put(KEY, GULLS)
        line.stale = True
        assert [told["status"] for told in ingest()] == ["cancelled"]
        assert ingest() == []
        line.stale = False
        assert [told["status"] for told in ingest()] == ["completed"]
        line.stale = True
        assert ingest() == []
    assert titles() == ["Gulls"]


def test_the_command_works_with_the_environment_alone(bucket, command):
    bucket.put(KEY, FERRY)
    done = command("ingest_reports", "--json", **bucket.environment)
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["status"] == "completed"


@contextmanager
def role():
    """Give the address at which a machine of Amazon's tells the passing keys of its role."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            keys = {"AccessKeyId": "ROLE", "SecretAccessKey": "passing", "Token": "for-now"}
            self.send_response(200)
            self.end_headers()
            self.wfile.write(json.dumps({**keys, "Expiration": "2999-01-01T00:00:00Z"}).encode())

        def log_message(self, *words):
            pass

    with HTTPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/role"
        server.shutdown()


def test_without_keys_the_role_of_the_machine_serves(bucket, command):
    bucket.put(KEY, FERRY)
    with faulty.line_to(bucket.endpoint) as line, role() as address:
        nobody = {"AWS_ACCESS_KEY_ID": "", "AWS_SECRET_ACCESS_KEY": "", "AWS_CONTAINER_CREDENTIALS_FULL_URI": address}
        done = command("ingest_reports", **{**bucket.environment, **nobody, "AWS_S3_ENDPOINT_URL": line.url})
    assert done.returncode == 0, done.stderr
    assert set(line.signed) == {"ROLE for-now"}
