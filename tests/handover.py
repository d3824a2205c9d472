"""Edits that are handed over to YouTube in spreadsheets: a quay of songs, and how people hand over and get answers."""

import csv
import io

from django.core.files.storage import default_storage

from sync.handover.answers import take_answer
from sync.handover.ask import request_hand_over
from sync.handover.make import path_of
from sync.handover.scope import Scope
from sync.handover.sheets import LAYOUTS
from sync.models import HandOver
from videos.edit import edit_videos
from videos.models import Asset, ChangeSet, OpenEdit, Video

ONE, TWO, THREE = "quay-one-01", "quay-two-02", "quay-three3"


def quay():
    """Three videos: the first two of one sound recording, the third of an asset that no report has told of."""
    told = ChangeSet.objects.create(kind="report", label="told")
    Asset.objects.create(pk="A1", asset_type="SOUND_RECORDING", as_of=told.created_at)
    for key, asset, title in ((ONE, "A1", "One"), (TWO, "A1", "Two"), (THREE, "A3", "Three")):
        Video.objects.create(
            video_id=key, asset_id=asset, title=title, category="Music", privacy_status="public", first_seen=told
        )


def lying_at(settings, folder):
    """Let the files lie in this folder."""
    storage = {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": folder}}
    settings.STORAGES = {**settings.STORAGES, "default": storage}


def edit(person, *keys, **values):
    return edit_videos(Video.objects.filter(video_id__in=keys), values, actor=person, reason="as agreed")


def hand_over(person, scope=None, layouts=LAYOUTS):
    return request_hand_over(scope or Scope(), layouts, by=person)


def content(file):
    with default_storage.open(path_of(file)) as stored:
        return stored.read().decode()


def contents(made):
    """Name of the template → the text of its files."""
    found = {}
    for file in made.files.all():
        found.setdefault(file.layout, []).append(content(file))
    return found


def table(text):
    return list(csv.DictReader(io.StringIO(text, newline="")))


def answer(made, person, *lines, name="", layout="video", **more):
    """Bring what YouTube says, line by line."""
    file = made.files.filter(layout=layout).first()
    text = "\n".join(lines) + "\n"
    return take_answer(made, name or f"errors-{file.name}", text.encode(), by=person, file=None, **more)


def edits(**only):
    """(video, field) → state, sentence."""
    rows = OpenEdit.objects.filter(**only).select_related("video")
    return {(one.video.video_id, one.field): (one.state, one.error) for one in rows}


def states(made):
    """(video, field) → what became of it."""
    rows = made.edit_rows.select_related("video")
    return {(row.video.video_id, row.field): row.state for row in rows}


def fresh(made):
    return HandOver.objects.get(pk=made.pk)
