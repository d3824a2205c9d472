"""What every door is."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol

from sync.models import MetadataSync
from sync.push.targets import Target
from sync.youtube.client import Client

Values = Mapping[str, Any]


class NotThere(Exception):
    """What is to be written to is not there. Its text is a sentence."""


@dataclass(frozen=True, slots=True)
class Held:
    """What YouTube holds. `values`: by field, without those that it does not tell. `raw`: what a write is made from.

    `obstacles`: field → why it cannot be written here, in a sentence.
    """

    values: dict[str, Any]
    raw: Any
    obstacles: dict[str, str] = field(default_factory=dict)


class Door(Protocol):
    """One kind of request. `fields`: what it writes. `units`: what a push by it costs, reading included."""

    fields: Collection[str]
    units: int

    def read(self, client: Client, target: Target, wanted: Values, sync: MetadataSync) -> Held:
        """Give what YouTube holds now of what is to become as wanted. NotThere; errors of YouTube."""

    def write(self, client: Client, target: Target, held: Held, wanted: Values, sync: MetadataSync) -> Held:
        """Write these values over what was read; gives what YouTube then holds. Errors of YouTube."""

    def enter(self, target: Target, held: Held | None, as_of: datetime) -> None:
        """Let the catalogue learn what YouTube held at `as_of`, as by a pull; None: it told of no such thing."""

    def at_fault(self, reason: str, location: str) -> str:
        """Give the field that a refusal is about; "" where it names none."""
