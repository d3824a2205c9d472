"""Any history of reports, edits, undos and answers leaves what a simple model in memory says, and the log tells it."""

from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import HealthCheck, Phase, given
from hypothesis import settings as bounded
from hypothesis import strategies as st

from tests.harbour import FERRY, GULLS, PIER, morning, report, row
from tests.machinery import tables
from videos.edit import edit_videos
from videos.fields import FIELDS
from videos.models import Change, OpenEdit, Video
from videos.resolve import resolve
from videos.undo import undo

pytestmark = pytest.mark.django_db(transaction=True)

ASSETS = {FERRY: "A1", GULLS: "A1", PIER: ""}
TOLD = {None: "", True: "Yes", False: "No"}
names = st.sets(st.sampled_from(list(ASSETS)), min_size=1)
facts = {
    "title": st.sampled_from(["a", "b", "c"]),
    "comments_allowed": st.sampled_from(list(TOLD)),
    "isrc": st.sampled_from(["", "GBAYE0000001", "GBAYE0000002"]),
}
holds = st.fixed_dictionaries(facts)
listings = st.dictionaries(st.sampled_from(list(ASSETS)), holds, min_size=1)
acts = st.one_of(
    st.tuples(st.just("report"), listings),
    st.tuples(st.just("report"), listings),
    st.tuples(st.just("edit"), names, st.fixed_dictionaries({}, optional=facts).filter(bool)),
    st.tuples(st.just("undo"), st.integers(0, 4)),
    st.tuples(st.just("resolve"), names, st.sampled_from(list(facts)), st.sampled_from(["ours", "theirs"])),
)


@dataclass
class Edit:
    base: object
    wanted: object
    theirs: object = None
    state: str = "to_push"
    day: float = 0

    def seen(self):
        """What the edit rests on from now on, once a person has seen the conflict."""
        return self.theirs if self.state == "conflict" else self.base


@dataclass
class Model:
    """The catalogue as plain dictionaries. Every act gives its changes: (video, field, old, new)."""

    videos: dict[str, dict]
    open: dict[tuple[str, str], Edit] = field(default_factory=dict)
    sets: list[list] = field(default_factory=list)  # people's acts
    undone: set[int] = field(default_factory=set)
    conflicts: int = 0

    def report(self, day, listed):
        changes, self.conflicts = [], 0
        for name, told in listed.items():
            for one, value in told.items():
                edit = self.open.get((name, one))
                if edit:
                    self.observe(name, one, edit, value, day)
                elif self.videos[name][one] != value:
                    changes.append((name, one, self.videos[name][one], value))
                    self.videos[name][one] = value
        return changes

    def observe(self, name, one, edit, value, day):
        if value == edit.wanted:
            del self.open[name, one]
        elif value == edit.base:
            if edit.state == "conflict":
                edit.state, edit.theirs = "to_push", None
        elif edit.state != "conflict" or edit.theirs != value:
            edit.state, edit.theirs, edit.day = "conflict", value, day
            self.conflicts += 1

    def siblings(self, selected, one):
        assets = {ASSETS[name] for name in selected} - {""} if FIELDS[one].of_asset else set()
        return [name for name in ASSETS if name in selected or ASSETS[name] in assets]

    def edit(self, selected, values):
        return self.apply({(n, one): value for one, value in values.items() for n in self.siblings(selected, one)})

    def undo(self, number):
        if number in self.undone:
            return None
        standing = {
            (name, one): old
            for name, one, old, new in self.sets[number]
            if self.videos[name][one] == new and not ((edit := self.open.get((name, one))) and edit.state == "conflict")
        }
        if standing:
            self.undone.add(number)
        return self.apply(standing)

    def resolve(self, selected, one, choice):
        def conflicts(among):
            return [n for n in among if (edit := self.open.get((n, one))) and edit.state == "conflict"]

        chosen = conflicts([name for name in ASSETS if name in selected])
        if choice == "ours":
            for name in (kept := conflicts(self.siblings(chosen, one))):
                self.open[name, one] = Edit(self.open[name, one].seen(), self.open[name, one].wanted)
            return self.keep([]) if kept else None
        answers = {}
        for name in chosen:
            latest = max(self.siblings([name], one), key=lambda n: self.open[n, one].day if n in chosen else -1)
            answers |= {(n, one): self.open[latest, one].theirs for n in self.siblings([name], one)}
        return self.apply(answers)

    def apply(self, wanted):
        changes = [
            (name, one, self.videos[name][one], value)
            for (name, one), value in wanted.items()
            if self.videos[name][one] != value
        ]
        for name, one, old, new in changes:
            edit = self.open.pop((name, one), None)
            base = edit.seen() if edit else old
            if base != new:
                self.open[name, one] = Edit(base, new)
            self.videos[name][one] = new
        return self.keep(changes) if changes else None

    def keep(self, changes):
        self.sets.append(changes)
        return changes


def held():
    return {video.pop("video_id"): video for video in Video.objects.values("video_id", *facts)}


class History:
    """Acts on the database and on the model at once, and compares."""

    def __init__(self, folder, first):
        tables.empty()
        self.folder, self.day, self.sets = Path(folder), 0, []
        self.deliver(first)
        self.first = held()
        self.model = Model(held())

    def deliver(self, listed):
        rows = [
            row(n, f["title"], comments_allowed=TOLD[f["comments_allowed"]], isrc=f["isrc"], asset_id=ASSETS[n])
            for n, f in listed.items()
        ]
        return report(self.folder, *rows, day=self.day)

    def act(self, kind, *asked):
        getattr(self, kind)(*asked)
        assert held() == self.model.videos
        found = {(one.video.video_id, one.field): one for one in OpenEdit.objects.select_related("video")}
        assert {key: (e.base, e.wanted, e.theirs, e.state) for key, e in found.items()} == {
            key: (e.base, e.wanted, e.theirs, e.state) for key, e in self.model.open.items()
        }
        for key, edit in self.model.open.items():
            assert found[key].observed_at == (morning(edit.day) if edit.state == "conflict" else None)

    def report(self, listed):
        self.day += 1
        expected = self.model.report(self.day, listed)
        told = self.deliver(listed)
        self.same(told.change_set, expected)
        assert told.conflicts == self.model.conflicts
        assert told.updated == len({change[0] for change in expected})
        assert told.unchanged == len(listed) - told.updated

    def edit(self, selected, values):
        expected = self.model.edit(selected, values)
        self.same(edit_videos(Video.objects.filter(video_id__in=selected), values, actor=None), expected, keep=True)

    def undo(self, number):
        if number >= len(self.sets):
            return
        expected = self.model.undo(number)
        if expected is None:
            with pytest.raises(ValueError, match="undo"):
                undo(self.sets[number], actor=None)
        else:
            self.same(undo(self.sets[number], actor=None), expected, keep=True)

    def resolve(self, selected, one, choice):
        expected = self.model.resolve(selected, one, choice)
        conflicts = OpenEdit.objects.filter(field=one, video__video_id__in=selected)
        self.same(resolve(conflicts, choice, actor=None), expected, keep=True)

    def same(self, change_set, changes, *, keep=False):
        assert (change_set is None) == (changes is None)
        if change_set is None:
            return
        if keep:
            self.sets.append(change_set)
        rows = Change.objects.filter(change_set=change_set).select_related("video")
        assert sorted(map(repr, ((r.video.video_id, r.field, r.old, r.new) for r in rows))) == sorted(
            map(repr, changes)
        )
        assert change_set.changes == len(changes)

    def assert_the_log_tells_it_all(self):
        replayed = {name: dict(video) for name, video in self.first.items()}
        for change in Change.objects.order_by("id").select_related("video"):
            video = replayed[change.video.video_id]
            assert video[change.field] == change.old
            video[change.field] = change.new
        assert replayed == held()


@bounded(
    max_examples=4,
    deadline=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
@given(first=st.fixed_dictionaries(dict.fromkeys(ASSETS, holds)), history=st.lists(acts, min_size=3, max_size=9))
def test_any_history_leaves_what_the_model_says(settings, first, history):
    settings.REPORT_SHRINK_LIMIT = 1
    with TemporaryDirectory() as folder:
        lived = History(folder, first)
        for act in history:
            lived.act(*act)
        lived.assert_the_log_tells_it_all()
