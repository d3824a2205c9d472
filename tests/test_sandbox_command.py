"""`manage.py youtube_sandbox`: filled from the samples, signed in to with the file it writes, kept over a restart."""

import csv
import gzip
import json
import os
import re
import signal
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path

import pytest
from google.oauth2.credentials import Credentials
from googleapiclient.discovery import build

from sync.sandbox import fill
from sync.sandbox.state import OWNER

ROOT = Path(__file__).resolve().parent.parent
SAMPLES = ROOT / "samples"


@contextmanager
def running(*words):
    """Run the command until the context ends; give its address."""
    command = [sys.executable, "manage.py", "youtube_sandbox", *map(str, words)]
    with subprocess.Popen(
        command, cwd=ROOT, env={**os.environ, "LOCAL": "1"}, stdout=subprocess.PIPE, text=True
    ) as run:
        try:
            yield re.search(r"http://[\d.:]+", run.stdout.readline())[0]
        finally:
            run.send_signal(signal.SIGTERM)


def signed_in(file):
    told = json.loads(file.read_text())
    # from_authorized_user_info goes to Google whatever token_uri says.
    names = ("refresh_token", "token_uri", "client_id", "client_secret")
    credentials = Credentials(None, **{name: told[name] for name in names})
    url = told["token_uri"].removesuffix("/token")
    return build("youtube", "v3", credentials=credentials, client_options={"api_endpoint": url})


def test_what_it_holds_outlives_it_and_its_file_signs_in(tmp_path):
    state, key = tmp_path / "state.json", tmp_path / "key.json"
    told = ("--state", state, "--credentials", key)
    channels = {"part": "id", "managedByMe": True, "onBehalfOfContentOwner": OWNER}
    with running("--fill", 100, *told):
        found = signed_in(key).channels().list(**channels).execute()["items"]
    first = json.loads(state.read_text())
    video_id = next(iter(first["videos"]))
    first["videos"][video_id]["snippet"]["title"] = "Kept"
    state.write_text(json.dumps(first))
    with running(*told):
        youtube = signed_in(key)
        videos = youtube.videos().list(part="snippet", id=video_id, onBehalfOfContentOwner=OWNER).execute()["items"]
        assert youtube.channels().list(**channels).execute()["items"] == found
    assert videos[0]["snippet"]["title"] == "Kept"


@pytest.fixture(scope="module")
def harbour():
    return fill.harbour()


def test_it_holds_the_videos_of_the_newest_sample(harbour):
    with gzip.open(SAMPLES / "video_report_harbour_V_v1-4.csv.gz", "rt", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    ours = {video_id for video_id, one in harbour.videos.items() if harbour.channels[one["channelId"]]["contentOwner"]}
    assert {row["video_id"] for row in rows} == ours
    for row in rows:
        video = harbour.videos[row["video_id"]]
        assert (video["snippet"]["title"], video["status"]["privacyStatus"]) == (
            row["video_title"],
            row["video_privacy_status"],
        )


def test_it_holds_the_assets_and_claims_of_the_newest_samples(harbour):
    with (SAMPLES / "asset_full_report_harbour_L_v1-3.csv").open(encoding="utf-8") as file:
        assets = {row["asset_id"]: row for row in csv.DictReader(file)}
    with (SAMPLES / "claim_report_harbour_C.csv").open(encoding="utf-8") as file:
        claims = {row["claim_id"]: row for row in csv.DictReader(file)}
    assert assets.keys() <= harbour.assets.keys()
    assert {i: row["custom_id"] for i, row in assets.items()} == {
        i: harbour.assets[i]["metadata"].get("customId", "") for i in assets
    }
    assert claims.keys() == harbour.claims.keys()
    assert {i: row["claim_policy_id"] for i, row in claims.items()} == {
        i: claim["policy"]["id"] for i, claim in harbour.claims.items()
    }


@pytest.mark.parametrize("sandbox", [True, False])
def test_the_admin_says_whether_the_sandbox_stands_in(client, olu, settings, sandbox):
    settings.YOUTUBE_SANDBOX = sandbox
    client.force_login(olu)
    assert ("This is the sandbox YouTube" in client.get("/admin/").content.decode()) is sandbox
