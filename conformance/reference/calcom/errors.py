"""How the server says no: a table of reasons, and one envelope for all of them.

The envelope is {"status": "error", "timestamp", "path", "error": {"code", "message"}}. A reason names what was wrong
with the request; its message names no value, and the path comes without its query, so that a refusal repeats no
secret. Several reasons share one message where one look-up answers for all of them.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime

from conformance.reference.calcom.figures import Figures
from conformance.reference.calcom.store import Members
from conformance.reference.http import Answer, Headers, Request, make_json_answer

BAD, UNAUTHORIZED = "BadRequestException", "UnauthorizedException"
NO_CLIENT = "Invalid OAuth Client."
NO_TOKEN = "Invalid Access Token."
NO_REFRESH = "Invalid refresh token"

REASONS: Mapping[str, tuple[int, str, str]] = {
    # the request itself
    "unknown path": (404, "NotFoundException", "There is no such endpoint"),
    "method": (405, "MethodNotAllowedException", "The method is not allowed"),
    "media type": (415, "UnsupportedMediaTypeException", "Expected application/json"),
    "malformed": (400, BAD, "The body is no JSON object"),
    "no body on authorize": (400, BAD, "redirectUri must be a string"),
    "no body on exchange": (400, BAD, "clientSecret must be a string"),
    "no body on refresh": (400, BAD, "refreshToken must be a string"),
    "missing redirectUri": (400, BAD, "redirectUri must be a string"),
    "missing clientSecret": (400, BAD, "clientSecret must be a string"),
    "missing refreshToken": (400, BAD, "refreshToken must be a string"),
    "empty redirectUri": (400, BAD, "redirectUri should not be empty"),
    "empty clientSecret": (400, BAD, "clientSecret should not be empty"),
    "empty refreshToken": (400, BAD, "refreshToken should not be empty"),
    "wrong type of redirectUri": (400, BAD, "redirectUri must be a string"),
    "wrong type of clientSecret": (400, BAD, "clientSecret must be a string"),
    "wrong type of refreshToken": (400, BAD, "refreshToken must be a string"),
    "unknown member": (400, BAD, "There is a member too many"),
    "accept wanted": (406, "NotAcceptableException", "Expected an Accept header"),
    "authorization wanted": (401, UNAUTHORIZED, "Expected an Authorization header"),
    "cookie wanted": (401, UNAUTHORIZED, "Authentication token is missing or invalid."),
    # authorize
    "no session": (401, UNAUTHORIZED, "Authentication token is missing or invalid."),
    "unknown session": (401, UNAUTHORIZED, "Authentication token is missing or invalid."),
    "unknown client on authorize": (400, BAD, "OAuth client not found"),
    "foreign redirect": (400, BAD, "Invalid 'redirect_uri' value."),
    "authorized already": (400, BAD, "The user has already authorized the client"),
    # exchange
    "no code": (400, BAD, "Missing 'Bearer' Authorization header."),
    "empty code": (400, BAD, "Missing 'Bearer' Authorization header."),
    "long code": (400, BAD, NO_CLIENT),
    "unknown client on exchange": (400, BAD, NO_CLIENT),
    "unknown code": (400, BAD, NO_CLIENT),
    "foreign code": (400, BAD, NO_CLIENT),
    "used code": (400, BAD, NO_CLIENT),
    "wrong secret": (400, BAD, NO_CLIENT),
    # refresh
    "unknown client on refresh": (401, UNAUTHORIZED, "Invalid client credentials"),
    "missing key": (401, UNAUTHORIZED, "Missing client secret"),
    "empty key": (401, UNAUTHORIZED, "Missing client secret"),
    "wrong key": (401, UNAUTHORIZED, "Invalid client credentials"),
    "unknown refresh token": (400, BAD, NO_REFRESH),
    "used refresh token": (400, BAD, NO_REFRESH),
    "foreign refresh token": (400, BAD, NO_REFRESH),
    # a call with an access token
    "nobody": (401, UNAUTHORIZED, "No authentication method provided."),
    "stranger": (401, UNAUTHORIZED, NO_TOKEN),
    "refresh": (401, UNAUTHORIZED, NO_TOKEN),
    "expired": (498, "TokenExpiredException", "ACCESS_TOKEN_IS_EXPIRED"),
}


class Refusal(Exception):
    """Say why a request is refused; `asked` is the redirect URI in question, `extra` what slips into the body."""

    def __init__(self, reason: str, *, headers: Headers = (), asked: str = "", extra: Members | None = None) -> None:
        super().__init__(reason)
        self.reason = reason
        self.headers = headers
        self.asked = asked
        self.extra = extra or {}


def make_error_answer(figures: Figures, refusal: Refusal, request: Request, now: float) -> Answer:
    """Make the answer to a refused request."""
    status, code, message = REASONS[refusal.reason]
    status = figures.statuses.get(refusal.reason, status)
    if refusal.reason in figures.breaks_on:
        status, code, message = 500, "InternalServerErrorException", "Internal server error"
    error: Members = {"code": code, "message": figures.error_text(message, request)}
    members = {**_make_envelope(error, request, now), **refusal.extra}
    headers = refusal.headers
    location = figures.refusal_location(refusal.reason, refusal.asked)
    if location:
        status, headers = location[0] or status, (*headers, ("Location", location[1]))
    return make_json_answer(
        status,
        figures.error_members(refusal.reason, members),
        headers=headers,
        media=figures.error_media(refusal.reason),
    )


def _make_envelope(error: Members, request: Request, now: float) -> Members:
    moment = datetime.fromtimestamp(now, UTC)
    return {
        "status": "error",
        "timestamp": moment.strftime("%Y-%m-%dT%H:%M:%S.") + f"{moment.microsecond // 1000:03}Z",
        "path": request.target.partition("?")[0],
        "error": error,
    }
