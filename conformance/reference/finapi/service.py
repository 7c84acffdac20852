"""The function from request to answer: find the operation, do it, put the request id on whatever comes out."""

from __future__ import annotations

from collections.abc import Callable

from conformance.reference.finapi.accounts import (
    answer_configuration,
    answer_user,
    change_configuration,
    create_user,
    verify_user,
)
from conformance.reference.finapi.errors import Place, Refusal, make_error_answer
from conformance.reference.finapi.figures import CONFIGURATION, REVOKE, TOKEN, USERS, VERIFY
from conformance.reference.finapi.grants import answer_token
from conformance.reference.finapi.provider import Call, Provider
from conformance.reference.finapi.request_id import (
    RequestId,
    check_after_all,
    check_request_id,
    read_request_id,
    stamp_answer,
)
from conformance.reference.finapi.revocation import answer_revocation
from conformance.reference.http import Answer, Malformed, Request

Handler = Callable[[Provider, Call], Answer]
HANDLERS: dict[str, dict[str, Handler]] = {
    TOKEN: {"POST": answer_token},
    REVOKE: {"POST": answer_revocation},
    USERS: {"GET": answer_user, "POST": create_user},
    VERIFY: {"POST": verify_user},
    CONFIGURATION: {"GET": answer_configuration, "PATCH": change_configuration},
}
OVERRIDING = ("PATCH", "DELETE")


def answer_request(provider: Provider, request: Request) -> Answer:
    """Answer one request at one instant."""
    provider.store.tick()
    provider.store.requests += 1
    path, argument = split_path(request.path)
    if not provider.figures.id_promised:
        return answer_call(provider, request, path, argument, None)
    request_id = read_request_id(provider, request)
    return stamp_answer(provider, path, request_id, answer_call(provider, request, path, argument, request_id))


def split_path(path: str) -> tuple[str, str]:
    """Split a path into the one that has handlers and the part that varies."""
    return (VERIFY, path[len(VERIFY) :]) if path.startswith(VERIFY) else (path, "")


def answer_call(provider: Provider, request: Request, path: str, argument: str, request_id: RequestId | None) -> Answer:
    try:
        return handle_call(provider, request, path, argument, request_id)
    except Refusal as refusal:
        return refuse_call(provider, request, refusal, request_id)
    except Malformed:
        return refuse_call(provider, request, Refusal("malformed"), request_id)


def handle_call(provider: Provider, request: Request, path: str, argument: str, request_id: RequestId | None) -> Answer:
    if request_id:
        check_request_id(provider, path, request_id)
    method, handler = find_handler(request, path)
    answer = handler(provider, Call(request, f"{method} {path}", argument))
    if request_id:
        check_after_all(provider, path, request_id)
    return answer


def find_handler(request: Request, path: str) -> tuple[str, Handler]:
    """Return the effective method, which POST may override, and its handler."""
    if path not in HANDLERS:
        raise Refusal("unknown path")
    override = (request.header("X-HTTP-Method-Override") or "").upper()
    method = override if request.method == "POST" and override in OVERRIDING else request.method
    if method not in HANDLERS[path]:
        raise Refusal("method", headers=(("Allow", ", ".join(HANDLERS[path])),))
    return method, HANDLERS[path][method]


def refuse_call(provider: Provider, request: Request, refusal: Refusal, request_id: RequestId | None) -> Answer:
    place = Place(request, request_id.value if request_id else "", provider.store.now)
    return make_error_answer(provider.figures, refusal, place)
