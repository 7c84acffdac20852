"""POST /oauth2/token: two grants, and always both tokens.

A code is good once, for its own application, for five minutes, and with the redirect URI of its authorization request
if that had one. A refresh token is good any number of times, has no end of its own, and comes back as it is; the
access tokens that the account already has stay alive. Where the documents are silent a code outlives a refused
request and the revocation of older tokens, and a code that is presented twice ends nothing.
"""

from __future__ import annotations

from collections.abc import Callable

from conformance.reference.http import Answer, Request
from conformance.reference.square.applications import CREDENTIALS, authenticate_by_body
from conformance.reference.square.bodies import read_body, read_member
from conformance.reference.square.errors import Refusal
from conformance.reference.square.figures import CODE, REFRESH, Members
from conformance.reference.square.provider import Provider
from conformance.reference.square.store import Application, Code, Spent, Token
from conformance.reference.square.tokens import end_others, issue_token, make_members, make_token_answer

CLIENT_CREDENTIALS = "client_credentials"


def answer_token(provider: Provider, request: Request, argument: str) -> Answer:
    """Answer an access token and a refresh token, or refuse."""
    body = read_body(provider, request, "token")
    operation = provider.figures.grant_name(body)
    return make_token_answer(provider, operation, grant_tokens(provider, operation, request, body))


def grant_tokens(provider: Provider, operation: str, request: Request, body: Members) -> Members:
    figures = provider.figures
    if operation in figures.header_wanted_on and request.header("Authorization") is None:
        raise Refusal("header wanted")
    application = authenticate_by_body(provider, operation, body)
    if operation not in figures.grants_offered:
        raise Refusal("unknown grant type" if operation else "no grant type", at="grant_type")
    needed = figures.required.get(operation, ())
    missing = next((name for name in needed if name not in body and name not in CREDENTIALS), "")
    provider.refuse_if(bool(missing), operation, "missing parameter", at=missing)
    return GRANTS[operation](provider, application, body)


def grant_by_code(provider: Provider, application: Application, body: Members) -> Members:
    figures, store = provider.figures, provider.store
    code = find_code(provider, application, body)
    if code.value in store.spent and figures.code_answers_again:
        spent = store.spent[code.value]
        return make_both(provider, CODE, spent.access, spent.refresh, older=0)
    check_code(provider, application, code, body)
    older = len(store.tokens_of((code.client_id, code.merchant_id), "refresh"))
    access, refresh = exchange_code(provider, application, code)
    return make_both(provider, CODE, access, refresh, older=older)


def find_code(provider: Provider, application: Application, body: Members) -> Code:
    """Return the named code; a figure may take the newest one for a missing or an unknown one."""
    figures, store = provider.figures, provider.store
    if "code" not in body:
        return make_up_code(provider, application)
    code = figures.code_named(store, application.client_id, read_member(body, "code"))
    if code is None:
        provider.refuse_if(True, CODE, "unknown code")
        return make_up_code(provider, application)
    return code


def make_up_code(provider: Provider, application: Application) -> Code:
    """Make a code for the newest account, where a figure lets a request without one pass."""
    store = provider.store
    merchant_id = store.merchants[-1] if store.merchants else store.add_merchant("REFERENCE-MERCHANT")
    return store.add_code(
        Code(provider.figures.token_value("code"), application.client_id, merchant_id, None, store.now)
    )


def check_code(provider: Provider, application: Application, code: Code, body: Members) -> None:
    figures, store = provider.figures, provider.store
    provider.refuse_if(code.client_id != application.client_id, CODE, "foreign code")
    again = store.spent.get(code.value)
    provider.refuse_if(again is not None and not figures.code_good_again(again, store), CODE, "spent code")
    provider.refuse_if(figures.code_expired(code, store.now), CODE, "expired code")
    given = read_member(body, "redirect_uri") or None
    right = figures.redirect_fits(code.redirect_uri, application.redirect_uri, given)
    provider.refuse_if(not right, CODE, "other redirect uri", at="redirect_uri")
    provider.refuse_if(figures.account_refused((code.client_id, code.merchant_id), store), CODE, "refused account")


def exchange_code(provider: Provider, application: Application, code: Code) -> tuple[Token, Token]:
    grant, store = (application.client_id, code.merchant_id), provider.store
    refresh = issue_token(provider, "refresh", grant, origin=CODE, parent=code.value)
    access = issue_token(provider, "access", grant, origin=CODE, parent=refresh.value)
    store.spent[code.value] = Spent(code, store.now, access, refresh)
    return access, refresh


def grant_by_refresh(provider: Provider, application: Application, body: Members) -> Members:
    """Give a new access token and the refresh token as it is."""
    figures, store = provider.figures, provider.store
    token = find_refresh_token(provider, application, body)
    check_refresh_token(provider, application, token)
    end_others(provider, REFRESH, token)
    old = next((t for t in reversed(store.tokens.values()) if t.kind == "access" and t.grant == token.grant), token)
    if figures.refresh_repeats == "old access token":
        return make_both(provider, REFRESH, old, token, older=1)
    starts = figures.starts(REFRESH, old, store.now)
    grant = figures.refresh_for(token, store)
    access = issue_token(provider, "access", grant, origin=REFRESH, parent=token.value, starts_at=starts)
    return make_both(provider, REFRESH, access, rotate(provider, token), older=1)


def find_refresh_token(provider: Provider, application: Application, body: Members) -> Token:
    """Return the named token, which has to be a live refresh token."""
    figures, store = provider.figures, provider.store
    if "refresh_token" in body:
        token = figures.refresh_named(store, application.client_id, read_member(body, "refresh_token"))
    else:
        token = store.find_newest("refresh", application.client_id)
    if token is None or not figures.refreshable(token) or is_over(provider, token):
        raise Refusal("bad refresh token")
    return token


def is_over(provider: Provider, token: Token) -> bool:
    """Say whether a token has ended, as long as the figures remember it."""
    store = provider.store
    return store.is_ended(token) and not provider.figures.refresh_forgets(store.now - store.ended[token.value])


def check_refresh_token(provider: Provider, application: Application, token: Token) -> None:
    figures, store = provider.figures, provider.store
    if token.client_id != application.client_id:
        if (REFRESH, "foreign refresh token") in figures.refused_yet_done:
            store.end([(token, store.now)])
        provider.refuse_if(True, REFRESH, "foreign refresh token")
    if not figures.refresh_possible(token, store):
        raise Refusal("bad refresh token")
    store.refreshes[token.value] = store.refreshes.get(token.value, 0) + 1
    if store.refreshes[token.value] == figures.refresh_uses:
        store.end([(token, store.now)])


def rotate(provider: Provider, token: Token) -> Token:
    """Return the refresh token that the answer shows; a figure may make another, which is good for nothing."""
    if not provider.figures.refresh_rotates:
        return token
    other = issue_token(provider, "refresh", token.grant, origin=REFRESH, parent=token.value)
    provider.store.end([(other, provider.store.now)])
    return other


def grant_to_application(provider: Provider, application: Application, body: Members) -> Members:
    """Give tokens without anybody's authorization, which no document offers."""
    access, refresh = exchange_code(provider, application, make_up_code(provider, application))
    return make_both(provider, CLIENT_CREDENTIALS, access, refresh, older=0)


def make_both(provider: Provider, operation: str, access: Token, refresh: Token, *, older: int) -> Members:
    members = make_members(provider, operation, access)
    given = provider.figures.refresh_token_given(operation, older)
    return {**members, "refresh_token": refresh.value} if given else members


GRANTS: dict[str, Callable[[Provider, Application, Members], Members]] = {
    CODE: grant_by_code,
    REFRESH: grant_by_refresh,
    CLIENT_CREDENTIALS: grant_to_application,
}
