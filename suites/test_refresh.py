"""Refresh: a refresh token for a new access token, for whom it was made and for nobody else."""

from conformance.scenario import scenario
from conformance.strategies import spoil, token_like, ways_to_spoil

from .flaws import NEAR_MISSES
from .lifetimes import seconds_of

NEVER_ISSUED = ("0", "no-such-refresh-token-was-ever-issued", "eyJhbGciOiJub25lIn0.eyJzdWIiOiIxIn0.")


@scenario("refresh.works")
def test_refresh_gives_a_good_access_token(server, promise, operation):
    """The new access token opens what the old one opened."""
    tokens = server.tokens()
    answer = server.call(operation).but(refresh_token=tokens.refresh_token).send().accepted(promise)
    if promise.through:
        server.call(promise.through).but(**{promise.part: answer.access_token}).send().accepted()
    server.check_alive("access_token", answer.access_token, "from a refresh")


@scenario("refresh.after-expiry", alone=True)
def test_refresh_restores_access_after_expiry(server, promise, operation):
    """The access token is past its end; its refresh token is not."""
    tokens = server.tokens()
    server.time_passes(seconds_of(server, promise) + promise.tolerance)
    answer = server.call(operation).but(refresh_token=tokens.refresh_token).send().accepted(promise)
    if answer.access_token == tokens.access_token:
        answer.fail("another access token than the expired one", "the expired one")
    server.check_alive("access_token", answer.access_token, "from a refresh after the end of the old one")
    server.check_dead("access_token", tokens.access_token, "past its end, after a refresh")


@scenario("refresh.whole-lifetime", alone=True)
def test_refreshed_token_has_its_own_lifetime(server, promise, operation):
    """A refresh in the middle of a life: if it gives another token, that one begins anew and lives to its end."""
    seconds = seconds_of(server, promise)
    tokens = server.tokens()
    server.time_passes(seconds // 2)
    fresh = server.call(operation).but(refresh_token=tokens.refresh_token).send().for_setup()
    if fresh.access_token == tokens.access_token:
        server.not_testable("a refresh gives the access token again that is alive")
    if not seconds - promise.tolerance <= (fresh.lifetime or 0) <= seconds:
        fresh.fail(f"a lifetime of {seconds} s", f"{fresh.lifetime} s")
    server.time_passes(seconds - 2 * promise.tolerance)
    server.check_alive("access_token", fresh.access_token, "just before its end")


@scenario(
    "refresh.unknown-token",
    way=lambda promise: ways_to_spoil(),
    always=[{"way": way} for way in NEAR_MISSES],
)
def test_near_miss_refreshes_nothing(server, promise, operation, way):
    """What is almost a live refresh token was never issued."""
    token = server.tokens().refresh_token
    if token is None:
        server.not_testable("the grant gives no refresh token")
    server.call(operation).but(refresh_token=spoil(token, way)).send().refused(promise)


@scenario(
    "refresh.unknown-token",
    unknown=lambda promise: token_like(),
    always=[{"unknown": unknown} for unknown in NEVER_ISSUED],
)
def test_unknown_refresh_token_is_refused(server, promise, operation, unknown):
    """What was never issued refreshes nothing."""
    server.call(operation).but(refresh_token=unknown).send().refused(promise)


@scenario("refresh.other-token")
def test_other_token_refreshes_nothing(server, promise, operation, token):
    """An access token in the place of the refresh token is refused, and lives on."""
    other = server.tokens(of="client" if token == "client_token" else "user").access_token
    server.call(operation).but(refresh_token=other).send().refused(promise)


@scenario("refresh.foreign-client")
def test_refresh_token_is_of_no_use_to_another_client(server, promise, operation):
    """Another client is refused, and the rightful one is not harmed by it."""
    token = server.tokens().refresh_token
    server.another_client().call(operation).but(refresh_token=token).send().refused(promise)
    server.check_alive("refresh_token", token, "after another client tried it")


@scenario("refresh.repeatable")
def test_refresh_after_refresh_is_accepted(server, promise, operation):
    """Five in a row, each with the newest refresh token there is."""
    token = server.tokens().refresh_token
    for _ in range(5):
        answer = server.call(operation).but(refresh_token=token).send().accepted(promise)
        token = answer.refresh_token or token
    server.check_alive("access_token", answer.access_token, "from the fifth refresh")


@scenario("refresh.same-user")
def test_refreshed_token_acts_for_the_same_user(server, promise, operation):
    """What the service says of the user is the same before and after, and another for another user."""
    mine, other = server.tokens(), server.someone_else().tokens()

    def shown(answer):
        call = server.call(promise.through).but(**{promise.part: answer.access_token})
        return call.send().for_setup().get(promise.member)

    before, another = shown(mine), shown(other)
    if before is None or before == another:
        server.not_testable(f"{promise.through} does not tell users apart by {promise.member}")
    fresh = server.call(operation).but(refresh_token=mine.refresh_token).send().for_setup()
    if shown(fresh) != before:
        fresh.fail("a token of the same user", "a token of another user")
