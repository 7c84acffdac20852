"""How a secret may stand in an answer, and what a recording shows there: the same of its pseudonym."""

from __future__ import annotations

import base64
import html
import json
import secrets as chance
from collections.abc import Callable
from urllib.parse import quote

import pytest

from conformance.secrets import Secret, register
from conformance.strategies import spoil
from conformance.wire.pseudonyms import Pseudonyms

Write = Callable[[str], str]
WRITINGS: dict[str, Write] = {
    "json, slashes escaped": lambda text: json.dumps({"a": text}).replace("/", "\\/"),
    "json for html": lambda text: json.dumps({"a": text}).replace("&", "\\u0026").replace("<", "\\u003c"),
    "json of dotnet": lambda text: json.dumps({"a": text}).translate({43: "\\u002B", 38: "\\u0026", 60: "\\u003C"}),
    "json in json": lambda text: json.dumps(json.dumps({"a": text}).replace("/", "\\/")),
    "twice percent-encoded": lambda text: f"https://a.example/?b={quote(quote(text, safe=''), safe='')}&c=d",
    "every octet percent-encoded": lambda text: "".join(f"%{octet:02X}" for octet in text.encode()),
    "base64 of json": lambda text: base64.b64encode(json.dumps({"a": text, "b": 1}).encode()).decode(),
    "base64 of a pair": lambda text: base64.b64encode(f"x:{text}:y".encode()).decode(),
    "base64url, unpadded": lambda text: base64.urlsafe_b64encode(f"?{text}??>".encode()).decode().rstrip("="),
    "base64 of base64": lambda text: base64.b64encode(base64.b64encode(text.encode())).decode(),
}


def fresh() -> Pseudonyms:
    return Pseudonyms("own/a.b/c/d", "https://sandbox.example", "https://target.invalid")


def made() -> Secret:
    """Return a secret with signs that are written in many ways."""
    return register(f"aB3+x/{chance.token_hex(9)}<&q/Z+7{chance.token_urlsafe(9)}9/b", "access_token")


def random() -> Secret:
    return register(f"k7Q{chance.token_urlsafe(40)}z2W", "access_token")


@pytest.mark.parametrize("way", WRITINGS)
def test_secret_in_another_writing_is_its_pseudonym_in_that_writing(way: str) -> None:
    """To the letter, so that a replay sees in it what was seen when it was recorded."""
    pseudonyms, secret = fresh(), made()
    told = pseudonyms.of(secret)
    assert pseudonyms.text(WRITINGS[way](secret.reveal())) == WRITINGS[way](told)


@pytest.mark.parametrize(
    "write",
    [
        lambda text: "".join(f"\\u{ord(char):04x}" for char in text),
        lambda text: f"{text[:9]}\\u{ord(text[9]):04x}{text[10:]}",
    ],
    ids=["every character", "one character"],
)
def test_secret_that_is_split_by_escapes_is_found(write: Write) -> None:
    """What was escaped without need is written plainly."""
    pseudonyms, secret = fresh(), random()
    told = pseudonyms.text(f'{{"a": "{write(secret.reveal())}"}}')
    assert json.loads(told) == {"a": pseudonyms.of(secret)}


def test_secret_in_numbered_entities_is_found() -> None:
    """Markup may be written in numbers alone."""
    pseudonyms, secret = fresh(), made()
    told = pseudonyms.text(f"<a>{''.join(f'&#{ord(char)};' for char in secret.reveal())}</a>")
    assert html.unescape(told) == f"<a>{pseudonyms.of(secret)}</a>"


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be", "utf-32"])
def test_json_in_another_encoding_is_read(encoding: str) -> None:
    """RFC 8259 wants UTF-8; what reads JSON takes others as well, and so do scenarios."""
    pseudonyms, secret = fresh(), made()
    told = pseudonyms.octets(json.dumps({"token": secret.reveal()}).encode(encoding))
    assert json.loads(told) == {"token": pseudonyms.of(secret)}


def test_body_of_octets_stays() -> None:
    """What is no text in any encoding is told as it is."""
    content = b"\x00\xff\xfe\x00\x80"
    assert fresh().octets(content) == content


def test_text_that_is_encoded_without_end_is_read_to_a_depth() -> None:
    """A server cannot keep the recorder busy."""
    assert fresh().text("%" + "25" * 50_000) == "%" + "25" * 50_000


def test_stretch_without_a_secret_stays_as_it_is_written() -> None:
    """Only what holds a secret is written anew."""
    text = '{"a": "\\u0041\\/b", "c": "%41%2f&#65;", "d": "ZW1wdHkgb2Ygc2VjcmV0cw=="}'
    pseudonyms = fresh()
    pseudonyms.of(made())
    assert pseudonyms.text(text) == text


# ---------------------------------------------------------------------- pieces


@pytest.mark.parametrize("case", [str, str.lower, str.upper, str.swapcase])
def test_piece_of_a_secret_is_that_piece_of_its_pseudonym(case: Write) -> None:
    """A server says how a token began, or writes it in another case."""
    pseudonyms, secret = fresh(), random()
    told = pseudonyms.of(secret)
    for first, last in ((0, 20), (9, 30), (20, None), (0, None)):
        text = "invalid token '{}...'".format
        assert pseudonyms.text(text(case(secret.reveal()[first:last]))) == text(case(told[first:last]))


def test_piece_is_known_before_the_whole_was_read() -> None:
    """A header comes before the body that brings the token."""
    pseudonyms, secret = fresh(), random()
    for text in (secret.reveal()[:16], json.dumps({"access_token": secret.reveal()})):
        pseudonyms.hear(text)
    assert pseudonyms.text(secret.reveal()[:16]) == pseudonyms.of(secret)[:16]


def test_beginning_that_a_scenario_tried_is_found_alone() -> None:
    """Eight characters are no secret that is searched for everywhere; here they were sent."""
    pseudonyms, secret = fresh(), random()
    tried = pseudonyms.of(spoil(secret, "first eight"))
    assert pseudonyms.text(f"no such token: {secret.reveal()[:8]}!") == f"no such token: {tried}!"


def test_word_in_a_secret_is_a_word_elsewhere() -> None:
    """A password may hold a word of the protocol, a name or a moment."""
    pseudonyms = fresh()
    pseudonyms.of(register("authorization_code-2026-01-31T10:00:00Z-of-somebody", "password"))
    text = '{"grant": "authorization_code", "at": "2026-01-31T10:00:00Z", "by": "of-somebody"}'
    assert pseudonyms.text(text) == text


def test_what_a_web_token_says_is_no_piece_of_it() -> None:
    """Tokens of one server share the beginning; it stands in their pseudonyms, too."""
    parts = [
        base64.urlsafe_b64encode(json.dumps(part).encode()).decode().rstrip("=")
        for part in ({"alg": "x"}, {"exp": 1767225600, "scope": "read write all"})
    ]
    one, other = (register(".".join([*parts, chance.token_urlsafe(32)]), "access_token") for _ in range(2))
    pseudonyms = fresh()
    told = [pseudonyms.of(one), pseudonyms.of(other)]
    assert pseudonyms.text(f"{one.reveal()} {other.reveal()}") == " ".join(told)
    assert pseudonyms.text(f"signed {one.reveal()[-20:]}") == f"signed {told[0][-20:]}"


def test_secret_that_overlaps_another_leaves_nothing() -> None:
    """Of the second one the rest is replaced, too."""
    start, middle, end = (chance.token_hex(6) + "Zq" for _ in range(3))
    pseudonyms = fresh()
    pseudonyms.of(register(start + middle, "access_token"))
    pseudonyms.of(register(middle + end, "access_token"))
    told = pseudonyms.text(f"<{start}{middle}{end}>")
    assert not any(part in told for part in (start, middle, end))
    assert len(told) == len(f"<{start}{middle}{end}>")
