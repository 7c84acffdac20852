"""The preconditions that the endpoints cannot make, or not at a word.

Users are fresh each time. `params.client_id` says for which client a code or a redirect URI is, the first without it;
`params.user` names a user by username, by cookie, or by an object that holds one of them. A code is bound to what the
parameters say and to nothing else: redirect_uri, scope, code_challenge, code_challenge_method. Two states are more than
the contract's design names: `public client`, and `limited client`, which may use client_credentials only, and of the
scopes `read` only.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping

from conformance.reference.http import Malformed
from conformance.reference.oauth2.authorize import SESSION, make_code
from conformance.reference.oauth2.errors import Refusal
from conformance.reference.oauth2.figures import SCOPES
from conformance.reference.oauth2.provider import Provider
from conformance.reference.oauth2.store import Client, User
from conformance.reference.states import Params, StateMaker, read_seconds

BOUND = ("redirect_uri", "scope", "code_challenge", "code_challenge_method")


def make_states(provider: Provider, clients: Mapping[str, Client]) -> Mapping[str, StateMaker]:
    """Return the makers of states by name; clients are given by the name of their state."""
    first = next(iter(clients.values()))
    return {
        **{name: make_shower(client) for name, client in clients.items()},
        "user": lambda params: show_user(add_user(provider)),
        "other user": lambda params: show_user(add_user(provider)),
        "signed-in user": lambda params: show_user(add_user(provider)),
        "locked user": lambda params: show_user(add_user(provider, locked=True)),
        "redirect uri": lambda params: {"redirect_uri": add_redirect_uri(read_client(provider, first, params))},
        "authorization code": lambda params: authorize(provider, read_client(provider, first, params), params),
        "time passes": lambda params: {"now": provider.store.move_clock(read_seconds(params))},
    }


def make_shower(client: Client) -> StateMaker:
    return lambda params: show_client(client)


def show_client(client: Client) -> dict[str, object]:
    secret: dict[str, object] = {} if client.secret is None else {"client_secret": client.secret}
    return {"client_id": client.client_id, **secret}


def show_user(user: User) -> dict[str, object]:
    return {"username": user.username, "password": user.password, "cookie": f"{SESSION}={user.session}"}


def add_user(provider: Provider, *, locked: bool = False) -> User:
    name = f"reference-user-{secrets.token_hex(8)}"
    password, session = f"Fake-{secrets.token_urlsafe(18)}", f"Fake-{secrets.token_urlsafe(24)}"
    return provider.store.add_user(User(name, password, session, locked))


def add_redirect_uri(client: Client) -> str:
    uri = f"https://app-{secrets.token_hex(8)}.example.com/callback"
    client.redirect_uris.append(uri)
    return uri


def authorize(provider: Provider, client: Client, params: Params) -> dict[str, object]:
    """Make a code of the user for the client, as if the user had authorized it."""
    provider.store.tick()
    form = {name: read_text(params, name) for name in BOUND if read_text(params, name)}
    if not set(form.get("scope", "").split()) <= set(SCOPES):
        raise Malformed(f"expected scope of {', '.join(SCOPES)}")
    try:
        code = make_code(provider, client, read_user(provider, params.get("user") or params.get("username")), form)
    except Refusal as refusal:
        raise Malformed(f"expected a scope that the client may ask for, found: {refusal.reason}") from None
    return {"code": code.value, "redirect_uri": code.redirect_uri or client.redirect_uris[0]}


def read_client(provider: Provider, first: Client, params: Params) -> Client:
    client_id = read_text(params, "client_id") or first.client_id
    if client_id not in provider.store.clients:
        raise Malformed("client_id names no client of this server")
    return provider.store.clients[client_id]


def read_user(provider: Provider, given: object) -> User:
    """Return the user who is meant; a fresh one if nobody is."""
    if given is None:
        return add_user(provider)
    name = (given.get("username") or given.get("cookie")) if isinstance(given, dict) else given
    for user in provider.store.users.values():
        if name in (user.username, f"{SESSION}={user.session}"):
            return user
    raise Malformed("user names no user of this server")


def read_text(params: Params, name: str) -> str:
    """Return a parameter, empty when it is absent."""
    value = params.get(name)
    if value is not None and not isinstance(value, str):
        raise Malformed(f"expected text as {name}")
    return value or ""
