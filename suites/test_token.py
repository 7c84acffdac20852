"""Access tokens over time: how long they live, and when the same one is given again."""

from conformance.scenario import scenario

from .lifetimes import seconds_of, token_with_time_left
from .others import client_of_the_same_user

AT_ITS_END = 5
"""Seconds: a token that has no more to live may be followed by another one at any moment."""


@scenario("token.reuse")
def test_same_credentials_get_the_same_token(server, operation):
    """Three grants, with a use of the token between them: one token."""
    first = server.call(operation).send().for_setup()
    for _ in range(2):
        server.check_alive(server.kind(operation), first.access_token, "before the same grant again")
        again = server.call(operation).send().for_setup()
        if again.access_token != first.access_token and (first.lifetime or AT_ITS_END + 1) > AT_ITS_END:
            again.fail("the same access token as before", "another one")


@scenario("token.reuse")
def test_grants_to_others_do_not_change_the_token(server, operation):
    """Between two grants there is one to another user, and one to the client itself."""
    first = server.call(operation).send().for_setup()
    server.someone_else().tokens()
    server.tokens(of="client")
    again = server.call(operation).send().for_setup()
    if again.access_token != first.access_token and (first.lifetime or AT_ITS_END + 1) > AT_ITS_END:
        again.fail("the same access token as before", "another one")


@scenario("token.reuse", alone=True)
def test_token_is_the_same_in_the_middle_of_its_life(server, operation):
    """As long as it lives is longer than a moment."""
    first = server.call(operation).send().for_setup()
    server.time_passes((first.lifetime or 0) // 2)
    again = server.call(operation).send().for_setup()
    if again.access_token != first.access_token and (first.lifetime or AT_ITS_END + 1) > AT_ITS_END:
        again.fail("the same access token as half its life ago", "another one")


@scenario("token.reuse.at-once", alone=True)
def test_grants_at_the_same_moment_get_the_same_token(server, operation):
    """Whichever of them comes first, the others find its token; none is there before, if it can be revoked."""
    call = server.call(operation).settled()
    server.does("revoke").but(token=call.send().for_setup().access_token).send()
    answers = [answer.for_setup() for answer in server.together(call, call, call)]
    if len({answer.access_token for answer in answers}) > 1 and (answers[0].lifetime or AT_ITS_END + 1) > AT_ITS_END:
        answers[-1].fail("one access token for grants at the same moment", "more than one")


@scenario("token.reuse.per-user")
def test_another_client_gets_another_token(server, operation):
    """Two clients do not share one."""
    mine, theirs = (actor.tokens(of="client") for actor in (server, server.another_client()))
    if mine.access_token == theirs.access_token:
        theirs.fail("a token of the other client's own", "the token of the first")


@scenario("token.reuse.per-user")
def test_other_credentials_get_another_token(server, operation):
    """Two users and the client itself have three tokens, however often they ask."""
    other = server.someone_else()
    for _ in range(2):
        mine = server.call(operation).send().for_setup()
        theirs = other.call(operation).send().for_setup()
        if mine.access_token in (theirs.access_token, server.tokens(of="client").access_token):
            mine.fail("a token of the user's own", "the token of somebody else")
    server.check_alive(server.kind(operation), mine.access_token, "beside that of another user")
    other.check_alive(server.kind(operation), theirs.access_token, "beside that of another user")


@scenario("token.reuse.per-client")
def test_namesakes_of_two_clients_have_their_own_tokens(server, promise, operation):
    """What one client's user gets is nothing that the other client's user has."""
    first = server.call(promise.create).settled()
    name = first.send().for_setup().username
    second = server.another_client().call(promise.create).but(**{promise.part: name}).settled()
    if not second.send().is_accepted:
        server.not_testable("a name that one client's user has cannot be given to another client's")
    found = set()
    for creation in (first, second):
        answer = creation.actor.call(operation).but(username=name, password=creation.values["password"]).send()
        if not answer.is_accepted:
            server.not_testable("a new user is not authorized at once at this target")
        found.add(answer.access_token)
    if len(found) == 1:
        server.deviates("a token for each of the two users", "one token for both")


@scenario("token.reuse.after-expiry", alone=True)
def test_same_token_until_its_end_and_another_after_it(server, promise, operation):
    """The same grant gives the old token just before its end, a new and good one just after it."""
    seconds = seconds_of(server, promise)
    first = token_with_time_left(server, operation, promise, seconds)
    server.time_passes(min(first.lifetime or seconds, seconds) - promise.tolerance)
    before = server.call(operation).send().accepted()
    if before.access_token != first.access_token:
        before.fail("the same access token just before its end", "another one")
    server.time_passes(2 * promise.tolerance)
    after = server.call(operation).send().accepted()
    if after.access_token == first.access_token:
        after.fail("another access token just past the end of the first", "the expired one")
    server.check_alive(server.kind(operation), after.access_token, "issued after the end of the first")
    server.check_dead(server.kind(operation), first.access_token, "past its end, after another grant")


@scenario("token.reuse.after-revocation", "token.after-revocation")
def test_revoked_token_is_not_given_again(server, operation, token, hint):
    """After each kind of revocation the same grant gives good tokens, and the revoked one stays dead."""
    first = server.call(operation).send().for_setup()
    revocation = server.does("revoke").but(token=first.get(token), hint=None if hint == "none" else hint)
    revocation.send().for_setup()
    again = server.call(operation).send().accepted()
    if again.get(token) == first.get(token):
        again.fail(f"another {token.replace('_', ' ')} than the revoked one", "the revoked one")
    server.check_alive(server.kind(operation), again.access_token, "issued after a revocation")
    server.check_dead(
        server.kind(operation) if token == "access_token" else token,
        first.get(token),
        "after its revocation and another grant",
    )
    if again.refresh_token and server.can_ask("refresh_token"):
        server.check_alive("refresh_token", again.refresh_token, "issued after a revocation")


@scenario("token.reuse.around-refresh")
def test_grant_after_a_refresh(server, operation):
    """Which token the same credentials get then is only recorded."""
    first = server.call(operation).send().for_setup()
    fresh = server.does("refresh").but(refresh_token=first.refresh_token).send().for_setup()
    old_one = "the first" if fresh.access_token == first.access_token else "another"
    fate = "lives" if server.is_alive(server.kind(operation), first.access_token) else "is dead"
    again = server.call(operation).send().for_setup()
    known = {first.access_token: "the first", fresh.access_token: "the refreshed one"}
    given = known.get(again.access_token, "a third")
    server.observe(f"a refresh gives {old_one} access token, the first {fate}; the next grant gives {given}")


@scenario("token.expiry", alone=True)
def test_token_lives_its_time_and_no_longer(server, promise, operation):
    """Alive just before its end, dead just after it."""
    seconds = seconds_of(server, promise)
    answer = token_with_time_left(server, operation, promise, seconds)
    left = seconds if promise.is_new else min(answer.lifetime or seconds, seconds)
    server.time_passes(left - promise.tolerance)
    server.check_alive(server.kind(operation), answer.access_token, "just before its end")
    server.time_passes(2 * promise.tolerance)
    server.check_dead(server.kind(operation), answer.access_token, "just past its end", status=promise.status)


@scenario("token.outlives-others")
def test_token_does_not_end_with_what_others_do(server, operation):
    """Another grant of the user, another user and another client refresh and renew, whatever they are answered."""
    token = server.call(operation).send().for_setup().access_token
    actors = (server, server.someone_else(), client_of_the_same_user(server))
    others = [(actor, answer) for actor in actors if (answer := actor.tokens()).access_token != token]
    if not server.is_alive(server.kind(operation), token):
        server.not_testable("a later grant ends an earlier one")
    for actor, answer in others:
        if server.can("renew"):
            actor.does("renew").but(token=answer.access_token).send()
        if answer.refresh_token:
            actor.does("refresh").but(refresh_token=answer.refresh_token).send()
    server.check_alive(server.kind(operation), token, "after a refresh of other tokens")


@scenario("token.never-expires", alone=True)
def test_personal_token_does_not_end_with_the_others(server, promise):
    """When other tokens end, and as long again after that, it is good."""
    token = server.state(promise.state)["access_token"]
    server.check_alive(promise.kind, token, "that is personal")
    for _ in range(2):
        server.time_passes(promise.seconds + promise.tolerance)
        server.check_alive(promise.kind, token, "that is personal, past the lifetime of the others")


@scenario("token.configured-lifetime", alone=True)
def test_changed_lifetime_holds_for_new_tokens(server, promise, operation):
    """A token that is made after the change says so, and keeps to it."""
    server.does("revoke").but(token=server.tokens().access_token).send().for_setup()
    with server.changed(promise.configure, **{promise.part: promise.seconds}):
        answer = server.call(operation).send().for_setup()
    if not promise.seconds - promise.tolerance <= (answer.lifetime or 0) <= promise.seconds:
        answer.fail(f"a lifetime of {promise.seconds} s", f"{answer.lifetime} s")
    server.time_passes(promise.seconds - promise.tolerance)
    server.check_alive(server.kind(operation), answer.access_token, "just before its configured end")
    server.time_passes(2 * promise.tolerance)
    server.check_dead(server.kind(operation), answer.access_token, "just past its configured end")


@scenario("token.configured-lifetime.nothing-else", alone=True)
def test_change_of_the_lifetime_leaves_older_tokens_alone(server, promise, operation):
    """Past the new lifetime, a user's and the client's token from before the change are alive."""
    passed = promise.seconds + promise.tolerance
    mine, own = server.call(operation).send().for_setup(), server.tokens(of="client")
    if any(0 < (answer.lifetime or 0) <= passed + AT_ITS_END for answer in (mine, own)):
        server.not_testable("tokens end by themselves as soon as that")
    with server.changed(promise.configure, **{promise.part: promise.seconds}):
        server.time_passes(passed)
        server.check_alive(server.kind(operation), mine.access_token, "that was issued before the change")
        server.check_alive(promise.kind, own.access_token, "that was issued before the change")


@scenario("token.configured-lifetime.nothing-else", alone=True)
def test_change_of_the_lifetime_leaves_refresh_tokens_alone(server, promise, operation):
    """A refresh token from within the change outlives the access token that came with it."""
    if 0 < server.figure(promise.refresh_lifetime, 0) <= promise.seconds + promise.tolerance:
        server.not_testable("refresh tokens end as soon as that by themselves")
    with server.changed(promise.configure, **{promise.part: promise.seconds}):
        tokens = server.call(operation).send().for_setup()
    server.time_passes(promise.seconds + promise.tolerance)
    server.check_alive("refresh_token", tokens.refresh_token, "past the configured end of its access token")


@scenario("token.configured-lifetime.nothing-else", alone=True)
def test_change_of_the_lifetime_leaves_the_other_one_alone(server, promise, operation):
    """Each kind of tokens has a figure of its own."""
    before = server.figure(promise.other)
    if before is None:
        server.not_testable("the target does not show the lifetime of the other kind of tokens")
    with server.changed(promise.configure, **{promise.part: promise.seconds}):
        after = server.figure(promise.other)
    if after != before:
        server.deviates(f"{before} s for the other kind of tokens", f"{after} s")
