"""POST /v2/oauth/{clientId}/authorize: the signed-in user lets a client in.

The session comes first, then the body, the client, the redirect URI, and whether the user has authorized the client
already. That lasts as long as a code for both is outstanding; its exchange ends it. Redirect URIs compare exactly. A
success is a redirect with an empty body; the code follows the URI as `?code=`.
"""

from __future__ import annotations

import re

from conformance.reference.calcom.bodies import read_member
from conformance.reference.calcom.clients import find_client
from conformance.reference.calcom.errors import Refusal
from conformance.reference.calcom.provider import Call, Provider
from conformance.reference.calcom.store import Client, Code, Members, User
from conformance.reference.http import Answer, Request

SESSION = "next-auth.session-token"


def answer_authorization(provider: Provider, call: Call) -> Answer:
    """Redirect the user to the redirect URI with a code, or refuse and redirect nowhere."""
    user = find_user(provider, call.request)
    asked = read_member(provider, call)
    client = find_client(provider, call)
    uri = check_redirect(provider, client, user, asked)
    code = find_outstanding(provider, client, user) or make_code(provider, client, user)
    return make_redirect(provider, provider.figures.redirect_target(uri, client), code)


def find_user(provider: Provider, request: Request) -> User:
    """Return the user whose session it is; the newest one where the figures need no session."""
    store, session = provider.store, read_session(request)
    user = store.find_session(session) if session else None
    provider.refuse_if(session is None, "no session")
    provider.refuse_if(session is not None and user is None, "unknown session")
    user = user or store.newest_user()
    if user is None:
        raise Refusal("no session")
    before, store.last_authorizing = store.last_authorizing, user
    return provider.figures.authorizing_user(user, list(store.users.values()), before)


def read_session(request: Request) -> str | None:
    """Return the session's cookie; cookies stand behind each other, fields of one name are joined by commas."""
    pairs = (part.strip().partition("=") for part in re.split("[;,]", request.header("Cookie") or ""))
    return next((value for name, _, value in pairs if name == SESSION and value), None)


def check_redirect(provider: Provider, client: Client, user: User, asked: str | None) -> str:
    """Return the redirect URI if it is registered for the client; without one the first, where that passes."""
    figures = provider.figures
    if asked is None:
        return client.redirect_uris[0]
    owners = provider.store.clients.values() if figures.redirect_of_any_client else (client,)
    registered = [uri for owner in owners for uri in reversed(owner.redirect_uris)]

    def work() -> Members:
        return {"code": make_code(provider, client, user).value}

    foreign = not any(figures.redirect_matches(asked, uri) for uri in registered)
    provider.refuse_if(foreign, "foreign redirect", work=work, asked=asked)
    return asked


def find_outstanding(provider: Provider, client: Client, user: User) -> Code | None:
    """Refuse a user who has authorized the client already; return the code only where it is handed out again."""
    blocking = provider.figures.blocking_codes(provider.store, client.client_id, user.username)
    if blocking and provider.figures.code_repeats:
        return blocking[-1]

    def work() -> Members:
        for code in blocking:
            provider.store.drop_code(code)
        return {"code": make_code(provider, client, user).value}

    provider.refuse_if(bool(blocking), "authorized already", work=work)
    return None


def make_code(provider: Provider, client: Client, user: User) -> Code:
    value = provider.figures.code_value(client.client_id, user.username)
    return provider.store.add_code(Code(value, client.client_id, user.username, provider.store.now))


def make_redirect(provider: Provider, uri: str, code: Code) -> Answer:
    location = provider.figures.location(uri, code.value)
    return Answer(302, (("Location", location),) if location is not None else ())
