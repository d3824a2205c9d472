"""`manage.py sync_youtube`: what it prints, what it costs, and how it ends."""

import json

import pytest
from django.core.management import CommandError, call_command

from channels_app.models import Channel
from sync.models import MetadataSync, QuotaDay
from sync.sandbox.control import credentials
from tests.pushing import OTHER, asked, at_sandbox, edits, held, lines, state, want, youtube
from tests.sandbox import open_door
from videos.models import Video

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def _door():
    with open_door() as door:
        yield door


@pytest.fixture
def door(_door, settings, tmp_path):
    settings.CREDENTIAL_KEYS = ["Zm9yIHRlc3RzIG9ubHksIG5vdCBhIHNlY3JldCBrZXk="]
    door = at_sandbox(_door, settings)
    file = tmp_path / "key.json"
    file.write_text(json.dumps(credentials(door.url)))
    call_command("youtube_credentials", "import", str(file), verbosity=0)
    return door


def sync(capsys, *words):
    """Exit code and what it printed as JSON: the lines, and the summary."""
    capsys.readouterr()
    code = 0
    try:
        call_command("sync_youtube", "--json", *words)
    except SystemExit as end:
        code = end.code
    except CommandError as error:
        code = error.returncode
    *told, summary = lines(capsys.readouterr().out)
    assert summary.pop("summary") is True
    return code, told, summary


def test_it_pushes_first_then_pulls_and_sums_up(door, olu, capsys):
    want(olu, title="Anchor Song", artist=["Ana"])
    code, told, summary = sync(capsys)
    assert [(one["direction"], one["status"], one["fields"], one["units"]) for one in told[:2]] == [
        ("push", "pushed", ["artist"], 0),
        ("push", "pushed", ["title"], 51),
    ]
    assert {(one["video_id"], one["direction"]) for one in told[2:]} == {(f"video-{n}", "pull") for n in range(3)}
    assert told[0].keys() == {"video_id", "direction", "status", "fields", "units", "error"}
    account = {"pushed": 2, "pulled": 3, "confirmed": 0, "conflicts": 0, "failed": 0, "skipped": 0}
    assert (code, summary) == (0, {**account, "units_used": 52, "units_left": 9948, "remaining": 0})


def test_one_direction_alone_and_what_is_named_alone(door, olu, capsys, settings):
    want(olu, ["video-0", "video-1"], title="Anchor Song")
    code, told, summary = sync(capsys, "--push", "--video", "video-1")
    assert [(one["video_id"], one["direction"]) for one in told] == [("video-1", "push")]
    assert (code, summary["units_used"], summary["remaining"]) == (0, 51, 0)
    code, told, summary = sync(capsys, "--pull", "--video", "video-2", "--video=-none")
    assert [(one["video_id"], one["status"]) for one in told] == [("video-2", "pulled"), ("-none", "skipped")]
    assert set(edits()) == {("video-0", "title")}
    Channel.objects.update(content_owner=settings.YOUTUBE_CONTENT_OWNER)
    Video.objects.filter(video_id="video-2").delete()
    code, told, summary = sync(capsys, "--pull", "--uploads", "--limit", "1")
    assert ([one["video_id"] for one in told], summary["units_used"]) == (["video-2"], 2)
    ours = dict.fromkeys(("UCclosed", "UCopen", "UClate"), settings.YOUTUBE_CONTENT_OWNER)
    Channel.objects.bulk_create(Channel(channel_id=key, content_owner=owner) for key, owner in ours.items())
    door.sandbox("faults", kind="error", reason="forbidden", method="youtube.playlistItems.list")
    code, told, summary = sync(capsys, "--pull", "--uploads", "--max-units", "4")
    assert (code, len(told), summary["units_used"]) == (0, 3, 3)  # half of the units were for two channels, then a pull
    assert list(Channel.objects.filter(uploads_seen_at=None).values_list("channel_id", flat=True)) == ["UClate"]
    with pytest.raises(CommandError, match="--uploads is for a pull of everything"):
        call_command("sync_youtube", "--uploads", "--channel", "UCx")


def test_a_dry_run_shows_units_and_changes_nothing(door, olu, capsys):
    want(olu, ["video-0", "video-1"], title="Anchor Song")
    code, told, summary = sync(capsys, "--dry-run")
    assert [(one["direction"], one["status"], one["units"]) for one in told] == [
        *[("push", "pending", 51)] * 2,
        ("pull", "pending", 1),
        *[("pull", "pending", 0)] * 2,
    ]
    assert (code, summary["units_used"], summary["units_left"], summary["pushed"]) == (0, 103, 10_000, 0)
    code, _, summary = sync(capsys, "--pull", "--uploads", "--dry-run")
    assert (code, summary["units_used"]) == (0, 1)  # none of the channels is known to be ours
    assert asked(door) == [] and not QuotaDay.objects.exists() and not MetadataSync.objects.exists()


def test_without_a_sign_in_it_ends_with_a_sentence(db, capsys, settings):
    settings.YOUTUBE_CONTENT_OWNER = ""
    with pytest.raises(CommandError, match="YOUTUBE_CONTENT_OWNER is not set") as ended:
        call_command("sync_youtube")
    assert ended.value.returncode == 2


def test_a_configuration_that_youtube_refuses_ends_the_run(door, olu, capsys):
    want(olu, ["video-0", "video-1"], title="Anchor Song")
    door.sandbox("faults", kind="error", reason="accessNotConfigured", method="youtube.videos.update")
    code, told, summary = sync(capsys, "--push")
    assert (code, told, summary["remaining"]) == (2, [], 2)
    assert asked(door, "PUT") == ["youtube.videos.update"]
    failed = MetadataSync.objects.get()
    assert (failed.status, failed.error_reason) == ("failed", "accessNotConfigured") and "Google Cloud" in failed.error
    assert sync(capsys, "--push")[0] == 0 and edits() == {}


def test_some_that_fail_do_not_stop_the_others(door, olu, capsys):
    want(olu, ["video-0", "video-1"], title="Anchor Song")
    door.sandbox("faults", kind="error", reason="invalidTitle", method="youtube.videos.update")
    code, told, summary = sync(capsys, "--push")
    assert (code, summary["failed"], summary["pushed"]) == (1, 1, 1)
    assert youtube(door, key="video-1")["snippet"]["title"] == "Anchor Song"


def test_it_spends_no_more_than_it_may_and_says_what_is_left(door, olu, capsys):
    want(olu, ["video-0", "video-1"], title="Anchor Song", artist=["Ana"])
    code, told, summary = sync(capsys, "--push", "--max-units", "100")
    assert [(one["status"], one["fields"]) for one in told if one["fields"] == ["title"]] == [("pushed", ["title"])]
    assert (code, summary["units_used"], summary["remaining"]) == (3, 51, 1)
    # What costs no units is pushed all the same.
    assert youtube(door, "assets", "A1")["metadata"]["artist"] == ["Ana"]
    assert MetadataSync.objects.get(status="pending").video.video_id == "video-1"
    assert sync(capsys, "--pull", "--max-units", "0")[0] == 3


def test_people_read_lines(door, olu, capsys):
    want(olu, title="Anchor Song", effective_policy=OTHER, ratings_allowed=True)
    call_command("sync_youtube", "--push")
    said = capsys.readouterr().out
    assert "video-0: pushed effective_policy, title (51 units)." in said
    assert "YouTube has no request that sets ratings allowed: hand it over in a spreadsheet" in said
    assert "1 pushed, 0 pulled" in said and "It cost 51 units; 9,949 are left today" in said
    assert Video.objects.get(video_id="video-0").title == "Anchor Song"


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["--stale-after", "inf"], "'inf' is no number of hours from 0 to 876,000"),
        (["--stale-after", "nan"], "no number of hours"),
        (["--stale-after", "-5"], "no number of hours"),
        (["--stale-after", "99999999"], "no number of hours"),
        (["--limit", "9" * 20], "no whole number from 0 to 1,000,000,000"),
        (["--max-units", "many"], "no whole number"),
        (["--video", " "], "a blank is no ID"),
    ],
)
def test_nonsense_is_told_in_a_sentence(words, told):
    with pytest.raises(CommandError, match=told):
        call_command("sync_youtube", *words)


def test_what_the_catalogue_does_not_hold_is_told(door, capsys):
    call_command("sync_youtube", "--pull", "--channel", "UCnowhere")
    call_command("sync_youtube", "--push", "--video", "nosuchvideo", "video-0", "--max-units", "60")
    done = capsys.readouterr()
    assert done.err.splitlines() == [
        "The catalogue holds no channel UCnowhere.",
        "The catalogue holds no video nosuchvideo.",
    ]
    assert "60 are left to this run" in done.out


def test_ctrl_c_ends_it_with_a_sentence_and_the_account(door, olu, capsys, monkeypatch):
    def interrupted(*args, **kwargs):
        raise KeyboardInterrupt

    monkeypatch.setattr("sync.youtube.transport.Wire._conn_request", interrupted)
    want(olu, title="Anchor Song")
    code, told, summary = sync(capsys, "--push")
    assert (code, told, summary["pushed"], summary["remaining"]) == (130, [], 0, 1)
    with pytest.raises(CommandError, match=r"Stopped\. What was done is kept"):
        call_command("sync_youtube", "--push")


def test_where_youtube_is_down_it_stops_before_it_spends_units_on_each(door, olu, capsys):
    door.begin(state(8))
    for number in range(3, 8):
        Video.objects.create(video_id=f"video-{number}", **held(number))
    want(olu, [f"video-{number}" for number in range(8)], title="Anchor Song")
    door.sandbox("faults", kind="error", reason="backendError", times=99)
    code, told, summary = sync(capsys, "--push")
    assert (code, len(told), summary["units_used"], summary["remaining"]) == (1, 5, 25, 8)
