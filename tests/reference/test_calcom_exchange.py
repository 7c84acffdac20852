"""The conformant Cal.com server: exchange, and the answer that carries the tokens."""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping
from typing import Any

import pytest

from tests.reference.client import parsed
from tests.reference.contracts import STANDING
from tests.reference.probes_calcom.client import CalcomClient, data_in, keys_in


def claims(token: str) -> Any:
    part = token.split(".")[1]
    return json.loads(base64.urlsafe_b64decode(part + "=" * (-len(part) % 4)))


def test_exchange_answers_both_tokens(calcom: CalcomClient) -> None:
    """A code is answered 200 with status and data: two tokens, and the end of the access token in milliseconds."""
    answer = calcom.exchange(calcom.code())
    assert (answer.status, answer.header("Content-Type")) == (200, "application/json")
    assert answer.header("Cache-Control") == "no-store"
    assert sorted(parsed(answer)) == ["data", "status"]
    assert parsed(answer)["status"] == "success"
    assert sorted(data_in(answer)) == ["accessToken", "accessTokenExpiresAt", "refreshToken"]
    assert data_in(answer)["accessTokenExpiresAt"] == (STANDING + 3600) * 1000


@pytest.mark.parametrize(("seconds", "left"), [(0, 3600), (1, 3599), (59, 3541), (60, 3600)])
def test_end_is_floored_to_the_minute(calcom: CalcomClient, seconds: float, left: int) -> None:
    """An access token lives for 59 to 60 minutes, and ends at the instant that is stated."""
    calcom.wait(seconds)
    data = data_in(calcom.exchange(calcom.code()))
    assert data["accessTokenExpiresAt"] == (STANDING + seconds + left) * 1000
    calcom.wait(left - 1)
    assert calcom.me(data["accessToken"]).status == 200
    calcom.wait(1)
    assert calcom.me(data["accessToken"]).status == 498


def test_tokens_are_json_web_tokens(calcom: CalcomClient) -> None:
    """The claims name kind, client and owner, and the end that the answer states."""
    data = data_in(calcom.exchange(calcom.code()))
    access, refresh = claims(data["accessToken"]), claims(data["refreshToken"])
    assert [access["type"], refresh["type"]] == ["access_token", "refresh_token"]
    assert access["clientId"] == calcom.client_id
    assert access["expiresAt"] == data["accessTokenExpiresAt"]
    assert access["jti"] != refresh["jti"]
    assert refresh["expiresAt"] % 86_400_000 == 0


def test_both_tokens_are_good(calcom: CalcomClient) -> None:
    """The access token shows its user, the refresh token refreshes."""
    user = calcom.state("user")
    keys = calcom.keys(user)
    assert calcom.username(keys.access) == user["username"]
    assert calcom.refresh(keys.refresh).status == 200


@pytest.mark.parametrize(
    ("code", "secret", "client_id"),
    [
        (None, "own", None),
        ("", "own", None),
        ("unknown", "own", None),
        ("fresh", None, None),
        ("fresh", "", None),
        ("fresh", "wrong-secret", None),
        ("fresh", 7, None),
        ("fresh", "own", "nobody"),
        (None, None, None),
    ],
)
def test_exchange_is_refused(calcom: CalcomClient, code: str | None, secret: object, client_id: str | None) -> None:
    """A code that is missing in either way or unknown, a wrong secret and an unknown client are 400; the code stays."""
    fresh = calcom.code()
    answer = calcom.exchange(fresh if code == "fresh" else code, secret, client_id=client_id)
    assert answer.status == 400
    assert calcom.exchange(fresh).status == 200


def test_secret_of_another_client_is_refused(calcom: CalcomClient) -> None:
    """The secret has to be that of the client in the path."""
    assert calcom.exchange(calcom.code(), calcom.other_secret).status == 400
    assert calcom.exchange(calcom.code(client_id=calcom.other_id), calcom.other_secret).status == 400


def test_code_of_another_client_is_refused_and_stays_good(calcom: CalcomClient) -> None:
    """A code is good for the client it was made for, also when another one has tried, whoever the user is."""
    user = calcom.state("user")
    code = calcom.code(user)
    calcom.other_keys(user)
    assert calcom.exchange(code, calcom.other_secret, client_id=calcom.other_id).status == 400
    assert calcom.exchange(code).status == 200


def test_code_is_good_once(calcom: CalcomClient) -> None:
    """A used code is 400, now and later; the tokens that it gave stay alive."""
    user = calcom.state("user")
    code = calcom.code(user)
    keys = keys_in(calcom.exchange(code))
    calcom.keys(user)
    calcom.wait(60)
    assert [calcom.exchange(code).status for _ in range(2)] == [400, 400]
    assert [calcom.me(keys.access).status, calcom.refresh(keys.refresh).status] == [200, 200]


def test_used_code_stays_used(calcom: CalcomClient) -> None:
    """An hour or a day later a used code is as used as before."""
    code = calcom.code()
    calcom.exchange(code)
    for seconds in (3600, 86_400):
        calcom.wait(seconds)
        assert calcom.exchange(code).status == 400


@pytest.mark.parametrize("query", ["", "?code={code}"], ids=["in the body", "in the query"])
def test_code_elsewhere_is_no_code(calcom: CalcomClient, query: str) -> None:
    """A code that is not in the Authorization header is missing, and stays good."""
    code = calcom.code()
    members = {"clientSecret": calcom.secret, **({} if query else {"code": code})}
    assert calcom.post_members("exchange", query.format(code=code), **members).status == 400
    assert calcom.exchange(code).status == 200


def test_codes_do_not_age(calcom: CalcomClient) -> None:
    """An outstanding code is good after a year."""
    code = calcom.code()
    calcom.wait(365 * 86_400)
    assert calcom.exchange(code).status == 200


@pytest.mark.parametrize(("word", "status"), [("bearer ", 200), ("BEARER ", 200), ("", 200), ("Basic ", 400)])
def test_word_before_the_code(calcom: CalcomClient, word: str, status: int) -> None:
    """The scheme is understood in any letters, and a code without one as well; another scheme is 400."""
    assert calcom.exchange(None, headers={"Authorization": word + calcom.code()}).status == status


@pytest.mark.parametrize("word", ["", " ", "Bearer", "Bearer ", "bearer   "])
def test_empty_code_is_refused(calcom: CalcomClient, word: str) -> None:
    """A header with no code in it is 400, not the newest code."""
    calcom.code()
    assert calcom.exchange(None, headers={"Authorization": word}).status == 400


@pytest.mark.parametrize("headers", [{"Cookie": None}, {"Accept": "text/html"}, {"Accept": None}])
def test_exchange_needs_nothing_else(calcom: CalcomClient, headers: Mapping[str, str | None]) -> None:
    """Neither a session nor an Accept header is needed; the answer is JSON."""
    assert calcom.exchange(calcom.code(), headers=headers).header("Content-Type") == "application/json"
