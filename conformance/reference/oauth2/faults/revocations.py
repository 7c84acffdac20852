"""Faults in what a revocation ends, for whom, and how it is answered."""

from __future__ import annotations

from conformance.reference.fault import make_fault
from conformance.reference.oauth2.faults import wrong_grants as g
from conformance.reference.oauth2.faults import wrong_lives as v
from conformance.reference.oauth2.faults import wrong_requests as w
from conformance.reference.oauth2.figures import REVOKE

FAULTS = (
    make_fault(
        "revocation.accepted/answers-204",
        "Answers 204 to a revocation.",
        "one",
        revocation_status=204,
    ),
    make_fault(
        "revocation.unknown-token/refused",
        "Refuses the revocation of a token that was never issued.",
        "one",
        unknown_refused_on_revocation=("unknown",),
    ),
    make_fault(
        "revocation.revoked-token/refused",
        "Refuses the revocation of a token that is revoked already.",
        "sequence",
        unknown_refused_on_revocation=("ended",),
    ),
    make_fault(
        "revocation.expired-token/refused",
        "Refuses the revocation of a token that has expired.",
        "deep",
        unknown_refused_on_revocation=("expired",),
    ),
    make_fault(
        "revocation.no-hint/access-token-lives",
        "Answers success to the revocation of an access token, and does nothing.",
        "sequence",
        reach=v.reaching("access", v.nothing),
    ),
    make_fault(
        "revocation.no-hint/refresh-token-lives",
        "Answers success to the revocation of a refresh token, and does nothing.",
        "sequence",
        reach=v.reaching("refresh", v.nothing),
    ),
    make_fault(
        "revocation.hint.refresh-token/leaves-access-tokens",
        "Ends a refresh token and leaves the access tokens of its grant alive.",
        "sequence",
        reach=v.reaching("refresh", lambda token, tokens: [token]),
    ),
    make_fault(
        "revocation.hint.refresh-token/leaves-refreshed-access-tokens",
        "Ends a refresh token and leaves the access tokens alive that it gave.",
        "deep",
        reach=v.reaching("refresh", v.only_first_tokens),
    ),
    make_fault(
        "revocation.hint.refresh-token/leaves-older-access-tokens",
        "Ends a refresh token and only the newest access token of its grant.",
        "deep",
        reach=v.reaching("refresh", v.with_the_newest_access_token),
    ),
    make_fault(
        "revocation.spares-other-grants/other-grants-too",
        "Ends with a refresh token all tokens of the user at the client, from whatever grant.",
        "deep",
        reach=v.reaching("refresh", g.of_the_user),
    ),
    make_fault(
        "revocation.spares-other-grants/of-an-access-token",
        "Ends with an access token all tokens of the user at the client, from whatever grant.",
        "deep",
        reach=v.reaching("access", g.of_the_user),
    ),
    make_fault(
        "revocation.spares-others/other-users-too",
        "Ends with a refresh token all tokens of the client.",
        "deep",
        reach=v.reaching("refresh", g.of_the_client),
    ),
    make_fault(
        "token.after-revocation/shuts-the-user-out",
        "Ends after a revocation also all tokens that the user gets at the client later.",
        "deep",
        shuts_out=True,
    ),
    make_fault(
        "revocation.stays/revived-by-a-refresh",
        "Takes a revoked access token again after a refresh of its grant.",
        "deep",
        refresh_revives=True,
    ),
    make_fault(
        "revocation.spares-others/same-user",
        "Ends with a refresh token the tokens that its user has at other clients.",
        "deep",
        reach=v.reaching("refresh", g.of_the_user_anywhere),
    ),
    make_fault(
        "revocation.no-hint/after-a-minute",
        "Ends tokens a minute after their revocation.",
        "sequence",
        death=60.0,
    ),
    make_fault(
        "revocation.wrong-hint/access-token-not-found",
        "Looks for a token with the hint refresh_token among refresh tokens only.",
        "sequence",
        revocation_named=v.in_the_hinted_table("refresh_token"),
    ),
    make_fault(
        "revocation.wrong-hint/refresh-token-not-found",
        "Looks for a token with the hint access_token among access tokens only.",
        "sequence",
        revocation_named=v.in_the_hinted_table("access_token"),
    ),
    make_fault(
        "revocation.wrong-hint/unknown-refused",
        "Refuses a hint that it does not know.",
        "one",
        hints_known=("access_token", "refresh_token"),
    ),
    make_fault(
        "revocation.wrong-hint/unknown-finds-nothing",
        "Finds no token with a hint that it does not know, and answers success.",
        "sequence",
        revocation_named=v.not_found_with_an_unknown_hint,
    ),
    make_fault(
        "revocation.own-tokens-only/foreign-token-ends",
        "Ends the token of another client.",
        "sequence",
        unchecked=w.unchecked("foreign token", REVOKE),
    ),
    make_fault(
        "revocation.own-tokens-only/refused-and-ended",
        "Refuses to end the token of another client, and ends it.",
        "sequence",
        foreign_ended_yet_refused=True,
    ),
)
