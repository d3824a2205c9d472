"""The videos that an act is meant for: some picked by hand, or everything that a list of videos shows."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Self

from django.db.models import QuerySet
from django.http import QueryDict

from cmsmeta.lib.cells import counted
from cmsmeta.lib.patience import within
from videos.bulk import scope as scopes
from videos.filters import VideoFilterSet
from videos.models import Video

COUNT_MILLISECONDS = 2_000
BESIDES = frozenset({"p", "o", "e", "all", "saved", "_changelist_filters"})  # of a list's address: not what it shows


@dataclass(frozen=True, slots=True)
class Selection:
    """`ids` of videos in the catalogue, or what is asked anew whenever it is needed.

    `query`: the address of a list. `scope`: what a standing rule is for.
    """

    ids: tuple[int, ...] = ()
    query: str | None = None
    scope: Mapping[str, Any] | None = None

    @classmethod
    def of_list(cls, address: QueryDict) -> Self:
        """Everything that the list of videos at this address shows, on all its pages."""
        kept = address.copy()
        for name in BESIDES:
            kept.pop(name, None)
        return cls(query=kept.urlencode())

    def words(self) -> dict[str, str]:
        """What the address of a page about these videos says of them; `videos.admin.bulk.selection_of` reads it."""
        return {"ids": ",".join(map(str, self.ids))} if self.query is None else {"list": self.query}

    @classmethod
    def from_json(cls, value: dict[str, Any]) -> Self:
        return cls(ids=tuple(value.get("ids", ())), query=value.get("query"), scope=value.get("scope"))

    def to_json(self) -> dict[str, Any]:
        if self.scope is not None:
            return {"scope": dict(self.scope)}
        return {"ids": list(self.ids)} if self.query is None else {"query": self.query}

    def videos(self) -> QuerySet[Video]:
        """The videos as they are now. ValueError, with a sentence: the address has a filter that is wrong."""
        if self.scope is not None:
            return scopes.videos(self.scope)
        if self.query is None:
            return Video.objects.filter(pk__in=self.ids)
        address = QueryDict(self.query)
        filters = VideoFilterSet(address, Video.objects.order_by())
        if not filters.is_valid():
            raise ValueError("A filter of the list is wrong, so nothing is chosen: mend it there, and begin anew.")
        found = filters.qs
        return found.search(address["q"]).order_by() if address.get("q") else found

    def sql(self) -> tuple[str, tuple[Any, ...]]:
        """A statement that gives id and asset_id of each video, and its parameters. EmptyResultSet: there are none."""
        return self.videos().values_list("id", "asset_id").query.sql_with_params()

    def number(self) -> int:
        """How many videos there are: counted where that is quick, else as PostgreSQL expects it."""
        rows = self.videos()
        counted = within(COUNT_MILLISECONDS, rows.count)
        if counted is not None:
            return counted
        expected = re.search(r"rows=(\d+)", rows.values("pk").explain())
        return int(expected[1]) if expected else 0

    def __str__(self) -> str:
        if self.scope is not None:
            return "the videos that the rule is for"
        if self.query is None:
            return counted(len(self.ids), "chosen video")
        return "everything that matches the filter" if self.query else "all videos of the catalogue"
