"""Grants: which there are, and what each of them needs."""

from conformance.scenario import scenario
from conformance.strategies import words

from .scopes import NO_SUCH_SCOPE, check_within, shown_by, words_of


@scenario("grant.accepted", "grant.without-the-others")
def test_valid_grant_is_accepted(server, promise, operation):
    """The grant's own parameters are enough, and no others are sent."""
    server.call(operation).send().accepted(promise)


@scenario("grant.accepted")
def test_token_of_a_grant_is_good(server, promise, operation):
    """What the answer calls an access token is one."""
    answer = server.call(operation).send().accepted(promise)
    server.check_alive(server.kind(operation), answer.access_token, "from a grant")


@scenario("grant.accepted")
def test_grants_of_two_users_are_accepted_side_by_side(server, promise, operation):
    """What is ready for the one is good after the other has come first."""
    calls = [actor.call(operation).settled() for actor in (server, server.someone_else())]
    for call in calls:
        call.send().accepted(promise)


@scenario(
    "grant.unknown-type",
    word=lambda promise: words(),
    always=lambda promise: [{"word": word} for word in promise.words],
)
def test_unknown_grant_type_is_refused(server, promise, operation, word):
    """With everything else in its place, a type that is not offered gets nothing."""
    server.call(operation).but(**{promise.part: word}).send().refused(promise)


@scenario("grant.type-case", "grant.type-exact")
def test_grant_type_in_other_letters_is_refused(server, promise, operation):
    """It is compared as a whole and to the letter."""
    for word in promise.words:
        server.call(operation).but(**{promise.part: word}).send().refused(promise)


@scenario("grant.scope.unknown")
def test_unknown_scope_is_not_granted(server, promise, operation):
    """Alone, and beside what a grant gives anyway: it is refused, or the answer says that it is something else."""
    given = server.call(operation).send().for_setup().scope
    for asked in ([NO_SUCH_SCOPE], [*(given or "").split(), NO_SUCH_SCOPE]):
        answer = server.call(operation).but(scope=" ".join(asked)).send()
        if answer.is_accepted:
            check_within(server, answer, set(given.split()) if given else set(), asked)
        else:
            answer.refused(promise)


@scenario("grant.scope.told")
def test_grant_tells_its_scope(server, promise, operation):
    """Nobody asked for the scope that the token shows, so the answer says it."""
    answer = server.call(operation).send().for_setup()
    shown = shown_by(server, answer.access_token)
    if shown is None or "scope" in server.call(operation).settled().values:
        server.not_testable("the token shows no scope, or the client asks for one")
    if words_of(answer.scope) is None:
        answer.fail("the scope that was granted", "none")
