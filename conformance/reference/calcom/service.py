"""The function from request to answer: find the operation, do it.

A path without an operation answers 404, another method 405 with Allow: the documents are silent, HTTP is not.
"""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import unquote

from conformance.reference.calcom.authorization import answer_authorization
from conformance.reference.calcom.errors import Refusal, make_error_answer
from conformance.reference.calcom.exchange import answer_exchange
from conformance.reference.calcom.figures import AUTHORIZE, EXCHANGE, ME, REFRESH
from conformance.reference.calcom.me import answer_me
from conformance.reference.calcom.provider import Call, Provider
from conformance.reference.calcom.refresh import answer_refresh
from conformance.reference.http import Answer, Malformed, Request

HANDLERS: dict[str, Callable[[Provider, Call], Answer]] = {
    AUTHORIZE: answer_authorization,
    EXCHANGE: answer_exchange,
    REFRESH: answer_refresh,
    ME: answer_me,
}
# A reference server needs a header only where it is wrong.
WANTED = {"Accept": "accept wanted", "Authorization": "authorization wanted", "Cookie": "cookie wanted"}


def answer_request(provider: Provider, request: Request) -> Answer:
    """Answer one request at one instant."""
    provider.store.tick()
    try:
        call = find_call(provider, request)
        check_headers(provider, call)
        return HANDLERS[call.operation](provider, call)
    except Malformed:
        return refuse(provider, request, Refusal("malformed"))
    except Refusal as refusal:
        return refuse(provider, request, refusal)


def refuse(provider: Provider, request: Request, refusal: Refusal) -> Answer:
    return make_error_answer(provider.figures, refusal, request, provider.store.now)


def find_call(provider: Provider, request: Request) -> Call:
    """Read the operation and the client from the path; an encoded slash in it separates nothing."""
    operation, client_id = split_path(request.target.partition("?")[0])
    method = provider.figures.methods.get(operation)
    if method is None:
        raise Refusal("unknown path")
    if request.method != method:
        raise Refusal("method", headers=(("Allow", method),))
    return Call(request, operation, client_id)


def split_path(path: str) -> tuple[str, str]:
    match [unquote(part) for part in path.split("/")]:
        case ["", "v2", "oauth", client_id, "authorize" | "exchange" | "refresh" as operation] if client_id:
            return operation, client_id
        case ["", "v2", "me"]:
            return ME, ""
    return "", ""


def check_headers(provider: Provider, call: Call) -> None:
    name = provider.figures.headers_needed.get(call.operation)
    if name and call.request.header(name) is None:
        raise Refusal(WANTED[name])
