"""The conformant Square server: what it gives for a code, a refresh token or a token, and how long that lives."""

from __future__ import annotations

import pytest

from conformance.reference import make_server
from tests.reference.client import parsed
from tests.reference.probes_square.client import DAY, MONTH, Square

CALLBACK = "https://app.example/callback"


def test_code_is_answered_with_both_tokens(square: Square) -> None:
    """The answer has both tokens, the account, the type bearer and the end in 30 days, and is not stored."""
    merchant_id = square.account()
    answer = square.exchange(square.code(merchant_id))
    members = parsed(answer)
    assert sorted(members) == ["access_token", "expires_at", "merchant_id", "refresh_token", "token_type"]
    assert (members["merchant_id"], members["token_type"]) == (merchant_id, "bearer")
    assert members["expires_at"] == "2027-02-14T08:00:00Z"
    assert (answer.header("Content-Type"), answer.header("Cache-Control")) == ("application/json", "no-store")


def test_new_token_opens_the_locations_of_its_account(square: Square) -> None:
    """The access token works at once, for the account that authorised."""
    first, second = square.tokens(), square.tokens()
    assert [square.owner(each.access) for each in (first, second)] == [first.merchant_id, second.merchant_id]
    assert first.merchant_id != second.merchant_id


def test_refresh_gives_another_access_token_and_the_same_refresh_token(square: Square) -> None:
    """Both items are in the answer, the older access token stays alive, and the refresh token is good again."""
    tokens = square.tokens()
    first, second = parsed(square.refresh(tokens.refresh)), parsed(square.refresh(tokens.refresh))
    assert first["refresh_token"] == second["refresh_token"] == tokens.refresh
    assert len({tokens.access, first["access_token"], second["access_token"]}) == 3
    assert square.lives(tokens.access, first["access_token"], second["access_token"]) == [200, 200, 200]
    assert first["merchant_id"] == tokens.merchant_id


@pytest.mark.parametrize("operation", ["refresh", "renewal"])
def test_other_tokens_live_on(square: Square, operation: str) -> None:
    """Neither concerns tokens of other accounts, of other authorizations, or of other applications."""
    tokens, account = square.tokens(), square.tokens()
    again = square.tokens(tokens.merchant_id)
    elsewhere = square.tokens(tokens.merchant_id, of=square.other)
    answer = square.refresh(tokens.refresh) if operation == "refresh" else square.renew(tokens.access)
    assert answer.status == 200
    assert square.lives(tokens.access, account.access, again.access, elsewhere.access) == [200] * 4


def test_refresh_token_outlives_access_tokens(square: Square) -> None:
    """A refresh after a year gives a good access token."""
    tokens = square.tokens()
    square.wait(365 * DAY)
    assert square.lives(tokens.access, square.refreshed(tokens)) == [401, 200]


def test_renewal_gives_another_access_token_and_no_refresh_token(square: Square) -> None:
    """The renewed token lives for 30 days from then on; the one presented keeps its end."""
    tokens = square.tokens()
    square.wait(20 * DAY)
    answer = parsed(square.renew(tokens.access))
    assert sorted(answer) == ["access_token", "expires_at", "merchant_id", "token_type"]
    assert square.lives(tokens.access, answer["access_token"]) == [200, 200]
    square.wait(10 * DAY)
    assert square.lives(tokens.access, answer["access_token"]) == [401, 200]
    square.wait(20 * DAY - 1)
    assert square.lives(answer["access_token"]) == [200]
    square.wait(1)
    assert square.lives(answer["access_token"]) == [401]


@pytest.mark.parametrize(("seconds", "status"), [(MONTH - 1, 200), (MONTH, 401)], ids=["before", "at the end"])
def test_access_token_lives_for_30_days(square: Square, seconds: int, status: int) -> None:
    """A token is good until the 30 days are over."""
    token = square.tokens().access
    square.wait(seconds)
    assert square.lives(token) == [status]


def test_personal_access_token_has_no_end(square: Square) -> None:
    """The 30 days are not for a personal access token."""
    token = square.personal_token()
    square.wait(1000 * DAY)
    assert square.lives(token) == [200]


@pytest.mark.parametrize(
    ("seconds", "status"),
    [(0, 200), (MONTH, 200), (MONTH + 15 * DAY, 200), (MONTH + 15 * DAY + 1, 400)],
    ids=["at once", "expired", "for 15 days", "for more than 15 days"],
)
def test_token_is_renewed_until_15_days_after_its_end(square: Square, seconds: int, status: int) -> None:
    """Exactly 15 days are not more than 15 days."""
    token = square.tokens().access
    square.wait(seconds)
    assert square.renew(token).status == status


def test_renewed_token_can_be_renewed_again(square: Square) -> None:
    """Renewals follow each other, and the token presented can be presented again."""
    token = square.tokens().access
    renewed = square.renewed(token)
    assert [square.renew(each).status for each in (renewed, token)] == [200, 200]


def test_past_the_grace_the_flow_begins_anew(square: Square) -> None:
    """A new code of the account gives tokens that are good."""
    tokens = square.tokens()
    square.wait(MONTH + 16 * DAY)
    again = square.tokens(tokens.merchant_id)
    assert (square.renew(tokens.access).status, square.lives(again.access)) == (400, [200])


@pytest.mark.parametrize(("seconds", "status"), [(299, 200), (300, 401)], ids=["in time", "too late"])
def test_code_is_good_for_five_minutes(square: Square, seconds: int, status: int) -> None:
    """A code expires five minutes after it was given."""
    code = square.code()
    square.wait(seconds)
    assert square.exchange(code).status == status


def test_code_is_good_once(square: Square) -> None:
    """A second exchange is refused, at once and while the code would last, and the tokens of the first live on."""
    code = square.code()
    tokens = parsed(square.exchange(code))
    for seconds in (0, 60, 200):
        square.wait(seconds)
        assert square.exchange(code).status == 401
    assert square.lives(tokens["access_token"]) == [200]


def test_code_is_good_for_its_own_application(square: Square) -> None:
    """Another application is refused, and the code stays good for its own."""
    code = square.code()
    assert square.exchange(code, **square.other).status == 401
    assert square.exchange(code).status == 200


@pytest.mark.parametrize(
    ("given", "status"),
    [(CALLBACK, 200), (None, 401), (CALLBACK + "/", 401)],
    ids=["the same", "none", "another"],
)
def test_code_is_bound_to_the_redirect_uri_of_its_authorization(square: Square, given: str, status: int) -> None:
    """Where the authorization had a redirect URI the exchange has to bring the same."""
    assert square.exchange(square.code(redirect_uri=CALLBACK), redirect_uri=given).status == status


def test_code_without_redirect_uri_takes_that_of_the_application(square: Square) -> None:
    """Where the authorization had none the registered one is good, too, and no other."""
    registered = square.state("redirect uri")["redirect_uri"]
    answers = [square.exchange(square.code(), redirect_uri=given).status for given in (registered, CALLBACK)]
    assert answers == [200, 401]


def test_moments_are_rounded_down() -> None:
    """A token does not die before the end that was stated."""
    square = Square(make_server("square", clock=lambda: 1_800_000_000.75))
    assert parsed(square.exchange(square.code()))["expires_at"] == "2027-02-14T08:00:00Z"
