"""Refusals as YouTube words them: HTTP status, machine reason, domain and place, in the exact form of the body."""

from typing import Any

# The HTTP status of every machine reason that the sandbox or a fault may give.
STATUS = {
    **dict.fromkeys(
        (
            *("invalidTitle", "invalidDescription", "invalidTags", "invalidCategoryId", "invalidVideoMetadata"),
            *("invalidPublishAt", "invalidRecordingDetails", "invalidDefaultBroadcastPrivacySetting"),
            *("defaultLanguageNotSet", "badRequest", "invalidParameter", "incompatibleParameters", "invalidFilters"),
            *("missingRequiredParameter", "unexpectedParameter", "unknownPart", "unexpectedPart", "invalidPart"),
            *("required", "parseError", "keyInvalid", "keyExpired", "invalidPageToken", "uploadLimitExceeded"),
            "channelTitleUpdateForbidden",
        ),
        400,
    ),
    **dict.fromkeys(("authError", "expired", "authorizationRequired", "youtubeSignupRequired"), 401),
    **dict.fromkeys(
        (
            *("quotaExceeded", "dailyLimitExceeded", "rateLimitExceeded", "userRateLimitExceeded"),
            *("servingLimitExceeded", "forbidden", "insufficientPermissions", "insufficientCapabilities"),
            *("accountDelegationForbidden", "cmsUserAccountNotFound", "accessNotConfigured", "sslRequired"),
            *("forbiddenPrivacySetting", "forbiddenLicenseSetting", "forbiddenEmbedSetting", "channelClosed"),
            *("channelSuspended", "channelNotFound", "authenticatedUserAccountClosed"),
            *("authenticatedUserAccountSuspended", "authenticatedUserNotChannel", "SERVICE_UNAVAILABLE"),
        ),
        403,
    ),
    **dict.fromkeys(("videoNotFound", "contentOwnerAccountNotFound", "notFound", "playlistNotFound"), 404),
    **dict.fromkeys(("conflict", "duplicate", "alreadyClaimed", "referenceAlreadyExists"), 409),
    "deleted": 410,
    "conditionNotMet": 412,
    "uploadRateLimitExceeded": 429,
    "internalError": 500,
    "notImplemented": 501,
    **dict.fromkeys(("backendError", "notReady"), 503),
}
DOMAIN = {
    **dict.fromkeys(("quotaExceeded", "dailyLimitExceeded"), "youtube.quota"),
    **dict.fromkeys(("rateLimitExceeded", "userRateLimitExceeded", "servingLimitExceeded"), "usageLimits"),
    "accessNotConfigured": "usageLimits",
    **dict.fromkeys(("unknownPart", "unexpectedPart", "invalidPart"), "youtube.part"),
    **dict.fromkeys(("missingRequiredParameter", "incompatibleParameters", "invalidFilters"), "youtube.parameter"),
    **dict.fromkeys(("unexpectedParameter", "invalidPageToken"), "youtube.parameter"),
    **dict.fromkeys(("invalidTitle", "invalidDescription", "invalidTags", "invalidCategoryId"), "youtube.video"),
    **dict.fromkeys(("invalidVideoMetadata", "invalidPublishAt", "invalidRecordingDetails"), "youtube.video"),
    **dict.fromkeys(("defaultLanguageNotSet", "videoNotFound"), "youtube.video"),
    **dict.fromkeys(("forbiddenPrivacySetting", "forbiddenLicenseSetting", "forbiddenEmbedSetting"), "youtube.video"),
    "SERVICE_UNAVAILABLE": "youtube.CoreErrorDomain",
}
MESSAGE = {
    "quotaExceeded": 'The request cannot be completed because you have exceeded your <a href="/youtube/v3/'
    'getting-started#quota">quota</a>.',
    "authError": "Invalid Credentials",
    "required": "Login Required.",
    "backendError": "Backend Error",
    "internalError": "Internal error encountered.",
    "rateLimitExceeded": "Rate Limit Exceeded",
    "userRateLimitExceeded": "User Rate Limit Exceeded",
    "insufficientPermissions": "Request had insufficient authentication scopes.",
    "conditionNotMet": "Precondition Failed",
    "SERVICE_UNAVAILABLE": "The service is currently unavailable.",
}
CANONICAL = {
    400: "INVALID_ARGUMENT",
    401: "UNAUTHENTICATED",
    403: "PERMISSION_DENIED",
    404: "NOT_FOUND",
    409: "ALREADY_EXISTS",
    412: "FAILED_PRECONDITION",
    429: "RESOURCE_EXHAUSTED",
    500: "INTERNAL",
    501: "UNIMPLEMENTED",
    503: "UNAVAILABLE",
}


class ApiError(Exception):
    """A refusal. `location` names the parameter, header or property at fault; `details` adds Google's newer form."""

    def __init__(
        self,
        reason: str,
        message: str = "",
        location: str = "",
        *,
        status: int | None = None,
        domain: str = "",
        location_type: str = "parameter",
        details: bool = False,
    ) -> None:
        self.reason = reason
        self.status = status or STATUS.get(reason, 400)
        self.message = message or MESSAGE.get(reason, f"The request was refused: {reason}.")
        self.domain = domain or DOMAIN.get(reason, "global")
        self.location = location
        self.location_type = location_type
        self.details = details
        super().__init__(self.message)

    def body(self) -> dict[str, Any]:
        """Give the JSON that YouTube answers with."""
        first = {"message": self.message, "domain": self.domain, "reason": self.reason}
        if self.location:
            first |= {"location": self.location, "locationType": self.location_type}
        error: dict[str, Any] = {"code": self.status, "message": self.message, "errors": [first]}
        if self.details:
            kind = "type.googleapis.com/google.rpc.ErrorInfo"
            info = {"@type": kind, "reason": self.reason, "domain": "googleapis.com", "metadata": {}}
            error |= {"status": CANONICAL.get(self.status, "UNKNOWN"), "details": [info]}
        return {"error": error}


def in_body(reason: str, message: str, place: str) -> ApiError:
    """A refusal of what stands at `place` in the body of the request."""
    return ApiError(reason, message, f"body.{place}", location_type="other")
