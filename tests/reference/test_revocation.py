"""The conformant finAPI server: how far a revocation reaches, and who may ask for it."""

from __future__ import annotations

import pytest

from tests.reference.client import FORM, Client, parsed

ALIVE, DEAD = [200, 200], [401, 400]


@pytest.mark.parametrize(
    ("kind", "hint", "lives"),
    [
        ("access", "access_token", [401, 200]),
        ("refresh", "refresh_token", DEAD),
        ("access", None, DEAD),
        ("refresh", None, DEAD),
        ("refresh", "access_token", DEAD),
        ("access", "unknown", DEAD),
    ],
)
def test_hint_decides_how_far_a_revocation_reaches(
    client: Client, kind: str, hint: str | None, lives: list[int]
) -> None:
    """access_token ends only that token, anything else the grant; another user and the caller live on."""
    tokens, others, caller = client.new_tokens(), client.new_tokens(), client.client_token()
    answer = client.revoke(tokens.access if kind == "access" else tokens.refresh, hint, bearer=caller)
    assert (answer.status, answer.body, answer.header("Content-Type")) == (200, b"", None)
    assert lives + ALIVE == client.lives(tokens, others)
    assert client.read_configuration(caller).status == 200


@pytest.mark.parametrize("hint", [None, "access_token", "refresh_token", "unknown"])
@pytest.mark.parametrize("kind", ["access", "refresh", "client", "unknown"])
def test_bystanders_live_on(client: Client, kind: str, hint: str | None) -> None:
    """Another user's tokens, another client's and its user's live on, and the client's own unless it is presented."""
    user, others, caller = client.namesakes(), client.new_tokens(), client.client_token()
    tokens, other = client.tokens(user), client.client_token(**client.other)
    namesake = parsed(client.sign_in(user, **client.other))
    presented = {"access": tokens.access, "refresh": tokens.refresh, "client": caller}.get(kind, "never-issued")
    client.revoke(presented, hint, bearer=caller)
    assert client.lives(others) == ALIVE
    assert [client.read_configuration(other).status, client.read_user(namesake["access_token"]).status] == ALIVE
    assert client.refresh(namesake["refresh_token"], **client.other).status == 200
    assert (client.read_configuration(caller).status == 200) == (kind != "client")


@pytest.mark.parametrize("presented", ["older", "newer", "refresh"])
def test_whole_grant_ends_whichever_of_its_tokens_is_presented(client: Client, presented: str) -> None:
    """Without a hint the older and the newer access token end with the refresh token; the next sign-in is fresh."""
    user = client.state("user")
    tokens = client.tokens(user)
    newer = parsed(client.refresh(tokens.refresh))["access_token"]
    token = {"older": tokens.access, "newer": newer, "refresh": tokens.refresh}[presented]
    client.revoke(token, bearer=client.client_token())
    assert [*client.lives(tokens), client.read_user(newer).status] == [*DEAD, 401]
    assert client.lives(client.tokens(user)) == ALIVE


def test_siblings_live_and_die_with_the_grant(client: Client) -> None:
    """A refreshed access token survives its sibling's revocation and dies with the refresh token."""
    tokens = client.new_tokens()
    sibling = parsed(client.refresh(tokens.refresh))["access_token"]
    client.revoke(tokens.access, "access_token", bearer=client.client_token())
    assert client.read_user(sibling).status == 200
    client.revoke(tokens.refresh, "refresh_token", bearer=client.client_token())
    assert client.read_user(sibling).status == 401


def test_invalid_token_is_answered_like_a_valid_one(client: Client) -> None:
    """An unknown, a revoked and an expired token are revoked with 200."""
    tokens, expiring = client.new_tokens(), client.new_tokens()
    caller = client.client_token()
    assert [client.revoke(token, bearer=caller).status for token in ("unknown", tokens.access, tokens.access)] == [
        200
    ] * 3
    client.wait(3600)
    assert client.revoke(expiring.access, bearer=client.client_token()).status == 200


@pytest.mark.parametrize("bearer", [None, "unknown"])
def test_refused_caller_revokes_nothing(client: Client, bearer: str | None) -> None:
    """Without a live client token a revocation is refused and the token lives."""
    tokens = client.new_tokens()
    assert client.revoke(tokens.access, bearer=bearer).status == 401
    assert client.lives(tokens) == ALIVE


def test_user_may_not_revoke(client: Client) -> None:
    """A user's token has the wrong role, even for itself."""
    tokens = client.new_tokens()
    assert client.revoke(tokens.access, bearer=tokens.access).status == 403
    assert client.lives(tokens) == ALIVE


def test_client_token_revokes_itself(client: Client) -> None:
    """A client's token can be presented to itself, and the client's users live on."""
    tokens, own = client.new_tokens(), client.client_token()
    assert client.revoke(own, bearer=own).status == 200
    assert client.read_configuration(own).status == 401
    assert client.client_token() != own
    assert client.lives(tokens) == ALIVE


def test_token_of_another_client_is_invalid(client: Client) -> None:
    """Another client's token is answered with 200 and stays alive."""
    tokens = client.new_tokens()
    assert client.revoke(tokens.access, bearer=client.client_token(**client.other)).status == 200
    assert client.lives(tokens) == ALIVE


def test_revoked_token_is_not_given_again(client: Client) -> None:
    """After a revocation the same credentials get another token."""
    user = client.state("user")
    before = client.tokens(user)
    client.revoke(before.access, "access_token", bearer=client.client_token())
    after = client.tokens(user)
    assert before.access != after.access
    assert before.refresh == after.refresh


def test_form_body_is_read_as_well(client: Client) -> None:
    """Parameters in a form, or the same in both places, revoke too."""
    tokens = client.new_tokens()
    target = f"/oauth/revoke?token={tokens.refresh}"
    for each in ("/oauth/revoke", target):
        body = f"token={tokens.refresh}&token_type_hint=refresh_token".encode()
        answer = client.send("POST", each, headers={"Content-Type": FORM}, body=body, bearer=client.client_token())
        assert answer.status == 200
    assert client.lives(tokens) == DEAD


def test_token_parameter_is_required(client: Client) -> None:
    """A revocation without a token is refused."""
    assert client.revoke(None, bearer=client.client_token()).status == 400
