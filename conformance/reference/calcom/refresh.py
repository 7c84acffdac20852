"""POST /v2/oauth/{clientId}/refresh: a refresh token for a new pair.

The client's secret, in the header x-cal-secret-key, is looked at before the body: 401. A refresh token is good once:
the answer carries its successor. Nobody looks at its age. A refresh deletes the client's expired access tokens and
leaves the live ones alone; the old refresh token, sent again, is refused, and that is all that happens.
"""

from __future__ import annotations

from dataclasses import replace
from itertools import takewhile

from conformance.reference.calcom.bodies import read_member
from conformance.reference.calcom.clients import find_client_by, is_right_secret
from conformance.reference.calcom.errors import Refusal
from conformance.reference.calcom.figures import REFRESH
from conformance.reference.calcom.provider import Call, Provider
from conformance.reference.calcom.store import Client, Members, Token
from conformance.reference.calcom.tokens import (
    Grant,
    find_newest,
    issue_access_token,
    issue_token,
    make_keys,
    make_keys_answer,
)
from conformance.reference.http import Answer

KEY = "x-cal-secret-key"


def answer_refresh(provider: Provider, call: Call) -> Answer:
    """Answer a new access token and a new refresh token of the same user, or refuse."""
    key = read_key(provider, call)
    client = find_client_by(provider, call, key)
    check_key(provider, call, client, key)
    token = find_token(provider, client, read_member(provider, call))
    check_token(provider, client, token)
    return make_keys_answer(provider, REFRESH, renew(provider, client, token))


def read_key(provider: Provider, call: Call) -> str | None:
    """Return the header's value; blanks around it do not belong to it (RFC 9110 section 5.5)."""
    text = call.request.header(KEY)
    if text is None:
        text = provider.figures.key_elsewhere(call.request)
    return provider.figures.key(text.strip(" \t")) if text is not None else None


def check_key(provider: Provider, call: Call, client: Client, key: str | None) -> None:
    """Refuse a request without the secret of the client."""

    def work() -> Members:
        return renew(provider, client, find_token(provider, client, read_member(provider, call)))

    provider.refuse_if(key is None, "missing key")
    provider.refuse_if(key == "", "empty key")
    provider.refuse_if(not is_right_secret(provider, REFRESH, client, key or None), "wrong key", work=work)


def find_token(provider: Provider, client: Client, value: str | None) -> Token:
    """Return the refresh token; without one, or for an unknown one, the client's newest where that passes."""
    figures, store = provider.figures, provider.store
    token = find_named(provider, value) if value else None
    refreshable = token is not None and figures.refreshable(token)
    reason = "used refresh token" if value in store.ended else "unknown refresh token"
    provider.refuse_if(value is not None and not refreshable, reason)
    found = token if refreshable else store.newest_token("refresh", client.client_id)
    if found is None:
        raise Refusal("unknown refresh token")
    return found


def find_named(provider: Provider, value: str) -> Token | None:
    """Find the token of this value; one that was replaced only where the figures bring it back."""
    store = provider.store
    token = provider.figures.refresh_named(store.tokens, value)
    if token or value not in store.ended:
        return token
    old, ended_at = store.ended[value]
    later = [t for t, at in store.ended.values() if t.username == old.username and t.generation > old.generation]
    return old if provider.figures.ended_comes_back(store.now - ended_at, later, old) else None


def check_token(provider: Provider, client: Client, token: Token) -> None:
    figures = provider.figures

    def work() -> Members:
        return renew(provider, client, token)

    foreign = token.client_id != client.client_id and not passes(provider, client, token)
    provider.refuse_if(foreign, "foreign refresh token", work=work)
    if figures.refresh_too_old(token, provider.store.now):
        raise Refusal("unknown refresh token")
    if figures.refresh_generations is not None and token.generation >= figures.refresh_generations:
        raise Refusal("used refresh token")
    if figures.refresh_needs_live_access and find_newest(provider, token, live=True) is None:
        raise Refusal("unknown refresh token")


def passes(provider: Provider, client: Client, token: Token) -> bool:
    """Tell whether a foreign token passes: only where it is enough that its user has tokens of this client, too."""
    own = find_newest(provider, replace(token, client_id=client.client_id))
    return provider.figures.foreign_token_passes and own is not None


def renew(provider: Provider, client: Client, token: Token) -> Members:
    """Replace the refresh token, sweep up what has expired, make an access token."""
    figures, store = provider.figures, provider.store
    generation = token.generation + 1
    username = figures.acts_for(REFRESH, token.username, list(store.users), generation)
    grant = Grant(client.client_id, username, REFRESH, generation)
    access = make_access_token(provider, token, grant)
    successor = issue_token(provider, "refresh", grant) if figures.rotates(token) else token
    if successor is not token and figures.rotation_ends(token):
        store.end(token)
    for other in [*find_expired(provider, token.client_id), *find_swept(provider, token)]:
        if other.value not in (access.value, successor.value, token.value):
            store.end(other)
    return make_keys(provider, access, successor)


def find_expired(provider: Provider, client_id: str) -> list[Token]:
    """Return the client's access tokens that have expired; the oldest stand first."""
    store = provider.store
    expired = takewhile(lambda token: store.now >= token.ends_at, store.access_tokens.values())
    return [token for token in expired if token.client_id == client_id]


def find_swept(provider: Provider, refreshed: Token) -> list[Token]:
    """Return the tokens that have to stay alive, and do not where the figures are wrong."""
    ends = provider.figures.refresh_ends
    return [other for other in provider.store.tokens.values() if ends(refreshed, other)] if ends else []


def make_access_token(provider: Provider, token: Token, grant: Grant) -> Token:
    """Make a new access token; every other way of the figures is wrong."""
    figures = provider.figures
    if figures.refresh_gives != "new":
        left_over = find_newest(provider, token, live=figures.refresh_gives == "the newest")
        if left_over:
            return left_over
    before = find_newest(provider, token)
    access = issue_access_token(provider, grant)
    if before and figures.refresh_keeps_end:
        return provider.store.add_token(replace(access, ends_at=before.ends_at))
    return access
