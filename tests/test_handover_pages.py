"""Ana plans a hand-over in the admin, makes the files, brings YouTube's answers and sees what became of each edit."""

import csv
import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from sync.models import HandOver, HandOverAnswer
from tests.handover import ONE, THREE, TWO, edit, edits, lying_at, quay
from tests.people import somebody
from videos.models import OpenEdit

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def songs(settings, tmp_path):
    lying_at(settings, tmp_path)
    quay()


@pytest.fixture
def editor(client):
    person = somebody("editor")
    client.force_login(person)
    return person


def page(name, *args):
    return reverse(f"admin:sync_handover_{name}", args=args)


def words(response):
    return " ".join(response.content.decode().split())


def say(client, name, *args, **data):
    return client.post(page(name, *args), data, follow=True)


def body(client, address):
    return b"".join(client.get(address).streaming_content).decode()


def bring(client, made, text, name="", **more):
    name = name or f"errors-{made.files.first().name}"
    return say(client, "answer", made.pk, file=SimpleUploadedFile(name, text.encode()), **more)


def test_from_the_plan_to_the_answer(client, editor):
    change_set = edit(editor, ONE, THREE, title="=Better")
    edit(editor, TWO, license="youtube", category="Comedy")
    plan = client.get(page("plan"), {"change_set": change_set.pk})
    assert "102" in words(plan) and "change set" in words(plan)
    shown = say(client, "make", change_set=change_set.pk, layouts=["video"])
    made = HandOver.objects.get()
    assert made.made_by == editor and edits()[TWO, "category"][0] == "to_push"
    assert "2 cells begin with a sign that a spreadsheet program takes for a formula" in words(shown)
    assert (
        body(client, page("file", made.files.get().pk)) == "video_id,title\nquay-one-01,=Better\nquay-three3,=Better\n"
    )

    assert "It is noted" in words(say(client, "uploaded", made.pk))
    shown = bring(client, made, "Row number,Status,Error message\n2,Errors,<b>No!</b>\n3,Successful,\n9,Errors,Who?\n")
    assert "3 rows: 1 taken by YouTube, 1 refused, 1 that fit none of ours" in words(shown)
    assert "&lt;b&gt;No!&lt;/b&gt;" in words(shown)
    assert edits(state="refused") == {(ONE, "title"): ("refused", "<b>No!</b>")}
    answer = HandOverAnswer.objects.get()
    assert "Who?" in body(client, page("strays", answer.pk))
    assert body(client, page("brought", answer.pk)).startswith("Row number,Status")
    rows = list(csv.DictReader(io.StringIO(body(client, page("rows", made.pk)).removeprefix("\ufeff"))))
    assert {(row["video_id"], row["wanted"], row["state"]) for row in rows} == {
        (ONE, "'=Better", "refused by YouTube"),
        (THREE, "'=Better", "taken by YouTube"),
    }
    assert "Hand-over" in words(client.get(page("changelist")))


def test_the_page_warns_of_what_was_changed_since_the_files_were_made(client, editor):
    edit(editor, ONE, TWO, title="Better")
    say(client, "make", layouts=["video"])
    made = HandOver.objects.get()
    assert "changed since. Take" not in words(client.get(page("change", made.pk)))
    edit(editor, ONE, title="Best")
    assert "1 edit in these files was changed since" in words(client.get(page("change", made.pk)))
    shown = say(client, "take_back", made.pk)
    assert "Taken back" in words(shown)
    assert {state for state, _ in edits().values()} == {"to_push"}
    assert "nothing to take back" in words(say(client, "take_back", made.pk))


def test_the_page_says_what_a_conflict_keeps_open_until_somebody_decides(client, editor):
    edit(editor, ONE, THREE, title="Better")
    say(client, "make", layouts=["video"])
    made = HandOver.objects.get()
    assert "in conflict" not in words(client.get(page("change", made.pk)))
    OpenEdit.objects.filter(video__video_id=ONE).update(state="conflict", theirs="Studio's")
    conflict = OpenEdit.objects.get(state="conflict")
    shown = words(client.get(page("change", made.pk)))
    assert "1 edit is in conflict" in shown and reverse("admin:videos_editconflict_change", args=[conflict.pk]) in shown


def test_what_cannot_be_done_is_said_in_a_sentence(client, editor, settings):
    assert "Choose at least one" in words(say(client, "make"))
    edit(editor, ONE, title="Better", license="youtube")
    assert "A filter of the list is wrong" in words(client.get(page("plan"), {"list": "privacy=nonsense"}))
    say(client, "make", layouts=["video"])
    made = HandOver.objects.get()
    assert "does not tell which" in words(bring(client, made, "Row number\n2\n", name="errors-hand-over-0-video-1.csv"))
    about = {"about": made.files.get().pk, "first": "2"}
    assert "1 refused" in words(bring(client, made, "Row number\n2\n", name="errors-hand-over-0-video-1.csv", **about))
    assert "which row is meant" in words(bring(client, made, "\x01\x02,\n"))
    assert "This field is required" in words(say(client, "answer", made.pk))
    settings.SPREADSHEET_MAX_BYTES = 10
    assert "larger than" in words(bring(client, made, "Row number\n2\n3\n4\n"))


def test_files_that_the_storage_has_lost_are_told_of(client, editor, settings, tmp_path):
    edit(editor, ONE, title="Better")
    say(client, "make", layouts=["video"])
    file = HandOver.objects.get().files.get()
    (tmp_path / "handovers" / str(file.hand_over_id) / file.name).unlink()
    assert "no longer in the storage" in words(client.get(page("file", file.pk), follow=True))


def test_who_only_looks_sees_the_plan_and_no_file(client, editor):
    edit(editor, ONE, title="Better")
    say(client, "make", layouts=["video"])
    made = HandOver.objects.get()
    client.force_login(somebody("viewer"))
    assert client.get(page("plan")).status_code == client.get(page("change", made.pk)).status_code == 200
    for name, key in (("file", made.files.get().pk), ("rows", made.pk)):
        assert client.get(page(name, key)).status_code == 403
    for name, keys in (("make", []), ("uploaded", [made.pk]), ("take_back", [made.pk]), ("answer", [made.pk])):
        assert client.post(page(name, *keys)).status_code == 403


def test_a_list_of_rows_goes_on_from_page_to_page(client, editor, monkeypatch):
    monkeypatch.setattr("sync.handover.shown.SHOWN", 2)
    edit(editor, ONE, TWO, THREE, title="Better")
    say(client, "make", layouts=["video"])
    made = HandOver.objects.get()
    first = client.get(page("change", made.pk)).context["page"]
    second = client.get(page("change", made.pk), {"show": "waiting", "after": first.next}).context["page"]
    assert [[line.row.key for line in each.lines] for each in (first, second)] == [[ONE, TWO], [THREE]]
    assert second.next == ""
    assert client.get(page("change", made.pk), {"show": "nonsense", "after": "x:y"}).status_code == 200
