"""Spreadsheets by the admin: what the list shows goes out, comes back changed, is looked at, confirmed and undone."""

import pytest
from django.contrib.auth.models import Permission
from django.urls import reverse
from django.utils import timezone

from tests.bulk import said, work
from tests.sheets import EXPORT, IMPORT, bring, cells_of, confirm, exported, look, table, written, wrong
from videos.models import Change, ChangeSet, OpenEdit, Policy, Spreadsheet, Video

pytestmark = pytest.mark.django_db


def allow(person, *codenames):
    person.user_permissions.add(*Permission.objects.filter(codename__in=codenames))
    return person


@pytest.fixture
def ana(ana, client):
    client.force_login(allow(ana, "export_spreadsheet", "undo_changeset"))
    return ana


@pytest.fixture
def songs(db):
    live = {"asset_id": "A1", "artist": ["Björk", "AC|DC"], "isrc": "GBAYE0601498"}
    Video.objects.create(video_id="-song-live1", title="=Song (Live)", category="Music", tags=["a b", "c"], **live)
    Video.objects.create(video_id="song-studio", title="'Song", category="Music", embedding_allowed=True, **live)
    Video.objects.create(video_id="other-video", title="Other", category="Gaming", upc="036000291452", notes="a\r\nb")
    return Video.objects.order_by("pk")


def test_what_the_list_shows_goes_out_comes_back_changed_and_is_undone(client, ana, songs):
    rows = table(exported(client, "category=Music&o=-1&q=song"))
    assert [row["video_id"] for row in rows] == ["song-studio", "'-song-live1"]
    assert rows[1]["title"] == "'=Song (Live)"
    assert rows[1]["artist"] == "Björk|AC\\|DC"
    rows[0] |= {"label": "One Little", "tags": "new | tags|"}
    rows[1] |= {"title": "'=Song (Live, 1995)", "description": ""}
    sheet = bring(client, written(rows))
    assert (sheet.status, sheet.rows, sheet.changing, sheet.refused, sheet.videos) == ("ready", 2, 2, 0, 2)
    page = look(client, sheet).content.decode()
    assert "<ins>, 1995</ins>" in page
    assert not Change.objects.exists()
    page = confirm(client, sheet)
    done = ChangeSet.objects.get()
    assert "2 videos were changed" in said(page)
    assert (done.kind, done.status, done.actor, done.reason) == ("import", "applied", ana, "as agreed")
    live, studio, _ = songs.all()
    assert (live.title, live.label, studio.tags) == ("=Song (Live, 1995)", "One Little", ["new", "tags"])
    assert OpenEdit.objects.count() == 4
    client.post(reverse("admin:videos_changeset_undo", args=[done.pk]), {"reason": "too early"})
    live, studio, _ = songs.all()
    assert (live.title, live.label, studio.tags) == ("=Song (Live)", "", [])
    assert "has been confirmed or discarded" in said(confirm(client, sheet))


@pytest.mark.parametrize("way", ["csv", "csv-excel", "xlsx"])
def test_an_export_that_comes_back_as_it_was_changes_nothing(client, ana, songs, way):
    content = exported(client, way=way)
    assert content.startswith({"csv": b"video_id", "csv-excel": b"\xef\xbb\xbf", "xlsx": b"PK"}[way])
    sheet = bring(client, content)
    assert (sheet.error, sheet.rows, sheet.changing, sheet.refused) == ("", 3, 0, 0)
    assert "Nothing would change" in said(confirm(client, sheet))


def test_a_blank_cell_changes_nothing_and_clear_empties_a_field(client, ana, songs):
    sheet = bring(client, "video_id,title,artist,embedding_allowed\nsong-studio,[clear],[CLEAR],[clear]\n")
    assert sheet.refused == 1
    assert set(wrong(sheet)[2]) == {"title", "embedding_allowed"}
    sheet = bring(client, "Video ID;Artist;embedding_allowed;notes\nsong-studio;[clear];;\nother-video;;;[clear]\n")
    confirm(client, sheet)
    assert list(songs.values_list("artist", "notes", "embedding_allowed")) == [
        ([], "", None),
        ([], "", True),
        ([], "", None),
    ]


def test_an_error_stands_beside_its_cell_and_its_row_is_left_out(client, ana, songs):
    sheet = bring(
        client,
        "video_id,title,upc,privacy,keywords,cast\nsong-studio,<b>,,,,\n"
        "nobody-here,x,,,,\n-song-live1,,3.6E+11,,,\nother-video,Mended,36000291452,hidden,x,\nother-video,,,,y,\n,a,,,,\n",
    )
    assert (sheet.rows, sheet.changing, sheet.refused) == (6, 0, 6)
    page = look(client, sheet).content.decode()
    for sentence in [
        "YouTube takes no &lt; and no &gt; in a title",
        "The catalogue does not hold this video.",
        "Excel has rounded this number",
        "has dropped the zeros before 36000291452",
        "“hidden” is no privacy",
        "Row 5 is about the same video",
        "does not say which video",
        "Columns that we do not know are left out",
    ]:
        assert sentence in page
    assert "_confirm" not in page
    errors = client.get(reverse("admin:videos_video_spreadsheet_errors", args=[sheet.pk]))
    rows = table(b"".join(errors.streaming_content))
    assert [row["row"] for row in rows] == ["2", "3", "4", "5", "6", "7"]
    assert rows[0]["reason"].startswith("title: YouTube takes no <")
    rows[0]["title"] = "Mended"
    assert bring(client, written(rows[:1])).changing == 1


def test_an_asset_or_a_code_may_name_the_videos_where_it_is_clear(client, ana, songs):
    sheet = bring(client, "asset_id,label,notes\nA1,Smekkleysa,\n")
    assert (sheet.changing, sheet.videos) == (1, 2)
    confirm(client, sheet)
    assert list(songs.values_list("label", flat=True)) == ["Smekkleysa", "Smekkleysa", ""]
    assert "2 videos share this asset" in wrong(bring(client, "asset_id,notes\nA1,x\n"))[2]["notes"]
    assert bring(client, "isrc,label\ngb-aye-06-01498,x\n").changing == 1
    songs.filter(video_id="other-video").update(isrc="GBAYE0601498")
    assert "of 2 assets have this ISRC" in wrong(bring(client, "isrc,label\nGBAYE0601498,x\n"))[2]["isrc"]


def test_two_rows_of_one_asset_may_not_contradict_each_other(client, ana, songs):
    sheet = bring(client, "video_id,label\nsong-studio,One\n-song-live1,Two\n")
    assert (sheet.changing, wrong(sheet)[3]["label"]) == (
        1,
        "This belongs to asset A1, and row 2 gives it another value.",
    )
    assert bring(client, "video_id,label\nsong-studio,One\n-song-live1,One\n").changing == 2


def test_what_was_changed_meanwhile_is_shown_and_left(client, ana, songs):
    sheet = bring(client, "video_id,title\nsong-studio,Mine\nother-video,Mine too\n")
    songs.filter(video_id="song-studio").update(title="Theirs")
    assert "changed meanwhile to" in look(client, sheet).content.decode()
    confirm(client, sheet)
    assert list(songs.values_list("title", flat=True)[1:]) == ["Theirs", "Mine too"]
    assert ChangeSet.objects.get().request["skipped"] == {"changed since": 1}
    assert "left: changed since" in " ".join(look(client, sheet, show="skipped").content.decode().split())


def test_a_field_in_conflict_is_answered_first(client, ana, songs):
    edit = ChangeSet.objects.create(kind="edit", label="x")
    OpenEdit.objects.create(video=songs[1], field="title", state="conflict", change_set=edit)
    assert "answer the conflict first" in wrong(bring(client, "video_id,title\nsong-studio,x\n"))[2]["title"]


def test_a_large_one_is_compared_and_applied_by_the_worker_and_can_be_cancelled(client, ana, songs, monkeypatch):
    monkeypatch.setattr("videos.queue.READ_AT_ONCE", 10)
    monkeypatch.setattr("videos.queue.AT_ONCE", 1)
    sheet = bring(client, "video_id,notes\nsong-studio,x\nother-video,y\n")
    assert "being compared" in look(client, sheet).content.decode()
    work()
    sheet.refresh_from_db()
    assert (sheet.status, sheet.changing, sheet.content) == ("ready", 2, None)
    assert "The worker does it" in said(confirm(client, sheet))
    done = ChangeSet.objects.get()
    client.post(reverse("admin:videos_changeset_cancel", args=[done.pk]))
    work()
    assert not songs.exclude(notes__in=["", "a\r\nb"]).exists()
    sheet = bring(client, "video_id,notes\nsong-studio,x\nother-video,y\n")
    work()
    confirm(client, sheet)
    work()
    assert songs.filter(notes__in="xy").count() == 2


def test_four_eyes_hold_for_a_spreadsheet_too(client, ana, ben, songs):
    allow(ben, "approve_changeset")
    songs.model.objects.bulk_create(Video(video_id=f"video{n:06}") for n in range(1000))
    rows = "".join(f"video{n:06},Block in all countries\n" for n in range(1000))
    sheet = bring(client, f"video_id,usage_policy\n{rows}")
    assert "A second person has to approve this" in look(client, sheet).content.decode()
    assert "until a second person approves" in said(confirm(client, sheet))
    waits = ChangeSet.objects.get()
    client.force_login(ben)
    decide = reverse("admin:videos_changeset_decide", args=[waits.pk])
    assert "1,000 rows" in client.get(decide).content.decode()
    assert look(client, sheet).status_code == 200
    client.post(decide, {"_approve": "x", "reason": "fine"})
    waits.refresh_from_db()
    assert (waits.status, waits.videos, waits.approved_by) == ("applied", 1000, ben)


def test_who_may_not_is_offered_nothing_and_refused(client, ana, ben, cora, songs):
    ana.user_permissions.remove(Permission.objects.get(codename="change_monetization"))
    sheet = bring(client, "video_id,effective_policy\nsong-studio,Ours\n")
    assert "You may not change all of these fields" in look(client, sheet).content.decode()
    assert confirm(client, sheet).status_code == 403
    client.force_login(ben)
    listed = client.get(reverse("admin:videos_video_changelist")).content.decode()
    assert "import_link" not in listed
    assert "begin_export" not in listed
    assert client.get(EXPORT, {"list": "", "way": "csv", "what": "all", "layout": "ours"}).status_code == 403
    assert client.get(IMPORT).status_code == client.post(IMPORT).status_code == 403
    assert look(client, sheet).status_code == 200
    assert confirm(client, sheet).status_code == 403
    client.force_login(cora)
    assert look(client, sheet).status_code == 403
    assert Spreadsheet.objects.get().status == "ready"


def test_only_who_brought_a_spreadsheet_and_a_superuser_confirm_or_discard_it(client, ana, ben, olu, songs):
    allow(ben, "change_video")
    sheet = bring(client, "video_id,notes\nsong-studio,x\n")
    discard = {"_discard": "x", "_confirm": ""}
    client.force_login(ben)
    page = look(client, sheet)
    assert page.status_code == 200 and "_discard" not in page.content.decode()
    assert confirm(client, sheet).status_code == confirm(client, sheet, **discard).status_code == 403
    sheet.refresh_from_db()
    assert sheet.status == "ready"
    client.force_login(olu)
    assert "It is discarded" in said(confirm(client, sheet, **discard))


def test_youtubes_own_layouts_hold_what_youtube_reads(client, ana, songs):
    rows = table(exported(client, "category=Music", layout="video"))
    assert rows[1]["video_id"] == "-song-live1"
    assert rows[1]["title"] == "=Song (Live)"
    assert rows[1]["keywords"] == "a b|c"
    assert rows[1]["spoken_language"] == ""
    assert [row["asset_id"] for row in table(exported(client, layout="sound_recording"))] == ["A1"]
    confirm(client, bring(client, "video_id,label,notes\nsong-studio,One,Two\n"))
    address = f"change_set={ChangeSet.objects.get().pk}"
    (row,) = table(exported(client, address, layout="sound_recording"))
    assert {name: value for name, value in row.items() if value} == {"asset_id": "A1", "label": "One"}
    assert cells_of(exported(client, address, layout="sound_recording", way="xlsx"))[0][1][11] == "One"
    Policy.objects.create(policy_id="1", name="Track", pulled_at=timezone.now())
    for held, told in (("Track", "Track"), ("Custom rules", "")):
        songs.update(match_policy=held)
        assert [row["match_policy"] for row in table(exported(client, layout="asset"))] == [told]
