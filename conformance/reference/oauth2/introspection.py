"""POST /introspect (RFC 7662).

Only a client that authenticates with a secret may ask, and it sees its own tokens only: those of others are as
inactive as those that are unknown, expired, ended or replaced, and of them nothing else is told. A token of a client
has no username, a refresh token no token_type. The hint changes nothing.
"""

from __future__ import annotations

from conformance.reference.http import Answer, Request, make_json_answer
from conformance.reference.oauth2.clients import authenticate_client
from conformance.reference.oauth2.errors import Refusal
from conformance.reference.oauth2.figures import INTROSPECT, INTROSPECTION, Members
from conformance.reference.oauth2.forms import read_form
from conformance.reference.oauth2.provider import Provider
from conformance.reference.oauth2.rules import no_store
from conformance.reference.oauth2.store import Client, Token
from conformance.reference.oauth2.tokens import is_live


def answer_introspection(provider: Provider, request: Request) -> Answer:
    """Tell what the token is, or refuse."""
    figures, store = provider.figures, provider.store
    form = read_form(provider, request)
    client = authenticate_client(provider, INTROSPECT, request, form)
    provider.refuse_if(client.is_public, INTROSPECT, "public client")
    if "token" not in form:
        raise Refusal("missing parameter")
    value = form["token"]
    token = figures.introspected(store, value, form.get("token_type_hint", ""))
    members = describe(provider, client, token)
    if figures.introspection_cached:
        members = store.looked_up.setdefault(value, members)
    status = figures.introspection_status[bool(members["active"])]
    return make_json_answer(status, members, headers=no_store(INTROSPECTION))


def describe(provider: Provider, client: Client, token: Token | None) -> Members:
    figures, store = provider.figures, provider.store
    if token is None:
        return figures.inactive(None, {})
    members = describe_live(token)
    seen = figures.seen_by(token, client)
    if not (seen and figures.active(token, is_live(provider, token), store)):
        return figures.inactive(token if seen else None, members)
    if figures.introspection_touches:
        store.add_token(figures.introspection_touches(token, store.now))
    return figures.shown(members, token, store)


def describe_live(token: Token) -> Members:
    members: Members = {
        "active": True,
        "scope": " ".join(token.scope),
        "client_id": token.client_id,
        "exp": int(token.ends_at),
        "iat": int(token.issued_at),
        "sub": token.username or token.client_id,
    }
    if token.username:
        members["username"] = token.username
    return {**members, "token_type": "Bearer"} if token.kind == "access" else members
