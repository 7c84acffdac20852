"""Request ids: accepted, given back, made where there is none, refused where too long."""

import re
from itertools import pairwise

from hypothesis.strategies import integers

from conformance.scenario import scenario
from conformance.strategies import request_ids

from .flaws import flawed

CALLS = 20
CROWD = 50
EASILY_CHANGED = ("two  blanks", 'Mixed CASE, a=1; "b"', "007", "a%20b+c", '"quoted"', "'quoted'", "a < b & c > d")
"""Ids that decoders, encoders and parsers of other things take for theirs."""
FEW = 1_000


def boundaries(promise):
    """Return ids of the lengths at which a limit may be missed, and some that are easily mended on the way."""
    lengths = [("id " + "a" * promise.max)[-length:] for length in (1, promise.max - 1, promise.max)]
    return [{"ident": ident} for ident in (*lengths, *EASILY_CHANGED)]


@scenario("request-id.accepted")
def test_request_id_is_accepted(server, promise, operation):
    """A call with a request id works as it does without one, also when the id is not new."""
    for _ in range(2):
        server.call(operation).but(**{promise.part: "abc"}).send().accepted(promise)


@scenario("request-id.not-needed")
def test_request_id_is_not_needed(server, promise, operation):
    """A call without a request id works."""
    server.call(operation).without(promise.part).send().accepted(promise)


@scenario("request-id.echo")
def test_name_of_the_header_is_any_case(server, promise, operation):
    """A header is the same in any letters (RFC 9110 5.1)."""
    for name in (promise.header.lower(), promise.header.upper()):
        answer = server.call(operation).header(name, "Any-Case-1").send().accepted()
        if answer.header(promise.header) != "Any-Case-1":
            answer.fail(f"{promise.header}: Any-Case-1, sent as {name}", f"{answer.header(promise.header)}")


@scenario("request-id.echo", ident=lambda promise: request_ids(promise.max), always=boundaries)
def test_request_id_comes_back(server, promise, operation, ident):
    """Whatever its length and its characters, the id in the answer is the id of the request."""
    answer = server.call(operation).but(**{promise.part: ident}).send().accepted()
    if set(answer.header_values(promise.header)) != {ident}:
        answer.fail(f"{promise.header}: {ident}", f"{answer.header_values(promise.header)}")


def check_own_ids(server, promise, operation, calls):
    """Send so many calls at the same moment, and judge that each gets its own id back."""
    idents = [f"id of call {number}" for number in range(calls)]
    call = server.call(operation).settled()
    answers = server.together(*(call.but(**{promise.part: ident}) for ident in idents))
    for ident, answer in zip(idents, answers, strict=True):
        answer.check_heard()
        if answer.header(promise.header) != ident:
            answer.fail(f"{promise.header}: {ident}", answer.header(promise.header) or "none")


@scenario("request-id.echo")
def test_request_ids_are_not_mixed_up(server, promise, operation):
    """A few calls at the same moment."""
    check_own_ids(server, promise, operation, 4)


@scenario("request-id.crowd")
def test_request_ids_of_a_crowd_are_not_mixed_up(server, promise, operation):
    """Many calls at the same moment, as a busy application sends them."""
    check_own_ids(server, promise, operation, CROWD)


@scenario("request-id.echo-on-refusal")
def test_request_id_comes_back_on_refusals(server, promise, operation, flaw):
    """That something is wrong with the request is no reason to lose its id, however long it is."""
    ident = ('"a%20b+c < d & e: 1, (2) = {3}; ' + "a" * promise.max)[: promise.max - 1] + '"'
    answer = flawed(server, operation, flaw).but(**{promise.part: ident}).send().refused()
    if set(answer.header_values(promise.header)) != {ident}:
        answer.fail(f"{promise.header}: {ident}", f"{answer.header_values(promise.header)}")


@scenario("request-id.echo-on-refusal")
def test_refusal_of_a_call_without_request_id_has_one(server, promise, operation, flaw):
    """What the server makes where there is none is returned with an error, too."""
    answer = flawed(server, operation, flaw).without(promise.part).send().refused()
    if not (answer.header(promise.header) or "").strip():
        answer.fail(f"a generated id in {promise.header}", "none")


@scenario(
    "request-id.max-length",
    fewer=lambda promise: integers(0, promise.max - 1),
    always=lambda promise: [{"fewer": 0}, {"fewer": 1}, {"fewer": promise.max - 1}],
)
def test_request_id_up_to_the_limit_is_accepted(server, promise, operation, fewer):
    """The last character that is allowed is allowed."""
    server.call(operation).but(**{promise.part: "a" * (promise.max - fewer)}).send().accepted()


@scenario("request-id.max-length", excess=lambda promise: integers(1, 4_000), always=[{"excess": 1}])
def test_longer_request_id_is_refused(server, promise, operation, excess):
    """One character past the limit is already an error, and nothing happens."""
    longer = "a" * (promise.max + excess)
    server.call(operation).but(**{promise.part: longer}).send().refused(promise)


@scenario("request-id.max-length")
def test_longer_request_id_has_no_effect(server, promise, operation):
    """A call that is refused for its id leaves all tokens as they are."""
    tokens = server.tokens()
    call = server.call(operation).but(**{promise.part: "a" * (promise.max + 1)})
    if promise.token:
        call = call.but(**{promise.token: tokens.access_token})
    call.send().refused(promise)
    server.check_alive("access_token", tokens.access_token, "after a call with too long a request id")
    if tokens.refresh_token:
        server.check_alive("refresh_token", tokens.refresh_token, "after a call with too long a request id")


@scenario("request-id.generated")
def test_generated_request_ids_are_there_and_unique(server, promise, operation):
    """No id is empty, and none comes twice, for one operation or for two."""
    call = server.call(operation).settled()
    answers = [answer for _ in range(CALLS // 2) for answer in (call.send(), server.tokens(of="client"))]
    idents = [answer.header(promise.header) for answer in answers]
    for number, ident in enumerate(idents):
        if not (ident or "").strip():
            answers[number].fail(f"a generated id in {promise.header}", "none")
        if ident in idents[:number]:
            answers[number].fail(f"another id in {promise.header} each time", f"{ident} twice in {CALLS} calls")


@scenario("request-id.generated")
def test_generated_request_id_is_not_one_of_another_call(server, promise, operation):
    """A call without an id does not get that of the call before."""
    call = server.call(operation).settled()
    sent = call.but(**{promise.part: "the id of the call before"}).send()
    answer = call.send()
    if answer.header(promise.header) in (None, "the id of the call before", sent.header(promise.header)):
        answer.fail(f"a generated id in {promise.header}", answer.header(promise.header) or "none")


@scenario("request-id.random")
def test_generated_request_ids_do_not_count(server, promise, operation):
    """Read as numbers, ids in a row are not, but for a carry, each a little more than the one before."""
    call = server.call(operation).settled()
    idents = [call.send().for_setup().header(promise.header) or "" for _ in range(CALLS // 2)]
    numbers = [int(re.sub("[^0-9A-Za-z]", "", ident) or "0", 36) for ident in idents]
    steps = [0 < after - before <= FEW for before, after in pairwise(numbers)]
    if steps.count(False) <= 1:
        server.deviates("random request ids", f"ids that count up: {idents[0]}, {idents[1]}, {idents[2]}")
