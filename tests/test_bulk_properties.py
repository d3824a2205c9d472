"""Any history of bulk actions and undos leaves what a simple model in memory says."""

from contextlib import contextmanager

import pytest
from django.contrib.auth.models import User
from django.db import transaction
from hypothesis import given, settings
from hypothesis import strategies as st

from videos.bulk.actions import ACTIONS
from videos.bulk.selection import Selection
from videos.models import ApprovalRule, Change, OpenEdit, Video
from videos.queue import request_act, request_undo

ASSETS = ["A1", "A1", "", "A2"]
FIELDS = ["title", "artist", "tags", "notes", "effective_policy", "comments_allowed"]
OF_ASSET, STAFF = {"artist"}, {"notes"}
NAMES = ["Ann", "Bob", "Zoë"]

lists = st.lists(st.sampled_from(NAMES), min_size=1, max_size=2, unique=True)
changes_of_names = st.one_of(
    st.tuples(st.sampled_from(["add", "remove", "set"]), lists, st.just([])),
    st.tuples(
        st.just("replace"), st.sampled_from(NAMES).map(lambda one: [one]), st.sampled_from(NAMES).map(lambda one: [one])
    ),
).map(lambda parts: dict(zip(("do", "names", "by"), parts, strict=True)))
acts = st.tuples(
    st.sets(st.integers(0, len(ASSETS) - 1), min_size=1),
    st.one_of(
        st.tuples(st.sampled_from(["artist", "tags"]), changes_of_names),
        st.tuples(
            st.just("title"),
            st.fixed_dictionaries(
                {
                    "find": st.sampled_from(["a", "B", "."]),
                    "by": st.sampled_from(["", "b", r"\1", "&"]),
                    "any_case": st.booleans(),
                }
            ),
        ),
        st.tuples(st.just("note"), st.sampled_from(["x", "y"]).map(lambda note: {"note": note})),
        st.tuples(st.just("policy"), st.sampled_from(["P", "Q"]).map(lambda policy: {"policy": policy})),
        st.tuples(st.just("permissions"), st.sampled_from(["yes", "no"]).map(lambda word: {"comments_allowed": word})),
    ),
)
undos = st.integers(0, 11)


def replaced(text, find, by, any_case):
    if not any_case:
        return text.replace(find, by)
    return "".join(by if letter.lower() == find.lower() else letter for letter in text)


def wanted(name, values, old):
    """What an action makes of a value, in plain Python; the names of its fields are those of the actions."""
    match name, values.get("do"):
        case "title", _:
            new = replaced(old, **values)
            return new if new.strip() else old
        case "note", _:
            return "\n".join(filter(None, [old, values["note"]]))
        case "policy", _:
            return values["policy"]
        case "permissions", _:
            return values["comments_allowed"] == "yes"
        case _, "add":
            return old + [one for one in values["names"] if one not in old]
        case _, "remove":
            return [one for one in old if one not in values["names"]]
        case _, "replace":
            put = values["by"][0]
            return list(dict.fromkeys(put if one in values["names"] else one for one in old))
        case _:
            return values["names"]


FIELD_OF = {"note": "notes", "policy": "effective_policy", "permissions": "comments_allowed"}


class History:
    """Acts on the database and on the model at once, and compares."""

    def __init__(self):
        ApprovalRule.objects.all().delete()
        self.person = User.objects.create_superuser("history")
        for n, asset in enumerate(ASSETS):
            Video.objects.create(video_id=f"v{n}", asset_id=asset, title=f"aAbB.{n}")
        self.pks = list(Video.objects.order_by("pk").values_list("pk", flat=True))
        self.videos = self.held()
        self.done, self.changes, self.open = [], [], {}

    def held(self):
        return list(Video.objects.order_by("pk").values(*FIELDS))

    def act(self, selected, action):
        name, values = action
        field = FIELD_OF.get(name, name)
        assets = {ASSETS[n] for n in selected} - {""}
        meant = [n for n in range(len(ASSETS)) if n in selected or (field in OF_ASSET and ASSETS[n] in assets)]
        meant = [n for n in meant if ASSETS[n] or field not in OF_ASSET]
        changes = [(n, field, self.videos[n][field], wanted(name, values, self.videos[n][field])) for n in meant]
        changes = [change for change in changes if change[2] != change[3]]
        selection = Selection(ids=tuple(self.pks[n] for n in selected))

        def ask():
            return request_act(ACTIONS[name], selection, values, by=self.person, reason="test")

        self.same(ask, changes, "Nothing would change")

    def undo(self, number):
        undone = self.changes[number]
        changes = [(n, field, new, old) for n, field, old, new in undone if self.videos[n][field] == new]
        restored = [change[:2] for change in changes]
        self.changes[number] = [change for change in undone if change[:2] not in restored]
        self.same(lambda: request_undo(self.done[number], by=self.person, reason="test"), changes, "undo")

    def same(self, ask, changes, refusal):
        """Database and model agree on what was done, and on what stands after it."""
        if not changes:
            with pytest.raises(ValueError, match=refusal):
                ask()
            return
        done = ask()
        assert done.status == "applied"
        for n, field, old, new in changes:
            self.videos[n][field] = new
            if field not in STAFF:
                base = self.open.pop((n, field), (old, old))[0]
                if base != new:
                    self.open[n, field] = (base, new)
        self.done.append(done)
        self.changes.append(changes)
        assert self.held() == self.videos
        assert (done.changes, done.videos) == (len(changes), len({n for n, *_ in changes}))
        assert Change.objects.filter(change_set=done).count() == len(changes)
        edits = OpenEdit.objects.values_list("video", "field", "base", "wanted")
        assert {(self.pks.index(pk), field): (base, new) for pk, field, base, new in edits} == self.open


@contextmanager
def fresh_history():
    """Hypothesis runs many examples in one test: each takes back what it did."""
    with transaction.atomic():
        yield History()
        transaction.set_rollback(True)


@pytest.mark.django_db
@settings(max_examples=15, deadline=None)
@given(steps=st.lists(acts | undos, max_size=8))
def test_any_history_of_bulk_actions_and_undos_leaves_what_the_model_says(steps):
    with fresh_history() as history:
        for step in steps:
            if isinstance(step, tuple):
                history.act(*step)
            elif step < len(history.done):
                history.undo(step)
