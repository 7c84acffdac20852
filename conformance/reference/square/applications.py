"""Which application calls: by client_id and client_secret in the body, or by `Authorization: Client <secret>`.

Renewal has the application's id in its path, revocation in its body, where it may be absent: then the secret alone
says which application it is.
"""

from __future__ import annotations

from conformance.reference.http import Request
from conformance.reference.square.bodies import read_member
from conformance.reference.square.errors import Refusal
from conformance.reference.square.figures import Members
from conformance.reference.square.provider import Provider
from conformance.reference.square.store import Application

CREDENTIALS = ("client_id", "client_secret")


def authenticate_by_body(provider: Provider, operation: str, body: Members) -> Application:
    """Return the application whose id and secret are in the body, or refuse."""
    needed = provider.figures.required.get(operation, CREDENTIALS)
    missing = next((name for name in CREDENTIALS if name in needed and name not in body), "")
    provider.refuse_if(bool(missing), operation, "missing credentials", at=missing)
    client_id, secret = read_member(body, "client_id"), read_member(body, "client_secret")
    application = find_application(provider, operation, client_id, secret)
    if secret:
        check_secret(provider, operation, application, secret, body)
    return application


def authenticate_by_header(
    provider: Provider, operation: str, client_id: str, request: Request, body: Members
) -> Application:
    """Return the application of this id (or, without one, of the secret) whose secret is in the header, or refuse."""
    secret = read_secret(provider, operation, request)
    application = find_application(provider, operation, client_id, secret)
    if secret:
        check_secret(provider, operation, application, secret, body)
    return application


def read_secret(provider: Provider, operation: str, request: Request) -> str:
    header = request.header("Authorization")
    if not header:
        provider.refuse_if(True, operation, "no header")
        return ""
    secret = provider.figures.client_header[operation](header)
    if secret is None:
        provider.refuse_if(True, operation, "bad header")
        return ""
    return secret


def find_application(provider: Provider, operation: str, client_id: str, secret: str) -> Application:
    """Return the application of this id; without one, or where an unknown id is let pass, that of the secret."""
    applications = provider.store.applications
    if client_id in applications and provider.figures.served(client_id):
        return applications[client_id]
    provider.refuse_if(bool(client_id), operation, "unknown application", at="client_id")
    matches = provider.figures.secret_matches
    owner = next((each for each in applications.values() if matches(secret, each.secret)), None)
    if owner is None:
        raise Refusal("wrong secret")
    return owner


def check_secret(provider: Provider, operation: str, application: Application, secret: str, body: Members) -> None:
    figures, store = provider.figures, provider.store
    right = store.applications.values() if operation in figures.secret_of_any_on else (application,)
    if any(figures.secret_matches(secret, each.secret) for each in right):
        store.known.add(application.client_id)
        return
    if figures.right_secret_remembered and application.client_id in store.known:
        return
    token = store.tokens.get(read_member(body, "refresh_token"))
    if token and figures.wrong_secret_ends_refresh_token:
        store.end([(token, store.now)])
    provider.refuse_if(True, operation, "wrong secret")
