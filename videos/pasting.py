"""Lists that people paste: kept under a short name, and what of them the catalogue does not hold."""

import hashlib
from datetime import timedelta

from django.contrib.auth.models import User
from django.db.models.functions import Now
from django.utils import timezone

from channels_app.models import Channel
from cmsmeta.lib.lookups import any_of
from videos.models import PastedList, Video
from videos.querysets import channels_named
from videos.searching import Wanted, entries, together

MOST_ENTRIES = 5_000
MOST_LETTERS = 1_000_000
NOTED_EVERY = timedelta(days=1)
NAMED_BY = {
    "video_ids": "video_id",
    "asset_ids": "asset_id",
    "custom_ids": "custom_id",
    "isrcs": "isrc",
    "upcs": "upc",
}


class TooLong(ValueError):
    """A list that is too long, or empty; the sentence says what to do."""


def keep(text: str, person: User) -> PastedList:
    """Keep a pasted list; the same text is kept once. TooLong for more than MOST_ENTRIES, and for none."""
    text = text.replace("\x00", "").strip()
    count = len(entries(text[:MOST_LETTERS]))
    if not count:
        raise TooLong("There is nothing in the list. Paste identifiers, one a line.")
    if count > MOST_ENTRIES or len(text) > MOST_LETTERS:
        raise TooLong(f"The list is too long. Paste {MOST_ENTRIES:,} entries at most, and the rest after that.")
    digest = hashlib.sha256(text.encode()).hexdigest()[:32]
    values = {"text": text, "entries": count, "pasted_by": person}
    pasted, is_new = PastedList.objects.get_or_create(digest=digest, defaults=values)
    if not is_new:
        PastedList.objects.filter(pk=pasted.pk).update(opened_at=Now())  # or it could go between preview and change
    return pasted


def opened(pasted: PastedList) -> PastedList:
    """Note that somebody looks at a pasted list: what nobody opens is not kept for ever."""
    if pasted.opened_at < timezone.now() - NOTED_EVERY:
        PastedList.objects.filter(pk=pasted.pk).update(opened_at=Now())
    return pasted


def not_found(text: str) -> list[str]:
    """Give the entries of a pasted list that name no video and no channel of the catalogue, in their order."""
    listed = entries(text)
    wanted = together(listed.values())
    known = {
        kind: set(
            Video.objects.filter(any_of(column, getattr(wanted, kind)))
            .exclude(**{column: ""})
            .order_by()
            .values_list(column, flat=True)
            .distinct()
        )
        for kind, column in NAMED_BY.items()
        if getattr(wanted, kind)
    }
    known |= _known_channels(wanted)
    return [
        entry
        for entry, one in listed.items()
        if not any(not known[kind].isdisjoint(getattr(one, kind)) for kind in known)
    ]


def _known_channels(wanted: Wanted) -> dict[str, set[str]]:
    ids = Channel.objects.filter(any_of("channel_id", wanted.channel_ids)).values_list("channel_id", flat=True)
    handles = channels_named(wanted.handles).values_list("handle", flat=True)
    return {"channel_ids": set(ids), "handles": {handle.lower().removeprefix("@") for handle in handles}}
