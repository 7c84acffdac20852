"""Pseudonyms: what a recording shows in place of a secret, and what of the secret it keeps."""

from __future__ import annotations

import base64
import html
import json
import os
import re
import secrets as chance
import subprocess
import sys
from urllib.parse import quote, quote_plus

import pytest

from conformance.secrets import Secret, known, register
from conformance.strategies import WAYS, spoil
from conformance.wire import basic
from conformance.wire.pseudonyms import Pseudonyms

MADE: list[str] = [
    chance.token_urlsafe(32),
    chance.token_hex(20),
    chance.token_hex(20).upper(),
    f"Pass {chance.token_hex(6)}+%&={chance.token_hex(6)}",
    f"quote\"{chance.token_hex(6)}'back\\slash",
    f"größe-{chance.token_hex(8)}-€-𐍈",
    chance.token_urlsafe(3000),
    "a1B" + chance.token_hex(3)[:5],
    str(10**11 + chance.randbelow(10**11)),
    base64.b64encode(chance.token_bytes(20)).decode(),
]


def fresh() -> Pseudonyms:
    return Pseudonyms("own/a.b/c/d", "https://sandbox.example/base", "https://target.invalid")


def made(value: str) -> Secret:
    return register(value, "access_token")


def classes(text: str) -> tuple[bool, bool, bool]:
    return bool(re.search("[a-z]", text)), bool(re.search("[A-Z]", text)), bool(re.search("[0-9]", text))


@pytest.mark.parametrize("value", MADE, ids=range(len(MADE)))
def test_length_and_alphabet_survive(value: str) -> None:
    """A pseudonym is as long in characters and octets, and is written with no other kinds of characters."""
    pseudonym = fresh().of(made(value))
    assert pseudonym != value
    assert (len(pseudonym), len(pseudonym.encode())) == (len(value), len(value.encode()))
    assert classes(pseudonym) == classes(value)
    signs = {char for char in value if char.isascii() and not char.isalnum()} - {"-", "_"}
    assert {char for char in pseudonym if char.isascii() and not char.isalnum()} <= signs


def test_equality_and_difference_survive() -> None:
    """The same secret has the same pseudonym wherever it stands, another one has another."""
    pseudonyms = fresh()
    told = [pseudonyms.of(made(value)) for value in MADE * 2]
    assert told[: len(MADE)] == told[len(MADE) :]
    assert len(set(told)) == len(MADE)


def test_nothing_leads_back() -> None:
    """A pseudonym depends on label, number and shape alone: two secrets of one shape get the same in two items."""
    one, other = made("x7" + chance.token_urlsafe(30) + "Aa0"), made("y8" + chance.token_urlsafe(30) + "Bb1")
    assert fresh().of(one) == fresh().of(other)


@pytest.mark.parametrize("way", sorted(WAYS))
@pytest.mark.parametrize("value", MADE, ids=range(len(MADE)))
def test_spoilt_secret_is_the_spoilt_pseudonym(value: str, way: str) -> None:
    """A replay that spoils the pseudonym asks what the recording shows for the spoilt secret."""
    pseudonyms = fresh()
    secret = made(value)
    wrong = pseudonyms.of(spoil(secret, way))
    again = spoil(register(pseudonyms.of(secret), "access_token"), way)
    assert again.reveal() == wrong


def test_basic_is_written_of_both_pseudonyms() -> None:
    """The client's name in an Authorization header is told like its secret."""
    pseudonyms = fresh()
    name, secret = "client-of-somebody-1", made("s3cret+%/" + chance.token_hex(8))
    told = pseudonyms.field("client_id", name)
    found = base64.b64decode(pseudonyms.of(basic(name, secret))).decode()
    assert found == f"{quote_plus(told)}:{quote_plus(pseudonyms.of(secret))}"


def test_word_of_a_scenario_stays() -> None:
    """What a scenario makes up in place of a secret is no secret: a replay makes it up again."""
    pseudonyms = fresh()
    told = pseudonyms.of(basic("client-of-somebody-2", "no-such-secret-anywhere"))
    assert base64.b64decode(told).decode().endswith(":no-such-secret-anywhere")


@pytest.mark.parametrize("value", MADE, ids=range(len(MADE)))
def test_every_form_is_replaced(value: str) -> None:
    """Raw, percent-encoded, in JSON, in Basic and in base64 the secret becomes the same form of its pseudonym."""
    pseudonyms, secret = fresh(), made(value)
    told = pseudonyms.of(secret)

    def forms(text: str) -> dict[str, str]:
        return {
            "raw": f"<{text}>",
            "quoted": f"?code={quote(text, safe='')}&a=b",
            "form": f"a=b&token={quote_plus(text)}",
            "json": json.dumps({"token": text}),
            "json in utf-8": json.dumps({"token": text}, ensure_ascii=False),
        }

    assert {name: pseudonyms.text(text) for name, text in forms(value).items()} == forms(told)
    hidden = base64.b64encode(f"id:{value}".encode()).decode()
    assert value.encode() not in base64.b64decode(pseudonyms.text(f"Basic {hidden}").removeprefix("Basic "))


def jwt(payload: dict[str, object]) -> str:
    parts = [{"alg": "HS256", "typ": "JWT"}, payload]
    encoded = [base64.urlsafe_b64encode(json.dumps(part).encode()).decode().rstrip("=") for part in parts]
    return ".".join([*encoded, chance.token_urlsafe(32)])


def claims(token: str) -> dict[str, object]:
    part = token.split(".")[1]
    found: dict[str, object] = json.loads(base64.urlsafe_b64decode(part + "=" * (-len(part) % 4)))
    return found


def test_jwt_keeps_its_structure() -> None:
    """Header, names, numbers and public claims stay; who it is about, and the signature, do not."""
    value = jwt({"sub": "jane.doe@example.com", "exp": 1767225600, "scope": "read write", "n": {"id": "user-12345"}})
    told = fresh().of(made(value))
    assert told.split(".")[0] == value.split(".")[0]
    assert list(claims(told)) == ["sub", "exp", "scope", "n"]
    assert (claims(told)["exp"], claims(told)["scope"]) == (1767225600, "read write")
    assert "jane" not in str(claims(told))
    assert "12345" not in str(claims(told))
    assert told.split(".")[2] != value.split(".")[2]
    assert len(told.split(".")[2]) == len(value.split(".")[2])


def test_short_secret_and_common_word_are_replaced_by_field() -> None:
    """Where its name says that it is one; elsewhere it is a word like others."""
    pseudonyms = fresh()
    short, common = register("q7z", "password"), register("password", "client_secret")
    text = 'the password: {"password": "q7z", "client_secret": "password", "say": "q7z"}'
    told = pseudonyms.text(text)
    assert told == text.replace('"password": "q7z"', f'"password": "{pseudonyms.of(short)}"').replace(
        '"client_secret": "password"', f'"client_secret": "{pseudonyms.of(common)}"'
    )


def test_random_identifier_of_the_target_is_numbered() -> None:
    """It differs in each run; one that was sent there first is what the scenario says."""
    pseudonyms = fresh()
    sent = "aaaaaaaaaaaaaaaaaaaa"
    pseudonyms.say(f"X-Request-Id: {sent}")
    found, text = chance.token_hex(12), "id {} for {}"
    pseudonyms.hear(text.format(found, sent))
    told = pseudonyms.text(text.format(found, sent))
    assert found not in told
    assert sent in told
    assert pseudonyms.text(found.upper()) == pseudonyms.text(found).upper()


def test_name_is_known_in_other_spellings() -> None:
    """Scenarios recase and cut names; a replay that does so with the pseudonym asks the same."""
    pseudonyms = fresh()
    told = pseudonyms.field("username", "some-user-of-ours")
    assert pseudonyms.text("SOME-USER-OF-OURS") == told.upper()
    assert pseudonyms.text("some-user-of-our%") == told[:-1] + "%"


def test_address_of_the_target_is_replaced() -> None:
    """In a Location, a document or a query, with and without its path."""
    text = "https://sandbox.example/base/token?next=https%3A//sandbox.example/other"
    assert fresh().text(text) == "https://target.invalid/token?next=https%3A//target.invalid/other"


def test_pseudonym_is_nobodys_secret() -> None:
    """A made-up value that happens to be a secret of the run is not used."""
    taken = fresh().of(register("Zz0" + chance.token_urlsafe(21), "taken_token"))
    register(taken, "value")
    assert known(fresh().of(register("Yy1" + chance.token_urlsafe(21), "taken_token"))) is None


# ---------------------------------------------------------------------- recording again


def test_signs_of_base64_are_no_part_of_the_shape() -> None:
    """How many there are is chance: the next recording would have other pseudonyms."""
    values = [f"aB{signs[0]}3{chance.token_hex(12)}{signs[1]}Z7==" for signs in ("++", "/x", "x+", "xx")]
    assert len({fresh().of(made(value)) for value in values}) == 1


SAME_EVERYWHERE = """
import json
from conformance.secrets import register
from conformance.wire.pseudonyms import Pseudonyms

pseudonyms = Pseudonyms("own/a.b/c/d", "https://sandbox.example", "https://target.invalid")
values = {"username": "some-user-of-ours", "password": "Pass word+%&=1", "cookie": "a=q/Zk7.b2; x", "code": "k7Qz2Wm9"}
told = pseudonyms.field("state", values)
for text in ('{"id": "0123456789abcdef", "a": "größe+Zk7Q"}', "some-user-of-ours k7Qz2Wm9 %61%2F&#65;"):
    pseudonyms.hear(text)
    told[text] = pseudonyms.text(text)
print(json.dumps(told))
"""


def test_recording_in_another_process_is_the_same() -> None:
    """Nothing hangs on the order of a set or on a hash."""
    told = [
        subprocess.run(
            [sys.executable, "-c", SAME_EVERYWHERE],
            env={**os.environ, "PYTHONHASHSEED": seed},
            capture_output=True,
            check=True,
        ).stdout
        for seed in ("1", "2", "3")
    ]
    assert told[0] == told[1] == told[2] != b""


# ---------------------------------------------------------------------- web tokens


def test_web_token_of_this_target_is_as_long_as_it_was() -> None:
    """Though the target's address in it is told as another one."""
    parts: list[dict[str, object]] = [{"alg": "HS256"}, {"iss": "https://sandbox.example/base/as", "sub": "somebody"}]
    encoded = [json.dumps(part, separators=(",", ":")).encode() for part in parts]
    value = ".".join([*(base64.urlsafe_b64encode(part).decode().rstrip("=") for part in encoded), "c2ln"])
    told = fresh().of(made(value))
    assert claims(told)["iss"] == "https://target.invalid/as"
    assert len(told) == len(value)


def test_secrets_within_a_web_token_are_told_like_themselves() -> None:
    """A claim that is another secret, and a token within the token."""
    pseudonyms, inner, session = fresh(), jwt({"sub": "jane.doe"}), made(chance.token_urlsafe(20))
    told = claims(pseudonyms.of(made(jwt({"act": inner, "sid": session.reveal(), "scope": f"x {session.reveal()}"}))))
    assert told["sid"] == pseudonyms.of(session)
    assert told["scope"] == f"x {pseudonyms.of(session)}"
    assert list(claims(str(told["act"]))) == ["sub"]
    assert "jane" not in str(claims(str(told["act"])))


def test_secret_in_the_header_of_a_web_token_is_replaced() -> None:
    """The header stays, but for what has a pseudonym."""
    pseudonyms, key = fresh(), made(chance.token_urlsafe(20))
    head = base64.urlsafe_b64encode(json.dumps({"alg": "HS256", "kid": key.reveal()}).encode()).decode().rstrip("=")
    told = pseudonyms.of(made(f"{head}.e30.c2ln")).partition(".")[0]
    assert json.loads(base64.urlsafe_b64decode(told + "==")) == {"alg": "HS256", "kid": pseudonyms.of(key)}


def test_unsigned_web_token_that_says_numbers_only_is_replaced() -> None:
    """With nothing in it that could be told otherwise, it is spelled otherwise as a whole."""
    value = "eyJhbGciOiJub25lIn0.eyJleHAiOjE3NjcyMjU2MDB9."
    assert fresh().of(made(value)) != value


@pytest.mark.parametrize("part", [b"[" * 20_000, b'{"a":' * 900 + b"1" + b"}" * 900], ids=["too deep", "deep"])
def test_web_token_that_is_nested_out_of_reason_is_a_text(part: bytes) -> None:
    """A server cannot stop the recorder by it."""
    encoded = base64.urlsafe_b64encode(part).decode().rstrip("=")
    for value in (f"{encoded}.e30.c2ln", f"eyJhbGciOiJub25lIn0.{encoded}.c2ln"):
        assert fresh().of(made(value)) != value


# ---------------------------------------------------------------------- names, identifiers, addresses


@pytest.mark.parametrize("name", ["jane", "some-user-of-ours"])
def test_name_is_told_alike_in_request_and_answer(name: str) -> None:
    """One that is too short to be looked for in texts is known by the name of its field."""
    pseudonyms = fresh()
    told = pseudonyms.field("username", name)
    assert pseudonyms.text(name) == told
    assert pseudonyms.text(json.dumps({"username": name, "sub": name})) == json.dumps({"username": told, "sub": told})


def test_name_that_begins_another_one_is_told_alike() -> None:
    """Whichever of them was given first."""
    for names in (("user-number-1", "user-number-12"), ("user-number-12", "user-number-1")):
        pseudonyms = fresh()
        told = {name: pseudonyms.field("username", name) for name in names}
        assert pseudonyms.text("<user-number-1> <user-number-12>") == "<{user-number-1}> <{user-number-12}>".format_map(
            told
        )


@pytest.mark.parametrize("name", ["username1", "password1", "client_id1", "application", "client_credentials"])
def test_name_that_reads_like_the_protocol_changes_no_other_word(name: str) -> None:
    """A field is called username, whatever a user is called."""
    pseudonyms = fresh()
    pseudonyms.field("username", name)
    text = "grant_type=client_credentials&password=x&client_id=y {'username': 'application/json'}"
    assert pseudonyms.text(text) == text


def test_number_stays_a_number() -> None:
    """A moment in microseconds, a fraction, and a large identifier: what reads JSON has to go on reading it."""
    text = '{"at": 1767225600000000, "share": 0.8413447460685429, "id": 123456789012345678, "all": [1767225600000001]}'
    pseudonyms = fresh()
    pseudonyms.hear(text)
    assert pseudonyms.text(text) == text


def test_decimal_identifier_is_told_as_one() -> None:
    """In quotes it is an identifier like others, and has digits alone."""
    text = '{"id_text": "123456789012345678"}'
    pseudonyms = fresh()
    pseudonyms.hear(text)
    told = json.loads(pseudonyms.text(text))["id_text"]
    assert told != "123456789012345678"
    assert told.isdigit()


def test_identifier_in_capitals_keeps_its_form() -> None:
    """A UUID is one in either case."""
    found = fresh().of(made("0F8FAD5B-D9CB-469F-A165-70867728950E"))
    assert re.fullmatch(r"[0-9A-F]{8}(-[0-9A-F]{4}){3}-[0-9A-F]{12}", found)


@pytest.mark.parametrize(
    "other",
    ["https://sandbox.example:8443/cb", "https://sandbox.example.org/cb", "https%3A//sandbox.example%3A8443/cb"],
)
def test_address_that_begins_alike_is_another_one(other: str) -> None:
    """A redirect URI on another port or host is what the scenario says, and so it is asked again."""
    assert fresh().text(other) == other


# ---------------------------------------------------------------------- fields


def test_short_secret_is_replaced_in_markup_and_cookies() -> None:
    """Where an element or a cookie says what it is."""
    pseudonyms, short, cookie = fresh(), register("p&7", "password"), register("abc123", "cookie")
    assert (
        pseudonyms.text("<password>p&amp;7</password>") == f"<password>{html.escape(pseudonyms.of(short))}</password>"
    )
    assert pseudonyms.text("sid=abc123; Path=/") == f"sid={pseudonyms.of(cookie)}; Path=/"


def test_secret_deep_in_a_state_is_known_from_then_on() -> None:
    """What a states endpoint nests is replaced in every text."""
    pseudonyms, inner = fresh(), chance.token_urlsafe(20)
    told = pseudonyms.field("tokens", {"access_token": inner})["access_token"]
    assert pseudonyms.text(f"Bearer {inner}") == f"Bearer {told}"


def test_empty_secret_stays_empty() -> None:
    """There is nothing to replace."""
    assert fresh().of(register("", "client_secret")) == ""
