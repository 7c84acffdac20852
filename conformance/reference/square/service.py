"""The function from request to answer: find the operation, do it, or say why not."""

from __future__ import annotations

import re
from collections.abc import Callable

from conformance.reference.http import Answer, Malformed, Request
from conformance.reference.square.errors import Refusal, make_error_answer
from conformance.reference.square.figures import LOCATIONS, RENEWAL, REVOCATION, SUBSCRIPTION, TOKEN
from conformance.reference.square.obtain import answer_token
from conformance.reference.square.provider import Provider
from conformance.reference.square.renewal import answer_renewal
from conformance.reference.square.resources import answer_locations, answer_subscription
from conformance.reference.square.revocation import answer_revocation

Handler = Callable[[Provider, Request, str], Answer]
HANDLERS: dict[str, tuple[str, Handler]] = {
    TOKEN: ("POST", answer_token),
    REVOCATION: ("POST", answer_revocation),
    RENEWAL: ("POST", answer_renewal),
    LOCATIONS: ("GET", answer_locations),
    SUBSCRIPTION: ("GET", answer_subscription),
}
PATTERNS = {path: re.compile(path.replace("{}", "([^/]+)")) for path in HANDLERS}


def answer_request(provider: Provider, request: Request) -> Answer:
    """Answer one request at one instant."""
    provider.store.tick()
    try:
        return handle_request(provider, request)
    except Refusal as refusal:
        return make_error_answer(provider.figures, refusal, request)
    except Malformed:
        return make_error_answer(provider.figures, Refusal("malformed"), request)


def handle_request(provider: Provider, request: Request) -> Answer:
    path, argument = find_path(request.path)
    if path in provider.figures.gone:
        raise Refusal("unknown path")
    method, handler = HANDLERS[path]
    if request.method != method:
        raise Refusal("method", headers=(("Allow", method),))
    return handler(provider, request, argument)


def find_path(path: str) -> tuple[str, str]:
    """Return the path that has a handler, and the part of it that varies."""
    for known, pattern in PATTERNS.items():
        if match := pattern.fullmatch(path):
            return known, "".join(match.groups())
    raise Refusal("unknown path")
