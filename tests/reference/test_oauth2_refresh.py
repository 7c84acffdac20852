"""Refreshing, with and without rotation (RFC 6749 section 6, RFC 9700 section 4.14)."""

from __future__ import annotations

import pytest

from conformance.reference import Answer
from tests.reference.client import parsed
from tests.reference.contracts import make_client
from tests.reference.probes_oauth2.client import OAuth2Client

INVALID = (400, "invalid_grant")
HOUR, MONTH = 3600, 30 * 86_400


def error(answer: Answer) -> tuple[int, object]:
    return answer.status, parsed(answer).get("error")


def test_refresh_keeps_the_refresh_token_and_the_older_access_token(oauth2: OAuth2Client) -> None:
    """By default the answer has no refresh token, and the old one is good again and again."""
    tokens = oauth2.tokens()
    answers = [parsed(oauth2.refresh(tokens.refresh)) for _ in range(3)]
    assert [sorted(answer) for answer in answers] == [["access_token", "expires_in", "scope", "token_type"]] * 3
    assert oauth2.lives(tokens.access, *(answer["access_token"] for answer in answers)) == [200] * 4


def test_refresh_acts_for_the_user_of_its_token(oauth2: OAuth2Client) -> None:
    """Whoever signed in since."""
    user = oauth2.state("user")
    tokens = oauth2.tokens(user)
    oauth2.tokens()
    refreshed = oauth2.refreshed(tokens.refresh)
    assert parsed(oauth2.get(bearer=refreshed.access))["username"] == user["username"]


def test_narrower_scope_is_given_and_does_not_stick(oauth2: OAuth2Client) -> None:
    """A refresh may ask for less, and the next one has the whole again."""
    token = oauth2.tokens().refresh
    scopes = [parsed(oauth2.refresh(token, scope=scope))["scope"] for scope in ("write", None, "write read")]
    assert scopes == ["write", "read write", "write read"]


@pytest.mark.parametrize("scope", ["read write", "write", "admin", "everything", 'read"'])
def test_wider_scope_is_refused(oauth2: OAuth2Client, scope: str) -> None:
    """A refresh gives no more than its grant has, and a refused one does no harm."""
    token = oauth2.tokens(scope="read").refresh
    assert error(oauth2.refresh(token, scope=scope)) == (400, "invalid_scope")
    assert parsed(oauth2.refresh(token))["scope"] == "read"


def test_other_tokens_and_other_clients_are_refused(oauth2: OAuth2Client) -> None:
    """An access token, a changed token, and the token of another client are invalid_grant."""
    tokens = oauth2.tokens()
    for wrong in (tokens.access, oauth2.client_token(), tokens.refresh.swapcase(), f"{tokens.refresh}x"):
        assert error(oauth2.refresh(wrong)) == INVALID
    assert error(oauth2.refresh(tokens.refresh, oauth2.other)) == INVALID
    assert oauth2.refresh(tokens.refresh).status == 200


def test_access_token_lives_for_an_hour_whenever_it_was_given(oauth2: OAuth2Client) -> None:
    """A refreshed token has a whole life of its own."""
    tokens = oauth2.tokens()
    oauth2.wait(HOUR - 1)
    refreshed = oauth2.refreshed(tokens.refresh)
    assert oauth2.lives(tokens.access, refreshed.access) == [200, 200]
    oauth2.wait(1)
    assert oauth2.lives(tokens.access, refreshed.access) == [401, 200]


@pytest.mark.parametrize(("seconds", "status"), [(MONTH - 1, 200), (MONTH, 400)])
def test_refresh_token_lives_for_thirty_days(oauth2: OAuth2Client, seconds: float, status: int) -> None:
    """Long after the access token has expired."""
    token = oauth2.tokens().refresh
    oauth2.wait(seconds)
    assert oauth2.refresh(token).status == status


@pytest.mark.parametrize(("version", "ends"), [("rotating", False), ("rotating-strict", True), ("2.1", True)])
def test_replaced_refresh_token_is_refused(version: str, ends: bool) -> None:
    """Its coming again ends the family where the server is strict, and nothing else anywhere."""
    oauth2: OAuth2Client = make_client("oauth2", version=version)
    tokens, other = oauth2.code_tokens(), oauth2.code_tokens()
    second = oauth2.refreshed(tokens.refresh)
    third = oauth2.refreshed(second.refresh)
    assert len({tokens.refresh, second.refresh, third.refresh}) == 3
    assert error(oauth2.refresh(tokens.refresh, oauth2.other)) == INVALID
    assert oauth2.lives(third.access) == [200]
    assert error(oauth2.refresh(tokens.refresh)) == INVALID
    assert oauth2.lives(tokens.access, third.access, other.access) == ([401, 401, 200] if ends else [200] * 3)
    assert oauth2.refresh(third.refresh).status == (400 if ends else 200)


def test_successor_has_the_whole_scope() -> None:
    """A narrower refresh leaves the scope of the next refresh token as it was."""
    oauth2: OAuth2Client = make_client("oauth2", version="rotating")
    second = oauth2.refreshed(oauth2.tokens().refresh, scope="read")
    assert parsed(oauth2.refresh(second.refresh))["scope"] == "read write"
