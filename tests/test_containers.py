"""What a report may be wrapped in, and what is no wrapping but an attack or an accident."""

import gzip
import io
import random
import resource
import zipfile
import zlib

import pytest

from reports.containers import expanded
from reports.errors import ReportError

GOOD = b"video_id,video_title\nferryferry1,Ferry\n" * 40
MEGABYTE = 1024**2
LIMIT = 64 * 1024 * MEGABYTE


def zipped(*members, method=zipfile.ZIP_DEFLATED):
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", method) as archive:
        for name, content in members:
            archive.writestr(name, content)
    return file.getvalue()


def locked(archive):
    """The archive, said to need a password: bit 0 of the flags in the member's header and in the directory."""
    content = bytearray(archive)
    content[6] |= 1
    content[archive.index(b"PK\x01\x02") + 8] |= 1
    return bytes(content)


def zeros(megabytes):
    """So many megabytes of zeros as gzip: the same packed megabyte again and again."""
    packer = zlib.compressobj(9, wbits=31)
    first, again = (packer.compress(bytes(MEGABYTE)) + packer.flush(zlib.Z_FULL_FLUSH) for _ in range(2))
    return first + again * (megabytes - 1) + packer.flush()


def zipped_zeros(megabytes):
    file = io.BytesIO()
    quickly = {"compression": zipfile.ZIP_DEFLATED, "compresslevel": 1}
    with zipfile.ZipFile(file, "w", **quickly) as archive, archive.open("a.csv", "w") as member:
        for _ in range(megabytes):
            member.write(bytes(MEGABYTE))
    return file.getvalue()


def read(content, limit=LIMIT):
    """Expand to the end; gives the size, and the content where it is small."""
    kept, size = b"", 0
    with expanded(io.BytesIO(content), stored=len(content), limit=limit) as plain:
        while data := plain.read(MEGABYTE):
            size += len(data)
            kept = kept + data if size <= MEGABYTE else b""
    return size, kept


@pytest.mark.parametrize(
    "content",
    [
        GOOD,
        gzip.compress(GOOD),
        gzip.compress(GOOD[:100]) + gzip.compress(GOOD[100:]),
        gzip.compress(GOOD) + b"\0" * 512,
        zipped(("report.csv", GOOD)),
        zipped(("report.csv", GOOD), method=zipfile.ZIP_STORED),
        zipped(("report.csv.gz", gzip.compress(GOOD))),
        zipped(("a/", b""), ("a/report.csv", GOOD), ("__MACOSX/a/._report.csv", b"x"), ("a/.DS_Store", b"x")),
        zipped(("report.gz", GOOD)),
    ],
    ids=str.split("plain gzip gzip-in-two padded zip stored zip-of-gzip from-a-mac mislabelled"),
)
def test_the_report_comes_out_of_its_wrapping(content):
    assert read(content) == (len(GOOD), GOOD)


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (gzip.compress(GOOD)[:-9], "cut off"),
        (gzip.compress(GOOD) + b"more", "damaged"),
        (zipped(), "no file"),
        (zipped(("__MACOSX/._a.csv", b"x")), "no file"),
        (zipped(("a.csv", GOOD))[:-30], "damaged"),
        (locked(zipped(("a.csv", GOOD))), "password"),
        (zipped(("a.csv", GOOD), method=zipfile.ZIP_LZMA), "unusual"),
        (zipped(("a.zip", zipped(("a.csv", GOOD)))), "packed more than once"),
        (gzip.compress(gzip.compress(GOOD)), "packed more than once"),
        (gzip.compress(zipped(("a.csv", GOOD))), "packed more than once"),
        (zipped(("a.gz", gzip.compress(gzip.compress(GOOD)))), "packed more than once"),
        (GOOD.decode().encode("utf-16"), "UTF-16"),
        (gzip.compress(GOOD.decode().encode("utf-16")), "UTF-16"),
        (zipped(("a.csv", GOOD.decode().encode("utf-16"))), "UTF-16"),
    ],
    ids=str.split(
        "cut-off trailing none only-shadows cut-zip locked lzma zip-of-zip gzip-of-gzip gzip-of-zip zip-of-gzips"
        " utf-16 gzip-utf-16 zip-utf-16"
    ),
)
def test_what_cannot_be_taken_says_why(content, sentence):
    with pytest.raises(ReportError, match=sentence) as caught:
        read(content)
    assert "<" not in str(caught.value), "no inner thing of Python's shows"


def peak():
    """Peak memory of this process, in megabytes."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


@pytest.mark.parametrize(
    "bomb",
    [lambda: zeros(512), lambda: zipped(("a.csv.gz", zeros(512))), lambda: zipped_zeros(300)],
    ids=str.split("gzip zip-of-gzip zip"),
)
def test_a_bomb_is_refused_before_it_goes_off(bomb):
    content = bomb()
    before = peak()
    with pytest.raises(ReportError, match="expands more than 200 times"):
        read(content)
    assert peak() - before < 20


def test_more_than_the_limit_is_refused_whatever_its_ratio():
    with pytest.raises(ReportError, match="more than 1,000 bytes.*REPORT_MAX_BYTES"):
        read(gzip.compress(random.Random(1).randbytes(5_000)), limit=1_000)


@pytest.mark.parametrize("content", [gzip.compress(GOOD), zipped(("a.csv", GOOD))], ids=["gzip", "zip"])
def test_damage_anywhere_is_told_in_a_sentence(content):
    chance = random.Random(7)
    for place in range(len(content)):
        before, after = content[:place], content[place + 1 :]
        for damaged in (before, before + b"\0" + after, before + chance.randbytes(1) + after):
            try:
                read(damaged)
            except ReportError as error:
                assert str(error).endswith((".", ".)"))
