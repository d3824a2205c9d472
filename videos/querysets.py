"""Sets of videos by name: what lists, searches, commands and the API ask for."""

from collections.abc import Sequence
from functools import reduce
from operator import or_
from typing import NamedTuple, Self

from django.apps import apps
from django.contrib.postgres.search import SearchQuery, SearchRank
from django.db import models
from django.db.models import Case, Exists, F, IntegerField, OuterRef, Q, Value, When
from django.db.models.functions import Lower

from cmsmeta.lib import patience
from cmsmeta.lib.lookups import any_of
from videos import conditions
from videos.searching import Wanted, entries, prefix_query, together, understand

SEARCH_CONFIG = "cms_search"

# Ranking reads every match; among half a million matches of one word the best are a matter of luck anyway.
RANKED = 1_000
SEARCH_MILLISECONDS = 180
NEWEST = 50_000  # videos that are searched where all of them would take longer


class Ranked(NamedTuple):
    """The best matches of a search; how many they are, where that is known; whether all videos were searched."""

    rows: models.QuerySet
    count: int | None = None
    is_whole: bool = True


class VideoQuerySet(models.QuerySet):
    def lock(self) -> None:
        """Lock them until the end of the transaction, in the order in which everybody does who touches open edits."""
        list(self.order_by("pk").select_for_update(no_key=True).values_list("pk", flat=True))

    def search(self, text: str) -> Self:
        """Give the videos that `text` asks for: identifiers of any kind, links, or words; several identifiers: all."""
        wanted = understand(text)
        asked = [*_identified(wanted), *_worded(wanted)]
        if wanted.words:
            return self.filter(reduce(or_, asked))
        # Five hundred identifiers in one OR mislead PostgreSQL into reading the whole table in the list's order.
        return self.filter(pk__in=self._any_of(asked)) if asked else self.none()

    def best_first(self, text: str, within: int = RANKED) -> Self:
        """Order the matches of `text` by rank, an identifier before a word.

        Only `within` of them are looked at; they are asked for at once, so that a page and its count share them.
        """
        return self.ranked(text, within).rows

    def ranked(self, text: str, within: int = RANKED, *, below: int | None = None) -> "Ranked":
        """Give what `best_first` gives, and how much of it there is; `below` is the last key before a merge."""
        wanted = understand(text)
        if not wanted.words:
            return Ranked(self.search(text))
        exact, (*parts, words) = _identified(wanted), _worded(wanted)
        # Whole words come first: where they are enough, nobody looks for longer ones, which takes a second.
        asked = [[*exact, *parts], [Q(search=_whole(wanted.words))], [words] if prefix_query(wanted.words)[1] else []]
        keys = patience.within(SEARCH_MILLISECONDS, lambda: self._first(asked, within))
        whole = keys is not None
        if keys is None:
            keys = patience.within(SEARCH_MILLISECONDS, lambda: self._newest(below)._first(asked, within)) or []
        found = self.filter(any_of("pk", keys)).alias(rank=SearchRank(F("search"), _words(wanted.words)))
        if not exact:
            return Ranked(found.order_by("-rank", "-pk"), len(keys), whole)
        by_name = Case(When(reduce(or_, exact), then=Value(1)), default=Value(0), output_field=IntegerField())
        return Ranked(found.alias(exact=by_name).order_by("-exact", "-rank", "-pk"), len(keys), whole)

    def _first(self, asked: list[list[Q]], count: int) -> list[int]:
        """Give `count` keys at most. One query for them all would mislead PostgreSQL into reading the whole table."""
        keys: dict[int, None] = {}
        for several in filter(None, asked):
            if len(keys) < count:
                # One that fits several of them comes as often.
                keys |= dict.fromkeys(row["pk"] for row in self._any_of(several)[: count * len(several)])
        return list(keys)[:count]

    def _newest(self, below: int | None) -> Self:
        there = self.model.objects.all() if below is None else self.model.objects.filter(pk__lte=below)
        edge = there.order_by("-pk").values_list("pk", flat=True)[NEWEST : NEWEST + 1].first()
        return self.filter(pk__gt=edge or 0)

    def _any_of(self, several: list[Q]) -> models.QuerySet:
        """Give the keys that fit one of `several` conditions, each looked up by itself, in their order."""
        first, *rest = [self.order_by().filter(condition).values("pk") for condition in several]
        return first.union(*rest, all=True) if rest else first

    def of_asset(self, asset_id: str) -> Self:
        """Give the videos that share an asset; none for a video without one."""
        return self.filter(asset_id=asset_id).exclude(asset_id="") if asset_id else self.none()

    def of_channel(self, channel: str) -> Self:
        """Give the videos of the channel with this ID, handle, address, or exactly this title."""
        wanted = understand(channel)
        named = Q(title=channel) | Q(channel_id__in=wanted.channel_ids)
        keys = list(channels_named(wanted.handles, named).values_list("pk", flat=True)[:100])
        return self.filter(channel=keys[0]) if len(keys) == 1 else self.filter(channel__in=keys)

    def pasted(self, text: str) -> Self:
        """Give the videos that a pasted list of identifiers names."""
        found = _identified(together(entries(text).values()))
        return self.filter(pk__in=self.model.objects.all()._any_of(found)) if found else self.none()

    def lacking(self, names: Sequence[str]) -> Self:
        """Give the videos that have none of `names`, such as an ISRC; `conditions.GAPS` has the names."""
        return self.alias(gaps=conditions.gaps()).filter(gaps__in=conditions.sums_with(names)) if names else self

    def with_invalid(self, code: str = "") -> Self:
        """Give the videos whose ISRC has not its form or whose UPC fails its check digit; of one `code` if named."""
        rows = self.filter(conditions.SOME_INVALID)
        return rows.filter(conditions.INVALID[code]) if code else rows

    def with_unexpected_custom_id(self) -> Self:
        """Give the videos with an asset whose custom ID is not the one that their channel expects."""
        expecting = self.filter(channel__expected_custom_id__gt="", asset_id__gt="")
        return expecting.exclude(custom_id=F("channel__expected_custom_id"))

    def ads_off(self) -> Self:
        """Give the videos that are monetized though no ad format is on."""
        return self.filter(conditions.ADS_OFF)

    def owned_by_another(self) -> Self:
        return self.filter(conditions.OWNED_BY_ANOTHER)

    def judged(self, verdict: str) -> Self:
        """Give the videos with this verdict on being a Short."""
        shorts = apps.get_model("videos", "Short").objects.filter(verdict=verdict)
        return self.filter(pk__in=shorts.values("video_id"))

    def not_judged(self) -> Self:
        """Give the videos of which nobody knows yet whether they are Shorts."""
        shorts = apps.get_model("videos", "Short").objects.exclude(verdict="unknown")
        return self.filter(~Exists(shorts.filter(video=OuterRef("pk"))))

    def short_candidates(self) -> Self:
        """Give the videos that YouTube's rule allows to be Shorts and of which nobody knows yet; none that is gone."""
        there = self.filter(not_seen_since__isnull=True, missing_since__isnull=True)
        return there.filter(conditions.MAY_BE_SHORT).not_judged()

    def changed_by(self, change_set_id: int) -> Self:
        """Give the videos of which a change set altered something."""
        changes = apps.get_model("videos", "Change").objects.filter(change_set_id=change_set_id)
        return self.filter(pk__in=changes.values("video_id"))

    def with_open_edit(self, *states: str) -> Self:
        """Give the videos that hold an open edit, in one of `states` if any are named."""
        edits = apps.get_model("videos", "OpenEdit").objects.all()
        return self.filter(pk__in=(edits.filter(state__in=states) if states else edits).values("video_id"))


def _identified(wanted: Wanted) -> list[Q]:
    """Give a condition for each kind of exact identifier; each is a look-up in an index."""
    channels = apps.get_model("channels_app", "Channel").objects.filter(any_of("channel_id", wanted.channel_ids))
    named = channels_named(wanted.handles)
    # "Not empty" is said too: else PostgreSQL does not take an index "where not empty" for a long list.
    look_ups = {
        "video_ids": any_of("video_id", wanted.video_ids),
        "asset_ids": any_of("asset_id", wanted.asset_ids),
        "channel_ids": Q(channel__in=channels.values("pk")),
        "handles": Q(channel__in=named.values("pk")),
        "isrcs": any_of("isrc", wanted.isrcs) & ~Q(isrc=""),
        "upcs": any_of("upc", wanted.upcs) & ~Q(upc=""),
        "custom_ids": any_of("custom_id", wanted.custom_ids) & ~Q(custom_id=""),
    }
    return [condition for kind, condition in look_ups.items() if getattr(wanted, kind)]


def channels_named(handles: set[str], others: Q | None = None) -> models.QuerySet:
    """Give the channels with one of these handles, written with `@` or without; or those that fit `others`."""
    written = [*handles, *(f"@{handle}" for handle in handles)]
    channels = apps.get_model("channels_app", "Channel").objects.alias(lower_handle=Lower("handle"))
    by_handle = Q(lower_handle__in=written) & ~Q(handle="")
    return channels.filter(others | by_handle if others else by_handle)


def _worded(wanted: Wanted) -> list[Q]:
    """Give the conditions of words, and of the part of a custom ID that a word may be."""
    part = [Q(custom_id__icontains=wanted.fragment)] if wanted.fragment else []
    return [*part, Q(search=_words(wanted.words))] if wanted.words else part


def _words(text: str) -> SearchQuery:
    head, start = prefix_query(text)
    if not start:
        return _whole(text)
    quoted = start.replace("'", "''")
    query = SearchQuery(f"'{quoted}':*", config=SEARCH_CONFIG, search_type="raw")
    return query & _whole(head) if head else query


def _whole(words: str) -> SearchQuery:
    return SearchQuery(words, config=SEARCH_CONFIG, search_type="websearch")
