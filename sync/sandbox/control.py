"""/sandbox/: what the sandbox holds and was asked, and how to break it: faults, quota, clock, tokens, edits."""

import json
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from sync.sandbox import clock, oauth
from sync.sandbox.service import JSON, Answer, Sandbox
from sync.sandbox.state import OWNER, Resource

COLLECTIONS = ("videos", "channels", "assets", "claims", "policies", "references", "advertising", "owners")


def controlled(
    sandbox: Sandbox, http: str, path: str, query: Mapping[str, Sequence[str]], raw: bytes, url: str
) -> Answer:
    """Answer a request to /sandbox/…; what cannot be done is told in a sentence."""
    words = [word for word in path.split("/") if word][1:]
    with sandbox.lock:
        try:
            told = json.loads(raw) if raw else {}
            if not isinstance(told, dict):
                raise ValueError("The body is a JSON object.")
            status, body = 200, _done(sandbox, http, words, told, url)
            sandbox.hub.look(sandbox.state)
        except (ValueError, TypeError) as error:
            status, body = 400, {"error": str(error)}
        except KeyError as error:
            status, body = 404, {"error": f"There is no {error}."}
    return Answer(status, json.dumps(body, indent=1, ensure_ascii=False).encode() + b"\n", {"Content-Type": JSON})


def _done(sandbox: Sandbox, http: str, words: list[str], told: Resource, url: str) -> object:
    if not words:
        return _overview(sandbox, url)
    if words[0] in COLLECTIONS:
        return _altered(sandbox, http, words, told)
    if words[0] == "credentials":
        return credentials(url)
    if words[0] == "requests":
        if http == "DELETE":
            sandbox.requests.clear()
        return list(sandbox.requests)
    if http in ("POST", "DELETE"):
        ACTS[words[0]](sandbox, {"real": True, "clear": True} if http == "DELETE" else told)
    return _overview(sandbox, url)[words[0]]


def _overview(sandbox: Sandbox, url: str) -> dict[str, Any]:
    return {
        "sandbox": url,
        "owner": OWNER,
        "clock": sandbox.clock.text(),
        "latency": {"ms": round(sandbox.latency * 1000)},
        "quota": sandbox.quota.state(),
        "faults": [vars(fault) for fault in sandbox.faults.waiting],
        "tokens": {"access": len(sandbox.tokens.access), "refresh": sorted(sandbox.tokens.refresh)},
        "holds": {name: len(getattr(sandbox.state, name)) for name in COLLECTIONS},
        "hub": sandbox.hub.told(),
        "requests": len(sandbox.requests),
    }


def credentials(url: str) -> dict[str, object]:
    """What signs in to the sandbox, in the form in which Google's tools keep an authorized user."""
    return {
        "type": "authorized_user",
        "client_id": oauth.CLIENT_ID,
        "client_secret": oauth.CLIENT_SECRET,
        "refresh_token": oauth.REFRESH_TOKEN,
        "token_uri": f"{url}/token",
        "scopes": list(oauth.SCOPES),
    }


def _fault(sandbox: Sandbox, told: Resource) -> None:
    if told.get("clear"):
        sandbox.faults.waiting.clear()
    else:
        sandbox.faults.add(told)


def _quota(sandbox: Sandbox, told: Resource) -> None:
    """`limit` or what is `left` of a `bucket`; without either, the day begins anew."""
    quota, bucket = sandbox.quota, told.get("bucket", "units")
    quota.turn()
    if bucket not in quota.limits:
        raise ValueError(f"bucket is one of {', '.join(quota.limits)}.")
    if "limit" in told:
        quota.limits[bucket] = int(told["limit"])
    if "left" in told:
        quota.used[bucket] = quota.limits[bucket] - int(told["left"])
    if not told.keys() & {"limit", "left"}:
        quota.used = dict.fromkeys(quota.used, 0)


def _clock(sandbox: Sandbox, told: Resource) -> None:
    if told.get("real"):
        sandbox.clock.real()
    elif "advance" in told:
        sandbox.clock.move(float(told["advance"]))
    else:
        moment = clock.read(told.get("now"))
        if moment is None:
            raise ValueError('Say {"now": "2026-03-08T07:59:00Z"}, {"advance": seconds} or {"real": true}.')
        sandbox.clock.set(moment)


def _latency(sandbox: Sandbox, told: Resource) -> None:
    sandbox.latency = float(told.get("ms", 0)) / 1000


def _tokens(sandbox: Sandbox, told: Resource) -> None:
    """`expire`, `revoke` (one refresh token; true: all), `restore`, `rotate`; `scopes` and `lasts` of the next."""
    tokens = sandbox.tokens
    if told.get("expire"):
        tokens.expire()
    if told.get("revoke"):
        tokens.revoke("" if told["revoke"] is True else told["revoke"])
    if told.get("restore") or told.get("clear"):
        fresh = oauth.Tokens(sandbox.clock)
        tokens.refresh, tokens.access, tokens.scopes = fresh.refresh, fresh.access, fresh.scopes
        tokens.lasts = 0
    if "rotate" in told:
        tokens.rotates = bool(told["rotate"])
    if "lasts" in told:
        tokens.lasts = int(told["lasts"])
    if "scopes" in told:
        tokens.scopes = tuple(oauth.PREFIX + scope.removeprefix(oauth.PREFIX) for scope in told["scopes"])


ACTS: dict[str, Callable[[Sandbox, Resource], None]] = {
    "faults": _fault,
    "quota": _quota,
    "clock": _clock,
    "latency": _latency,
    "tokens": _tokens,
}


def _altered(sandbox: Sandbox, http: str, words: list[str], told: Resource) -> Resource:
    """See or alter one thing as somebody else would: YouTube, the uploader, a colleague in Studio."""
    state, things = sandbox.state, getattr(sandbox.state, words[0])
    if len(words) < 2:
        return {"ids": list(things)}
    thing = things[words[1]]
    if words[2:] == ["merge"]:
        state.merge(words[1], state.surviving(told["into"]))
        return state.assets[state.surviving(words[1])]
    if http == "DELETE":
        state.remove_video(words[1]) if words[0] == "videos" else things.pop(words[1])
        state.reindex()
    elif http == "PATCH":
        patch(thing, told)
        state.touch(thing)
        state.reindex()
    return thing


def patch(thing: Resource, told: Resource) -> None:
    """Lay `told` over the thing: objects key by key, null deletes, all else is replaced."""
    for name, value in told.items():
        if value is None:
            thing.pop(name, None)
        elif isinstance(value, dict) and isinstance(thing.get(name), dict):
            patch(thing[name], value)
        else:
            thing[name] = value
