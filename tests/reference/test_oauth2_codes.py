"""Authorization, the exchange of a code, and proof keys (RFC 6749 section 4.1, RFC 7636)."""

from __future__ import annotations

import pytest

from conformance.reference import Answer
from tests.reference.client import parsed
from tests.reference.probes_oauth2.client import VERIFIER, OAuth2Client, returned, s256, tokens_in

INVALID = (400, "invalid_grant")


def error(answer: Answer) -> tuple[int, object]:
    return answer.status, parsed(answer).get("error")


def test_signed_in_user_is_sent_back_with_a_code(oauth2: OAuth2Client) -> None:
    """The code is good for the tokens of that user, and the state comes back as it was."""
    user, uri = oauth2.state("signed-in user"), oauth2.redirect_uri()
    answer = oauth2.authorize(cookie=user["cookie"], redirect_uri=uri, scope="read")
    query = returned(answer)
    assert (answer.status, (answer.header("Location") or "").partition("?")[0]) == (302, uri)
    assert query["state"] == "a b&c"
    tokens = tokens_in(oauth2.exchange(query["code"], redirect_uri=uri))
    shown = parsed(oauth2.get(bearer=tokens.access))
    assert shown == {"client_id": oauth2.own["client_id"], "scope": "read", "username": user["username"]}


@pytest.mark.parametrize(
    ("wish", "expected"),
    [
        ({"response_type": None}, "invalid_request"),
        ({"response_type": "token"}, "unsupported_response_type"),
        ({"scope": "everything"}, "invalid_scope"),
        ({"code_challenge": "short"}, "invalid_request"),
        ({"code_challenge": "a" * 43, "code_challenge_method": "S512"}, "invalid_request"),
    ],
)
def test_error_is_told_by_a_redirect(oauth2: OAuth2Client, wish: dict[str, str | None], expected: str) -> None:
    """What is wrong with the rest is told to the client, with the state."""
    assert returned(oauth2.authorize(**wish)) == {"error": expected, "state": "a b&c"}


@pytest.mark.parametrize("wish", [{"client_id": None}, {"client_id": "nobody"}, {"redirect_uri": "https://x.example/"}])
def test_nobody_is_sent_to_an_address_in_doubt(oauth2: OAuth2Client, wish: dict[str, str | None]) -> None:
    """As long as client and redirect URI are not certain the answer is no redirect."""
    answer = oauth2.authorize(**wish)
    assert (answer.status, answer.header("Location")) == (400, None)


def test_nobody_signed_in_gets_no_code(oauth2: OAuth2Client) -> None:
    """Without a session there is the page to sign in."""
    assert [oauth2.authorize(cookie=cookie).status for cookie in (None, "session=none", "a=b=c;;")] == [403] * 3


def test_public_client_needs_a_challenge(oauth2: OAuth2Client) -> None:
    """RFC 9700 section 2.1.1."""
    public = oauth2.state("public client")["client_id"]
    assert returned(oauth2.authorize(client_id=public))["error"] == "invalid_request"
    assert "code" in returned(oauth2.authorize(client_id=public, code_challenge=s256(VERIFIER)))


def test_code_gives_its_tokens_once(oauth2: OAuth2Client) -> None:
    """The second time the code is refused and what came from it ends, also what a refresh gave; the rest lives on."""
    username = oauth2.state("user")["username"]
    code, other = oauth2.code(user=username), tokens_in(oauth2.exchange(oauth2.code(user=username)))
    tokens = tokens_in(oauth2.exchange(code))
    refreshed = oauth2.refreshed(tokens.refresh)
    assert error(oauth2.exchange(code)) == INVALID
    assert oauth2.lives(tokens.access, refreshed.access, other.access) == [401, 401, 200]
    assert error(oauth2.refresh(tokens.refresh)) == INVALID


def test_code_is_bound_to_its_client(oauth2: OAuth2Client) -> None:
    """Another client can neither exchange a code nor use it up nor, later, end its tokens."""
    code = oauth2.code()
    assert error(oauth2.exchange(code, oauth2.other)) == INVALID
    tokens = tokens_in(oauth2.exchange(code))
    assert error(oauth2.exchange(code, oauth2.other)) == INVALID
    assert oauth2.lives(tokens.access) == [200]


def test_code_is_bound_to_its_redirect_uri(oauth2: OAuth2Client) -> None:
    """A code that was asked for with a redirect URI needs it, character by character, and outlives the refusals."""
    uri = oauth2.redirect_uri()
    code = oauth2.code(redirect_uri=uri)
    for wrong in (None, "", uri + "/", uri.upper(), uri[:-1], uri + "?", oauth2.redirect_uri()):
        assert error(oauth2.exchange(code, redirect_uri=wrong)) == INVALID
    assert oauth2.exchange(code, redirect_uri=uri).status == 200


def test_code_without_a_redirect_uri_takes_a_registered_one(oauth2: OAuth2Client) -> None:
    """Where the authorization request named none, one of the client's own is tolerated."""
    assert oauth2.exchange(oauth2.code(), redirect_uri=oauth2.redirect_uri()).status == 200
    assert error(oauth2.exchange(oauth2.code(), redirect_uri="https://x.example/")) == INVALID


@pytest.mark.parametrize(("seconds", "status"), [(299, 200), (300, 400)])
def test_code_lives_for_five_minutes(oauth2: OAuth2Client, seconds: float, status: int) -> None:
    """Then it is invalid_grant."""
    code = oauth2.code()
    oauth2.wait(seconds)
    assert oauth2.exchange(code).status == status


@pytest.mark.parametrize("length", [43, 128])
@pytest.mark.parametrize("method", ["S256", "plain", ""])
def test_verifier_fits_its_challenge(oauth2: OAuth2Client, length: int, method: str) -> None:
    """Both methods work for verifiers of all lengths; without a method a challenge is plain."""
    verifier = "a" * length
    challenge = s256(verifier) if method == "S256" else verifier
    code = oauth2.code(code_challenge=challenge, code_challenge_method=method)
    assert oauth2.exchange(code, code_verifier=verifier).status == 200


@pytest.mark.parametrize("wrong", [None, "", "b" * 43, s256(VERIFIER), VERIFIER.swapcase(), VERIFIER + "a"])
def test_other_verifier_is_refused(oauth2: OAuth2Client, wrong: str | None) -> None:
    """Without its verifier a code is of no use, and it outlives the attempt."""
    code = oauth2.proved_code()
    assert error(oauth2.exchange(code, code_verifier=wrong)) == INVALID
    assert oauth2.exchange_proved(code).status == 200


@pytest.mark.parametrize("verifier", ["a" * 42, "a" * 129, "a b" * 20, "é" * 50, "a+/=" * 12])
def test_malformed_verifier_is_refused(oauth2: OAuth2Client, verifier: str) -> None:
    """A verifier has 43 to 128 characters of a small alphabet, also if its hash fits."""
    code = oauth2.code(code_challenge=s256(verifier), code_challenge_method="S256")
    assert error(oauth2.exchange(code, code_verifier=verifier)) == INVALID


def test_verifier_without_a_challenge_is_refused(oauth2: OAuth2Client) -> None:
    """RFC 9700 section 4.8.2: otherwise a challenge could be taken away unnoticed."""
    assert error(oauth2.exchange(oauth2.code(), code_verifier=VERIFIER)) == INVALID
