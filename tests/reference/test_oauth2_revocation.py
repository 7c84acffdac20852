"""Revocation and introspection (RFC 7009, RFC 7662)."""

from __future__ import annotations

import pytest

from tests.reference.client import parsed
from tests.reference.contracts import STANDING
from tests.reference.probes_oauth2.client import OAuth2Client

HINTS = (None, "access_token", "refresh_token", "colour")
each_hint = pytest.mark.parametrize("hint", HINTS)


def hinted(hint: str | None) -> dict[str, str]:
    return {} if hint is None else {"token_type_hint": hint}


@each_hint
def test_refresh_token_ends_with_its_grant(oauth2: OAuth2Client, hint: str | None) -> None:
    """Whatever the hint is, all access tokens of the grant end, and no other grant of the same user."""
    user = oauth2.state("user")
    tokens, other, elsewhere = oauth2.tokens(user), oauth2.tokens(user), oauth2.tokens(user, oauth2.other)
    refreshed = oauth2.refreshed(tokens.refresh)
    answer = oauth2.revoke(tokens.refresh, **hinted(hint))
    assert (answer.status, answer.body) == (200, b"")
    assert oauth2.refresh(tokens.refresh).status == 400
    assert oauth2.lives(tokens.access, refreshed.access) == [401, 401]
    assert oauth2.lives(other.access, elsewhere.access) == [200, 200]
    assert oauth2.lives(oauth2.tokens(user).access) == [200]


@each_hint
def test_access_token_ends_alone(oauth2: OAuth2Client, hint: str | None) -> None:
    """The refresh token and the other access tokens of the grant live on."""
    tokens = oauth2.tokens()
    refreshed = oauth2.refreshed(tokens.refresh)
    assert oauth2.revoke(tokens.access, **hinted(hint)).status == 200
    assert oauth2.lives(tokens.access, refreshed.access) == [401, 200]
    assert oauth2.refresh(tokens.refresh).status == 200
    assert oauth2.lives(tokens.access) == [401]


def test_token_that_is_not_alive_is_no_error(oauth2: OAuth2Client) -> None:
    """Unknown, odd, revoked and expired tokens are answered with success."""
    token, old = oauth2.tokens().access, oauth2.tokens().access
    assert [oauth2.revoke(each).status for each in ("never-issued", "\0", "é" * 9000, token, token)] == [200] * 5
    oauth2.wait(3600)
    assert oauth2.revoke(old).status == 200


def test_revocation_without_a_token_is_refused(oauth2: OAuth2Client) -> None:
    """No token, an empty one, one in the query, and two are invalid_request."""
    token = oauth2.tokens().access
    answers = [oauth2.revoke(None), oauth2.revoke(""), oauth2.call(f"/revoke?token={token}")]
    answers.append(oauth2.post("/revoke", [("token", token)] * 2, {"Authorization": oauth2.basic()}))
    assert [(answer.status, parsed(answer)["error"]) for answer in answers] == [(400, "invalid_request")] * 4
    assert oauth2.lives(token) == [200]


def test_token_of_another_client_is_refused(oauth2: OAuth2Client) -> None:
    """It stays alive; once it is dead the answer is success."""
    tokens = oauth2.tokens()
    for token in (tokens.access, tokens.refresh):
        answer = oauth2.revoke(token, oauth2.other)
        assert (answer.status, parsed(answer)["error"]) == (400, "invalid_grant")
    assert oauth2.lives(tokens.access) == [200]
    oauth2.revoke(tokens.refresh)
    assert oauth2.revoke(tokens.refresh, oauth2.other).status == 200


@each_hint
def test_live_token_is_shown(oauth2: OAuth2Client, hint: str | None) -> None:
    """An introspection tells whose token it is, what it may, and until when."""
    user = oauth2.state("user")
    tokens = oauth2.tokens(user, scope="read")
    common = {
        "active": True,
        "scope": "read",
        "client_id": oauth2.own["client_id"],
        "username": user["username"],
        "sub": user["username"],
        "iat": STANDING,
    }
    assert oauth2.shown(tokens.access, **hinted(hint)) == {**common, "exp": STANDING + 3600, "token_type": "Bearer"}
    assert oauth2.shown(tokens.refresh, **hinted(hint)) == {**common, "exp": STANDING + 30 * 86_400}


def test_client_token_has_no_username(oauth2: OAuth2Client) -> None:
    """Its subject is the client."""
    shown = oauth2.shown(oauth2.client_token())
    assert ("username" in shown, shown["sub"]) == (False, oauth2.own["client_id"])


def test_of_an_inactive_token_nothing_is_told(oauth2: OAuth2Client) -> None:
    """Unknown, foreign, revoked and expired tokens and codes look the same."""
    tokens, old, code = oauth2.tokens(), oauth2.tokens().access, oauth2.code()
    oauth2.revoke(tokens.refresh)
    wrong = ("never-issued", "\0", tokens.access, tokens.refresh, code, oauth2.tokens(None, oauth2.other).access)
    assert [oauth2.shown(each) for each in wrong] == [{"active": False}] * len(wrong)
    oauth2.wait(3600)
    assert oauth2.shown(old) == {"active": False}
    assert oauth2.exchange(code).status == 400


def test_introspection_without_a_token_is_refused(oauth2: OAuth2Client) -> None:
    """No token and an empty one are invalid_request."""
    answers = [oauth2.introspect(token) for token in (None, "")]
    assert [(answer.status, parsed(answer)["error"]) for answer in answers] == [(400, "invalid_request")] * 2


def test_introspection_is_not_stored(oauth2: OAuth2Client) -> None:
    """Neither what is live nor what is not."""
    answers = [oauth2.introspect(token) for token in (oauth2.client_token(), "never-issued")]
    assert [(answer.status, answer.header("Cache-Control")) for answer in answers] == [(200, "no-store")] * 2
