"""Client authentication: only the client itself, with its own secret."""

import re

from conformance.scenario import scenario
from conformance.strategies import spoil, ways_to_spoil, words

from .flaws import NEAR_MISSES


@scenario("client-auth.missing")
def test_left_out_credential_is_refused(server, promise, operation, parameter):
    """Half of the credentials is none."""
    call = server.call(operation).without(parameter)
    if promise.identifier and server.client_auth == "basic":
        call = call.plus(promise.identifier, server.value("client_id"))
    call.send().refused(promise)


@scenario(
    "client-auth.wrong-secret",
    way=lambda promise: ways_to_spoil(),
    always=[{"way": way} for way in (*NEAR_MISSES, "blank behind")],
)
def test_wrong_secret_is_refused(server, promise, operation, way):
    """Anything but the client's own secret is refused, near misses above all."""
    wrong = spoil(server.client_secret, way)
    server.call(operation).but(client_secret=wrong).send().refused(promise)


@scenario("client-auth.wrong-secret")
def test_wrong_secret_is_refused_while_tokens_live(server, promise, operation):
    """That the client is known and has a live token does not make up for the secret."""
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


@scenario("client-auth.foreign-secret")
def test_secret_of_another_client_is_refused(server, promise, operation):
    """A secret is good for its own client only."""
    foreign = server.another_client().client_secret
    server.call(operation).but(client_secret=foreign).send().refused(promise)


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
    """An identifier is compared as a whole: no blank, no beginning, no other letters."""
    known = server.value("client_id")
    for unknown in dict.fromkeys((f"{known} ", f" {known}", f"{known}x", known[:-1], known.swapcase())):
        if unknown not in (known, ""):
            server.call(operation).but(client_id=unknown).send().refused(promise)


@scenario("client-auth.challenge")
def test_failed_attempt_is_challenged_in_its_own_scheme(server, promise, operation):
    """The challenge names the scheme that the client used."""
    if server.client_auth != promise.by:
        server.not_testable(f"the target authenticates clients by {server.client_auth}, not by {promise.by}")
    wrong = spoil(server.client_secret, "one more")
    answer = server.call(operation).but(client_secret=wrong).send().refused(promise)
    challenges = ", ".join(answer.header_values("WWW-Authenticate"))
    challenged = re.sub('"[^"]*"', "", challenges).replace(",", " ").lower().split()
    if promise.scheme.lower() not in challenged:
        answer.fail(f"a WWW-Authenticate challenge of the scheme {promise.scheme}", challenges or "no challenge")


@scenario("client-auth.wrong-secret.in-form", way=lambda promise: ways_to_spoil(), always=[{"way": "one more"}])
def test_wrong_secret_in_the_form_is_refused(server, promise, operation, way):
    """Where the secret is a form parameter, no other answer is meant for a wrong one."""
    if server.client_auth != promise.by:
        server.not_testable(f"the target authenticates clients by {server.client_auth}, not by {promise.by}")
    wrong = spoil(server.client_secret, way)
    server.call(operation).but(client_secret=wrong).send().refused(promise)
