"""Users: who gets a token by password, and who does not."""

from conformance.scenario import scenario
from conformance.strategies import spoil, words

from .flaws import names_like
from .others import client_with_a_user


@scenario("user.wrong-password")
def test_wrong_password_is_refused(server, promise, operation):
    """Near misses, each after the right password, so that the user holds a token and never fails twice in a row."""
    server.call(operation).send().for_setup()
    for way in ("one more", "cut by one", "swapped case", "first eight", "another"):
        if not server.call(operation).send().is_accepted:
            break  # so few wrong passwords lock a user here
        wrong = spoil(server.value("password"), way)
        server.call(operation).but(password=wrong).send().refused(promise)


@scenario("user.wrong-password")
def test_wrong_password_ends_no_token(server, operation):
    """Who does not know the password cannot harm who does."""
    tokens = server.call(operation).send().for_setup()
    wrong = spoil(server.value("password"), "one more")
    server.call(operation).but(password=wrong).send().refused()
    if not server.call(operation).send().is_accepted:
        server.not_testable("a single wrong password locks a user here")
    for kind in (server.kind(operation), "refresh_token"):
        token = tokens.access_token if kind != "refresh_token" else tokens.refresh_token
        if token and server.can_ask(kind):
            server.check_alive(kind, token, "after a wrong password")


@scenario("user.wrong-password")
def test_empty_password_is_refused(server, promise, operation):
    """No password is not the user's password; what is empty may as well count as left out."""
    server.call(operation).send().for_setup()
    server.call(operation).but(password="").send().refused()


@scenario("user.wrong-password")
def test_password_of_another_user_is_refused(server, promise, operation):
    """A password is good for its own user only, even while that user holds a token."""
    other = server.someone_else()
    other.tokens()
    if other.value("password") == server.value("password"):
        server.not_testable("both users have the same password")
    server.call(operation).but(password=other.value("password")).send().refused(promise)


@scenario("user.unknown", unknown=lambda promise: words(), always=[{"unknown": "no-such-user"}])
def test_unknown_user_is_refused(server, promise, operation, unknown):
    """A user who does not exist has no password that could be the right one."""
    server.call(operation).but(username=unknown).send().refused(promise)


@scenario("user.unknown")
def test_user_who_is_almost_known_is_refused(server, promise, operation):
    """A name is compared as a whole, and no pattern is a name; letter case is left open."""
    for unknown in names_like(server.value("username")):
        server.call(operation).but(username=unknown).send().refused(promise)


@scenario("user.own-client-only")
def test_user_of_another_client_is_refused(server, promise, operation):
    """Name and password are right, at the client whose user it is."""
    other = client_with_a_user(server)
    call = server.call(operation).but(username=other.value("username"), password=other.value("password"))
    call.send().refused(promise)


@scenario("user.locked")
def test_wrong_password_unlocks_nobody(server, promise, operation):
    """After a wrong password the user is as locked as before."""
    actor = server.in_state(promise.state)
    wrong = spoil(actor.value("password"), "one more")
    actor.call(operation).but(password=wrong).send().refused()
    actor.call(operation).send().refused(promise)


@scenario("user.verified-by-nobody-else")
def test_user_cannot_verify_a_user(server, promise, operation):
    """The token of a user is refused, as is none at all, and the user who was to be verified gets no token yet."""
    actor = server.in_state(promise.state)
    token = server.call(operation).send().for_setup().access_token
    answer = actor.call(promise.verify).but(**{promise.part: token}).send()
    if answer.status != promise.status:
        answer.fail(f"status {promise.status}")
    nobody = actor.call(promise.verify).without(promise.part).send()
    if nobody.is_accepted:
        nobody.fail("a refusal of a call without a token")
    actor.call(operation).send().refused()


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


@scenario("user.verified-by-nobody-else")
def test_another_client_verifies_nobody_here(server, promise, operation):
    """Whatever another client is answered, the user is verified by their own client only."""
    actor = server.in_state(promise.state)
    server.another_client().call(promise.verify).but(username=actor.value("username")).send()
    actor.call(operation).send().refused()


@scenario("user.unverified", "user.locked")
def test_user_in_this_state_is_refused_in_other_letters(server, promise, operation):
    """Whether letter case matters is left open; either way it opens nothing."""
    actor = server.in_state(promise.state)
    name = actor.value("username")
    for spelling in {name.upper(), name.lower(), name.swapcase()} - {name}:
        actor.call(operation).but(username=spelling).send().refused()


def attempts_of(server, promise):
    """Return how many wrong passwords lock a user; not testable where none ever does."""
    attempts = server.figure(promise.attempts)
    if not attempts:
        server.not_testable("wrong passwords never lock a user at this target")
    return attempts


def fail_to_log_in(server, operation, times):
    """Try a wrong password several times in a row; not testable with a user whom somebody else needs afterwards."""
    if server.is_given:
        server.not_testable(
            "the configuration names the user, who would be locked", f"[targets.{server.target}.states] url"
        )
    wrong = spoil(server.value("password"), "one more")
    for _ in range(times):
        server.call(operation).but(password=wrong).send()


@scenario("user.lockout", alone=True)
def test_last_allowed_failure_locks_the_user(server, promise, operation):
    """After it the right password is refused; to another user, who fails less often, nothing has happened."""
    other = server.someone_else()
    token = other.tokens().access_token
    attempts = attempts_of(server, promise)
    fail_to_log_in(server, operation, attempts + 1)
    server.call(operation).but(password=server.value("password")).send().refused(promise)
    fail_to_log_in(other, operation, min(1, attempts - 1))
    other.check_alive(server.kind(operation), token, "of another user")
    other.call(operation).send().accepted()


@scenario("user.lockout.limit", alone=True)
def test_right_password_after_the_last_allowed_failure(server, promise, operation):
    """Whether the last failure that is allowed locks, or only the next one, is only recorded."""
    attempts = attempts_of(server, promise)
    fail_to_log_in(server, operation, attempts)
    server.observe(f"after {attempts} failures the right password is answered {server.call(operation).send().status}")


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
    """Neither the access tokens nor the refresh token of a locked user is good."""
    tokens = server.tokens()
    refreshed = server.does("refresh").but(refresh_token=tokens.refresh_token).send().for_setup()
    fail_to_log_in(server, operation, attempts_of(server, promise) + 1)
    for answer in (tokens, refreshed):
        server.check_dead(server.kind(operation), answer.access_token, "of a locked user")
    server.check_dead("refresh_token", refreshed.refresh_token or tokens.refresh_token, "of a locked user")


@scenario("user.lockout.namesake", alone=True)
def test_failures_of_a_namesake_lock_nobody(server, promise, operation):
    """A user of the same name at another client is another user: neither locked nor nearer to it."""
    attempts = attempts_of(server, promise)
    mine = server.call(promise.create).settled()
    name = mine.send().for_setup().username
    theirs = server.another_client().call(promise.create).but(**{promise.part: name}).settled()
    if not theirs.send().is_accepted:
        server.not_testable("a name that one client's user has cannot be given to another client's")
    login = theirs.actor.call(operation).but(username=name, password=theirs.values["password"])
    if not login.send().is_accepted:
        server.not_testable("a new user is not authorized at once at this target")
    wrong = server.call(operation).but(username=name, password=spoil(mine.values["password"], "one more"))
    for _ in range(attempts):
        wrong.send()
    for _ in range(min(1, attempts - 1)):
        login.but(password=spoil(theirs.values["password"], "one more")).send()
    login.send().accepted()
