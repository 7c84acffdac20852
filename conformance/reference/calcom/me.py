"""GET /v2/me: where a live access token shows itself.

No token, an unknown one and a refresh token are 401, an expired access token is 498.
"""

from __future__ import annotations

from dataclasses import replace

from conformance.reference.calcom.errors import Refusal
from conformance.reference.calcom.provider import Call, Provider
from conformance.reference.calcom.store import Token, User
from conformance.reference.http import Answer, Request, make_json_answer

CHALLENGE = (("WWW-Authenticate", 'Bearer realm="Cal.com"'),)


def answer_me(provider: Provider, call: Call) -> Answer:
    """Answer the user of the access token."""
    role, token = identify_caller(provider, call.request)
    if role not in provider.figures.me_open_to:
        raise Refusal(role, headers=CHALLENGE if role != "expired" else ())
    user = provider.store.users[token.username] if token else provider.store.newest_user()
    return make_json_answer(200, {"status": "success", "data": show_user(provider, user) if user else {}})


def identify_caller(provider: Provider, request: Request) -> tuple[str, Token | None]:
    """Say in which role a request comes; the word Bearer is understood in any letters."""
    authorization, store = request.header("Authorization"), provider.store
    if authorization is None:
        return "nobody", None
    scheme, _, value = authorization.partition(" ")
    token = store.tokens.get(value.strip()) if scheme.lower() == "bearer" else None
    if token is None:
        return "stranger", None
    if token.kind == "refresh":
        return "refresh", token
    if provider.figures.expired(token, store.now):
        return "expired", token
    if provider.figures.life_restarts_with_use:
        store.add_token(replace(token, ends_at=provider.figures.access_end(store.now, token.origin)))
    return "user", token


def show_user(provider: Provider, user: User) -> dict[str, object]:
    store = provider.store
    shown = provider.figures.user_shown(user, list(store.users.values()), store.last_shown)
    store.last_shown = user
    return {"id": shown.number, "username": shown.username, "email": f"{shown.username}@example.com"}
