"""Preconditions over `/_states`, and making a server by name."""

from __future__ import annotations

import time

import pytest

from conformance.reference import CONTRACTS, Answer, Request, faults, make_server, versions
from tests.reference.client import Client, parsed


def wish(client: Client, state: object, action: str = "setup", **params: object) -> Answer:
    return client.send_json("POST", "/_states", {"state": state, "params": params, "action": action})


def test_clients_are_those_of_the_credentials(client: Client) -> None:
    """The states `client` and `other client` answer the credentials that the server was made with."""
    own = {name: client.credentials[name] for name in ("client_id", "client_secret")}
    assert own == client.state("client")
    assert client.other == client.state("other client")
    assert own != client.other


@pytest.mark.parametrize("state", ["user", "other user", "locked user", "unverified user"])
def test_users_are_fresh_each_time(client: Client, state: str) -> None:
    """A state of a user answers another username and password every time."""
    first, second = client.state(state), client.state(state)
    assert sorted(first) == ["password", "username"]
    assert not set(first.values()) & set(second.values())


def test_teardown_answers_nothing(client: Client) -> None:
    """A teardown answers 200 and an empty object."""
    answer = wish(client, "user", "teardown")
    assert (answer.status, parsed(answer)) == (200, {})


@pytest.mark.parametrize("action", ["setup", "teardown"])
def test_unknown_state_is_404(client: Client, action: str) -> None:
    """A state that the server does not know is 404."""
    assert wish(client, "signed-in user", action).status == 404


@pytest.mark.parametrize("seconds", [-1, "10", True, None, float("nan"), 1e300])
def test_time_does_not_pass_by_nonsense(client: Client, seconds: object) -> None:
    """Seconds are a number that is not negative and not beyond a lifetime."""
    assert wish(client, "time passes", seconds=seconds).status == 400


def test_unreadable_wish_is_400(client: Client) -> None:
    """A body that is no wish is refused."""
    assert wish(client, 7).status == 400
    assert wish(client, "user", "undo").status == 400
    assert wish(client, "user", client_id="nobody").status == 400
    assert client.send("POST", "/_states", body=b"{").status == 400
    assert client.send("GET", "/_states").status == 405


def test_time_passes_by_fractions_and_from_the_real_time() -> None:
    """The clock is the real time moved by the seconds that have passed; 0 only tells the time."""
    client = Client(make_server("finapi"))
    before = time.time()
    client.wait(0.5)
    now = client.state("time passes", seconds=0)["now"]
    assert before + 0.5 <= now <= time.time() + 0.5


def test_unknown_names_are_told_with_the_nearest() -> None:
    """An unknown contract, version or fault is an error that names up to three that exist."""
    assert CONTRACTS[0] == "finapi"
    with pytest.raises(ValueError, match=r"unknown contract 'finapy'; nearest: finapi"):
        make_server("finapy")
    with pytest.raises(ValueError, match=r"unknown version '1\.151'; nearest: 1\.151\.1, 1\.115\.1"):
        make_server("finapi", version="1.151")
    with pytest.raises(ValueError, match=r"unknown fault .*; nearest: request-id\.max-length/allows-256, .*, "):
        make_server("finapi", fault="request-id.max-length/allows-25")


def test_versions_and_faults_are_listed() -> None:
    """The default version comes first, and every fault is known by its own name."""
    assert versions("finapi") == ("1.151.1", "1.115.1")
    assert all(name == fault.name for name, fault in faults("finapi").items())


def test_records_show_no_secret() -> None:
    """The text of a request or an answer shows method, path and status only."""
    request = Request("POST", "/oauth/token?client_secret=hidden", (("Authorization", "hidden"),), b"hidden")
    assert repr([request, Answer(200, (), b"hidden")]) == "[<Request POST /oauth/token>, <Answer 200>]"
