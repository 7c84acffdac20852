"""The preconditions of the OAuth 2.0 server, over `/_states`."""

from __future__ import annotations

import pytest

from tests.reference.client import parsed
from tests.reference.probes_oauth2.client import OAuth2Client, returned, tokens_in


def test_clients_are_those_of_the_credentials(oauth2: OAuth2Client) -> None:
    """The states `client` and `other client` answer the credentials that the server was made with."""
    assert [oauth2.state("client"), oauth2.state("other client")] == [oauth2.own, oauth2.other]
    assert list(oauth2.state("public client")) == ["client_id"]


def test_users_are_fresh_each_time(oauth2: OAuth2Client) -> None:
    """A user has a name, a password and a session, another one each time."""
    users = [oauth2.state(name) for name in ("user", "user", "other user", "signed-in user", "locked user")]
    assert [sorted(user) for user in users] == [["cookie", "password", "username"]] * 5
    assert len({user["username"] for user in users}) == 5


@pytest.mark.parametrize("named", ["username", "cookie", "whole"])
def test_code_is_that_of_the_user_who_is_named(oauth2: OAuth2Client, named: str) -> None:
    """By username, by cookie, or by the whole answer."""
    user = oauth2.state("user")
    code = oauth2.state("authorization code", user=user if named == "whole" else user[named])["code"]
    shown = parsed(oauth2.get(bearer=tokens_in(oauth2.exchange(code)).access))
    assert shown["username"] == user["username"]


def test_code_has_what_the_parameters_say(oauth2: OAuth2Client) -> None:
    """Client, scope and redirect URI are those of the parameters."""
    client_id = oauth2.other["client_id"]
    uri = oauth2.redirect_uri(client_id=client_id)
    made = oauth2.state("authorization code", client_id=client_id, redirect_uri=uri, scope="write")
    assert made["redirect_uri"] == uri
    assert parsed(oauth2.exchange(made["code"], oauth2.other, redirect_uri=uri))["scope"] == "write"


def test_code_without_a_redirect_uri_answers_a_registered_one(oauth2: OAuth2Client) -> None:
    """What it answers is good for the exchange."""
    made = oauth2.state("authorization code")
    assert oauth2.exchange(made["code"], redirect_uri=made["redirect_uri"]).status == 200


def test_redirect_uri_is_registered_for_its_client(oauth2: OAuth2Client) -> None:
    """It is good for an authorization of that client only."""
    uri = oauth2.redirect_uri(client_id=oauth2.other["client_id"])
    assert "code" in returned(oauth2.authorize(client_id=oauth2.other["client_id"], redirect_uri=uri))
    assert oauth2.authorize(redirect_uri=uri).status == 400


@pytest.mark.parametrize(
    ("state", "params"),
    [
        ("authorization code", {"client_id": "nobody"}),
        ("authorization code", {"user": "nobody"}),
        ("authorization code", {"scope": "everything"}),
        ("authorization code", {"code_challenge": 7}),
        ("redirect uri", {"client_id": "nobody"}),
        ("time passes", {"seconds": "10"}),
    ],
)
def test_state_that_cannot_be_made_is_refused(oauth2: OAuth2Client, state: str, params: dict[str, object]) -> None:
    """Parameters that name nothing of this server are 400."""
    wish = {"state": state, "params": params, "action": "setup"}
    assert oauth2.send_json("POST", "/_states", wish).status == 400


def test_clock_moves_and_tells_the_time(oauth2: OAuth2Client) -> None:
    """`time passes` answers the server's own time."""
    assert [oauth2.state("time passes", seconds=seconds)["now"] for seconds in (0, 5)] == [1_800_000_000, 1_800_000_005]
