"""The conformant Square server: what ends with a token."""

from __future__ import annotations

import pytest

from tests.reference.client import parsed
from tests.reference.probes_square.client import DAY, MONTH, Square


def test_revocation_answers_success(square: Square) -> None:
    """The answer says success and nothing else."""
    answer = square.revoke(square.tokens().access)
    assert (answer.status, parsed(answer)) == (200, {"success": True})


@pytest.mark.parametrize("named", range(4))
def test_whichever_token_is_named_all_of_the_account_end(square: Square, named: int) -> None:
    """Tokens of two authorizations, from a refresh and from a renewal end together, refresh tokens too."""
    first = square.tokens()
    second = square.tokens(first.merchant_id)
    access = [first.access, square.refreshed(first), second.access, square.renewed(second.access)]
    square.revoke(access[named])
    assert square.lives(*access) == [401] * 4
    assert [square.refresh(each.refresh).status for each in (first, second)] == [401, 401]


def test_nobody_else_is_concerned(square: Square) -> None:
    """Other accounts, other applications of the account and personal access tokens stay alive."""
    tokens, neighbour, personal = square.tokens(), square.tokens(), square.personal_token()
    elsewhere = square.tokens(tokens.merchant_id, of=square.other)
    square.revoke(tokens.access)
    assert square.lives(tokens.access, neighbour.access, elsewhere.access, personal) == [401, 200, 200, 200]


def test_account_can_authorise_again(square: Square) -> None:
    """Tokens that are given later are good; the revoked ones stay dead."""
    tokens = square.tokens()
    square.revoke(tokens.access)
    assert square.lives(square.tokens(tokens.merchant_id).access, tokens.access) == [200, 401]


def test_expired_token_names_its_account(square: Square) -> None:
    """An expired token can be named, and the live ones of the account end."""
    tokens = square.tokens()
    square.wait(MONTH)
    refreshed = square.refreshed(tokens)
    assert (square.revoke(tokens.access).status, square.lives(refreshed)) == (200, [401])


def test_renewed_token_names_its_account(square: Square) -> None:
    """A token that another has replaced can be named, and all of the account end."""
    tokens = square.tokens()
    renewed, again = square.renewed(tokens.access), square.tokens(tokens.merchant_id)
    assert (square.revoke(tokens.access).status, square.lives(renewed, again.access)) == (200, [401, 401])


def test_refresh_token_of_an_ended_authorization_stays_dead(square: Square) -> None:
    """Neither a day nor a year brings it back."""
    tokens = square.tokens()
    square.revoke(tokens.access)
    for days in (0, 1, 365):
        square.wait(days * DAY)
        assert square.refresh(tokens.refresh).status == 401


def test_account_can_be_named_by_its_id(square: Square) -> None:
    """merchant_id instead of a token does the same, for this application only."""
    tokens = square.tokens()
    elsewhere = square.tokens(tokens.merchant_id, of=square.other)
    assert square.revoke_account(tokens.merchant_id).status == 200
    assert square.lives(tokens.access, elsewhere.access) == [401, 200]


def test_account_that_is_unknown_or_named_twice_is_refused(square: Square) -> None:
    """An account without tokens is not found; a token and an account exclude each other."""
    tokens = square.tokens()
    assert square.revoke_account(square.account()).status == 404
    assert square.revoke(tokens.access, merchant_id=tokens.merchant_id).status == 400
    assert square.lives(tokens.access) == [200]


def test_token_can_end_alone(square: Square) -> None:
    """With revoke_only_access_token the other tokens and the refresh token stay alive."""
    tokens = square.tokens()
    refreshed = square.refreshed(tokens)
    square.revoke(tokens.access, revoke_only_access_token=True)
    assert square.lives(tokens.access, refreshed) == [401, 200]
    assert square.refresh(tokens.refresh).status == 200


def test_application_needs_no_id(square: Square) -> None:
    """Without client_id the secret says which application it is."""
    assert square.revoke(square.tokens().access, client_id=None).status == 200


def test_revoked_token_is_not_renewed(square: Square) -> None:
    """A renewal of a revoked token is refused, also when it has expired since."""
    token = square.tokens().access
    square.revoke(token)
    before = square.renew(token).status
    square.wait(MONTH + 1)
    assert [before, square.renew(token).status] == [400, 400]


def test_subscriptions_of_the_account_are_canceled_at_once(square: Square) -> None:
    """Those of all tokens that end are canceled, those of others stay active."""
    tokens, neighbour = square.tokens(), square.tokens()
    second = square.tokens(tokens.merchant_id)
    elsewhere = square.tokens(tokens.merchant_id, of=square.other)
    subscriptions = [square.subscribe(each.access) for each in (tokens, second, neighbour, elsewhere)]
    square.revoke(tokens.access)
    assert [square.subscription(each) for each in subscriptions] == ["CANCELED", "CANCELED", "ACTIVE", "ACTIVE"]


def test_subscriptions_are_canceled_when_the_account_is_named(square: Square) -> None:
    """A revocation by merchant_id cancels the subscriptions of all tokens that end."""
    tokens = square.tokens()
    both = tokens.access, square.refreshed(tokens)
    subscriptions = [square.subscribe(token) for token in both]
    square.revoke_account(tokens.merchant_id)
    assert [square.subscription(each) for each in subscriptions] == ["CANCELED", "CANCELED"]


def test_subscription_is_shown_to_its_account(square: Square) -> None:
    """A token that is sent along has to be live and of the subscription's account."""
    tokens, neighbour = square.tokens(), square.tokens()
    path = f"/v2/subscriptions/{square.subscribe(tokens.access)}"
    callers = (tokens.access, neighbour.access, "never-issued")
    assert [square.send("GET", path, bearer=each).status for each in callers] == [200, 404, 401]
    assert square.send("GET", "/v2/subscriptions/none").status == 404


@pytest.mark.parametrize("foreign", ["unknown", "personal", "refresh", "of another application", "revoked"])
def test_token_that_is_not_the_applications_own_is_refused(square: Square, foreign: str) -> None:
    """Nothing ends with a token that is none of the application's access tokens from the OAuth flow."""
    tokens, elsewhere, personal = square.tokens(), square.tokens(of=square.other), square.personal_token()
    gone = square.tokens().access
    square.revoke(gone)
    named = {
        "unknown": "never-issued",
        "personal": personal,
        "refresh": tokens.refresh,
        "of another application": elsewhere.access,
        "revoked": gone,
    }
    assert square.revoke(named[foreign]).status == (400 if foreign == "personal" else 404)
    assert square.lives(tokens.access, elsewhere.access, personal) == [200, 200, 200]
