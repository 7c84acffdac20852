"""POST /oauth2/revoke: whichever token is named, all of its account's tokens for this application end.

Refresh tokens end with them, since the authorization ends; expired tokens can be named, too. With
`revoke_only_access_token` the named token ends alone. Instead of a token the account can be named by `merchant_id`.
The active subscriptions of the tokens that end are canceled at once. A token that the application does not have, one
that is revoked already, and a personal access token are refused; no document says so.
"""

from __future__ import annotations

from collections.abc import Sequence

from conformance.reference.http import Answer, Request, make_json_answer
from conformance.reference.square.applications import authenticate_by_header
from conformance.reference.square.bodies import read_body, read_member
from conformance.reference.square.errors import Refusal
from conformance.reference.square.figures import REVOKE, Members
from conformance.reference.square.provider import Provider
from conformance.reference.square.store import Application, Token


def answer_revocation(provider: Provider, request: Request, argument: str) -> Answer:
    """End the tokens of the account, or refuse."""
    body = read_body(provider, request, REVOKE)
    try:
        application = authenticate_by_header(provider, REVOKE, read_member(body, "client_id"), request, body)
        named, way = find_named_token(provider, application, body)
    except Refusal as refusal:
        revoke_all_the_same(provider, refusal, body)
        raise
    if named is not None:
        revoke(provider, named, way)
    return make_json_answer(200, provider.figures.revocation_members())


def revoke_all_the_same(provider: Provider, refusal: Refusal, body: Members) -> None:
    """Do what is refused, as far as the figures are so wrong."""
    figures, token = provider.figures, provider.store.tokens.get(read_member(body, "access_token"))
    if token is None:
        return
    if (REVOKE, refusal.reason) in figures.refused_yet_done:
        revoke(provider, token, "token")
    elif figures.refused_yet_canceled:
        cancel_subscriptions(provider, token, figures.reach["token"](token, list(provider.store.tokens.values())))


def find_named_token(provider: Provider, application: Application, body: Members) -> tuple[Token | None, str]:
    """Return the token whose account is meant, if the request names any, and the way of the revocation."""
    value, merchant_id = read_member(body, "access_token"), read_member(body, "merchant_id")
    only = bool(body.get("revoke_only_access_token"))
    if merchant_id and (value or only):
        raise Refusal("conflicting parameters", at="merchant_id")
    if merchant_id:
        return find_token_of_account(provider, application, merchant_id), "account"
    if not value:
        provider.refuse_if(provider.figures.without_body.get(REVOKE) != "success", REVOKE, "missing parameter")
        return None, "token"
    return find_token(provider, application, value), "only" if only else "token"


def find_token(provider: Provider, application: Application, value: str) -> Token:
    figures, store = provider.figures, provider.store
    token = figures.revocation_named(store, application.client_id, value)
    if token is None or token.kind == "refresh" or store.is_ended(token):
        raise Refusal("unknown token")
    provider.refuse_if(token.client_id != application.client_id, REVOKE, "foreign token")
    provider.refuse_if(token.kind == "personal", REVOKE, "personal token")
    provider.refuse_if(not figures.revocable(token, store), REVOKE, "refused token")
    return token


def find_token_of_account(provider: Provider, application: Application, merchant_id: str) -> Token:
    tokens = provider.store.tokens_of((application.client_id, merchant_id), "access")
    live = [token for token in tokens if not provider.store.is_ended(token)]
    if not live:
        raise Refusal("unknown token")
    return live[-1]


def revoke(provider: Provider, named: Token, way: str) -> None:
    figures, store = provider.figures, provider.store
    ended = figures.reach[way](named, list(store.tokens.values()))
    store.end([(token, store.now + figures.death(named, token, store)) for token in ended])
    store.revocations[named.grant] = store.now
    if way in figures.cancels_by:
        cancel_subscriptions(provider, named, ended)


def cancel_subscriptions(provider: Provider, named: Token, ended: Sequence[Token]) -> None:
    figures, store = provider.figures, provider.store
    concerned = [each for each in store.subscriptions.values() if figures.cancels(each, named, ended)]
    for subscription in concerned[: figures.cancels_at_most]:
        subscription.canceled_at = min(subscription.canceled_at, store.now + figures.cancel_delay)
