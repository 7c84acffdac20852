"""Answers: what stands in them besides tokens."""

from conformance.scenario import scenario

from .flaws import UNKNOWN


@scenario("answer.empty-body")
def test_success_has_an_empty_body(server, promise, operation):
    """A success says all with its status."""
    answer = server.call(operation).send().accepted(promise)
    if answer.body:
        answer.fail("an empty body", f"a body of {len(answer.body)} bytes")


@scenario("answer.empty-body")
def test_success_without_effect_has_an_empty_body(server, promise, operation):
    """That there was nothing to do is not told by the body either, with any hint."""
    call = server.call(operation).but(token=UNKNOWN)
    for hint in (None, *(promise.hints or ())):
        answer = (call.but(hint=hint) if hint else call).send().accepted(promise)
        if answer.body:
            answer.fail("an empty body", f"a body of {len(answer.body)} bytes")


@scenario("answer.without-accept")
def test_call_without_accept_is_accepted(server, promise, operation):
    """Whoever does not say what answer is wanted gets the usual one."""
    server.call(operation).but(Accept=None).send().accepted(promise)


@scenario("answer.any-accept")
def test_accept_header_changes_no_notation(server, promise, operation):
    """There is one notation, whatever the caller would like."""
    for wanted in ("text/html", "application/xml", "*/*;q=0.1", "image/png"):
        answer = server.call(operation).header("Accept", wanted).send().accepted(promise)
        if answer.media_type != promise.media or not isinstance(answer.json, dict):
            answer.fail(f"the media type {promise.media}", answer.media_type or "no media type")
