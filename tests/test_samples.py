"""The samples in the repository: made by the generator, of real layouts, and like a catalogue."""

import csv
import gzip
import io
import re
import subprocess
import sys
from pathlib import Path

import pytest

from samples import generate
from samples.catalogue import Catalogue, Day
from samples.layouts import LAYOUTS
from tests.ingesting import deliver, ingest
from videos.models import Video

HARBOUR = list(generate.COMMITTED)


def content(name: str) -> bytes:
    raw = (generate.HERE / name).read_bytes()
    return gzip.decompress(raw) if name.endswith(".gz") else raw


def table(content: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline="")))


def report(rows: int, *days: Day, **asked) -> list[dict[str, str]]:
    return table(b"".join(generate.report(Catalogue(5, rows), days=days, **asked)))


def test_the_generator_makes_the_committed_files_again():
    for name, made in generate.committed():
        # zlib differs between machines in how it compresses, never in what.
        assert (gzip.decompress(made) if name.endswith(".gz") else made) == content(name), name
        assert len(made) <= 250_000


def test_the_samples_of_one_cms_are_days_in_a_row():
    days = [{row["video_id"]: row for row in table(content(name))} for name in HARBOUR]
    for before, after in zip(days, days[1:], strict=False):
        kept = before.keys() & after.keys()
        assert before.keys() - after.keys(), "some are gone"
        assert after.keys() - before.keys(), "some are new"
        assert all(int(before[key]["views"]) < int(after[key]["views"]) for key in kept)
        assert 0 < sum(before[key]["video_title"] != after[key]["video_title"] for key in kept) < len(kept) / 5


@pytest.mark.parametrize("layout", LAYOUTS)
def test_every_layout_has_its_columns_and_every_row_fills_them(layout):
    lines = list(csv.reader(io.StringIO(b"".join(generate.report(Catalogue(5, 300), layout)).decode(), newline="")))
    assert tuple(lines[0]) == LAYOUTS[layout]
    assert {len(line) for line in lines} == {len(LAYOUTS[layout])}
    assert len(lines) == 301


def test_a_generated_report_is_like_a_catalogue():
    rows = report(8000)
    videos = {row["video_id"] for row in rows}
    assert all(re.fullmatch(r"[\w-]{11}", video, re.ASCII) for video in videos)
    assert any(video.startswith("-") for video in videos)
    assert 0.02 < 1 - len(videos) / len(rows) < 0.12, "rows for further claims"
    assert 0.6 < sum(bool(row["claim_id"]) for row in rows) / len(rows) < 0.8
    assert len({row["channel_id"] for row in rows}) == 40
    assert all(re.fullmatch(r"UC[\w-]{21}[AQgw]", row["channel_id"], re.ASCII) for row in rows)
    assert any(not row["time_published"] for row in rows)
    titles = [row["video_title"] for row in rows]
    for hard in '=+-@"\n,':
        assert any(hard in title for title in titles), hard
    claims = [row["claim_id"] for row in rows if row["claim_id"]]
    assert len(claims) == len(set(claims))


def test_a_later_day_changes_the_share_that_was_asked_for():
    before = {row["video_id"]: row for row in report(4000)}
    rows = report(4000, Day(1, changed=0.05, dropped=0.02, new=0.03))
    after = {row["video_id"]: row for row in rows}
    kept = before.keys() & after.keys()
    assert 0.03 < sum(before[key] != after[key] for key in kept) / len(kept) < 0.07
    assert 0.01 < len(before.keys() - after.keys()) / len(before) < 0.03
    assert 0.02 < len(after.keys() - before.keys()) / len(before) < 0.04
    assert report(4000, Day(1, changed=0.05, dropped=0.02, new=0.03)) == rows


def test_moved_views_move_every_count_and_nothing_else():
    before, after = report(500), report(500, Day(1, views_moved=True))
    for old, new in zip(before, after, strict=True):
        assert int(old.pop("views")) < int(new.pop("views"))
        assert old == new


def test_the_command_writes_a_report_with_another_header(tmp_path: Path):
    path = tmp_path / "video_report_quay_V_v1-4.csv.gz"
    asked = ["--rows", "50", "--layout", "v1-4", "--sentence-case", "--aliases"]
    subprocess.run([sys.executable, "-m", "samples.generate", path, *asked], check=True, cwd=generate.HERE.parent)
    rows = table(gzip.decompress(path.read_bytes()))
    assert len(rows) == 50
    assert {"Video ID", "Title", "View count", "Engaged views", "Policy"} <= rows[0].keys()


@pytest.mark.django_db(transaction=True)
def test_the_three_days_of_harbour_change_what_their_rows_change_and_nothing_more(tmp_path: Path):
    told = ingest(
        *(deliver(tmp_path, name, (generate.HERE / name).read_bytes(), day=n) for n, name in enumerate(HARBOUR))
    )
    assert [(line["status"], line["version"], line["rejected"]) for line in told] == [
        ("completed", "1.2", 0),
        ("completed", "1.3", 0),
        ("completed", "1.4", 0),
    ]
    days = [table(content(name)) for name in HARBOUR]
    for line, before, after in zip(told[1:], days, days[1:], strict=False):
        common = (before[0].keys() & after[0].keys()) - {"views", "comments"}
        old, new = by_video(before, common), by_video(after, common)
        assert line["inserted"] == len(new.keys() - old.keys()) > 0
        # What a column tells for the first time, as made-for-kids does in 1.3, changes no video.
        assert line["updated"] == sum(old[key] != new[key] for key in old.keys() & new.keys()) > 0
    gone = {row["video_id"] for row in days[0]} - {row["video_id"] for row in days[1]}
    assert gone == set(
        Video.objects.filter(not_seen_since__isnull=False, video_id__in=gone).values_list("video_id", flat=True)
    )


def by_video(rows: list[dict[str, str]], columns: set[str]) -> dict[str, list[list[str]]]:
    found: dict[str, list[list[str]]] = {}
    for row in rows:
        found.setdefault(row["video_id"], []).append([row[name] for name in sorted(columns)])
    return {key: sorted(cells) for key, cells in found.items()}
