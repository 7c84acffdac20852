"""Faults in what an introspection tells, and whom."""

from __future__ import annotations

from conformance.reference.fault import make_fault
from conformance.reference.oauth2.faults import wrong_lives as v
from conformance.reference.oauth2.faults import wrong_requests as w
from conformance.reference.oauth2.figures import INTROSPECT

FAULTS = (
    make_fault(
        "client-auth.missing/introspection-needs-nobody",
        "Tells of the first client's tokens whoever asks without any credentials.",
        "sequence",
        unchecked=w.unchecked("no credentials", INTROSPECT),
    ),
    make_fault(
        "client-auth.missing/introspection-by-identifier",
        "Introspects for a confidential client that shows no secret.",
        "sequence",
        secret_wanted=w.no_secret_wanted_on(INTROSPECT),
    ),
    make_fault(
        "client-auth.wrong-secret/introspects",
        "Introspects whatever the secret is.",
        "sequence",
        unchecked=w.unchecked("wrong secret", INTROSPECT),
    ),
    make_fault(
        "refresh.works/unknown-to-introspection",
        "Shows access tokens that a refresh gave as inactive.",
        "sequence",
        active=lambda token, live, store: live and token.origin != "refresh_token",
    ),
    make_fault(
        "introspection.unknown-token/answers-404",
        "Answers 404 where a token is inactive.",
        "one",
        introspection_status={True: 200, False: 404},
    ),
    make_fault(
        "token.expiry/active-to-introspection",
        "Shows a token as active that has expired.",
        "deep",
        active=lambda token, live, store: live or v.is_too_old(token, store),
    ),
    make_fault(
        "introspection.revoked-token/is-active",
        "Shows a token as active that was revoked.",
        "sequence",
        active=lambda token, live, store: live or v.is_ended(token, store),
    ),
    make_fault(
        "introspection.revoked-token/cached",
        "Remembers what it has told of a token, and tells it again.",
        "deep",
        introspection_cached=True,
    ),
    make_fault(
        "introspection.inactive-only/tells-the-rest",
        "Tells of a token that was revoked whose it is.",
        "sequence",
        inactive=v.inactive_with_the_rest,
    ),
    make_fault(
        "introspection.inactive-only/tells-the-reason",
        "Tells why a token is inactive.",
        "one",
        inactive=v.inactive_with_a_reason,
    ),
    make_fault(
        "introspection.active/as-text",
        "Writes active as text.",
        "sequence",
        shown=v.of_the_token(v.with_member("active", "true")),
    ),
    make_fault(
        "introspection.lifetime/milliseconds",
        "Writes exp and iat in milliseconds.",
        "sequence",
        shown=v.of_the_token(v.with_milliseconds("exp", "iat")),
    ),
    make_fault(
        "introspection.lifetime/end-counts-from-now",
        "Writes as exp the end that a token issued just now would have.",
        "deep",
        shown=v.with_the_end_from_now,
    ),
    make_fault(
        "introspection.lifetime/end-of-the-first-token",
        "Writes as exp of a refreshed token the end of the first token of its grant.",
        "deep",
        shown=v.with_the_end_of_the_first,
    ),
    make_fault(
        "introspection.types/scope-as-list",
        "Writes scope as a list.",
        "sequence",
        shown=v.of_the_token(v.with_list("scope")),
    ),
    make_fault(
        "introspection.scope/scope-of-the-client",
        "Shows the scope of the client instead of that of the token.",
        "sequence",
        shown=v.with_the_clients_scope,
    ),
    make_fault(
        "introspection.own-client/another-client",
        "Names another client than that of the token.",
        "sequence",
        shown=v.of_the_last_client,
    ),
    make_fault(
        "bearer.own-data/introspected-newest-user",
        "Names the newest user for every token of a user.",
        "sequence",
        shown=v.of_the_newest_user,
    ),
    make_fault(
        "introspection.wrong-hint/access-token-not-found",
        "Looks for a token with the hint refresh_token among refresh tokens only.",
        "sequence",
        introspected=v.in_the_hinted_table("refresh_token"),
    ),
    make_fault(
        "introspection.wrong-hint/unknown-finds-nothing",
        "Finds no token with a hint that it does not know.",
        "sequence",
        introspected=v.not_found_with_an_unknown_hint,
    ),
    make_fault(
        "introspection.no-effect/prolongs",
        "Gives a token a whole life from each introspection on.",
        "deep",
        introspection_touches=v.moved,
    ),
)
