"""One request to an API, and what every method does with it: parameters, parts, pages, ETags, on whose behalf."""

import base64
import hashlib
import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar

from sync.sandbox.clock import Clock
from sync.sandbox.errors import ApiError
from sync.sandbox.quota import UNITS
from sync.sandbox.state import Resource, State

Item = TypeVar("Item")
MOST = 50  # IDs, or items of a page, in one request
READ = ("youtube", "youtube.force-ssl", "youtubepartner", "youtube.readonly")
WRITE = ("youtube", "youtube.force-ssl", "youtubepartner")
PARTNER = ("youtubepartner",)
COMMON = {"fields", "prettyPrint", "quotaUser", "key", "alt", "$.xgafv", "onBehalfOfContentOwner"}


@dataclass
class Call:
    """A request as the methods see it. `names` are the words of the path, `params` lists of text."""

    state: State
    clock: Clock
    params: Mapping[str, Sequence[str]]
    headers: Mapping[str, str]
    raw: bytes = b""
    names: Mapping[str, str] = field(default_factory=dict)

    def one(self, name: str, default: str = "") -> str:
        return self.params[name][-1] if name in self.params else default

    def many(self, name: str) -> list[str]:
        """The values of a parameter that is repeated or separated by commas, each once."""
        joined = ",".join(self.params.get(name, ()))
        return list(dict.fromkeys(value.strip() for value in joined.split(",") if value.strip()))

    def yes(self, name: str) -> bool | None:
        """A parameter that is true or false; None where it is not there."""
        value = self.one(name).lower()
        if value not in ("", "true", "false"):
            raise ApiError("invalidParameter", f"Invalid boolean value: '{value}'.", name)
        return {"true": True, "false": False}.get(value)

    def ids(self, name: str = "id") -> list[str]:
        """The IDs asked for, 50 at most."""
        ids = self.many(name)
        if len(ids) > MOST:
            raise ApiError("invalidParameter", f"At most {MOST} values may be given for {name}, not {len(ids)}.", name)
        return ids

    def parts(self, known: Iterable[str]) -> list[str]:
        parts = self.many("part")
        if not parts:
            raise ApiError("missingRequiredParameter", "Required parameter: part", "part")
        for part in parts:
            if part not in known:
                raise ApiError("unknownPart", f"'{part}'", "part")
        return parts

    def body(self) -> Resource:
        try:
            body = json.loads(self.raw)
        except ValueError:
            body = None
        if not isinstance(body, dict):
            raise ApiError("parseError", "Parse Error")
        return body

    def owner(self, *, required: bool = False) -> str:
        """The content owner on whose behalf the request is made, or nothing."""
        owner = self.one("onBehalfOfContentOwner")
        if not owner:
            if required:
                raise ApiError("forbidden", "The request is not properly authorized: name the content owner.")
            return ""
        if owner not in self.state.owners:
            raise ApiError("contentOwnerAccountNotFound", "The content owner account was not found.", ONBEHALF)
        if not self.state.owners[owner]["ours"]:
            raise ApiError(
                "accountDelegationForbidden", "The user may not act on behalf of this content owner.", ONBEHALF
            )
        return owner

    def exactly_one(self, *names: str) -> str:
        """The one of these filters that is given."""
        given = [name for name in names if self.one(name)]
        if not given:
            raise ApiError("missingRequiredParameter", f"No filter selected. Expected one of: {', '.join(names)}", "")
        if len(given) > 1:
            raise ApiError("incompatibleParameters", f"Incompatible parameters specified: {', '.join(given)}", given[1])
        return given[0]

    def page(self, items: Sequence[Item], size: int) -> tuple[list[Item], str, int]:
        """Give the items of the page asked for, the token of the next one, and where the page begins."""
        seed = json.dumps([(name, list(self.params[name])) for name in sorted(self.params) if name not in _PAGING])
        stamp = hashlib.sha256(seed.encode()).hexdigest()[:8]
        start = _start(self.one("pageToken"), stamp) if "pageToken" in self.params and self.one("pageToken") else 0
        end = start + size
        following = base64.urlsafe_b64encode(f"{stamp}:{end}".encode()).decode() if end < len(items) else ""
        return list(items[start:end]), following, start

    def max_results(self, least: int) -> int:
        value = self.one("maxResults", "5")
        if not value.isdecimal() or not least <= int(value) <= MOST:
            raise ApiError(
                "invalidParameter", f"Invalid value '{value}'. Values must be within [{least}, {MOST}].", "maxResults"
            )
        return int(value)


@dataclass
class File:
    """An answer that is no JSON."""

    status: int
    body: bytes
    headers: dict[str, str]


ONBEHALF = "onBehalfOfContentOwner"
_PAGING = {"pageToken", "key", "quotaUser", "prettyPrint", "alt", "fields"}


def _start(token: str, stamp: str) -> int:
    try:
        told, _, start = base64.urlsafe_b64decode(token.encode()).decode().partition(":")
        if told == stamp:
            return int(start)
    except ValueError:
        pass
    raise ApiError("invalidPageToken", "The request specifies an invalid page token.", "pageToken")


def etag(*of: object) -> str:
    """An ETag that is the same for the same things."""
    return (
        base64.urlsafe_b64encode(hashlib.sha1(repr(of).encode(), usedforsecurity=False).digest()).decode().rstrip("=")
    )


def etag_of(resource: Resource) -> str:
    """An ETag that lasts until the resource is altered."""
    return etag(resource["id"], resource.get("version", 0))


@dataclass(frozen=True)
class Method:
    """A method of an API: where it is, what it takes and costs, and who answers."""

    name: str
    http: str
    path: str
    answer: Callable[[Call], Any]
    params: str = ""
    units: int = 0
    bucket: str = UNITS
    scopes: tuple[str, ...] = PARTNER

    def check(self, params: Iterable[str]) -> None:
        """Refuse parameters that the method does not have."""
        for name in params:
            if name not in COMMON and name not in self.params.split():
                raise ApiError("unexpectedParameter", f"Unexpected parameter: {name}", name)
