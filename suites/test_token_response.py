"""Token answers: what stands in them, in which form, and for how long."""

import re

from conformance.scenario import scenario

from .lifetimes import seconds_of

BAD_REQUEST = 400


@scenario("token-response.members")
def test_token_answer_has_its_members(server, promise, operation):
    """None of the promised members is absent or empty, nor the second time where that is promised."""
    for _ in range(2 if promise.again else 1):
        answer = server.call(operation).send().for_setup()
        for name in promise.present:
            if answer.get(name) in (None, ""):
                answer.fail(f"the member {name}, not empty", "none" if answer.get(name) is None else "an empty one")


@scenario("token-response.no-refresh-token")
def test_token_answer_has_no_refresh_token(server, operation):
    """There is nothing to refresh with."""
    answer = server.call(operation).send().for_setup()
    if answer.refresh_token:
        answer.fail("no refresh token in the answer", "one")


@scenario("token-response.constants")
def test_token_answer_has_its_constants(server, promise, operation):
    """These members have one value, to the letter."""
    answer = server.call(operation).send().for_setup()
    for name, value in promise.values.items():
        if answer.get(name) != value:
            answer.fail(f"{name} = {value!r}", f"{name} = {answer.get(name)!r}")


def fits(value, pattern):
    """True if a text, secret or not, has this form from its first character to its last."""
    if isinstance(value, str):
        return re.fullmatch(pattern, value) is not None
    return hasattr(value, "matches") and value.matches(pattern)


@scenario("token-response.format")
def test_token_answer_has_its_formats(server, promise, operation):
    """These members are texts of the promised form."""
    answer = server.call(operation).send().for_setup()
    for name, pattern in promise.patterns.items():
        value = answer.get(name)
        if value is None and name in (promise.optional or ()):
            continue
        if not fits(value, pattern):
            answer.fail(f"{name} of the form {pattern}", "none" if value is None else f"another form: {value!r}")


@scenario("token-response.token-type")
def test_token_type_is_a_registered_one(server, promise, operation):
    """A client knows how to use the token."""
    answer = server.call(operation).send().for_setup()
    word = (answer.json or {}).get(promise.member)
    if not isinstance(word, str) or (word.lower() not in promise.words and "://" not in word):
        answer.fail(f"one of {', '.join(promise.words)}, or an absolute URI", f"{promise.member} = {word!r}")


@scenario("token-response.schema")
def test_token_answer_is_a_described_one(server, operation):
    """Status, media type and body stand in the OpenAPI document."""
    answer = server.call(operation).send()
    if answer.status >= BAD_REQUEST:
        answer.for_setup()
    if fault := server.schema_fault(answer, operation):
        answer.fail("an answer as the OpenAPI document describes it", fault)


@scenario("token-response.media-type")
def test_token_answer_has_its_media_type(server, promise, operation):
    """The answer says what it is, and is it."""
    answer = server.call(operation).send().for_setup()
    if answer.media_type != promise.media or not isinstance(answer.json, dict):
        answer.fail(f"a JSON object of the media type {promise.media}", answer.media_type or "no media type")


@scenario("token-response.lifetime")
def test_new_token_has_its_whole_lifetime(server, promise, operation):
    """A token that was there before is ended first, so that the answer is about a new one."""
    seconds = seconds_of(server, promise)
    answer = server.call(operation).send().for_setup()
    if (answer.lifetime or 0) < seconds - promise.tolerance:
        old, answer = answer, server.call(operation).send().for_setup()
        if answer.access_token == old.access_token:
            server.does("revoke").but(token=old.access_token).send().for_setup()
            answer = server.call(operation).send().for_setup()
    if not seconds - promise.tolerance <= (answer.lifetime or 0) <= seconds + (promise.skew or 0):
        answer.fail(f"a lifetime of {seconds} s", f"{answer.lifetime} s")


@scenario("token-response.lifetime", alone=True)
def test_later_token_has_its_whole_lifetime(server, promise, operation):
    """Half a life after the first token, another one is told to have a whole one; the same one has what is left."""
    seconds = seconds_of(server, promise)
    call = server.call(operation)
    older = server.tokens(of=call.operation.subject)
    server.time_passes(seconds // 2)
    slot = {"refresh": "refresh_token", "renew": "token"}.get(call.operation.does)
    given = {"refresh": older.refresh_token, "renew": older.access_token}.get(call.operation.does)
    answer = (call.but(**{slot: given}) if slot else call).send().for_setup()
    is_same = answer.access_token == older.access_token
    least = (older.lifetime or seconds) - seconds // 2 if is_same else seconds
    if not least - promise.tolerance <= (answer.lifetime or 0) <= seconds + (promise.skew or 0):
        answer.fail(f"a lifetime of {least} s", f"{answer.lifetime} s")


@scenario("token-response.lifetime.number")
def test_lifetime_is_a_whole_number(server, promise, operation):
    """A JSON number, neither a text nor a fraction nor negative."""
    answer = server.call(operation).send().for_setup()
    value = answer.at("/" + promise.member.lstrip("/"))
    is_right = isinstance(value, int) and not isinstance(value, bool) and value >= 0
    if not is_right and not (value is None and promise.optional):
        answer.fail(f"{promise.member}, a whole number", f"{promise.member} = {value!r}")


@scenario("token-response.lifetime.counts-down")
def test_lifetime_of_the_same_token_does_not_grow(server, operation):
    """Asked again at once, the same token has no longer to live than before."""
    first = server.call(operation).send().for_setup()
    again = server.call(operation).send().for_setup()
    if again.access_token == first.access_token and (again.lifetime or 0) > (first.lifetime or 0):
        again.fail(f"a lifetime of {first.lifetime} s at most", f"{again.lifetime} s")


@scenario("token-response.lifetime.counts-down", alone=True)
def test_lifetime_of_the_same_token_does_not_grow_with_time(server, promise, operation):
    """After a while, too, the same token has no longer to live than before; whether it is less is only recorded."""
    first = server.call(operation).send().for_setup()
    passed = min(60, int(first.lifetime or 0) // 2)
    server.time_passes(passed)
    again = server.call(operation).send().for_setup()
    if again.access_token != first.access_token:
        server.not_testable("the same credentials get another token each time")
    if (again.lifetime or 0) > (first.lifetime or 0):
        again.fail(f"a lifetime of {first.lifetime} s at most", f"{again.lifetime} s")
    server.observe(f"{passed} s later the lifetime of the same token is {again.lifetime} s, after {first.lifetime} s")


@scenario("token-response.own-user")
def test_token_answer_names_its_user(server, promise, operation):
    """Two users, each named as the one who authorized, whoever did so last."""
    actors = (server, server.someone_else())
    calls = [(actor.state("user").get(promise.member), actor.call(operation).settled()) for actor in actors]
    for user, call in calls:
        if user is None:
            server.not_testable(f"the state 'user' gives no {promise.member}")
        answer = call.send().for_setup()
        if answer.get(promise.member) != user:
            answer.fail(f"{promise.member} of the user who authorized", "another, or none")


@scenario("token-response.not-cached", "token-response.not-cached.pragma")
def test_token_answer_is_not_to_be_stored(server, promise, operation):
    """No cache on the way keeps a token."""
    answer = server.call(operation).send().for_setup()
    directives = ",".join(answer.header_values(promise.header)).lower().replace(" ", "").split(",")
    if promise.directive not in directives:
        answer.fail(f"{promise.header}: {promise.directive}", ", ".join(directives) or "no such header")


@scenario("token-response.bearer-syntax")
def test_bearer_token_fits_the_header(server, promise, operation):
    """What is to be sent after the word Bearer consists of what may stand there."""
    answer = server.call(operation).send().for_setup()
    if str(answer.token_type).lower() != "bearer":
        server.not_testable("tokens are of another type than Bearer")
    if not fits(answer.access_token, promise.pattern):
        answer.fail(f"an access token of the form {promise.pattern}", "another form")


@scenario("token-response.no-error")
def test_success_carries_no_error(server, operation):
    """An answer is a success or a refusal."""
    answer = server.call(operation).send().for_setup()
    if answer.at("/error") is not None:
        answer.fail("no member error", "one")
