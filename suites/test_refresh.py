"""Refresh: a refresh token for a new access token, for whom it was made and for nobody else."""

from conformance.scenario import scenario
from conformance.strategies import spoil, token_like, ways_to_spoil

from .flaws import NEAR_MISSES, of_another_type
from .lifetimes import seconds_of
from .others import client_of_the_same_user
from .scopes import NO_SUCH_SCOPE, check_within, granted_to, several, shown_by, told_by, words_of

LONG = 3600
"""Seconds that count as the life of an access token where nobody says how long it is."""
NEVER_ISSUED = ("0", "no-such-refresh-token-was-ever-issued", "eyJhbGciOiJub25lIn0.eyJzdWIiOiIxIn0.")


@scenario("refresh.works")
def test_refresh_gives_a_good_access_token(server, promise, operation):
    """The new access token opens what the old one opened."""
    tokens = server.tokens()
    answer = server.call(operation).but(refresh_token=tokens.refresh_token).send().accepted(promise)
    if promise.through:
        server.call(promise.through).but(**{promise.part: answer.access_token}).send().accepted()
    server.check_alive("access_token", answer.access_token, "from a refresh")


@scenario("refresh.works")
def test_every_refresh_gives_a_good_access_token(server, promise, operation):
    """So it goes on with each refresh token that a refresh gives; where a new access token is promised, it is new."""
    tokens = server.tokens()
    for _ in range(3):
        answer = server.call(operation).but(refresh_token=tokens.refresh_token).send().accepted(promise)
        server.check_alive("access_token", answer.access_token, "from a refresh")
        if promise.another and answer.access_token == tokens.access_token:
            answer.fail("another access token than before", "the same one")
        if answer.refresh_token is None:
            break
        tokens = answer


@scenario("refresh.works", alone=True)
def test_refresh_gives_no_token_that_has_expired(server, promise, operation):
    """Past the end of the access token a refresh may be refused; what it gives, if it gives something, is good."""
    tokens = server.tokens()
    if tokens.lifetime is None:
        server.not_testable("the grant does not say how long its access token lives")
    server.time_passes(tokens.lifetime + 2)
    answer = server.call(operation).but(refresh_token=tokens.refresh_token).send()
    if answer.is_accepted:
        server.check_alive("access_token", answer.access_token, "from a refresh after the end of the old one")


@scenario("refresh.after-expiry", alone=True)
def test_refresh_restores_access_after_expiry(server, promise, operation):
    """The access token is past its end; its refresh token is not."""
    if 0 < server.figure(promise.refresh_lifetime, 0) <= seconds_of(server, promise) + promise.tolerance:
        server.not_testable("refresh tokens end as soon as the access tokens here")
    tokens = server.tokens()
    server.time_passes(seconds_of(server, promise) + promise.tolerance)
    answer = server.call(operation).but(refresh_token=tokens.refresh_token).send().accepted(promise)
    if answer.access_token == tokens.access_token:
        answer.fail("another access token than the expired one", "the expired one")
    server.check_alive("access_token", answer.access_token, "from a refresh after the end of the old one")
    server.check_dead("access_token", tokens.access_token, "past its end, after a refresh")


@scenario("refresh.lifetime", alone=True)
def test_refresh_token_lives_its_time(server, promise, operation):
    """Nobody has used it, and its time is nearly over."""
    token = server.tokens().refresh_token
    server.time_passes(promise.seconds - promise.tolerance)
    answer = server.call(operation).but(refresh_token=token).send().accepted(promise)
    server.check_alive("access_token", answer.access_token, "from a refresh with an old refresh token")


@scenario("refresh.whole-lifetime", alone=True)
def test_refreshed_token_has_its_own_lifetime(server, promise, operation):
    """A refresh in the middle of a life: if it gives another token, that one begins anew and lives to its end."""
    seconds = seconds_of(server, promise)
    tokens = server.tokens()
    server.time_passes(seconds // 2)
    fresh = server.call(operation).but(refresh_token=tokens.refresh_token).send().for_setup()
    if fresh.access_token == tokens.access_token:
        server.not_testable("a refresh gives the access token again that is alive")
    if not promise.by_use and not seconds - promise.tolerance <= (fresh.lifetime or 0) <= seconds:
        fresh.fail(f"a lifetime of {seconds} s", f"{fresh.lifetime} s")
    server.time_passes(seconds - 2 * promise.tolerance)
    server.check_alive("access_token", fresh.access_token, "just before its end")
    server.check_dead("access_token", tokens.access_token, "long past its end, which a refresh does not move")


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


@scenario("refresh.unknown-token")
def test_refresh_token_of_another_type_is_refused(server, promise, operation):
    """Neither a number nor an object is a refresh token."""
    call = server.call(operation).settled()
    for value in of_another_type(call, "refresh_token"):
        call.but(refresh_token=value).send().refused()


@scenario("refresh.other-token")
def test_other_token_refreshes_nothing(server, promise, operation, token):
    """An access token in the place of the refresh token is refused, and lives on."""
    other = server.tokens(of="client" if token == "client_token" else "user").access_token
    server.call(operation).but(refresh_token=other).send().refused(promise)


@scenario("refresh.foreign-client")
def test_refresh_token_is_of_no_use_to_another_client(server, promise, operation):
    """Another client is refused, also one that the same user trusts, and the rightful one is not harmed by it."""
    token = server.tokens().refresh_token
    client_of_the_same_user(server).call(operation).but(refresh_token=token).send().refused(promise)
    server.check_alive("refresh_token", token, "after another client tried it")


@scenario("refresh.rotation")
def test_refresh_replaces_the_refresh_token(server, promise, operation):
    """Every refresh gives another one, and those that were used are refused; the rest may end with it."""
    used = [server.tokens().refresh_token]
    for _ in range(2):
        answer = server.call(operation).but(refresh_token=used[-1]).send().for_setup()
        if answer.refresh_token in (None, *used):
            answer.fail("another refresh token", "the old one" if answer.refresh_token else "none")
        used.append(answer.refresh_token)
    for old in used[:-1]:
        server.call(operation).but(refresh_token=old).send().refused(promise, keeps=False)


@scenario("refresh.rotation")
def test_refresh_token_is_good_once_at_the_same_moment(server, promise, operation):
    """Of three refreshes with one token at the same moment at most one is accepted."""
    call = server.call(operation).settled()
    accepted = [answer for answer in server.together(call, call, call) if answer.is_accepted]
    if len(accepted) > 1:
        accepted[1].fail("one accepted refresh at the most", f"{len(accepted)} of 3 at the same moment")


@scenario("refresh.rotation")
def test_refresh_replaces_no_other_refresh_token(server, promise, operation):
    """That of another user is as good as before, and so is the one of another grant to the same user."""
    tokens, again, others = server.tokens(), server.tokens(), server.someone_else().tokens()
    server.call(operation).but(refresh_token=tokens.refresh_token).send().for_setup()
    for kept in (others, again):
        server.check_alive("refresh_token", kept.refresh_token, "after a refresh with another one")


@scenario("refresh.spares-access-token")
def test_access_token_outlives_a_refresh(server, promise, operation):
    """The one that was there before, that of another user, and the one that the user gave another client."""
    tokens = server.tokens()
    holders = (server, server.someone_else(), client_of_the_same_user(server))
    held = [(holder, holder.tokens().access_token) for holder in holders]
    server.call(operation).but(refresh_token=tokens.refresh_token).send().for_setup()
    server.check_alive("access_token", tokens.access_token, "after a refresh")
    for holder, token in held:
        holder.check_alive("access_token", token, "after a refresh of other tokens")


@scenario("refresh.repeatable")
def test_refresh_after_refresh_is_accepted(server, promise, operation):
    """Five in a row, each with the newest refresh token of the grant, also where it is not the user's only one."""
    token = server.tokens().refresh_token
    for _ in range(promise.beside or 0):
        server.tokens()
    for _ in range(5):
        answer = server.call(operation).but(refresh_token=token).send().accepted(promise)
        token = answer.refresh_token or token
    server.check_alive("access_token", answer.access_token, "from the fifth refresh")


@scenario("refresh.late", alone=True)
def test_refresh_long_after_expiry(server, promise, operation):
    """Not settled by the documents: whether a refresh token has an end is only recorded."""
    token = server.tokens().refresh_token
    server.time_passes(promise.seconds + promise.grace + promise.tolerance)
    answer = server.call(operation).but(refresh_token=token).send()
    server.observe(f"a refresh {promise.grace} s after the end of the access token: status {answer.status}")


@scenario("refresh.same-user")
def test_refreshed_token_acts_for_the_same_user(server, promise, operation):
    """Two users refresh by turns, each with the newest refresh token: the service says of both what it said before."""
    tokens = {actor: actor.tokens() for actor in (server, server.someone_else())}

    def shown(answer):
        return server.call(promise.through).but(**{promise.part: answer.access_token}).send()

    before = {actor: shown(answer).for_setup().get(promise.member) for actor, answer in tokens.items()}
    if None in before.values() or len(set(before.values())) == 1:
        server.not_testable(f"{promise.through} does not tell users apart by {promise.member}")
    newest = {actor: answer.refresh_token for actor, answer in tokens.items()}
    for _ in range(3):
        fresh = {actor: server.call(operation).but(refresh_token=newest[actor]).send().for_setup() for actor in tokens}
        for actor, answer in fresh.items():
            if shown(answer).accepted().get(promise.member) != before[actor]:
                answer.fail("a token of the same user", "a token of another user")
            newest[actor] = answer.refresh_token or newest[actor]


def check_scope_is(server, answer, scope, shown):
    """Judge: the answer says this scope, if it says one, and the token shows what the first one showed."""
    told, found = words_of(answer.scope), shown_by(server, answer.access_token)
    if told not in (None, scope):
        answer.fail(f"the scope {' '.join(sorted(scope))}", " ".join(sorted(told)))
    if None not in (shown, found) and found != shown:
        answer.fail(f"a token with the scope {' '.join(sorted(shown))}", " ".join(sorted(found)))


@scenario("refresh.scope.kept")
def test_refresh_keeps_the_scope(server, promise, operation):
    """No scope is asked for, so it is that of the grant, the second time as the first."""
    tokens = server.tokens()
    scope, shown = granted_to(server, tokens), shown_by(server, tokens.access_token)
    token = tokens.refresh_token
    for _ in range(2):
        answer = server.call(operation).but(refresh_token=token).send().accepted(promise)
        check_scope_is(server, answer, scope, shown)
        token = answer.refresh_token or token


@scenario("refresh.scope.wider")
def test_refresh_gives_no_unknown_scope(server, promise, operation):
    """What is asked for beyond the grant is refused, or not given and told so."""
    tokens = server.tokens()
    limit = granted_to(server, tokens)
    asked = [*sorted(limit), NO_SUCH_SCOPE]
    answer = server.call(operation).but(refresh_token=tokens.refresh_token, scope=" ".join(asked)).send()
    if answer.is_accepted:
        check_within(server, answer, limit, asked)
    else:
        answer.refused(promise)


@scenario("refresh.scope.wider")
def test_refresh_gives_no_scope_that_the_grant_left_out(server, promise, operation):
    """The client could have had it, and the user did not give it."""
    whole = several(server, server.tokens())
    narrow = server.does("issue").but(scope=min(whole)).send().for_setup()
    limit = granted_to(server, narrow)
    if limit >= whole:
        server.not_testable("a grant for less gives the same")
    answer = server.call(operation).but(refresh_token=narrow.refresh_token, scope=" ".join(sorted(whole))).send()
    if answer.is_accepted:
        check_within(server, answer, limit, whole)
    else:
        answer.refused(promise)


@scenario("refresh.scope.narrower")
def test_refresh_for_less_gives_less_or_says_so(server, promise, operation):
    """The token shows no more than the answer says, which is what was asked for if it says nothing."""
    tokens = server.tokens()
    whole = several(server, tokens)
    asked = {min(whole)}
    call = server.call(operation).but(refresh_token=tokens.refresh_token, scope=min(whole))
    answer = call.send().accepted(promise)
    check_within(server, answer, told_by(answer, asked) & whole, asked)


@scenario("refresh.scope.not-sticky")
def test_refresh_for_less_takes_nothing_away(server, promise, operation):
    """After it the newest refresh token is good for the whole scope again."""
    tokens = server.tokens()
    whole, shown = several(server, tokens), shown_by(server, tokens.access_token)
    call = server.call(operation).but(refresh_token=tokens.refresh_token, scope=min(whole))
    newest = call.send().for_setup().refresh_token or tokens.refresh_token
    answer = server.call(operation).but(refresh_token=newest).send().accepted(promise)
    check_scope_is(server, answer, whole, shown)


@scenario("refresh.old-tokens")
def test_old_tokens_after_a_refresh(server, operation):
    """Left to the server: whether the refresh token is replaced, and what the old tokens are good for, is recorded."""
    first = server.tokens()
    fresh = server.call(operation).but(refresh_token=first.refresh_token).send().for_setup()
    is_new = fresh.refresh_token not in (None, first.refresh_token)
    alive = server.can_ask("access_token") and server.is_alive("access_token", first.access_token)
    again = server.call(operation).but(refresh_token=first.refresh_token).send()
    server.observe(
        f"{'another refresh token' if is_new else 'no other refresh token'}, the old one is answered {again.status}; "
        f"the old access token {'lives' if alive else 'is dead, or nobody can be asked'}"
    )


def replaced(server, operation, tokens):
    """Refresh, and return the answer; not testable where a refresh does not replace the refresh token."""
    answer = server.call(operation).but(refresh_token=tokens.refresh_token).send().for_setup()
    if answer.refresh_token in (None, tokens.refresh_token):
        server.not_testable("a refresh gives no other refresh token here")
    return answer


@scenario("refresh.replaced-token")
def test_replaced_refresh_token_is_refused(server, promise, operation):
    """At once, and when the one that replaced it was used as well."""
    for again in (False, True):
        first = server.tokens()
        newer = replaced(server, operation, first)
        if again:
            replaced(server, operation, newer)
        server.call(operation).but(refresh_token=first.refresh_token).send().refused(promise, keeps=False)


@scenario("refresh.rotation", "refresh.replaced-token", alone=True)
def test_replaced_refresh_token_is_refused_later(server, promise, operation):
    """Nobody tries at once: it is no better when the access token that it gave has ended."""
    first = server.tokens()
    newer = replaced(server, operation, first)
    server.time_passes((newer.lifetime or LONG) + 60)
    server.call(operation).but(refresh_token=first.refresh_token).send().refused(promise, keeps=False)


@scenario("refresh.replaced-token.ends-grant")
def test_reuse_ends_the_tokens_of_the_grant(server, operation):
    """One of the two who used it is a thief, and nobody knows which."""
    first = server.tokens()
    newest = replaced(server, operation, replaced(server, operation, first))
    if server.call(operation).but(refresh_token=first.refresh_token).send().is_accepted:
        server.not_testable("a replaced refresh token is still good here")
    server.check_dead("access_token", newest.access_token, "after the reuse of a replaced refresh token")
    server.check_dead("refresh_token", newest.refresh_token, "after the reuse of a replaced refresh token")


@scenario("refresh.spares-others")
def test_refresh_and_reuse_end_nothing_of_another_user(server, operation):
    """Whatever becomes of the own tokens, those of somebody else are as good as before."""
    other = server.someone_else()
    theirs, mine = other.tokens(), server.tokens()
    server.call(operation).but(refresh_token=mine.refresh_token).send().for_setup()
    server.call(operation).but(refresh_token=mine.refresh_token).send()
    for kind in ("access_token", "refresh_token"):
        if theirs.get(kind) and other.can_ask(kind):
            other.check_alive(kind, theirs.get(kind), "of another user, after a refresh")


@scenario("refresh.after-refusal")
def test_refresh_token_after_a_refusal(server, operation):
    """Too much was asked for with it, and it came with a wrong secret: what is left of it is only recorded."""
    token = server.tokens().refresh_token
    call = server.call(operation).but(refresh_token=token)
    wrong = (call.but(scope=NO_SUCH_SCOPE), call.but(client_secret=spoil(server.client_secret, "one more")))
    answers = ", ".join(str(each.send().status) for each in wrong)
    server.observe(f"after requests answered {answers} the refresh token is answered {call.send().status}")


@scenario("refresh.scope.wider")
def test_refresh_without_scope_does_not_widen_the_grant(server, promise, operation):
    """A grant for less stays one where no scope is asked for."""
    whole = several(server, server.tokens())
    narrow = server.does("issue").but(scope=min(whole)).send().for_setup()
    limit = granted_to(server, narrow)
    answer = server.call(operation).but(refresh_token=narrow.refresh_token).send().accepted()
    check_within(server, answer, limit, limit)


@scenario("refresh.token-expiry", alone=True)
def test_refreshed_token_ends_as_told(server, promise, operation):
    """A token from a refresh has an end like the first one."""
    tokens = server.tokens()
    answer = server.call(operation).but(refresh_token=tokens.refresh_token).send().accepted(promise)
    if answer.lifetime is None or answer.access_token == tokens.access_token:
        server.not_testable("a refresh gives no other access token, or nobody says how long it lives")
    server.time_passes(answer.lifetime + 5)
    server.check_dead("access_token", answer.access_token, "from a refresh, past its end")
