"""POST /oauth/token: three grants.

A token request goes through the steps of `answer_token` in order: read the form, know the client, know the grant, have
its parameters, ask the grant. A locked user is refused before the password is looked at, an unverified one after it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from conformance.reference.finapi.clients import CREDENTIALS, Form, authenticate_client
from conformance.reference.finapi.errors import Refusal
from conformance.reference.finapi.figures import Members
from conformance.reference.finapi.provider import Call, Provider, merge_parameters
from conformance.reference.finapi.store import Client, Token, User
from conformance.reference.finapi.tokens import (
    end_user_tokens,
    find_newest,
    is_live,
    issue_token,
    lock_user,
    make_token_members,
    obtain_access_token,
    obtain_refresh_token,
)
from conformance.reference.http import Answer, Request, make_json_answer, read_pairs, read_text

NOT_STORED = (("Cache-Control", "no-store"), ("Pragma", "no-cache"))


def answer_token(provider: Provider, call: Call) -> Answer:
    """Answer authorization data, or refuse."""
    form = read_token_form(provider, call.request)
    grant_type = read_grant_type(provider, form)
    client = authenticate_client(provider, grant_type, form)
    if grant_type not in GRANTS:
        raise Refusal("unknown grant type" if grant_type else "no grant type")
    check_parameters(provider, grant_type, call.request, form)
    members = GRANTS[grant_type](provider, client, form)
    return make_json_answer(200, members, headers=NOT_STORED, media=provider.figures.token_media(grant_type))


def read_token_form(provider: Provider, request: Request) -> Form:
    """Read the form, and the query, which is discouraged but not forbidden; refuse a body of another media type."""
    figures = provider.figures
    if not request.body:
        return merge_parameters(read_pairs(request.query))
    if not figures.form_media(request.header("Content-Type") or ""):
        raise Refusal("media type")
    return merge_parameters(read_pairs(request.query), figures.form_pairs(read_text(request.body)))


def read_grant_type(provider: Provider, form: Form) -> str:
    word = form.get("grant_type", provider.figures.grant_type_default)
    return provider.figures.grant_name(word) if word else ""


def check_parameters(provider: Provider, grant_type: str, request: Request, form: Form) -> None:
    """Refuse a request that lacks a parameter of its grant type."""
    figures = provider.figures
    if grant_type in figures.form_needs_authorization and request.header("Authorization") is None:
        raise Refusal("authorization wanted")
    missing = [name for name in figures.required[grant_type] if name not in form and name not in CREDENTIALS]
    provider.refuse_if(bool(missing), "missing parameter")


def grant_to_client(provider: Provider, client: Client, form: Form) -> Members:
    access, _ = obtain_access_token(provider, (client.client_id, None), "client_credentials")
    return make_token_members(provider, "client_credentials", access, None)


def grant_by_password(provider: Provider, client: Client, form: Form) -> Members:
    user = find_user(provider, client, form)
    refuse_user_if(provider, user, provider.figures.locked(user, form.get("username", "")), "locked")
    if not is_right_password(provider, user, form):
        note_failure(provider, user)
        provider.refuse_if(True, "wrong password")
    refuse_user_if(provider, user, provider.figures.unverified(user, form.get("username", "")), "unverified")
    note_success(provider, user)
    access, again = obtain_access_token(provider, user.grant, "password")
    refresh = obtain_refresh_token(provider, user.grant)
    keep = provider.figures.reuse_repeats_refresh_token or not again
    return make_token_members(provider, "password", access, refresh if keep else None)


def refuse_user_if(provider: Provider, user: User, wrong: bool, reason: str, /) -> None:
    """Refuse a user for this reason, and count it."""
    user.refusals += wrong
    provider.refuse_if(wrong, reason)


def find_user(provider: Provider, client: Client, form: Form) -> User:
    """Return the named user; without a name the newest, for an unknown one a new one, where the figures let it pass."""
    if "username" in form:
        user = provider.figures.user_named(provider.store, client.client_id, form["username"])
    else:
        user = next(reversed(provider.store.users_of(client.client_id)), None)
    if user is None:
        provider.refuse_if(True, "unknown username")
        return provider.store.add_user(User(client.client_id, form["username"], form["password"]))
    return user


def is_right_password(provider: Provider, user: User, form: Form) -> bool:
    figures = provider.figures
    if "password" not in form:
        return True
    if len(form["password"]) > 128 and "long password" in figures.breaks_on:
        raise Refusal("long password")
    signed_in = find_newest(provider, "access", user.grant) is not None
    if signed_in and not figures.password_needed_while_signed_in:
        return True
    return figures.password_matches(form["password"], user.password)


def note_failure(provider: Provider, user: User) -> None:
    """Count a wrong password; the last one allowed locks the user."""
    figures, store = provider.figures, provider.store
    user.failures += 1
    users = store.users.values()
    failures = sum(each.failures for each in figures.attempts_counted(user, users))
    limit = figures.attempts_allowed(store.clients[user.client_id].configuration.max_login_attempts)
    if 0 < limit <= failures:
        for each in figures.locked_together(user, users):
            lock_user(provider, each)
    if figures.wrong_password_ends_tokens:
        end_user_tokens(provider, user)


def note_success(provider: Provider, user: User) -> None:
    if provider.figures.success_resets_attempts:
        user.failures = 0


def grant_by_refresh(provider: Provider, client: Client, form: Form) -> Members:
    """Give a new access token for a live refresh token of this client; the refresh token stays as it is."""
    token = find_refresh_token(provider, client, form)
    check_refresh_token(provider, client, token)
    user = provider.store.find_user(token.client_id, token.username) if token.username else None
    if user:
        note_success(provider, user)
    before = find_newest(provider, "access", token.grant)
    access = make_refreshed_token(provider, client, token)
    if before and provider.figures.refresh_keeps_expiry:
        provider.store.add_token(replace(access, issued_at=before.issued_at, lifetime=before.lifetime))
    return make_token_members(provider, "refresh_token", access, None)


def find_refresh_token(provider: Provider, client: Client, form: Form) -> Token:
    """Return the token that is presented; without one the client's newest, where the figures let that pass."""
    tokens = provider.store.tokens
    if "refresh_token" in form:
        token = tokens.get(form["refresh_token"]) or find_revoked(provider, form["refresh_token"])
    else:
        token = next((t for t in reversed(tokens.values()) if t.kind == "refresh"), None)
    if token is None or not provider.figures.refreshable(token) or not is_live(provider, token):
        raise Refusal("bad refresh token")
    return token


def find_revoked(provider: Provider, value: str) -> Token | None:
    """Return the token that a revocation ended, if the figures are so wrong as to take it for a while."""
    store = provider.store
    ending = store.ended.get(value)
    if ending is None or ending.ended_by is None:
        return None
    since = store.now - ending.moment
    before = store.find_seconds_since_use(ending.token) - since
    return ending.token if provider.figures.refreshable_when_revoked(since, before) else None


def check_refresh_token(provider: Provider, client: Client, token: Token) -> None:
    figures, store = provider.figures, provider.store
    if token.client_id != client.client_id and not figures.refresh_for_any_client:
        store.end([token] if figures.refused_refresh_ends_token else [])
        raise Refusal("foreign refresh token")
    if figures.refresh_needs_live_access and find_newest(provider, "access", token.grant) is None:
        raise Refusal("bad refresh token")
    store.used_at[token.value] = store.now
    store.refreshes[token.value] = store.refreshes.get(token.value, 0) + 1
    if store.refreshes[token.value] == figures.refresh_uses:
        store.end([token])


def make_refreshed_token(provider: Provider, client: Client, token: Token) -> Token:
    """Make the access token of the refresh token's user; every other way of the figures is wrong."""
    makes, grant = provider.figures.refresh_makes, token.grant
    if makes == "client":
        grant = (client.client_id, None)
    if makes == "last user":
        grant = [t for t in provider.store.tokens.values() if t.kind == "refresh"][-1].grant
    if makes == "expired" and (left_over := find_newest(provider, "access", grant, live=False)):
        return left_over
    access = issue_token(provider, "access", grant, "refresh_token")
    provider.store.end([access] if makes == "dead" else [])
    return access


GRANTS: dict[str, Callable[[Provider, Client, Form], Members]] = {
    "client_credentials": grant_to_client,
    "password": grant_by_password,
    "refresh_token": grant_by_refresh,
}
