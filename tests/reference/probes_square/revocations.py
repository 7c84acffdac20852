"""Probes of revocation: whose tokens end with the one that is named, when, and what hangs on them."""

from __future__ import annotations

from dataclasses import dataclass

from tests.reference.client import parsed
from tests.reference.probes_square.client import DAY, MONTH, Square, Tokens
from tests.reference.probes_square.probe import probe


@dataclass(frozen=True)
class Account:
    """Hold an account's tokens, the oldest first: two authorizations, each refreshed and renewed."""

    first: Tokens
    second: Tokens
    access: tuple[str, ...]

    def refresh_tokens(self) -> tuple[str, str]:
        return self.first.refresh, self.second.refresh


def make_account(client: Square) -> Account:
    first = client.tokens()
    made_first = client.refreshed(first), client.renewed(first.access)
    second = client.tokens(first.merchant_id)
    made_second = client.refreshed(second), client.renewed(second.access)
    return Account(first, second, (first.access, *made_first, second.access, *made_second))


@probe(
    "token-response.constants/no-success",
    "token-response.constants/success-false",
    "token-response.schema/success-as-text",
)
def an_answer_to_a_revocation(client: Square) -> object:
    return parsed(client.revoke(client.tokens().access))


@probe("revocation.accepted/refuses-refreshed-tokens", "revocation.accepted/refuses-renewed-tokens")
def revocations_of_tokens_made_from_others(client: Square) -> object:
    made = client.refreshed(client.tokens()), client.renewed(client.tokens().access)
    return [client.revoke(token).status for token in made]


@probe("bearer.revoked/accepted", "revocation.account/ends-nothing", "revocation.account/a-minute-later")
def a_token_after_its_revocation(client: Square) -> object:
    token = client.tokens().access
    client.revoke(token)
    return client.lives(token)


@probe(
    "revocation.account/only-the-token",
    "revocation.account/only-the-newest",
    "revocation.account/only-the-oldest",
    "revocation.account/two-at-most",
    "revocation.account/none-newer",
    "revocation.account/none-older",
    "revocation.account/same-authorization",
    "revocation.account/spares-refreshed-tokens",
    "revocation.account/spares-renewed-tokens",
    "revocation.account/others-a-minute-later",
)
def an_account_after_a_revocation(client: Square) -> object:
    account = make_account(client)
    client.revoke(account.second.access)
    return client.lives(*account.access)


@probe("revocation.account/renewed-token-ends-alone")
def an_account_after_the_revocation_of_a_renewed_token(client: Square) -> object:
    account = make_account(client)
    client.revoke(account.first.access)
    return client.lives(*account.access)


@probe("revocation.no-hint/refresh-token-back-after-a-day")
def a_refresh_long_after_a_revocation(client: Square) -> object:
    tokens = client.tokens()
    client.revoke(tokens.access)
    client.wait(DAY)
    return client.refresh(tokens.refresh).status


@probe("revocation.no-hint/spares-refresh-tokens", "revocation.no-hint/spares-older-refresh-tokens")
def refreshes_after_a_revocation(client: Square) -> object:
    account = make_account(client)
    client.revoke(account.second.access)
    return [client.refresh(token).status for token in account.refresh_tokens()]


@probe(
    "revocation.account/all-accounts",
    "revocation.account/all-applications",
    "revocation.personal-token.spared/ended",
)
def others_after_a_revocation(client: Square) -> object:
    tokens, neighbour, personal = client.tokens(), client.tokens(), client.personal_token()
    elsewhere = client.tokens(tokens.merchant_id, of=client.other)
    client.revoke(tokens.access)
    return client.lives(tokens.access, neighbour.access, elsewhere.access, personal)


@probe("revocation.account/only-once")
def a_second_revocation_of_an_account(client: Square) -> object:
    tokens = client.tokens()
    client.revoke(tokens.access)
    again = client.tokens(tokens.merchant_id)
    client.revoke(again.access)
    return client.lives(again.access)


@probe("revocation.expired-token/refused", "revocation.expired-token/ends-alone")
def a_revocation_by_an_expired_token(client: Square) -> object:
    old = client.tokens()
    client.wait(MONTH + 2)
    new = client.tokens(old.merchant_id)
    client.revoke(old.access)
    return client.lives(new.access)


@probe(
    "revocation.by-user/ends-nothing",
    "revocation.by-user/only-the-newest",
    "revocation.by-user/all-accounts",
    "revocation.by-user/all-applications",
)
def a_revocation_by_account(client: Square) -> object:
    account, neighbour = make_account(client), client.tokens()
    elsewhere = client.tokens(account.first.merchant_id, of=client.other)
    client.revoke_account(account.first.merchant_id)
    return client.lives(*account.access, neighbour.access, elsewhere.access)


@probe(
    "revocation.near-miss/letter-case",
    "revocation.near-miss/start-is-enough",
    "revocation.near-miss/ends-the-newest",
)
def revocations_of_tokens_never_issued(client: Square) -> object:
    tokens = [client.tokens().access for _ in range(3)]
    near = (tokens[0].swapcase(), tokens[1][:-1], "never-issued")
    return [client.revoke(each).status for each in near], client.lives(*tokens)


@probe("revocation.own-tokens-only/accepted", "revocation.own-tokens-only/refused-but-revoked")
def a_revocation_of_a_foreign_token(client: Square) -> object:
    foreign = client.tokens(of=client.other)
    return client.revoke(foreign.access).status, client.lives(foreign.access)


@probe(
    "revocation.only-the-token/ignored",
    "revocation.only-the-token/refresh-tokens-too",
    "revocation.only-the-token/access-tokens-too",
    "revocation.only-the-token/ends-nothing",
)
def an_account_after_the_revocation_of_one_token(client: Square) -> object:
    account = make_account(client)
    client.revoke(account.second.access, revoke_only_access_token=True)
    refreshed = [client.refresh(token).status for token in account.refresh_tokens()]
    return client.lives(*account.access), refreshed


@probe(
    "revocation.subscription/stays-active",
    "revocation.subscription/paused",
    "revocation.subscription/a-minute-later",
    "revocation.subscription/a-second-later",
    "revocation.subscription/of-the-named-token",
    "revocation.subscription/of-the-other-tokens",
    "revocation.subscription/only-the-first",
    "revocation.subscription/all-accounts",
    "revocation.subscription/all-applications",
)
def subscriptions_after_a_revocation(client: Square) -> object:
    tokens, neighbour = client.tokens(), client.tokens()
    second = client.tokens(tokens.merchant_id)
    elsewhere = client.tokens(tokens.merchant_id, of=client.other)
    subscriptions = [client.subscribe(each.access) for each in (tokens, second, neighbour, elsewhere)]
    client.revoke(tokens.access)
    return [client.subscription(each) for each in subscriptions]


@probe("revocation.subscription/kept-when-the-account-is-named")
def a_subscription_after_a_revocation_by_account(client: Square) -> object:
    tokens = client.tokens()
    subscription_id = client.subscribe(tokens.access)
    client.revoke_account(tokens.merchant_id)
    return client.subscription(subscription_id)
