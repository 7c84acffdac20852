"""The life of a token: issued, live for 30 days, too old, ended; and what an answer says of it."""

from __future__ import annotations

from conformance.reference.http import Answer, make_json_answer
from conformance.reference.square.figures import Members
from conformance.reference.square.provider import Provider
from conformance.reference.square.store import Grant, Kind, Token


def issue_token(
    provider: Provider, kind: Kind, grant: Grant, *, origin: str, parent: str = "", starts_at: float | None = None
) -> Token:
    """Make a new token; only an access token from the OAuth flow has an end."""
    figures, store = provider.figures, provider.store
    lifetime = {"access": figures.lifetime, "refresh": None, "personal": figures.personal_lifetime}[kind]
    begins = store.now if starts_at is None else starts_at
    token = Token(figures.token_value(kind), kind, *grant, origin, parent, store.now, begins, lifetime)
    store.add_token(token)
    if figures.shuts_out and grant in store.revocations:
        store.end([(token, store.now)])
    if figures.authorization_revives and origin == "authorization_code":
        for other in [each for each in store.tokens.values() if each.grant == grant]:
            store.ended.pop(other.value, None)
    return token


def end_others(provider: Provider, operation: str, presented: Token) -> None:
    """End other tokens with a refresh or a renewal, where the figures are so wrong."""
    reach, store = provider.figures.ends_with.get(operation), provider.store
    if reach is not None:
        store.end([(token, store.now) for token in reach(presented, list(store.tokens.values()))])


def make_members(provider: Provider, operation: str, access: Token) -> Members:
    """Make the members that a token answer has on every operation."""
    figures, store = provider.figures, provider.store
    return {
        "access_token": access.value,
        "token_type": "bearer",
        "expires_at": figures.moment_shown(figures.end_stated(access, store)),
        "merchant_id": figures.merchant_stated(access, store),
    }


def make_token_answer(provider: Provider, operation: str, members: Members) -> Answer:
    cache = provider.figures.cache_control
    headers = (("Cache-Control", cache), ("Pragma", "no-cache")) if cache else ()
    media = provider.figures.token_media(operation)
    return make_json_answer(200, provider.figures.members(operation, members), headers=headers, media=media)
