"""The preconditions that finAPI's own interface cannot make, or not at a word."""

from __future__ import annotations

import secrets
from collections.abc import Mapping

from conformance.reference.finapi.provider import Provider
from conformance.reference.finapi.store import Client, User
from conformance.reference.http import Malformed
from conformance.reference.states import Params, StateMaker, read_seconds


def make_states(provider: Provider, first: Client, other: Client) -> Mapping[str, StateMaker]:
    """Return the makers of states by name; users are fresh each time and belong to `params.client_id`."""
    return {
        "client": lambda params: show_client(first),
        "other client": lambda params: show_client(other),
        "user": lambda params: add_user(provider, first, params),
        "other user": lambda params: add_user(provider, first, params),
        "locked user": lambda params: add_user(provider, first, params, locked=True),
        "unverified user": lambda params: add_user(provider, first, params, verified=False),
        "time passes": lambda params: {"now": provider.store.move_clock(read_seconds(params))},
    }


def show_client(client: Client) -> dict[str, object]:
    return {"client_id": client.client_id, "client_secret": client.secret}


def add_user(
    provider: Provider, first: Client, params: Params, *, verified: bool = True, locked: bool = False
) -> dict[str, object]:
    client_id = params.get("client_id") or first.client_id
    if not isinstance(client_id, str) or client_id not in provider.store.clients:
        raise Malformed("client_id names no client of this server")
    username, password = f"reference-user-{secrets.token_hex(8)}", make_password()
    provider.store.add_user(User(client_id, username, password, verified, locked))
    return {"username": username, "password": password}


def make_password() -> str:
    """Make a password that a form must encode to carry it."""
    return f"Fake {secrets.token_urlsafe(12)}+%&={secrets.token_urlsafe(12)}"
