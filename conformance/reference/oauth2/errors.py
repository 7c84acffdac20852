"""How the server says no: a table of reasons, and the shape of an error (RFC 6749 section 5.2).

A reason names what was wrong with the request. Its description names no value, so that a refusal repeats no secret,
and keeps to the characters that a description may have. The RFC lets a server answer a client that failed to
authenticate in the form with 400 or 401; here it is 401, and every 401 has a challenge. A resource answers by
RFC 6750: its error is in the challenge too, and a request without any credentials is told no error at all.
"""

from __future__ import annotations

from collections.abc import Mapping

from conformance.reference.http import Answer, Headers, Request, make_json_answer
from conformance.reference.oauth2.figures import RESOURCE, RESOURCE_WRITE, Figures, Members

REASONS: Mapping[str, tuple[int, str, str]] = {
    "malformed": (400, "invalid_request", "The parameters cannot be read"),
    "media type": (400, "invalid_request", "The body has to be a form"),
    "repeated parameter": (400, "invalid_request", "A parameter is given more than once"),
    "unknown parameter": (400, "invalid_request", "A parameter is not known"),
    "no grant type": (400, "invalid_request", "grant_type is missing"),
    "missing parameter": (400, "invalid_request", "A required parameter is missing"),
    "empty parameter": (400, "invalid_request", "A parameter has no value"),
    "unknown grant type": (400, "unsupported_grant_type", "The grant type is not offered"),
    "grant not allowed": (400, "unauthorized_client", "The client may not use this grant type"),
    "no credentials": (401, "invalid_client", "Client authentication failed"),
    "bad header": (401, "invalid_client", "Client authentication failed"),
    "unknown client": (401, "invalid_client", "Client authentication failed"),
    "wrong secret": (401, "invalid_client", "Client authentication failed"),
    "public client": (401, "invalid_client", "Client authentication failed"),
    "two methods": (400, "invalid_request", "More than one way of client authentication is used"),
    "other client_id": (400, "invalid_request", "client_id is not that of the authenticated client"),
    "unknown user": (400, "invalid_grant", "The username or the password is wrong"),
    "wrong password": (400, "invalid_grant", "The username or the password is wrong"),
    "locked user": (400, "invalid_grant", "The username or the password is wrong"),
    "bad scope": (400, "invalid_scope", "The scope is malformed"),
    "unknown scope": (400, "invalid_scope", "The scope is not one that the client may ask for"),
    "wider scope": (400, "invalid_scope", "The scope exceeds that of the grant"),
    "unknown code": (400, "invalid_grant", "The code is not valid"),
    "foreign code": (400, "invalid_grant", "The code is not valid"),
    "used code": (400, "invalid_grant", "The code is not valid"),
    "expired code": (400, "invalid_grant", "The code is not valid"),
    "no redirect uri": (400, "invalid_grant", "redirect_uri is not that of the authorization request"),
    "other redirect uri": (400, "invalid_grant", "redirect_uri is not that of the authorization request"),
    "no challenge": (400, "invalid_grant", "The authorization request had no code_challenge"),
    "verifier without challenge": (400, "invalid_grant", "The authorization request had no code_challenge"),
    "plain challenge": (400, "invalid_grant", "The code_challenge_method plain is not offered"),
    "no verifier": (400, "invalid_grant", "code_verifier is missing"),
    "bad verifier": (400, "invalid_grant", "code_verifier is not of the form of RFC 7636 section 4.1"),
    "wrong verifier": (400, "invalid_grant", "code_verifier does not fit the code_challenge"),
    "unknown refresh token": (400, "invalid_grant", "The refresh token is not valid"),
    "foreign refresh token": (400, "invalid_grant", "The refresh token is not valid"),
    "replaced refresh token": (400, "invalid_grant", "The refresh token is not valid"),
    "ended refresh token": (400, "invalid_grant", "The refresh token is not valid"),
    "expired refresh token": (400, "invalid_grant", "The refresh token is not valid"),
    "foreign token": (400, "invalid_grant", "The token was issued to another client"),
    "unknown token": (400, "invalid_request", "The token is not known"),
    "wrong hint": (400, "unsupported_token_type", "The token is of another type"),
    "nobody": (401, "", ""),
    "bad bearer": (400, "invalid_request", "The Authorization header is malformed"),
    "two bearers": (400, "invalid_request", "The access token is given more than once"),
    "bad token": (401, "invalid_token", "The access token is not valid"),
    "narrow scope": (403, "insufficient_scope", "The access token has not the scope that is needed"),
    "bad authorization client": (400, "invalid_request", "client_id names no client"),
    "bad authorization redirect": (400, "invalid_request", "redirect_uri is not registered for the client"),
    "no session": (403, "access_denied", "Nobody is signed in"),
    "unknown path": (404, "invalid_request", "There is no such endpoint"),
    "method": (405, "invalid_request", "The method is not allowed"),
}


class Refusal(Exception):
    """Say why a request is refused."""

    def __init__(self, reason: str, *, headers: Headers = ()) -> None:
        super().__init__(reason)
        self.reason = reason
        self.headers = headers


def make_error_answer(figures: Figures, refusal: Refusal, request: Request) -> Answer:
    """Make the answer to a refused request, of the kind that its path speaks."""
    status, word, text = REASONS[refusal.reason]
    status = figures.statuses.get(refusal.reason, status)
    word = figures.words.get(refusal.reason, word)
    if refusal.reason in figures.breaks_on:
        return make_json_answer(500, {"error": "server_error", "error_description": "Internal error"})
    if request.path in (RESOURCE, RESOURCE_WRITE) and refusal.reason != "method":
        return _make_resource_answer(figures, status, word, text)
    headers = (*figures.error_headers(request.path), *refusal.headers, *_challenge(figures, status, request))
    members = make_members(word, figures.error_text(text, request))
    return figures.error_answer(make_json_answer(status, members, headers=headers))


def make_members(word: str, text: str) -> Members:
    return {"error": word, "error_description": text}


def _challenge(figures: Figures, status: int, request: Request) -> Headers:
    value = figures.client_challenge(request) if status == 401 else None
    return (("WWW-Authenticate", value),) if value else ()


def _make_resource_answer(figures: Figures, status: int, word: str, text: str) -> Answer:
    value = figures.bearer_challenge(word, text)
    headers = (("WWW-Authenticate", value),) if value else ()
    return make_json_answer(status, make_members(word, text) if word else {}, headers=headers)
