"""Parameters: left out, empty, repeated, unknown."""

from conformance.scenario import scenario
from conformance.strategies import extra_parameters

from .flaws import moved


@scenario("parameter.required")
def test_left_out_parameter_is_refused(server, promise, operation, parameter):
    """Without one required part there is a refusal and no token, also where its value stands in a wrong place."""
    call = server.call(operation).settled()
    call.without(parameter).send().refused(promise)
    for place in promise.elsewhere or ():
        moved(call, parameter, place).send().refused(promise)


@scenario("parameter.empty-is-missing")
def test_empty_parameter_is_refused(server, promise, operation, parameter):
    """A name without a value is as good as nothing, also while there is a live one."""
    server.call(operation).settled().empty(parameter).send().refused(promise)


@scenario("parameter.empty")
def test_empty_parameter(server, operation, parameter):
    """Not documented: what becomes of it is only recorded."""
    answer = server.call(operation).empty(parameter).send()
    server.observe(f"empty {parameter}: status {answer.status}")


@scenario("parameter.once")
def test_repeated_parameter_is_refused(server, promise, operation, parameter):
    """Twice the same value is once too often."""
    server.call(operation).twice(parameter).send().refused(promise)


@scenario("parameter.once")
def test_parameter_with_two_values_is_refused(server, promise, operation, parameter):
    """Of two values nobody can know which one is meant."""
    server.call(operation).twice(parameter, second="another-value").send().refused(promise)


@scenario("parameter.repeated")
def test_repeated_parameter(server, operation, parameter):
    """Not documented: what becomes of equal and of different values is only recorded."""
    equal = server.call(operation).twice(parameter).send()
    different = server.call(operation).twice(parameter, second="another-value").send()
    server.observe(f"{parameter} twice: status {equal.status}, with another value {different.status}")


@scenario(
    "parameter.ignored",
    extra=lambda promise: extra_parameters(),
    always=[{"extra": {"x_unknown": "value"}}, {"extra": {"x_unknown": ""}}],
)
def test_unknown_parameters_are_ignored(server, promise, operation, extra):
    """A valid request stays valid, whatever else it carries."""
    call = server.call(operation)
    for name, value in extra.items():
        call = call.plus(name, value)
    call.send().accepted(promise)


@scenario("parameter.unknown")
def test_unknown_parameter(server, operation):
    """Not documented: what becomes of it is only recorded."""
    answer = server.call(operation).plus("x_unknown", "value").send()
    server.observe(f"an unknown parameter: status {answer.status}")


@scenario("parameter.empty-is-omitted")
def test_empty_optional_parameter_changes_nothing(server, promise, operation, parameter):
    """What is accepted without it is accepted with nothing in it."""
    server.call(operation).send().for_setup()
    server.call(operation).but(**{parameter: ""}).send().accepted(promise)


@scenario("parameter.name-case")
def test_parameter_in_other_letters_is_a_missing_one(server, promise, operation, parameter):
    """The value is right, and stands under a name that nobody knows."""
    call = server.call(operation).settled()
    part = next(part for part in call.parts if parameter in part.keys)
    value = call.values.get(parameter, part.template.pieces[0])
    for name in (part.name.upper(), part.name.title()):
        call.without(parameter).plus(name, value).send().refused(promise)


@scenario("parameter.other-grants")
def test_parameters_of_other_grants_change_nothing(server, promise, operation):
    """A user, a code and a refresh token beside what this grant needs: the token is whose it was without them."""
    tokens, call = server.tokens(), server.call(operation)
    plain = call.send().for_setup()
    for name in ("username", "password"):
        call = call.plus(name, server.value(name))
    for name, value in (("refresh_token", tokens.refresh_token or "none"), ("code", "no-such-code")):
        call = call.plus(name, value)
    answer = call.send().accepted(promise)
    for member in promise.members if server.can("introspect") else ():
        first, second = (server.does("introspect").but(token=each.access_token).send() for each in (plain, answer))
        if first.at(member) != second.at(member):
            answer.fail("a token for the same as without them", "a token for somebody else")
