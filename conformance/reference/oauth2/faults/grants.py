"""Faults in what a grant gives, and to whom."""

from __future__ import annotations

from conformance.reference.fault import make_fault
from conformance.reference.oauth2.faults import wrong_grants as g
from conformance.reference.oauth2.faults import wrong_requests as w
from conformance.reference.oauth2.figures import CREDENTIALS, PASSWORD

FAULTS = (
    make_fault(
        "grant.unknown-type/is-invalid-request",
        "Answers an unknown grant type with invalid_request.",
        "one",
        words={"unknown grant type": "invalid_request"},
    ),
    make_fault(
        "parameter.required/no-grant-is-unsupported",
        "Answers a missing grant type with unsupported_grant_type.",
        "one",
        words={"no grant type": "unsupported_grant_type"},
    ),
    make_fault(
        "grant.scope.unknown/is-invalid-request",
        "Answers an unknown scope with invalid_request.",
        "one",
        words={"unknown scope": "invalid_request"},
    ),
    make_fault(
        "user.wrong-password/answers-401",
        "Refuses a wrong password with 401.",
        "one",
        statuses={"wrong password": 401},
    ),
    make_fault(
        "user.wrong-password/accepted",
        "Signs a user in with any password.",
        "one",
        unchecked=w.unchecked("wrong password", PASSWORD),
    ),
    make_fault(
        "user.unknown/newest-user",
        "Takes an unknown username for the newest user.",
        "one",
        user_named=g.newest_for_nobody,
    ),
    make_fault(
        "parameter.other-grants/user-of-the-form",
        "Lets a client's own token act for the user whom the request names.",
        "sequence",
        acts_for=g.named_in_the_form,
    ),
    make_fault(
        "grant.scope.unknown/granted",
        "Grants whatever scope is asked for.",
        "one",
        unchecked=w.unchecked("unknown scope", CREDENTIALS, PASSWORD),
    ),
    make_fault(
        "grant.scope.told/not-in-the-answer",
        "Never tells the scope in a token answer.",
        "one",
        members=lambda operation, members: {name: value for name, value in members.items() if name != "scope"},
    ),
)
