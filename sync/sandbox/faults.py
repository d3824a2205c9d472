"""Faults on demand: what is to go wrong with the next requests, before or after they took effect."""

from dataclasses import dataclass
from fnmatch import fnmatchcase
from typing import Any

from sync.sandbox.errors import ApiError

KINDS = ("error", "html", "drop", "cut", "hang", "slow")


@dataclass
class Fault:
    """One thing that goes wrong `times` times with requests whose method matches, the first `skip` of them spared.

    error: refused with `reason`. html: an error page that is no JSON. drop: the connection is closed unanswered.
    cut: half of the answer. hang: no answer for `seconds`, then dropped. slow: the answer comes `seconds` late.
    With `after` the request has taken effect when it goes wrong. `retry_after`: what an error or a page says in the
    header of this name, seconds or a moment.
    """

    kind: str
    times: int = 1
    method: str = "*"
    skip: int = 0
    after: bool = False
    reason: str = "backendError"
    status: int | None = None
    domain: str = ""
    message: str = ""
    details: bool = False
    seconds: float = 30.0
    retry_after: int | str | None = None

    def error(self) -> ApiError:
        return ApiError(self.reason, self.message, status=self.status, domain=self.domain, details=self.details)


class Faults:
    """Faults in the order in which they were asked for. The caller holds the lock."""

    def __init__(self) -> None:
        self.waiting: list[Fault] = []

    def add(self, told: dict[str, Any]) -> Fault:
        """Add the fault that is told; ValueError where that is none."""
        if told.get("kind") not in KINDS:
            raise ValueError(f"kind is one of {', '.join(KINDS)}.")
        try:
            fault = Fault(**told)
        except TypeError:
            known = ", ".join(Fault.__dataclass_fields__)
            raise ValueError(f"A fault has no other words than {known}.") from None
        self.waiting.append(fault)
        return fault

    def take(self, method: str) -> Fault | None:
        """The fault that befalls a request of this method."""
        for fault in self.waiting:
            if not fnmatchcase(method, fault.method):
                continue
            if fault.skip:
                fault.skip -= 1
                continue
            fault.times -= 1
            if fault.times <= 0:
                self.waiting.remove(fault)
            return fault
        return None
