"""Faults in whom the server takes for a client."""

from __future__ import annotations

from conformance.reference.fault import make_fault
from conformance.reference.oauth2.faults import wrong_requests as w
from conformance.reference.oauth2.figures import (
    CODE,
    CREDENTIALS,
    GRANT_TYPES,
    INTROSPECT,
    REFRESH,
    REVOKE,
)

EVERYWHERE = (*GRANT_TYPES, REVOKE, INTROSPECT)

FAULTS = (
    make_fault(
        "refresh.works/no-basic",
        "Overlooks the Basic header of a refresh.",
        "sequence",
        header_unknown_on=(REFRESH,),
    ),
    make_fault(
        "revocation.accepted/no-basic",
        "Overlooks the Basic header of a revocation.",
        "sequence",
        header_unknown_on=(REVOKE,),
    ),
    make_fault(
        "client-auth.scheme-case/refused",
        "Knows the word Basic in these letters only.",
        "one",
        basic=w.in_these_letters,
    ),
    make_fault(
        "client-auth.accepted/basic-not-decoded",
        "Takes id and secret of a Basic header as they stand.",
        "one",
        basic=w.undecoded,
    ),
    make_fault(
        "client-auth.accepted/plus-kept",
        "Decodes percent signs in a Basic header, and keeps a plus sign.",
        "one",
        basic=w.plus_kept,
    ),
    make_fault(
        "client-auth.accepted/decoded-too-early",
        "Decodes a Basic header before it looks for the colon.",
        "one",
        basic=w.decoded_before_the_colon,
    ),
    make_fault(
        "client-auth.two-ways/header-wins",
        "Overlooks a secret in the form beside a Basic header.",
        "one",
        unchecked=w.unchecked("two methods", *EVERYWHERE),
    ),
    make_fault(
        "client-auth.other-identifier/header-wins",
        "Overlooks another client_id in the form beside a Basic header.",
        "one",
        client_meant=lambda header_id, form_id: header_id,
    ),
    make_fault(
        "client-auth.other-identifier/form-wins",
        "Checks the client of the Basic header, and serves the one that the form names.",
        "one",
        client_meant=lambda header_id, form_id: form_id or header_id,
    ),
    make_fault(
        "client-auth.wrong-secret/client-credentials",
        "Gives the client's token whatever the secret is.",
        "one",
        unchecked=w.unchecked("wrong secret", CREDENTIALS),
    ),
    make_fault(
        "client-auth.wrong-secret/exchanges",
        "Exchanges a code whatever the secret is.",
        "one",
        unchecked=w.unchecked("wrong secret", CODE),
    ),
    make_fault(
        "client-auth.wrong-secret/refreshes",
        "Refreshes whatever the secret is.",
        "sequence",
        unchecked=w.unchecked("wrong secret", REFRESH),
    ),
    make_fault(
        "client-auth.wrong-secret/revokes",
        "Revokes whatever the secret is.",
        "sequence",
        unchecked=w.unchecked("wrong secret", REVOKE),
    ),
    make_fault(
        "client-auth.wrong-secret/letter-case",
        "Compares secrets without regard to case.",
        "one",
        secret_matches=w.ignoring_case,
    ),
    make_fault(
        "client-auth.wrong-secret/cut",
        "Compares the first 32 characters of secrets.",
        "one",
        secret_matches=w.cut_at(32),
    ),
    make_fault(
        "client-auth.wrong-secret/remembered",
        "Takes any secret of a client that has shown the right one before.",
        "sequence",
        right_secret_remembered=True,
    ),
    make_fault(
        "client-auth.missing/refreshes",
        "Refreshes for a confidential client that shows no secret.",
        "sequence",
        secret_wanted=w.no_secret_wanted_on(REFRESH),
    ),
    make_fault(
        "client-auth.missing/revokes",
        "Revokes for a confidential client that shows no secret.",
        "sequence",
        secret_wanted=w.no_secret_wanted_on(REVOKE),
    ),
    make_fault(
        "client-auth.foreign-secret/accepted", "Takes the secret of any client.", "one", secrets_of=w.every_client
    ),
    make_fault(
        "client-auth.unknown-client/served",
        "Serves an unknown client if its secret is that of a known one.",
        "one",
        unchecked=w.unchecked("unknown client", *GRANT_TYPES),
    ),
    make_fault(
        "client-auth.challenge/none",
        "Answers a failed Basic authentication without a challenge.",
        "one",
        client_challenge=w.unless_in_the_form,
    ),
    make_fault(
        "client-auth.challenge/bearer",
        "Answers a failed Basic authentication with a challenge for Bearer.",
        "one",
        client_challenge=w.bearer_instead,
    ),
    make_fault(
        "client-auth.challenge/answers-400",
        "Refuses a wrong secret with 400, also in a Basic header.",
        "one",
        statuses={"wrong secret": 400},
    ),
    make_fault(
        "client-auth.unknown-client/answers-404",
        "Refuses an unknown client with 404.",
        "one",
        statuses={"unknown client": 404},
    ),
    make_fault(
        "client-auth.wrong-secret/is-invalid-grant",
        "Answers a wrong secret with invalid_grant.",
        "one",
        words={"wrong secret": "invalid_grant"},
    ),
    make_fault(
        "client-auth.missing/is-unauthorized-client",
        "Answers missing client credentials with unauthorized_client.",
        "one",
        words={"no credentials": "unauthorized_client", "unknown client": "unauthorized_client"},
    ),
)
