"""GET /resource and GET /resource/write: what an access token is good for (RFC 6750).

The first needs any live access token and answers whose it is; the second needs the scope `write`. A request without
credentials, or with those of another scheme, is 401 with a challenge that names no error; the word Bearer alone is 400,
whatever is no live access token 401. A token in the query is no credential; next to the header it is a
second one, and refused. The OAuth 2.1 profile ignores it there too.
"""

from __future__ import annotations

from urllib.parse import parse_qs

from conformance.reference.http import Answer, Request, make_json_answer
from conformance.reference.oauth2.errors import Refusal
from conformance.reference.oauth2.figures import READ, RESOURCE_WRITE
from conformance.reference.oauth2.provider import Provider
from conformance.reference.oauth2.store import Token
from conformance.reference.oauth2.tokens import is_live


def answer_resource(provider: Provider, request: Request) -> Answer:
    """Answer whose token it is, or refuse."""
    token = find_token(provider, request)
    if request.path == RESOURCE_WRITE:
        provider.refuse_if("write" not in token.scope, READ, "narrow scope")
    members = {"client_id": token.client_id, "scope": " ".join(token.scope)}
    owner = provider.figures.owner_shown(token, provider.store)
    return make_json_answer(200, {**members, **({"username": owner} if owner else {})})


def find_token(provider: Provider, request: Request) -> Token:
    """Return the live access token of a request, or refuse."""
    figures, store = provider.figures, provider.store
    token = store.tokens.get(read_value(provider, request))
    if token is None or not figures.presentable(token):
        raise Refusal("bad token")
    if not is_live(provider, token) and not figures.dead_works(token, store):
        raise Refusal("bad token")
    store.used.add(token.value)
    return token


def read_value(provider: Provider, request: Request) -> str:
    """Return the token that a request presents."""
    figures, header = provider.figures, request.header("Authorization")
    queried = [] if figures.query_tokens == "ignored" else parse_qs(request.query).get("access_token", [])
    value = None if header is None else figures.bearer(header)
    if value is not None and queried:
        provider.refuse_if(True, READ, "two bearers")
    if value is None and queried and figures.query_tokens == "read":
        return queried[0]
    if value is None:
        raise Refusal("nobody")
    if not value:
        raise Refusal("bad bearer")
    return value
