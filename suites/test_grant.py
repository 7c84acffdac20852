"""Grants: which there are, and what each of them needs."""

from conformance.scenario import scenario
from conformance.strategies import words


@scenario("grant.accepted", "grant.without-the-others")
def test_valid_grant_is_accepted(server, promise, operation):
    """The grant's own parameters are enough, and no others are sent."""
    server.call(operation).send().accepted(promise)


@scenario("grant.accepted")
def test_token_of_a_grant_is_good(server, promise, operation):
    """What the answer calls an access token is one."""
    answer = server.call(operation).send().accepted(promise)
    server.check_alive(server.kind(operation), answer.access_token, "from a grant")


@scenario(
    "grant.unknown-type",
    word=lambda promise: words(),
    always=lambda promise: [{"word": word} for word in promise.words],
)
def test_unknown_grant_type_is_refused(server, promise, operation, word):
    """With everything else in its place, a type that is not offered gets nothing."""
    server.call(operation).but(**{promise.part: word}).send().refused(promise)


@scenario("grant.type-case")
def test_grant_type_in_other_letters_is_refused(server, promise, operation):
    """It is compared to the letter."""
    for word in promise.words:
        server.call(operation).but(**{promise.part: word}).send().refused(promise)
