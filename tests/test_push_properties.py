"""Random histories of edits, changes at YouTube, pulls, pushes and crashes, against a simple model of what must come of
them: nobody's work is overwritten, nothing is written twice, and in the end both hold the same."""

from contextlib import suppress
from dataclasses import dataclass, field

import pytest
from hypothesis import HealthCheck, example, given
from hypothesis import settings as bounded
from hypothesis import strategies as st

from sync.ledger import Ledger
from sync.models import MetadataSync
from sync.pull.videos import pull_videos
from sync.push import push
from sync.youtube.client import Client
from tests.pushing import at_sandbox
from tests.sandbox import open_door
from videos.edit import edit_videos
from videos.models import OpenEdit, Video
from videos.resolve import resolve

pytestmark = pytest.mark.django_db
WRITE = "youtube.videos.update"
FIELDS, WORDS = ("title", "description"), ("Anchors", "Buoys", "Cranes")
ENDS = ("well", "refused", "lost on the way", "lost on the way back", "died before", "died after")
ACTS = st.one_of(
    st.tuples(st.just("edit"), st.sampled_from(FIELDS), st.sampled_from(WORDS)),
    st.tuples(st.just("studio"), st.sampled_from(FIELDS), st.sampled_from(WORDS)),
    st.tuples(st.just("push"), st.sampled_from(ENDS)),
    st.tuples(st.just("pull")),
    st.tuples(st.just("resolve"), st.sampled_from(["ours", "theirs"])),
)


class Died(BaseException):
    """As when the process is killed: nobody catches it."""


class Mortal(Client):
    """A client whose worker dies before or after the write."""

    dies = ""

    def update_video(self, body, parts, *, sync=None):
        if self.dies == "died before":
            raise Died
        answer = super().update_video(body, parts, sync=sync)
        if self.dies == "died after":
            raise Died
        return answer


@dataclass
class Open:
    base: str
    wanted: str
    sent: str | None = None
    state: str = "to_push"
    theirs: str | None = None


@dataclass
class Model:
    """What YouTube holds, what staff see, what is open, and how often YouTube is written to."""

    youtube: dict[str, str] = field(default_factory=lambda: dict.fromkeys(FIELDS, "Anchors"))
    seen: dict[str, str] = field(default_factory=lambda: dict.fromkeys(FIELDS, "Anchors"))
    open: dict[str, Open] = field(default_factory=dict)
    writes: int = 0

    def edit(self, name, word):
        if self.seen[name] == word:
            return
        edit = self.open.setdefault(name, Open(self.seen[name], word))
        base = edit.theirs if edit.state == "conflict" else edit.base
        self.seen[name] = word
        self.open[name] = Open(base, word, edit.sent)
        if base == word and edit.sent is None:
            del self.open[name]

    def studio(self, name, word):
        self.youtube[name] = word

    def pull(self):
        for name, word in self.youtube.items():
            self.observe(name, word)

    def observe(self, name, word, read_back=False):
        edit = self.open.get(name)
        if edit is None:
            self.seen[name] = word
        elif word == edit.wanted:
            if read_back or edit.sent in (None, word):
                del self.open[name]
        elif word == edit.sent:
            self.open[name] = Open(word, edit.wanted)
        elif word == edit.base:
            sent = None if read_back else edit.sent
            self.open[name] = Open(edit.base, edit.wanted, sent, "to_push" if edit.state == "conflict" else edit.state)
        else:
            sent = None if read_back else edit.sent
            self.open[name] = Open(edit.base, edit.wanted, sent, "conflict", word)

    def push(self, end):
        names = [name for name, edit in self.open.items() if edit.state == "to_push"]
        if not names:
            return
        held = dict(self.youtube)
        for name in names:
            self.observe(name, held[name], read_back=True)
        left = [name for name in names if name in self.open and self.open[name].state == "to_push"]
        if left:
            self.write(left, end)
        if end.startswith("died") and left:
            return
        for name in FIELDS:
            self.observe(name, self.youtube[name] if end == "well" else held[name])

    def write(self, names, end):
        self.writes += end != "died before"
        for name in names:
            edit = self.open[name]
            if end in ("well", "lost on the way back", "died after"):
                self.youtube[name] = edit.wanted
            if end == "well":
                del self.open[name]
            elif end == "refused":
                edit.state = "refused"
            else:
                edit.sent = edit.wanted

    def resolve(self, choice):
        for name, edit in list(self.open.items()):
            if edit.state != "conflict":
                continue
            if choice == "theirs":
                self.seen[name] = edit.theirs
            self.open[name] = Open(edit.theirs, self.seen[name], edit.sent)
            if choice == "theirs" and edit.sent is None:
                del self.open[name]


class World:
    """The catalogue, and the sandbox in YouTube's place."""

    def __init__(self, door, person):
        self.door, self.person = door, person
        self.client = Mortal(Ledger(), door.credentials(), timeout=5)
        self.video = Video.objects.filter(video_id="video-0")

    def begin(self):
        OpenEdit.objects.all().delete()
        self.video.update(**dict.fromkeys(FIELDS, "Anchors"))
        self.door.sandbox("videos/video-0", "PATCH", snippet=dict.fromkeys(FIELDS, "Anchors"))
        self.door.sandbox("requests", "DELETE")
        self.pull()

    def edit(self, name, word):
        edit_videos(self.video, {name: word}, actor=self.person)

    def studio(self, name, word):
        self.door.sandbox("videos/video-0", "PATCH", snippet={name: word})

    def pull(self):
        list(pull_videos(self.client, ["video-0"]))

    def push(self, end):
        faults = {
            "refused": {"kind": "error", "reason": "invalidVideoMetadata"},
            "lost on the way": {"kind": "cut"},
            "lost on the way back": {"kind": "cut", "after": True},
        }
        self.client.dies = end
        if end in faults:
            self.door.sandbox("faults", method=WRITE, **faults[end])
        with suppress(Died):
            list(push(self.client))
        self.door.sandbox("faults", "DELETE")

    def resolve(self, choice):
        resolve(OpenEdit.objects.all(), choice, actor=self.person)

    def as_model(self):
        """What there is now, in the words of the model."""
        snippet = self.door.sandbox("videos/video-0", "GET")["snippet"]
        rows = OpenEdit.objects.values_list("field", "base", "wanted", "sent", "state", "theirs")
        return Model(
            {name: snippet.get(name, "") for name in FIELDS},
            self.video.values(*FIELDS).get(),
            {name: Open(*rest) for name, *rest in rows},
            sum(one["method"] == WRITE for one in self.door.sandbox("requests", "GET")),
        )


@pytest.fixture(scope="module")
def _door():
    with open_door() as door:
        yield door


@pytest.fixture
def world(_door, settings, olu):
    world = World(at_sandbox(_door, settings, videos=1), olu)
    yield world
    world.client.close()


@bounded(max_examples=4, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(history=st.lists(ACTS, max_size=8))
@example(history=[("edit", "title", "Buoys"), ("push", "died after"), ("edit", "title", "Cranes"), ("pull",)])
@example(history=[("edit", "title", "Buoys"), ("push", "lost on the way"), ("edit", "title", "Anchors"), ("pull",)])
def test_whatever_happens_comes_out_as_the_model_says_and_in_the_end_both_agree(world, history):
    world.begin()
    model = Model()
    for act, *told in history:
        for either in (world, model):
            getattr(either, act)(*told)
        assert world.as_model() == model, f"after {act} {told}"
    for act, *told in [("pull",), ("resolve", "ours"), ("push", "well"), ("push", "well"), ("pull",)]:
        for either in (world, model):
            getattr(either, act)(*told)
    assert world.as_model() == model
    assert {edit.state for edit in model.open.values()} <= {"refused"}
    assert all(model.youtube[name] == model.seen[name] for name in FIELDS if name not in model.open)
    assert not MetadataSync.objects.filter(status="running").exists() or model.open
