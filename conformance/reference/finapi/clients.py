"""Who the client is, by the credentials in the form of a token request."""

from __future__ import annotations

from collections.abc import Mapping

from conformance.reference.finapi.figures import REQUIRED
from conformance.reference.finapi.provider import Provider
from conformance.reference.finapi.store import Client
from conformance.reference.finapi.tokens import end_user_tokens

Form = Mapping[str, str]
CREDENTIALS = REQUIRED["client_credentials"]


def authenticate_client(provider: Provider, grant_type: str, form: Form) -> Client:
    """Return the client whose id and secret are in the form, or refuse."""
    needed = provider.figures.required.get(grant_type, CREDENTIALS)
    missing = [name for name in CREDENTIALS if name in needed and name not in form]
    provider.refuse_if(bool(missing), "no client credentials")
    client = _find_client(provider, form)
    if client is None:
        provider.refuse_if(True, "unknown client")
        return next(iter(provider.store.clients.values()))
    if not _is_right_secret(provider, grant_type, client, form):
        _end_named_tokens(provider, client, form)
        provider.refuse_if(True, "wrong secret")
    return client


def _find_client(provider: Provider, form: Form) -> Client | None:
    clients = provider.store.clients
    if "client_id" in form:
        return clients.get(form["client_id"])
    return next((client for client in clients.values() if client.secret == form.get("client_secret")), None)


def _is_right_secret(provider: Provider, grant_type: str, client: Client, form: Form) -> bool:
    figures = provider.figures
    # An unknown grant type is no way around the secret: only a documented one can be left unchecked.
    unchecked = grant_type in REQUIRED and grant_type not in figures.secret_checked_on
    if unchecked or "client_secret" not in form:
        return True
    right = provider.store.clients.values() if figures.secret_of_any_client else (client,)
    return any(figures.secret_matches(form["client_secret"], each.secret) for each in right)


def _end_named_tokens(provider: Provider, client: Client, form: Form) -> None:
    if not provider.figures.wrong_secret_ends_tokens:
        return
    token = provider.store.tokens.get(form.get("refresh_token", ""))
    name = form.get("username") or (token.username if token else None)
    user = provider.store.find_user(client.client_id, name) if name else None
    if user:
        end_user_tokens(provider, user)
