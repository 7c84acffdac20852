"""Tokens: how they are made, how long they live, and how an answer tells of them (RFC 6749 section 5.1).

The scope is always told, also where it is the one that was asked for.
"""

from __future__ import annotations

from dataclasses import dataclass

from conformance.reference.http import Answer, make_json_answer
from conformance.reference.oauth2.figures import Members
from conformance.reference.oauth2.provider import Provider
from conformance.reference.oauth2.store import Client, Kind, Scope, Token


@dataclass(frozen=True, slots=True)
class Grant:
    """Say whose tokens are made, from which authorization, and by which grant type."""

    number: int
    operation: str
    client: Client
    username: str | None
    parent: Token | None = None


@dataclass(frozen=True, slots=True)
class Granted:
    """Hold what an answer tells: an access token and, if there is one, a refresh token."""

    access: Token
    refresh: Token | None = None


def issue_token(provider: Provider, kind: Kind, grant: Grant, scope: Scope) -> Token:
    """Make a token and remember it."""
    figures, store = provider.figures, provider.store
    starts = figures.starts(grant.operation, grant.parent, store.now) if kind == "access" else store.now
    ends_at = starts + (figures.lifetime if kind == "access" else figures.refresh_lifetime)
    token = Token(
        value=figures.token_value(kind),
        kind=kind,
        client_id=grant.client.client_id,
        username=grant.username,
        scope=scope,
        grant=grant.number,
        origin=grant.operation,
        parent=grant.parent.value if grant.parent else "",
        issued_at=store.now,
        ends_at=ends_at,
    )
    store.add_token(token)
    if figures.shuts_out and (token.client_id, token.username) in store.shut_out:
        store.end([token])
    return token


def issue_access_token(provider: Provider, grant: Grant, scope: Scope) -> Token:
    """Make an access token, or hand an old one out again, if the figures are so wrong as to do it."""
    for token in reversed(provider.store.tokens.values()):
        same = (token.client_id, token.username, token.kind) == (grant.client.client_id, grant.username, "access")
        if same and provider.figures.reused(grant.operation, token) and token.ends_at > provider.store.now:
            return token
    return issue_token(provider, "access", grant, scope)


def issue_both(provider: Provider, grant: Grant, scope: Scope) -> Granted:
    """Make an access token and, where the grant type has one, a refresh token."""
    refresh = None
    if provider.figures.refresh_token_given(grant.operation):
        refresh = issue_token(provider, "refresh", grant, scope)
    return Granted(issue_access_token(provider, grant, scope), refresh)


def is_live(provider: Provider, token: Token) -> bool:
    """Say whether a token is good: neither expired nor ended nor replaced."""
    store = provider.store
    if provider.figures.expired(token, store.now) or store.is_ended(token):
        return False
    replaced = store.replaced.get(token.value)
    return replaced is None or provider.figures.replaced_good_again(*replaced, store)


def make_token_answer(provider: Provider, operation: str, granted: Granted) -> Answer:
    """Make the answer that tells of new tokens."""
    figures, store = provider.figures, provider.store
    members: Members = {
        "access_token": granted.access.value,
        "token_type": "Bearer",
        "expires_in": int(granted.access.ends_at - store.now),
        "scope": " ".join(granted.access.scope),
    }
    if granted.refresh:
        members["refresh_token"] = granted.refresh.value
    return make_json_answer(
        figures.token_status,
        figures.members(operation, members),
        headers=figures.token_headers(operation),
        media=figures.token_media(operation),
    )
