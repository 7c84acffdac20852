"""Access tokens in use: who may call, and how the token is shown."""

from conformance.scenario import scenario
from conformance.strategies import spoil, ways_to_spoil

from .challenges import challenges_of, check_scheme
from .flaws import NEAR_MISSES
from .lifetimes import seconds_of

OTHER_SCHEMES = ("Basic", "Token")


@scenario("bearer.not-needed")
def test_call_without_authorization_is_accepted(server, promise, operation):
    """The contract's call carries no Authorization header, and that is enough."""
    server.call(operation).send().accepted(promise)


@scenario("bearer.right-role")
def test_token_of_the_right_role_is_accepted(server, promise, operation, role):
    """A fresh token opens the service, more than once."""
    token = server.tokens(of=role).access_token
    call = server.call(operation).but(**{promise.part: token})
    call.send().accepted(promise)
    call.send().accepted(promise)


@scenario("bearer.wrong-role")
def test_token_of_the_wrong_role_is_refused(server, promise, operation, role):
    """A live token opens only what its role may, and lives on."""
    token = server.tokens(of=role).access_token
    server.call(operation).but(**{promise.part: token}).send().refused(promise)


@scenario("bearer.required")
def test_call_without_token_is_refused(server, promise, operation):
    """Nobody is not somebody."""
    server.call(operation).without(promise.part).send().refused(promise)


@scenario("bearer.required")
def test_call_with_made_up_token_is_refused(server, promise, operation):
    """A word that was never issued is no access token."""
    server.call(operation).but(**{promise.part: "no-such-token-was-ever-issued"}).send().refused(promise)


@scenario(
    "bearer.required",
    way=lambda promise: ways_to_spoil(),
    always=[{"way": way} for way in NEAR_MISSES],
)
def test_call_with_a_near_miss_is_refused(server, promise, operation, way):
    """What is almost a live token is none, and the live one does not suffer for it."""
    call = server.call(operation).settled()
    call.but(**{promise.part: spoil(call.values[promise.part], way)}).send().refused(promise)


@scenario("bearer.required")
def test_call_with_an_empty_token_is_refused(server, promise, operation):
    """The scheme alone is no token, also while a token lives."""
    call = server.call(operation).settled()
    call.empty(promise.part).send().refused(promise)


@scenario("bearer.required")
def test_call_with_a_refresh_token_is_refused(server, promise, operation):
    """A live refresh token is no access token."""
    token = server.tokens(of="user").refresh_token
    if token is None:
        server.not_testable("users have no refresh tokens")
    server.call(operation).but(**{promise.part: token}).send().refused(promise)


@scenario("bearer.expired", alone=True)
def test_call_with_an_expired_token_is_refused(server, promise, operation, role):
    """Each service looks at the end of a token, and looks anew, though the token was good a moment before."""
    seconds = seconds_of(server, promise)
    answer = server.tokens(of=role)
    call = server.call(operation).but(**{promise.part: answer.access_token})
    server.time_passes(min(answer.lifetime or seconds, seconds) - promise.tolerance)
    call.send().for_setup()
    server.time_passes(2 * promise.tolerance)
    call.send().refused(promise)


@scenario("bearer.revoked", alone=True)
def test_call_with_a_revoked_token_is_refused(server, promise, operation, role):
    """Each service looks whether a token was revoked, and looks anew, though the token was good a moment before."""
    actor = server.another_client() if role == "client" else server
    token = actor.tokens(of=role).access_token
    actor.call(operation).but(**{promise.part: token}).send().for_setup()
    revocation = actor.does("revoke").but(token=token).send()
    if not revocation.is_accepted:
        server.not_testable(f"the token of a {role} cannot be revoked here")
    revocation.for_setup()
    actor.call(operation).but(**{promise.part: token}).send().refused(promise)


@scenario("bearer.own-data")
def test_token_shows_its_own_user(server, promise, operation):
    """Two users are shown as two, each as the same one again, in whatever order they ask."""
    actors = [server, server.someone_else()]
    first, second = [
        [actor.call(operation).send().accepted(promise).get(promise.member) for actor in actors] for _ in range(2)
    ]
    if None in first:
        server.not_testable(f"{operation} does not show {promise.member}")
    if first != second or first[0] == first[1]:
        server.deviates("each user's own data", "the data of another user")


@scenario("bearer.own-data")
def test_calls_at_the_same_moment_are_not_mixed_up(server, promise, operation):
    """Of calls of two users at the same moment each is answered for its own."""
    calls = [actor.call(operation).settled() for actor in (server, server.someone_else())]
    alone = [call.send().for_setup().get(promise.member) for call in calls]
    answers = server.together(*calls, *calls, *calls)
    for place, answer in enumerate(answers):
        if answer.accepted(promise).get(promise.member) != alone[place % 2]:
            answer.fail("each user's own data", "the data of another user")


@scenario("bearer.without-scheme")
def test_token_without_its_scheme_is_refused(server, promise, operation):
    """The documented form has a word before the token."""
    server.call(operation).scheme(promise.part, "").send().refused(promise)


@scenario("bearer.without-scheme")
def test_token_after_another_word_is_refused(server, promise, operation):
    """A token in the place of other credentials is none of them."""
    for word in OTHER_SCHEMES:
        server.call(operation).scheme(promise.part, word).send().refused(promise)


@scenario("bearer.scheme-case")
def test_scheme_in_other_letters_is_accepted(server, promise, operation):
    """The token is the same, and so is what it opens."""
    server.call(operation).send().for_setup()
    for word in promise.words:
        server.call(operation).scheme(promise.part, word).send().accepted(promise)


@scenario("bearer.in-query")
def test_token_in_the_query(server, promise, operation):
    """Deprecated: whether it still works is only recorded."""
    call = server.call(operation).settled()
    token = call.values[promise.part]
    answer = call.without(promise.part).plus(promise.name, token).send()
    server.observe(f"a token in the query: status {answer.status}")


@scenario("bearer.not-in-query")
def test_token_in_the_query_opens_nothing(server, promise, operation):
    """A live token that stands in the address only is not looked at."""
    call = server.call(operation).settled()
    token = call.values[promise.part]
    call.without(promise.part).plus(promise.name, token).send().refused(promise)


@scenario("bearer.challenge")
def test_call_without_token_is_challenged(server, promise, operation):
    """Whoever shows nothing learns how to show a token."""
    check_scheme(server.call(operation).without(promise.part).send().refused(promise), "Bearer")


@scenario("bearer.challenge")
def test_call_with_a_bad_token_is_challenged(server, promise, operation):
    """So does whoever shows a token that is none."""
    call = server.call(operation).but(**{promise.part: "no-such-token-was-ever-issued"})
    check_scheme(call.send().refused(promise), "Bearer")


@scenario("bearer.challenge.without-error")
def test_challenge_to_nobody_names_no_error(server, promise, operation):
    """Nothing was wrong with what was not there."""
    answer = server.call(operation).without(promise.part).send().refused()
    if "error" in challenges_of(answer):
        answer.fail("a challenge without an error", challenges_of(answer))


@scenario("bearer.challenge.error")
def test_challenge_to_a_bad_token_names_the_error(server, promise, operation):
    """A token that was never issued is an invalid one."""
    answer = server.call(operation).but(**{promise.part: "no-such-token-was-ever-issued"}).send().refused(promise)
    if f'error="{promise.code}"' not in challenges_of(answer).replace(" ", ""):
        answer.fail(f'a challenge with error="{promise.code}"', challenges_of(answer) or "no challenge")
