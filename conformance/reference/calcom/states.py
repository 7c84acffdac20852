"""The preconditions that Cal.com's own interface cannot make, or not at a word.

Users are fresh each time, and so are redirect URIs, which are registered for `params.client_id`, the first client
without it. A user may be named by username, by cookie, or by an object that holds one of them.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping

from conformance.reference.calcom.authorization import SESSION, make_code
from conformance.reference.calcom.provider import Provider
from conformance.reference.calcom.store import Client, User
from conformance.reference.http import Malformed
from conformance.reference.states import Params, StateMaker, read_seconds

FIRST_NUMBER = 1001


def make_states(provider: Provider, first: Client, other: Client) -> Mapping[str, StateMaker]:
    """Return the makers of states by name."""
    return {
        "client": lambda params: show_client(first),
        "other client": lambda params: show_client(other),
        "user": lambda params: show_user(add_user(provider)),
        "other user": lambda params: show_user(add_user(provider)),
        "signed-in user": lambda params: show_user(add_user(provider)),
        "redirect uri": lambda params: {"redirect_uri": add_redirect_uri(read_client(provider, first, params))},
        "authorization code": lambda params: authorize(provider, read_client(provider, first, params), params),
        "time passes": lambda params: {"now": provider.store.move_clock(read_seconds(params))},
    }


def show_client(client: Client) -> dict[str, object]:
    return {"client_id": client.client_id, "client_secret": client.secret}


def show_user(user: User) -> dict[str, object]:
    return {"username": user.username, "cookie": f"{SESSION}={user.session}"}


def add_user(provider: Provider) -> User:
    number = FIRST_NUMBER + len(provider.store.users)
    username, session = f"reference-user-{secrets.token_hex(8)}", f"Fake-{secrets.token_urlsafe(24)}"
    return provider.store.add_user(User(number, username, session))


def add_redirect_uri(client: Client) -> str:
    uri = f"https://app-{secrets.token_hex(8)}.example.com/callback"
    client.redirect_uris.append(uri)
    return uri


def authorize(provider: Provider, client: Client, params: Params) -> dict[str, object]:
    """Make an outstanding code of the user for the client, as if the user had authorized it with this URI."""
    wanted = params.get("redirect_uri")
    if wanted is not None and wanted not in client.redirect_uris:
        raise Malformed("redirect_uri is not registered for the client")
    uri = wanted if isinstance(wanted, str) else add_redirect_uri(client)
    code = make_code(provider, client, read_user(provider, params.get("user") or params.get("username")))
    return {"code": code.value, "redirect_uri": uri}


def read_client(provider: Provider, first: Client, params: Params) -> Client:
    client_id = params.get("client_id") or first.client_id
    if not isinstance(client_id, str) or client_id not in provider.store.clients:
        raise Malformed("client_id names no client of this server")
    return provider.store.clients[client_id]


def read_user(provider: Provider, given: object) -> User:
    """Return the user who is meant; a fresh one if nobody is."""
    if given is None:
        return add_user(provider)
    name = (given.get("username") or given.get("cookie")) if isinstance(given, dict) else given
    for user in provider.store.users.values():
        if name in show_user(user).values():
            return user
    raise Malformed("user names no user of this server")
