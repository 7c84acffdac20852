"""Faults of access tokens: how long they live, and who is let in."""

from __future__ import annotations

from conformance.reference.calcom.faults import wrongs as w
from conformance.reference.fault import make_fault

FAULTS = (
    make_fault(
        "token.expiry/never",
        "Accepts an access token for ever.",
        "sequence",
        expired=lambda token, now: False,
    ),
    make_fault(
        "token.expiry/never-when-refreshed",
        "Accepts an access token from a refresh for ever.",
        "deep",
        expired=w.never_when_refreshed,
    ),
    make_fault(
        "token.expiry/half-the-time",
        "Ends an access token after half of its time.",
        "sequence",
        expired=w.half_of_the_life,
    ),
    make_fault(
        "token.expiry/half-the-time-when-refreshed",
        "Ends an access token from a refresh after half of its time.",
        "deep",
        expired=w.half_of_the_life_when_refreshed,
    ),
    make_fault(
        "token.expiry/two-minutes-late",
        "Ends an access token two minutes late.",
        "deep",
        expired=w.expired_after(120),
    ),
    make_fault(
        "token.expiry/two-minutes-early",
        "Ends an access token two minutes early.",
        "deep",
        expired=w.expired_after(-120),
    ),
    make_fault(
        "token.expiry/starts-again-with-use",
        "Starts an access token's time again with every use.",
        "deep",
        life_restarts_with_use=True,
    ),
    make_fault(
        "token.expiry/two-hours",
        "Lets access tokens live for two hours, and says so.",
        "sequence",
        access_end=w.two_hours_from,
    ),
    make_fault(
        "token-response.lifetime/half-an-hour",
        "Lets access tokens live for half an hour, and says so.",
        "one",
        access_end=w.half_an_hour_from,
    ),
    make_fault(
        "bearer.required/open",
        "Answers GET /v2/me without a token.",
        "one",
        me_open_to=("user", "nobody"),
    ),
)
