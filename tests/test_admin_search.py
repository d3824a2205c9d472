"""The search box of videos understands what staff paste."""

import pytest

from tests.catalogue import fill_videos
from videos.models import Video


@pytest.fixture
def halo(db):
    fill_videos(3)
    return Video.objects.create(
        video_id="dQw4w9WgXcQ",
        title="Halo (Live à Montréal)",
        artist=["Tyler, The Creator"],
        album="Igor",
        label="Acme Music",
        asset_id="A123456789012345",
        custom_id="ACM_halo-live.01",
        isrc="USRC17607839",
        upc="036000291452",
    )


PASTED = [
    "dQw4w9WgXcQ",
    "  dQw4w9WgXcQ\t",
    "https://www.youtube.com/watch?v=dQw4w9WgXcQ&t=10s",
    "https://youtu.be/dQw4w9WgXcQ?si=abc",
    "youtube.com/shorts/dQw4w9WgXcQ",
    "https://studio.youtube.com/video/dQw4w9WgXcQ/edit",
    "A123456789012345",
    "USRC17607839",
    "US-RC1-76-07839",
    "usrc17607839",
    "ISRC:USRC17607839",
    "US RC1 76 07839",
    "036000291452",
    "36000291452",
    "0036000291452",
    "ACM_halo-live.01",
    "halo-live",
    "ACM_",
    "halo",
    "HALO montreal",
    "tyler creator",
    "igor acm",
    '"tyler the creator"',
    "halo -studio",
    "halo or nothing",
]


def test_what_staff_paste_finds_the_video(halo):
    for text in PASTED:
        assert [video.pk for video in Video.objects.best_first(text)] == [halo.pk], text
        assert [video.pk for video in Video.objects.search(text)] == [halo.pk], text


def test_a_channel_id_finds_all_its_videos(halo):
    video = Video.objects.get(video_id="video000001")
    assert list(Video.objects.search(video.channel.channel_id)) == [video]
    assert list(Video.objects.search(video.channel.youtube_url)) == [video]


@pytest.mark.parametrize("between", ["\n", "\r\n", ", ", " ", ";"])
def test_a_pasted_list_finds_all_that_it_names(halo, between):
    text = between.join(["dQw4w9WgXcQ", "GB-AYE-00-00001", "ACME-2", "missing0_id"])
    found = set(Video.objects.search(text).values_list("video_id", flat=True))
    assert found == {"dQw4w9WgXcQ", "video000001", "video000002"}


def test_a_title_of_codes_is_found_by_its_words(db):
    video = Video.objects.create(video_id="other-video", title="UB40 live2019 (1989 remaster)")
    for text in ("1989", "ub40 live2019", "live20"):
        assert list(Video.objects.best_first(text)) == [video]


def test_three_letters_may_begin_a_word_and_two_are_one(db):
    short, long = (Video.objects.create(video_id=f"title-{title}", title=title) for title in ("Go", "Gold"))
    assert list(Video.objects.best_first("go")) == [short]
    assert list(Video.objects.best_first("gol")) == [long]


def test_five_hundred_pasted_ids_are_all_found(db):
    videos = fill_videos(500)
    assert Video.objects.search("\n".join(video.video_id for video in videos)).count() == 500


def test_nothing_that_is_typed_is_an_error(halo):
    for text in ("", " ", "\x00", "'", '"', "\\", "-", "!&|", "':*", "a'b", "%", "💩", "(", ")))"):
        list(Video.objects.search(text))
        list(Video.objects.best_first(text))


def test_the_video_with_the_very_id_comes_before_one_whose_title_names_it(halo):
    later = Video.objects.create(video_id="other-video", title="Reaction to dQw4w9WgXcQ")
    assert list(Video.objects.best_first("dQw4w9WgXcQ")) == [halo, later]


def test_a_word_in_the_title_counts_more_than_one_in_the_album(halo):
    album = Video.objects.create(video_id="other-video", title="Runaway", album="Halo")
    assert list(Video.objects.best_first("halo")) == [halo, album]


def test_only_so_many_matches_of_a_common_word_are_ranked(db):
    fill_videos(12)
    assert len(Video.objects.best_first("song", within=5)) == 5


def test_a_search_keeps_to_the_filter(client, olu, halo):
    Video.objects.create(video_id="other-video", title="Halo", privacy_status="private")
    client.force_login(olu)
    page = client.get("/admin/videos/video/", {"q": "halo", "privacy": "private"})
    assert [video.title for video in page.context["cl"].result_list] == ["Halo"]
