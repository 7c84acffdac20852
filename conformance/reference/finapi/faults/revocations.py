"""Faults of bearer tokens and of their revocation."""

from __future__ import annotations

from conformance.reference.finapi.faults import wrongs as w
from conformance.reference.finapi.faults.fault import make_fault
from conformance.reference.finapi.figures import CONFIGURATION, REVOKE, USERS, only_the_token, read_bearer

FAULTS = (
    make_fault(
        "bearer.required/user-service-open",
        "Answers GET /api/v1/users without a token.",
        "one",
        roles=w.allowing(f"GET {USERS}", "user", "nobody"),
    ),
    make_fault(
        "bearer.required/client-service-open",
        "Answers the client's configuration without a token.",
        "one",
        roles=w.allowing(f"GET {CONFIGURATION}", "client", "nobody"),
    ),
    make_fault(
        "error.status/no-token-answers-403",
        "Refuses a call without a token with 403 instead of 401.",
        "one",
        statuses={"nobody": 403},
    ),
    make_fault(
        "bearer.right-role/user-refused",
        "Refuses a user's token on GET /api/v1/users.",
        "sequence",
        roles=w.allowing(f"GET {USERS}"),
    ),
    make_fault(
        "bearer.right-role/client-refused",
        "Refuses a client's token on the client's configuration.",
        "sequence",
        roles=w.allowing(f"GET {CONFIGURATION}"),
    ),
    make_fault(
        "bearer.scheme-case/capitals-refused",
        "Refuses the scheme BEARER.",
        "sequence",
        bearer=lambda text: None if text.startswith("BEARER ") else read_bearer(text),
    ),
    make_fault(
        "bearer.wrong-role/client-reads-user",
        "Answers a client's token on GET /api/v1/users.",
        "sequence",
        roles=w.allowing(f"GET {USERS}", "user", "client"),
    ),
    make_fault(
        "bearer.wrong-role/user-creates-user",
        "Lets a user's token create a user.",
        "sequence",
        roles=w.allowing(f"POST {USERS}", "client", "user"),
    ),
    make_fault(
        "bearer.wrong-role/user-reads-configuration",
        "Lets a user's token read the client's configuration.",
        "sequence",
        roles=w.allowing(f"GET {CONFIGURATION}", "client", "user"),
    ),
    make_fault(
        "bearer.wrong-role/client-answers-401",
        "Refuses a client's token of the wrong role with 401.",
        "sequence",
        statuses={"client": 401},
    ),
    make_fault(
        "bearer.expired/creates-user",
        "Lets an expired token create a user.",
        "sequence",
        roles=w.allowing(f"POST {USERS}", "client", "expired"),
    ),
    make_fault(
        "bearer.expired/reads-configuration",
        "Lets an expired token read the client's configuration.",
        "sequence",
        roles=w.allowing(f"GET {CONFIGURATION}", "client", "expired"),
    ),
    make_fault(
        "bearer.revoked/creates-user",
        "Lets a revoked token create a user.",
        "sequence",
        roles=w.allowing(f"POST {USERS}", "client", "revoked"),
    ),
    make_fault(
        "bearer.revoked/reads-user",
        "Answers a revoked token on GET /api/v1/users.",
        "deep",
        roles=w.allowing(f"GET {USERS}", "user", "revoked"),
    ),
    make_fault(
        "bearer.own-data/newest-user",
        "Shows the client's newest user to every user.",
        "sequence",
        user_shown=lambda user, users: users[-1],
    ),
    make_fault(
        "bearer.own-data/first-user",
        "Shows the client's first user to every user.",
        "sequence",
        user_shown=lambda user, users: users[0],
    ),
    make_fault(
        "bearer.without-scheme/accepted",
        "Accepts a token without the word Bearer.",
        "sequence",
        bearer=lambda text: read_bearer(text) or text,
    ),
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
        reach=w.reaching("access_token", w.nothing),
    ),
    make_fault(
        "revocation.hint.access-token/ends-the-refresh-token",
        "Ends the refresh token with the access token.",
        "deep",
        reach=w.reaching("access_token", w.the_token_and_its_refresh_token),
    ),
    make_fault(
        "revocation.hint.access-token/ends-its-siblings",
        "Ends the other access tokens of the grant.",
        "deep",
        reach=w.reaching("access_token", w.access_tokens),
    ),
    make_fault(
        "revocation.hint.access-token/ends-other-users",
        "Ends the tokens of the client's other users.",
        "deep",
        reach=w.reaching("access_token", w.the_token_and_other_users),
    ),
    make_fault(
        "revocation.hint.refresh-token/leaves-access-tokens",
        "Leaves the grant's access tokens alive.",
        "deep",
        reach=w.reaching("refresh_token", only_the_token),
    ),
    make_fault(
        "revocation.hint.refresh-token/leaves-older-access-tokens",
        "Ends only the newest access token.",
        "deep",
        reach=w.reaching("refresh_token", w.the_token_and_the_newest_access_token),
    ),
    make_fault(
        "revocation.hint.refresh-token/leaves-the-refresh-token",
        "Leaves the refresh token alive.",
        "deep",
        reach=w.reaching("refresh_token", w.access_tokens),
    ),
    make_fault(
        "revocation.hint.refresh-token/ends-other-users",
        "Ends the tokens of all users of the client.",
        "deep",
        reach=w.reaching("refresh_token", w.all_users),
    ),
    make_fault(
        "revocation.no-hint/ends-only-the-access-token",
        "Ends nothing but the access token presented.",
        "deep",
        reach=w.reaching("none", w.only_an_access_token),
    ),
    make_fault(
        "revocation.no-hint/ends-only-the-refresh-token",
        "Ends nothing but the refresh token presented.",
        "deep",
        reach=w.reaching("none", w.only_a_refresh_token),
    ),
    make_fault(
        "revocation.no-hint/ends-the-caller",
        "Ends the client's own token as well.",
        "deep",
        reach=w.reaching("none", w.the_whole_client),
    ),
    make_fault(
        "revocation.client-token/stays-alive",
        "Leaves a client's token alive.",
        "sequence",
        reach=w.reaching("client", w.nothing),
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
        reach=w.reaching("client", w.the_whole_client),
    ),
    make_fault(
        "revocation.other-clients/ends-namesakes",
        "Ends the tokens of another client's user of that name.",
        "deep",
        reach=w.reaching("none", w.the_grant_and_its_namesakes),
    ),
    make_fault(
        "revocation.client-token/ends-all-client-tokens",
        "Ends the tokens of all clients with one client's own.",
        "deep",
        reach=w.reaching("client", w.all_clients),
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
