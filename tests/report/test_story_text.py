"""The story as text: what was sent and answered, numbered, cut and without secrets."""

from __future__ import annotations

from conformance.report.story import LONGEST_BODY, story_as_text
from conformance.secrets import register
from conformance.terms import Body, Exchange, Form, Json, Pair, Raw, Request, Response

SECRET = register("a secret/of the story text", "text_secret")
TOKEN = register("a-token-of-the-story-text", "text_token")


def told(body: Body = None, answer: bytes = b"", **changes: object) -> str:
    request = Request("POST", ("http://a.example/t",), body=body)
    return story_as_text([Exchange(request, Response(200, (), answer, 0.0123), "judged", **changes)])  # type: ignore[arg-type]


def test_story_is_numbered_and_complete() -> None:
    """The literal text of two exchanges."""
    form = Form((Pair("grant_type", ("password",)), Pair("client_secret", (SECRET,)), Pair("scope", ("a b",))))
    headers = (Pair("Authorization", ("Bearer ", TOKEN)),)
    first = Request("POST", ("http://a.example/token",), headers=headers, body=form)
    body = b'{"access_token": "a-token-of-the-story-text"}'
    answer = Response(200, (("Content-Type", "application/json"),), body, 0.0123)
    second = Request("GET", ("http://a.example/me",), (Pair("t", (TOKEN,)), Pair("u", ("x y",))))
    steps = [
        Exchange(first, answer, "set-up", "tokens of the user"),
        Exchange(second, Response(401, (), b"", 2.0), "witness"),
    ]
    assert f"""\
1. set-up: tokens of the user
POST http://a.example/token
Authorization: Bearer {TOKEN}

grant_type=password&client_secret={SECRET}&scope=a+b

200, after 12 ms
Content-Type: application/json

{{"access_token": "{TOKEN}"}}

2. witness
GET http://a.example/me?t={TOKEN}&u=x+y

401, after 2000 ms""" == story_as_text(steps)


def test_json_body_shows_pseudonyms() -> None:
    """A written text in it reads as one text."""
    assert f'{{"a": "Bearer {TOKEN}", "b": [1, "{SECRET}", null]}}' in told(
        Json({"a": ("Bearer ", TOKEN), "b": [1, SECRET, None]})
    )


def test_raw_body_shows_odd_bytes_escaped() -> None:
    """Bytes that are no text can still be told apart."""
    assert "a=\\xff%zz" in told(Raw(b"a=\xff%zz"))


def test_long_body_is_cut_and_says_so() -> None:
    """2,000 characters are shown, and how many more there were."""
    text = told(answer=b"x" * (LONGEST_BODY + 1234))
    assert text.endswith("x… (1,234 more characters)")
    assert text.count("x") - "http://a.example".count("x") == LONGEST_BODY


def test_body_of_the_longest_shown_length_is_whole() -> None:
    """The limit itself is not cut."""
    assert told(answer=b"x" * LONGEST_BODY).endswith("x")


def test_secret_across_the_cut_is_not_halved() -> None:
    """A body is redacted before it is cut."""
    text = told(answer=b"x" * (LONGEST_BODY - 8) + b"a-token-of-the-story-text")
    assert "a-token" not in text


def test_short_secret_is_replaced_by_its_member() -> None:
    """Too short to be searched for, it is found where it was born."""
    short = register("pin42", "short_token")
    text = told(answer=b'{"pin": "pin42", "n": "pin42"}', births=(("pin", short),))
    assert f'{{"pin": "{short}", "n": "pin42"}}' in text


def test_short_secret_in_a_header_hides_the_header() -> None:
    """A cookie too short to be searched for does not show either."""
    short = register("c00k13", "short_cookie")
    request = Request("GET", ("http://a.example/",))
    response = Response(200, (("Set-Cookie", "sid=c00k13; Path=/"),), b"")
    text = story_as_text([Exchange(request, response, "judged", births=(("header:set-cookie", short),))])
    assert f"Set-Cookie: {short}\n" in text + "\n"


def test_bytes_that_are_no_utf8_are_shown_as_such() -> None:
    """An answer in another encoding does not break the story."""
    assert "\ufffd" in told(answer=b"\xff")
