"""grant_type=refresh_token (RFC 6749 section 6).

A refresh token is bound to its client and good for 30 days. The new access token may have a narrower scope, which is
not sticky; the older access tokens live on. Whether the refresh token is replaced is a figure: by default that of a
public client is (RFC 9700 section 2.2.2) and that of a confidential one is not, and the answer does not repeat it.
Where it is replaced, the old one is refused and, unless the figures say otherwise, ends its whole family.
"""

from __future__ import annotations

import dataclasses

from conformance.reference.oauth2.errors import Refusal
from conformance.reference.oauth2.figures import REFRESH, Form
from conformance.reference.oauth2.provider import Provider
from conformance.reference.oauth2.scopes import read_words
from conformance.reference.oauth2.store import Client, Scope, Token
from conformance.reference.oauth2.tokens import Grant, Granted, issue_access_token, issue_token


def grant_by_refresh(provider: Provider, client: Client, form: Form) -> Granted:
    """Give a new access token and, where refresh tokens are replaced, a new refresh token."""
    figures, store = provider.figures, provider.store
    token = find_token(provider, form)
    try:
        check_token(provider, client, token)
        wanted = choose_scope(provider, client, token, form)
    except Refusal as refusal:
        if refusal.reason in figures.refused_refresh_ends:
            store.end([token])
        raise
    username = figures.refresh_for(token, store)
    grant = Grant(token.grant, REFRESH, client, username, token)
    if figures.refresh_revives:
        store.revive(store.tokens_of(token.grant))
    access = issue_access_token(provider, grant, figures.scope_given(REFRESH, wanted, token.scope))
    if figures.narrowing_sticks:
        token = store.add_token(dataclasses.replace(token, scope=wanted))
    return Granted(access, replace_token(provider, grant, token) if figures.rotates(client) else None)


def find_token(provider: Provider, form: Form) -> Token:
    token = provider.figures.refresh_named(provider.store, form.get("refresh_token", ""))
    if token is None or not provider.figures.refreshable(token):
        raise Refusal("unknown refresh token")
    return token


def check_token(provider: Provider, client: Client, token: Token) -> None:
    figures, store = provider.figures, provider.store
    replaced = store.replaced.get(token.value)
    again = replaced is not None and not figures.replaced_good_again(*replaced, store)
    if again and figures.reuse_judged_first:
        refuse_replaced_token(provider, token)
    provider.refuse_if(token.client_id != client.client_id, REFRESH, "foreign refresh token")
    if again:
        refuse_replaced_token(provider, token)
    provider.refuse_if(store.is_ended(token), REFRESH, "ended refresh token")
    provider.refuse_if(figures.expired(token, store.now), REFRESH, "expired refresh token")
    if not figures.refresh_possible(token, store):
        raise Refusal("unknown refresh token")


def refuse_replaced_token(provider: Provider, token: Token) -> None:
    """End the family, as far as the figures say, and refuse."""
    if provider.figures.reuse_ends:
        provider.store.end(provider.figures.reuse_ends(token, list(provider.store.tokens.values())))
    raise Refusal("replaced refresh token")


def choose_scope(provider: Provider, client: Client, token: Token, form: Form) -> Scope:
    """Return the scope that is asked for, which may not exceed that of the grant; by default the whole."""
    if "scope" not in form:
        return provider.figures.default_refresh_scope(token, client)
    wanted = read_words(provider, REFRESH, form["scope"])
    provider.refuse_if(not set(wanted) <= set(token.scope), REFRESH, "wider scope")
    return wanted


def replace_token(provider: Provider, grant: Grant, token: Token) -> Token:
    """Make the successor of a refresh token; its scope is that of the grant, not that of this request."""
    successor = issue_token(provider, "refresh", grant, token.scope)
    provider.store.replaced[token.value] = (successor, provider.store.now)
    return successor
