"""POST /oauth2/clients/{client_id}/access-token/renew: a new access token for one that is live, or not long expired.

The answer has another access token, which lives for 30 days from now; the one presented keeps its own end. Renewal
gives no refresh token. A token that was revoked, that belongs to another application, that comes from no OAuth flow or
that is unknown cannot be renewed; the last two are not documented.
"""

from __future__ import annotations

from conformance.reference.http import Answer, Request
from conformance.reference.square.applications import authenticate_by_header
from conformance.reference.square.bodies import read_body, read_member
from conformance.reference.square.errors import Refusal
from conformance.reference.square.figures import RENEW, Members
from conformance.reference.square.provider import Provider
from conformance.reference.square.store import Application, Token
from conformance.reference.square.tokens import end_others, issue_token, make_members, make_token_answer


def answer_renewal(provider: Provider, request: Request, client_id: str) -> Answer:
    """Answer an access token, or refuse."""
    figures, store = provider.figures, provider.store
    body = read_body(provider, request, RENEW)
    application = authenticate_by_header(provider, RENEW, client_id, request, body)
    token = find_token(provider, application, body)
    check_token(provider, application, token)
    end_others(provider, RENEW, token)
    grant, starts = figures.renewal_for(token, store), figures.starts(RENEW, token, store.now)
    access = issue_token(provider, "access", grant, origin=RENEW, parent=token.value, starts_at=starts)
    return make_token_answer(provider, RENEW, make_members(provider, RENEW, access))


def find_token(provider: Provider, application: Application, body: Members) -> Token:
    """Return the named access token; a figure may take the newest one for a missing or an unknown one."""
    store, value = provider.store, read_member(body, "access_token")
    provider.refuse_if(not value, RENEW, "missing parameter", at="access_token")
    token = provider.figures.renewal_named(store, application.client_id, value)
    if token and (token.kind == "personal" or provider.figures.renewal_of(token)):
        return token
    provider.refuse_if(bool(value), RENEW, "unknown token")
    newest = store.find_newest("access", application.client_id)
    if newest is None:
        raise Refusal("unknown token")
    return newest


def check_token(provider: Provider, application: Application, token: Token) -> None:
    figures, store = provider.figures, provider.store
    provider.refuse_if(token.client_id != application.client_id, RENEW, "foreign token")
    provider.refuse_if(not figures.renewal_of(token), RENEW, "personal token")
    forgotten = figures.renewal_revives or figures.renewal_forgets(token, store.now)
    provider.refuse_if(store.is_ended(token) and not forgotten, RENEW, "revoked token")
    provider.refuse_if(not figures.renewable(token, store.now), RENEW, "old token")
    if figures.renewal_refuses_live and not figures.expired(token, store.now):
        raise Refusal("live token")
    if figures.renewal_revives:
        store.ended.pop(token.value, None)
