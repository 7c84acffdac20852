"""Faults in refreshing, and in how long tokens live."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from conformance.reference.fault import make_fault
from conformance.reference.oauth2.faults import wrong_grants as g
from conformance.reference.oauth2.faults import wrong_lives as v
from conformance.reference.oauth2.faults import wrong_requests as w
from conformance.reference.oauth2.figures import CREDENTIALS, DAY, PASSWORD, REFRESH
from conformance.reference.server import Depth, Fault


def make_rotation_fault(name: str, says: str, depth: Depth, **one: object) -> Fault[Any]:
    """Make a fault that shows where refresh tokens are replaced."""
    return replace(make_fault(name, says, depth, **one), version="2.1")


FAULTS = (
    make_fault(
        "refresh.foreign-client/accepted",
        "Refreshes with a token that was issued to another client.",
        "sequence",
        unchecked=w.unchecked("foreign refresh token", REFRESH),
    ),
    make_fault(
        "refresh.foreign-client/ends-the-token",
        "Ends a refresh token when another client presents it.",
        "sequence",
        refused_refresh_ends=("foreign refresh token",),
    ),
    make_fault(
        "refresh.scope.wider/granted",
        "Grants a refresh more scope than its grant has.",
        "sequence",
        unchecked=w.unchecked("wider scope", REFRESH),
    ),
    make_fault(
        "refresh.scope.wider/default-of-the-client",
        "Gives a refresh without a scope the default scope of the client.",
        "sequence",
        default_refresh_scope=v.default_of_the_client,
    ),
    make_fault(
        "refresh.scope.kept/lost",
        "Gives a refresh without a scope the first word of the grant's scope only.",
        "sequence",
        default_refresh_scope=v.first_word_only,
    ),
    make_fault(
        "refresh.scope.not-sticky/narrowing-sticks",
        "Keeps the narrower scope of a refresh for all later ones.",
        "deep",
        narrowing_sticks=True,
    ),
    make_fault(
        "refresh.works/counted-from-the-grant",
        "Counts the life of a refreshed access token from when its refresh token was issued.",
        "deep",
        starts=v.from_the_first_grant,
    ),
    make_fault(
        "refresh.repeatable/once-only",
        "Refreshes once, then refuses the refresh token that it did not replace.",
        "sequence",
        refresh_possible=v.used_less_than(1),
    ),
    make_fault(
        "refresh.repeatable/twice-only",
        "Refreshes twice, then refuses the refresh token that it did not replace.",
        "deep",
        refresh_possible=v.used_less_than(2),
    ),
    make_fault(
        "refresh.unknown-token/letter-case",
        "Finds a refresh token in any letters.",
        "sequence",
        refresh_named=v.token_ignoring_case,
    ),
    make_fault(
        "refresh.unknown-token/start-is-enough",
        "Finds a refresh token by its start.",
        "sequence",
        refresh_named=v.token_by_its_start,
    ),
    make_fault(
        "refresh.other-token/access-token",
        "Refreshes with an access token.",
        "sequence",
        refreshable=lambda token: True,
    ),
    make_fault(
        "refresh.same-user/newest-user-of-the-client",
        "Gives a refresh the access token of the user who signed in last.",
        "deep",
        refresh_for=v.of_the_clients_newest_user,
    ),
    make_fault(
        "refresh.after-expiry/refused",
        "Refuses a refresh once the access token has expired.",
        "deep",
        refresh_possible=v.while_its_access_token_lives,
    ),
    make_fault(
        "revocation.no-hint/refreshes-on",
        "Refreshes with a refresh token that was revoked.",
        "sequence",
        unchecked=w.unchecked("ended refresh token", REFRESH),
    ),
    make_fault(
        "refresh.unknown-token/is-invalid-token",
        "Answers an unknown refresh token with invalid_token, a word of RFC 6750.",
        "one",
        words={"unknown refresh token": "invalid_token"},
    ),
    make_fault(
        "refresh.scope.wider/is-invalid-grant",
        "Answers a refresh that asks for more scope with invalid_grant.",
        "sequence",
        words={"wider scope": "invalid_grant"},
    ),
    make_fault(
        "error.status/unknown-refresh-token-answers-401",
        "Refuses an unknown refresh token with 401.",
        "one",
        statuses={"unknown refresh token": 401},
    ),
    make_rotation_fault(
        "refresh.replaced-token/old-one-lives",
        "Gives another refresh token and takes the old one, too.",
        "sequence",
        replaced_good_again=lambda successor, at, store: True,
    ),
    make_rotation_fault(
        "refresh.replaced-token/old-one-lives-until-the-next-refresh",
        "Takes a replaced refresh token until its successor is used.",
        "sequence",
        replaced_good_again=lambda successor, at, store: successor.value not in store.replaced,
    ),
    make_rotation_fault(
        "refresh.scope.not-sticky/successor-is-narrower",
        "Gives the successor of a refresh token the narrower scope of the refresh.",
        "deep",
        narrowing_sticks=True,
    ),
    make_rotation_fault(
        "refresh.replaced-token.ends-grant/nothing-ends",
        "Refuses a replaced refresh token, and leaves its successor alive.",
        "deep",
        reuse_ends=None,
    ),
    make_rotation_fault(
        "refresh.replaced-token.ends-grant/access-tokens-live",
        "Ends only the refresh tokens of a grant when a replaced one comes again.",
        "deep",
        reuse_ends=g.of_kind("refresh"),
    ),
    make_rotation_fault(
        "refresh.replaced-token.ends-grant/only-the-successor",
        "Ends only what came directly from a replaced refresh token that comes again.",
        "deep",
        reuse_ends=v.with_the_successor,
    ),
    make_rotation_fault(
        "refresh.spares-others/other-grants-of-the-client",
        "Ends all tokens of the client when a replaced refresh token comes again.",
        "deep",
        reuse_ends=g.of_the_client,
    ),
    make_fault(
        "token.expiry/never",
        "Takes access tokens however old they are.",
        "deep",
        expired=v.never_for(lambda token: token.kind == "access"),
    ),
    make_fault(
        "refresh.token-expiry/never",
        "Takes access tokens that a refresh gave however old they are.",
        "deep",
        expired=v.never_for(lambda token: token.kind == "access" and token.origin == REFRESH),
    ),
    make_fault(
        "token.expiry/a-minute-late",
        "Takes access tokens for a minute after their end.",
        "deep",
        expired=v.shifted(1, 60),
    ),
    make_fault(
        "token.expiry/half-time", "Ends access tokens after half of the stated time.", "deep", expired=v.shifted(0.5, 0)
    ),
    make_fault(
        "token.after-revocation/given-again",
        "Gives a user the older access token again that still has time, also a revoked one.",
        "deep",
        reused=lambda operation, token: operation == PASSWORD,
    ),
    make_fault(
        "token.after-revocation/client-token-given-again",
        "Gives a client its older access token again that still has time, also a revoked one.",
        "deep",
        reused=lambda operation, token: operation == CREDENTIALS,
    ),
    make_fault(
        "token.expiry/told-a-day",
        "Tells a lifetime of a day for tokens that live for an hour.",
        "deep",
        members=v.everywhere(lambda members: {**members, "expires_in": DAY}),
    ),
)
