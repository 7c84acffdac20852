"""POST /token: who the client is, which grant, and what that grant gives (RFC 6749 sections 4 and 6).

The client is judged before the grant, so that nobody else learns whether a code or a token is good. A scope that the
client may not ask for is refused, not narrowed; without a scope the grant has all that the client is registered for.
"""

from __future__ import annotations

from collections.abc import Callable

from conformance.reference.http import Answer, Request
from conformance.reference.oauth2.clients import authenticate_client
from conformance.reference.oauth2.codes import grant_by_code
from conformance.reference.oauth2.errors import Refusal
from conformance.reference.oauth2.figures import CODE, CREDENTIALS, PASSWORD, REFRESH, REQUIRED, Form
from conformance.reference.oauth2.forms import read_form
from conformance.reference.oauth2.provider import Provider
from conformance.reference.oauth2.refresh import grant_by_refresh
from conformance.reference.oauth2.rules import equal
from conformance.reference.oauth2.scopes import choose_scope
from conformance.reference.oauth2.store import Client, User
from conformance.reference.oauth2.tokens import Grant, Granted, issue_both, make_token_answer


def answer_token(provider: Provider, request: Request) -> Answer:
    """Answer tokens, or refuse."""
    form = read_form(provider, request)
    operation = provider.figures.grant_name(form)
    client = authenticate_client(provider, operation, request, form)
    check_grant_type(provider, operation, client)
    missing = [name for name in REQUIRED[operation] if name not in form]
    if missing:
        raise Refusal("missing parameter")
    return make_token_answer(provider, operation, GRANTS[operation](provider, client, form))


def check_grant_type(provider: Provider, operation: str, client: Client) -> None:
    if not operation:
        raise Refusal("no grant type")
    if operation not in provider.figures.grants_offered:
        raise Refusal("unknown grant type")
    provider.refuse_if(operation not in client.grants, operation, "grant not allowed")


def grant_to_client(provider: Provider, client: Client, form: Form) -> Granted:
    """Give the client a token of its own."""
    username = provider.figures.acts_for(CREDENTIALS, None, provider.store, form)
    grant = Grant(provider.store.next_grant(), CREDENTIALS, client, username)
    return issue_both(provider, grant, choose_scope(provider, CREDENTIALS, client, form))


def grant_by_password(provider: Provider, client: Client, form: Form) -> Granted:
    """Give the tokens of a user whose password is right."""
    scope = choose_scope(provider, PASSWORD, client, form)
    user = find_user(provider, form)
    username = provider.figures.acts_for(PASSWORD, user.username, provider.store, form)
    return issue_both(provider, Grant(provider.store.next_grant(), PASSWORD, client, username), scope)


def find_user(provider: Provider, form: Form) -> User:
    user = provider.figures.user_named(provider.store, form.get("username", ""))
    if user is None:
        raise Refusal("unknown user")
    wrong = not equal(form.get("password", ""), user.password)
    provider.refuse_if(wrong, PASSWORD, "wrong password")
    provider.refuse_if(user.locked, PASSWORD, "locked user")
    return user


GRANTS: dict[str, Callable[[Provider, Client, Form], Granted]] = {
    CREDENTIALS: grant_to_client,
    PASSWORD: grant_by_password,
    REFRESH: grant_by_refresh,
    CODE: grant_by_code,
}
