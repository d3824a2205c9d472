"""What YouTube's refusals mean: one table from the machine reason to what is to be done and a sentence for people."""

import html
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any


class Verdict(StrEnum):
    """What is to be done about a refusal."""

    PERMANENT = "permanent"  # this request will never be taken: a person has to change what it says
    CONFIGURATION = "configuration"  # no request like it will be taken before an administrator mends something
    TRANSIENT = "transient"  # later it may be taken as it is
    QUOTA = "quota"  # the bucket is spent until its reset
    GONE = "gone"  # what was asked for is no more
    REREAD = "reread"  # what we know is out of date: read again, then decide anew


class YouTubeError(Exception):
    """A request to YouTube did not come to its end. Its text is a sentence for people."""


class Refused(YouTubeError):
    """YouTube refused a request. `status` is 0 where no answer came to a request that only reads.

    `retry_after`: the seconds for which YouTube asks us to wait, where it does.
    """

    retry_after = 0.0

    def __init__(self, status: int, reason: str, sentence: str, verdict: Verdict, *, location: str = "") -> None:
        self.status, self.reason, self.sentence, self.verdict = status, reason, sentence, verdict
        self.location = location
        super().__init__(sentence)


class AnswerLost(YouTubeError):
    """The answer to a write was lost: YouTube may hold it or not. Read before writing again."""

    def __init__(self, method: str, why: str = "") -> None:
        self.method = method
        because = f" ({why})" if why else ""
        super().__init__(f"The answer to {method} was lost{because}, so whether YouTube took it is not known.")


class QuotaSpent(YouTubeError):
    """No units are left in the bucket, for this request, until the reset."""

    def __init__(self, bucket: str, resets_at: datetime, sentence: str = "") -> None:
        self.bucket, self.resets_at = bucket, resets_at
        spent = f"The daily quota of YouTube is spent (bucket {bucket})."
        super().__init__(f"{sentence or spent} {self.then()}")

    def then(self) -> str:
        """When it goes on."""
        return f"The quota is renewed at {self.resets_at:%Y-%m-%d %H:%M} UTC."


class NotConfigured(YouTubeError):
    """A setting or a sign-in is missing."""

    def __init__(self, sentence: str) -> None:
        self.sentence = sentence
        super().__init__(sentence)


@dataclass(frozen=True)
class Meaning:
    """What a machine reason means."""

    verdict: Verdict
    sentence: str


def _meanings(verdict: Verdict, **sentences: str) -> dict[str, Meaning]:
    return {reason: Meaning(verdict, sentence) for reason, sentence in sentences.items()}


_OURS = "This is a mistake of this program: tell whoever looks after it"
_SIGN_IN = "YouTube did not accept the sign-in. Sign in again on the page “Credentials”"
_ALLOW = "The account may not do this. Check in YouTube Studio that it belongs to the content owner and has the rights"
_SOON = "YouTube is asked too often. It will be tried again later"
_BUSY = "YouTube has trouble of its own. It will be tried again later"
_DAY = "The daily quota of YouTube is spent. It goes on after midnight in California"

MEANINGS: dict[str, Meaning] = {
    **_meanings(
        Verdict.PERMANENT,
        invalidTitle="YouTube does not take the title: it needs 1 to 100 characters without < and >",
        invalidDescription="YouTube does not take the description: it may have 5,000 bytes, without < and >",
        invalidTags="YouTube does not take the tags: together they may have 500 characters, without < and >",
        invalidCategoryId="YouTube does not take the category: choose another one",
        invalidVideoMetadata="YouTube does not take the metadata of the video: look at title and category",
        invalidPublishAt="YouTube does not take the time of publication: the video must be private, the time ahead",
        invalidRecordingDetails="YouTube does not take the recording details",
        invalidDefaultBroadcastPrivacySetting="YouTube does not take the privacy setting of the broadcast",
        defaultLanguageNotSet="Translated titles need a language: set the language of title and description",
        uploadLimitExceeded="The channel has uploaded as much as it may for now",
        forbiddenPrivacySetting="YouTube does not allow this privacy setting for the video",
        forbiddenLicenseSetting="YouTube does not allow this license for the video",
        forbiddenEmbedSetting="YouTube does not allow this setting of embedding for the video",
        channelTitleUpdateForbidden="The title of a channel can be changed in YouTube Studio only",
        alreadyClaimed="The video is claimed already",
        referenceAlreadyExists="There is a reference for this already",
        playlistItemsNotAccessible="YouTube does not show the videos of this playlist to the account",
        playlistOperationUnsupported="YouTube does not list the videos of this playlist",
        badRequest="YouTube does not take what the request says",
        notImplemented="YouTube cannot do this",
    ),
    **_meanings(
        Verdict.CONFIGURATION,
        **dict.fromkeys(
            (
                *("invalidParameter", "incompatibleParameters", "invalidFilters", "missingRequiredParameter"),
                *("unexpectedParameter", "unknownPart", "unexpectedPart", "invalidPart", "parseError"),
            ),
            f"YouTube does not understand the request. {_OURS}",
        ),
        **dict.fromkeys(("authError", "expired", "authorizationRequired", "required"), _SIGN_IN),
        **dict.fromkeys(("ACCESS_TOKEN_EXPIRED", "CREDENTIALS_MISSING", "ACCOUNT_STATE_INVALID"), _SIGN_IN),
        **dict.fromkeys(("forbidden", "insufficientCapabilities", "accountDelegationForbidden"), _ALLOW),
        **dict.fromkeys(
            ("insufficientPermissions", "ACCESS_TOKEN_SCOPE_INSUFFICIENT"),
            "The sign-in does not cover this. Sign in again on the page “Credentials” and agree to everything asked",
        ),
        **dict.fromkeys(
            ("accessNotConfigured", "SERVICE_DISABLED"),
            "The API is not switched on in the Google Cloud project. Switch it on there",
        ),
        **dict.fromkeys(
            ("keyInvalid", "keyExpired", "API_KEY_INVALID"), "The API key is not valid. Replace it in the Cloud project"
        ),
        cmsUserAccountNotFound="The account is no user of the CMS. Add it in YouTube Studio’s content manager",
        contentOwnerAccountNotFound="There is no such content owner. Check YOUTUBE_CONTENT_OWNER",
        sslRequired="YouTube is asked without HTTPS. Check YOUTUBE_API_URL and YOUTUBE_PARTNER_API_URL",
        youtubeSignupRequired="The account that signed in has no channel. Sign in with an account of the CMS",
        authenticatedUserAccountClosed="The account that signed in is closed. Sign in with another one",
        authenticatedUserAccountSuspended="The account that signed in is suspended. Sign in with another one",
        authenticatedUserNotChannel="The account that signed in has no channel. Sign in with another one",
    ),
    **_meanings(
        Verdict.TRANSIENT,
        **dict.fromkeys(("rateLimitExceeded", "userRateLimitExceeded", "servingLimitExceeded"), _SOON),
        **dict.fromkeys(("uploadRateLimitExceeded", "RATE_LIMIT_EXCEEDED"), _SOON),
        **dict.fromkeys(("internalError", "backendError", "notReady", "SERVICE_UNAVAILABLE"), _BUSY),
        unreachable="YouTube did not answer. It will be tried again later",
    ),
    **_meanings(Verdict.QUOTA, quotaExceeded=_DAY, dailyLimitExceeded=_DAY),
    **_meanings(
        Verdict.GONE,
        videoNotFound="YouTube no longer has the video",
        playlistNotFound="YouTube has no such playlist",
        notFound="YouTube no longer has this",
        deleted="This was deleted at YouTube",
        channelNotFound="YouTube no longer has the channel",
        channelClosed="The channel is closed",
        channelSuspended="The channel is suspended",
    ),
    **_meanings(
        Verdict.REREAD,
        invalidPageToken="The list changed while it was read. It begins anew",
        conflict="Somebody else changed this at YouTube. It is read again",
        duplicate="YouTube has this already. It is read again",
        conditionNotMet="This was changed at YouTube meanwhile. It is read again",
    ),
}
# Of a body that lacks something; with 401 the same word asks for a sign-in.
_LACKING = Meaning(Verdict.PERMANENT, "YouTube wants something that the request does not say")
_NOT_THIS = Meaning(Verdict.PERMANENT, "YouTube does not allow this here. Check that it is ours, and still claimed")
# YouTube turned these away unread: also a write may be sent again.
TURNED_AWAY = {"rateLimitExceeded", "userRateLimitExceeded", "servingLimitExceeded", "RATE_LIMIT_EXCEEDED"}

_BY_STATUS = {
    401: MEANINGS["authError"],
    403: MEANINGS["forbidden"],
    404: MEANINGS["notFound"],
    409: MEANINGS["conflict"],
    410: MEANINGS["deleted"],
    412: MEANINGS["conditionNotMet"],
    429: MEANINGS["rateLimitExceeded"],
    501: MEANINGS["notImplemented"],
}
_OTHER = Meaning(Verdict.PERMANENT, "YouTube refused the request")
_TAGS = re.compile(r"<[^<>]*>")
_MOST = 500  # characters of YouTube's own words that are kept


@dataclass(frozen=True)
class _Told:
    """What the body of a refusal tells."""

    reasons: tuple[str, ...] = ()
    message: str = ""
    location: str = ""
    daily: bool = False


def refusal(status: int, content: bytes, *, of_one: bool = False) -> Refused:
    """Give what an answer that is no success means, from its status and raw body.

    `of_one`: the request was about one resource, so that what is forbidden may be allowed for the others.
    """
    told = _told(content)
    known = [reason for reason in told.reasons if reason in MEANINGS]
    reason = known[0] if known else told.reasons[0] if told.reasons else f"http{status}"
    if told.daily:
        # The newer form calls a spent day a rate limit.
        reason = "quotaExceeded"
    meaning = _meaning(status, reason, of_one)
    words = f" YouTube says: “{told.message}”" if told.message else ""
    return Refused(status, reason, f"{meaning.sentence}.{words}", meaning.verdict, location=told.location)


def unreachable(why: str) -> Refused:
    """Give the refusal that stands for no answer at all."""
    meaning = MEANINGS["unreachable"]
    return Refused(0, "unreachable", f"{meaning.sentence} ({why}).", meaning.verdict)


def _meaning(status: int, reason: str, of_one: bool) -> Meaning:
    if (status, reason) == (400, "required"):
        return _LACKING
    if reason == "forbidden" and of_one:
        return _NOT_THIS
    return MEANINGS.get(reason) or _by_status(status)


def _by_status(status: int) -> Meaning:
    if status >= 500:
        return _BY_STATUS.get(status, MEANINGS["backendError"])
    return _BY_STATUS.get(status, _OTHER)


def _told(content: bytes) -> _Told:
    try:
        error = _error(json.loads(content))
    except (ValueError, RecursionError):
        return _Told()  # an error page for people; it is about a proxy, not about the request
    first, details = next(_objects(error.get("errors")), {}), list(_objects(error.get("details")))
    reasons = [one.get("reason") for one in (first, *details)] + [error.get("status"), error.get("error")]
    message = error.get("message") or first.get("message") or error.get("error_description") or ""
    return _Told(
        tuple(reason for reason in reasons if isinstance(reason, str) and reason),
        _plain(str(message)),
        str(first.get("location") or ""),
        any(_is_daily(one) for one in details),
    )


def _error(body: Any) -> dict[str, Any]:
    """The error object in all forms in which Google sends it."""
    if isinstance(body, list) and body:
        body = body[0]
    if not isinstance(body, dict):
        return {}
    return body["error"] if isinstance(body.get("error"), dict) else body


def _objects(value: Any) -> Iterator[dict[str, Any]]:
    return (one for one in value if isinstance(one, dict)) if isinstance(value, list) else iter(())


def _is_daily(detail: dict[str, Any]) -> bool:
    metadata = detail.get("metadata")
    return isinstance(metadata, dict) and "/d/" in str(metadata.get("quota_unit", ""))


def _plain(message: str) -> str:
    """A message without its HTML, in one line."""
    return " ".join(html.unescape(_TAGS.sub("", message)).split())[:_MOST]
