"""How the server says no: a table of reasons, and the two envelopes.

The OAuth endpoints speak the older envelope, {"message", "type", "field"?}; every other path speaks that of API
version 2, {"errors": [{"category", "code", "detail", "field"?}]}. The documents promise no status: 401 for whoever may
not and 400 for what is wrong with a request are what users have reported; 404 for a token that the server does not
know was chosen. No message names a value, so that a refusal repeats no secret.
"""

from __future__ import annotations

from collections.abc import Mapping

from conformance.reference.http import Answer, Headers, Request, make_json_answer
from conformance.reference.square.figures import Figures, Members

DENIED = "service.not_authorized"
PARAMETER, MISSING = "bad_request.invalid_parameter", "bad_request.missing_parameter"

# For the OAuth endpoints the word is a type, for all others a code.
REASONS: Mapping[str, tuple[int, str, str]] = {
    "unknown application": (401, DENIED, "Not Authorized"),
    "wrong secret": (401, DENIED, "Not Authorized"),
    "missing credentials": (400, MISSING, "client_id and client_secret are required"),
    "no header": (400, MISSING, "missing authorization header"),
    "bad header": (400, PARAMETER, "bad authorization header"),
    "header wanted": (401, DENIED, "Not Authorized"),
    "no body": (400, "bad_request", "A JSON object is expected"),
    "malformed": (400, "bad_request", "A JSON object is expected"),
    "media type": (415, "unsupported_media_type", "The body has to be application/json"),
    "no text": (400, PARAMETER, "A text is expected"),
    "no boolean": (400, PARAMETER, "true or false is expected"),
    "missing parameter": (400, MISSING, "A required parameter is missing"),
    "no grant type": (400, MISSING, "grant_type is missing"),
    "unknown grant type": (400, PARAMETER, "Unknown grant_type"),
    "conflicting parameters": (400, PARAMETER, "access_token and merchant_id exclude each other"),
    "unknown code": (401, DENIED, "Authorization code not found for app"),
    "foreign code": (401, DENIED, "Authorization code not found for app"),
    "spent code": (401, DENIED, "Authorization code not found for app"),
    "expired code": (401, DENIED, "Authorization code is expired"),
    "other redirect uri": (401, DENIED, "redirect_uri is not that of the authorization"),
    "refused account": (401, DENIED, "Not Authorized"),
    "bad refresh token": (401, DENIED, "Refresh token not found for app"),
    "foreign refresh token": (401, DENIED, "Refresh token not found for app"),
    "unknown token": (404, "not_found", "Access token not found for app"),
    "foreign token": (404, "not_found", "Access token not found for app"),
    "personal token": (400, "bad_request", "A personal access token comes from no OAuth flow"),
    "revoked token": (400, "bad_request", "cannot renew revoked token"),
    "live token": (400, "bad_request", "cannot renew a token that has not expired"),
    "old token": (400, "bad_request", "cannot renew a token that has been expired for more than 15 days"),
    "refused token": (400, "bad_request", "cannot revoke this token"),
    "nobody": (401, "UNAUTHORIZED", "This request could not be authorized."),
    "stranger": (401, "UNAUTHORIZED", "This request could not be authorized."),
    "revoked": (401, "ACCESS_TOKEN_REVOKED", "The access token is revoked."),
    "expired": (401, "ACCESS_TOKEN_EXPIRED", "The access token is expired."),
    "unknown subscription": (404, "NOT_FOUND", "There is no such subscription."),
    "unknown path": (404, "NOT_FOUND", "There is no such resource."),
    "method": (405, "METHOD_NOT_ALLOWED", "The method is not allowed."),
}


class Refusal(Exception):
    """Say why a request is refused, and which field of it is at fault."""

    def __init__(self, reason: str, *, at: str = "", headers: Headers = ()) -> None:
        super().__init__(reason)
        self.reason = reason
        self.at = at
        self.headers = headers


def make_error_answer(figures: Figures, refusal: Refusal, request: Request) -> Answer:
    """Make the answer to a refused request, in the envelope of its path."""
    status, word, message = REASONS[refusal.reason]
    status = figures.statuses.get(refusal.reason, status)
    if refusal.reason in figures.breaks_on:
        status, word, message = 500, "INTERNAL_SERVER_ERROR", "An internal error has occurred."
    message = figures.error_text(message, request)
    make = _make_older if request.path.startswith("/oauth2/") else _make_newer
    answer = make_json_answer(status, make(status, word, message, refusal.at), headers=refusal.headers)
    return figures.error_answer(answer)


def _make_older(status: int, word: str, message: str, at: str) -> Members:
    return {"message": message, "type": word.lower(), **({"field": at} if at else {})}


def _make_newer(status: int, word: str, message: str, at: str) -> Members:
    category = {401: "AUTHENTICATION_ERROR", 500: "API_ERROR"}.get(status, "INVALID_REQUEST_ERROR")
    error = {"category": category, "code": word.upper(), "detail": message, **({"field": at} if at else {})}
    return {"errors": [error]}
