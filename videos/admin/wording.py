"""How changes are put in words: who made them, and which words of a text differ."""

import re
from collections.abc import Iterator
from difflib import SequenceMatcher
from typing import Any

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from cmsmeta.lib.cells import value_text
from videos.models import ChangeSet

CONTEXT = 8  # words that stay on either side of what differs
MOST_WORDS = 400  # beyond them the middle of two texts differs as a whole: matching would take too long
DEL, INS = "<del>{}</del>", "<ins>{}</ins>"
LONGEST = 600  # letters of one piece that are shown


def author(change_set: ChangeSet) -> str:
    """Name who or what made a change set, as the start of a sentence."""
    if change_set.actor:
        return change_set.actor.get_full_name() or change_set.actor.get_username()
    if change_set.kind == ChangeSet.Kind.PULL:
        return "YouTube"
    return change_set.label or change_set.get_kind_display().capitalize()


def differing(old: Any, new: Any) -> tuple[SafeString, SafeString]:
    """Give two values as people read them, with the words that differ marked: del in the old, ins in the new."""
    pieces = list(_pieces(_words(value_text(old)), _words(value_text(new))))
    return (
        _marked(DEL, [(same, before) for same, before, _ in pieces]),
        _marked(INS, [(same, after) for same, _, after in pieces]),
    )


def against(base: Any, value: Any) -> SafeString:
    """Give a value as people read it, with what it has instead of the base's words in ins, and what it lacks in del."""
    pieces = _pieces(_words(value_text(base)), _words(value_text(value)))
    marks = (
        (after if same else format_html(INS if after else DEL, after or before),) for same, before, after in pieces
    )
    return format_html_join("", "{}", marks)


def _words(text: str) -> list[str]:
    return re.findall(r"\s+|\w+|[^\w\s]", text)


def _pieces(old: list[str], new: list[str]) -> Iterator[tuple[bool, str, str]]:
    """Give what is the same and what differs in turn: (whether it is the same, old text, new text)."""
    start = _common(old, new)
    end = _common(old[start:][::-1], new[start:][::-1])
    middle, other = old[start : len(old) - end], new[start : len(new) - end]
    if start:
        yield True, *_both(_shortened(old[:start], first=True))
    if len(middle) + len(other) > MOST_WORDS:
        yield False, _cut("".join(middle)), _cut("".join(other))
    else:
        for kind, a, b, c, d in SequenceMatcher(None, middle, other, autojunk=False).get_opcodes():
            if kind == "equal":
                yield True, *_both(_shortened(middle[a:b]))
            else:
                yield False, _cut("".join(middle[a:b])), _cut("".join(other[c:d]))
    if end:
        yield True, *_both(_shortened(old[len(old) - end :], last=True))


def _common(one: list[str], other: list[str]) -> int:
    pairs = zip(one, other, strict=False)
    return next((n for n, (a, b) in enumerate(pairs) if a != b), min(len(one), len(other)))


def _shortened(words: list[str], *, first: bool = False, last: bool = False) -> str:
    """Give words that are the same in both, without those that are far from what differs."""
    if len(words) <= 4 * CONTEXT:
        return "".join(words)
    head = "" if first else "".join(words[: 2 * CONTEXT])
    tail = "" if last else "".join(words[-2 * CONTEXT :])
    return f"{head}…{tail}"


def _both(text: str) -> tuple[str, str]:
    return text, text


def _cut(text: str) -> str:
    return text if len(text) <= LONGEST else f"{text[:LONGEST]}…"


def _marked(mark: str, pieces: list[tuple[bool, str]]) -> SafeString:
    return format_html_join("", "{}", ((text if same else format_html(mark, text),) for same, text in pieces if text))
