"""Faults of revocation: whose tokens end with the one that is named, when, and what hangs on them."""

from __future__ import annotations

from conformance.reference.fault import make_fault
from conformance.reference.square.faults import wrong_requests as r
from conformance.reference.square.faults import wrong_revocations as w
from conformance.reference.square.faults import wrong_tokens as t
from conformance.reference.square.figures import CODE, DAY, REFRESH, RENEW, REVOKE, the_account

FAULTS = (
    make_fault("token-response.constants/no-success", "Answers {}.", "sequence", revocation_members=lambda: {}),
    make_fault(
        "token-response.constants/success-false",
        "Answers success as false.",
        "sequence",
        revocation_members=lambda: {"success": False},
    ),
    make_fault(
        "token-response.schema/success-as-text",
        "Answers success as text.",
        "sequence",
        revocation_members=lambda: {"success": "true"},
    ),
    make_fault(
        "revocation.accepted/refuses-refreshed-tokens",
        "Refuses to revoke a token that comes from a refresh.",
        "sequence",
        revocable=w.only_of(CODE, RENEW),
    ),
    make_fault(
        "revocation.accepted/refuses-renewed-tokens",
        "Refuses to revoke a token that comes from a renewal.",
        "sequence",
        revocable=w.only_of(CODE, REFRESH),
    ),
    make_fault(
        "revocation.account/ends-nothing",
        "Leaves all tokens alive.",
        "sequence",
        reach=w.reaching("token", w.nothing),
    ),
    make_fault(
        "revocation.account/only-the-token",
        "Ends only the token that is named.",
        "deep",
        reach=w.reaching("token", w.the_token_and_refresh_tokens),
    ),
    make_fault(
        "revocation.account/only-the-newest",
        "Ends only the account's newest token.",
        "deep",
        reach=w.reaching("token", w.the_newest),
    ),
    make_fault(
        "revocation.account/only-the-oldest",
        "Ends only the account's oldest token.",
        "deep",
        reach=w.reaching("token", w.the_oldest),
    ),
    make_fault(
        "revocation.account/two-at-most",
        "Ends the named token and one more.",
        "deep",
        reach=w.reaching("token", w.the_token_and_the_newest),
    ),
    make_fault(
        "revocation.account/none-newer",
        "Leaves tokens alive that are newer than the one named.",
        "deep",
        reach=w.reaching("token", w.up_to_the_token),
    ),
    make_fault(
        "revocation.account/none-older",
        "Leaves tokens alive that are older than the one named.",
        "deep",
        reach=w.reaching("token", w.from_the_token_on),
    ),
    make_fault(
        "revocation.account/same-authorization",
        "Ends only what came from the same code.",
        "deep",
        reach=w.reaching("token", w.the_same_authorization),
    ),
    make_fault(
        "revocation.account/spares-refreshed-tokens",
        "Leaves tokens alive that come from a refresh.",
        "deep",
        reach=w.reaching("token", w.all_but(REFRESH)),
    ),
    make_fault(
        "revocation.account/spares-renewed-tokens",
        "Leaves tokens alive that come from a renewal.",
        "deep",
        reach=w.reaching("token", w.all_but(RENEW)),
    ),
    make_fault(
        "revocation.expired-token/ends-alone",
        "Ends only the token that is named when it has expired.",
        "deep",
        death=w.others_never_if_expired,
    ),
    make_fault(
        "revocation.account/renewed-token-ends-alone",
        "Ends only the token that is named when it has been renewed.",
        "deep",
        reach=w.reaching("token", w.alone_if_renewed),
    ),
    make_fault(
        "revocation.account/all-accounts",
        "Ends the tokens of all accounts of the application.",
        "deep",
        reach=w.reaching("token", w.all_accounts),
    ),
    make_fault(
        "revocation.account/all-applications",
        "Ends the account's tokens for all applications.",
        "deep",
        reach=w.reaching("token", w.all_applications),
    ),
    make_fault(
        "revocation.account/others-a-minute-later",
        "Ends the other tokens of the account a minute later.",
        "deep",
        death=w.others_a_minute_later,
    ),
    make_fault(
        "revocation.account/a-minute-later",
        "Ends all tokens a minute later.",
        "sequence",
        death=lambda named, ended, store: 60,
    ),
    make_fault(
        "revocation.account/only-once",
        "Ends nothing when the account was revoked and authorised anew before.",
        "deep",
        death=w.never_a_second_time,
    ),
    make_fault(
        "revocation.expired-token/refused",
        "Refuses to revoke an account when the token named has expired.",
        "deep",
        revocable=w.only_while_live,
    ),
    make_fault(
        "revocation.no-hint/spares-refresh-tokens",
        "Leaves the account's refresh tokens alive.",
        "deep",
        reach=w.reaching("token", w.access_tokens),
    ),
    make_fault(
        "revocation.no-hint/refresh-token-back-after-a-day",
        "Forgets after a day that a refresh token has ended.",
        "deep",
        refresh_forgets=lambda since_its_end: since_its_end >= DAY,
    ),
    make_fault(
        "revocation.no-hint/spares-older-refresh-tokens",
        "Ends only the account's newest refresh token.",
        "deep",
        reach=w.reaching("token", w.with_the_newest_refresh_token),
    ),
    make_fault(
        "revocation.by-user/ends-nothing",
        "Leaves all tokens of an account alive that is named by its id.",
        "sequence",
        reach=w.reaching("account", w.nothing),
    ),
    make_fault(
        "revocation.by-user/only-the-newest",
        "Ends only the newest token of an account that is named by its id.",
        "deep",
        reach=w.reaching("account", w.the_newest),
    ),
    make_fault(
        "revocation.by-user/all-accounts",
        "Ends the tokens of all accounts when one is named by its id.",
        "deep",
        reach=w.reaching("account", w.all_accounts),
    ),
    make_fault(
        "revocation.by-user/all-applications",
        "Ends the tokens of an account named by its id for all applications.",
        "deep",
        reach=w.reaching("account", w.all_applications),
    ),
    make_fault(
        "revocation.near-miss/letter-case",
        "Revokes for a token in any letters.",
        "sequence",
        revocation_named=t.token_ignoring_case,
    ),
    make_fault(
        "revocation.near-miss/start-is-enough",
        "Looks at the first 32 characters of the token only.",
        "sequence",
        revocation_named=t.token_by_its_start,
    ),
    make_fault(
        "revocation.near-miss/ends-the-newest",
        "Revokes for the application's newest token when an unknown one is named.",
        "sequence",
        revocation_named=t.or_the_newest("access"),
    ),
    make_fault(
        "revocation.own-tokens-only/accepted",
        "Revokes the tokens of another application.",
        "sequence",
        unchecked=r.unchecked(REVOKE, "foreign token"),
    ),
    make_fault(
        "revocation.own-tokens-only/refused-but-revoked",
        "Refuses to revoke the tokens of another application and does it all the same.",
        "sequence",
        refused_yet_done=r.unchecked(REVOKE, "foreign token"),
    ),
    make_fault(
        "revocation.only-the-token/ignored",
        "Ends the whole account although only the token is to end.",
        "deep",
        reach=w.reaching("only", the_account),
    ),
    make_fault(
        "revocation.only-the-token/refresh-tokens-too",
        "Ends the refresh tokens although only the token is to end.",
        "deep",
        reach=w.reaching("only", w.the_token_and_refresh_tokens),
    ),
    make_fault(
        "revocation.only-the-token/access-tokens-too",
        "Ends all access tokens although only one is to end.",
        "deep",
        reach=w.reaching("only", w.access_tokens),
    ),
    make_fault(
        "revocation.only-the-token/ends-nothing",
        "Leaves the token alive that is to end alone.",
        "sequence",
        reach=w.reaching("only", w.nothing),
    ),
    make_fault(
        "revocation.personal-token.spared/ended",
        "Ends the application's personal access token with the tokens of an account.",
        "deep",
        reach=w.reaching("token", w.the_account_and_personal_tokens),
    ),
    make_fault(
        "revocation.subscription/stays-active",
        "Leaves the subscriptions active.",
        "sequence",
        cancels=lambda subscription, named, ended: False,
    ),
    make_fault(
        "revocation.subscription/a-minute-later",
        "Cancels the subscriptions a minute later.",
        "deep",
        cancel_delay=60,
    ),
    make_fault(
        "revocation.subscription/a-second-later",
        "Cancels the subscriptions a second later.",
        "deep",
        cancel_delay=1,
    ),
    make_fault(
        "revocation.subscription/kept-when-the-account-is-named",
        "Leaves the subscriptions active when the account is named by its id.",
        "sequence",
        cancels_by=("token", "only"),
    ),
    make_fault(
        "revocation.subscription/paused",
        "Pauses the subscriptions instead of canceling them.",
        "sequence",
        subscription_ends_as="PAUSED",
    ),
    make_fault(
        "revocation.subscription/of-the-named-token",
        "Cancels only the subscriptions of the token that is named.",
        "deep",
        cancels=w.of_the_named_token,
    ),
    make_fault(
        "revocation.subscription/of-the-other-tokens",
        "Cancels only the subscriptions of the tokens that are not named.",
        "deep",
        cancels=w.of_the_other_tokens,
    ),
    make_fault(
        "revocation.subscription/only-the-first",
        "Cancels only the first of the subscriptions.",
        "deep",
        cancels_at_most=1,
    ),
    make_fault(
        "revocation.subscription/all-accounts",
        "Cancels the subscriptions of all accounts of the application.",
        "deep",
        cancels=w.of_the_application,
    ),
    make_fault(
        "revocation.subscription/all-applications",
        "Cancels the account's subscriptions with all applications.",
        "deep",
        cancels=w.of_the_seller,
    ),
    make_fault(
        "revocation.subscription/refused-but-canceled",
        "Refuses a revocation and cancels the subscriptions all the same.",
        "deep",
        refused_yet_canceled=True,
    ),
)
