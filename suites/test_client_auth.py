"""Client authentication: only the client itself, with its own secret."""

from hypothesis.strategies import sampled_from

from conformance.scenario import scenario
from conformance.strategies import spoil, ways_to_spoil, words

from .challenges import check_scheme
from .flaws import NEAR_MISSES, UNKNOWN, moved, of_another_type
from .others import client_with_a_user


def check_method(server, promise):
    """Go on only where the promise is about the way in which this target's clients authenticate, or about any."""
    if promise.by not in (None, server.client_auth):
        server.not_testable(
            f"the target authenticates clients by {server.client_auth}, not by {promise.by}",
            f'[targets.{server.target}] client_auth = "{promise.by}"',
        )


@scenario("client-auth.accepted")
def test_each_client_is_accepted_with_its_own_secret(server, promise, operation):
    """Two clients with a secret each, by turns and more than once."""
    check_method(server, promise)
    other = server.another_client()
    for actor in (server, other, server):
        actor.call(operation).send().accepted(promise)


@scenario("client-auth.missing")
def test_left_out_credential_is_refused(server, promise, operation, parameter):
    """Half of the credentials is none, also where the other half stands in a wrong place."""
    call = server.call(operation).without(parameter)
    if promise.identifier and server.client_auth == "basic":
        call = call.plus(promise.identifier, server.value("client_id"))
    call.send().refused(promise)
    for place in promise.elsewhere or ():
        moved(server.call(operation).settled(), parameter, place).send().refused(promise)


@scenario(
    "client-auth.wrong-secret",
    way=lambda promise: ways_to_spoil(),
    always=[{"way": way} for way in NEAR_MISSES],
)
def test_wrong_secret_is_refused(server, promise, operation, way):
    """Anything but the client's own secret is refused, near misses above all."""
    wrong = spoil(server.client_secret, way)
    server.call(operation).but(client_secret=wrong).send().refused(promise)


@scenario("client-auth.scheme")
def test_secret_after_another_word_is_refused(server, promise, operation, scheme):
    """The right secret, announced as something else, or as nothing, is no credential; nobody's token ends."""
    check_method(server, promise)
    call = server.call(operation).settled()
    call.scheme(promise.part, "" if scheme == "none" else scheme).send().refused(promise)
    if scheme == "Basic":
        call.by_basic().send().refused(promise)


@scenario("client-auth.scheme")
def test_secret_elsewhere_does_not_make_up_for_the_word(server, promise, operation, scheme):
    """Beside credentials in the wrong form, the secret among the other parameters is not looked at."""
    check_method(server, promise)
    call = server.call(operation).settled()
    wrong = call.scheme(promise.part, "" if scheme == "none" else scheme)
    wrong.plus(promise.part, server.client_secret).send().refused(promise)


@scenario("client-auth.scheme")
def test_token_in_place_of_the_secret_is_refused(server, promise, operation, scheme):
    """A live token of a user is no secret of the client, whatever the word before it."""
    check_method(server, promise)
    tokens = server.tokens()
    call = server.call(operation).settled().but(**{promise.part: tokens.access_token})
    call.scheme(promise.part, "" if scheme == "none" else scheme).send().refused(promise)
    call.send().refused(promise)


@scenario("client-auth.wrong-secret")
def test_wrong_secret_is_refused_while_tokens_live(server, promise, operation):
    """That the client is known, was right a moment ago and has a live token does not make up for the secret."""
    server.call(operation).send().for_setup()
    if server.can("issue", of="client"):
        server.tokens(of="client")
    wrong = spoil(server.client_secret, "one more")
    server.call(operation).but(client_secret=wrong).send().refused(promise)


@scenario("client-auth.wrong-secret")
def test_wrong_secret_ends_no_token(server, promise, operation):
    """Who does not know the secret cannot harm the users of the client, not even by naming their tokens."""
    tokens = server.tokens()
    call = server.call(operation).but(client_secret=spoil(server.client_secret, "one more"))
    if call.operation.does == "refresh":
        call = call.but(refresh_token=tokens.refresh_token)
    call.send().refused(promise)
    for kind in ("access_token", "refresh_token"):
        if tokens.get(kind) and server.can_ask(kind):
            server.check_alive(kind, tokens.get(kind), "after a request with a wrong secret")


@scenario("client-auth.wrong-secret")
def test_empty_secret_is_refused(server, promise, operation):
    """An empty secret is a wrong one, or none."""
    server.call(operation).but(client_secret="").send().refused()


@scenario("client-auth.wrong-secret")
def test_secret_of_another_type_is_refused(server, promise, operation):
    """Neither a number nor an object is a secret."""
    call = server.call(operation).settled()
    for value in of_another_type(call, "client_secret"):
        call.but(client_secret=value).send().refused()


@scenario("client-auth.foreign-secret")
def test_secret_of_another_client_is_refused(server, promise, operation):
    """A secret is good for its own client only."""
    foreign = server.another_client().client_secret
    server.call(operation).but(client_secret=foreign).send().refused(promise)


@scenario("client-auth.foreign-secret")
def test_identifier_of_another_client_is_refused(server, promise, operation):
    """All the rest is that of one client, and right; it does not become so for the other one."""
    other = client_with_a_user(server)
    other.call(operation).but(client_id=server.value("client_id")).send().refused(promise)


@scenario(
    "client-auth.unknown-client",
    unknown=lambda promise: words(),
    always=[{"unknown": "no-such-client"}],
)
def test_unknown_client_is_refused(server, promise, operation, unknown):
    """A known client's secret does not help a client that does not exist."""
    server.call(operation).but(client_id=unknown).send().refused(promise)


@scenario("client-auth.unknown-client")
def test_client_that_is_almost_known_is_refused(server, promise, operation):
    """An identifier is compared as a whole, not by its beginning."""
    known = server.value("client_id")
    for unknown in (f"{known}x", known[:-1]):
        if unknown:
            server.call(operation).but(client_id=unknown).send().refused(promise)


@scenario("client-auth.identifier-case")
def test_client_in_other_letters_is_refused(server, promise, operation):
    """An identifier in other letters is another one (RFC 6749 1.9)."""
    other = server.value("client_id").swapcase()
    if other == server.value("client_id"):
        server.not_testable("the client's identifier has no letters")
    server.call(operation).but(client_id=other).send().refused(promise)


@scenario("client-auth.challenge")
def test_failed_attempt_is_challenged_in_its_own_scheme(server, promise, operation):
    """The challenge names the scheme that the client used."""
    check_method(server, promise)
    wrong = spoil(server.client_secret, "one more")
    check_scheme(server.call(operation).but(client_secret=wrong).send().refused(promise), promise.scheme)


@scenario("client-auth.wrong-secret.in-form", way=lambda promise: ways_to_spoil(), always=[{"way": "one more"}])
def test_wrong_secret_in_the_form_is_refused(server, promise, operation, way):
    """Where the secret is a form parameter, no other answer is meant for a wrong one."""
    check_method(server, promise)
    wrong = spoil(server.client_secret, way)
    server.call(operation).but(client_secret=wrong).send().refused(promise)


GARBLED = (
    "Basic",
    "Basic !!!",
    "Basic bm9jb2xvbg==",
    "Basic Og==",
    "Basic bm9jb2xvbg==, Basic Og==",
    "Basic " + "QQ" * 3000,
)
"""Values of an Authorization header in which no client and no secret can be found."""


@scenario(
    "client-auth.malformed", garbled=lambda promise: sampled_from(GARBLED), always=[{"garbled": g} for g in GARBLED]
)
def test_garbled_credentials_are_refused(server, promise, operation, garbled):
    """What cannot be read is no credential, and the sender's fault."""
    check_method(server, promise)
    server.call(operation).header("Authorization", garbled).send().refused(promise)


@scenario("client-auth.scheme-case")
def test_scheme_in_other_letters_is_understood(server, promise, operation):
    """The credentials are the same, and so is the client."""
    check_method(server, promise)
    server.call(operation).send().for_setup()
    for word in promise.words:
        server.call(operation).scheme("client_secret", word).send().accepted(promise)


@scenario("client-auth.two-ways")
def test_two_ways_in_one_request_are_refused(server, promise, operation):
    """Both are right, and it is one too many."""
    call = server.call(operation)
    if server.client_auth == "basic":
        call = call.plus("client_id", server.value("client_id")).plus("client_secret", server.client_secret)
    else:
        call = call.by_basic()
    call.send().refused(promise)


@scenario("client-auth.other-identifier")
def test_identifier_of_another_client_beside_the_credentials_is_refused(server, promise, operation):
    """Who authenticates as one client is not the other one, whether that exists or not."""
    check_method(server, promise)
    for identifier in (server.another_client().value("client_id"), UNKNOWN):
        server.call(operation).plus("client_id", identifier).send().refused(promise)


@scenario("client-auth.same-identifier")
def test_same_identifier_beside_the_credentials(server, operation):
    """Left to the server: whether it is taken is only recorded."""
    if server.client_auth != "basic":
        server.not_testable("the identifier is among the parameters as it is")
    answer = server.call(operation).plus("client_id", server.value("client_id")).send()
    server.observe(f"the client's own identifier beside its credentials: status {answer.status}")


@scenario("client-auth.first")
def test_wrong_client_learns_nothing_of_a_token(server, promise, operation):
    """A live refresh token and an unknown one get the same refusal."""
    call, wrong = server.call(operation).settled(), spoil(server.client_secret, "one more")
    live = call.but(client_secret=wrong).send().refused()
    unknown = call.but(client_secret=wrong, refresh_token=UNKNOWN).send().refused()
    if (live.status, live.at("/error")) != (unknown.status, unknown.at("/error")):
        unknown.fail("the refusal that a live token gets", f"{live.status} for a live one, {unknown.status} for this")
