"""The conformant Cal.com server: refresh, and the lives of tokens."""

from __future__ import annotations

import pytest

from tests.reference.client import parsed
from tests.reference.probes_calcom.client import CalcomClient, data_in, keys_in


def test_refresh_answers_another_pair(calcom: CalcomClient) -> None:
    """A refresh is 200 with two new tokens of the same user, in the members of an exchange."""
    user = calcom.state("user")
    keys = calcom.keys(user)
    calcom.keys(calcom.state("other user"))
    answer = calcom.refresh(keys.refresh)
    refreshed = keys_in(answer)
    assert (answer.status, parsed(answer)["status"]) == (200, "success")
    assert sorted(data_in(answer)) == ["accessToken", "accessTokenExpiresAt", "refreshToken"]
    assert not {refreshed.access, refreshed.refresh} & {keys.access, keys.refresh}
    assert calcom.username(refreshed.access) == user["username"]


def test_refresh_tokens_are_good_once(calcom: CalcomClient) -> None:
    """Each refresh token is replaced by the next; one that was replaced stays refused and ends nothing."""
    keys = [calcom.keys()]
    for _ in range(5):
        keys.append(calcom.refreshed(keys[-1]))
    assert [calcom.refresh(each.refresh).status for each in keys] == [400] * 5 + [200]
    assert [calcom.me(each.access).status for each in keys] == [200] * 6


def test_replaced_refresh_token_stays_refused(calcom: CalcomClient) -> None:
    """An hour or a day later it is as dead as before."""
    keys = calcom.keys()
    calcom.refresh(keys.refresh)
    for seconds in (3600, 86_400):
        calcom.wait(seconds)
        assert calcom.refresh(keys.refresh).status == 400


def test_every_refresh_in_a_row_is_for_the_same_user(calcom: CalcomClient) -> None:
    """However often a pair is refreshed it stays its user's, whoever came later."""
    user = calcom.state("user")
    keys = calcom.keys(user)
    for _ in range(3):
        calcom.keys()
        keys = calcom.refreshed(keys)
        assert calcom.username(keys.access) == user["username"]


def test_refresh_leaves_the_tokens_of_others_alone(calcom: CalcomClient) -> None:
    """Other users of the client, the user's other pairs, and other clients of the user keep their tokens."""
    user = calcom.state("user")
    keys = calcom.keys(user)
    others = [calcom.keys(), calcom.keys(user)]
    elsewhere = calcom.other_keys(user)
    calcom.refresh(keys.refresh)
    assert [calcom.me(each.access).status for each in (*others, elsewhere)] == [200] * 3
    assert [calcom.refresh(each.refresh).status for each in others] == [200] * 2
    assert calcom.refresh(elsewhere.refresh, calcom.other_secret, client_id=calcom.other_id).status == 200


def test_refresh_restores_access_after_expiry(calcom: CalcomClient) -> None:
    """An expired access token hinders no refresh, and the new one has its whole time before it."""
    keys = calcom.keys()
    calcom.wait(4000)
    refreshed = calcom.refreshed(keys)
    calcom.wait(3530)
    assert calcom.me(refreshed.access).status == 200


def test_refresh_token_does_not_age(calcom: CalcomClient) -> None:
    """Nobody looks at the end that a refresh token names."""
    keys = calcom.keys()
    calcom.wait(2 * 365 * 86_400)
    assert calcom.refresh(keys.refresh).status == 200


def test_refresh_sweeps_up_expired_access_tokens(calcom: CalcomClient) -> None:
    """An expired access token is 498, and unknown once its client has refreshed."""
    expired, keys = calcom.keys(), calcom.keys()
    calcom.wait(3600)
    assert calcom.me(expired.access).status == 498
    calcom.refresh(keys.refresh)
    assert calcom.me(expired.access).status == 401


@pytest.mark.parametrize("secret", [None, "", "wrong-secret", "recased", "cut", "longer", "another client's"])
def test_refresh_needs_the_clients_secret(calcom: CalcomClient, secret: str | None) -> None:
    """Without the secret, or with another one, the answer is 401 and the refresh token stays good."""
    others = {
        "recased": calcom.secret.lower(),
        "cut": calcom.secret[:-1],
        "longer": calcom.secret + "1",
        "another client's": calcom.other_secret,
    }
    token = calcom.keys().refresh
    assert calcom.refresh(token, others.get(secret or "", secret)).status == 401
    assert calcom.refresh(token).status == 200


def test_secret_elsewhere_is_no_secret(calcom: CalcomClient) -> None:
    """A secret in the body or behind the word Bearer is none, and the refresh token stays good."""
    token = calcom.keys().refresh
    assert calcom.post_members("refresh", refreshToken=token, clientSecret=calcom.secret).status == 401
    assert calcom.refresh(token, None, headers={"Authorization": f"Bearer {calcom.secret}"}).status == 401
    assert calcom.refresh(token).status == 200


@pytest.mark.parametrize("token", [None, "", "unknown", 7, ["a"]])
def test_refresh_needs_a_refresh_token(calcom: CalcomClient, token: object) -> None:
    """A refresh token that is missing, empty, unknown or no text is 400."""
    calcom.keys()
    assert calcom.refresh(token).status == 400


def test_secret_is_looked_at_before_the_token(calcom: CalcomClient) -> None:
    """A refresh that is wrong in both ways is 401, and so is one of an unknown client."""
    assert calcom.refresh("unknown", "wrong-secret").status == 401
    assert calcom.refresh(calcom.keys().refresh, client_id="nobody").status == 401


def test_access_token_is_no_refresh_token(calcom: CalcomClient) -> None:
    """An access token refreshes nothing, and a refresh token authorizes no call."""
    keys = calcom.keys()
    assert calcom.refresh(keys.access).status == 400
    assert calcom.me(keys.refresh).status == 401


def test_refresh_token_of_another_client_is_refused_and_stays_good(calcom: CalcomClient) -> None:
    """A refresh token is good for its client only, also when the user has given both clients tokens."""
    user = calcom.state("user")
    token = calcom.keys(user).refresh
    calcom.other_keys(user)
    assert calcom.refresh(token, calcom.other_secret, client_id=calcom.other_id).status == 400
    assert calcom.refresh(token).status == 200


def test_refresh_needs_no_authorization_header(calcom: CalcomClient) -> None:
    """The name of the secret's header is understood in any letters; nothing else is needed."""
    headers = {"X-Cal-Secret-Key": calcom.secret, "Content-Type": "application/json"}
    body = f'{{"refreshToken": "{calcom.keys().refresh}"}}'.encode()
    target = f"/v2/oauth/{calcom.client_id}/refresh"
    assert calcom.send("POST", target, headers=headers, body=body).status == 200
