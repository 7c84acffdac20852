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
    """That there was nothing to do is not told by the body either."""
    answer = server.call(operation).but(token=UNKNOWN).send().accepted(promise)
    if answer.body:
        answer.fail("an empty body", f"a body of {len(answer.body)} bytes")
