"""Sets of videos by name: what lists, searches, commands and the API ask for."""

from typing import Self

from django.apps import apps
from django.contrib.postgres.search import SearchQuery, SearchRank
from django.db import models
from django.db.models import Case, F, IntegerField, Q, Value, When

from videos.searching import Wanted, prefix_query, understand

SEARCH_CONFIG = "cms_search"

# Ranking reads every match; among half a million matches of one word the best are a matter of luck anyway.
RANKED = 1_000


class VideoQuerySet(models.QuerySet):
    def search(self, text: str) -> Self:
        """Give the videos that `text` asks for: identifiers of any kind, links, or words; several identifiers: all."""
        wanted = understand(text)
        condition = _identified(wanted)
        if wanted.words:
            condition |= Q(search=_words(wanted.words))
        return self.filter(condition)

    def best_first(self, text: str, within: int = RANKED) -> Self:
        """Order the matches of `text` by rank, an identifier before a word. Only `within` of them are looked at."""
        wanted = understand(text)
        if not wanted.words:
            return self.search(text)
        found = self.search(text).order_by().values("pk")[:within]
        exact = _identified(wanted)
        return (
            self.filter(pk__in=found)
            .annotate(
                exact=Case(When(exact, then=Value(1)), default=Value(0), output_field=IntegerField()),
                rank=SearchRank(F("search"), _words(wanted.words)),
            )
            .order_by("-exact", "-rank", "-pk")
        )

    def of_asset(self, asset_id: str) -> Self:
        """Give the videos that share an asset; none for a video without one."""
        return self.filter(asset_id=asset_id).exclude(asset_id="") if asset_id else self.none()

    def of_channel(self, channel: str) -> Self:
        """Give the videos of the channel with this ID or exactly this title."""
        channels = apps.get_model("channels_app", "Channel").objects
        named = channels.filter(Q(channel_id=channel) | Q(title=channel))
        return self.filter(channel__in=list(named.values_list("pk", flat=True)[:100]))

    def changed_by(self, change_set_id: int) -> Self:
        """Give the videos of which a change set altered something."""
        changes = apps.get_model("videos", "Change").objects.filter(change_set_id=change_set_id)
        return self.filter(pk__in=changes.values("video_id"))

    def with_open_edit(self, *states: str) -> Self:
        """Give the videos that hold an open edit, in one of `states` if any are named."""
        edits = apps.get_model("videos", "OpenEdit").objects.all()
        return self.filter(pk__in=(edits.filter(state__in=states) if states else edits).values("video_id"))


def _identified(wanted: Wanted) -> Q:
    """Give the condition of the exact identifiers. Each part is one look-up in an index, so `OR` stays cheap."""
    condition = Q(pk__in=[])
    if wanted.video_ids:
        condition |= Q(video_id__in=wanted.video_ids)
    if wanted.asset_ids:
        condition |= Q(asset_id__in=wanted.asset_ids)
    if wanted.channel_ids:
        channels = apps.get_model("channels_app", "Channel").objects.filter(channel_id__in=wanted.channel_ids)
        condition |= Q(channel_id__in=list(channels.values_list("pk", flat=True)))
    # Said twice: PostgreSQL takes an index "where not empty" for a long list only if told that none is empty.
    if wanted.custom_ids:
        condition |= Q(custom_id__in=wanted.custom_ids) & ~Q(custom_id="")
    if wanted.isrcs:
        condition |= Q(isrc__in=wanted.isrcs) & ~Q(isrc="")
    if wanted.upcs:
        condition |= Q(upc__in=wanted.upcs) & ~Q(upc="")
    if wanted.fragment:
        condition |= Q(custom_id__icontains=wanted.fragment)
    return condition


def _words(text: str) -> SearchQuery:
    head, start = prefix_query(text)
    if not start:
        return SearchQuery(text, config=SEARCH_CONFIG, search_type="websearch")
    quoted = start.replace("'", "''")
    query = SearchQuery(f"'{quoted}':*", config=SEARCH_CONFIG, search_type="raw")
    return query & SearchQuery(head, config=SEARCH_CONFIG, search_type="websearch") if head else query
