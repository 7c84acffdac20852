"""The preconditions that Square's own interface cannot make: accounts, what their owners authorise, and time.

The redirect URI of a code is that of the parameters, whatever is registered; a code without one is bound to none. The
application of a code, of a redirect URI and of a personal access token is `params.client_id`, or the first.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping

from conformance.reference.http import Malformed
from conformance.reference.square.provider import Provider
from conformance.reference.square.store import Application, Code, Subscription
from conformance.reference.square.tokens import issue_token
from conformance.reference.states import Params, StateMaker, read_seconds


def make_states(provider: Provider, first: Application, other: Application) -> Mapping[str, StateMaker]:
    """Return the makers of states by name; accounts, codes, tokens and subscriptions are fresh each time."""
    store = provider.store
    return {
        "client": lambda params: show_application(first),
        "other client": lambda params: show_application(other),
        "user": lambda params: {"merchant_id": add_merchant(provider)},
        "other user": lambda params: {"merchant_id": add_merchant(provider)},
        "redirect uri": lambda params: {"redirect_uri": read_application(provider, params, first).redirect_uri},
        "authorization code": lambda params: add_code(provider, params, first),
        "personal access token": lambda params: add_personal_token(provider, params, first),
        "active subscription": lambda params: add_subscription(provider, params),
        "time passes": lambda params: {"now": store.move_clock(read_seconds(params))},
    }


def show_application(application: Application) -> dict[str, object]:
    return {"client_id": application.client_id, "client_secret": application.secret}


def add_merchant(provider: Provider) -> str:
    return provider.store.add_merchant(f"REFERENCE-{secrets.token_hex(8).upper()}")


def add_code(provider: Provider, params: Params, first: Application) -> dict[str, object]:
    """Let an account (a fresh one, if none is named) authorise an application."""
    store = provider.store
    store.tick()
    application = read_application(provider, params, first)
    redirect_uri = read_text(params, "redirect_uri") or None
    value, merchant_id = provider.figures.token_value("code"), read_merchant(provider, params)
    store.add_code(Code(value, application.client_id, merchant_id, redirect_uri, store.now))
    return {"code": value, "redirect_uri": redirect_uri or application.redirect_uri}


def add_personal_token(provider: Provider, params: Params, first: Application) -> dict[str, object]:
    provider.store.tick()
    application = read_application(provider, params, first)
    grant = (application.client_id, read_merchant(provider, params))
    return {"access_token": issue_token(provider, "personal", grant, origin="personal").value}


def add_subscription(provider: Provider, params: Params) -> dict[str, object]:
    """Make a subscription with a live access token."""
    store = provider.store
    store.tick()
    token = store.tokens.get(read_text(params, "access_token"))
    if token is None or token.kind == "refresh" or store.is_ended(token):
        raise Malformed("expected access_token, a live access token of this server")
    subscription = Subscription(f"reference-subscription-{secrets.token_hex(8)}", token)
    store.subscriptions[subscription.subscription_id] = subscription
    return {"subscription_id": subscription.subscription_id}


def read_application(provider: Provider, params: Params, first: Application) -> Application:
    client_id = read_text(params, "client_id") or first.client_id
    if client_id not in provider.store.applications:
        raise Malformed("client_id names no application of this server")
    return provider.store.applications[client_id]


def read_merchant(provider: Provider, params: Params) -> str:
    merchant_id = read_text(params, "merchant_id") or read_text(params, "user") or add_merchant(provider)
    if merchant_id not in provider.store.merchants:
        raise Malformed("merchant_id names no account of this server")
    return merchant_id


def read_text(params: Params, name: str) -> str:
    """Return a parameter, empty when it is absent."""
    value = params.get(name)
    if value is not None and not isinstance(value, str):
        raise Malformed(f"expected text as {name}")
    return value or ""
