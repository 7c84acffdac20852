"""Pseudonyms: what a recording shows in place of a secret, and what of the secret it keeps."""

from __future__ import annotations

import base64
import json
import re
import secrets as chance
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
