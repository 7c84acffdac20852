"""Authorization: a user who is signed in is sent back with a code, to the right place and only there."""

from urllib.parse import parse_qs, urlsplit

from hypothesis.strategies import characters, sampled_from, text

from conformance.scenario import scenario
from conformance.strategies import spoil

from .redirects import FOREIGN, foreign

MINUTES = (60, 300)
"""Seconds that pass before a user authorizes once more, and once more."""
SPOILT_SESSIONS = ("one more", "cut by one", "another")


@scenario("authorization.redirect")
def test_user_is_sent_back_with_a_code(server, promise, operation):
    """The redirect URI as it was given, with the code in its query."""
    call = server.call(operation).settled()
    answer = call.send().accepted(promise)
    own = call.values["redirect_uri"]
    location = answer.header("Location") or ""
    if not location.startswith((f"{own}?", f"{own}&")):
        answer.fail(f"a redirect to {own}, with a query", f"one to {location.partition('?')[0] or 'nowhere'}")


@scenario("authorization.redirect")
def test_code_of_a_redirect_is_good_for_tokens(server, promise, operation):
    """What the redirect carries is exchanged, and what comes of it is good."""
    code = server.call(operation).send().accepted(promise).code
    answer = server.does("issue").but(code=code).send().accepted()
    server.check_alive("access_token", answer.access_token, "from the code of a redirect")


@scenario("authorization.redirect")
def test_each_authorization_has_its_own_code(server, promise, operation):
    """Two users authorize at the same time: the codes differ, and each is good."""
    calls = [actor.call(operation).settled() for actor in (server, server.someone_else())]
    codes = [call.send().accepted(promise).code for call in calls]
    if codes[0] == codes[1]:
        server.deviates("another code for another user", "the same code")
    for call, code in zip(calls, codes, strict=True):
        call.actor.does("issue").but(code=code).send().accepted()


@scenario("authorization.signed-in-user")
def test_code_stands_for_the_user_who_is_signed_in(server, promise, operation):
    """Both users are signed in before the first authorizes; the codes are exchanged the other way round."""
    calls = [actor.call(operation).settled() for actor in (server, server.someone_else())]
    codes = [(call.actor, call.send().accepted().code) for call in calls]
    issued = [(actor, actor.does("issue").but(code=code).send().accepted()) for actor, code in reversed(codes)]
    other = shown_to(promise, *issued[0])
    if other == shown_to(promise, *issued[1]):
        server.deviates("tokens of two users", "tokens of one user for both")
    if other != shown_to(promise, calls[1].actor, calls[1].actor.tokens()):
        server.deviates("tokens of the user who is signed in", "tokens of another user")


def shown_to(promise, actor, answer):
    """Return by what the service tells apart the user of this token; not testable where it does not."""
    found = actor.call(promise.through).but(**{promise.part: answer.access_token}).send().for_setup()
    if found.get(promise.member) is None:
        actor.not_testable(f"{promise.through} does not show {promise.member}")
    return found.get(promise.member)


@scenario("authorization.status")
def test_status_of_a_redirect(server, operation):
    """The text names one status, and a redirect needs another one: which it is, is only recorded."""
    answer = server.call(operation).send()
    server.observe(f"status {answer.status}, a body of {len(answer.body)} bytes")


@scenario(
    "authorization.foreign-redirect",
    word=lambda promise: sampled_from(sorted(FOREIGN)),
    always=[{"word": word} for word in FOREIGN],
)
def test_foreign_redirect_is_refused(server, promise, operation, word):
    """Nobody is sent there, no code is made, and the right redirect URI is accepted afterwards."""
    call = server.call(operation).but(redirect_uri=foreign(server.value("redirect_uri"), word))
    answer = call.send().refused(promise)
    if answer.header("Location"):
        answer.fail("a refusal that sends nobody anywhere", "one with a header Location")
    server.call(operation).send().accepted()


@scenario("authorization.foreign-redirect")
def test_redirect_of_another_client_is_refused(server, promise, operation):
    """That it is registered for somebody is not enough."""
    own, other = server.value("redirect_uri"), server.another_client().value("redirect_uri")
    if own == other:
        server.not_testable("both clients have the same redirect URI")
    answer = server.call(operation).but(redirect_uri=other).send().refused(promise)
    if answer.header("Location"):
        answer.fail("a refusal that sends nobody anywhere", "one with a header Location")


@scenario("authorization.twice")
def test_second_authorization_is_refused(server, promise, operation):
    """It is refused as long as the code is not exchanged, and does the first one no harm."""
    first = server.call(operation).send().for_setup()
    for _ in range(2):
        server.call(operation).send().refused(promise)
    server.does("issue").but(code=first.code).send().accepted()


@scenario("authorization.twice", alone=True)
def test_authorization_is_not_forgotten(server, promise, operation):
    """After minutes, too, both of two users are refused a second one, as long as the code of the first is good."""
    calls = [actor.call(operation).settled() for actor in (server.someone_else(), server)]
    made = [(call, call.send().for_setup().code) for call in calls]
    for seconds in MINUTES:
        server.time_passes(seconds)
        for call, code in made:
            again = call.send()
            if again.is_accepted and not call.actor.does("issue").but(code=code).send().is_accepted:
                server.not_testable("a code is good for a shorter time")
            again.refused(promise)


@scenario("authorization.twice")
def test_others_may_authorize_meanwhile(server, promise, operation):
    """It is this user who has authorized the client, and nobody else; and so it stays."""
    server.call(operation).send().for_setup()
    server.someone_else().call(operation).send().accepted()
    server.call(operation).send().refused(promise)


@scenario("authorization.twice")
def test_another_client_may_be_authorized_meanwhile(server, promise, operation):
    """That the user has authorized one client is no reason to refuse another one."""
    server.call(operation).send().for_setup()
    answer = server.another_client(same_user=True).call(operation).send()
    stranger = server.someone_else().another_client(same_user=True)
    if not answer.is_accepted and not stranger.call(operation).send().is_accepted:
        server.not_testable("nobody can authorize the other client with this redirect URI")
    answer.accepted()


@scenario("authorization.again")
def test_user_authorizes_again_after_the_exchange(server, promise, operation):
    """The code is gone, so there is another one, which is good."""
    first = server.call(operation).send().for_setup()
    server.does("issue").but(code=first.code).send().for_setup()
    again = server.call(operation).send().accepted(promise)
    if again.code == first.code:
        again.fail("another code than the one that was exchanged", "the same code")
    server.does("issue").but(code=again.code).send().accepted()


@scenario("authorization.session-required")
def test_no_code_without_a_session(server, promise, operation):
    """Whoever brings no session authorizes nothing, though a user is signed in elsewhere."""
    server.call(operation).settled().without(promise.part).send().refused(promise)


@scenario("authorization.session-required")
def test_no_code_for_a_spoilt_session(server, promise, operation):
    """What is almost a session is none."""
    call = server.call(operation).settled()
    session = call.values[promise.part]
    if not session.matches("[^;]+"):
        server.not_testable("the session is more than one cookie")
    for way in SPOILT_SESSIONS:
        call.but(**{promise.part: spoil(session, way)}).send().refused(promise)


@scenario(
    "authorization.no-open-redirect",
    "authorization.exact-redirect",
    word=lambda promise: sampled_from(promise.words),
    always=lambda promise: [{"word": word} for word in promise.words],
)
def test_nobody_is_sent_to_a_foreign_redirect(server, operation, word):
    """Wherever the answer leads, it is not there; a valid request is taken."""
    elsewhere = foreign(server.value("redirect_uri"), word)
    if server.call(operation).send().status >= 400:
        server.not_testable("a valid authorization request is refused")
    answer = server.call(operation).but(redirect_uri=elsewhere).send()
    if (answer.header("Location") or "").startswith(elsewhere):
        answer.fail("no redirect to a URI that is not registered", "one")


def check_state(server, answer, own, state):
    """Judge: who is sent back to the client takes the state along; not testable where nobody is sent back."""
    location = answer.header("Location") or ""
    if not location.startswith((f"{own}?", f"{own}&")):
        server.not_testable("nobody is sent back to the client without a page in between")
    if parse_qs(urlsplit(location).query, keep_blank_values=True).get("state") != [state]:
        answer.fail("the state that the client gave, once and unchanged", "another one, or none")


STATES = ("xyz", "a b+c%20&d=e/?", '"<~>"', "x" * 200)


@scenario(
    "authorization.state-returned",
    state=lambda promise: text(characters(min_codepoint=0x20, max_codepoint=0x7E), min_size=1, max_size=60),
    always=[{"state": state} for state in STATES],
)
def test_error_takes_the_state_along(server, promise, operation, state):
    """The client asks for what there is not, and is told so under the name that it gave the request."""
    call = server.call(operation).but(state=state, **{promise.part: "no-such-type"}).settled()
    check_state(server, call.send(), call.values["redirect_uri"], state)


@scenario(
    "authorization.state-returned",
    state=lambda promise: sampled_from(STATES),
    always=[{"state": state} for state in STATES],
)
def test_code_takes_the_state_along(server, operation, state):
    """Where a session is enough for a code, the state stands beside it."""
    call = server.call(operation).but(state=state).settled()
    check_state(server, call.send(), call.values["redirect_uri"], state)


@scenario("authorization.no-code-without-session")
def test_nobody_gets_a_code(server, operation):
    """Wherever who is not signed in is sent, no code goes along."""
    answer = server.call(operation).settled().but(cookie=None).send()
    if answer.code:
        answer.fail("no code while nobody is signed in", "a code")
