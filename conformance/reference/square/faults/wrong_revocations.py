"""The small wrong decisions in how far a revocation reaches."""

from __future__ import annotations

import math
from collections.abc import Callable, Collection, Mapping, Sequence

from conformance.reference.square.figures import REACH, RENEW, Reach, is_expired, the_account
from conformance.reference.square.store import Store, Subscription, Token


def reaching(way: str, reach: Reach) -> Mapping[str, Reach]:
    """Make the table of reaches with another reach for one way of naming."""
    return {**REACH, way: reach}


def nothing(token: Token, tokens: Collection[Token]) -> list[Token]:
    return []


def access_tokens(token: Token, tokens: Collection[Token]) -> list[Token]:
    return [each for each in the_account(token, tokens) if each.kind == "access"]


def the_token_and_refresh_tokens(token: Token, tokens: Collection[Token]) -> list[Token]:
    return [token, *(each for each in the_account(token, tokens) if each.kind == "refresh")]


def the_newest(token: Token, tokens: Collection[Token]) -> list[Token]:
    return access_tokens(token, tokens)[-1:]


def the_oldest(token: Token, tokens: Collection[Token]) -> list[Token]:
    return access_tokens(token, tokens)[:1]


def the_token_and_the_newest(token: Token, tokens: Collection[Token]) -> list[Token]:
    others = [each for each in access_tokens(token, tokens) if each != token]
    return [*the_token_and_refresh_tokens(token, tokens), *others[-1:]]


def up_to_the_token(token: Token, tokens: Collection[Token]) -> list[Token]:
    """End the named token and the older ones."""
    account = access_tokens(token, tokens)
    return [*the_token_and_refresh_tokens(token, tokens), *account[: account.index(token)]]


def from_the_token_on(token: Token, tokens: Collection[Token]) -> list[Token]:
    """End the named token and the newer ones."""
    account = access_tokens(token, tokens)
    return [*the_token_and_refresh_tokens(token, tokens), *account[account.index(token) + 1 :]]


def the_same_authorization(token: Token, tokens: Collection[Token]) -> list[Token]:
    """End what came from the same code."""
    account = {each.value: each for each in the_account(token, tokens)}

    def root(each: Token) -> str:
        return root(account[each.parent]) if each.parent in account else each.parent

    return [each for each in account.values() if root(each) == root(token)]


def alone_if_renewed(token: Token, tokens: Collection[Token]) -> list[Token]:
    """End only the token that is named when another has taken its place."""
    replaced = any(each.origin == RENEW and each.parent == token.value for each in tokens)
    return [token] if replaced else the_account(token, tokens)


def all_but(origin: str) -> Reach:
    """End the account's tokens, except those of one operation that are not named."""
    return lambda token, tokens: [t for t in the_account(token, tokens) if t == token or t.origin != origin]


def with_the_newest_refresh_token(token: Token, tokens: Collection[Token]) -> list[Token]:
    refresh = [each for each in the_account(token, tokens) if each.kind == "refresh"]
    return [*access_tokens(token, tokens), *refresh[-1:]]


def all_accounts(token: Token, tokens: Collection[Token]) -> list[Token]:
    return [each for each in tokens if each.client_id == token.client_id and each.kind != "personal"]


def all_applications(token: Token, tokens: Collection[Token]) -> list[Token]:
    return [each for each in tokens if each.merchant_id == token.merchant_id and each.kind != "personal"]


def the_account_and_personal_tokens(token: Token, tokens: Collection[Token]) -> list[Token]:
    personal = [each for each in tokens if each.client_id == token.client_id and each.kind == "personal"]
    return [*the_account(token, tokens), *personal]


def others_a_minute_later(named: Token, ended: Token, store: Store) -> float:
    return 0 if named == ended else 60


def others_never_if_expired(named: Token, ended: Token, store: Store) -> float:
    return math.inf if named != ended and is_expired(named, store.now) else 0


def never_a_second_time(named: Token, ended: Token, store: Store) -> float:
    """Let tokens of an account that was revoked before live on."""
    return math.inf if named.grant in store.revocations else 0


def only_while_live(token: Token, store: Store) -> bool:
    return not is_expired(token, store.now)


def only_of(*origins: str) -> Callable[[Token, Store], bool]:
    return lambda token, store: token.origin in origins


def of_the_named_token(subscription: Subscription, named: Token, ended: Sequence[Token]) -> bool:
    return subscription.token.value == named.value


def of_the_other_tokens(subscription: Subscription, named: Token, ended: Sequence[Token]) -> bool:
    others = [token.value for token in ended if token != named]
    return subscription.token.value in others


def of_the_application(subscription: Subscription, named: Token, ended: Sequence[Token]) -> bool:
    return subscription.token.client_id == named.client_id


def of_the_seller(subscription: Subscription, named: Token, ended: Sequence[Token]) -> bool:
    return subscription.token.merchant_id == named.merchant_id
