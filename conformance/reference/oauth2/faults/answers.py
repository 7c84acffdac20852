"""Faults in token answers and in how the server says no."""

from __future__ import annotations

from conformance.reference.fault import make_fault
from conformance.reference.oauth2.faults import wrong_lives as v
from conformance.reference.oauth2.figures import REFRESH

FAULTS = (
    make_fault("grant.accepted/created", "Answers tokens with 201.", "one", token_status=201),
    make_fault(
        "token-response.members/no-token-type",
        "Leaves token_type out.",
        "one",
        members=v.everywhere(v.without("token_type")),
    ),
    make_fault(
        "token-response.members/no-token-type-on-refresh",
        "Leaves token_type out of the answer to a refresh.",
        "sequence",
        members=v.on(REFRESH, v.without("token_type")),
    ),
    make_fault(
        "token-response.token-type/unregistered",
        "Tells access_token as the type of a token.",
        "one",
        members=v.everywhere(v.with_member("token_type", "access_token")),
    ),
    make_fault(
        "token-response.lifetime.number/text",
        "Tells expires_in as text.",
        "one",
        members=v.everywhere(v.with_text("expires_in")),
    ),
    make_fault(
        "token.expiry/told-milliseconds",
        "Tells expires_in in milliseconds.",
        "deep",
        members=v.everywhere(v.with_milliseconds("expires_in")),
    ),
    make_fault(
        "token-response.format/scope-as-list",
        "Tells the scope as a list.",
        "one",
        members=v.everywhere(v.with_list("scope")),
    ),
    make_fault(
        "token-response.no-refresh-token/with-client-credentials",
        "Gives a refresh token with a client's own access token.",
        "one",
        refresh_token_given=lambda operation: operation != REFRESH,
    ),
    make_fault(
        "token-response.not-cached/absent",
        "Answers tokens without Cache-Control.",
        "one",
        token_headers=v.only_headers(("Pragma", "no-cache")),
    ),
    make_fault(
        "token-response.not-cached/private-only",
        "Answers tokens with Cache-Control: private.",
        "one",
        token_headers=v.only_headers(("Cache-Control", "private, max-age=0"), ("Pragma", "no-cache")),
    ),
    make_fault(
        "token-response.not-cached/absent-on-refresh",
        "Answers a refresh without Cache-Control.",
        "sequence",
        token_headers=v.hidden_from(REFRESH),
    ),
    make_fault(
        "token-response.not-cached.pragma/absent",
        "Answers tokens without Pragma.",
        "one",
        token_headers=v.only_headers(("Cache-Control", "no-store")),
    ),
    make_fault(
        "token-response.media-type/text",
        "Answers tokens as text/plain.",
        "one",
        token_media=lambda operation: "text/plain",
    ),
    make_fault("error.status/success", "Refuses with 200 and an error.", "one", error_answer=v.with_status(200)),
    make_fault("error.status/redirect", "Refuses with a redirect to a login page.", "one", error_answer=v.as_redirect),
    make_fault("error.shape/page", "Refuses with an HTML page.", "one", error_answer=v.as_page),
    make_fault(
        "error.shape/nested", "Puts the error into an object of its own.", "one", error_answer=v.with_nested_error
    ),
    make_fault("error.media-type/text", "Refuses with JSON as text/plain.", "one", error_answer=v.called_text),
    make_fault(
        "error.characters/line-break",
        "Puts a line break into error_description.",
        "one",
        error_text=v.with_tail("\n  at token.py"),
    ),
    make_fault(
        "error.characters/quotes", "Puts quotes into error_description.", "one", error_text=v.with_tail(' ("token")')
    ),
    make_fault(
        "error.characters/other-language",
        "Puts letters beyond ASCII into error_description.",
        "one",
        error_text=v.with_tail(" – ungültig"),
    ),
    make_fault(
        "error.no-secret/repeats-code-or-token",
        "Repeats the code or the refresh token in error_description.",
        "one",
        error_text=v.repeating("code", "refresh_token"),
    ),
    make_fault(
        "error.no-secret/repeats-the-header",
        "Repeats the Authorization header in error_description.",
        "one",
        error_text=v.repeating_the_header,
    ),
)
