"""Any history of edits, reports and pulls, told in whatever order of time, leaves what a model in memory says."""

from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import HealthCheck, Phase, given
from hypothesis import settings as bounded
from hypothesis import strategies as st

from tests.harbour import FERRY, GULLS, PIER, changes, morning, report, row
from tests.machinery import tables
from videos.edit import edit_videos
from videos.models import OpenEdit, Video
from videos.observe.videos import Seen, observe_videos

pytestmark = pytest.mark.django_db(transaction=True)

IDS = [FERRY, GULLS, PIER]
NEVER = float("-inf")
WORDS = ["a", "b", "c"]
REPORTED, PULLED = {"title", "comments_allowed"}, {"title", "description"}
facts = {
    "title": st.sampled_from(WORDS),
    "comments_allowed": st.sampled_from([True, False]),
    "description": st.sampled_from(["", *WORDS]),
}
told = st.fixed_dictionaries(facts)
# Reports come in the order of their days; a pull may come long after its moment.
acts = st.one_of(
    st.tuples(st.just("report"), st.fixed_dictionaries(dict.fromkeys(IDS, told))),
    st.tuples(
        st.just("pull"),
        st.dictionaries(st.sampled_from(IDS), st.one_of(st.none(), told, told), min_size=1),
        st.sampled_from([-1.4, -0.4, 0.3, 0.3, 0.3]),
    ),
    st.tuples(
        st.just("edit"),
        st.sets(st.sampled_from(IDS), min_size=1),
        st.fixed_dictionaries({}, optional=facts).filter(bool),
    ),
)


@dataclass
class Edit:
    base: object
    wanted: object
    theirs: object = None
    state: str = "to_push"


@dataclass
class Model:
    """The catalogue as plain dictionaries. An observation gives its changes: (video, field, old, new)."""

    videos: dict[str, dict]
    reported: float = 0
    asked: dict[str, float] = field(default_factory=dict)
    known: set[str] = field(default_factory=set)  # that a pull has ever told of
    missing: set[str] = field(default_factory=set)
    open: dict[tuple[str, str], Edit] = field(default_factory=dict)

    def report(self, day, listed):
        self.reported = day
        for name, seen in listed.items():
            later = self.asked.get(name, NEVER) > day
            yield from self.observe(name, {one: seen[one] for one in REPORTED if not (later and one in PULLED)})

    def pull(self, day, listed):
        for name, seen in listed.items():
            if self.asked.get(name, NEVER) > day:
                continue
            self.asked[name] = day
            (self.missing.discard if seen else self.missing.add)(name)
            if not seen:
                continue
            later = self.reported > day
            changed = self.observe(name, {one: seen[one] for one in PULLED if not (later and one in REPORTED)})
            # The first sight of what no report tells is no change.
            yield from (one for one in changed if one[1] in REPORTED or name in self.known)
            self.known.add(name)

    def observe(self, name, values):
        changed = []
        for one, value in values.items():
            if edit := self.open.get((name, one)):
                self.weigh(name, one, edit, value)
            elif self.videos[name][one] != value:
                changed.append((name, one, self.videos[name][one], value))
                self.videos[name][one] = value
        return changed

    def weigh(self, name, one, edit, value):
        if value == edit.wanted:
            del self.open[name, one]
        elif value == edit.base:
            edit.state, edit.theirs = "to_push", None
        else:
            edit.state, edit.theirs = "conflict", value

    def edit(self, selected, values):
        for name in selected:
            for one, value in values.items():
                held = self.videos[name][one]
                if held == value:
                    continue
                edit = self.open.pop((name, one), None)
                base = held if edit is None else edit.theirs if edit.state == "conflict" else edit.base
                if base != value:
                    self.open[name, one] = Edit(base, value)
                self.videos[name][one] = value


class History:
    """Acts on the database and on the model at once, and compares."""

    def __init__(self, folder, first):
        tables.empty()
        self.folder, self.day = Path(folder), 1
        self.deliver(first)
        self.model = Model({name: {**first[name], "description": ""} for name in IDS}, reported=1)

    def deliver(self, listed):
        words = {True: "Yes", False: "No"}
        rows = [row(n, one["title"], comments_allowed=words[one["comments_allowed"]]) for n, one in listed.items()]
        return report(self.folder, *rows, day=self.day)

    def act(self, kind, *asked):
        getattr(self, kind)(*asked)
        held = {video.pop("video_id"): video for video in Video.objects.values("video_id", *facts)}
        assert held == self.model.videos
        missing = Video.objects.filter(missing_since__isnull=False).values_list("video_id", flat=True)
        assert set(missing) == self.model.missing
        found = OpenEdit.objects.values_list("video__video_id", "field", "base", "wanted", "theirs", "state")
        assert {(name, one): rest for name, one, *rest in found} == {
            key: [edit.base, edit.wanted, edit.theirs, edit.state] for key, edit in self.model.open.items()
        }

    def report(self, listed):
        self.day += 1
        expected = list(self.model.report(self.day, listed))
        assert sorted(map(repr, changes(self.deliver(listed)))) == sorted(map(repr, expected))

    def pull(self, listed, later):
        day = self.day + later
        expected = list(self.model.pull(day, listed))
        seen = {name: one and Seen({name: one[name] for name in PULLED}) for name, one in listed.items()}
        outcomes = observe_videos(seen, as_of=morning(day))
        logged = changes(outcomes.change_set) if outcomes.change_set else []
        assert sorted(map(repr, logged)) == sorted(map(repr, expected))
        assert sorted(map(repr, self.told(outcomes))) == sorted(map(repr, expected))

    def told(self, outcomes):
        return [(name, one, *values) for name, outcome in outcomes.items() for one, values in outcome.changed.items()]

    def edit(self, selected, values):
        self.model.edit(selected, values)
        edit_videos(Video.objects.filter(video_id__in=selected), values, actor=None)


@bounded(
    max_examples=4,
    deadline=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
@given(first=st.fixed_dictionaries(dict.fromkeys(IDS, told)), history=st.lists(acts, min_size=3, max_size=9))
def test_any_history_leaves_what_the_model_says(first, history):
    with TemporaryDirectory() as folder:
        lived = History(folder, first)
        for act in history:
            lived.act(*act)
