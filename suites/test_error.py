"""Errors: how a refusal looks."""

import re

from hypothesis.strategies import sampled_from

from conformance.scenario import scenario

from .flaws import flawed

TYPES = {"string": str, "array": list, "object": dict, "integer": int}
GUARDED = ("secret", "password", "token", "code", "cookie", "basic")
ODD = ("x" * 200, "no-such-value", "", "\x00", "%00", "\u00e9\u4e2d", "'\"<>;--", " ", "x" * 9000)
NO_TEXT = (0, True, ["a"], {"a": "b"})
"""Values that a body of typed members can hold in the place of a text; elsewhere they are sent as texts."""
GARBLED = ("", "%", "%zz", "grant_type=%ff%fe", "grant_type=%00", "&&==&", "grant_type[]=a", "{}", "\x00", "a" * 9000)
GARBLED_JSON = ("[]", "null", "7", '"text"', '{"grant_type":', '{"grant_type": null}', "{'a': 1}", "[" * 9000)


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


def shapes_of(promise):
    """Return the shapes of which a refusal has one: a promise gives one, or a list of them."""
    return promise.shapes if isinstance(promise.shapes, list) else [promise.shapes]


def shape_fault(answer, shape):
    """Return what the answer lacks for this shape; None if it fits."""
    for pointer, kind in shape.items():
        value = answer.at(pointer)
        if not isinstance(value, TYPES[kind]) or value in ("", [], {}):
            return f"a JSON body with {pointer}, of type {kind}, not empty"
    return None


@scenario("error.shape")
def test_refusal_has_its_members(server, promise, operation, flaw):
    """Every promised member is there, and of its type."""
    answer = flawed(server, operation, flaw).send().refused()
    faults = [shape_fault(answer, shape) for shape in shapes_of(promise)]
    if all(faults):
        answer.fail(", or ".join(faults))


@scenario("error.no-secret")
def test_refusal_shows_no_secret(server, operation, flaw):
    """Neither a right secret nor a wrong one comes back."""
    answer = flawed(server, operation, flaw).send().refused()
    shown = [name for name in answer.shows if any(word in name for word in GUARDED)]
    if shown:
        answer.fail("an answer without secrets", f"it shows {', '.join(shown)}")


def odd_values(promise):
    """Return the odd values to try; a user's password is wrong once only, so that nobody gets locked."""
    return ODD[:1] if "password" in promise.each["parameter"] else ODD + NO_TEXT


@scenario(
    "error.no-server-error",
    value=lambda promise: sampled_from(odd_values(promise)),
    always=lambda promise: [{"value": value} for value in odd_values(promise)],
)
def test_odd_value_is_no_server_error(server, operation, parameter, value):
    """After a valid call: whatever stands in a parameter, the fault is the sender's."""
    server.call(operation).send().for_setup()
    call = server.call(operation)
    if call.ends_header(parameter):
        value = "".join(char for char in str(value) if " " < char <= "~") or "?"  # what else a header cannot hold
    answer = call.but(**{parameter: value}).send()
    if answer.status >= 500:
        answer.fail("no server error")


@scenario(
    "error.no-server-error",
    garbled=lambda promise: sampled_from(GARBLED + GARBLED_JSON),
    always=[{"garbled": garbled} for garbled in GARBLED + GARBLED_JSON],
)
def test_garbled_body_is_no_server_error(server, promise, operation, parameter, garbled):
    """Whatever stands in the body, the fault is the sender's."""
    answer = server.call(operation).raw(garbled.encode(), promise.media).send()
    if answer.status >= 500:
        answer.fail("no server error")


@scenario("error.no-server-error")
def test_other_notation_is_no_server_error(server, operation, parameter):
    """Parameters in JSON, and credentials after another word, may be refused or taken, but they break nothing."""
    call = server.call(operation)
    calls = [call.moved("form", "json"), call.media("text/plain")]
    if call.ends_header(parameter):
        calls += [call.without(parameter), *(call.scheme(parameter, word) for word in ("", "Basic", "a b"))]
    for each in calls:
        answer = each.send()
        if answer.status >= 500:
            answer.fail("no server error")


CHARACTERS = {"/error": r"[ !#-\[\]-~]+", "/error_description": r"[ !#-\[\]-~]*", "/error_uri": r"[!#-\[\]-~]+"}
"""What a member of a refusal may consist of (RFC 6749 5.2): neither quote nor backslash, and nothing beyond ASCII."""
ECHOED = ('a"b', "a\\b", "a\tb", "\u00e9\u4e2d", "<b>'&")


def check_characters(answer):
    """Judge: no member of the refusal has a character that it must not have."""
    for member, pattern in CHARACTERS.items():
        value = answer.at(member)
        if value is not None and (not isinstance(value, str) or not re.fullmatch(pattern, value)):
            answer.fail(f"{member} of ASCII without quotes and backslashes", f"{member} = {value!r}")


@scenario("error.characters")
def test_refusal_keeps_to_its_characters(server, operation, flaw):
    """Also where the sender would like another language."""
    check_characters(flawed(server, operation, flaw).header("Accept-Language", "ja, de;q=0.9, ar").send().refused())


@scenario("error.characters", odd=lambda promise: sampled_from(ECHOED), always=[{"odd": odd} for odd in ECHOED])
def test_refusal_of_an_odd_value_keeps_to_its_characters(server, promise, operation, flaw, odd):
    """What was sent is not to come back in a description as it is."""
    check_characters(flawed(server, operation, flaw).but(**{promise.part: odd}).send().refused())


@scenario("error.registered")
def test_error_code_is_a_registered_one(server, promise, operation, flaw):
    """A client can know what the code means."""
    answer = flawed(server, operation, flaw).send().refused()
    if answer.at("/error") not in promise.codes:
        answer.fail(f"one of the codes {', '.join(promise.codes)}")
