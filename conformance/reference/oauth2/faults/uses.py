"""Faults in what tokens are good for, and in what the metadata says."""

from __future__ import annotations

from conformance.reference.fault import make_fault
from conformance.reference.oauth2.faults import wrong_lives as v

FAULTS = (
    make_fault(
        "bearer.challenge/none",
        "Refuses a call without any challenge.",
        "one",
        bearer_challenge=lambda word, text: None,
    ),
    make_fault(
        "bearer.challenge.without-error/named",
        "Names an error to a call that has no credentials.",
        "one",
        bearer_challenge=v.always_with_error,
    ),
    make_fault(
        "bearer.challenge.error/not-named",
        "Names no error for a token that is dead.",
        "one",
        bearer_challenge=v.without_error,
    ),
    make_fault(
        "bearer.challenge.error/invalid-request",
        "Names invalid_request for a token that is dead.",
        "one",
        words={"bad token": "invalid_request"},
    ),
    make_fault(
        "bearer.revoked/accepted",
        "Takes a revoked access token at the resource.",
        "sequence",
        dead_works=v.is_ended,
    ),
    make_fault(
        "bearer.revoked/accepted-if-used-before",
        "Takes a revoked access token at the resource if it was used there before.",
        "deep",
        dead_works=v.is_ended_after_use,
    ),
    make_fault(
        "bearer.expired/accepted",
        "Takes an expired access token at the resource.",
        "deep",
        dead_works=v.is_too_old,
    ),
    make_fault(
        "bearer.scheme-case/refused",
        "Knows the word Bearer in these letters only.",
        "sequence",
        bearer=lambda header: header[7:] if header.startswith("Bearer ") else None,
    ),
    make_fault(
        "bearer.without-scheme/any-word",
        "Takes a token after any word in the Authorization header.",
        "sequence",
        bearer=lambda header: header.rpartition(" ")[2],
    ),
    make_fault(
        "bearer.required/refresh-token",
        "Takes a refresh token for an access token.",
        "sequence",
        presentable=lambda token: True,
    ),
    make_fault(
        "bearer.own-data/newest-user",
        "Shows the newest user for every token of a user.",
        "sequence",
        owner_shown=v.newest_user,
    ),
)
