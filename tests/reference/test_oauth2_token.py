"""The token endpoint: how it reads a request, and how it answers (RFC 6749 sections 3.2, 4.3, 4.4, 5)."""

from __future__ import annotations

import pytest

from conformance.reference import Answer
from tests.reference.client import FORM, parsed
from tests.reference.probes_oauth2.client import OAuth2Client

CACHE = ("no-store", "no-cache")


def error(answer: Answer) -> tuple[int, str]:
    """Return status and error of a refusal, which carries no token and is not cached."""
    members = parsed(answer)
    assert "access_token" not in members
    assert (answer.header("Cache-Control"), answer.header("Pragma")) == CACHE
    assert (answer.header("Content-Type") or "").startswith("application/json")
    return answer.status, members["error"]


def test_client_credentials_give_an_access_token_only(oauth2: OAuth2Client) -> None:
    """The answer has type, lifetime and scope, and no refresh token."""
    answer = oauth2.token()
    members = parsed(answer)
    assert answer.status == 200
    assert members.pop("access_token")
    assert members == {"token_type": "Bearer", "expires_in": 3600, "scope": "read write"}


def test_token_answer_is_json_that_nobody_stores(oauth2: OAuth2Client) -> None:
    """Media type and cache headers are those of RFC 6749 section 5.1."""
    answer = oauth2.token()
    assert answer.header("Content-Type") == "application/json;charset=UTF-8"
    assert (answer.header("Cache-Control"), answer.header("Pragma")) == CACHE


def test_password_gives_both_tokens(oauth2: OAuth2Client) -> None:
    """A user's answer has a refresh token, too."""
    tokens = oauth2.tokens()
    assert tokens.refresh
    assert oauth2.lives(tokens.access) == [200]


@pytest.mark.parametrize(
    ("form", "expected"),
    [
        ({"grant_type": None}, (400, "invalid_request")),
        ({"grant_type": ""}, (400, "invalid_request")),
        ({"grant_type": "none"}, (400, "unsupported_grant_type")),
        ({"grant_type": "Client_credentials"}, (400, "unsupported_grant_type")),
        ({"grant_type": " client_credentials"}, (400, "unsupported_grant_type")),
        ({"grant_type": "password", "username": "nobody"}, (400, "invalid_request")),
        ({"grant_type": "password", "username": "nobody", "password": "none"}, (400, "invalid_grant")),
        ({"grant_type": "refresh_token"}, (400, "invalid_request")),
        ({"grant_type": "refresh_token", "refresh_token": ""}, (400, "invalid_request")),
        ({"grant_type": "refresh_token", "refresh_token": "none"}, (400, "invalid_grant")),
        ({"grant_type": "authorization_code"}, (400, "invalid_request")),
        ({"grant_type": "authorization_code", "code": "none\0"}, (400, "invalid_grant")),
        ({"scope": "everything"}, (400, "invalid_scope")),
        ({"scope": "admin"}, (400, "invalid_scope")),
        ({"scope": "Read"}, (400, "invalid_scope")),
        ({"scope": "read  write"}, (400, "invalid_scope")),
        ({"scope": 'read"'}, (400, "invalid_scope")),
    ],
)
def test_refusal_has_status_and_error(
    oauth2: OAuth2Client, form: dict[str, str | None], expected: tuple[int, str]
) -> None:
    """Each reason has the error of RFC 6749 section 5.2, with 400."""
    assert error(oauth2.token(**form)) == expected


def test_wrong_password_and_locked_user_are_the_same(oauth2: OAuth2Client) -> None:
    """Nobody learns from the answer which of the two it was."""
    wrong, locked = oauth2.sign_in(oauth2.state("user"), password="Wrong"), oauth2.sign_in(oauth2.state("locked user"))
    assert (error(wrong), wrong.body) == ((400, "invalid_grant"), locked.body)


def test_limited_client_may_not_use_the_password_grant(oauth2: OAuth2Client) -> None:
    """A grant type that the client is not registered for is unauthorized_client."""
    limited = oauth2.state("limited client")
    assert error(oauth2.sign_in(oauth2.state("user"), limited)) == (400, "unauthorized_client")
    assert parsed(oauth2.token(limited))["scope"] == "read"


@pytest.mark.parametrize("name", ["grant_type", "scope", "client_id", "username"])
def test_repeated_parameter_is_refused(oauth2: OAuth2Client, name: str) -> None:
    """A known parameter comes once, whatever its values are."""
    value = {"grant_type": "client_credentials", "scope": "read", "client_id": oauth2.own["client_id"]}.get(name, "a")
    pairs = [("grant_type", "client_credentials"), (name, value), (name, value)]
    assert error(oauth2.post("/token", pairs, {"Authorization": oauth2.basic()})) == (400, "invalid_request")


def test_unknown_parameters_change_nothing(oauth2: OAuth2Client) -> None:
    """What the server does not know it ignores, also when it comes twice."""
    pairs = [("grant_type", "client_credentials"), ("colour", "blue"), ("colour", "red")]
    assert oauth2.post("/token", pairs, {"Authorization": oauth2.basic()}).status == 200


def test_empty_parameter_is_as_good_as_none(oauth2: OAuth2Client) -> None:
    """An empty scope is no scope."""
    assert parsed(oauth2.token(scope=""))["scope"] == "read write"


def test_query_is_not_read(oauth2: OAuth2Client) -> None:
    """Parameters in the query of a POST are none, and do no harm."""
    assert error(oauth2.call("/token?grant_type=client_credentials")) == (400, "invalid_request")
    assert oauth2.call("/token?grant_type=none&tenant=a", grant_type="client_credentials").status == 200


@pytest.mark.parametrize("media", ["text/plain", "application/json", "multipart/form-data; boundary=a", None])
def test_body_of_another_media_type_is_refused(oauth2: OAuth2Client, media: str | None) -> None:
    """A body has to be a form and to say so."""
    assert error(oauth2.token(None, {"Content-Type": media})) == (400, "invalid_request")


@pytest.mark.parametrize("media", [f"{FORM};charset=UTF-8", f'{FORM} ; charset="utf-8"', FORM.title()])
def test_media_type_is_understood_in_any_spelling(oauth2: OAuth2Client, media: str) -> None:
    """Letter case and parameters of the media type do not matter."""
    assert oauth2.token(None, {"Content-Type": media}).status == 200


@pytest.mark.parametrize("body", [b"", b"%ff%fe=a", b"\xff\xfe", b"&" * 5000, b"a=b&" * 5000])
def test_garbled_body_is_refused(oauth2: OAuth2Client, body: bytes) -> None:
    """A body that cannot be read is invalid_request."""
    headers = {"Content-Type": FORM, "Authorization": oauth2.basic()}
    assert error(oauth2.send("POST", "/token", headers=headers, body=body)) == (400, "invalid_request")


@pytest.mark.parametrize(
    ("path", "allowed"),
    [
        ("/token", "POST"),
        ("/revoke", "POST"),
        ("/introspect", "POST"),
        ("/authorize", "GET, POST"),
        ("/resource", "GET"),
    ],
)
def test_other_method_is_405(oauth2: OAuth2Client, path: str, allowed: str) -> None:
    """A method that is not allowed is answered with those that are."""
    answer = oauth2.send("PUT", path)
    assert (answer.status, answer.header("Allow")) == (405, allowed)


def test_other_path_is_404(oauth2: OAuth2Client) -> None:
    """There is nothing else."""
    assert oauth2.send("POST", "/oauth/token").status == 404
