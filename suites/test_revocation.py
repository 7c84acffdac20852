"""Revocation: what it ends, what it spares, who may ask for it."""

from hypothesis.strategies import integers, sampled_from

from conformance.scenario import scenario
from conformance.strategies import spoil, token_like, ways_to_spoil

from .lifetimes import seconds_of
from .others import client_of_the_same_user, client_with_a_user

ENDING = ("revocation.hint.access-token", "revocation.hint.refresh-token", "revocation.no-hint")
WHICH = ("oldest", "refreshed", "replaced", "newest")
EVERYBODY = ("other sign-in", "client", "other user", "other client")
ROUNDS = 3
NEVER_ISSUED = ("0", "no-such-token-was-ever-issued", "eyJhbGciOiJub25lIn0.eyJzdWIiOiIxIn0.")


@scenario("revocation.accepted")
def test_revocation_of_a_live_token_is_accepted(server, promise, operation, token, hint):
    """The token is live, and the hint, if there is one, is the right one."""
    given = server.tokens().get(token)
    server.call(operation).but(token=given, hint=None if hint == "none" else hint).send().accepted(promise)


@scenario("revocation.accepted")
def test_revocation_of_a_later_token_is_accepted(server, promise, operation, token, hint):
    """A token that a refresh or a renewal gave is a token like the first one."""
    hint = None if hint == "none" else hint
    tokens = server.tokens()
    fresh = server.does("refresh").but(refresh_token=tokens.refresh_token).send().for_setup()
    given = fresh.get(token) or tokens.get(token)
    server.call(operation).but(token=given, hint=hint).send().accepted(promise)
    if server.can("renew") and token == "access_token":
        renewed = server.does("renew").but(token=server.tokens().access_token).send().for_setup()
        server.call(operation).but(token=renewed.access_token, hint=hint).send().accepted(promise)


@scenario(*ENDING, "revocation.account", "revocation.only-the-token")
def test_revocation_ends_what_it_says_and_nothing_else(server, promise, operation, token):
    """Every related token is asked after one revocation."""
    family = server.family()
    asked = {"hint": promise.hint, **(promise.also or {})}
    server.call(operation).but(token=family[token], **asked).send().accepted(promise)
    for related in family.ended_by(promise.ends, token):
        related.check_dead()
    for related in family.beyond(promise.spares):
        related.check_alive()


@scenario(*ENDING, alone=True)
def test_what_was_ended_stays_ended(server, promise, operation, token):
    """In the middle of a life everything that the revocation ended is as dead as before; no list forgets it."""
    family = server.family()
    asked = {"hint": promise.hint, **(promise.also or {})}
    server.call(operation).but(token=family[token], **asked).send().accepted(promise)
    ended = family.ended_by(promise.ends, token)
    server.time_passes((family.lifetime or 4) // 2)
    for related in ended:
        related.check_dead()


@scenario(
    "revocation.account",
    which=lambda promise: sampled_from(WHICH),
    always=[{"which": which} for which in WHICH],
)
def test_whichever_token_is_named_all_end(server, promise, operation, token, which):
    """Grants, a refresh of one of them, a renewal of another where there is one: whichever is named, all end."""
    made = [server.tokens() for _ in range(3)]
    made.append(server.does("refresh").but(refresh_token=made[1].refresh_token).send().for_setup())
    if server.can("renew"):
        made.append(server.does("renew").but(token=made[2].access_token).send().for_setup())
    named = {"oldest": made[0], "refreshed": made[3], "replaced": made[2], "newest": made[-1]}[which]
    if which == "replaced" and not server.is_alive("access_token", named.access_token):
        named = made[0]  # a renewal may end what it replaces
    server.call(operation).but(token=named.get(token)).send().accepted(promise)
    for answer in made:
        server.check_dead("access_token", answer.access_token, f"of a user whose {which} one was revoked")


@scenario(
    "revocation.account",
    count=lambda promise: integers(2, 12),
    place=lambda promise: integers(0, 11),
    always=[{"count": 2, "place": 0}, {"count": 2, "place": 1}, {"count": 12, "place": 5}],
)
def test_however_many_tokens_there_are_all_end(server, promise, operation, token, count, place):
    """None is left because there were too many, or because it was not the first or the last one."""
    made = [server.tokens() for _ in range(count)]
    server.call(operation).but(token=made[place % count].get(token)).send().accepted(promise)
    for number, answer in enumerate(made, 1):
        server.check_dead("access_token", answer.access_token, f"number {number} of {count}, after a revocation")


@scenario("revocation.account", alone=True)
def test_tokens_of_any_age_end_together(server, promise, operation, token):
    """Both ways: the young token ends with the old one, and the old one with the young."""
    for is_old_named in (True, False):
        old = server.tokens()
        server.time_passes((old.lifetime or 4) // 2)
        young = server.tokens()
        named = old if is_old_named else young
        server.call(operation).but(token=named.get(token)).send().accepted(promise)
        server.check_dead("access_token", old.access_token, "of half its age, after a revocation")
        server.check_dead("access_token", young.access_token, "just issued, after a revocation")


@scenario("revocation.account", alone=True)
def test_token_renewed_after_its_end_ends_with_the_others(server, promise, operation, token):
    """That it had expired before it was renewed makes it no token of somebody else."""
    if not server.can("renew"):
        server.not_testable("there is no renewal here")
    old = server.tokens()
    server.time_passes((old.lifetime or 0) + 60)
    fresh = server.does("renew").but(token=old.access_token).send().for_setup()
    server.call(operation).but(token=server.tokens().get(token)).send().accepted(promise)
    server.check_dead("access_token", fresh.access_token, "renewed after the end of the old one, after a revocation")


@scenario("revocation.account", alone=True)
def test_what_is_revoked_stays_dead(server, promise, operation, token):
    """Neither time nor a new authorization brings a token back, and the new one does not end with the old ones."""
    older, tokens = server.tokens(), server.tokens()
    server.call(operation).but(token=tokens.get(token)).send().accepted(promise)
    again = server.tokens()
    server.time_passes((again.lifetime or 4) // 2)
    server.check_alive("access_token", again.access_token, "from a new authorization after a revocation")
    for answer in (older, tokens):
        server.check_dead("access_token", answer.access_token, "long after its revocation, and a new authorization")


@scenario("revocation.by-user")
def test_revocation_by_user_ends_all_of_that_user(server, promise, operation):
    """No token is named, and those of another user and at another client live on."""
    made = [server.tokens() for _ in range(2)]
    spared = [(actor, actor.tokens()) for actor in (server.someone_else(), server.another_client(same_user=True))]
    user = server.value(promise.user)
    server.call(operation).without(promise.part).but(**{promise.instead: user}).send().accepted(promise)
    for answer in made:
        server.check_dead("access_token", answer.access_token, "of the user who was named")
    for actor, answer in spared:
        actor.check_alive("access_token", answer.access_token, "of another user, or at another client")


def subscriptions(actor, promise, *answers):
    """Have a subscription made for each of these tokens; not testable where one is not active from the start."""
    made = [actor.state(promise.state, access_token=answer.access_token)[promise.member] for answer in answers]
    if not all(actor.is_alive(promise.kind, each) for each in made):
        actor.not_testable(f"the state {promise.state!r} gives none that is active")
    return made


def check_over(server, promise, made):
    """Judge at once that none of these subscriptions goes on, nor waits for something to go on."""
    if any(server.is_alive(promise.lasting, each) for each in made):
        server.deviates("subscriptions that are canceled as soon as the revocation is answered", "one that is not")


@scenario("revocation.subscription")
def test_subscriptions_end_at_once(server, promise, operation):
    """Two of the named token and one of another that ends with it: the answer is there, and they are over."""
    sibling, named = server.tokens(), server.tokens()
    made = subscriptions(server, promise, named, sibling, named)
    server.call(operation).but(token=named.access_token).send().accepted(promise)
    check_over(server, promise, made)


@scenario("revocation.subscription")
def test_subscriptions_end_with_the_tokens_of_a_user(server, promise, operation):
    """The user is named instead of a token; wherever that ends the tokens, it ends what hangs on them."""
    answers = [server.tokens() for _ in range(2)]
    made = subscriptions(server, promise, *answers)
    user = server.value(promise.user)
    answer = server.call(operation).without(promise.part).but(**{promise.instead: user}).send()
    if not answer.is_accepted or any(server.is_alive("access_token", each.access_token) for each in answers):
        server.not_testable("a revocation that names the user does not end the user's tokens here")
    check_over(server, promise, made)


@scenario("revocation.subscription")
def test_subscriptions_of_others_go_on(server, promise, operation):
    """What hangs on the token of another user, or on one of another client, is not concerned."""
    others = (server.someone_else(), server.another_client(same_user=True))
    made = [(actor, *subscriptions(actor, promise, actor.tokens())) for actor in others]
    server.call(operation).send().accepted(promise)
    for actor, subscription in made:
        actor.check_alive(promise.kind, subscription, "of another user, or at another client")


@scenario("revocation.subscription")
def test_refused_revocation_cancels_nothing(server, promise, operation):
    """Who does not know the secret ends no subscription either."""
    tokens = server.tokens()
    made = subscriptions(server, promise, tokens)
    wrong = spoil(server.client_secret, "one more")
    server.call(operation).but(token=tokens.access_token, client_secret=wrong).send().refused()
    for each in made:
        server.check_alive(promise.kind, each, "after a refused revocation")


@scenario("revocation.personal-token.spared")
def test_personal_token_outlives_the_revocation(server, promise, operation):
    """It was not issued to a user of the client, so it is none of the user's tokens."""
    token = server.state(promise.state)["access_token"]
    if not server.is_alive("access_token", token):
        server.not_testable(f"the {promise.state} is not alive")
    server.call(operation).send().accepted(promise)
    server.check_alive("access_token", token, "that is personal, after the revocation of a user's")


@scenario("revocation.personal-token")
def test_revocation_of_a_personal_token(server, promise, operation):
    """Not documented: answer and effect are only recorded."""
    token = server.state(promise.state)["access_token"]
    answer = server.call(operation).but(token=token).send()
    alive = server.is_alive("access_token", token)
    server.observe(f"a personal token: status {answer.status}, the token {'lives' if alive else 'is dead'}")


def sign_in_and_refresh(server, times=2):
    """Return the answers of a grant and of refreshes after it, each with the newest refresh token there is."""
    made = [server.tokens()]
    for _ in range(times):
        latest = next((answer.refresh_token for answer in reversed(made) if answer.refresh_token), None)
        made.append(server.does("refresh").but(refresh_token=latest).send().for_setup())
    return made


def check_grant_is_dead(server, promise, made, given):
    """Judge that all its access tokens are dead; other refresh tokens than the given one only without a hint."""
    refreshing = [answer.refresh_token for answer in made if answer.refresh_token]
    for answer in made:
        server.check_dead("access_token", answer.access_token, "after two refreshes, and the revocation that ends it")
    for ended in refreshing if promise.hint is None else [token for token in refreshing if token == given]:
        server.check_dead("refresh_token", ended, "after two refreshes, and the revocation that ends it")


@scenario("revocation.hint.refresh-token", "revocation.no-hint")
def test_refreshed_tokens_share_the_fate_of_their_grant(server, promise, operation, token):
    """The newest token is given, and what was made before it ends as well."""
    made = sign_in_and_refresh(server)
    given = next(answer.get(token) for answer in reversed(made) if answer.get(token))
    server.call(operation).but(token=given, hint=promise.hint).send().accepted(promise)
    if promise.ends == "token":
        server.check_dead(token, given, "after its revocation")
    else:
        check_grant_is_dead(server, promise, made, given)


@scenario("revocation.hint.refresh-token", "revocation.no-hint")
def test_oldest_token_speaks_for_its_grant(server, promise, operation, token):
    """The oldest token is given while it lives, and what was made after it ends as well."""
    made = sign_in_and_refresh(server)
    given = made[0].get(token)
    if server.can_ask(token) and not server.is_alive(token, given):
        server.not_testable(f"a refresh ends the {token.replace('_', ' ')} that was there before it")
    server.call(operation).but(token=given, hint=promise.hint).send().accepted(promise)
    if promise.ends == "token":
        server.check_dead(token, given, "after its revocation")
    else:
        check_grant_is_dead(server, promise, made, given)


@scenario("revocation.bystanders")
def test_revocation_ends_nothing_of_others(server, promise, operation, token, hint):
    """Whatever the answer is, the tokens of everybody else live on."""
    family = server.family()
    server.call(operation).but(token=family[token], hint=None if hint == "none" else hint).send()
    for related in family.beyond(promise.spares):
        related.check_alive()


@scenario("revocation.at-once")
def test_refresh_beside_a_revocation_leaves_nothing_alive(server, promise, operation, token):
    """Either a refresh is refused, or what it gave ends with the rest of the grant."""
    first, _ = sign_in_and_refresh(server, 1)
    if server.can_ask(token) and not server.is_alive(token, first.get(token)):
        server.not_testable(f"a refresh ends the {token.replace('_', ' ')} that was there before it")
    for _ in range(ROUNDS):
        tokens = server.tokens()
        refresh = server.does("refresh").but(refresh_token=tokens.refresh_token)
        revocation = server.call(operation).but(token=tokens.get(token))
        before, revoked, after = server.together(refresh, revocation, refresh)
        revoked.accepted()
        given = [answer for answer in (before, after) if answer.is_accepted]
        for kind in ("access_token", "refresh_token"):
            for answer in given:
                if answer.get(kind):
                    server.check_dead(kind, answer.get(kind), "from a refresh at the moment of the revocation")


@scenario("revocation.hint.access-token")
def test_sibling_of_a_revoked_access_token_lives_on(server, promise, operation, token):
    """Where a refresh leaves the old access token alive, the end of the new one does not end it."""
    first = server.tokens()
    fresh = server.does("refresh").but(refresh_token=first.refresh_token).send().for_setup()
    are_two = fresh.access_token != first.access_token and server.is_alive("access_token", first.access_token)
    server.call(operation).but(token=fresh.access_token, hint=promise.hint).send().accepted(promise)
    server.check_dead("access_token", fresh.access_token, "after its revocation")
    if are_two:
        server.check_alive("access_token", first.access_token, "after the revocation of its sibling")
    newest = fresh.refresh_token or first.refresh_token
    server.check_alive("refresh_token", newest, "after the revocation of an access token only")


@scenario("revocation.hint.access-token")
def test_older_sibling_ends_alone(server, promise, operation, token):
    """The given token ends, not the newest one."""
    first = server.tokens()
    fresh = server.does("refresh").but(refresh_token=first.refresh_token).send().for_setup()
    if fresh.access_token == first.access_token or not server.is_alive("access_token", first.access_token):
        server.not_testable("a refresh leaves no older access token alive")
    server.call(operation).but(token=first.access_token, hint=promise.hint).send().accepted(promise)
    server.check_dead("access_token", first.access_token, "after its revocation")
    server.check_alive("access_token", fresh.access_token, "after the revocation of an older one")


@scenario("revocation.hint.access-token")
def test_grant_goes_on_after_its_access_token(server, promise, operation, token):
    """The refresh token makes another access token, and the revoked one stays dead."""
    tokens = server.tokens()
    server.call(operation).but(token=tokens.get(token), hint=promise.hint).send().accepted(promise)
    fresh = server.does("refresh").but(refresh_token=tokens.refresh_token).send().accepted()
    server.check_alive("access_token", fresh.access_token, "from a refresh after the revocation")
    server.check_dead("access_token", tokens.access_token, "after its revocation and a refresh")


@scenario("revocation.client-token", alone=True)
def test_token_of_a_client_can_be_revoked(server, promise, operation, hint):
    """It ends, the client gets another one, and what belongs to its users or to another client lives on."""
    client, others = client_with_a_user(server), server.tokens(of="client").access_token
    of_a_user = client.tokens()
    token = client.tokens(of="client").access_token
    client.call(operation).but(token=token, hint=None if hint == "none" else hint).send().accepted(promise)
    client.check_dead(promise.kind, token, "after its revocation")
    server.check_alive(promise.kind, others, "of another client")
    client.check_alive("access_token", of_a_user.access_token, "after the revocation of the client's token")
    client.check_alive(promise.kind, client.tokens(of="client").access_token, "after the revocation of the one before")
    client.check_alive("refresh_token", of_a_user.refresh_token, "after the revocation of the client's token")


@scenario("revocation.other-clients")
def test_revocation_spares_other_clients(server, promise, operation, hint):
    """A user's token and the own token of another client are of other grants."""
    other = client_with_a_user(server)
    theirs, own = other.tokens(), other.tokens(of="client").access_token
    server.call(operation).but(hint=None if hint == "none" else hint).send()
    other.check_alive("access_token", theirs.access_token, "of a user of another client")
    other.check_alive(promise.kind, own, "of another client")
    other.check_alive("refresh_token", theirs.refresh_token, "of a user of another client")


@scenario("revocation.other-clients")
def test_revocation_spares_the_namesake(server, promise, operation, hint):
    """A user of the same name at another client is another user."""
    first = server.call(promise.create).settled()
    name = first.send().for_setup().username
    second = server.another_client().call(promise.create).but(**{promise.part: name}).settled()
    is_made = second.send().is_accepted
    issued = [
        creation.actor.does("issue").but(username=name, password=creation.values["password"]).send()
        for creation in (first, second)
    ]
    if not is_made or not all(answer.is_accepted for answer in issued):
        server.not_testable("two clients cannot have users of one name who get tokens at once")
    server.call(operation).but(token=issued[0].access_token, hint=None if hint == "none" else hint).send()
    second.actor.check_alive("access_token", issued[1].access_token, "of a namesake at another client")


@scenario(
    "revocation.unknown-token",
    unknown=lambda promise: token_like(),
    always=[{"unknown": unknown} for unknown in NEVER_ISSUED],
)
def test_revocation_of_an_unknown_token_is_accepted(server, promise, operation, unknown):
    """There is nothing to end, and that is no error, for the same caller a second time neither."""
    call = server.call(operation).but(token=unknown).settled()
    for hint in (None, None, *(promise.hints or ())):
        answer = (call.but(hint=hint) if hint else call).send()
        answer.check_offered()
        answer.accepted(promise)


@scenario(
    "revocation.unknown-token",
    "revocation.near-miss",
    way=lambda promise: ways_to_spoil(),
    always=[{"way": "cut by one"}, {"way": "swapped case"}],
)
def test_near_miss_ends_nothing(server, promise, operation, way):
    """A token that is almost a live one is unknown, and the live one does not suffer for it."""
    tokens = server.tokens()
    kinds = [kind for kind in ("access_token", "refresh_token") if tokens.get(kind) and server.can_ask(kind)]
    for kind in kinds:
        answer = server.call(operation).but(token=spoil(tokens.get(kind), way)).send()
        if promise.status:
            answer.accepted(promise)
    for kind in kinds:
        server.check_alive(kind, tokens.get(kind), "after the revocation of one that is almost the same")


@scenario("revocation.revoked-token")
def test_second_revocation_is_accepted(server, promise, operation, token):
    """What is ended already cannot be ended again; that is no error, with any hint, and revives nothing."""
    given = server.tokens().get(token)
    call = server.call(operation).but(token=given)
    call.send().for_setup()
    was_dead = server.can_ask(token) and not server.is_alive(token, given)
    server.tokens()
    for hint in (None, *(promise.hints or ())):
        (call.but(hint=hint) if hint else call).send().accepted(promise)
    if was_dead:
        server.check_dead(token, given, "after its second revocation")


def ended(server, call):
    """Return the answer to a revocation; a server may not revoke such tokens at all (RFC 7009 2.2.1)."""
    answer = call.send()
    if answer.at("/error") == "unsupported_token_type":
        server.not_testable("tokens of this type are not revoked here")
    return answer


@scenario("revocation.expired-token", alone=True)
def test_revocation_of_an_expired_token_is_accepted(server, promise, operation):
    """What has ended by itself is no error either, and speaks for the others where any token does."""
    token = server.tokens().access_token
    server.time_passes(seconds_of(server, promise) + promise.tolerance)
    others = [server.tokens() for _ in range(2)] if promise.ends == "account" else []
    for hint in (None, *(promise.hints or ())):
        call = server.call(operation).but(token=token)
        ended(server, call.but(hint=hint) if hint else call).accepted(promise)
    for answer in others:
        server.check_dead("access_token", answer.access_token, "of a user whose expired one was revoked")


@scenario("revocation.not-alive")
def test_revocation_of_an_unknown_or_revoked_token(server, operation):
    """Not documented: the answers are only recorded."""
    token = server.tokens().access_token
    server.call(operation).but(token=token).send().for_setup()
    again = server.call(operation).but(token=token).send()
    unknown = server.call(operation).but(token="no-such-token-was-ever-issued").send()
    server.observe(f"a revoked token: status {again.status}; an unknown one: status {unknown.status}")


@scenario("revocation.caller", alone=True)
def test_wrong_caller_is_refused_and_the_token_lives(server, promise, operation, caller):
    """A refused revocation changes nothing."""
    expired = server.tokens(of="client").access_token
    if caller == "expired":
        server.time_passes(seconds_of(server, promise) + promise.tolerance)
    tokens = server.tokens()
    callers = {"nobody": None, "garbage": "no-such-token", "user": tokens.access_token}
    wrong = {**callers, "refresh-token": tokens.refresh_token, "expired": expired}[caller]
    call = server.call(operation).but(token=tokens.access_token, **{promise.part: wrong})
    call.send().refused(promise)
    server.check_alive("access_token", tokens.access_token, "after a refused revocation")
    server.check_alive("refresh_token", tokens.refresh_token, "after a refused revocation")


@scenario("revocation.caller.revoked", alone=True)
def test_revoked_caller_is_refused_and_the_token_lives(server, promise, operation):
    """Of another client, so that nobody else's token is spent for it."""
    client = client_with_a_user(server)
    caller = client.tokens(of="client").access_token
    revocation = client.call(operation).but(token=caller).send()
    if not revocation.is_accepted:
        server.not_testable("a client's own token cannot be revoked here")
    revocation.for_setup()
    tokens = client.tokens()
    call = client.call(operation).but(token=tokens.access_token, **{promise.part: caller})
    call.send().refused(promise)
    client.check_alive("access_token", tokens.access_token, "after a refused revocation")
    client.check_alive("refresh_token", tokens.refresh_token, "after a refused revocation")


@scenario("revocation.own-tokens-only")
def test_token_of_another_client_lives_on(server, operation):
    """Whatever the answer is, the token is not the caller's to end."""
    token = server.tokens().access_token
    server.another_client().call(operation).but(token=token).send()
    server.check_alive("access_token", token, "after another client asked to revoke it")


@scenario("revocation.foreign-token")
def test_revocation_by_another_client(server, operation):
    """Not documented: answer and effect are only recorded."""
    token = server.tokens().access_token
    answer = server.another_client().call(operation).but(token=token).send()
    alive = server.is_alive("access_token", token)
    server.observe(f"by another client: status {answer.status}, the token {'lives' if alive else 'is dead'}")


@scenario("revocation.hint.wrong", "revocation.related-tokens")
def test_fates_after_a_revocation(server, operation, token, hint):
    """Where the text leaves it open, the answer and who lives afterwards are only recorded."""
    family = server.family(*EVERYBODY)
    answer = server.call(operation).but(token=family[token], hint=None if hint == "none" else hint).send()
    server.observe(f"{token}, hint {hint}: status {answer.status}; {family.fates()}")


@scenario("revocation.related-tokens")
def test_grant_after_a_revocation(server, operation, token, hint):
    """Whether the same credentials are still good is only recorded."""
    given = server.tokens().get(token)
    server.call(operation).but(token=given, hint=None if hint == "none" else hint).send().for_setup()
    server.observe(f"{token}, hint {hint}: a new grant is answered {server.does('issue').send().status}")


@scenario("revocation.wrong-hint")
def test_wrong_hint_is_no_obstacle(server, promise, operation, token, hint):
    """Where a revocation without a hint ends such a token, one with this hint does."""
    given = server.tokens().get(token)
    server.call(operation).but(token=given, hint=None).send().for_setup()
    if not server.dies(token, given):
        server.not_testable(f"a revocation does not end a token of the kind {token} here")
    given = server.tokens().get(token)
    server.call(operation).but(token=given, hint=hint).send().accepted(promise)
    server.check_dead(token, given, f"after its revocation with the hint {hint}")


@scenario("revocation.foreign-token.refused")
def test_revocation_by_another_client_is_refused(server, promise, operation):
    """The token is live, and another client's."""
    token = server.tokens().access_token
    client_with_a_user(server).call(operation).but(token=token).send().refused(promise)


def check_spared(actor, answer, whose):
    """Judge: access token and refresh token of this answer are alive, as far as can be asked."""
    for kind in ("access_token", "refresh_token"):
        if answer.get(kind) and actor.can_ask(kind):
            actor.check_alive(kind, answer.get(kind), f"{whose}, after a revocation")


@scenario("revocation.spares-others")
def test_tokens_of_another_user_live_on(server, promise, operation, token):
    """One user's token ends, and no other user's."""
    other = server.someone_else()
    theirs, mine = other.tokens(), server.tokens()
    ended(server, server.call(operation).but(token=mine.get(token))).accepted(promise)
    check_spared(other, theirs, "of another user")


@scenario("revocation.spares-others")
def test_tokens_at_another_client_live_on(server, promise, operation, token):
    """One client's token ends, and no other client's, whoever its user is."""
    other = client_of_the_same_user(server)
    theirs, mine = other.tokens(), server.tokens()
    ended(server, server.call(operation).but(token=mine.get(token))).accepted(promise)
    check_spared(other, theirs, "of another client")


@scenario("revocation.spares-other-grants")
def test_earlier_and_later_grants_live_on(server, promise, operation, token):
    """The user has three grants, and the one in the middle ends."""
    earlier, named, later = (server.tokens() for _ in range(3))
    if len({answer.access_token for answer in (earlier, named, later)}) < 3:
        server.not_testable("grants of one user have one token")
    if not server.is_alive("access_token", earlier.access_token):
        server.not_testable("a later grant ends the earlier ones here")
    server.call(operation).but(token=named.get(token)).send().accepted(promise)
    check_spared(server, earlier, "of an earlier grant")
    check_spared(server, later, "of a later grant")


@scenario("revocation.stays", alone=True)
def test_revoked_access_token_stays_dead(server, promise, operation):
    """Neither a refresh of its grant nor time brings it back."""
    tokens = server.tokens()
    server.call(operation).but(token=tokens.access_token).send().for_setup()
    if not server.dies("access_token", tokens.access_token):
        server.not_testable("a revocation does not end an access token here")
    server.does("refresh").but(refresh_token=tokens.refresh_token).send()
    server.check_dead("access_token", tokens.access_token, "after its revocation and a refresh")
    server.time_passes((tokens.lifetime or 4) // 2)
    server.check_dead("access_token", tokens.access_token, "long after its revocation")
