"""Any history of edits and undos leaves what a simple model in memory says, and can be taken back."""

from collections import defaultdict
from contextlib import contextmanager
from dataclasses import dataclass, field

import pytest
from django.db import transaction
from hypothesis import given, settings
from hypothesis import strategies as st

from videos.edit import edit_videos
from videos.fields import FIELDS
from videos.models import Change, ChangeSet, OpenEdit, Video
from videos.undo import undo

ASSETS = ["A1", "A1", "", "", "A2"]
NAMES = ["title", "label", "artist", "comments_allowed", "notes", "administered"]

words = st.sampled_from(["a", "b", 'quote " %s {x}'])
texts = words | st.just("")
values = st.fixed_dictionaries(
    {},
    optional={
        "title": words,
        "label": texts,
        "artist": st.lists(words, max_size=2, unique=True),
        "comments_allowed": st.sampled_from([None, True, False]),
        "notes": texts,
        "administered": st.booleans(),
    },
).filter(bool)
edits = st.tuples(st.sets(st.integers(0, len(ASSETS) - 1), min_size=1), values)
undos = st.integers(0, 15)


@dataclass
class Act:
    changes: list[tuple[int, str, object, object]]
    undone: set[tuple[int, str]] = field(default_factory=set)


@dataclass
class Model:
    """Videos and open edits as plain dictionaries."""

    videos: list[dict]
    open: dict[tuple[int, str], tuple[object, object]] = field(default_factory=dict)  # (base, wanted)
    acts: list[Act] = field(default_factory=list)

    def edit(self, selected, values):
        meant = []
        for n, asset in enumerate(ASSETS):
            sibling = asset != "" and asset in {ASSETS[s] for s in selected}
            for name, value in values.items():
                if n in selected or (sibling and FIELDS[name].of_asset):
                    meant.append((n, name, self.videos[n][name], value))
        return self.act([change for change in meant if change[2] != change[3]])

    def undo(self, number):
        act = self.acts[number]
        left = [change for change in act.changes if change[:2] not in act.undone]
        back = [(n, name, new, old) for n, name, old, new in left if self.videos[n][name] == new]
        act.undone |= {change[:2] for change in back}
        return self.act(back)

    def act(self, changes):
        if not changes:
            return None
        for n, name, old, new in changes:
            self.videos[n][name] = new
            if FIELDS[name].on_youtube:
                base, _ = self.open.pop((n, name), (old, old))
                if base != new:
                    self.open[n, name] = (base, new)
        self.acts.append(Act(changes))
        return self.acts[-1]


def held():
    return list(Video.objects.order_by("pk").values(*NAMES))


class History:
    """Acts on the database and on the model at once, and compares."""

    def __init__(self):
        for n, asset in enumerate(ASSETS):
            Video.objects.create(video_id=f"v{n}", asset_id=asset, title=f"t{n}", label="a" if asset else "")
        self.pks = list(Video.objects.order_by("pk").values_list("pk", flat=True))
        self.first = held()
        self.model = Model(held())
        self.sets = []

    def edit(self, selected, values):
        selection = Video.objects.filter(pk__in=[self.pks[n] for n in selected])
        self.same(edit_videos(selection, values, actor=None), self.model.edit(selected, values))

    def undo(self, number):
        expected = self.model.undo(number)
        if expected is None:
            with pytest.raises(ValueError, match="undo"):
                undo(self.sets[number], actor=None)
        else:
            self.same(undo(self.sets[number], actor=None), expected)

    def same(self, change_set, act):
        """Database and model agree on the act, and on what stands after it."""
        assert (change_set is None) == (act is None)
        if act:
            self.sets.append(change_set)
            rows = Change.objects.filter(change_set=change_set).values_list("video", "field", "old", "new")
            assert sorted(map(repr, rows)) == sorted(repr((self.pks[n], *rest)) for n, *rest in act.changes)
            assert change_set.changes == len(act.changes)
            assert change_set.videos == len({n for n, *_ in act.changes})
        assert held() == self.model.videos
        edits = OpenEdit.objects.values_list("video", "field", "base", "wanted")
        assert {(video, name): rest for video, name, *rest in edits} == {
            (self.pks[n], name): list(rest) for (n, name), rest in self.model.open.items()
        }

    def assert_the_log_tells_it_all(self):
        replayed = [dict(video) for video in self.first]
        for change in Change.objects.order_by("id"):
            video = replayed[self.pks.index(change.video_id)]
            assert video[change.field] == change.old
            video[change.field] = change.new
        assert replayed == held()


@contextmanager
def fresh_history():
    """Hypothesis runs many examples in one test: each takes back what it did."""
    with transaction.atomic():
        yield History()
        transaction.set_rollback(True)


@pytest.mark.django_db
@settings(max_examples=15, deadline=None)
@given(acts=st.lists(edits | undos, max_size=12))
def test_any_history_of_edits_and_undos_leaves_what_the_model_says(acts):
    bases = defaultdict(set)
    with fresh_history() as history:
        for act in acts:
            if isinstance(act, tuple):
                history.edit(*act)
            elif act < len(history.sets):
                history.undo(act)
            for pk, base in OpenEdit.objects.values_list("pk", "base"):
                bases[pk].add(repr(base))
        history.assert_the_log_tells_it_all()
    assert all(len(seen) == 1 for seen in bases.values())


@pytest.mark.django_db
@settings(max_examples=8, deadline=None)
@given(acts=st.lists(edits, max_size=8))
def test_undoing_every_edit_the_last_one_first_restores_the_first_state(acts):
    with fresh_history() as history:
        for act in acts:
            history.edit(*act)
        for number in reversed(range(len(history.sets))):
            history.undo(number)
        assert held() == history.first
        assert not OpenEdit.objects.exists()
        assert not ChangeSet.objects.filter(skipped__gt=0, kind=ChangeSet.Kind.UNDO).exists()
        history.assert_the_log_tells_it_all()
