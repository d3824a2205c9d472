"""The sandbox's Data API, asked by Google's own client over HTTP."""

import json

import pytest
from googleapiclient.errors import HttpError

from sync.sandbox.state import OWNER
from tests.sandbox import CHANNEL, open_door, small_state

VIDEOS = "/youtube/v3/videos"
OURS = {"onBehalfOfContentOwner": OWNER}


@pytest.fixture(scope="module")
def _door():
    with open_door() as door:
        yield door


@pytest.fixture
def door(_door):
    return _door.begin(small_state(120))


def update(door, part, **body):
    return door.youtube().videos().update(part=part, body={"id": "video-0", **body}, **OURS).execute()


def refused(door, part, **body):
    return door.reason("PUT", VIDEOS, {"id": "video-0", **body}, part=part, **OURS)


def shown(door, parts="snippet,status", video_id="video-0"):
    (item,) = door.youtube().videos().list(part=parts, id=video_id, **OURS).execute()["items"]
    return item


def snippet(**more):
    return {"title": "Anchors", "categoryId": "10", **more}


def test_fifty_videos_come_in_one_request_for_one_unit_and_the_gone_are_left_out(door):
    ids = [f"video-{number}" for number in range(49)] + ["gone"]
    answer = door.youtube().videos().list(part=["snippet", "statistics"], id=ids, **OURS).execute()
    assert [item["id"] for item in answer["items"]] == ids[:-1]
    assert answer["items"][0]["statistics"]["viewCount"] == "7"
    assert door.sandbox("quota", "GET")["buckets"]["units"]["used"] == 1
    assert door.reason("GET", VIDEOS, part="id", id=",".join(map(str, range(51)))) == (400, "invalidParameter")


def test_an_address_too_long_for_a_get_is_taken_as_a_post(door):
    ids = [f"video-{number}" + "x" * 60 for number in range(40)] + ["video-1"]
    answer = door.youtube().videos().list(part="id", id=ids, **OURS).execute()
    assert [item["id"] for item in answer["items"]] == ["video-1"]


def test_what_an_update_leaves_out_of_a_part_is_deleted(door):
    update(door, "snippet", snippet=snippet())
    assert {"tags", "defaultLanguage"}.isdisjoint(shown(door)["snippet"])
    assert shown(door)["snippet"]["description"] == ""
    assert shown(door)["status"]["privacyStatus"] == "unlisted"


def test_a_status_without_its_privacy_publishes_the_video(door):
    update(door, "status", status={"selfDeclaredMadeForKids": True})
    status = shown(door)["status"]
    assert (status["privacyStatus"], status["license"], status["embeddable"]) == ("public", "youtube", True)
    assert status["madeForKids"]


@pytest.mark.parametrize(
    ("wrong", "reason"),
    [
        ({"title": "x" * 101}, "invalidTitle"),
        ({"title": " "}, "invalidTitle"),
        ({"title": "a < b"}, "invalidTitle"),
        ({"description": "é" * 2501}, "invalidDescription"),
        ({"tags": ["x" * 249, "y z" + "z" * 247]}, "invalidTags"),
        ({"categoryId": "18"}, "invalidCategoryId"),
        ({"defaultLanguage": "??"}, "invalidVideoMetadata"),
        ({"nonsense": 1}, "badRequest"),
    ],
)
def test_a_snippet_beyond_the_limits_is_refused_whole(door, wrong, reason):
    assert refused(door, "snippet", snippet=snippet(**wrong)) == (400, reason)
    assert shown(door)["snippet"]["tags"] == ["sea", "live at sea"]


def test_a_snippet_at_the_limits_is_taken(door):
    tags = ["x" * 249, "y z" + "z" * 245]
    update(door, "snippet", snippet=snippet(title="é" * 100, description="é" * 2500, tags=tags))
    assert shown(door)["snippet"]["tags"] == tags


@pytest.mark.parametrize(
    ("part", "body", "refusal"),
    [
        ("status", {"status": {"privacyStatus": "secret"}}, (403, "forbiddenPrivacySetting")),
        ("status", {"status": {"license": "none"}}, (403, "forbiddenLicenseSetting")),
        ("status", {"status": {"embeddable": "yes"}}, (403, "forbiddenEmbedSetting")),
        (
            "status",
            {"status": {"privacyStatus": "private", "publishAt": "2999-01-01T00:00:00Z"}},
            (400, "invalidPublishAt"),
        ),
        ("localizations", {"localizations": {"de": {"title": "Anker"}}}, (400, "defaultLanguageNotSet")),
        ("recordingDetails", {"recordingDetails": {"recordingDate": "soon"}}, (400, "invalidRecordingDetails")),
        ("statistics", {}, (400, "unexpectedPart")),
        ("status", {"snippet": {}, "status": {}}, (400, "unexpectedPart")),
        ("nonsense", {}, (400, "unknownPart")),
        ("", {}, (400, "missingRequiredParameter")),
        ("status", {"id": "nobody"}, (404, "videoNotFound")),
        ("status", {"id": ""}, (400, "required")),
    ],
)
def test_other_broken_rules_have_reasons_of_their_own(door, part, body, refusal):
    assert refused(door, part, **body) == refusal


def test_a_refusal_has_the_form_that_googles_client_parses(door):
    with pytest.raises(HttpError) as caught:
        update(door, "snippet", snippet=snippet(title=""))
    error = json.loads(caught.value.content)["error"]
    (first,) = error["errors"]
    assert error["code"] == caught.value.resp.status == 400
    assert (first["reason"], first["domain"], first["location"]) == (
        "invalidTitle",
        "youtube.video",
        "body.snippet.title",
    )
    assert caught.value.reason == error["message"] == first["message"]


def test_a_private_video_is_seen_and_changed_on_behalf_of_its_owner_only(door):
    door.sandbox("videos/video-0", "PATCH", status={"privacyStatus": "private"})
    assert door.youtube().videos().list(part="id", id="video-0").execute()["items"] == []
    assert len(door.youtube().videos().list(part="id", id="video-0", **OURS).execute()["items"]) == 1
    body = {"id": "video-0", "status": {}}
    assert door.reason("PUT", VIDEOS, body, part="status") == (403, "forbidden")
    other = {"onBehalfOfContentOwner": "AnotherContentOwnerAAA"}
    assert door.reason("PUT", VIDEOS, body, part="status", **other) == (403, "accountDelegationForbidden")
    nobody = {"onBehalfOfContentOwner": "nobody"}
    assert door.reason("PUT", VIDEOS, body, part="status", **nobody) == (404, "contentOwnerAccountNotFound")


def test_a_scheduled_video_is_published_when_its_time_comes(door):
    door.sandbox("videos/video-0", "PATCH", published=False, status={"privacyStatus": "private"})
    update(door, "status", status={"privacyStatus": "private", "publishAt": "2999-01-01T00:00:00Z"})
    assert shown(door)["status"]["privacyStatus"] == "private"
    door.sandbox("clock", now="2999-01-01T00:00:01Z")
    door.sandbox("tokens", restore=True)
    assert shown(door)["status"]["privacyStatus"] == "public"
    assert shown(door)["snippet"]["publishedAt"] == "2999-01-01T00:00:00Z"


def test_an_etag_tells_whether_a_video_was_changed(door):
    told = {"part": "status", "id": "video-0", **OURS}
    _, answer = door.ask("GET", VIDEOS, **told)
    assert door.ask("GET", VIDEOS, headers={"If-None-Match": f'"{answer["etag"]}"'}, **told) == (304, None)
    old, body = {"If-Match": answer["items"][0]["etag"]}, {"id": "video-0", "status": {}}
    assert door.ask("PUT", VIDEOS, body, part="status", headers=old, **OURS)[0] == 200
    assert door.reason("PUT", VIDEOS, body, part="status", headers=old, **OURS) == (412, "conditionNotMet")


def test_only_the_fields_asked_for_come(door):
    answer = door.youtube().videos().list(part="snippet", id="video-0", fields="items(id,snippet/title)").execute()
    assert answer == {"items": [{"id": "video-0", "snippet": {"title": "Anchors"}}]}


def test_the_uploads_of_a_channel_are_listed_page_by_page(door):
    youtube = door.youtube()
    (channel,) = youtube.channels().list(part="contentDetails,statistics", managedByMe=True, **OURS).execute()["items"]
    assert channel["statistics"]["videoCount"] == "120"
    playlist = channel["contentDetails"]["relatedPlaylists"]["uploads"]
    request = youtube.playlistItems().list(part="contentDetails", playlistId=playlist, maxResults=50, **OURS)
    pages = []
    while request is not None:
        answer = request.execute()
        pages.append([item["contentDetails"]["videoId"] for item in answer["items"]])
        request = youtube.playlistItems().list_next(request, answer)
    assert [len(page) for page in pages] == [50, 50, 20]
    assert len({video for page in pages for video in page}) == 120
    wrong = {"part": "id", "playlistId": playlist, "pageToken": "nonsense"}
    assert door.reason("GET", "/youtube/v3/playlistItems", **wrong) == (400, "invalidPageToken")


def test_a_channels_title_stays_and_what_is_left_out_is_deleted(door):
    path = "/youtube/v3/channels"
    body = {"id": CHANNEL, "brandingSettings": {"channel": {"description": "Songs", "country": "DE"}}}
    assert door.ask("PUT", path, body, part="brandingSettings", **OURS)[0] == 200
    body["brandingSettings"]["channel"] = {"keywords": "sea"}
    _, answer = door.ask("PUT", path, body, part="brandingSettings", **OURS)
    assert answer["brandingSettings"]["channel"] == {"title": "Harbour", "keywords": "sea"}
    body["brandingSettings"]["channel"] = {"title": "Port"}
    refusal = door.reason("PUT", path, body, part="brandingSettings", **OURS)
    assert refusal == (400, "channelTitleUpdateForbidden")
    assert door.reason("PUT", path, body, part="brandingSettings") == (403, "forbidden")


def test_statistics_in_bulk_come_out_of_a_bucket_of_their_own(door):
    answer = (
        door.youtube().videos().batchGetStats(part=["statistics", "contentDetails"], id=["video-0", "gone"]).execute()
    )
    assert [(item["id"], item["contentDetails"]) for item in answer["items"]] == [("video-0", {"duration": "65s"})]
    buckets = door.sandbox("quota", "GET")["buckets"]
    assert (buckets["batchGetStats"]["used"], buckets["units"]["used"]) == (1, 0)
