"""Token answers: what stands in them, in which form, and for how long."""

from conformance.scenario import scenario

from .lifetimes import seconds_of


@scenario("token-response.members")
def test_token_answer_has_its_members(server, promise, operation):
    """None of the promised members is absent or empty, the second time as the first."""
    for _ in range(2):
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


@scenario("token-response.format")
def test_token_answer_has_its_formats(server, promise, operation):
    """These members are texts of the promised form."""
    answer = server.call(operation).send().for_setup()
    for name, pattern in promise.patterns.items():
        value = answer.get(name)
        if not hasattr(value, "matches") or not value.matches(pattern):
            answer.fail(f"{name} of the form {pattern}", f"{len(value or '')} characters of another form")


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
    answer = server.call(operation).send().for_setup()
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
        server.does("revoke").but(token=answer.access_token).send().for_setup()
        answer = server.call(operation).send().for_setup()
    if not seconds - promise.tolerance <= (answer.lifetime or 0) <= seconds:
        answer.fail(f"a lifetime of {seconds} s", f"{answer.lifetime} s")


@scenario("token-response.lifetime.number")
def test_lifetime_is_a_whole_number(server, promise, operation):
    """A JSON number, neither a text nor a fraction nor negative."""
    answer = server.call(operation).send().for_setup()
    value = (answer.json or {}).get(promise.member)
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
def test_lifetime_of_the_same_token_shrinks_with_time(server, promise, operation):
    """After a while, the lifetime of the same token is shorter by that while, and by no more."""
    first = server.call(operation).send().for_setup()
    began = server.now()
    server.time_passes(min(60, int(first.lifetime or 0) // 2))
    again = server.call(operation).send().for_setup()
    left = (first.lifetime or 0) - (server.now() - began)
    is_right = left - promise.tolerance <= (again.lifetime or 0) <= left + promise.tolerance
    if again.access_token == first.access_token and not is_right:
        again.fail(f"a lifetime of {left:.0f} s, give or take {promise.tolerance} s", f"{again.lifetime} s")


@scenario("token-response.not-cached", "token-response.not-cached.pragma")
def test_token_answer_is_not_to_be_stored(server, promise, operation):
    """No cache on the way keeps a token."""
    answer = server.call(operation).send().for_setup()
    directives = ",".join(answer.header_values(promise.header)).lower().replace(" ", "").split(",")
    if promise.directive not in directives:
        answer.fail(f"{promise.header}: {promise.directive}", ", ".join(directives) or "no such header")
