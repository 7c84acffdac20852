"""The conformant finAPI server: whom and what it refuses, and how."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping

import pytest

from tests.reference.client import FORM, Client, parsed

ERROR_MESSAGE = ["authContext", "bank", "date", "endpoint", "errors", "requestId"]
JSON = {"Content-Type": "application/json"}


@pytest.mark.parametrize(
    ("changes", "status"),
    [
        ({"client_id": None}, 401),
        ({"client_secret": None}, 401),
        ({"client_id": "nobody"}, 401),
        ({"client_secret": "wrong"}, 401),
        ({"client_secret": "wrong", "grant_type": "unknown"}, 401),
        ({"grant_type": None}, 400),
        ({"grant_type": ""}, 400),
        ({"grant_type": "unknown"}, 400),
        ({"grant_type": "client_credentials "}, 400),
        ({"grant_type": "password"}, 400),
        ({"grant_type": "password", "username": "nobody", "password": "wrong-password"}, 400),
        ({"grant_type": "refresh_token"}, 400),
        ({"grant_type": "refresh_token", "refresh_token": "unknown"}, 400),
    ],
)
def test_token_request_is_refused(client: Client, changes: Mapping[str, str | None], status: int) -> None:
    """Bad client credentials are 401, anything else wrong with the request 400."""
    assert status == client.token(**changes).status


@pytest.mark.parametrize(("state", "status"), [("locked user", 423), ("unverified user", 403)])
def test_user_who_may_not_sign_in_is_refused(client: Client, state: str, status: int) -> None:
    """A locked user gets 423, an unverified one 403."""
    assert status == client.sign_in(client.state(state)).status


def test_unverified_user_can_be_verified_once(client: Client) -> None:
    """Verification answers 200 and lets the user in; a second one answers 422, an unknown user 404."""
    user = client.state("unverified user")
    path = f"/api/v1/users/verify/{user['username']}"
    assert [client.send("POST", path, bearer=client.client_token()).status for _ in range(2)] == [200, 422]
    assert client.sign_in(user).status == 200
    assert client.send("POST", "/api/v1/users/verify/nobody", bearer=client.client_token()).status == 404


def test_wrong_passwords_lock_a_user_and_end_the_tokens(client: Client) -> None:
    """After the configured number of wrong passwords in a row a user is locked and no token lives."""
    user = client.state("user")
    tokens = client.tokens(user)
    assert [client.sign_in(user, password="wrong-password").status for _ in range(5)] == [400] * 5
    assert [client.sign_in(user).status, client.sign_in(user, password="wrong-password").status] == [423, 423]
    assert client.lives(tokens) == [401, 400]


@pytest.mark.parametrize("how", ["password", "refresh"])
def test_success_starts_the_count_again(client: Client, how: str) -> None:
    """A successful token request between wrong passwords forgets those before it."""
    user = client.state("user")
    tokens = client.tokens(user)
    for _ in range(4):
        client.sign_in(user, password="wrong-password")
    assert (client.sign_in(user) if how == "password" else client.refresh(tokens.refresh)).status == 200
    for _ in range(4):
        client.sign_in(user, password="wrong-password")
    assert client.sign_in(user).status == 200


def test_wrong_passwords_leave_a_namesake_alone(client: Client) -> None:
    """Users of one name at two clients are counted and locked apart."""
    user = client.namesakes()
    for _ in range(5):
        client.sign_in(user, password="wrong-password")
    assert client.sign_in(user, **{**client.other, "password": "wrong-password"}).status == 400
    assert [client.sign_in(user).status, client.sign_in(user, **client.other).status] == [423, 200]


@pytest.mark.parametrize(("state", "status"), [("locked user", 423), ("unverified user", 403)])
def test_refused_user_stays_refused(client: Client, state: str, status: int) -> None:
    """A second try, in other capitals as well, is refused like the first."""
    user = client.state(state)
    names = (user["username"], user["username"], user["username"].upper())
    assert [client.sign_in(user, username=name).status for name in names] == [status] * 3


def test_user_of_another_client_is_unknown(client: Client) -> None:
    """Users belong to a client."""
    user = client.state("user", client_id=client.other["client_id"])
    assert [client.sign_in(user).status, client.sign_in(user, **client.other).status] == [400, 200]


@pytest.mark.parametrize("bearer", [None, "unknown"])
def test_call_without_a_live_token_is_401(client: Client, bearer: str | None) -> None:
    """No token and an unknown one are refused with BadCredentialsError and WWW-Authenticate."""
    answer = client.read_user(bearer)
    assert (answer.status, sorted(parsed(answer))) == (401, ["error", "error_description"])
    assert (answer.header("WWW-Authenticate") or "").startswith("Bearer")


def test_wrong_role_is_403(client: Client) -> None:
    """A user's token is refused where a client's is wanted, and the other way round."""
    user, own = client.new_tokens().access, client.client_token()
    assert client.read_user(own).status == 403
    assert client.read_configuration(user).status == 403
    assert client.send_json("POST", "/api/v1/users", {}, bearer=user).status == 403
    assert client.revoke("any", bearer=user).status == 403


def test_refresh_token_is_no_bearer_token(client: Client) -> None:
    """A refresh token does not authorize a call."""
    assert client.read_user(client.new_tokens().refresh).status == 401


def test_error_message_has_its_members(client: Client) -> None:
    """A refusal that is not 401 is an ErrorMessage; its date has the documented form."""
    message = parsed(client.token(grant_type="unknown"))
    assert sorted(message) == ERROR_MESSAGE
    assert re.fullmatch(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{3}", message["date"])
    assert sorted(message["errors"][0]) == ["code", "message", "multiStepAuthentication", "type"]
    assert message["endpoint"] == "POST /oauth/token"


@pytest.mark.parametrize(
    ("method", "target", "headers", "body", "status"),
    [
        ("GET", "/oauth/token", {}, b"", 405),
        ("HEAD", "/api/v1/users", {}, b"", 405),
        ("POST", "/nowhere", {}, b"", 404),
        ("POST", "/oauth/token", JSON, b"{}", 415),
        ("POST", "/oauth/token", {}, b"grant_type=password", 415),
        ("POST", "/oauth/token", {"Content-Type": FORM}, b"grant_type=%FF", 400),
        ("POST", "/oauth/token", {"Content-Type": FORM}, b"\xff\xfe", 400),
        ("POST", "/oauth/token", {"Content-Type": FORM}, b"a=&" * 2000, 400),
        ("POST", "/oauth/token", {"Content-Type": FORM}, b"client_id=a&client_id=a", 400),
        ("POST", "/oauth/token?client_id=a", {"Content-Type": FORM}, b"client_id=b", 400),
        ("POST", "/oauth/token", {"X-Request-Id": "a\r\nb"}, b"", 400),
        ("POST", "/oauth/revoke", {"Authorization": "Bearer"}, b"", 401),
        ("GET", "/api/v1/users", {"Authorization": "Bearer \xff"}, b"", 401),
    ],
)
def test_malformed_request_is_refused(
    client: Client, method: str, target: str, headers: Mapping[str, str], body: bytes, status: int
) -> None:
    """What cannot be read is refused with a status of its own, never with a server error."""
    answer = client.send(method, target, headers=headers, body=body)
    assert (status, status == 405) == (answer.status, answer.header("Allow") is not None)


@pytest.mark.parametrize(
    "body",
    [b"[]", b"{", b"\xff", b"[" * 100_000, b'{"id": NaN}', b'{"id": 1}', b'{"id": "a b"}', b'{"password": "short"}'],
)
def test_user_that_cannot_be_created_is_refused(client: Client, body: bytes) -> None:
    """A body that is no JSON object, or has an id or password that is not allowed, answers 400."""
    answer = client.send("POST", "/api/v1/users", headers=JSON, body=body, bearer=client.client_token())
    assert answer.status == 400


def test_user_can_be_created_once(client: Client) -> None:
    """Creation answers 201 with id and password; the same id in other letters answers 422."""
    wish = {"id": "Reference.User@1", "password": 'Fake \ud800 "pass"'}
    answers = [
        client.send_json("POST", "/api/v1/users", {**wish, "id": name}, bearer=client.client_token())
        for name in (wish["id"], wish["id"].lower())
    ]
    assert [answer.status for answer in answers] == [201, 422]
    assert {**wish, **parsed(answers[0])} == {**parsed(answers[0]), **wish}


def test_refusals_repeat_no_secret(client: Client) -> None:
    """Neither credentials nor tokens come back in a refusal, in its body or in a header."""
    user, secret = client.state("locked user"), "wrong-secret-of-a-test"
    answers = [
        client.token(client_secret=secret),
        client.sign_in(user),
        client.refresh(secret),
        client.read_user(secret),
        client.revoke(secret, bearer=secret),
    ]
    text = json.dumps([[answer.body.decode(), answer.headers] for answer in answers])
    assert [word for word in (secret, user["password"]) if word in text] == []
