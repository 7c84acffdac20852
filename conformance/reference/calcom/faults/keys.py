"""Faults of the answer that carries the tokens (KeysResponseDto), of an exchange and of a refresh."""

from __future__ import annotations

from conformance.reference.calcom.faults import wrongs as w
from conformance.reference.calcom.figures import EXCHANGE, REFRESH
from conformance.reference.fault import make_fault

FAULTS = (
    make_fault(
        "grant.accepted/answers-201",
        "Answers an exchange with 201 instead of 200.",
        "one",
        statuses={EXCHANGE: 201},
    ),
    make_fault(
        "grant.accepted/refresh-answers-201",
        "Answers a refresh with 201 instead of 200.",
        "sequence",
        statuses={REFRESH: 201},
    ),
    make_fault(
        "grant.accepted/dead-access-token",
        "Answers an exchange with an access token that is dead.",
        "sequence",
        stillborn=w.born_dead("access", 0),
    ),
    make_fault(
        "grant.accepted/dead-refresh-token",
        "Answers an exchange with a refresh token that is dead.",
        "sequence",
        stillborn=w.born_dead("refresh", 0),
    ),
    make_fault(
        "token-response.members/no-refresh-token",
        "Leaves refreshToken out of the answer to an exchange.",
        "one",
        keys_members=w.changing(w.with_data(refreshToken=None), EXCHANGE),
    ),
    make_fault(
        "token-response.members/no-refresh-token-on-refresh",
        "Leaves refreshToken out of the answer to a refresh.",
        "sequence",
        keys_members=w.changing(w.with_data(refreshToken=None), REFRESH),
    ),
    make_fault(
        "token-response.schema/flat",
        "Puts the tokens beside status instead of into data.",
        "one",
        keys_members=w.changing(w.flat, EXCHANGE),
    ),
    make_fault(
        "token-response.schema/snake-case",
        "Spells the members of the answer to an exchange with underscores.",
        "one",
        keys_members=w.changing(w.in_snake_case, EXCHANGE),
    ),
    make_fault(
        "token-response.schema/data-in-a-list",
        "Puts the data of the answer to an exchange into a list.",
        "one",
        keys_members=w.changing(lambda keys: {**keys, "data": [keys["data"]]}, EXCHANGE),
    ),
    make_fault(
        "token-response.schema/data-as-text",
        "Answers the data of an exchange as text that holds JSON.",
        "one",
        keys_members=w.changing(w.with_data_as_text, EXCHANGE),
    ),
    make_fault(
        "token-response.schema/snake-case-on-refresh",
        "Spells the members of a refresh answer with underscores.",
        "sequence",
        keys_members=w.changing(w.in_snake_case, REFRESH),
    ),
    make_fault(
        "token-response.schema/no-expiry",
        "Leaves accessTokenExpiresAt out of the answer to an exchange.",
        "one",
        keys_members=w.changing(w.with_data(accessTokenExpiresAt=None), EXCHANGE),
    ),
    make_fault(
        "token-response.schema/another-status",
        "Answers a refresh with status ok instead of success.",
        "sequence",
        keys_members=w.changing(w.with_status("ok"), REFRESH),
    ),
    make_fault(
        "token-response.lifetime.number/iso-date",
        "Answers accessTokenExpiresAt as a date in text.",
        "one",
        stated_end=w.as_iso,
    ),
    make_fault(
        "token-response.lifetime/in-seconds",
        "States the end of a token in seconds instead of milliseconds.",
        "one",
        stated_end=w.in_seconds,
    ),
    make_fault(
        "token-response.lifetime/what-is-left",
        "States how long a token lives instead of when it ends.",
        "one",
        stated_end=w.what_is_left,
    ),
    make_fault(
        "token-response.lifetime/a-day-on-refresh",
        "States a day for a refreshed token that lives an hour.",
        "sequence",
        stated_end=w.a_day_on(REFRESH),
    ),
    make_fault(
        "token-response.format/opaque",
        "Makes tokens that are no JSON Web Tokens.",
        "one",
        token_value=w.opaque,
    ),
    make_fault(
        "token-response.media-type/html",
        "Answers an exchange as text/html.",
        "one",
        keys_media=lambda operation: "text/html" if operation == EXCHANGE else "application/json",
    ),
    make_fault(
        "token-response.media-type/text-on-refresh",
        "Answers a refresh as text/plain.",
        "sequence",
        keys_media=lambda operation: "text/plain" if operation == REFRESH else "application/json",
    ),
    make_fault(
        "authorization.signed-in-user/tokens-of-the-newest",
        "Exchanges a code for the tokens of the user who signed in last.",
        "deep",
        acts_for=w.newest_user_on(EXCHANGE),
    ),
    make_fault(
        "authorization.signed-in-user/one-token-for-all",
        "Gives a user the live access token of another user of the client.",
        "deep",
        reuse_key=lambda client_id, username: client_id,
    ),
    make_fault(
        "bearer.own-data/user-of-the-call-before",
        "Shows a user the data of the user who called before.",
        "deep",
        user_shown=w.user_of_the_call_before,
    ),
    make_fault(
        "bearer.own-data/first-user",
        "Shows every user the data of the first one.",
        "sequence",
        user_shown=lambda user, users, last: users[0],
    ),
)
