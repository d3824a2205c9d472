"""Which open edits are meant: all that are to be pushed, those of a change set, those of some videos."""

from dataclasses import dataclass
from typing import Any, Self

from django.core.exceptions import EmptyResultSet

from videos.bulk.selection import Selection

NONE = ("false", ())


@dataclass(frozen=True, slots=True)
class Scope:
    """Open edits to push. `change_set`: only what it edited last; `selection`: only of these videos."""

    change_set: int | None = None
    selection: Selection | None = None

    @classmethod
    def from_json(cls, value: dict[str, Any]) -> Self:
        selection = value.get("selection")
        return cls(value.get("change_set"), Selection.from_json(selection) if selection is not None else None)

    def to_json(self) -> dict[str, Any]:
        told = {"change_set": self.change_set, "selection": self.selection.to_json() if self.selection else None}
        return {name: value for name, value in told.items() if value is not None}

    def where(self) -> tuple[str, tuple[Any, ...]]:
        """SQL over open edit `o`, and its parameters. ValueError, with a sentence: a filter of the list is wrong."""
        parts, params = ["true"], []
        if self.change_set is not None:
            parts.append("o.change_set_id = %s")
            params.append(self.change_set)
        if self.selection is not None and self.selection.query != "":
            try:
                chosen, more = self.selection.videos().order_by().values_list("id").query.sql_with_params()
            except EmptyResultSet:
                return NONE
            parts.append(f"o.video_id IN ({chosen})")
            params.extend(more)
        return " AND ".join(parts), tuple(params)

    def __str__(self) -> str:
        told = [f"change set {self.change_set}"] if self.change_set is not None else []
        told += [str(self.selection)] if self.selection is not None else []
        return ", ".join(told) or "all edits to push"
