"""What an answer says about a promise."""

from __future__ import annotations

import json
import math
from typing import Any

import pytest

from conformance import judge
from conformance.secrets import register
from conformance.terms import Response


def response(body: Any = b"", status: int = 200, media_type: str = "application/json") -> Response:
    content = body if isinstance(body, bytes) else json.dumps(body).encode()
    return Response(status, (("Content-Type", media_type),) if media_type else (), content)


@pytest.mark.parametrize("status", [400, 401, 403, 404, 406, 409, 422, 423, 424, 426, 428, 431, 451, 499])
def test_a_client_error_about_the_request_is_a_refusal(status: int) -> None:
    """Every 4xx that speaks about the request refuses it."""
    assert judge.is_refusal(status)


@pytest.mark.parametrize("status", [100, 200, 204, 302, 399, 407, 408, 425, 429, 500, 503])
def test_anything_else_is_no_refusal(status: int) -> None:
    """A proxy's word, too early, too many and the server's own errors say nothing about the request."""
    assert not judge.is_refusal(status)


@pytest.mark.parametrize(
    ("figure", "expected"), [(None, ()), (423, (423,)), ("423", (423,)), ([400, 401], (400, 401)), ((200,), (200,))]
)
def test_a_status_figure_is_a_tuple(figure: object, expected: tuple[int, ...]) -> None:
    """One status, several, or none."""
    assert judge.statuses(figure) == expected


def test_an_expected_status_is_told_in_words() -> None:
    """What a finding says was expected."""
    assert judge.expected_status((400, 401), otherwise="a refusal") == "status 400 or 401"
    assert judge.expected_status((), otherwise="a refusal") == "a refusal"


@pytest.mark.parametrize(
    ("given", "text"),
    [
        (response({"error": "x"}, 400), 'status 400, application/json: {"error": "x"}'),
        (response(b"", 204, ""), "status 204, no body"),
        (response(b"  \n ", 200, "text/html; charset=utf-8"), "status 200, text/html, no body"),
        (response(b"a" * 201, 200, ""), "status 200: " + "a" * 200 + "…"),
        (response(b"<p>\n\n  one\tline</p>", 200, "text/html"), "status 200, text/html: <p> one line</p>"),
        (response(b"\x1b[31mred\x00\xff", 200, ""), "status 200: �[31mred��"),
    ],
    ids=["json", "no body", "blank body", "long body", "several lines", "control characters"],
)
def test_an_answer_is_described_in_one_line(given: Response, text: str) -> None:
    """Status, media type and the beginning of the body, fit for a terminal."""
    assert judge.describe(given) == text


def test_a_description_shows_no_secret() -> None:
    """Also where the cut goes through it."""
    secret = register("described-secret-" + "z" * 50, "token")
    for before in (0, 150, 180, 199, 210):
        text = judge.describe(response(b"a" * before + secret.reveal().encode(), 200, ""))
        assert "described" not in text


def test_tokens_are_found_at_any_depth() -> None:
    """Names of members that hold a token, each once; an empty or missing one is none."""
    body = {"b": [{"refreshToken": "x"}, {"access_token": "y"}, {"access_token": "z"}], "id_token": "", "token": "no"}
    assert judge.tokens_in(response(body)) == ["access_token", "refreshToken"]


@pytest.mark.parametrize("body", [b"", b"<html>", b"[]", b"null", b"3", b'{"access_token": 5}', b"[" * 50_000])
def test_without_a_token_nothing_is_found(body: bytes) -> None:
    """Whatever else a body is, it holds no token."""
    assert judge.tokens_in(response(body)) == []


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({"error": "invalid_grant"}, "invalid_grant"),
        ({"error": {"code": "x"}}, None),
        ({}, None),
        (["error"], None),
        (b"<html>", None),
    ],
)
def test_an_error_code_is_a_text_member(body: Any, code: str | None) -> None:
    """The OAuth error code is read from a JSON object only."""
    assert judge.error_code(response(body, 400)) == code


DOCUMENT = {"a": {"b/c": [10, {"m~n": True}]}, "": 1, "0": "zero"}


@pytest.mark.parametrize(
    ("pointer", "value"),
    [
        ("", DOCUMENT),
        ("/", 1),
        ("/0", "zero"),
        ("/a/b~1c/0", 10),
        ("/a/b~1c/1/m~0n", True),
        ("/a/b~1c/2", None),
        ("/a/b~1c/x", None),
        ("/nowhere/else", None),
        ("/0/deeper", None),
    ],
)
def test_a_pointer_points(pointer: str, value: Any) -> None:
    """JSON pointers with their escapes; nothing where they lead nowhere."""
    assert judge.pointed(DOCUMENT, pointer) == value


@pytest.mark.parametrize(
    ("terms", "met"),
    [
        ({"status": 200}, True),
        ({"status": [401, 403]}, False),
        ({"status": [200, 204]}, True),
        ({"/active": True}, True),
        ({"/active": False}, False),
        ({"status": 200, "/active": False}, False),
        ({"/nothing": None}, True),
    ],
)
def test_terms_of_a_witness(terms: dict[str, Any], met: bool) -> None:
    """Status and members must all be as the terms say."""
    assert judge.meets(response({"active": True}), terms) is met


@pytest.mark.parametrize(
    ("value", "spelling", "seconds"),
    [
        (3600, "seconds", 3600.0),
        (0.5, "seconds", 0.5),
        ("3600", "seconds", None),
        (True, "seconds", None),
        (None, "seconds", None),
        (10**400, "seconds", None),
        (math.inf, "seconds", None),
        (math.nan, "seconds", None),
        (1_060_000, "epoch-milliseconds", 60.0),
        ("1060000", "epoch-milliseconds", None),
        (10**400, "epoch-milliseconds", None),
        ("1970-01-01T00:17:40Z", "iso-8601", 60.0),
        ("1970-01-01T01:17:40+01:00", "iso-8601", 60.0),
        ("1970-01-01T00:17:40", "iso-8601", None),
        ("soon", "iso-8601", None),
        (None, "iso-8601", None),
    ],
)
def test_a_lifetime_is_read_as_it_is_spelt(value: Any, spelling: str, seconds: float | None) -> None:
    """Seconds from the target's now; none where the answer does not say it properly."""
    assert judge.lifetime_in_seconds(value, spelling, 1000.0) == seconds
