"""The preconditions of the Square server, over `/_states`."""

from __future__ import annotations

import pytest

from conformance.reference import Answer
from tests.reference.probes_square.client import Square


def wish(square: Square, state: str, **params: object) -> Answer:
    return square.send_json("POST", "/_states", {"state": state, "params": params, "action": "setup"})


def test_applications_are_those_of_the_credentials(square: Square) -> None:
    """The states `client` and `other client` answer the credentials that the server was made with."""
    own = {name: square.credentials[name] for name in ("client_id", "client_secret")}
    assert [square.state("client"), square.state("other client")] == [own, square.other]


def test_accounts_are_fresh_each_time(square: Square) -> None:
    """A user is an account, another one each time."""
    answers = [square.state(name) for name in ("user", "user", "other user")]
    assert [sorted(answer) for answer in answers] == [["merchant_id"]] * 3
    assert len({answer["merchant_id"] for answer in answers}) == 3


def test_code_answers_its_redirect_uri(square: Square) -> None:
    """A code has the redirect URI of the parameters, or that of the application, and needs no account."""
    registered = square.state("redirect uri", client_id=square.other["client_id"])
    answers = [square.state("authorization code", **params) for params in ({}, {"redirect_uri": "https://a.example"})]
    assert [answer["redirect_uri"] for answer in answers] == [registered["redirect_uri"], "https://a.example"]
    assert len({answer["code"] for answer in answers}) == 2


def test_account_is_named_as_user_or_merchant_id(square: Square) -> None:
    """Both names of the parameter mean the account."""
    merchant_id = square.account()
    codes = [square.state("authorization code", **{name: merchant_id})["code"] for name in ("user", "merchant_id")]
    assert [square.exchange(code).body.count(merchant_id.encode()) for code in codes] == [1, 1]


@pytest.mark.parametrize(
    ("state", "params"),
    [
        ("authorization code", {"client_id": "nobody"}),
        ("authorization code", {"merchant_id": "nobody"}),
        ("authorization code", {"merchant_id": 7}),
        ("redirect uri", {"client_id": "nobody"}),
        ("personal access token", {"client_id": "nobody"}),
        ("active subscription", {}),
        ("active subscription", {"access_token": "never-issued"}),
        ("time passes", {"seconds": "10"}),
    ],
)
def test_state_that_cannot_be_made_is_refused(square: Square, state: str, params: dict[str, object]) -> None:
    """Parameters that name nothing of this server are 400."""
    assert wish(square, state, **params).status == 400


def test_state_of_another_provider_is_unknown(square: Square) -> None:
    """A state that Square does not have is 404."""
    assert wish(square, "locked user").status == 404


def test_clock_moves_and_tells_the_time(square: Square) -> None:
    """`time passes` answers the server's own time."""
    assert [square.state("time passes", seconds=seconds)["now"] for seconds in (0, 5)] == [1_800_000_000, 1_800_000_005]
