"""How the server says no: a table of reasons, and the two envelopes.

Authentication errors (401) come as BadCredentialsError, everything else as ErrorMessage; that mix is documented. A
reason names what was wrong with the request; its message names no value, so that a refusal repeats no secret.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from urllib.parse import quote

from conformance.reference.finapi.figures import Figures, Members
from conformance.reference.http import Answer, Headers, Request, make_json_answer

REASONS: Mapping[str, tuple[int, str, str]] = {
    "no client credentials": (401, "invalid_client", "client_id and client_secret are required"),
    "unknown client": (401, "invalid_client", "Bad client credentials"),
    "wrong secret": (401, "invalid_client", "Bad client credentials"),
    "authorization wanted": (401, "unauthorized", "An Authentication object was not found in the SecurityContext"),
    "nobody": (401, "unauthorized", "An Authentication object was not found in the SecurityContext"),
    "stranger": (401, "invalid_token", "Not authenticated or invalid access_token"),
    "revoked": (401, "invalid_token", "Not authenticated or invalid access_token"),
    "expired": (401, "invalid_token", "Not authenticated or invalid access_token"),
    "client": (403, "UNAUTHORIZED_ACCESS", "Access is denied"),
    "user": (403, "UNAUTHORIZED_ACCESS", "Access is denied"),
    "unverified": (403, "USER_NOT_VERIFIED", "The user is not verified"),
    "locked": (423, "LOCKED", "The requested resource is locked"),
    "malformed": (400, "BAD_REQUEST", "The request cannot be read"),
    "repeated parameter": (400, "BAD_REQUEST", "A parameter is given more than once"),
    "missing parameter": (400, "MISSING_FIELD", "A required parameter is missing"),
    "no grant type": (400, "MISSING_FIELD", "grant_type is missing"),
    "unknown grant type": (400, "BAD_REQUEST", "Unsupported grant_type"),
    "unknown username": (400, "BAD_REQUEST", "Bad user credentials"),
    "wrong password": (400, "BAD_REQUEST", "Bad user credentials"),
    "long password": (400, "BAD_REQUEST", "Bad user credentials"),
    "bad refresh token": (400, "INVALID_TOKEN", "Invalid refresh_token"),
    "foreign refresh token": (400, "INVALID_TOKEN", "Invalid refresh_token"),
    "refused hint": (400, "BAD_REQUEST", "The revocation of the presented token type is not supported"),
    "invalid token": (400, "INVALID_TOKEN", "Invalid token"),
    "illegal value": (400, "ILLEGAL_FIELD_VALUE", "A value is not allowed"),
    "long request id": (400, "ILLEGAL_FIELD_VALUE", "X-Request-Id is longer than 255 characters"),
    "request id": (400, "ILLEGAL_FIELD_VALUE", "X-Request-Id is not allowed"),
    "unknown path": (404, "BAD_REQUEST", "There is no such service"),
    "unknown user": (404, "ILLEGAL_FIELD_VALUE", "There is no such user"),
    "method": (405, "METHOD_NOT_ALLOWED", "The method is not allowed"),
    "media type": (415, "UNSUPPORTED_MEDIA_TYPE", "The media type is not supported"),
    "verified already": (422, "USER_ALREADY_VERIFIED", "The user is verified already"),
    "existing user": (422, "ILLEGAL_FIELD_VALUE", "There is such a user already"),
}
BUSINESS = frozenset({"USER_NOT_VERIFIED", "USER_ALREADY_VERIFIED"})


class Refusal(Exception):
    """Say why a request is refused."""

    def __init__(self, reason: str, *, status: int = 0, headers: Headers = ()) -> None:
        super().__init__(reason)
        self.reason = reason
        self.status = status
        self.headers = headers


@dataclass(frozen=True, slots=True)
class Place:
    """Say what an error message tells about its request."""

    request: Request
    request_id: str
    now: float


def make_error_answer(figures: Figures, refusal: Refusal, place: Place) -> Answer:
    """Make the answer to a refused request, in the envelope of its status."""
    status, code, message = REASONS[refusal.reason]
    status = refusal.status or figures.statuses.get(refusal.reason, status)
    if refusal.reason in figures.breaks_on:
        status, code, message = 500, "UNEXPECTED_ERROR", "An unexpected error occurred"
    message = figures.error_text(message, place.request)
    members = _bad_credentials(code, message) if status == 401 else _error_message(code, message, place, figures)
    challenge = (("WWW-Authenticate", 'Bearer realm="finAPI"'),) if status == 401 else ()
    headers = figures.error_headers(challenge + refusal.headers, place.request)
    media = figures.error_media(place.request.path, status)
    return make_json_answer(status, figures.error_members(status, members), headers=headers, media=media)


def _bad_credentials(code: str, message: str) -> Members:
    return {"error": code.lower(), "error_description": message}


def _error_message(code: str, message: str, place: Place, figures: Figures) -> Members:
    kind = "BUSINESS" if code in BUSINESS else "TECHNICAL"
    error = {"code": code.upper(), "type": kind, "message": message, "multiStepAuthentication": None}
    moment = datetime.fromtimestamp(place.now, UTC)
    members: Members = {
        "errors": [error],
        "date": moment.strftime("%Y-%m-%d %H:%M:%S.") + f"{moment.microsecond // 1000:03}",
        "endpoint": f"{place.request.method} {quote(place.request.path)}",
        "authContext": "0/0",
        "bank": None,
    }
    return {**members, "requestId": place.request_id} if figures.id_promised else members
