"""Which client the path names, and whether a secret is that client's own."""

from __future__ import annotations

from conformance.reference.calcom.provider import Call, Provider
from conformance.reference.calcom.store import Client


def find_client(provider: Provider, call: Call) -> Client:
    """Return the client of the path, or refuse; the first one where the figures let an unknown one pass."""
    clients = provider.store.clients
    client = provider.figures.client_named(clients, call.client_id)
    provider.refuse_if(client is None, f"unknown client on {call.operation}")
    return client or next(iter(clients.values()))


def find_client_by(provider: Provider, call: Call, secret: str | None) -> Client:
    """Return the client of the path; the owner of the secret where the figures are so wrong."""
    if provider.figures.client_found_by_secret:
        for client in provider.store.clients.values():
            if client.secret == secret:
                return client
    return find_client(provider, call)


def is_right_secret(provider: Provider, operation: str, client: Client, given: str | None) -> bool:
    """Compare a secret; one that was not sent gets here only where the figures let that pass."""
    figures = provider.figures
    if given is None or (figures.secret_remembered and client.was_right):
        return True
    owners = figures.secret_owners(operation, client, list(provider.store.clients.values()))
    right = any(figures.secret_matches(given, owner.secret) for owner in owners)
    client.was_right = client.was_right or right
    return right
