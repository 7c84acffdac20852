"""Introspection: what a server says of a token, to whom, and whether it is true when it says so."""

from conformance.scenario import scenario
from conformance.strategies import spoil, token_like, ways_to_spoil

from .flaws import NEAR_MISSES
from .scopes import several, words_of

NEVER_ISSUED = ("0", "no-such-token-was-ever-issued", "eyJhbGciOiJub25lIn0.eyJzdWIiOiIxIn0.")
TYPES = {"string": str, "integer": int}


def check_active(answer, expected):
    """Judge: the answer says so with a JSON value, and not with a text or a number."""
    if answer.at("/active") is not expected:
        answer.fail(f"active, with the JSON value {str(expected).lower()}")


def asked_about(server, operation, token, **changes):
    """Return the answer about a token, as set-up; not testable where it is not said to be active."""
    answer = server.call(operation).but(token=token, **changes).send().for_setup()
    if answer.at("/active") is not True:
        server.not_testable("this client is not told that its live token is active")
    return answer


@scenario("introspection.active")
def test_live_token_is_active(server, promise, operation, token):
    """It is said with the JSON value true, the second time as the first."""
    call = server.call(operation).but(token=server.tokens().get(token))
    for _ in range(2):
        check_active(call.send().accepted(promise), True)


@scenario(
    "introspection.unknown-token",
    unknown=lambda promise: token_like(),
    always=[{"unknown": unknown} for unknown in NEVER_ISSUED],
)
def test_unknown_token_is_not_active(server, promise, operation, unknown):
    """What was never issued is no error, and is not active."""
    check_active(server.call(operation).but(token=unknown).send().accepted(promise), False)


@scenario(
    "introspection.unknown-token",
    way=lambda promise: ways_to_spoil(),
    always=[{"way": way} for way in NEAR_MISSES],
)
def test_near_miss_is_not_active(server, promise, operation, way):
    """What is almost a live token was never issued, also where the live one was asked for a moment ago."""
    token = server.tokens().access_token
    server.call(operation).but(token=token).send().for_setup()
    check_active(server.call(operation).but(token=spoil(token, way)).send().accepted(promise), False)


@scenario("introspection.inactive-only")
def test_nothing_is_said_of_an_inactive_token(server, operation):
    """Neither of an unknown one nor of one that was revoked: not why, and not whose it was."""
    asked = ["no-such-token-was-ever-issued"]
    if server.can("revoke"):
        asked.append(server.tokens().access_token)
        server.does("revoke").but(token=asked[-1]).send().for_setup()
    for token in asked:
        answer = server.call(operation).but(token=token).send().for_setup()
        more = sorted(set(answer.json or {}) - {"active"})
        if more and answer.at("/active") is False:
            answer.fail("the member active and nothing else", f"{', '.join(more)}, too")


@scenario("introspection.revoked-token")
def test_revoked_token_is_not_active(server, promise, operation, token):
    """It was asked for just before its revocation, so that no answer of then is given again."""
    given = server.tokens().get(token)
    hint = "refresh_token" if token == "refresh_token" else None
    asked_about(server, operation, given, hint=hint)
    server.does("revoke").but(token=given).send().for_setup()
    if token == "access_token":
        server.check_dead(token, given, "after its revocation")
    elif not server.dies(token, given):
        server.not_testable("a revocation does not end a refresh token here")
    check_active(server.call(operation).but(token=given, hint=hint).send().accepted(promise), False)


@scenario("introspection.wrong-hint")
def test_token_is_found_whatever_the_hint_says(server, promise, operation, hint):
    """An access token with a hint for something else."""
    token = server.tokens().access_token
    asked_about(server, operation, token)
    check_active(server.call(operation).but(token=token, hint=hint).send().accepted(promise), True)


@scenario("introspection.types")
def test_members_have_their_types(server, promise, operation):
    """Of a user's token and, where there is one, of the client's own; what is absent is fine."""
    tokens = [server.tokens().access_token]
    if server.can("issue", of="client"):
        tokens.append(server.tokens(of="client").access_token)
    for token in tokens:
        answer = server.call(operation).but(token=token).send().for_setup()
        for member, kind in promise.types.items():
            value = answer.at(member)
            if value is not None and (not isinstance(value, TYPES[kind]) or isinstance(value, bool)):
                answer.fail(f"{member}, of the type {kind}", f"{member} = {value!r}")


@scenario("introspection.scope")
def test_answer_shows_the_scope_of_its_own_token(server, operation):
    """A token that was asked for with less shows less."""
    whole = several(server, server.tokens())
    narrow = server.does("issue").but(scope=min(whole)).send().for_setup()
    shown = words_of(asked_about(server, operation, narrow.access_token).at("/scope"))
    if shown is not None and words_of(narrow.scope) not in (None, shown):
        narrow.fail(f"a token that shows the scope {narrow.scope}", " ".join(sorted(shown)))


@scenario("introspection.lifetime", alone=True)
def test_end_of_a_token_stays_where_it_is(server, promise, operation):
    """A minute later it is the same, and a refreshed token has an end of its own."""
    tokens = server.tokens()
    first = asked_about(server, operation, tokens.access_token).at("/exp")
    if not isinstance(first, int) or tokens.lifetime is None:
        server.not_testable("introspection does not show when a token ends, or nobody told it before")
    server.time_passes(min(60, tokens.lifetime // 2))
    again = asked_about(server, operation, tokens.access_token)
    if again.at("/exp") != first:
        again.fail("the same end as before", "another one")
    fresh = server.does("refresh").but(refresh_token=tokens.refresh_token).send().for_setup()
    end = asked_about(server, operation, fresh.access_token).at("/exp")
    later = (fresh.lifetime or tokens.lifetime) - tokens.lifetime + min(60, tokens.lifetime // 2)
    if fresh.access_token != tokens.access_token and abs(end - first - later) > promise.tolerance:
        fresh.fail(f"an end {later:g} s later than the first", f"{end - first} s later")


@scenario("introspection.own-client")
def test_answer_names_the_client_of_the_token(server, operation):
    """The identifier is that of the client to which the token was issued."""
    answer = asked_about(server, operation, server.tokens().access_token)
    if answer.at("/client_id") is None:
        server.not_testable("an introspection answer does not name the client")
    if answer.at("/client_id") != server.value("client_id"):
        answer.fail("the identifier of the token's own client", "another one")


@scenario("introspection.scope")
def test_answer_shows_the_granted_scope(server, operation):
    """The words are those of the token answer, in whatever order."""
    tokens = server.tokens()
    answer = asked_about(server, operation, tokens.access_token)
    told, shown = words_of(tokens.scope), words_of(answer.at("/scope"))
    if told is None or shown is None:
        server.not_testable("the scope is told in one of the two answers only, or in none")
    if told != shown:
        answer.fail(f"the scope {' '.join(sorted(told))}", " ".join(sorted(shown)))


@scenario("introspection.lifetime")
def test_answer_shows_the_lifetime_that_was_told(server, promise, operation):
    """From the moment of issue to the end it is as long as the token answer said."""
    tokens = server.tokens()
    answer = asked_about(server, operation, tokens.access_token)
    end, issued = answer.at("/exp"), answer.at("/iat")
    if not isinstance(end, int) or not isinstance(issued, int) or tokens.lifetime is None:
        server.not_testable("introspection does not show when the token was issued and ends, or nobody told it before")
    if abs(end - issued - tokens.lifetime) > promise.tolerance:
        answer.fail(f"a lifetime of {tokens.lifetime:g} s", f"{end - issued} s")


@scenario("introspection.no-effect")
def test_asking_changes_nothing(server, operation):
    """Five questions about each token: no end moves, and both are as good as before."""
    tokens = server.tokens()
    for kind in ("access_token", "refresh_token"):
        if tokens.get(kind):
            call = server.call(operation).but(token=tokens.get(kind), hint=kind)
            answers = [call.send().for_setup() for _ in range(5)]
            if len({(str(answer.at("/active")), str(answer.at("/exp"))) for answer in answers}) > 1:
                answers[-1].fail("the same answer every time", "another one")
    for kind in ("access_token", "refresh_token"):
        if tokens.get(kind):
            server.check_alive(kind, tokens.get(kind), "that was asked for five times")


@scenario("introspection.no-effect", alone=True)
def test_asking_prolongs_no_life(server, operation):
    """Asked again a little later, the token ends when it was to end before."""
    call = server.call(operation).but(token=server.tokens().access_token, hint="access_token")
    before = call.send().for_setup().at("/exp")
    if not isinstance(before, int):
        server.not_testable("introspection does not show when a token ends")
    server.time_passes(4)
    call.send().for_setup()
    after = call.send().for_setup()
    if after.at("/exp") not in (before - 1, before, before + 1):
        after.fail(f"an end at {before} as before", f"{after.at('/exp')}")


@scenario("introspection.foreign-token")
def test_another_client_asks(server, operation):
    """Left to the server: what it tells another client is only recorded."""
    answer = server.another_client().call(operation).but(token=server.tokens().access_token).send()
    server.observe(f"another client is told: status {answer.status}, active {answer.at('/active')}")
