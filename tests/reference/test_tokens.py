"""The conformant finAPI server: token answers, token lives, refreshing."""

from __future__ import annotations

import re

import pytest

from tests.reference.client import FORM, Client, parsed


def test_client_grant_answers_the_documented_members(client: Client) -> None:
    """A client gets access_token, token_type, expires_in and scope, and no refresh_token."""
    members = parsed(client.token())
    assert re.fullmatch("[A-Za-z0-9_-]{128}", members.pop("access_token"))
    assert members == {"token_type": "bearer", "expires_in": 3600, "scope": "all"}


def test_password_grant_adds_a_refresh_token(client: Client) -> None:
    """A user gets a refresh_token as well, 128 characters of the documented alphabet."""
    members = parsed(client.sign_in(client.state("user")))
    assert re.fullmatch("[A-Za-z0-9_-]{128}", members["refresh_token"])
    assert members["refresh_token"] != members["access_token"]


def test_token_answers_are_json_and_not_stored(client: Client) -> None:
    """A token answer is application/json with Cache-Control: no-store."""
    answer = client.token()
    assert (answer.status, answer.header("Content-Type")) == (200, "application/json")
    assert answer.header("Cache-Control") == "no-store"


def test_refresh_answers_a_new_token_and_keeps_the_refresh_token(client: Client) -> None:
    """A refresh gives another access token of the same user; the refresh token and the old token stay alive."""
    user = client.state("user")
    tokens = client.tokens(user)
    members = parsed(client.refresh(tokens.refresh))
    assert members["access_token"] != tokens.access
    assert parsed(client.read_user(members["access_token"]))["id"] == user["username"]
    assert client.lives(tokens) == [200, 200]


def test_usernames_compare_case_insensitively(client: Client) -> None:
    """A user in other letters is the same user, with the same token."""
    user = client.state("user")
    other = parsed(client.sign_in(user, username=user["username"].upper()))
    assert client.tokens(user).access == other["access_token"]


def test_same_credentials_get_the_same_token(client: Client) -> None:
    """A live token is given again, with its refresh token."""
    user = client.state("user")
    assert client.tokens(user) == client.tokens(user)
    assert client.client_token() == client.client_token()


def test_lifetime_counts_down_and_is_never_said_to_be_zero(client: Client) -> None:
    """The answer for an aged token states what is left, rounded down; 0 would mean for ever."""
    first = parsed(client.token())
    client.wait(99.5)
    assert parsed(client.token())["expires_in"] == 3500
    client.wait(3500)
    assert parsed(client.token()) == {**first, "expires_in": 1}


@pytest.mark.parametrize(("seconds", "status"), [(3599.9, 200), (3600, 401)])
def test_token_lives_an_hour(client: Client, seconds: float, status: int) -> None:
    """An access token is accepted until its hour is over, then refused with 401."""
    tokens = client.new_tokens()
    client.wait(seconds)
    assert status == client.read_user(tokens.access).status


def test_configured_period_is_for_new_tokens(client: Client) -> None:
    """A configured validity period changes tokens that are requested later, not those that are live."""
    tokens = client.new_tokens()
    assert client.configure(userAccessTokensValidityPeriod=60, refreshTokensValidityPeriod=120).status == 200
    later = client.new_tokens()
    client.wait(60)
    assert client.lives(tokens, later) == [200, 200, 401, 200]
    client.wait(60)
    assert client.lives(tokens, later) == [200, 200, 401, 400]


def test_period_zero_never_expires(client: Client) -> None:
    """A token with a validity period of 0 states expires_in 0 and stays alive."""
    client.configure(userAccessTokensValidityPeriod=0)
    user = client.state("user")
    assert parsed(client.sign_in(user))["expires_in"] == 0
    tokens = client.tokens(user)
    client.wait(1e9)
    assert client.read_user(tokens.access).status == 200


@pytest.mark.parametrize("period", [-1, 1, 59, 2**31, True, "60", 60.0, [60]])
def test_other_periods_are_refused_and_change_nothing(client: Client, period: object) -> None:
    """A period must be 0 or an int32 of at least 60."""
    before = parsed(client.read_configuration(client.client_token()))
    assert client.configure(refreshTokensValidityPeriod=600, userAccessTokensValidityPeriod=period).status == 400
    assert before == parsed(client.read_configuration(client.client_token()))


def test_switches_are_readable_and_not_patchable(client: Client) -> None:
    """Verification and attempts are shown in the configuration, and a PATCH does not change them."""
    client.configure(isUserAutoVerificationEnabled=False, maxUserLoginAttempts=0)
    configuration = parsed(client.read_configuration(client.client_token()))
    assert configuration["isUserAutoVerificationEnabled"] is True
    assert configuration["maxUserLoginAttempts"] == 5


def test_override_header_makes_a_post_a_patch(client: Client) -> None:
    """X-HTTP-Method-Override: PATCH on POST is a PATCH."""
    headers = {"X-HTTP-Method-Override": "PATCH", "Content-Type": "application/json"}
    answer = client.send(
        "POST", "/api/v1/clientConfiguration", headers=headers, body=b"{}", bearer=client.client_token()
    )
    assert answer.status == 200


@pytest.mark.parametrize("name", ["content-type", "CONTENT-TYPE"])
@pytest.mark.parametrize("media", ["Application/X-WWW-Form-URLencoded", f"{FORM};charset=utf-8", f'{FORM} ; a="b"'])
def test_names_and_media_types_are_read_as_rfc_9110_says(client: Client, name: str, media: str) -> None:
    """Header names and media types compare case-insensitively, and a media type may have parameters."""
    assert client.token_with({"Content-Type": None, name: media}).status == 200


def test_unknown_and_empty_parameters_are_ignored(client: Client) -> None:
    """An unknown parameter is ignored, and one without a value counts as absent."""
    assert client.token(audience="anyone", username="").status == 200


def test_parameters_in_the_query_are_read(client: Client) -> None:
    """The body is recommended, the URL not forbidden."""
    query = "&".join(f"{name}={client.credentials[name]}" for name in ("client_id", "client_secret"))
    assert client.send("POST", f"/oauth/token?grant_type=client_credentials&{query}").status == 200


def test_live_token_of_another_client_does_not_refresh(client: Client) -> None:
    """A refresh token works for its own client only, and survives the attempt."""
    tokens = client.new_tokens()
    assert client.refresh(tokens.refresh, **client.other).status == 400
    assert client.lives(tokens) == [200, 200]
