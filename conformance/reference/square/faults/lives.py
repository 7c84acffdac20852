"""Faults of tokens: what they open, how long they live, what refreshing makes."""

from __future__ import annotations

from conformance.reference.fault import make_fault
from conformance.reference.square.faults import wrong_requests as w
from conformance.reference.square.faults import wrong_tokens as t
from conformance.reference.square.figures import DAY, READ, REFRESH, RENEW, read_bearer

FAULTS = (
    make_fault(
        "bearer.required/open",
        "Answers the newest account's locations without a token.",
        "one",
        unchecked=w.unchecked(READ, "nobody"),
    ),
    make_fault(
        "bearer.right-role/personal-tokens-only",
        "Accepts no token from the OAuth flow.",
        "sequence",
        works=lambda token, store: False,
    ),
    make_fault(
        "bearer.expired/accepted",
        "Answers an expired token on GET /v2/locations.",
        "sequence",
        unchecked=w.unchecked(READ, "expired"),
    ),
    make_fault(
        "bearer.revoked/accepted",
        "Answers a revoked token on GET /v2/locations.",
        "sequence",
        unchecked=w.unchecked(READ, "revoked"),
    ),
    make_fault(
        "bearer.without-scheme/accepted",
        "Accepts a token without the word Bearer.",
        "sequence",
        bearer=lambda text: read_bearer(text) or text,
    ),
    make_fault("token.expiry/never", "Accepts an access token for ever.", "sequence", expired=lambda token, now: False),
    make_fault("token.expiry/29-days", "Ends an access token after 29 days.", "sequence", expired=t.expired_after(29)),
    make_fault("token.expiry/31-days", "Ends an access token after 31 days.", "sequence", expired=t.expired_after(31)),
    make_fault(
        "token.expiry/31-days-stated", "States 31 days, and keeps tokens for them.", "sequence", lifetime=31 * DAY
    ),
    make_fault(
        "token.expiry/five-seconds-early",
        "Ends an access token five seconds early.",
        "deep",
        expired=t.expired_after(30, -5),
    ),
    make_fault(
        "token.expiry/five-seconds-late",
        "Ends an access token five seconds late.",
        "deep",
        expired=t.expired_after(30, 5),
    ),
    make_fault(
        "token.expiry/never-when-refreshed",
        "Accepts an access token from a refresh for ever.",
        "deep",
        expired=t.expired_unless(REFRESH),
    ),
    make_fault(
        "token.expiry/never-when-renewed",
        "Accepts a renewed access token for ever.",
        "deep",
        expired=t.expired_unless(RENEW),
    ),
    make_fault(
        "token.expiry/half-when-refreshed",
        "Ends an access token from a refresh after 15 days.",
        "deep",
        expired=t.expired_after(15, of=(REFRESH,)),
    ),
    make_fault(
        "token.outlives-others/until-another-account-refreshes",
        "Ends the access tokens of the application's other accounts with a refresh.",
        "deep",
        ends_with={REFRESH: t.of_other_accounts},
    ),
    make_fault(
        "token.outlives-others/until-another-authorization-refreshes",
        "Ends the access tokens of the account's other authorizations with a refresh.",
        "deep",
        ends_with={REFRESH: t.of_other_authorizations},
    ),
    make_fault(
        "token.outlives-others/until-another-application-refreshes",
        "Ends the access tokens that the account has given other applications with a refresh.",
        "deep",
        ends_with={REFRESH: t.of_other_applications},
    ),
    make_fault(
        "token.outlives-others/until-anybody-else-renews",
        "Ends all access tokens that come from other codes with a renewal.",
        "deep",
        ends_with={RENEW: t.of_everybody_else},
    ),
    make_fault(
        "token.outlives-others/until-another-authorization-renews",
        "Ends the access tokens of the account's other authorizations with a renewal.",
        "deep",
        ends_with={RENEW: t.of_other_authorizations},
    ),
    make_fault(
        "token.expiry/starts-again-with-use",
        "Starts an access token's lifetime again with every use.",
        "deep",
        life_restarts_with_use=True,
    ),
    make_fault(
        "token.never-expires/30-days",
        "Ends a personal access token after 30 days.",
        "sequence",
        personal_lifetime=30 * DAY,
    ),
    make_fault(
        "token.never-expires/45-days",
        "Ends a personal access token after 45 days.",
        "sequence",
        personal_lifetime=45 * DAY,
    ),
    make_fault("token.never-expires/refused", "Accepts no personal access token.", "one", personal_works=False),
    make_fault(
        "refresh.works/dead-token",
        "Answers a refresh with an access token that is not good.",
        "sequence",
        works=t.works_unless(REFRESH),
    ),
    make_fault(
        "refresh.after-expiry/old-token-again",
        "Answers a refresh with the account's newest access token, live or not.",
        "deep",
        refresh_repeats="old access token",
    ),
    make_fault(
        "refresh.unknown-token/newest",
        "Takes the application's newest refresh token for an unknown one.",
        "sequence",
        refresh_named=t.or_the_newest("refresh"),
    ),
    make_fault(
        "refresh.unknown-token/letter-case",
        "Takes a refresh token in any letters.",
        "sequence",
        refresh_named=t.token_ignoring_case,
    ),
    make_fault(
        "refresh.unknown-token/start-is-enough",
        "Looks at the first 32 characters of a refresh token only.",
        "sequence",
        refresh_named=t.token_by_its_start,
    ),
    make_fault(
        "refresh.other-token/access-token",
        "Takes an access token for a refresh token.",
        "sequence",
        refreshable=lambda token: token.kind in ("access", "refresh"),
    ),
    make_fault(
        "refresh.foreign-client/accepted",
        "Refreshes with the refresh token of another application.",
        "sequence",
        unchecked=w.unchecked(REFRESH, "foreign refresh token"),
    ),
    make_fault(
        "refresh.foreign-client/refused-but-ended",
        "Ends the refresh token that another application presents.",
        "sequence",
        refused_yet_done=w.unchecked(REFRESH, "foreign refresh token"),
    ),
    make_fault("refresh.repeatable/single-use", "Ends a refresh token with its first use.", "sequence", refresh_uses=1),
    make_fault("refresh.repeatable/three-uses", "Ends a refresh token with its third use.", "deep", refresh_uses=3),
    make_fault(
        "refresh.repeatable/only-the-newest",
        "Takes an account's newest refresh token only.",
        "deep",
        refresh_possible=t.is_the_newest_of_its_account,
    ),
    make_fault(
        "refresh.repeatable/useless-successor",
        "Answers a refresh with another refresh token, which is good for nothing.",
        "sequence",
        refresh_rotates=True,
    ),
    make_fault(
        "refresh.same-user/newest-account",
        "Answers a refresh with a token of the account that authorised last.",
        "deep",
        refresh_for=t.grant_of_the_newest_account,
    ),
    make_fault(
        "refresh.after-expiry/needs-a-live-token",
        "Refuses a refresh when the account has no live access token.",
        "sequence",
        refresh_possible=t.has_a_live_token_of_its_account,
    ),
    make_fault(
        "refresh.whole-lifetime/keeps-the-old-end",
        "Gives a refreshed token the end of the one before.",
        "deep",
        starts=lambda operation, old, now: old.starts_at if operation == REFRESH else now,
    ),
    make_fault(
        "token-response.lifetime/old-end-on-refresh",
        "States the end of the account's first token on a refresh.",
        "deep",
        end_stated=t.end_of_the_first,
    ),
    make_fault(
        "token.after-revocation/refused",
        "Refuses a new code of an account whose tokens were revoked.",
        "deep",
        account_refused=w.was_revoked,
    ),
    make_fault(
        "token.after-revocation/dead-token",
        "Answers a new code of an account whose tokens were revoked with a token that is not good.",
        "deep",
        shuts_out=True,
    ),
    make_fault(
        "token.after-revocation/dead-for-a-second",
        "Takes tokens that are issued within a second after a revocation for revoked.",
        "deep",
        works=t.works_unless_just_revoked,
    ),
    make_fault(
        "token.after-revocation/revives",
        "Revives the revoked tokens of an account with its next code.",
        "deep",
        authorization_revives=True,
    ),
)
