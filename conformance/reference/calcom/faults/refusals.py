"""Faults in how the server says no: status, envelope, media type, secrets, breakdowns."""

from __future__ import annotations

from conformance.reference.calcom.faults import wrongs as w
from conformance.reference.calcom.figures import EXCHANGE
from conformance.reference.fault import make_fault

OF_AN_EXCHANGE = ("code", "secret", "clientSecret", EXCHANGE)

FAULTS = (
    make_fault(
        "error.status/unknown-client-answers-404",
        "Refuses to authorize an unknown client with 404 instead of 400.",
        "one",
        statuses={"unknown client on authorize": 404},
    ),
    make_fault(
        "error.status/foreign-redirect-answers-403",
        "Refuses an unregistered redirect URI with 403 instead of 400.",
        "one",
        statuses={"foreign redirect": 403},
    ),
    make_fault(
        "authorization.twice/answers-409",
        "Refuses a second authorization with 409 instead of 400.",
        "sequence",
        statuses={"authorized already": 409},
    ),
    make_fault(
        "error.status/no-session-answers-403",
        "Refuses an authorization without a session with 403 instead of 401.",
        "one",
        statuses={"no session": 403},
    ),
    make_fault(
        "error.status/missing-code-answers-401",
        "Refuses an exchange without a code with 401 instead of 400.",
        "one",
        statuses={"no code": 401},
    ),
    make_fault(
        "error.status/unknown-code-answers-404",
        "Refuses an unknown code with 404 instead of 400.",
        "one",
        statuses={"unknown code": 404},
    ),
    make_fault(
        "error.status/wrong-secret-answers-401",
        "Refuses an exchange with a wrong clientSecret with 401 instead of 400.",
        "one",
        statuses={"wrong secret": 401},
    ),
    make_fault(
        "refresh.rotation/old-one-answers-401",
        "Refuses a refresh token that was replaced with 401 instead of 400.",
        "sequence",
        statuses={"used refresh token": 401},
    ),
    make_fault(
        "error.status/missing-key-answers-400",
        "Refuses a refresh without the secret with 400 instead of 401.",
        "one",
        statuses={"missing key": 400},
    ),
    make_fault(
        "token.expiry/answers-401",
        "Refuses an expired access token with 401 instead of 498.",
        "sequence",
        statuses={"expired": 401},
    ),
    make_fault(
        "error.shape/no-timestamp",
        "Leaves timestamp out of a refusal.",
        "one",
        error_members=w.on_reasons(w.without("timestamp"), ""),
    ),
    make_fault(
        "error.shape/uncaught-on-authorize",
        "Answers a refused authorization as the framework does by itself.",
        "one",
        error_members=w.on_reasons(w.as_nest, "redirect", "authorize"),
    ),
    make_fault(
        "error.shape/oauth-error-on-exchange",
        "Answers a refused exchange with an OAuth error.",
        "one",
        error_members=w.on_reasons(w.as_oauth_error, *OF_AN_EXCHANGE),
    ),
    make_fault(
        "error.shape/no-code-on-refresh",
        "Leaves the error's code out of a refused refresh.",
        "one",
        error_members=w.on_reasons(w.with_error(code=None), "refresh", "key"),
    ),
    make_fault(
        "error.shape/messages-in-a-list",
        "Answers a list of messages when a member of the body is missing.",
        "one",
        error_members=w.on_reasons(w.with_error(message=["must be a string"]), "missing", "no body"),
    ),
    make_fault(
        "error.media-type/html",
        "Answers a refused exchange as text/html.",
        "one",
        error_media=lambda reason: "text/html" if w.is_about(*OF_AN_EXCHANGE)(reason) else "application/json",
    ),
    make_fault(
        "error.no-secret/repeats-client-secret",
        "Repeats clientSecret in the message of a refusal.",
        "one",
        error_text=w.repeating_member("clientSecret"),
    ),
    make_fault(
        "error.no-secret/repeats-the-code",
        "Repeats the Authorization header in the message of a refusal.",
        "one",
        error_text=w.repeating_header("Authorization"),
    ),
    make_fault(
        "error.no-secret/repeats-the-key",
        "Repeats the header x-cal-secret-key in the message of a refusal.",
        "one",
        error_text=w.repeating_header("x-cal-secret-key"),
    ),
    make_fault(
        "error.no-server-error/unknown-refresh-token",
        "Breaks down on a refresh token that is not known.",
        "one",
        breaks_on=("unknown refresh token",),
    ),
    make_fault(
        "error.no-server-error/number-for-a-secret",
        "Breaks down on a clientSecret that is no text.",
        "rare",
        breaks_on=("wrong type of clientSecret",),
    ),
    make_fault(
        "error.no-server-error/no-json-object",
        "Breaks down on a body that is no JSON object.",
        "rare",
        breaks_on=("malformed",),
    ),
    make_fault(
        "error.no-server-error/long-code",
        "Breaks down on a code of more than 512 characters.",
        "rare",
        breaks_on=("long code",),
    ),
    make_fault(
        "parameter.ignored/refused-on-exchange",
        "Refuses an exchange whose body has a member too many.",
        "one",
        strict_on=(EXCHANGE,),
    ),
)
