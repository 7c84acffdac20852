"""Faults of a token request: its form, its grant type, its parameters, its client."""

from __future__ import annotations

from conformance.reference.fault import make_fault
from conformance.reference.finapi.faults import wrongs as w
from conformance.reference.finapi.figures import GRANT_TYPES, REVOKE
from conformance.reference.http import read_pairs

BASICS = ("client_id", "client_secret")

FAULTS = (
    make_fault(
        "body.form/plus-is-no-space",
        "Takes the + of a form for a plus sign.",
        "sequence",
        form_pairs=lambda text: read_pairs(text.replace("+", "%2B")),
    ),
    make_fault(
        "bearer.not-needed/password-wants-authorization",
        "Wants an Authorization header for the password grant.",
        "one",
        form_needs_authorization=("password",),
    ),
    make_fault(
        "bearer.not-needed/refresh-wants-authorization",
        "Wants an Authorization header for the refresh grant.",
        "sequence",
        form_needs_authorization=("refresh_token",),
    ),
    make_fault(
        "grant.accepted/no-password-grant",
        "Does not know grant_type=password.",
        "one",
        grant_name=lambda word: "" if word == "password" else word,
    ),
    make_fault(
        "grant.accepted/no-refresh-grant",
        "Does not know grant_type=refresh_token.",
        "sequence",
        grant_name=lambda word: "" if word == "refresh_token" else word,
    ),
    make_fault(
        "grant.unknown-type/served-as-client",
        "Serves an unknown grant type like client_credentials.",
        "one",
        grant_name=lambda word: word if word in GRANT_TYPES else "client_credentials",
    ),
    make_fault(
        "grant.type-case/case-ignored",
        "Takes CLIENT_CREDENTIALS for client_credentials.",
        "one",
        grant_name=str.lower,
    ),
    make_fault(
        "error.status/unknown-grant-type-answers-401",
        "Refuses an unknown grant type with 401 instead of 400.",
        "one",
        statuses={"unknown grant type": 401},
    ),
    make_fault(
        "grant.without-the-others/refresh-wants-username",
        "Wants a username for the refresh grant.",
        "sequence",
        required=w.needing("refresh_token", *BASICS, "refresh_token", "username"),
    ),
    make_fault(
        "grant.without-the-others/password-wants-refresh-token",
        "Wants a refresh_token for the password grant.",
        "one",
        required=w.needing("password", *BASICS, "username", "password", "refresh_token"),
    ),
    make_fault(
        "parameter.required/grant-type-defaults",
        "Takes a missing grant_type for client_credentials.",
        "one",
        grant_type_default="client_credentials",
    ),
    make_fault(
        "parameter.required/password-optional",
        "Signs a user in when no password is sent.",
        "one",
        required=w.needing("password", *BASICS, "username"),
    ),
    make_fault(
        "parameter.required/username-optional",
        "Signs the newest user in when no username is sent.",
        "one",
        required=w.needing("password", *BASICS, "password"),
    ),
    make_fault(
        "parameter.required/refresh-token-optional",
        "Refreshes the newest grant when no refresh_token is sent.",
        "sequence",
        required=w.needing("refresh_token", *BASICS),
    ),
    make_fault(
        "parameter.required/token-optional",
        "Answers 200 to a revocation without a token.",
        "sequence",
        required=w.needing(REVOKE),
    ),
    make_fault(
        "client-auth.missing/secret-optional",
        "Accepts a client grant without client_secret.",
        "one",
        required=w.needing("client_credentials", "client_id"),
    ),
    make_fault(
        "client-auth.missing/secret-optional-on-refresh",
        "Accepts a refresh grant without client_secret.",
        "sequence",
        required=w.needing("refresh_token", "client_id", "refresh_token"),
    ),
    make_fault(
        "client-auth.missing/id-optional",
        "Finds the client of a password grant by its secret alone.",
        "one",
        required=w.needing("password", "client_secret", "username", "password"),
    ),
    make_fault(
        "client-auth.wrong-secret/prefix-is-enough",
        "Accepts a client_secret that is cut short.",
        "one",
        secret_matches=lambda given, right: right.startswith(given),
    ),
    make_fault(
        "client-auth.wrong-secret/case-ignored",
        "Compares client_secret without regard to case.",
        "one",
        secret_matches=lambda given, right: given.lower() == right.lower(),
    ),
    make_fault(
        "client-auth.wrong-secret/rest-ignored",
        "Accepts a client_secret with more behind it.",
        "one",
        secret_matches=lambda given, right: given.startswith(right),
    ),
    make_fault(
        "client-auth.wrong-secret/unchecked-on-password",
        "Does not check client_secret on the password grant.",
        "one",
        secret_checked_on=("client_credentials", "refresh_token"),
    ),
    make_fault(
        "client-auth.wrong-secret/unchecked-on-refresh",
        "Does not check client_secret on the refresh grant.",
        "sequence",
        secret_checked_on=("client_credentials", "password"),
    ),
    make_fault(
        "client-auth.wrong-secret/ends-the-tokens",
        "Ends the user's tokens when client_secret is wrong.",
        "sequence",
        wrong_secret_ends_tokens=True,
    ),
    make_fault(
        "error.status/wrong-secret-answers-400",
        "Refuses a wrong client_secret with 400 instead of 401.",
        "one",
        statuses={"wrong secret": 400},
    ),
    make_fault(
        "client-auth.unknown-client/served",
        "Serves an unknown client_id like the first client.",
        "one",
        unchecked=("unknown client",),
    ),
    make_fault(
        "error.status/unknown-client-answers-403",
        "Refuses an unknown client_id with 403 instead of 401.",
        "one",
        statuses={"unknown client": 403},
    ),
    make_fault(
        "client-auth.foreign-secret/any-secret",
        "Accepts the secret of any client for a client_id.",
        "one",
        secret_of_any_client=True,
    ),
)
