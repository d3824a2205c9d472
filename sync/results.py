"""What came of one video in one direction: what a run of the sync gives out, one after another."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from sync.models import MetadataSync

# The field → [what YouTube held, what it is to hold] or [what the catalogue held, what YouTube tells].
Fields = Mapping[str, list[Any]]


@dataclass(frozen=True, slots=True)
class Result:
    """`direction` and `status` are those of `MetadataSync`; in a dry run `status` is pending.

    `fields`: field → [old, new], of a push what it was about, of a pull what was taken. `units` were charged, or would
    be. `error` is a sentence.
    """

    video_id: str
    direction: MetadataSync.Direction
    status: MetadataSync.Status
    fields: Fields = field(default_factory=dict)
    units: int = 0
    error: str = ""

    def to_json(self) -> dict[str, Any]:
        """Give the object that `sync_youtube --json` prints: fields by name, in alphabetical order."""
        told = asdict(self)
        return {**told, "direction": str(self.direction), "status": str(self.status), "fields": sorted(self.fields)}
