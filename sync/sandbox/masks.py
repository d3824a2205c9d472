"""Partial answers: the `fields` parameter, such as `items(id,snippet/title),nextPageToken`."""

import re
from typing import Any

from sync.sandbox.errors import ApiError

Mask = dict[str, Any]
_TOKENS = re.compile(r"[\w*:$-]+|[(),/]")


def masked(value: dict[str, Any], fields: str) -> dict[str, Any]:
    """Give what `fields` leaves of the answer; ApiError where it cannot be read."""
    tokens = _TOKENS.findall(fields)
    if "".join(tokens) != re.sub(r"\s", "", fields):
        raise _unreadable(fields)
    mask = _listed(tokens, fields)
    if tokens:
        raise _unreadable(fields)
    return _picked(value, mask)


def _listed(tokens: list[str], fields: str) -> Mask:
    mask: Mask = {}
    while True:
        if not tokens or tokens[0] in "(),/":
            raise _unreadable(fields)
        path = [tokens.pop(0)]
        while tokens[:1] == ["/"]:
            if len(tokens) < 2 or tokens[1] in "(),/":
                raise _unreadable(fields)
            path.append(tokens[1])
            del tokens[:2]
        under: Mask = {}
        if tokens[:1] == ["("]:
            tokens.pop(0)
            under = _listed(tokens, fields)
            if tokens[:1] != [")"]:
                raise _unreadable(fields)
            tokens.pop(0)
        _enter(mask, path, under)
        if tokens[:1] != [","]:
            return mask
        tokens.pop(0)


def _enter(mask: Mask, path: list[str], under: Mask) -> None:
    for word in path:
        mask = mask.setdefault(word, {})
    mask |= under


def _picked(value: Any, mask: Mask) -> Any:
    if not mask or "*" in mask and not mask["*"]:
        return value
    if isinstance(value, list):
        return [_picked(one, mask) for one in value]
    if not isinstance(value, dict):
        return value
    wild = mask.get("*")
    return {name: _picked(one, mask.get(name, wild) or {}) for name, one in value.items() if name in mask or wild}


def _unreadable(fields: str) -> ApiError:
    return ApiError("invalidParameter", f"Invalid field selection {fields}", "fields")
