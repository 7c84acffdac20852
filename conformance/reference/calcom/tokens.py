"""Tokens: how they are made, how long they live, and how an answer tells of them (KeysResponseDto).

Both tokens are JSON Web Tokens. An access token lives for 60 minutes, floored to the full minute; the answer states
its end in milliseconds since 1970. A refresh token names its own end, a year away and floored to the day, in its
claims only: the documents of this generation do not have it in the answer.
"""

from __future__ import annotations

import uuid
from dataclasses import dataclass

from conformance.reference.calcom.figures import DAY, REFRESH
from conformance.reference.calcom.provider import Provider
from conformance.reference.calcom.store import Kind, Members, Token
from conformance.reference.http import Answer, make_json_answer


@dataclass(frozen=True, slots=True)
class Grant:
    """Say for whom tokens are made, and by which operation."""

    client_id: str
    username: str
    origin: str
    generation: int = 0


def issue_access_token(provider: Provider, grant: Grant) -> Token:
    return find_reusable(provider, grant) or issue_token(provider, "access", grant)


def issue_token(provider: Provider, kind: Kind, grant: Grant) -> Token:
    """Make a token; it is remembered, and so alive, unless the figures forget it."""
    figures, now = provider.figures, provider.store.now
    ends_at = figures.access_end(now, grant.origin) if kind == "access" else (now + 365 * DAY) // DAY * DAY
    value = figures.token_value(make_claims(provider, kind, grant, ends_at))
    token = Token(value, kind, grant.client_id, grant.username, grant.origin, grant.generation, now, ends_at)
    return token if figures.stillborn(kind, grant.generation) else provider.store.add_token(token)


def make_claims(provider: Provider, kind: Kind, grant: Grant, ends_at: float) -> Members:
    number = provider.store.users[grant.username].number
    claims: Members = {
        "type": f"{kind}_token",
        "clientId": grant.client_id,
        "ownerId": number,
        "expiresAt": int(ends_at * 1000),
        "iat": int(provider.store.now),
        "jti": str(uuid.uuid4()),
    }
    return {**claims, "userId": number} if grant.origin == REFRESH else claims


def find_reusable(provider: Provider, grant: Grant) -> Token | None:
    """Find a live token to hand out again, if the figures are so wrong as to do it."""
    key, now = provider.figures.reuse_key, provider.store.now
    if key is None:
        return None
    for token in reversed(provider.store.tokens.values()):
        same = key(token.client_id, token.username) == key(grant.client_id, grant.username)
        if token.kind == "access" and same and not provider.figures.expired(token, now):
            return token
    return None


def find_newest(provider: Provider, like: Token, *, live: bool | None = None) -> Token | None:
    """Return the newest access token of the same client and user; one that is live, or expired, if that is said."""
    figures, now = provider.figures, provider.store.now
    for token in reversed(provider.store.tokens.values()):
        same = (token.client_id, token.username) == (like.client_id, like.username)
        if token.kind == "access" and same and live in (None, not figures.expired(token, now)):
            return token
    return None


def make_keys(provider: Provider, access: Token, refresh: Token) -> Members:
    """Make KeysResponseDto."""
    data = {
        "accessToken": access.value,
        "refreshToken": refresh.value,
        "accessTokenExpiresAt": provider.figures.stated_end(access, provider.store.now),
    }
    return {"status": "success", "data": data}


def make_keys_answer(provider: Provider, operation: str, keys: Members) -> Answer:
    figures = provider.figures
    return make_json_answer(
        figures.statuses.get(operation, 200),
        figures.keys_members(operation, keys),
        headers=figures.keys_headers(operation),
        media=figures.keys_media(operation),
    )
