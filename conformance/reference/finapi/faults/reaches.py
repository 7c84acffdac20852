"""How far a revocation can wrongly reach: which of the live tokens it ends, in which situation."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from conformance.reference.finapi.figures import HINTS, REACH, Reach, the_grant
from conformance.reference.finapi.store import Situation, Token

HINTED_ACCESS, HINTED_REFRESH = (("access", "right"),), (("refresh", "right"),)
UNHINTED = tuple((presented, hint) for presented in ("access", "refresh") for hint in HINTS if hint != "right")
BY_CLIENT = tuple(("client", hint) for hint in HINTS)


def reaching(situations: Collection[Situation], reach: Reach) -> Mapping[Situation, Reach]:
    """Make the table of reaches with another reach in these situations."""
    return {**REACH, **dict.fromkeys(situations, reach)}


def hinted(hint: str) -> tuple[Situation, ...]:
    """List the situations in which a user's token is presented with such a hint."""
    return tuple((presented, hint) for presented in ("access", "refresh"))


def nothing(token: Token, tokens: Collection[Token]) -> list[Token]:
    return []


def only_an_access_token(token: Token, tokens: Collection[Token]) -> list[Token]:
    return [t for t in tokens if t.grant == token.grant and (token.kind == "refresh" or t == token)]


def only_a_refresh_token(token: Token, tokens: Collection[Token]) -> list[Token]:
    return [t for t in tokens if t.grant == token.grant and (token.kind == "access" or t == token)]


def refresh_tokens(token: Token, tokens: Collection[Token]) -> list[Token]:
    return [t for t in tokens if t.grant == token.grant and t.kind == "refresh"]


def access_tokens(token: Token, tokens: Collection[Token]) -> list[Token]:
    return [t for t in tokens if t.grant == token.grant and t.kind == "access"]


def the_token_and_its_refresh_token(token: Token, tokens: Collection[Token]) -> list[Token]:
    return [token, *refresh_tokens(token, tokens)]


def the_token_and_the_newest_access_token(token: Token, tokens: Collection[Token]) -> list[Token]:
    return [token, *access_tokens(token, tokens)[-1:]]


def the_token_and_the_oldest_access_token(token: Token, tokens: Collection[Token]) -> list[Token]:
    return [token, *access_tokens(token, tokens)[:1]]


def the_newest_access_token(token: Token, tokens: Collection[Token]) -> list[Token]:
    return access_tokens(token, tokens)[-1:]


def only_a_token_that_is_not_the_newest(token: Token, tokens: Collection[Token]) -> list[Token]:
    older = token in access_tokens(token, tokens)[:-1]
    return [token] if older else the_grant(token, tokens)


def all_but_later_access_tokens(token: Token, tokens: Collection[Token]) -> list[Token]:
    siblings = access_tokens(token, tokens)
    later = siblings[siblings.index(token) + 1 :] if token in siblings else []
    return [t for t in the_grant(token, tokens) if t not in later]


def all_but_earlier_access_tokens(token: Token, tokens: Collection[Token]) -> list[Token]:
    siblings = access_tokens(token, tokens)
    earlier = siblings[: siblings.index(token)] if token in siblings else []
    return [t for t in the_grant(token, tokens) if t not in earlier]


def the_token_and_other_users(token: Token, tokens: Collection[Token]) -> list[Token]:
    others = [t for t in tokens if t.client_id == token.client_id and t.username not in (None, token.username)]
    return [token, *others]


def all_users(token: Token, tokens: Collection[Token]) -> list[Token]:
    return [t for t in tokens if t.client_id == token.client_id and t.username]


def the_whole_client(token: Token, tokens: Collection[Token]) -> list[Token]:
    return [t for t in tokens if t.client_id == token.client_id]


def the_grant_and_its_namesakes(token: Token, tokens: Collection[Token]) -> list[Token]:
    return [t for t in tokens if t.username and token.username and t.username.lower() == token.username.lower()]


def all_clients(token: Token, tokens: Collection[Token]) -> list[Token]:
    return [t for t in tokens if t.username is None]


def the_token_and_the_caller(token: Token, tokens: Collection[Token]) -> list[Token]:
    return [token, *own_tokens_of_the_client(token, tokens)]


def the_grant_and_the_caller(token: Token, tokens: Collection[Token]) -> list[Token]:
    return [*the_grant(token, tokens), *own_tokens_of_the_client(token, tokens)]


def own_tokens_of_the_client(token: Token, tokens: Collection[Token]) -> list[Token]:
    return [t for t in tokens if t.client_id == token.client_id and t.username is None]


def the_grant_and_other_clients(token: Token, tokens: Collection[Token]) -> list[Token]:
    return [t for t in tokens if t.grant == token.grant or t.client_id != token.client_id]


def the_grant_and_all_refresh_tokens(token: Token, tokens: Collection[Token]) -> list[Token]:
    return [*the_grant(token, tokens), *refresh_tokens_of_the_client(token, tokens)]


def the_grant_and_the_newest_refresh_token(token: Token, tokens: Collection[Token]) -> list[Token]:
    return [*the_grant(token, tokens), *refresh_tokens_of_the_client(token, tokens)[-1:]]


def refresh_tokens_of_the_client(token: Token, tokens: Collection[Token]) -> list[Token]:
    return [t for t in tokens if t.client_id == token.client_id and t.kind == "refresh"]
