"""Faults of a refresh: the secret in its header, the refresh token, its successor, and the tokens of others."""

from __future__ import annotations

from conformance.reference.calcom.faults import wrongs as w
from conformance.reference.calcom.figures import DAY, HOUR, REFRESH, is_json
from conformance.reference.fault import make_fault

FAULTS = (
    make_fault("endpoint.exists/no-refresh", "Has no refresh.", "one", methods=w.with_method(REFRESH, None)),
    make_fault(
        "bearer.not-needed/refresh-wants-authorization",
        "Wants an Authorization header for a refresh.",
        "sequence",
        headers_needed={REFRESH: "Authorization"},
    ),
    make_fault(
        "body.required/refresh-without-body",
        "Refreshes the client's newest tokens when there is no body.",
        "sequence",
        unchecked=("no body on refresh",),
    ),
    make_fault(
        "parameter.required/refresh-token-optional",
        "Refreshes the client's newest tokens when no refreshToken is sent.",
        "sequence",
        unchecked=("missing refreshToken",),
    ),
    make_fault(
        "body.json/refresh-takes-no-json",
        "Refuses a refresh whose body is JSON.",
        "sequence",
        json_media=lambda operation, media: operation != REFRESH and is_json(operation, media),
    ),
    make_fault(
        "client-auth.accepted/key-wants-a-word",
        "Wants the word Bearer before the secret of a refresh.",
        "sequence",
        key=lambda text: text.partition("Bearer ")[2],
    ),
    make_fault(
        "client-auth.missing/key-optional",
        "Refreshes without the secret.",
        "sequence",
        unchecked=("missing key",),
    ),
    make_fault(
        "client-auth.missing/key-in-the-body",
        "Takes the secret of a refresh from the body when it is not in its header.",
        "sequence",
        key_elsewhere=w.in_the_body("x-cal-secret-key", "client-secret"),
    ),
    make_fault(
        "client-auth.missing/key-as-bearer",
        "Takes the secret of a refresh from the Authorization header when it is not in its own.",
        "sequence",
        key_elsewhere=w.behind_the_word_bearer,
    ),
    make_fault(
        "client-auth.wrong-secret/accepted-on-refresh",
        "Refreshes with any secret.",
        "sequence",
        unchecked=("wrong key",),
    ),
    make_fault(
        "client-auth.wrong-secret/refused-yet-refreshed",
        "Replaces the refresh token and then refuses the wrong secret.",
        "sequence",
        refused_yet={"wrong key": "done"},
    ),
    make_fault(
        "client-auth.foreign-secret/any-on-refresh",
        "Refreshes with the secret of any client.",
        "sequence",
        secret_owners=w.anybody_on(REFRESH),
    ),
    make_fault(
        "client-auth.unknown-client/refreshed",
        "Refreshes the tokens of the first client for an unknown one.",
        "sequence",
        unchecked=("unknown client on refresh",),
    ),
    make_fault(
        "refresh.works/dead-token",
        "Answers a refresh with an access token that is dead.",
        "sequence",
        stillborn=w.born_dead("access", 1),
    ),
    make_fault(
        "refresh.works/dead-token-the-second-time",
        "Answers the second refresh in a row with an access token that is dead.",
        "deep",
        stillborn=w.born_dead("access", 2),
    ),
    make_fault(
        "refresh.works/same-token",
        "Answers a refresh with the access token that there was.",
        "sequence",
        refresh_gives="the newest",
    ),
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
        refresh_gives="an expired one",
    ),
    make_fault(
        "refresh.lifetime/a-day",
        "Ends a refresh token after a day, though it names an end that is a year away.",
        "deep",
        refresh_too_old=w.older_than(DAY),
    ),
    make_fault(
        "refresh.lifetime/thirty-days",
        "Ends a refresh token after thirty days, though it names an end that is a year away.",
        "deep",
        refresh_too_old=w.older_than(30 * DAY),
    ),
    make_fault(
        "refresh.whole-lifetime/keeps-the-old-end",
        "Ends a refreshed token when the old one would have ended.",
        "deep",
        refresh_keeps_end=True,
    ),
    make_fault(
        "refresh.unknown-token/newest-token",
        "Takes an unknown refresh token for the client's newest.",
        "sequence",
        unchecked=("unknown refresh token",),
    ),
    make_fault(
        "refresh.unknown-token/prefix-is-enough",
        "Accepts a refresh token that is cut short.",
        "sequence",
        refresh_named=w.by_prefix,
    ),
    make_fault(
        "refresh.other-token/access-token",
        "Takes an access token for a refresh token.",
        "sequence",
        refreshable=lambda token: True,
    ),
    make_fault(
        "refresh.foreign-client/accepted",
        "Refreshes with the refresh token of another client.",
        "sequence",
        unchecked=("foreign refresh token",),
    ),
    make_fault(
        "refresh.foreign-client/of-the-same-user",
        "Refreshes with the refresh token of another client if the user has given this one tokens, too.",
        "deep",
        foreign_token_passes=True,
    ),
    make_fault(
        "refresh.foreign-client/refused-but-replaced",
        "Replaces the refresh token that another client presents.",
        "sequence",
        refused_yet={"foreign refresh token": "done"},
    ),
    make_fault(
        "refresh.same-user/newest-user",
        "Answers a refresh with tokens of the user who signed in last.",
        "deep",
        acts_for=w.newest_user_on(REFRESH),
    ),
    make_fault(
        "refresh.same-user/newest-user-the-second-time",
        "Answers the second refresh in a row with tokens of the user who signed in last.",
        "deep",
        acts_for=w.newest_user_after(2),
    ),
    make_fault(
        "refresh.rotation/same-token",
        "Answers a refresh with the same refresh token.",
        "sequence",
        rotates=lambda token: False,
    ),
    make_fault(
        "refresh.rotation/old-one-lives",
        "Leaves the old refresh token alive.",
        "sequence",
        rotation_ends=lambda token: False,
    ),
    make_fault(
        "refresh.rotation/old-one-lives-the-second-time",
        "Ends the first refresh token and leaves the later ones alive.",
        "deep",
        rotation_ends=lambda token: token.generation == 0,
    ),
    make_fault(
        "refresh.rotation/first-time-only",
        "Gives another refresh token the first time and the same one from then on.",
        "deep",
        rotates=lambda token: token.generation == 0,
    ),
    make_fault(
        "refresh.rotation/comes-back-after-another",
        "Remembers of all replaced refresh tokens of a user the last one only.",
        "deep",
        ended_comes_back=w.come_back_later,
    ),
    make_fault(
        "refresh.rotation/comes-back-after-an-hour",
        "Forgets after an hour that a refresh token has been replaced.",
        "deep",
        ended_comes_back=w.come_back_after(HOUR),
    ),
    make_fault(
        "refresh.rotation/twice-at-once",
        "Accepts a refresh token twice within 20 milliseconds.",
        "deep",
        ended_comes_back=w.come_back_at_once,
    ),
    make_fault(
        "refresh.repeatable/dead-successor",
        "Answers a refresh with a refresh token that is dead.",
        "sequence",
        stillborn=w.born_dead("refresh", 1),
    ),
    make_fault(
        "refresh.repeatable/three-times",
        "Refuses the fourth refresh in a row.",
        "deep",
        refresh_generations=3,
    ),
    make_fault(
        "refresh.spares-access-token/ends-the-old-one",
        "Ends the user's live access tokens with a refresh.",
        "sequence",
        refresh_ends=w.the_users_access_tokens,
    ),
    make_fault(
        "refresh.spares-access-token/ends-those-of-others",
        "Ends the live access tokens of the client's other users with a refresh.",
        "deep",
        refresh_ends=w.the_clients_access_tokens,
    ),
    make_fault(
        "refresh.rotation/ends-those-of-others",
        "Ends the refresh tokens of the client's other users with a refresh.",
        "deep",
        refresh_ends=w.the_clients_refresh_tokens,
    ),
    make_fault(
        "refresh.spares-access-token/ends-those-elsewhere",
        "Ends the tokens that the user has given to other clients with a refresh.",
        "deep",
        refresh_ends=w.the_users_tokens_elsewhere,
    ),
)
