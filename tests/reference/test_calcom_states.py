"""The Cal.com server's preconditions over `/_states`."""

from __future__ import annotations

import pytest

from tests.reference.client import parsed
from tests.reference.probes_calcom.client import CalcomClient


def status(calcom: CalcomClient, state: str, **params: object) -> int:
    return calcom.send_json("POST", "/_states", {"state": state, "params": params}).status


def test_clients_are_those_of_the_credentials(calcom: CalcomClient) -> None:
    """The states `client` and `other client` answer the credentials that the server was made with."""
    own = {name: calcom.credentials[name] for name in ("client_id", "client_secret")}
    assert own == calcom.state("client")
    assert calcom.other == calcom.state("other client")


@pytest.mark.parametrize("state", ["user", "other user", "signed-in user"])
def test_users_are_fresh_and_signed_in(calcom: CalcomClient, state: str) -> None:
    """A state of a user answers another username and another cookie every time; both are good at once."""
    first, second = calcom.state(state, client_id=calcom.client_id), calcom.state(state)
    assert sorted(first) == ["cookie", "username"]
    assert not set(first.values()) & set(second.values())
    assert [calcom.authorize(user).status for user in (first, second)] == [302, 302]


def test_code_is_made_for_user_client_and_uri(calcom: CalcomClient) -> None:
    """A code by a state is like one that was authorized: of this user, outstanding, with a registered URI."""
    user, uri = calcom.state("user"), calcom.uri(calcom.other_id)
    code = calcom.state(
        "authorization code", user=user["username"], client_id=calcom.other_id, redirect_uri=uri, scope="any"
    )
    assert code["redirect_uri"] == uri
    assert calcom.authorize(user, client_id=calcom.other_id).status == 400
    answer = calcom.exchange(code["code"], calcom.other_secret, client_id=calcom.other_id)
    assert calcom.username(parsed(answer)["data"]["accessToken"]) == user["username"]


def test_code_is_made_without_params(calcom: CalcomClient) -> None:
    """Without params a code is a fresh user's for the first client, with a fresh registered URI."""
    code = calcom.state("authorization code")
    assert calcom.authorize(calcom.state("user"), code["redirect_uri"]).status == 302
    assert calcom.exchange(code["code"]).status == 200


@pytest.mark.parametrize("key", ["username", "cookie", "both"])
def test_user_of_a_code_is_named_in_any_way(calcom: CalcomClient, key: str) -> None:
    """A user may be named by username, by cookie, or by both in an object."""
    user = calcom.state("user")
    code = calcom.state("authorization code", user=user if key == "both" else user[key])["code"]
    assert calcom.username(parsed(calcom.exchange(code))["data"]["accessToken"]) == user["username"]


def test_redirect_uris_are_fresh(calcom: CalcomClient) -> None:
    """Every redirect URI is another one."""
    assert len({calcom.uri() for _ in range(3)}) == 3


def test_states_that_cannot_be_made_are_refused(calcom: CalcomClient) -> None:
    """An unknown state is 404, an unknown client, user or redirect URI is 400."""
    assert status(calcom, "locked user") == 404
    assert status(calcom, "redirect uri", client_id="nobody") == 400
    assert status(calcom, "authorization code", user="nobody") == 400
    assert status(calcom, "authorization code", redirect_uri="https://elsewhere.example.com/") == 400
    assert status(calcom, "time passes", seconds=-1) == 400


def test_time_passes(calcom: CalcomClient) -> None:
    """The clock is moved for the whole server and answered."""
    before = calcom.state("time passes", seconds=0)["now"]
    assert calcom.state("time passes", seconds=90)["now"] == before + 90
