"""What an access token is good for: the locations of its account, and a subscription.

A call needs a live token: 401 for none, an unknown, a revoked or an expired one. No document says who may read a
subscription: here whoever knows its id, and a token that is sent along has to be live and of the account.
"""

from __future__ import annotations

from dataclasses import replace

from conformance.reference.http import Answer, Request, make_json_answer
from conformance.reference.square.errors import Refusal
from conformance.reference.square.figures import READ
from conformance.reference.square.provider import Provider
from conformance.reference.square.store import Subscription, Token


def answer_locations(provider: Provider, request: Request, argument: str) -> Answer:
    """Answer the one location of the account whose token calls."""
    merchant_id = identify_account(provider, request)
    location = {"id": f"L-{merchant_id}", "name": "Reference", "merchant_id": merchant_id}
    return make_json_answer(200, {"locations": [{**location, "status": "ACTIVE", "country": "US", "currency": "USD"}]})


def answer_subscription(provider: Provider, request: Request, subscription_id: str) -> Answer:
    """Answer a subscription, canceled or not."""
    subscription = provider.store.subscriptions.get(subscription_id)
    if request.header("Authorization") is not None:
        merchant_id = identify_account(provider, request)
        if subscription and merchant_id != subscription.token.merchant_id:
            raise Refusal("unknown subscription")
    if subscription is None:
        raise Refusal("unknown subscription")
    return make_json_answer(200, {"subscription": show_subscription(provider, subscription)})


def show_subscription(provider: Provider, subscription: Subscription) -> dict[str, object]:
    over = subscription.canceled_at <= provider.store.now
    status = provider.figures.subscription_ends_as if over else "ACTIVE"
    location_id = f"L-{subscription.token.merchant_id}"
    return {"id": subscription.subscription_id, "location_id": location_id, "status": status}


def identify_account(provider: Provider, request: Request) -> str:
    """Return the account whose live access token comes with a request, or refuse."""
    figures, store = provider.figures, provider.store
    authorization = request.header("Authorization")
    provider.refuse_if(authorization is None, READ, "nobody")
    token = store.tokens.get(figures.bearer(authorization or "") or "")
    if token is None or token.kind == "refresh" or not is_good(provider, token):
        provider.refuse_if(authorization is not None, READ, "stranger")
        return store.merchants[-1] if store.merchants else "REFERENCE-MERCHANT"
    provider.refuse_if(store.is_ended(token), READ, "revoked")
    provider.refuse_if(figures.expired(token, store.now), READ, "expired")
    if figures.life_restarts_with_use:
        store.add_token(replace(token, starts_at=store.now))
    return token.merchant_id


def is_good(provider: Provider, token: Token) -> bool:
    """Say whether the interface knows the token at all."""
    figures = provider.figures
    return figures.personal_works if token.kind == "personal" else figures.works(token, provider.store)
