"""Authorization codes: good once, for the client that they were issued to, and only as they were issued."""

from hypothesis.strategies import sampled_from, text

from conformance.scenario import scenario
from conformance.strategies import spoil, spoil_text, token_like, ways_to_spoil

from .codes import LONGEST, SHORTEST, UNRESERVED, VERIFIERS, challenge_of, challenged, code_for, exchange_of
from .flaws import NEAR_MISSES, of_another_type
from .others import client_of_the_same_user
from .redirects import foreign
from .scopes import NO_SUCH_SCOPE, check_within, granted_to

LATER = (150, 3600)
"""Seconds: the middle of a life of five minutes, and what is longer than any code should live."""
NEVER_ISSUED = ("0", "1", "no-such-code-was-ever-issued", "eyJhbGciOiJub25lIn0.eyJzdWIiOiIxIn0.")


@scenario(
    "code.unknown",
    way=lambda promise: ways_to_spoil(),
    always=[{"way": way} for way in NEAR_MISSES],
)
def test_near_miss_of_a_code_is_refused(server, promise, operation, way):
    """What is almost a live code was never issued."""
    call = server.call(operation).settled()
    call.but(code=spoil(call.values["code"], way)).send().refused(promise)


@scenario(
    "code.unknown",
    unknown=lambda promise: token_like(),
    always=[{"unknown": unknown} for unknown in NEVER_ISSUED],
)
def test_unknown_code_is_refused(server, promise, operation, unknown):
    """What was never issued is good for nothing, also while another code is live."""
    server.call(operation).settled().but(code=unknown).send().refused(promise)


@scenario("code.unknown")
def test_token_is_no_code(server, promise, operation):
    """A live token in the place of a live code is refused, and lives on."""
    tokens = server.tokens()
    call = server.call(operation).settled()
    for kind in ("access_token", "refresh_token"):
        if tokens.get(kind):
            call.but(code=tokens.get(kind)).send().refused(promise)


@scenario("code.unknown")
def test_code_of_another_type_is_refused(server, promise, operation):
    """Neither a number nor an object is a code."""
    call = server.call(operation).settled()
    for value in of_another_type(call, "code"):
        call.but(code=value).send().refused()


@scenario("code.foreign-client")
def test_code_of_another_client_is_refused(server, promise, operation):
    """A client with its own identifier and secret gets nothing for the code of another, whichever of the two it is."""
    other = server.another_client()
    for thief, owner in ((other, server), (server, other)):
        own = owner.call(operation).settled().values
        for redirect_uri in dict.fromkeys((own.get("redirect_uri"), None)):
            thief.call(operation).but(code=own["code"], redirect_uri=redirect_uri).send().refused(promise)


@scenario("code.foreign-client")
def test_code_for_another_client_of_the_same_user_is_refused(server, promise, operation):
    """That the user trusts both clients, and both have a code of theirs, makes no code good for the other."""
    other = client_of_the_same_user(server)
    mine, theirs = server.call(operation).settled(), other.call(operation).settled()
    for thief, own in ((theirs, mine.values), (mine, theirs.values)):
        for redirect_uri in dict.fromkeys((own.get("redirect_uri"), None)):
            thief.but(code=own["code"], redirect_uri=redirect_uri).send().refused(promise)


@scenario("code.outlives-refusal")
def test_code_outlives_a_refusal(server, promise, operation):
    """Neither another client nor a wrong secret uses it up."""
    call = server.call(operation).settled()
    server.another_client().call(operation).but(code=call.values["code"]).send().refused()
    call.but(client_secret=spoil(server.client_secret, "one more")).send().refused()
    call.send().accepted(promise)


@scenario("code.single-use")
def test_used_code_is_refused(server, promise, operation):
    """The second time at once, while another code is live, and after that one; what the first gave may end with it."""
    call = server.call(operation).settled()
    call.send().for_setup()
    call.send().refused(promise, keeps=False)
    another = server.call(operation).settled()
    call.send().refused(promise, keeps=False)
    another.send().for_setup()
    call.send().refused(promise, keeps=False)


@scenario("code.single-use")
def test_code_is_good_once_at_the_same_moment(server, promise, operation):
    """Of three exchanges of one code at the same moment at most one is accepted."""
    call = server.call(operation).settled()
    accepted = [answer for answer in server.together(call, call, call) if answer.is_accepted]
    if len(accepted) > 1:
        accepted[1].fail("one accepted exchange of a code at the most", f"{len(accepted)} of 3 at the same moment")


@scenario("code.single-use")
def test_code_is_used_up_whatever_becomes_of_its_tokens(server, promise, operation):
    """That its tokens were refreshed since, or those of another code revoked, makes no used code good again."""
    refreshed = server.call(operation).settled()
    tokens = refreshed.send().for_setup()
    server.does("refresh").but(refresh_token=tokens.refresh_token).send().for_setup()
    refreshed.send().refused(promise, keeps=False)
    if server.can("revoke"):
        revoked = server.call(operation).settled()
        server.does("revoke").but(token=revoked.send().for_setup().access_token).send().for_setup()
        revoked.send().refused(promise, keeps=False)


@scenario("code.single-use", alone=True)
def test_used_code_is_refused_later(server, promise, operation):
    """Nobody tries at once: it is no better within the time that a code has, nor long past it."""
    call = server.call(operation).settled()
    call.send().for_setup()
    for seconds in LATER:
        server.time_passes(seconds)
        call.send().refused(promise, keeps=False)


@scenario("code.expiry", alone=True)
def test_code_is_good_for_its_time_and_no_longer(server, promise, operation):
    """One code just before its end, another just after it."""
    call = server.call(operation).settled()
    server.time_passes(promise.seconds - promise.tolerance)
    call.send().accepted(promise)
    late = server.call(operation).settled()
    server.time_passes(promise.seconds + promise.tolerance)
    late.send().refused(promise)


@scenario("code.redirect-binding")
def test_code_is_bound_to_its_redirect_uri(server, promise, operation):
    """With another redirect URI, or with none, it is refused; with its own it is accepted."""
    uri = server.state("redirect uri")["redirect_uri"]

    def exchange(given):
        code = server.state("authorization code", redirect_uri=uri)["code"]
        return server.call(operation).but(code=code, **{promise.part: given}).send()

    exchange(f"{uri}/elsewhere").refused(promise)
    exchange(None).refused(promise)
    exchange(uri).accepted(promise)


@scenario("code.after-refusal")
def test_code_after_a_refused_exchange(server, operation):
    """Not documented: whether who does not know the secret can spend a code is only recorded."""
    call = server.call(operation).settled()
    refused = call.but(client_secret=spoil(server.client_secret, "one more")).send()
    answer = call.send()
    server.observe(f"with a wrong secret: status {refused.status}; the code afterwards: status {answer.status}")


@scenario("code.without-scheme")
def test_code_without_the_word_before_it(server, promise, operation):
    """Not documented: whether the code alone, or after another word, is taken is only recorded."""
    for word in ("", *promise.words):
        answer = server.call(operation).scheme(promise.part, word).send()
        server.observe(f"a code after {word or 'no word'}: status {answer.status}")


def made_with_redirect(server):
    """Return a code that was asked for with a redirect URI; not testable where that is not told."""
    own = code_for(server).get("redirect_uri")
    if not own:
        server.not_testable("the state 'authorization code' does not tell its redirect_uri")
    return {**code_for(server, redirect_uri=own), "redirect_uri": own}


@scenario("code.redirect-uri.required")
def test_code_without_its_redirect_uri_is_refused(server, promise, operation):
    """It is left out, and then it is empty, which counts as left out; each time with a fresh code."""
    exchange_of(server, operation, made_with_redirect(server), redirect_uri=None).send().refused(promise)
    exchange_of(server, operation, made_with_redirect(server), redirect_uri="").send().refused(promise)


@scenario(
    "code.redirect-uri.equal",
    word=lambda promise: sampled_from(promise.words),
    always=lambda promise: [{"word": word} for word in promise.words],
)
def test_code_with_another_redirect_uri_is_refused(server, promise, operation, word):
    """The two are compared character by character."""
    made = made_with_redirect(server)
    call = exchange_of(server, operation, made, redirect_uri=foreign(made["redirect_uri"], word))
    call.send().refused(promise)


def check_used_again(server, call):
    """Use a code again; not testable where it is still good."""
    if call.send().is_accepted:
        server.not_testable("a code is good more than once here")


@scenario("code.reuse-ends-tokens")
def test_tokens_of_a_code_end_with_its_reuse(server, operation, token):
    """Whoever has the code may have been somebody else, so nobody keeps what it gave."""
    call = server.call(operation).settled()
    given = call.send().for_setup().get(token)
    if given is None:
        server.not_testable(f"an exchange gives no {token}")
    check_used_again(server, call)
    server.check_dead(token, given, "of a code that was used again")


@scenario("code.reuse-ends-tokens")
def test_refreshed_tokens_end_with_the_reuse_of_their_code(server, operation, token):
    """What was made of them since is theirs, too."""
    call = server.call(operation).settled()
    first = call.send().for_setup()
    fresh = server.does("refresh").but(refresh_token=first.refresh_token).send().for_setup()
    check_used_again(server, call)
    server.check_dead(token, fresh.get(token) or first.get(token), "of a refresh, after the reuse of the code")


@scenario("code.short-lived", alone=True)
def test_code_is_refused_after_the_longest_time(server, promise, operation):
    """It was made and left alone."""
    call = server.call(operation).settled()
    server.time_passes(promise.seconds + promise.tolerance)
    call.send().refused(promise)


@scenario("code.scope")
def test_exchange_widens_no_scope(server, promise, operation):
    """A scope that is asked for with the code is refused or not given."""
    limit = granted_to(server, server.call(operation).send().for_setup())
    answer = server.call(operation).but(scope=" ".join([*sorted(limit), NO_SUCH_SCOPE])).send()
    if answer.is_accepted:
        check_within(server, answer, limit, limit)
    else:
        answer.refused(promise)


@scenario(
    "code.pkce.works",
    verifier=lambda promise: text(UNRESERVED, min_size=SHORTEST, max_size=LONGEST),
    always=[{"verifier": verifier} for verifier in VERIFIERS],
)
def test_code_is_good_with_its_verifier(server, promise, operation, verifier):
    """Whoever knows what was hashed is the one who asked."""
    challenged(server, operation, verifier).send().accepted(promise)


@scenario("code.pkce.verifier-required")
def test_code_with_a_challenge_needs_a_verifier(server, promise, operation):
    """It is left out, and then it is empty, which counts as left out; each time with a fresh code."""
    challenged(server, operation, VERIFIERS[0], code_verifier=None).send().refused(promise)
    challenged(server, operation, VERIFIERS[0], code_verifier="").send().refused(promise)


@scenario(
    "code.pkce.wrong-verifier",
    way=lambda promise: ways_to_spoil(),
    always=[{"way": way} for way in ("another", "one more", "swapped case", "cut by one")],
)
def test_code_with_another_verifier_is_refused(server, promise, operation, way):
    """What is almost the verifier is another one."""
    verifier = VERIFIERS[1][:-1] if way == "one more" else VERIFIERS[1]
    challenged(server, operation, verifier, code_verifier=spoil_text(verifier, way)).send().refused(promise)


@scenario("code.pkce.downgrade")
def test_challenge_is_no_verifier(server, promise, operation):
    """Whoever saw the authorization request knows the challenge, and it is worth nothing."""
    seen = challenge_of(VERIFIERS[0])
    challenged(server, operation, VERIFIERS[0], code_verifier=seen).send().refused(promise)


@scenario("code.pkce.verifier-without-challenge")
def test_verifier_without_challenge_is_refused(server, promise, operation):
    """Somebody took the challenge out of the authorization request on its way."""
    made = server.state("authorization code")
    if made.get("code_verifier"):
        server.not_testable("every code is asked for with a challenge here")
    exchange_of(server, operation, made, code_verifier=VERIFIERS[0]).send().refused(promise)


@scenario("code.reuse-ends-tokens")
def test_reuse_of_a_code_ends_nothing_else(server, operation, token):
    """Tokens of another grant of the user, and of another user, have nothing to do with it."""
    other = server.someone_else()
    held = [(other, other.tokens()), (server, server.call(operation).send().for_setup())]
    call = server.call(operation).settled()
    call.send().for_setup()
    check_used_again(server, call)
    for holder, answer in held:
        if answer.get(token):
            holder.check_alive(token, answer.get(token), "of another grant, after the reuse of a code")


@scenario(
    "code.pkce.verifier-form",
    verifier=lambda promise: sampled_from(promise.words),
    always=lambda promise: [{"verifier": word} for word in promise.words],
)
def test_verifier_of_another_form_is_refused(server, promise, operation, verifier):
    """Its hash is the challenge, and it is no verifier."""
    challenged(server, operation, verifier).send().refused(promise)


@scenario("code.pkce.default-method")
def test_challenge_without_method_is_a_plain_one(server, promise, operation):
    """Nobody said that it was hashed, so what it was hashed from is another text."""
    made = server.state("authorization code", code_challenge=challenge_of(VERIFIERS[0]))
    exchange_of(server, operation, made, code_verifier=VERIFIERS[0]).send().refused(promise)
