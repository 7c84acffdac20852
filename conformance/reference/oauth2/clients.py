"""Who the client is: by a Basic header, by client_id and client_secret in the form, or, if it is public, by its id.

RFC 6749 section 2.3.1. The scheme's letters do not matter, id and secret in the header are form-encoded, and a request
that uses both ways is refused. The same id in header and form is tolerated, another one is not.
"""

from __future__ import annotations

from conformance.reference.http import Request
from conformance.reference.oauth2.errors import Refusal
from conformance.reference.oauth2.figures import Form
from conformance.reference.oauth2.provider import Provider
from conformance.reference.oauth2.store import Client


def authenticate_client(provider: Provider, operation: str, request: Request, form: Form) -> Client:
    """Return the client of a request, or refuse."""
    header = request.header("Authorization")
    if header is None or operation in provider.figures.header_unknown_on:
        return authenticate_by_form(provider, operation, form)
    return authenticate_by_header(provider, operation, header, form)


def authenticate_by_header(provider: Provider, operation: str, header: str, form: Form) -> Client:
    credentials = provider.figures.basic(header)
    if credentials is None:
        provider.refuse_if(True, operation, "bad header")
        return authenticate_by_form(provider, operation, form)
    client_id, secret = credentials
    provider.refuse_if("client_secret" in form, operation, "two methods")
    client = find_client(provider, operation, client_id, secret)
    check_secret(provider, operation, client, secret, form)
    meant = provider.figures.client_meant(client.client_id, form.get("client_id"))
    if meant is None:
        raise Refusal("other client_id")
    return provider.store.clients.get(meant, client)


def authenticate_by_form(provider: Provider, operation: str, form: Form) -> Client:
    client_id, secret = form.get("client_id"), form.get("client_secret")
    if client_id is None:
        provider.refuse_if(True, operation, "no credentials")
        return next(iter(provider.store.clients.values()))
    client = find_client(provider, operation, client_id, secret or "")
    if secret is not None:
        return check_secret(provider, operation, client, secret, form)
    provider.refuse_if(provider.figures.secret_wanted(operation, client), operation, "no credentials")
    return client


def find_client(provider: Provider, operation: str, client_id: str, secret: str) -> Client:
    clients = provider.store.clients
    if client_id not in clients:
        provider.refuse_if(True, operation, "unknown client")
        return next((each for each in clients.values() if each.secret == secret), next(iter(clients.values())))
    return clients[client_id]


def check_secret(provider: Provider, operation: str, client: Client, secret: str, form: Form) -> Client:
    """Return the client if the secret is its own; a public client has none."""
    figures, store = provider.figures, provider.store
    right = [each.secret for each in figures.secrets_of(store, client) if each.secret is not None]
    if any(figures.secret_matches(secret, each) for each in right):
        store.known.add(client.client_id)
        return client
    if figures.right_secret_remembered and client.client_id in store.known:
        return client
    if figures.wrong_secret_uses_code and form.get("code", "") in store.codes:
        store.codes[form["code"]].used_at = store.now
    if (operation, "wrong secret") in figures.unchecked:
        return client
    raise Refusal("wrong secret")
