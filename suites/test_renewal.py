"""Renewal: an access token for the one before it, while that lives and for a grace after its end."""

from hypothesis.strategies import integers

from conformance.scenario import scenario
from conformance.strategies import spoil, token_like, ways_to_spoil

from .flaws import NEAR_MISSES
from .others import client_with_a_user

NEVER_ISSUED = ("0", "no-such-token-was-ever-issued", "eyJhbGciOiJub25lIn0.eyJzdWIiOiIxIn0.")


@scenario("renewal.works")
def test_live_token_is_renewed_again_and_again(server, promise, operation):
    """Three renewals, each of the token that the one before gave."""
    token = server.tokens().access_token
    for _ in range(3):
        token = server.call(operation).but(token=token).send().accepted(promise).access_token
        server.check_alive("access_token", token, "from a renewal")


@scenario("renewal.works")
def test_refreshed_token_is_renewed(server, promise, operation):
    """A token is renewed whatever it was obtained with."""
    tokens = server.tokens()
    fresh = server.does("refresh").but(refresh_token=tokens.refresh_token).send().for_setup()
    answer = server.call(operation).but(token=fresh.access_token).send().accepted(promise)
    server.check_alive("access_token", answer.access_token, "from the renewal of a refreshed one")


@scenario("renewal.works")
def test_renewed_token_acts_for_the_same_user(server, promise, operation):
    """What the service says of the user is the same before and after, whoever authorized last."""
    mine, theirs = server.tokens(), server.someone_else().tokens()

    def shown(answer):
        call = server.call(promise.through).but(**{promise.part: answer.access_token})
        return call.send().for_setup().get(promise.member)

    before, others = shown(mine), shown(theirs)
    if before == others:
        server.not_testable(f"{promise.through} does not tell users apart by {promise.member}")
    fresh = server.call(operation).but(token=mine.access_token).send().accepted(promise)
    if shown(fresh) != before:
        fresh.fail("a token of the same user", "a token of another user")


@scenario("renewal.works", alone=True)
def test_renewed_token_has_its_whole_lifetime(server, promise, operation):
    """Renewed in the middle of a life, the token lives on past the end of the old one, to its own."""
    token = server.tokens().access_token
    server.time_passes(promise.seconds // 2)
    fresh = server.call(operation).but(token=token).send().accepted(promise)
    server.time_passes(promise.seconds - promise.tolerance)
    server.check_alive("access_token", fresh.access_token, "just before its end, renewed in the middle of a life")
    server.time_passes(2 * promise.tolerance)
    server.check_dead("access_token", fresh.access_token, "just past its end, renewed in the middle of a life")


@scenario("renewal.works", alone=True)
def test_token_is_renewed_just_before_its_end(server, promise, operation):
    """The last moment of a life is part of it."""
    token = server.tokens().access_token
    server.time_passes(promise.seconds - promise.tolerance)
    fresh = server.call(operation).but(token=token).send().accepted(promise)
    server.time_passes(2 * promise.tolerance)
    server.check_alive("access_token", fresh.access_token, "when the one that it was renewed from has ended")


def moments_of_grace(promise):
    """Return the first and the last moment after the end of a token at which it can surely be renewed."""
    return promise.tolerance, promise.grace - promise.tolerance


@scenario(
    "renewal.grace",
    alone=True,
    late=lambda promise: integers(*moments_of_grace(promise)),
    always=lambda promise: [{"late": late} for late in moments_of_grace(promise)],
)
def test_expired_token_is_renewed_within_its_grace(server, promise, operation, late):
    """From just after its end to just before its grace is over; the old token stays dead."""
    token = server.tokens().access_token
    server.time_passes(promise.seconds + late)
    server.check_dead("access_token", token, "past its end, within its grace")
    fresh = server.call(operation).but(token=token).send().accepted(promise)
    server.check_alive("access_token", fresh.access_token, "from a renewal after the end of the old one")
    if fresh.access_token != token:
        server.check_dead("access_token", token, "past its end, though another was renewed from it")


@scenario("renewal.grace", alone=True)
def test_token_from_the_grace_has_a_life_and_a_grace_of_its_own(server, promise, operation):
    """Renewed late, a token lives its whole time from then on, and after it there is a grace again."""
    token = server.tokens().access_token
    server.time_passes(promise.seconds + promise.grace // 2)
    fresh = server.call(operation).but(token=token).send().accepted(promise)
    server.time_passes(promise.seconds - promise.tolerance)
    server.check_alive("access_token", fresh.access_token, "just before its end, renewed in the grace of another")
    server.time_passes(promise.grace)
    server.call(operation).but(token=fresh.access_token).send().accepted(promise)


@scenario(
    "renewal.grace",
    alone=True,
    late=lambda promise: integers(promise.grace + promise.tolerance, 8 * promise.grace),
    always=lambda promise: [{"late": promise.grace + promise.tolerance}],
)
def test_token_past_its_grace_is_not_renewed(server, promise, operation, late):
    """Just past it and long past it, however often it is tried, and the token is as dead as before."""
    token = server.tokens().access_token
    server.time_passes(promise.seconds + late)
    for _ in range(2):
        server.call(operation).but(token=token).send().refused(promise)
    server.check_dead("access_token", token, "past its grace, after a refused renewal")


@scenario("renewal.grace", alone=True)
def test_renewal_does_not_prolong_the_grace_of_the_old_token(server, promise, operation):
    """Another token was renewed from it, but this one has ended when it has ended."""
    token = server.tokens().access_token
    server.time_passes(promise.seconds // 2)
    fresh = server.call(operation).but(token=token).send().accepted(promise)
    if fresh.access_token == token:
        server.not_testable("a renewal gives the same token again")
    server.time_passes(promise.seconds - promise.seconds // 2 + promise.grace + promise.tolerance)
    server.call(operation).but(token=token).send().refused(promise)


@scenario("renewal.grace.end", alone=True)
def test_renewal_at_the_very_end_of_the_grace(server, promise, operation):
    """The instant itself: whether it still belongs to the grace is only recorded."""
    token = server.tokens().access_token
    server.time_passes(promise.seconds + promise.grace)
    answer = server.call(operation).but(token=token).send()
    server.observe(f"renewed {promise.grace} s after its end: status {answer.status}")


@scenario("renewal.start-again", alone=True)
def test_new_authorization_helps_past_the_grace(server, promise, operation):
    """What the user authorizes anew is good, can be renewed as any other, and brings nothing old back."""
    old = server.tokens().access_token
    server.time_passes(promise.seconds + promise.grace + promise.tolerance)
    server.call(operation).but(token=old).send()
    tokens = server.does("issue").send().accepted(promise)
    server.check_alive("access_token", tokens.access_token, "from a new authorization past the grace of the old one")
    fresh = server.call(operation).but(token=tokens.access_token).send().accepted(promise)
    server.check_alive("access_token", fresh.access_token, "from a renewal after a new authorization")
    server.check_dead("access_token", old, "past its grace, after a new authorization")


@scenario(
    "renewal.unknown-token",
    unknown=lambda promise: token_like(),
    always=[{"unknown": unknown} for unknown in NEVER_ISSUED],
)
def test_unknown_token_is_not_renewed(server, promise, operation, unknown):
    """What was never issued has nothing to go on with."""
    server.call(operation).but(token=unknown).send().refused(promise)


@scenario(
    "renewal.unknown-token",
    way=lambda promise: ways_to_spoil(),
    always=[{"way": way} for way in NEAR_MISSES],
)
def test_near_miss_is_not_renewed(server, promise, operation, way):
    """What is almost a live token was never issued, and the live one does not suffer for it."""
    token = server.tokens().access_token
    server.call(operation).but(token=spoil(token, way)).send().refused(promise)


@scenario("renewal.other-token")
def test_other_token_is_not_renewed(server, promise, operation, token):
    """A refresh token in the place of the access token is refused."""
    server.call(operation).but(token=server.tokens().get(token)).send().refused(promise)


@scenario("renewal.foreign-token")
def test_token_of_another_client_is_not_renewed(server, promise, operation):
    """Another client's tokens, of another user and of the same one, are refused and live on."""
    for other in (client_with_a_user(server), server.another_client(same_user=True)):
        theirs = other.tokens().access_token
        server.call(operation).but(token=theirs).send().refused(promise)
        other.check_alive("access_token", theirs, "after another client tried to renew it")


@scenario("renewal.revoked-token")
def test_revoked_token_is_not_renewed(server, promise, operation):
    """Neither the token that was named nor another one that ended with it comes back."""
    older, tokens = server.tokens(), server.tokens()
    server.does("revoke").but(token=tokens.access_token).send().for_setup()
    for ended in (tokens.access_token, older.access_token):
        server.call(operation).but(token=ended).send().refused(promise)


@scenario("renewal.revoked-token", alone=True)
def test_expired_token_is_not_renewed_after_a_revocation(server, promise, operation):
    """A token in its grace, of a user whose tokens were revoked since, is over."""
    old = server.tokens().access_token
    server.time_passes(promise.seconds + promise.grace // 2)
    server.does("revoke").but(token=server.tokens().access_token).send().for_setup()
    server.call(operation).but(token=old).send().refused(promise)
