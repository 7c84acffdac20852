"""The life of a token: issued, given again while it lives, too old, ended.

As long as an access token exists and has not expired, the same credentials get the same one. Its stated lifetime
counts down, rounded down, so that a token never dies before its time; it is never stated as 0, which means for ever.
"""

from __future__ import annotations

import math

from conformance.reference.finapi.figures import Members
from conformance.reference.finapi.provider import Provider
from conformance.reference.finapi.store import Configuration, Grant, Kind, Token, User


def is_live(provider: Provider, token: Token) -> bool:
    return not provider.figures.expired(token, provider.store.now)


def find_newest(provider: Provider, kind: Kind, grant: Grant, *, live: bool = True) -> Token | None:
    """Return the grant's newest token of a kind that is live, or that is expired."""
    fits = (token for token in reversed(provider.store.tokens_of(grant)) if token.kind == kind)
    return next((token for token in fits if is_live(provider, token) == live), None)


def issue_token(provider: Provider, kind: Kind, grant: Grant, origin: str) -> Token:
    """Make a new token that lives as long as the client's configuration says now."""
    figures, store = provider.figures, provider.store
    configuration = store.clients[grant[0]].configuration if figures.period_configured else Configuration()
    lifetime = find_period(configuration, kind, grant)
    return store.add_token(Token(figures.token_value(kind), kind, *grant, origin, store.now, lifetime))


def find_period(configuration: Configuration, kind: Kind, grant: Grant) -> int:
    if kind == "refresh":
        return configuration.refresh_period
    return configuration.client_access_period if grant[1] is None else configuration.user_access_period


def obtain_access_token(provider: Provider, grant: Grant, origin: str) -> tuple[Token, bool]:
    """Return the grant's live access token, or a new one; and whether it is given again."""
    token = _find_reusable(provider, grant) or _find_left_over(provider, "access", grant)
    return (token, True) if token else (issue_token(provider, "access", grant, origin), False)


def _find_reusable(provider: Provider, grant: Grant) -> Token | None:
    figures, now = provider.figures, provider.store.now
    for token in reversed(_find_same(provider, grant)):
        if token.kind == "access" and is_live(provider, token) and figures.reuses(token, now):
            return token
    return None


def _find_same(provider: Provider, grant: Grant) -> list[Token]:
    """Return the tokens of the same credentials, the newest last; a wrong key takes others for the same."""
    key, store = provider.figures.reuse_key, provider.store
    if key is None:
        return store.tokens_of(grant)
    return [token for token in store.tokens.values() if key(token.grant) == key(grant)]


def _find_left_over(provider: Provider, kind: Kind, grant: Grant) -> Token | None:
    """Find the token that must not be given again, if the figures are so wrong as to do it."""
    figures, store = provider.figures, provider.store
    if figures.expired_is_returned and kind == "access":
        return find_newest(provider, kind, grant, live=False)
    ended = [each for each in store.ended.values() if each.token.kind == kind and each.token.grant == grant]
    for ending in reversed(ended):
        how = figures.ended_is_returned(kind, ending.ended_by)
        if how != "no":
            return store.add_token(ending.token) if how == "alive" else ending.token
    return None


def obtain_refresh_token(provider: Provider, grant: Grant) -> Token:
    """Return the grant's live refresh token, or a new one."""
    token = find_newest(provider, "refresh", grant) or _find_left_over(provider, "refresh", grant)
    return token or issue_token(provider, "refresh", grant, "password")


def find_seconds_left(provider: Provider, token: Token) -> int:
    """Return the token's remaining lifetime in seconds; 0 means that it never expires."""
    age = math.ceil(provider.figures.stated_age(provider.store.now - token.issued_at))
    return max(1, token.lifetime - age) if token.lifetime else 0


def make_token_members(provider: Provider, grant_type: str, access: Token, refresh: Token | None) -> Members:
    """Make the members of a token answer; a refresh token is in it only if there is one to give."""
    members: Members = {
        "access_token": access.value,
        "token_type": "bearer",
        "expires_in": find_seconds_left(provider, access),
        "scope": "all",
    }
    if refresh is not None:
        members["refresh_token"] = refresh.value
    return provider.figures.token_members(grant_type, members)


def end_user_tokens(provider: Provider, user: User) -> None:
    """End all tokens of a user."""
    provider.store.end(provider.store.tokens_of(user.grant))


def lock_user(provider: Provider, user: User) -> None:
    """Lock a user, which ends all the user's tokens."""
    user.locked = True
    theirs = provider.store.tokens_of(user.grant)
    provider.store.end([token for token in theirs if provider.figures.lock_ends(token)])
