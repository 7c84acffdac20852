"""Faults of a revocation: what it answers, how far it reaches within the grant, who may ask for it."""

from __future__ import annotations

from conformance.reference.fault import make_fault
from conformance.reference.finapi.faults import reaches as r
from conformance.reference.finapi.faults import wrongs as w
from conformance.reference.finapi.figures import REVOKE, only_the_token

FAULTS = (
    make_fault(
        "body.not-needed/refuses-the-query",
        "Reads no query on POST /oauth/revoke.",
        "sequence",
        revocation_reads_query=False,
    ),
    make_fault(
        "body.not-needed/wants-content-type",
        "Wants a Content-Type on a revocation without a body.",
        "sequence",
        revocation_needs_media=True,
    ),
    make_fault("answer.empty-body/empty-object", "Answers a revocation with {}.", "sequence", revocation_body=b"{}"),
    make_fault(
        "answer.empty-body/line-end", "Answers a revocation with a line end.", "sequence", revocation_body=b"\n"
    ),
    make_fault(
        "revocation.accepted/refuses-refresh-tokens",
        "Refuses token_type_hint=refresh_token.",
        "sequence",
        hints_refused=("refresh_token",),
    ),
    make_fault(
        "revocation.accepted/answers-204",
        "Answers 204 instead of 200 to the revocation of an access token.",
        "sequence",
        statuses={"revoke access": 204},
    ),
    make_fault(
        "revocation.hint.access-token/ends-nothing",
        "Leaves the access token alive.",
        "deep",
        reach=r.reaching(r.HINTED_ACCESS, r.nothing),
    ),
    make_fault(
        "revocation.hint.access-token/ends-the-refresh-token",
        "Ends the refresh token with the access token.",
        "deep",
        reach=r.reaching(r.HINTED_ACCESS, r.the_token_and_its_refresh_token),
    ),
    make_fault(
        "revocation.hint.access-token/ends-its-siblings",
        "Ends the other access tokens of the grant.",
        "deep",
        reach=r.reaching(r.HINTED_ACCESS, r.access_tokens),
    ),
    make_fault(
        "revocation.hint.access-token/ends-the-newest",
        "Ends the grant's newest access token instead of the one presented.",
        "deep",
        reach=r.reaching(r.HINTED_ACCESS, r.the_newest_access_token),
    ),
    make_fault(
        "revocation.hint.access-token/ends-other-users",
        "Ends the tokens of the client's other users.",
        "deep",
        reach=r.reaching(r.HINTED_ACCESS, r.the_token_and_other_users),
    ),
    make_fault(
        "revocation.hint.refresh-token/leaves-access-tokens",
        "Leaves the grant's access tokens alive.",
        "deep",
        reach=r.reaching(r.HINTED_REFRESH, only_the_token),
    ),
    make_fault(
        "revocation.hint.refresh-token/leaves-older-access-tokens",
        "Ends only the newest access token.",
        "deep",
        reach=r.reaching(r.HINTED_REFRESH, r.the_token_and_the_newest_access_token),
    ),
    make_fault(
        "revocation.hint.refresh-token/leaves-newer-access-tokens",
        "Ends only the oldest access token.",
        "deep",
        reach=r.reaching(r.HINTED_REFRESH, r.the_token_and_the_oldest_access_token),
    ),
    make_fault(
        "revocation.hint.refresh-token/leaves-the-refresh-token",
        "Leaves the refresh token alive.",
        "deep",
        reach=r.reaching(r.HINTED_REFRESH, r.access_tokens),
    ),
    make_fault(
        "revocation.hint.refresh-token/ends-other-users",
        "Ends the tokens of all users of the client.",
        "deep",
        reach=r.reaching(r.HINTED_REFRESH, r.all_users),
    ),
    make_fault(
        "revocation.no-hint/ends-only-the-access-token",
        "Ends nothing but the access token presented.",
        "deep",
        reach=r.reaching(r.UNHINTED, r.only_an_access_token),
    ),
    make_fault(
        "revocation.no-hint/ends-only-the-refresh-token",
        "Ends nothing but the refresh token presented.",
        "deep",
        reach=r.reaching(r.UNHINTED, r.only_a_refresh_token),
    ),
    make_fault(
        "revocation.no-hint/older-token-ends-alone",
        "Ends nothing but the access token presented when the grant has a newer one.",
        "deep",
        reach=r.reaching((("access", "none"),), r.only_a_token_that_is_not_the_newest),
    ),
    make_fault(
        "revocation.no-hint/older-token-spares-the-refreshed",
        "Leaves the access tokens alive that a refresh gave after the one presented.",
        "deep",
        reach=r.reaching((("access", "none"),), r.all_but_later_access_tokens),
    ),
    make_fault(
        "revocation.no-hint/refreshed-token-spares-the-first",
        "Leaves the access tokens alive that are older than the refreshed one presented.",
        "deep",
        reach=r.reaching((("access", "none"),), r.all_but_earlier_access_tokens),
    ),
    make_fault(
        "revocation.no-hint/ends-the-caller",
        "Ends the client's own token as well.",
        "deep",
        reach=r.reaching(r.UNHINTED, r.the_whole_client),
    ),
    make_fault(
        "revocation.client-token/stays-alive",
        "Leaves a client's token alive.",
        "sequence",
        reach=r.reaching(r.BY_CLIENT, r.nothing),
    ),
    make_fault(
        "revocation.client-token/stays-alive-with-its-hint",
        "Leaves a client's token alive that comes with token_type_hint=access_token.",
        "sequence",
        reach=r.reaching((("client", "right"),), r.nothing),
    ),
    make_fault(
        "revocation.client-token/answers-400",
        "Answers 400 to the revocation of a client's token.",
        "sequence",
        statuses={"revoke client": 400},
    ),
    make_fault(
        "revocation.client-token/ends-user-tokens",
        "Ends the tokens of the client's users with its own.",
        "deep",
        reach=r.reaching(r.BY_CLIENT, r.the_whole_client),
    ),
    make_fault(
        "revocation.other-clients/ends-namesakes",
        "Ends the tokens of another client's user of that name.",
        "deep",
        reach=r.reaching(r.UNHINTED, r.the_grant_and_its_namesakes),
    ),
    make_fault(
        "revocation.client-token/ends-all-client-tokens",
        "Ends the tokens of all clients with one client's own.",
        "deep",
        reach=r.reaching(r.BY_CLIENT, r.all_clients),
    ),
    make_fault(
        "revocation.at-once/refreshed-within-a-second-survives",
        "Leaves an access token alive that a refresh gave within a second before the revocation of its grant.",
        "deep",
        spares=lambda token, age: token.origin == "refresh_token" and age < 1,
    ),
    make_fault(
        "revocation.at-once/refreshed-within-5-ms-survives",
        "Leaves an access token alive that a refresh gave within 5 milliseconds before the revocation of its grant.",
        "deep",
        spares=lambda token, age: token.origin == "refresh_token" and age < 0.005,
    ),
    make_fault(
        "revocation.at-once/refreshes-for-a-second",
        "Gives a live access token for a refresh token within a second after the revocation of its grant.",
        "deep",
        refreshable_when_revoked=lambda since, before: since < 1,
    ),
    make_fault(
        "revocation.at-once/refreshes-on-for-a-second",
        "Gives a live access token within a second after the revocation of a grant that was refreshed within a second "
        "before it.",
        "deep",
        refreshable_when_revoked=lambda since, before: since < 1 and before < 1,
    ),
    make_fault(
        "revocation.unknown-token/answers-400",
        "Answers 400 to an unknown token.",
        "sequence",
        statuses={"revoke unknown": 400},
    ),
    make_fault(
        "revocation.revoked-token/answers-400",
        "Answers 400 to a token that is revoked already.",
        "deep",
        statuses={"revoke revoked": 400},
    ),
    make_fault(
        "revocation.expired-token/answers-400",
        "Answers 400 to a token that has expired.",
        "deep",
        statuses={"revoke expired": 400},
    ),
    make_fault(
        "revocation.caller/open-to-all",
        "Revokes for a caller without a token.",
        "sequence",
        roles=w.allowing(f"POST {REVOKE}", "client", "nobody"),
    ),
    make_fault(
        "revocation.caller/users-may",
        "Revokes for a caller with a user's token.",
        "sequence",
        roles=w.allowing(f"POST {REVOKE}", "client", "user"),
    ),
    make_fault(
        "revocation.caller/garbage-may",
        "Revokes for a caller with a token that was never issued.",
        "sequence",
        roles=w.allowing(f"POST {REVOKE}", "client", "stranger"),
    ),
    make_fault(
        "revocation.caller/expired-may",
        "Revokes for a caller with an expired token of the client.",
        "deep",
        roles=w.allowing(f"POST {REVOKE}", "client", "expired"),
    ),
    make_fault(
        "revocation.caller.revoked/may",
        "Revokes for a caller with a revoked token of the client.",
        "sequence",
        roles=w.allowing(f"POST {REVOKE}", "client", "revoked"),
    ),
    make_fault(
        "revocation.caller.revoked/refused-but-revoked",
        "Refuses a caller with a revoked token and revokes all the same.",
        "deep",
        refused_yet_revokes=("revoked",),
    ),
    make_fault(
        "revocation.caller/refused-but-revoked",
        "Refuses a caller without a token and revokes all the same.",
        "sequence",
        refused_yet_revokes=("nobody",),
    ),
    make_fault(
        "revocation.caller/wrong-role-but-revoked",
        "Refuses a caller of the wrong role and revokes all the same.",
        "deep",
        refused_yet_revokes=("user",),
    ),
)
