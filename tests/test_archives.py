"""Archives: a tar is taken like a zip, and each report of several is a report of its own."""

import gzip
import io
import os
import random
import tarfile
import zipfile

import pytest

from reports.containers import expanded
from reports.errors import ReportError, SeveralReports
from reports.models import Report
from tests.harbour import FERRY, GULLS, row, table
from tests.ingesting import deliver, ingest, run
from videos.models import Video

HARBOUR, LAGOON = "video_report_harbour_V_v1-3.csv", "video_report_lagoon_V_v1-3.csv"
GOOD = table(row(FERRY, "Ferry"))
OTHER = table(row(GULLS, "Gulls"))


def zipped(*members):
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members:
            archive.writestr(name, content)
    return file.getvalue()


def tarred(*members, mode="w:gz"):
    file = io.BytesIO()
    with tarfile.open(fileobj=file, mode=mode) as archive:
        for name, content in members:
            info = tarfile.TarInfo(name)
            info.size = len(content)
            archive.addfile(info, io.BytesIO(content.encode()))
    return file.getvalue()


def read(content, member=""):
    with expanded(io.BytesIO(content), stored=len(content), limit=10**9, member=member) as plain:
        return plain.read().decode("utf-8", "replace")


@pytest.mark.parametrize("mode", ["w", "w:gz"])
def test_a_tar_gives_its_only_report(mode):
    content = tarred(("a/._r.csv", "shadow"), ("a/r.csv", GOOD), (".DS_Store", "x"), mode=mode)
    assert read(content) == GOOD


@pytest.mark.parametrize("packed", [zipped, tarred])
def test_each_of_several_is_had_by_its_name(packed):
    content = packed(("a.csv", GOOD), ("__MACOSX/._a.csv", "x"), ("deep/b.csv", OTHER), ("Thumbs.db", "x"))
    with pytest.raises(SeveralReports) as several:
        read(content)
    assert several.value.members == ["a.csv", "deep/b.csv"]
    assert (read(content, "a.csv"), read(content, "deep/b.csv")) == (GOOD, OTHER)
    with pytest.raises(ReportError, match="no c.csv any more"):
        read(content, "c.csv")


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (zipped(("[Content_Types].xml", "<x/>"), ("xl/workbook.xml", "<x/>")), "Excel workbook"),
        (zipped(*((f"{n}.csv", "a") for n in range(201))), "more than 200 files"),
        (tarred(("a.csv", GOOD), ("a.csv", OTHER)), "two files of the same name"),
        (tarred(("._a.csv", "x")), "no file"),
        (tarred(("a.csv", GOOD))[:-20], "cut off"),
        (gzip.compress(tarred(("a.csv", GOOD))), "packed more than once"),
        (zipped(("a.tar", tarred(("a.csv", GOOD), mode="w"))), "packed more than once"),
        (b"BZh91AY&SY", "packed by bzip2"),
        (b"7z\xbc\xaf\x27\x1c\0\0", "packed by 7-Zip"),
    ],
    ids=str.split("workbook too-many twins only-shadows cut gzip-of-tar-gz zip-of-tar bzip2 7z"),
)
def test_what_is_no_archive_of_reports_says_why(content, sentence):
    with pytest.raises(ReportError, match=sentence):
        read(content)


def test_damage_anywhere_in_a_tar_is_told_in_a_sentence():
    chance = random.Random(7)
    for whole in (tarred(("a.csv", GOOD)), tarred(("a.csv", GOOD), mode="w")[:1536]):
        for place in range(0, len(whole), 2):
            damaged = whole[:place] + chance.randbytes(1) + whole[place + 1 :]
            try:
                read(damaged)
                read(whole[:place])
            except ReportError as error:
                assert str(error).endswith((".", ".)"))


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("packed", [zipped, tarred])
def test_each_report_of_an_archive_is_a_report_of_its_own(inbox, packed):
    deliver(inbox, "all of today.zip", packed((HARBOUR, GOOD), (f"old/{LAGOON}", OTHER), ("read me.txt", "hello")))
    archive, harbour, lagoon, note = ingest()
    assert (archive["status"], archive["rows_read"]) == ("completed", 0)
    assert "an archive of 3 files" in archive["warnings"][0]
    assert [(told["status"], told["inserted"]) for told in (harbour, lagoon)] == [("completed", 1)] * 2
    assert note["status"] == "error"
    assert [(report.name, report.scope) for report in Report.objects.order_by("pk")] == [
        ("all of today.zip", ""),
        (HARBOUR, "harbour"),
        (LAGOON, "lagoon"),
        ("read me.txt", ""),
    ]
    assert sorted(Video.objects.values_list("title", flat=True)) == ["Ferry", "Gulls"]
    assert ingest() == []
    assert run()[1] == "Nothing to do: every delivered report is ingested.\n"


@pytest.mark.django_db(transaction=True)
def test_an_archive_is_taken_again_with_all_that_it_holds(inbox):
    path = deliver(inbox, "all.zip", zipped((HARBOUR, GOOD), (LAGOON, OTHER)))
    [tried] = ingest(path, "--dry-run")
    assert (tried["status"], Report.objects.count()) == ("completed", 0)
    assert len(ingest(path)) == 3
    assert [told["status"] for told in ingest(path)] == ["skipped"]
    assert [told["unchanged"] for told in ingest(path, "--force")] == [0, 1, 1]
    assert Report.objects.count() == 3


@pytest.mark.django_db(transaction=True)
def test_names_in_a_tar_that_are_no_utf8_are_shown_as_far_as_they_can_be(inbox):
    packed = tarred((os.fsdecode(b"M\xfcller.csv"), GOOD), (os.fsdecode(b"M\xfcnchen.csv"), OTHER))
    deliver(inbox, "all.tgz", packed)
    _, *parts = ingest()
    assert [told["status"] for told in parts] == ["completed"] * 2
    assert [report.name for report in Report.objects.order_by("pk")][1:] == [r"M\xfcller.csv", r"M\xfcnchen.csv"]
