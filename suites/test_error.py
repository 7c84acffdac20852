"""Errors: how a refusal looks."""

from hypothesis.strategies import sampled_from

from conformance.scenario import scenario

from .flaws import flawed

TYPES = {"string": str, "array": list, "object": dict, "integer": int}
GUARDED = ("secret", "password", "token")
ODD = ("x" * 200, "no-such-value", "", "\x00", "%00", "\u00e9\u4e2d", "'\"<>;--", " ", "x" * 9000)
GARBLED = ("", "%", "%zz", "grant_type=%ff%fe", "grant_type=%00", "&&==&", "grant_type[]=a", "{}", "\x00", "a" * 9000)


@scenario("error.status")
def test_refusal_has_the_status_for_its_reason(server, promise, operation, flaw):
    """One flaw, and the answer that is meant for it, the second time as the first."""
    flawed(server, operation, flaw).send().refused(promise)


@scenario("error.media-type")
def test_refusal_has_its_media_type(server, promise, operation, flaw):
    """A refusal is written for machines as a success is."""
    answer = flawed(server, operation, flaw).send().refused()
    if answer.media_type != promise.media:
        answer.fail(f"the media type {promise.media}", answer.media_type or "no media type")


@scenario("error.shape")
def test_refusal_has_its_members(server, promise, operation, flaw):
    """Every promised member is there, and of its type."""
    answer = flawed(server, operation, flaw).send().refused()
    for pointer, kind in promise.shapes.items():
        value = answer.at(pointer)
        if not isinstance(value, TYPES[kind]) or value in ("", [], {}):
            answer.fail(f"a JSON body with {pointer}, of type {kind}, not empty")


@scenario("error.no-secret")
def test_refusal_shows_no_secret(server, operation, flaw):
    """Neither a right secret nor a wrong one comes back."""
    answer = flawed(server, operation, flaw).send().refused()
    shown = [name for name in answer.shows if any(word in name for word in GUARDED)]
    if shown:
        answer.fail("an answer without secrets", f"it shows {', '.join(shown)}")


def odd_values(promise):
    """Return the odd values to try; a user's password is wrong once only, so that nobody gets locked."""
    return ODD[:1] if "password" in promise.each["parameter"] else ODD


@scenario(
    "error.no-server-error",
    value=lambda promise: sampled_from(odd_values(promise)),
    always=lambda promise: [{"value": value} for value in odd_values(promise)],
)
def test_odd_value_is_no_server_error(server, operation, parameter, value):
    """After a valid call: whatever stands in a parameter, the fault is the sender's."""
    server.call(operation).send().for_setup()
    answer = server.call(operation).but(**{parameter: value}).send()
    if answer.status >= 500:
        answer.fail("no server error")


@scenario(
    "error.no-server-error",
    garbled=lambda promise: sampled_from(GARBLED),
    always=[{"garbled": garbled} for garbled in GARBLED],
)
def test_garbled_body_is_no_server_error(server, promise, operation, parameter, garbled):
    """Whatever stands in the body, the fault is the sender's."""
    answer = server.call(operation).raw(garbled.encode(), promise.media).send()
    if answer.status >= 500:
        answer.fail("no server error")


@scenario("error.no-server-error")
def test_other_notation_is_no_server_error(server, operation, parameter):
    """Parameters in JSON may be refused or taken, but they break nothing."""
    for call in (server.call(operation).moved("form", "json"), server.call(operation).media("text/plain")):
        answer = call.send()
        if answer.status >= 500:
            answer.fail("no server error")
