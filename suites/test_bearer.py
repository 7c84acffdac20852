"""Access tokens in use: who may call, and how the token is shown."""

from conformance.scenario import scenario


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


@scenario("bearer.without-scheme")
def test_token_without_its_scheme_is_refused(server, promise, operation):
    """The documented form has a word before the token."""
    server.call(operation).scheme(promise.part, "").send().refused(promise)


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
