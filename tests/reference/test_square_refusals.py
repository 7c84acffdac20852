"""The conformant Square server: whom and what it refuses, and how."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from tests.reference.client import FORM, parsed
from tests.reference.probes_square.client import Square


@pytest.mark.parametrize(
    ("changes", "status"),
    [
        ({"client_id": None}, 400),
        ({"client_secret": None}, 400),
        ({"client_secret": ""}, 400),
        ({"client_id": "nobody"}, 401),
        ({"client_secret": "wrong"}, 401),
        ({"grant_type": None}, 400),
        ({"grant_type": "unknown"}, 400),
        ({"grant_type": "AUTHORIZATION_CODE"}, 400),
        ({"grant_type": "client_credentials"}, 400),
        ({"grant_type": "refresh_token"}, 400),
        ({"grant_type": 7}, 400),
        ({"code": None}, 400),
        ({"code": ""}, 400),
        ({"code": ["list"]}, 400),
        ({"code": "never-issued"}, 401),
    ],
)
def test_exchange_is_refused(square: Square, changes: Mapping[str, object], status: int) -> None:
    """What is wrong with a request is 400, whoever may not is 401, and the code stays good."""
    code = square.code()
    assert status == square.exchange(code, **changes).status
    assert square.exchange(code).status == 200


def test_refresh_is_refused(square: Square) -> None:
    """Only a refresh token of the application's own is good."""
    tokens = square.tokens()
    wrong = ("never-issued", tokens.access, square.code())
    assert [square.refresh(token).status for token in wrong] == [401, 401, 401]
    assert square.refresh(tokens.refresh, **square.other).status == 401
    assert square.refresh(tokens.refresh).status == 200


@pytest.mark.parametrize(
    ("word", "status"),
    [("Bearer ", 400), ("Basic ", 400), ("", 400), ("client ", 400), ("Client wrong", 401), ("Client  ", 400)],
    ids=["Bearer", "Basic", "none", "small letters", "a wrong secret", "two blanks"],
)
def test_header_has_one_form(square: Square, word: str, status: int) -> None:
    """Renewal and revocation want `Client SECRET`, and the token lives on."""
    token = square.tokens().access
    header = square.header(word)
    assert [square.renew(token, header=header).status, square.revoke(token, header=header).status] == [status] * 2
    assert square.lives(token) == [200]


def test_header_is_needed_and_has_the_applications_own_secret(square: Square) -> None:
    """No header is 400, another application's secret 401; blanks around a header do not count."""
    token = square.tokens().access
    foreign = square.header(**square.other)
    assert [square.renew(token, header=each).status for each in (None, foreign)] == [400, 401]
    assert [square.revoke(token, header=each).status for each in (None, foreign)] == [400, 401]
    assert square.renew(token, header=square.header() + " ").status == 200
    assert square.lives(token) == [200]


def test_unknown_application_is_refused(square: Square) -> None:
    """The application's id in the path and in the body has to be known."""
    token = square.tokens().access
    assert [square.renew(token, client_id="nobody").status, square.revoke(token, client_id="nobody").status] == [
        401
    ] * 2


def test_renewal_is_refused(square: Square) -> None:
    """Only an access token of the application's own, from the OAuth flow, is renewed."""
    tokens, elsewhere = square.tokens(), square.tokens(of=square.other)
    wrong = (None, "never-issued", tokens.refresh, elsewhere.access, square.personal_token())
    assert [square.renew(token).status for token in wrong] == [400, 404, 404, 404, 400]


def test_body_is_needed(square: Square) -> None:
    """A request without a body is refused on all three endpoints."""
    square.tokens()
    answers = (square.post("/oauth2/token", None), square.renew_without_body(), square.revoke_without_body())
    assert [answer.status for answer in answers] == [400, 400, 400]


@pytest.mark.parametrize(
    ("body", "media", "status"),
    [
        (b"{", "application/json", 400),
        (b"[]", "application/json", 400),
        (b"\xff", "application/json", 400),
        (b"{}", FORM, 415),
        (b"{}", None, 400),
    ],
)
def test_body_is_a_json_object(square: Square, body: bytes, media: str | None, status: int) -> None:
    """Anything else is refused; without a media type a body is taken for JSON."""
    assert square.send("POST", "/oauth2/token", headers={"Content-Type": media}, body=body).status == status


def test_oauth_endpoints_refuse_in_the_older_envelope(square: Square) -> None:
    """A refusal has message and type, and the field at fault where there is one."""
    unknown, missing = square.exchange("never-issued"), square.exchange(None)
    assert (sorted(parsed(unknown)), parsed(unknown)["type"]) == (["message", "type"], "service.not_authorized")
    assert (parsed(missing)["type"], parsed(missing)["field"]) == ("bad_request.missing_parameter", "code")


def test_other_paths_refuse_in_the_newer_envelope(square: Square) -> None:
    """A refusal has a list of errors with category, code and detail; the code says what became of the token."""
    token, old = square.tokens().access, square.tokens().access
    square.revoke(token)
    square.wait(31 * 86_400)
    errors = [parsed(square.locations(each))["errors"][0] for each in (None, "never-issued", token, old)]
    assert {error["category"] for error in errors} == {"AUTHENTICATION_ERROR"}
    codes = ["UNAUTHORIZED", "UNAUTHORIZED", "ACCESS_TOKEN_REVOKED", "ACCESS_TOKEN_EXPIRED"]
    assert [error["code"] for error in errors] == codes


def test_refresh_token_opens_nothing(square: Square) -> None:
    """A refresh token is no access token."""
    assert square.lives(square.tokens().refresh) == [401]


def test_unknown_paths_and_methods_are_refused(square: Square) -> None:
    """An unknown path is 404 in the envelope of its kind, another method 405 with the one that is allowed."""
    older, newer = square.send("POST", "/oauth2/none"), square.send("GET", "/v2/none")
    assert [(a.status, sorted(parsed(a))) for a in (older, newer)] == [(404, ["message", "type"]), (404, ["errors"])]
    method = square.send("GET", "/oauth2/token")
    assert (method.status, method.header("Allow")) == (405, "POST")


def test_refusals_repeat_nothing_that_was_sent(square: Square) -> None:
    """No message names a value."""
    answers = (
        square.exchange("Sent-value"),
        square.refresh("Sent-value"),
        square.exchange(square.code(), client_secret="Sent-value"),
        square.renew("Sent-value", header="Client Sent-value"),
        square.revoke("Sent-value", header="Sent-value"),
        square.locations("Sent-value"),
    )
    assert [b"Sent-value" in answer.body for answer in answers] == [False] * 6
