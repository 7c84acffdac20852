"""Who calls, by the Authorization header, and whether that role may.

Every service but the token endpoint needs an access token of the right role: 401 for no token, an unknown, ended or
expired one, 403 for a token of the wrong role.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

from conformance.reference.finapi.errors import Refusal
from conformance.reference.finapi.provider import Call, Provider
from conformance.reference.finapi.store import Client, Token, User
from conformance.reference.finapi.tokens import is_live
from conformance.reference.http import Request

Role = Literal["nobody", "stranger", "revoked", "expired", "client", "user"]


@dataclass(frozen=True, slots=True)
class Caller:
    role: Role
    token: Token | None = None


def identify_caller(provider: Provider, request: Request) -> Caller:
    """Say in which role a request comes."""
    authorization = request.header("Authorization")
    if authorization is None:
        return Caller("nobody")
    value, store = provider.figures.bearer(authorization) or "", provider.store
    token = store.find_token(value)
    if token is None or token.kind not in provider.figures.bearer_kinds:
        return Caller("stranger")
    role = find_role(provider, token)
    if role in ("client", "user"):
        return Caller(role, note_use(provider, token))
    remembered = provider.figures.remembers(role, store.find_seconds_since_use(token))
    return Caller(find_role_in_life(token) if remembered else role, token)


def find_role(provider: Provider, token: Token) -> Role:
    if token.value not in provider.store.tokens:
        return "revoked"
    return find_role_in_life(token) if is_live(provider, token) else "expired"


def find_role_in_life(token: Token) -> Role:
    return "user" if token.username else "client"


def note_use(provider: Provider, token: Token) -> Token:
    """Remember when a token was accepted, and return it as it is now."""
    store = provider.store
    store.used_at[token.value] = store.now
    return store.add_token(replace(token, issued_at=store.now)) if provider.figures.life_restarts_with_use else token


def check_role(provider: Provider, call: Call, caller: Caller) -> None:
    """Refuse a caller whose role may not call the operation."""
    if caller.role not in provider.figures.roles[call.operation]:
        raise Refusal(caller.role)


def find_client_of(provider: Provider, caller: Caller) -> Client:
    """Return the caller's client; a caller without one stands for the first client."""
    clients = provider.store.clients
    return clients[caller.token.client_id] if caller.token else next(iter(clients.values()))


def find_user_of(provider: Provider, caller: Caller) -> User | None:
    token = caller.token
    return provider.store.find_user(token.client_id, token.username) if token and token.username else None
