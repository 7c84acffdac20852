"""Faults of a revocation that ends what it must not touch: another user's, the client's own, another client's."""

from __future__ import annotations

from conformance.reference.fault import make_fault
from conformance.reference.finapi.faults import reaches as r

FAULTS = (
    make_fault(
        "revocation.bystanders/unknown-hint-ends-the-client",
        "Ends all tokens of the client and of its users when the hint is unknown.",
        "deep",
        reach=r.reaching(r.hinted("unknown"), r.the_whole_client),
    ),
    make_fault(
        "revocation.other-clients/unknown-hint-ends-namesakes",
        "Ends the tokens of another client's user of that name when the hint is unknown.",
        "deep",
        reach=r.reaching(r.hinted("unknown"), r.the_grant_and_its_namesakes),
    ),
    make_fault(
        "revocation.bystanders/wrong-hint-ends-the-caller",
        "Ends the client's own token as well when the hint does not fit the token.",
        "deep",
        reach=r.reaching(r.hinted("wrong"), r.the_grant_and_the_caller),
    ),
    make_fault(
        "revocation.bystanders/wrong-hint-ends-the-newest-refresh-token",
        "Ends the client's newest refresh token as well when an access token comes with token_type_hint=refresh_token.",
        "deep",
        reach=r.reaching((("access", "wrong"),), r.the_grant_and_the_newest_refresh_token),
    ),
    make_fault(
        "revocation.bystanders/access-token-ends-the-caller",
        "Ends the client's own token as well when an access token comes with its hint.",
        "deep",
        reach=r.reaching(r.HINTED_ACCESS, r.the_token_and_the_caller),
    ),
    make_fault(
        "revocation.bystanders/refresh-token-ends-other-clients",
        "Ends the tokens of all other clients as well when a refresh token comes with its hint.",
        "deep",
        reach=r.reaching(r.HINTED_REFRESH, r.the_grant_and_other_clients),
    ),
    make_fault(
        "revocation.bystanders/refresh-token-ends-refresh-tokens",
        "Ends the refresh tokens of the client's other users as well when a refresh token comes without a hint.",
        "deep",
        reach=r.reaching((("refresh", "none"),), r.the_grant_and_all_refresh_tokens),
    ),
    make_fault(
        "revocation.client-token/ends-user-tokens-with-its-hint",
        "Ends the tokens of the client's users as well when a client's token comes with token_type_hint=access_token.",
        "deep",
        reach=r.reaching((("client", "right"),), r.the_whole_client),
    ),
    make_fault(
        "revocation.unknown-token/ends-the-caller",
        "Ends the caller's own token when the one presented is not known.",
        "sequence",
        presented=lambda token, caller: token or caller,
    ),
)
