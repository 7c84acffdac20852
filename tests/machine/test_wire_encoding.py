"""What a request looks like on the wire, octet by octet."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from typing import Any

import pytest

from conformance.secrets import register
from conformance.terms import Body, Form, Json, Pair, Raw, Request, Written
from conformance.wire import Wire, basic
from conformance.wire.encoding import encode
from tests.machine.listener import Listener, answer, listening

FORM = "application/x-www-form-urlencoded"


@pytest.fixture
def listener() -> Iterator[Listener]:
    with listening(answer()) as each:
        yield each


def pair(name: str, *value: Any) -> Pair:
    return Pair(name, value)


def sent(
    listener: Listener,
    *path: Any,
    method: str = "POST",
    query: tuple[Pair, ...] = (),
    headers: tuple[Pair, ...] = (),
    body: Body = None,
) -> tuple[bytes, list[bytes], bytes]:
    """Send and return request line, header lines and body as they were heard."""
    first, *rest = path or ("/token",)
    wire = Wire(listener.url)
    wire.send(Request(method, (listener.url + first, *rest), query, headers, body), step="judged")
    wire.close()
    head, _, content = listener.last.partition(b"\r\n\r\n")
    line, *fields = head.split(b"\r\n")
    return line, fields, content


def test_a_form_is_form_encoded(listener: Listener) -> None:
    """Blank is +, everything else outside the unreserved characters is percent-encoded in UTF-8, in order."""
    body = Form((pair("grant_type", "password"), pair("a b", "x y+z&=%/~-._*'é€"), pair("grant_type", "again")))
    line, fields, content = sent(listener, headers=(pair("Content-Type", FORM),), body=body)
    assert line == b"POST /token HTTP/1.1"
    assert content == b"grant_type=password&a+b=x+y%2Bz%26%3D%25%2F~-._%2A%27%C3%A9%E2%82%AC&grant_type=again"
    assert b"Content-Type: application/x-www-form-urlencoded" in fields
    assert b"Content-Length: %d" % len(content) in fields


def test_a_secret_in_a_form_goes_out_as_it_is(listener: Listener) -> None:
    """Only on the wire a secret has its value."""
    body = Form((pair("client_secret", register("s3cr+t &/= in a form", "client_secret")),))
    assert sent(listener, body=body)[2] == b"client_secret=s3cr%2Bt+%26%2F%3D+in+a+form"


def test_an_empty_value_keeps_its_sign(listener: Listener) -> None:
    """An empty parameter is a name and an equals sign."""
    assert sent(listener, body=Form((pair("a", ""), pair("b"))))[2] == b"a=&b="


def test_octets_that_are_no_text_go_out_as_they_came(listener: Listener) -> None:
    """A variable of the environment that is no UTF-8 keeps its octets."""
    assert sent(listener, body=Form((pair("a", "\udcff\udc80"),)))[2] == b"a=%FF%80"


def test_json_is_utf_8(listener: Listener) -> None:
    """Members keep their order, secrets and written texts are filled in at any depth."""
    secret = register('quo"te\\secret', "token")
    value = {"b": 1, "a": [True, None, {"token": secret}], "text": ("Bearer ", secret), "é": "€"}
    _, _, content = sent(listener, body=Json(value))
    expected = r'{"b": 1, "a": [true, null, {"token": "quo\"te\\secret"}], "text": "Bearer quo\"te\\secret", "é": "€"}'
    assert content == expected.encode()


def test_json_escapes_what_utf_8_cannot_say(listener: Listener) -> None:
    """A lone surrogate, which a JSON answer may bring, goes out as the escape that brought it."""
    assert sent(listener, body=Json({"a": "\ud800"}))[2] == rb'{"a": "\ud800"}'


@pytest.mark.parametrize("content", [b"grant_type=%zz", b"\xff\xfe=\x00", b"a=1&&b", b"{broken", b" "])
def test_raw_octets_are_not_touched(listener: Listener, content: bytes) -> None:
    """A raw body is sent as it stands."""
    assert sent(listener, body=Raw(content))[2] == content


def test_a_query_is_form_encoded_behind_the_path(listener: Listener) -> None:
    """Query members are written as form fields are; a repeated one stands twice."""
    line, _, _ = sent(listener, "/revoke", query=(pair("token", "a b+c'"), pair("token", ""), pair("hint", "é")))
    assert line == b"POST /revoke?token=a+b%2Bc%27&token=&hint=%C3%A9 HTTP/1.1"


def test_a_query_of_the_path_is_kept(listener: Listener) -> None:
    """A path that brings a query of its own is continued."""
    assert sent(listener, "/token?v=1", query=(pair("a", "2"),))[0] == b"POST /token?v=1&a=2 HTTP/1.1"


@pytest.mark.parametrize(
    ("value", "written"),
    [
        ("a/b c?d#e%f", b"/users/a%2Fb%20c%3Fd%23e%25f/x"),
        ("..", b"/users/%2E%2E/x"),
        (".", b"/users/%2E/x"),
        ("...", b"/users/.../x"),
        ("é+@:", b"/users/%C3%A9%2B%40%3A/x"),
    ],
)
def test_what_fills_a_path_stays_one_segment(listener: Listener, value: str, written: bytes) -> None:
    """Neither a slash nor a blank nor dots lead out of the slot."""
    line, _, _ = sent(listener, "/users/", register(value, "path_value"), "/x", method="GET")
    assert line == b"GET " + written + b" HTTP/1.1"


@pytest.mark.parametrize("path", ["/a//b/./c/../d", "/%zz/%2f", "/~!$&'()*+,;=:@"])
def test_a_literal_path_is_not_normalised(listener: Listener, path: str) -> None:
    """What the contract writes is what the server gets."""
    assert sent(listener, path, method="GET")[0] == f"GET {path} HTTP/1.1".encode()


def test_headers_keep_case_order_and_repetition(listener: Listener) -> None:
    """Two headers of one name are both sent, as they are spelt."""
    secret = register("bearer-token-0001", "token")
    headers = (pair("authorization", "Bearer ", secret), pair("AUTHORIZATION", "Basic eDp5"), pair("x-ReQuest-iD", "1"))
    _, fields, _ = sent(listener, method="GET", headers=headers)
    own = [field for field in fields if field.lower().startswith((b"authorization", b"x-request"))]
    assert own == [b"authorization: Bearer bearer-token-0001", b"AUTHORIZATION: Basic eDp5", b"x-ReQuest-iD: 1"]


def test_blanks_at_the_ends_of_a_header_are_left_out(listener: Listener) -> None:
    """They are no part of a value; those inside are."""
    _, fields, _ = sent(listener, method="GET", headers=(pair("X-Request-Id", " \ta  b \t"),))
    assert b"X-Request-Id: a  b" in fields


def test_a_header_is_utf_8(listener: Listener) -> None:
    """What is no ASCII goes out as the shell lines of a story would send it."""
    assert "X-Name: é€".encode() in sent(listener, method="GET", headers=(pair("X-Name", "é€"),))[1]


def test_an_empty_header_is_sent(listener: Listener) -> None:
    """A header without a value is a header."""
    fields = sent(listener, method="GET", headers=(pair("X-Empty", ""),))[1]
    assert [field.rstrip() for field in fields if field.startswith(b"X-Empty")] == [b"X-Empty:"]


def test_without_a_body_there_is_no_media_type(listener: Listener) -> None:
    """A POST without a body says its length and nothing of a media type."""
    _, fields, content = sent(listener)
    assert content == b""
    assert [f for f in fields if f.lower().startswith(b"content-")] == [b"Content-Length: 0"]


def test_a_get_has_no_length(listener: Listener) -> None:
    """A GET without a body has no header about one."""
    assert not [f for f in sent(listener, method="GET")[1] if f.lower().startswith(b"content-")]


def test_a_body_without_a_media_type_gets_none(listener: Listener) -> None:
    """The media type is what the request says, nothing is added."""
    assert not [f for f in sent(listener, body=Raw(b"a=1"))[1] if f.lower().startswith(b"content-type")]


def test_nothing_is_sent_that_nobody_asked_for(listener: Listener) -> None:
    """Beyond the request there are Host and User-Agent only."""
    _, fields, _ = sent(listener, method="GET")
    assert fields == [b"Host: " + listener.url.removeprefix("http://").encode(), b"User-Agent: oauth-conformance"]


def test_a_header_of_the_target_gives_way_to_one_of_the_request() -> None:
    """What a target adds to every request is left out where the request has it, whatever its case."""
    request = Request("GET", ("http://h/x",), headers=(pair("X-Api-Version", "2"),))
    headers = encode(request, extra_headers=(("x-api-version", "1"), ("X-Other", "ü"))).headers
    assert headers == ((b"X-Api-Version", b"2"), (b"X-Other", "ü".encode()))


SECRETS = (
    "plain-Secret_1.~",
    "a+b c%2B",
    "[x]^y*$.z-bracket",
    "back\\slash/and\\",
    "\"q'&<>;{}|`!quotes",
    "é€-schlüssel",
    "%%%-percents-%25",
)


def decoded(secret: str) -> bytes:
    import base64

    return base64.b64decode(basic("my client:id", register(secret, "client_secret")).reveal())


def test_basic_form_encodes_both_before_it_joins_them() -> None:
    """Identifier and secret are form-encoded, then joined by a colon (RFC 6749 2.3.1)."""
    assert decoded("a+b c%é") == b"my+client%3Aid:a%2Bb+c%25%C3%A9"


@pytest.mark.parametrize("locale", ["C", "C.UTF-8"])
@pytest.mark.parametrize("secret", SECRETS)
def test_the_shell_filter_of_basic_writes_the_same(secret: str, locale: str) -> None:
    """What a story's line makes of the secret is what was sent, in every locale."""
    made = basic("my client:'id", register(secret, "client_secret"))
    assert made.derivation is not None
    assert in_shell(made.derivation.shell, secret, locale) == made.reveal()


def test_the_shell_filter_of_basic_does_not_hold_the_secret() -> None:
    """The line may be printed."""
    made = basic("client", register("a+b c%2B-not-in-the-line", "client_secret"))
    assert made.derivation is not None
    assert "not-in-the-line" not in made.derivation.shell


def in_shell(shell: str, value: str, locale: str) -> str:
    done = subprocess.run(
        ["sh", "-c", f"printf '%s' \"$S\" | {{ {shell}; }}"],
        env={"LC_ALL": locale, "PATH": "/usr/local/bin:/usr/bin:/bin", "S": value},
        capture_output=True,
        check=True,
    )
    assert done.stderr == b""
    return done.stdout.decode("utf-8")


def test_pieces_of_a_written_text_are_joined() -> None:
    """A text in pieces is one text on the wire."""
    written: Written = ("Bearer ", register("written-in-pieces-1", "token"), "")
    headers = encode(Request("GET", ("http://h/",), headers=(Pair("Authorization", written),))).headers
    assert headers == ((b"Authorization", b"Bearer written-in-pieces-1"),)
