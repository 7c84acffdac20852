"""Probes of renewal: what it gives, until when, for which tokens."""

from __future__ import annotations

from tests.reference.probes_square.client import DAY, MONTH, Square
from tests.reference.probes_square.probe import probe


@probe("renewal.works/dead-token")
def a_call_with_a_renewed_token(client: Square) -> object:
    return client.lives(client.renewed(client.tokens().access))


@probe("renewal.works/refuses-live-tokens")
def a_renewal_of_a_live_token(client: Square) -> object:
    return client.renew(client.tokens().access).status


@probe("renewal.works/keeps-the-old-end", "renewal.works/half-the-time")
def a_call_late_in_the_life_of_a_renewed_token(client: Square) -> object:
    token = client.tokens().access
    client.wait(10 * DAY)
    renewed = client.renewed(token)
    client.wait(MONTH - 2)
    return client.lives(renewed)


@probe("renewal.works/adds-to-the-old-end")
def a_call_after_the_life_of_a_renewed_token(client: Square) -> object:
    token = client.tokens().access
    client.wait(10 * DAY)
    renewed = client.renewed(token)
    client.wait(MONTH + 2)
    return client.lives(renewed)


@probe("renewal.works/once")
def a_second_renewal(client: Square) -> object:
    return client.renew(client.renewed(client.tokens().access)).status


@probe("renewal.works/not-when-refreshed")
def a_renewal_of_a_refreshed_token(client: Square) -> object:
    return client.renew(client.refreshed(client.tokens())).status


@probe("renewal.works/another-account")
def the_owner_of_a_renewed_token(client: Square) -> object:
    tokens = client.tokens()
    client.tokens()
    return client.owner(client.renewed(tokens.access)) == tokens.merchant_id


@probe("renewal.grace/none", "renewal.grace/counted-from-issue")
def a_renewal_just_after_the_end(client: Square) -> object:
    token = client.tokens().access
    client.wait(MONTH + 2)
    return client.renew(token).status


@probe("renewal.grace/14-days", "renewal.grace/five-seconds-less")
def a_renewal_just_in_time(client: Square) -> object:
    token = client.tokens().access
    client.wait(MONTH + 15 * DAY - 2)
    return client.renew(token).status


@probe(
    "renewal.grace/16-days",
    "renewal.grace/five-seconds-more",
    "renewal.grace/for-ever",
    "renewal.grace/whole-days",
)
def a_renewal_just_too_late(client: Square) -> object:
    token = client.tokens().access
    client.wait(MONTH + 15 * DAY + 2)
    return client.renew(token).status


@probe("renewal.grace/dead-token")
def a_call_with_a_token_renewed_after_the_end(client: Square) -> object:
    token = client.tokens().access
    client.wait(MONTH + DAY)
    return client.lives(client.renewed(token))


@probe("renewal.start-again/refused")
def an_exchange_past_the_grace(client: Square) -> object:
    tokens = client.tokens()
    client.wait(MONTH + 16 * DAY)
    return client.exchange(client.code(tokens.merchant_id)).status


@probe("renewal.start-again/dead-token")
def a_call_past_the_grace(client: Square) -> object:
    tokens = client.tokens()
    client.wait(MONTH + 16 * DAY)
    return client.lives(client.tokens(tokens.merchant_id).access)


@probe(
    "renewal.unknown-token/newest",
    "renewal.unknown-token/letter-case",
    "renewal.unknown-token/start-is-enough",
)
def renewals_of_tokens_never_issued(client: Square) -> object:
    token = client.tokens().access
    return [client.renew(each).status for each in ("never-issued", token.swapcase(), token[:-1])]


@probe("renewal.other-token/refresh-token")
def a_renewal_of_a_refresh_token(client: Square) -> object:
    return client.renew(client.tokens().refresh).status


@probe("renewal.foreign-token/accepted")
def a_renewal_of_a_foreign_token(client: Square) -> object:
    return client.renew(client.tokens(of=client.other).access).status


@probe("renewal.revoked-token/accepted", "renewal.revoked-token/revives")
def a_renewal_of_a_revoked_token(client: Square) -> object:
    token = client.tokens().access
    client.revoke(token)
    return client.renew(token).status, client.lives(token)


@probe("renewal.revoked-token/forgets-with-expiry")
def a_renewal_of_a_revoked_token_after_its_end(client: Square) -> object:
    token = client.tokens().access
    client.revoke(token)
    client.wait(MONTH + DAY)
    return client.renew(token).status
