"""The function from request to answer: find the endpoint, do it, or say why not."""

from __future__ import annotations

from collections.abc import Callable

from conformance.reference.http import Answer, Malformed, Request
from conformance.reference.oauth2.authorize import answer_authorization
from conformance.reference.oauth2.errors import Refusal, make_error_answer
from conformance.reference.oauth2.figures import (
    AUTHORIZATION,
    INTROSPECTION,
    METADATA,
    RESOURCE,
    RESOURCE_WRITE,
    REVOCATION,
    TOKEN,
)
from conformance.reference.oauth2.introspection import answer_introspection
from conformance.reference.oauth2.metadata import answer_metadata, remember_host
from conformance.reference.oauth2.provider import Provider
from conformance.reference.oauth2.resource import answer_resource
from conformance.reference.oauth2.revocation import answer_revocation
from conformance.reference.oauth2.token import answer_token

HANDLERS: dict[str, Callable[[Provider, Request], Answer]] = {
    TOKEN: answer_token,
    REVOCATION: answer_revocation,
    INTROSPECTION: answer_introspection,
    AUTHORIZATION: answer_authorization,
    RESOURCE: answer_resource,
    RESOURCE_WRITE: answer_resource,
    METADATA: answer_metadata,
}


def answer_request(provider: Provider, request: Request) -> Answer:
    """Answer one request at one instant."""
    provider.store.tick()
    remember_host(provider, request)
    try:
        return find_handler(provider, request)(provider, request)
    except Refusal as refusal:
        return make_error_answer(provider.figures, refusal, request)
    except Malformed:
        return make_error_answer(provider.figures, Refusal("malformed"), request)


def find_handler(provider: Provider, request: Request) -> Callable[[Provider, Request], Answer]:
    figures = provider.figures
    if request.path not in HANDLERS:
        raise Refusal("unknown path")
    allowed = figures.methods[request.path]
    if request.method not in allowed:
        headers = (("Allow", ", ".join(allowed)),) if figures.allow_stated else ()
        raise Refusal("method", headers=headers)
    return HANDLERS[request.path]
