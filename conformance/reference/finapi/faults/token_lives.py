"""Faults of tokens: what the answer says of them, how long they live, what refreshing makes."""

from __future__ import annotations

from dataclasses import replace

from conformance.reference.fault import make_fault
from conformance.reference.finapi.faults import wrongs as w
from conformance.reference.finapi.figures import REVOKE, make_token_value

FAULTS = (
    make_fault(
        "token-response.members/no-scope",
        "Leaves scope out of the token answer.",
        "one",
        token_members=w.dropping("scope"),
    ),
    make_fault(
        "token-response.members/no-lifetime-on-refresh",
        "Leaves expires_in out of the refresh answer.",
        "sequence",
        token_members=w.dropping("expires_in", on=("refresh_token",)),
    ),
    make_fault(
        "token-response.members/no-refresh-token",
        "Gives a user no refresh_token.",
        "one",
        token_members=w.dropping("refresh_token"),
    ),
    make_fault(
        "token-response.constants/token-type-recased",
        "Answers token_type Bearer instead of bearer.",
        "one",
        token_members=w.setting("token_type", "Bearer"),
    ),
    make_fault(
        "token-response.constants/another-scope-on-refresh",
        "Answers scope offline on the refresh grant.",
        "sequence",
        token_members=w.setting("scope", "offline", on=("refresh_token",)),
    ),
    make_fault(
        "token-response.lifetime.number/as-text",
        "Answers expires_in as text.",
        "one",
        token_members=w.setting("expires_in", "3600"),
    ),
    make_fault(
        "token-response.format/too-long",
        "Makes tokens of 129 characters.",
        "one",
        token_value=lambda kind: make_token_value(kind) + "x",
    ),
    make_fault(
        "token-response.media-type/text-plain",
        "Answers tokens as text/plain.",
        "one",
        token_media=lambda grant_type: "text/plain",
    ),
    make_fault(
        "token-response.media-type/html-on-refresh",
        "Answers a refresh as text/html.",
        "sequence",
        token_media=lambda grant_type: "text/html" if grant_type == "refresh_token" else "application/json",
    ),
    make_fault(
        "error.media-type/refused-revocation-as-text",
        "Answers a refused revocation as text/plain.",
        "one",
        error_media=lambda path, status: "text/plain" if path == REVOKE else "application/json",
    ),
    make_fault(
        "token-response.no-refresh-token/client-gets-one",
        "Gives a client a refresh_token.",
        "one",
        token_members=w.setting("refresh_token", "reference-token-of-a-client", on=("client_credentials",)),
    ),
    make_fault(
        "token-response.lifetime/says-half-an-hour",
        "States 1800 seconds for a token that lives 3600.",
        "one",
        token_members=w.setting("expires_in", 1800),
    ),
    make_fault(
        "token-response.lifetime/says-a-day-on-refresh",
        "States a day for a refreshed token that lives an hour.",
        "sequence",
        token_members=w.setting("expires_in", 86_400, on=("refresh_token",)),
    ),
    make_fault(
        "token.reuse/always-new", "Gives a new token although one is live.", "sequence", reuses=lambda token, now: False
    ),
    make_fault(
        "token.reuse/new-for-users",
        "Gives a user a new token although one is live.",
        "sequence",
        reuses=lambda token, now: token.username is None,
    ),
    make_fault(
        "token.reuse/new-after-ten-minutes",
        "Gives a new token when the live one is ten minutes old.",
        "deep",
        reuses=lambda token, now: now - token.issued_at < 600,
    ),
    make_fault(
        "token.reuse.at-once/two-within-50-ms",
        "Gives a new token while the live one is younger than 50 milliseconds.",
        "deep",
        reuses=lambda token, now: now - token.issued_at >= 0.05,
    ),
    make_fault(
        "token.reuse.at-once/two-within-5-ms",
        "Gives a new token while the live one is younger than 5 milliseconds.",
        "rare",
        reuses=lambda token, now: now - token.issued_at >= 0.005,
    ),
    make_fault(
        "token.reuse.per-user/shared-by-users",
        "Gives a user the live token of another user of the client.",
        "sequence",
        reuse_key=lambda grant: (grant[0], grant[1] is None),
    ),
    make_fault(
        "token.reuse.per-client/shared-by-namesakes",
        "Gives a user the token of another client's user of that name.",
        "deep",
        reuse_key=lambda grant: grant[1] or grant,
    ),
    make_fault(
        "token.reuse.after-revocation/dead-token",
        "Gives the revoked token again, still dead.",
        "deep",
        ended_is_returned=lambda kind, ended_by: "dead" if kind == "access" else "no",
    ),
    make_fault(
        "token.reuse.after-revocation/revived-token",
        "Gives the revoked token again, alive.",
        "deep",
        ended_is_returned=lambda kind, ended_by: "alive" if kind == "access" else "no",
    ),
    make_fault(
        "token.reuse.after-revocation/dead-after-refresh-token",
        "Gives the dead access token again after the revocation of the refresh token without a hint.",
        "deep",
        ended_is_returned=w.returning_dead("access", after=("refresh", "none")),
    ),
    make_fault(
        "token.reuse.after-revocation/dead-after-hinted-refresh-token",
        "Gives the dead access token again after the revocation of the refresh token with its hint.",
        "deep",
        ended_is_returned=w.returning_dead("access", after=("refresh", "right")),
    ),
    make_fault(
        "token.reuse.after-revocation/dead-refresh-token",
        "Gives the dead refresh token again after the revocation of the access token without a hint.",
        "deep",
        ended_is_returned=w.returning_dead("refresh", after=("access", "none")),
    ),
    make_fault(
        "token.reuse.after-revocation/dead-refresh-token-after-itself",
        "Gives the dead refresh token again after its own revocation with its hint.",
        "deep",
        ended_is_returned=w.returning_dead("refresh", after=("refresh", "right")),
    ),
    make_fault(
        "token.reuse.after-expiry/expired-token", "Gives the expired token again.", "sequence", expired_is_returned=True
    ),
    make_fault(
        "token.reuse.after-expiry/new-before-expiry",
        "Gives a new token in the last minute of the live one.",
        "deep",
        reuses=lambda token, now: token.lifetime == 0 or now - token.issued_at < token.lifetime - 60,
    ),
    make_fault(
        "token.expiry/never",
        "Accepts an access token for ever.",
        "sequence",
        expired=w.expired_unless(lambda token: True),
    ),
    make_fault(
        "token.expiry/never-for-clients",
        "Accepts a client's access token for ever.",
        "sequence",
        expired=w.expired_unless(lambda token: token.username is None),
    ),
    make_fault(
        "token.expiry/never-when-refreshed",
        "Accepts an access token from a refresh grant for ever.",
        "deep",
        expired=w.expired_unless(lambda token: token.origin == "refresh_token"),
    ),
    make_fault(
        "token.expiry/half-the-time",
        "Ends an access token after half its lifetime.",
        "sequence",
        expired=w.expired_after(0.5, 0),
    ),
    make_fault(
        "token.expiry/five-seconds-early",
        "Ends an access token five seconds early.",
        "deep",
        expired=w.expired_after(1, -5),
    ),
    make_fault(
        "token.expiry/five-seconds-late",
        "Ends an access token five seconds late.",
        "deep",
        expired=w.expired_after(1, 5),
    ),
    make_fault(
        "token.expiry/answers-403",
        "Refuses an expired access token with 403 instead of 401.",
        "sequence",
        statuses={"expired": 403},
    ),
    make_fault(
        "token.expiry/starts-again-with-use",
        "Starts an access token's lifetime again with every use.",
        "deep",
        life_restarts_with_use=True,
    ),
    make_fault(
        "token.configured-lifetime/ignored",
        "Gives new tokens an hour whatever is configured.",
        "deep",
        period_configured=False,
    ),
    make_fault(
        "token.configured-lifetime/stated-only",
        "States the configured lifetime and keeps tokens for an hour.",
        "deep",
        expired=w.expired_after_an_hour,
    ),
    make_fault(
        "token.configured-lifetime/reaches-back",
        "Changes the lifetime of tokens issued before.",
        "deep",
        period_reaches_back=True,
    ),
    make_fault(
        "token.configured-lifetime.nothing-else/client-tokens-too",
        "Changes the lifetime of the client's tokens with that of users' tokens.",
        "sequence",
        configured=w.also(lambda new: replace(new, client_access_period=new.user_access_period)),
    ),
    make_fault(
        "token.configured-lifetime.nothing-else/refresh-tokens-too",
        "Changes the lifetime of refresh tokens with that of users' access tokens.",
        "deep",
        configured=w.also(lambda new: replace(new, refresh_period=new.user_access_period)),
    ),
    make_fault(
        "refresh.works/dead-token",
        "Answers a refresh with an access token that is dead.",
        "sequence",
        refresh_makes="dead",
    ),
    make_fault(
        "refresh.works/token-of-the-client",
        "Answers a refresh with a token of the client.",
        "sequence",
        refresh_makes="client",
    ),
    make_fault(
        "refresh.same-user/last-user",
        "Answers a refresh with a token of the user who signed in last.",
        "deep",
        refresh_makes="last user",
    ),
    make_fault("refresh.repeatable/single-use", "Ends a refresh token with its first use.", "sequence", refresh_uses=1),
    make_fault("refresh.repeatable/three-uses", "Ends a refresh token with its third use.", "deep", refresh_uses=3),
    make_fault(
        "refresh.after-expiry/needs-a-live-token",
        "Refuses a refresh when the access token has expired.",
        "sequence",
        refresh_needs_live_access=True,
    ),
    make_fault(
        "refresh.after-expiry/expired-token",
        "Answers a refresh after expiry with the expired token.",
        "deep",
        refresh_makes="expired",
    ),
    make_fault(
        "refresh.whole-lifetime/keeps-the-old-expiry",
        "Ends a refreshed token with the old one, though it states the whole lifetime.",
        "sequence",
        refresh_keeps_expiry=True,
    ),
    make_fault(
        "refresh.whole-lifetime/half-the-time",
        "Ends a refreshed token after half of the lifetime that it states.",
        "sequence",
        expired=w.expired_early_when_refreshed,
    ),
    make_fault(
        "refresh.other-token/access-token",
        "Takes a user's access token for a refresh token.",
        "sequence",
        refreshable=lambda token: token.username is not None,
    ),
    make_fault(
        "refresh.other-token/client-token",
        "Takes a client's access token for a refresh token.",
        "sequence",
        refreshable=lambda token: token.kind == "refresh" or token.username is None,
    ),
    make_fault(
        "refresh.foreign-client/accepted",
        "Refreshes with the refresh token of another client.",
        "sequence",
        refresh_for_any_client=True,
    ),
    make_fault(
        "refresh.foreign-client/refused-but-ended",
        "Ends the refresh token that another client presents.",
        "sequence",
        refused_refresh_ends_token=True,
    ),
)
