"""States: who is asked, in which order, and what is said when nobody can help."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any

import pytest

from conformance.outcomes import Broken, Lost, NotTestable
from conformance.secrets import Secret, register
from conformance.states import States, origin_of
from conformance.terms import Exchange, Request, Response
from conformance.wire import Wire
from tests.machine.listener import free_port

URL = "http://127.0.0.1:9000/_states"
Said = tuple[int, Any]


class Endpoint:
    """A states endpoint: answers by state, remembers what it was asked."""

    def __init__(self, answers: Mapping[str, Said] | None = None) -> None:
        self.answers = answers or {}
        self.asked: list[Any] = []
        self.wire = Wire(URL, handler=self._answer)

    def _answer(self, method: str, path: str, headers: Any, body: bytes) -> tuple[int, tuple[()], bytes]:
        assert (method, path) == ("POST", "/_states")
        assert ("Content-Type", "application/json") in headers
        message = json.loads(body)
        self.asked.append(message)
        status, value = self.answers.get(message["state"], (404, None))
        return status, (), value if isinstance(value, bytes) else json.dumps(value).encode()


def states(
    endpoint: Endpoint | None = None,
    *,
    configured: Mapping[str, Any] | None = None,
    hook: Callable[..., Any] | None = None,
) -> States:
    send: Callable[..., Exchange] = endpoint.wire.send if endpoint else never
    return States(URL if endpoint else None, send, configured or {}, "sandbox", hook=hook)


def never(request: Request, **_: Any) -> Exchange:
    raise AssertionError(f"{request} was sent")


# ---------------------------------------------------------------- the order


def test_the_hook_is_asked_first() -> None:
    """Who knows a state best is the user."""
    endpoint = Endpoint({"user": (200, {"username": "of endpoint"})})
    made = states(endpoint, hook=lambda state, params: {"username": f"of hook: {state} {params}"})
    assert made.make("user", {"a": 1}) == {"username": "of hook: user {'a': 1}"}
    assert endpoint.asked == []


def test_the_endpoint_is_asked_second() -> None:
    """What the hook does not know is asked of the endpoint, before recipe and configuration."""
    endpoint = Endpoint({"user": (200, {"username": "of endpoint"})})
    made = states(endpoint, hook=lambda *_: None, configured={"user": [{"username": "of file"}]})
    assert made.make("user", {"a": 1}, recipe=lambda *_: {"username": "of recipe"}) == {"username": "of endpoint"}
    assert endpoint.asked == [{"state": "user", "params": {"a": 1}, "action": "setup"}]


def test_the_recipe_is_asked_third() -> None:
    """What the endpoint does not know is made by the contract's recipe."""
    made = states(Endpoint(), configured={"user": [{"username": "of file"}]})
    assert made.make("user", {}, recipe=lambda *_: {"username": "of recipe"}) == {"username": "of recipe"}


def test_the_configuration_is_asked_last() -> None:
    """What cannot be made is taken from the target file."""
    made = states(Endpoint(), configured={"user": [{"username": "of file"}]})
    assert made.make("user", {}, recipe=lambda *_: None) == {"username": "of file"}


def test_an_empty_answer_is_an_answer() -> None:
    """A state without values is made all the same."""
    assert states(Endpoint({"signed-in user": (200, {})})).make("signed-in user", {}) == {}


# ---------------------------------------------------------------- values


def test_values_with_the_name_of_a_secret_are_secrets() -> None:
    """Passwords, codes and cookies are wrapped, identifiers are not."""
    given = {"username": "ann", "password": "states-password-1", "merchant_id": "M1", "n": 5}
    endpoint = Endpoint({"user": (200, given)})
    made = states(endpoint).make("user", {})
    assert isinstance(made["password"], Secret)
    assert {**made, "password": made["password"].reveal()} == given


def test_a_secret_among_the_parameters_is_sent_as_it_is() -> None:
    """The endpoint is told the value, at any depth."""
    endpoint = Endpoint({"active subscription": (200, {"subscription_id": "s"})})
    token = register("states-token-2", "access_token")
    states(endpoint).make("active subscription", {"access_token": token, "deep": {"token": token}})
    assert endpoint.asked[0]["params"] == {"access_token": "states-token-2", "deep": {"token": "states-token-2"}}


def test_several_users_take_turns() -> None:
    """Each time a user is wanted the next one of the list comes."""
    made = states(configured={"user": [{"username": name} for name in "abc"]})
    assert [made.make("user", {})["username"] for _ in range(4)] == ["a", "b", "c", "a"]


@pytest.mark.parametrize("names", ["ab", "abc"])
@pytest.mark.parametrize("order", [("user", "other user"), ("other user", "user")])
def test_another_user_of_a_list_is_never_the_same(order: tuple[str, str], names: str) -> None:
    """Whoever is asked for first, and however often: the other user is another one."""
    made = states(configured={"user": [{"username": name} for name in names]})
    for _ in range(7):
        one, two = (made.make(state, {})["username"] for state in order)
        assert one != two


def test_a_configured_other_user_goes_before_the_list() -> None:
    """A user of that name is taken as it is."""
    made = states(configured={"user": [{"username": "a"}, {"username": "b"}], "other user": [{"username": "z"}]})
    assert made.make("other user", {}) == {"username": "z"}


def test_one_user_is_not_another() -> None:
    """A single configured user cannot be two."""
    with pytest.raises(NotTestable) as found:
        states(configured={"user": [{"username": "a"}]}).make("other user", {})
    assert found.value.reason == "no 'other user' can be had"


# ---------------------------------------------------------------- what cannot be had


@pytest.mark.parametrize(
    ("state", "remedy"),
    [
        ("user", '[targets.sandbox.states] user = { username = "…", password = "${PASSWORD}" }   # or url = "…"'),
        (
            "other user",
            '[targets.sandbox.states] "other user" = { username = "…", password = "${PASSWORD}" }   # or url = "…"',
        ),
        ("locked user", '[targets.sandbox.states] "locked user" = { username = "…", password = "…" }   # or url = "…"'),
        (
            "other client",
            '[targets.sandbox] other_client = { client_id = "…", client_secret = "${OTHER_SECRET}" }',
        ),
        ("time passes", '[targets.sandbox.states] url = "…"   # or limits.max_wait'),
    ],
)
def test_the_line_that_would_help_is_told(state: str, remedy: str) -> None:
    """What nobody can make is not testable, with the line to write."""
    made = states(Endpoint({"known": (200, {})}))
    made.make("known", {})
    with pytest.raises(NotTestable) as found:
        made.make(state, {})
    assert (found.value.reason, found.value.remedy) == (f"no {state!r} can be had", remedy)


def test_an_endpoint_that_knows_no_state_is_broken() -> None:
    """Nobody writes an endpoint that can do nothing: the address is wrong."""
    with pytest.raises(Broken) as found:
        states(Endpoint()).make("user", {})
    assert found.value.reason == f"the states endpoint {URL} knows no state at all: it answered 404 to 'user'"
    assert found.value.remedy == "[targets.sandbox.states] url   # check it"


def test_an_endpoint_that_only_moves_the_clock_is_believed() -> None:
    """It knows a state, if only one."""
    with pytest.raises(NotTestable):
        states(Endpoint({"time passes": (200, {"now": 1.0})})).make("user", {})


@pytest.mark.parametrize(
    "said", [(500, {}), (302, {}), (401, {}), (204, b""), (200, b"<html>"), (200, [1]), (201, {"username": "a"})]
)
def test_a_states_endpoint_that_talks_nonsense_is_broken(said: Said) -> None:
    """Neither 200 with an object nor 404: our own side is broken, the server is not judged."""
    with pytest.raises(Broken) as found:
        states(Endpoint({"user": said})).make("user", {})
    assert found.value.reason == (
        f"the states endpoint {URL} answered {said[0]} to 'user'; "
        "expected 200 with a JSON object, or 404 for a state that it does not know"
    )
    assert found.value.remedy == '[targets.sandbox.states] url = "…"'


def test_a_states_endpoint_that_cannot_be_reached_is_told_as_such() -> None:
    """The line to check is that of the states endpoint, not the base URL."""
    url = f"http://127.0.0.1:{free_port()}/_states"
    made = States(url, Wire(url).send, {}, "sandbox")
    with pytest.raises(Lost) as found:
        made.make("user", {})
    assert "cannot be reached" in found.value.reason
    assert found.value.remedy == "[targets.sandbox.states] url   # check it, and that the states endpoint runs"


def test_a_hook_that_gives_no_values_is_told_as_such() -> None:
    """What a hook returns must be a mapping or None."""
    with pytest.raises(Broken) as found:
        states(hook=lambda *_: ["ann", "secret-of-hook"]).make("user", {})
    assert found.value.reason == "pytest_oauth_state gave a list for 'user'; expected a mapping of values, or None"


# ---------------------------------------------------------------- time, teardown, account


def test_time_passes_at_the_endpoint() -> None:
    """The clock is moved, and the target's own time is told."""
    endpoint = Endpoint({"time passes": (200, {"now": 1_800_000_000.5})})
    made = states(endpoint)
    assert made.pass_time(60) == {"now": 1_800_000_000.5}
    assert made.now() == 1_800_000_000.5
    assert [message["params"] for message in endpoint.asked] == [{"seconds": 60}, {"seconds": 0}]


@pytest.mark.parametrize("value", [{}, {"now": "soon"}, {"now": None}, {"now": True}])
def test_a_time_that_is_no_number_is_not_known(value: Any) -> None:
    """Only a number of seconds is a time."""
    assert states(Endpoint({"time passes": (200, value)})).now() is None


def test_nobody_moves_the_clock() -> None:
    """Without hook and endpoint, or where they do not know it, time cannot be moved."""
    assert states().pass_time(5) is None
    assert states(Endpoint(), hook=lambda *_: None).pass_time(5) is None


def test_who_can_be_asked() -> None:
    """Configured values are no one to ask."""
    assert not states(configured={"user": [{}]}).can_ask
    assert states(Endpoint()).can_ask
    assert states(hook=lambda *_: None).can_ask


def test_what_was_made_is_torn_down_the_last_first() -> None:
    """Each state that the endpoint made, once; time that passed stays passed."""
    endpoint = Endpoint({name: (200, {}) for name in ("user", "locked user", "time passes")})
    made = states(endpoint)
    made.make("user", {"client_id": "c"})
    made.pass_time(5)
    made.make("locked user", {})
    del endpoint.asked[:]
    made.tear_down()
    made.tear_down()
    assert endpoint.asked == [
        {"state": "locked user", "params": {}, "action": "teardown"},
        {"state": "user", "params": {"client_id": "c"}, "action": "teardown"},
    ]


def test_a_teardown_is_no_part_of_a_story() -> None:
    """Nobody has to repeat it to see a deviation."""
    made = states(Endpoint({"user": (200, {})}))
    made.make("user", {})
    made.heard()
    made.tear_down()
    assert made.heard() == []


def test_without_an_endpoint_nothing_is_torn_down() -> None:
    """Nobody is there to be told."""
    made = states(configured={"user": [{"username": "u"}]})
    made.make("user", {})
    made.tear_down()
    assert made.requests == 0


def test_what_was_said_is_remembered_once() -> None:
    """The exchanges go into the story of the item, and every one is counted."""
    made = states(Endpoint({"user": (200, {"username": "u"})}))
    made.make("user", {})
    assert [(exchange.step, exchange.says) for exchange in made.heard()] == [("state", "user")]
    assert made.heard() == []
    assert made.requests == 1


@pytest.mark.parametrize(
    ("url", "origin"),
    [("https://h:8/x?y", "https://h:8"), ("http://[", "http://[")],
)
def test_the_origin_of_a_url(url: str, origin: str) -> None:
    """Scheme and authority; what is no URL stays as it is."""
    assert origin_of(url) == origin


def test_responses_are_plain_records() -> None:
    """What the endpoint says is an exchange like any other, with its secrets born."""
    endpoint = Endpoint({"user": (200, {"password": "states-password-9"})})
    made = states(endpoint)
    made.make("user", {})
    exchange = made.heard()[0]
    assert isinstance(exchange.response, Response)
    assert [place for place, _ in exchange.births] == ["password"]
