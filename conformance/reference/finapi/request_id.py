"""X-Request-Id: up to 255 characters, always returned, made up when not passed.

The sentence says "always returned back", so an id that is too long comes back as well, with the error that it causes.
Characters are those of the header as received: one octet each. A control character could split the answer's header
section; such an id is refused and not returned.
"""

from __future__ import annotations

from dataclasses import dataclass

from conformance.reference.finapi.errors import Refusal
from conformance.reference.finapi.provider import Provider
from conformance.reference.http import Answer, Request

HEADER = "X-Request-Id"


@dataclass(frozen=True, slots=True)
class RequestId:
    """Hold the id of a request; `given` if it came with it."""

    value: str
    given: bool
    printable: bool = True


def read_request_id(provider: Provider, request: Request) -> RequestId:
    """Return the request's id, or a random one when it has none."""
    given = request.header(HEADER) or ""
    printable = all(char == "\t" or (ord(char) >= 32 and ord(char) != 127) for char in given)
    if given and printable:
        return RequestId(given, True)
    return RequestId(provider.figures.id_made(provider.store.requests), False, printable)


def check_request_id(provider: Provider, path: str, request_id: RequestId) -> None:
    """Refuse an id that is too long."""
    figures = provider.figures
    seen = figures.id_once and request_id.value in provider.store.request_ids
    refused = request_id.given and path in figures.id_refused_on
    needed = not request_id.given and path in figures.id_needed_on
    if not request_id.printable or seen or refused or needed:
        raise Refusal("request id")
    if is_too_long(provider, path, request_id) and figures.id_too_long == "refuse":
        raise Refusal("long request id")


def check_after_all(provider: Provider, path: str, request_id: RequestId) -> None:
    """Refuse an id that is too long when the work is done: one of the ways to be wrong."""
    if is_too_long(provider, path, request_id) and provider.figures.id_too_long == "do and refuse":
        raise Refusal("long request id")


def is_too_long(provider: Provider, path: str, request_id: RequestId) -> bool:
    figures = provider.figures
    return request_id.given and len(request_id.value) > figures.id_max and path not in figures.id_unlimited_on


def stamp_answer(provider: Provider, path: str, request_id: RequestId, answer: Answer) -> Answer:
    """Put the request's id on the answer."""
    given = request_id.given
    value = return_given_id(provider, request_id.value, answer.status) if given else request_id.value
    hidden = provider.figures.id_hidden(path, answer.status, given)
    return answer.with_header(HEADER, value) if value and not hidden else answer


def return_given_id(provider: Provider, value: str, status: int) -> str:
    """Return the id that was passed, as it was; every other way of the figures is wrong."""
    figures, store = provider.figures, provider.store
    store.note_request_id(value)
    cut = figures.id_max if figures.id_too_long == "cut" else None
    return figures.id_echo(figures.id_picked(store.request_ids, store.count_request_ids(1)), status)[:cut]
