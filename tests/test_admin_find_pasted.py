"""A list that is pasted, of any length and mixture, is found; what the catalogue does not hold is named."""

import pytest
from django.urls import reverse

from tests.catalogue import fill
from tests.test_admin_lists import shown
from videos.models import PastedList, Video
from videos.pasting import MOST_ENTRIES, not_found
from videos.searching import entries

LIST = reverse("admin:videos_video_changelist")
PASTE = reverse("admin:videos_video_paste")


def paste(client, text, query=""):
    """Paste `text` over the list at `query`; gives the page that it leads to."""
    return client.post(PASTE, {"text": text, "query": query}, follow=True)


def test_five_hundred_ids_are_found_and_survive_paging_and_filters(client, ben):
    videos = Video.objects.bulk_create(Video(video_id=f"video{number:06}") for number in range(500))
    Video.objects.filter(pk__lte=videos[299].pk).update(privacy_status="private")
    client.force_login(ben)
    page = paste(client, "\n".join(video.video_id for video in videos), "privacy=private&p=3&q=old")
    cl = page.context["cl"]
    assert cl.result_count == 300
    assert len(cl.result_list) == 100
    assert [chip.value for chip in cl.chips] == ["private", "500 entries"]
    digest = PastedList.objects.get().digest
    last = client.get(LIST, {"paste": digest, "privacy": "private", "p": "3"})
    assert shown(last)[-1] == videos[0].pk
    assert client.get(LIST, {"paste": digest}).context["cl"].result_count == 500


MIXED = """
video000001
https://www.youtube.com/watch?v=video000002&t=5s	https://youtu.be/video000003?si=x
"https://www.youtube.com/shorts/video000004", https://studio.youtube.com/video/video000005/edit
GB-AYE-00-00006; gbaye0000007 | GB AYE 00 00008
A000000000000009
ACME-10 ACME-11
UC0000000000000000000012
@Singer13
https://www.youtube.com/@singer14/videos
https://studio.youtube.com/owner/x/asset/A000000000000015/metadata
5901234123457
House of Songs
plainwordxx
nobody_here_at_all
https://example.org/17
"""


def test_a_mixture_of_everything_is_understood(client, ben):
    videos = fill(20)
    for number, handle in ((13, "@singer13"), (14, "singer14")):
        videos[number].channel.handle = handle
        videos[number].channel.save(update_fields=["handle"])
    Video.objects.filter(pk=videos[16].pk).update(upc="5901234123457")
    Video.objects.filter(pk=videos[17].pk).update(custom_id="House of Songs")
    Video.objects.filter(pk=videos[18].pk).update(custom_id="plainwordxx")
    client.force_login(ben)
    page = paste(client, MIXED)
    assert {video.video_id for video in page.context["cl"].result_list} == {f"video{n:06}" for n in range(1, 19)}
    assert page.context["cl"].pasted_but_not_found == ["nobody_here_at_all", "https://example.org/17"]
    assert "2 of 20" in page.content.decode()


@pytest.mark.parametrize("text", ["", " \n ,", "\x00"])
def test_an_empty_list_is_refused(client, ben, text):
    client.force_login(ben)
    assert "There is nothing in the list." in paste(client, text).content.decode()
    assert not PastedList.objects.exists()


def test_a_list_that_is_too_long_says_how_long_it_may_be(client, ben):
    client.force_login(ben)
    text = "\n".join(f"entry_{number}" for number in range(MOST_ENTRIES + 1))
    page = paste(client, text).content.decode()
    assert "Paste 5,000 entries at most" in page
    assert "entry_17" in page, "What was pasted is still there."


def test_the_same_list_is_kept_once(client, ana, ben):
    for person in (ana, ben):
        client.force_login(person)
        paste(client, "a_1\nb_2")
    assert PastedList.objects.count() == 1


def test_a_paste_that_nobody_made_finds_nothing(client, ben):
    fill(1)
    client.force_login(ben)
    assert shown(client.get(LIST, {"paste": "f" * 32})) == []


def test_who_may_not_view_videos_may_not_paste(client, cora):
    client.force_login(cora)
    assert client.get(PASTE).status_code == 403
    assert client.post(PASTE, {"text": "a_1"}).status_code == 403
    client.logout()
    assert client.get(PASTE).status_code == 302


def test_what_is_pasted_is_shown_and_not_run(client, ben):
    client.force_login(ben)
    text = "</textarea><script>alert(1)</script>"
    assert text not in paste(client, text, query='"><script>alert(2)</script>').content.decode()
    assert text not in paste(client, f"{text}\n" * 3 + "x" * 1_000_001).content.decode()


def test_a_list_of_thousands_of_lines_is_understood_in_no_time(db):
    listed = entries("\n".join(f"GB-AYE-{number:02}-{number:05}" for number in range(5_000)))
    assert len(listed) == 5_000
    assert len(not_found("\n".join(listed))) == 5_000
