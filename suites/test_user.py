"""Users: who gets a token by password, and who does not."""

from conformance.scenario import scenario
from conformance.strategies import spoil


@scenario("user.wrong-password")
def test_wrong_password_is_refused(server, promise, operation):
    """Near misses, each after the right password, so that the user holds a token and never fails twice in a row."""
    for way in ("one more", "cut by one", "swapped case", "first eight", "another"):
        server.call(operation).send().for_setup()
        wrong = spoil(server.value("password"), way)
        server.call(operation).but(password=wrong).send().refused(promise)


@scenario("user.wrong-password")
def test_wrong_password_ends_no_token(server, operation):
    """Who does not know the password cannot harm who does."""
    token = server.call(operation).send().for_setup().access_token
    wrong = spoil(server.value("password"), "one more")
    server.call(operation).but(password=wrong).send().refused()
    server.check_alive(server.kind(operation), token, "after a wrong password")


@scenario("user.wrong-password")
def test_password_of_another_user_is_refused(server, promise, operation):
    """A password is good for its own user only, even while that user holds a token."""
    other = server.someone_else()
    other.tokens()
    server.call(operation).but(password=other.value("password")).send().refused(promise)


@scenario("user.unverified", "user.locked")
def test_user_in_this_state_is_refused(server, promise, operation):
    """The right password does not help, and other users are not concerned."""
    actor = server.in_state(promise.state)
    actor.call(operation).send().refused(promise)
    server.call(operation).send().for_setup()
    actor.call(operation).send().refused(promise)


@scenario("user.verified-later")
def test_verified_user_is_accepted(server, promise, operation):
    """What was in the way is gone: the token is given, and it is good."""
    actor = server.in_state(promise.state)
    actor.call(promise.verify).send().for_setup()
    answer = actor.call(operation).send().accepted(promise)
    actor.check_alive(server.kind(operation), answer.access_token, "of a user who was verified")


@scenario("user.auto-verified")
def test_new_user_is_accepted_at_once(server, promise, operation):
    """Between creation and token there is no verification."""
    if server.figure(promise.flag) is not True:
        server.not_testable("the target does not verify users automatically")
    creation = server.call(promise.create).settled()
    username = creation.send().for_setup().username
    call = server.call(operation).but(username=username, password=creation.values["password"])
    answer = call.send().accepted(promise)
    server.check_alive(server.kind(operation), answer.access_token, "of a new user")


def attempts_of(server, promise):
    """Return how many wrong passwords lock a user; not testable where none ever does."""
    attempts = server.figure(promise.attempts)
    if not attempts:
        server.not_testable("wrong passwords never lock a user at this target")
    return attempts


def fail_to_log_in(server, operation, times):
    """Try a wrong password several times in a row."""
    wrong = spoil(server.value("password"), "one more")
    for _ in range(times):
        server.call(operation).but(password=wrong).send()


@scenario("user.lockout", alone=True)
def test_last_allowed_failure_locks_the_user(server, promise, operation):
    """After it the right password is refused; to another user, who fails less often, nothing has happened."""
    other = server.someone_else()
    token = other.tokens().access_token
    attempts = attempts_of(server, promise)
    fail_to_log_in(server, operation, attempts)
    server.call(operation).but(password=server.value("password")).send().refused(promise)
    fail_to_log_in(other, operation, min(1, attempts - 1))
    other.check_alive(server.kind(operation), token, "of another user")
    other.call(operation).send().accepted()


@scenario("user.lockout.counter", alone=True)
def test_success_starts_the_count_again(server, promise, operation):
    """One failure fewer, a success, and the same again: no lock."""
    attempts = attempts_of(server, promise)
    for _ in range(2):
        fail_to_log_in(server, operation, attempts - 1)
        answer = server.call(operation).send().accepted()
    server.check_alive(server.kind(operation), answer.access_token, "of a user who is not locked")


@scenario("user.lockout.ends-tokens", alone=True)
def test_tokens_end_with_the_lock(server, promise, operation):
    """Neither the access token nor the refresh token of a locked user is good."""
    tokens = server.tokens()
    fail_to_log_in(server, operation, attempts_of(server, promise))
    server.check_dead(server.kind(operation), tokens.access_token, "of a locked user")
    server.check_dead("refresh_token", tokens.refresh_token, "of a locked user")
