"""A secret is never seen: not by its own text, and in no form in which it may stand in a text."""

from __future__ import annotations

import base64
import copy
import html
import json
import pickle
import re
import subprocess
import sys
import threading
from collections.abc import Callable
from urllib.parse import quote, quote_plus

import pytest

from conformance.secrets import Secret, hand_over, leaks, octets, redact, register

UNUSUAL = {
    "plain": "Zk3vQ8xWmN5tRb1L",
    "quotes": """q"uo'te-"s'ecret-01""",
    "percent and plus": "p%er+ce/nt=%41+x==",
    "markup": "<ma&rk>up-&amp;-02",
    "backslashes": "back\\slash\\n-03",
    "non-ascii": "gehe\u00efm-\u20ac-schl\u00fcssel-04",
    "blanks": "with two blanks 05",
    "tabs and ends of lines": "tab\tand\nline-06",
    "exactly eight": "aB3$eF7&",
    "four thousand": "kQ7-" * 1000,
    "not UTF-8": "odd\udcff\udc80octets-07",
    "lone surrogate": "lone\ud800surrogate-08",
}
FORMS: dict[str, Callable[[str], str]] = {
    "raw": lambda text: text,
    "url-encoded": lambda text: quote(octets(text), safe=""),
    "url-encoded, lower": lambda text: _lower_escapes(quote(octets(text), safe="")),
    "url-encoded, slash kept": lambda text: quote(octets(text)),
    "form-encoded": lambda text: quote_plus(octets(text)),
    "form-encoded, lower": lambda text: _lower_escapes(quote_plus(octets(text))),
    "json": lambda text: json.dumps({"a": text}),
    "json, slash escaped": lambda text: json.dumps({"a": text}).replace("/", r"\/"),
    "json for html": lambda text: _numbered(json.dumps(text)),
    "json, unicode kept": lambda text: json.dumps({"a": text}, ensure_ascii=False),
    "html": lambda text: html.escape(text),
    "xml text": lambda text: html.escape(text, quote=False),
    "xml attribute": lambda text: html.escape(text, quote=False).replace('"', "&quot;"),
    "json in html": lambda text: html.escape(json.dumps({"a": text})),
    "repr": repr,
    "repr of octets": lambda text: repr(octets(text)),
    "base64": lambda text: base64.b64encode(octets(text)).decode(),
    "base64 after one": lambda text: base64.b64encode(b":" + octets(text)).decode(),
    "base64 after two": lambda text: base64.b64encode(b"a:" + octets(text)).decode(),
    "base64 in the midst": lambda text: base64.b64encode(b"client:" + octets(text) + b"\ntail").decode(),
    "base64url": lambda text: base64.urlsafe_b64encode(b"??" + octets(text)).decode(),
}


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("shape", UNUSUAL)
def test_every_form_is_replaced(shape: str, form: str) -> None:
    """Whatever the secret looks like and however it is written, its place is taken by the pseudonym."""
    secret = register(UNUSUAL[shape], "shape")
    written = FORMS[form](UNUSUAL[shape])
    assert secret.pseudonym in redact(f"before {written} after")
    assert secret.pseudonym in leaks(written)
    assert redact(redact(written)) == redact(written)


@pytest.mark.parametrize("shape", UNUSUAL)
def test_a_plain_text_around_it_stays(shape: str) -> None:
    """Only the secret is replaced, not what stands around it."""
    secret = register(UNUSUAL[shape], "shape")
    assert redact(f"a={UNUSUAL[shape]}&b=2") == f"a={secret}&b=2"


def test_no_usual_way_to_write_a_value_shows_it() -> None:
    """Text, repr, format, f-string and container show the pseudonym."""
    secret = register("never-to-be-seen-11", "token")
    shown = [str(secret), repr(secret), f"{secret}", f"{secret!r}", "{}".format(secret), f"{[secret]} {(secret,)}"]  # noqa: UP032
    assert all("never-to-be-seen" not in text for text in shown)
    assert all(secret.pseudonym in text for text in shown)


def test_a_format_with_a_width_does_not_show_it() -> None:
    """A format that a secret does not know is an error without the value."""
    with pytest.raises(TypeError) as error:
        f"{register('never-to-be-seen-12', 'token'):>20}"
    assert "never-to-be-seen" not in str(error.value)


@pytest.mark.parametrize("leave", [pickle.dumps, copy.deepcopy, copy.copy])
def test_it_does_not_leave_its_process(leave: object) -> None:
    """Pickling and copying are refused with the pseudonym."""
    secret = register("never-to-be-seen-13", "token")
    assert callable(leave)
    with pytest.raises(TypeError) as error:
        leave(secret)
    assert str(error.value) == f"{secret.pseudonym} does not leave its process"


def test_json_refuses_it() -> None:
    """A secret is no JSON value, and the message does not hold it."""
    with pytest.raises(TypeError) as error:
        json.dumps({"a": register("never-to-be-seen-14", "token")})
    assert "never-to-be-seen" not in str(error.value)


def test_it_has_no_dictionary_of_attributes() -> None:
    """What prints an object by its attributes finds none."""
    assert not hasattr(register("never-to-be-seen-15", "token"), "__dict__")


def test_it_equals_a_secret_of_the_same_value_only() -> None:
    """A text is no secret, even if it reads the same."""
    secret = register("the-same-value-16", "token")
    assert secret == Secret("the-same-value-16", "other", 1)
    assert secret != "the-same-value-16"


def test_the_same_value_is_the_same_secret() -> None:
    """A value has one pseudonym, that of its birth."""
    first = register("born-once-0017", "token")
    assert register("born-once-0017", "cookie") is first


def test_secrets_of_a_label_are_numbered() -> None:
    """Two values of one label have two pseudonyms and two shell variables."""
    one, two = register("numbered-one-18", "numbered-label"), register("numbered-two-18", "numbered-label")
    assert (one.pseudonym, two.pseudonym) == ("<numbered-label-1>", "<numbered-label-2>")
    assert (one.variable, two.variable) == ("NUMBERED_LABEL_1", "NUMBERED_LABEL_2")


def test_the_longest_match_wins() -> None:
    """A secret that is the beginning of another does not lay the rest of it bare."""
    short, long = register("prefix-of-both", "short"), register("prefix-of-both-and-more", "long")
    assert redact("prefix-of-both prefix-of-both-and-more") == f"{short} {long}"


def test_a_part_at_the_end_of_another_does_not_split_it() -> None:
    """A secret that is the end of another does not lay its beginning bare."""
    long, short = register("head-and-tail-of-it", "long"), register("tail-of-it", "short")
    assert redact("head-and-tail-of-it, tail-of-it") == f"{long}, {short}"


def test_neighbours_are_both_replaced() -> None:
    """Two secrets side by side are two pseudonyms."""
    one, two = register("neighbour-one", "one"), register("neighbour-two", "two")
    assert redact("neighbour-oneneighbour-twoneighbour-one") == f"{one}{two}{one}"


@pytest.mark.parametrize("word", ["password", "Bearer", "client_id", "short", "", "7 chars"])
def test_common_and_short_words_are_left_in_texts(word: str) -> None:
    """A secret that reads like a common word, or is short, is not searched for; its own text is hidden all the same."""
    secret = register(word, "weak")
    assert redact(f"the {word} of the client") == f"the {word} of the client"
    assert str(secret) == secret.pseudonym


def test_what_is_derived_is_a_secret_too() -> None:
    """A changed value is registered at birth, and knows how it was made."""
    whole = register("derived-from-this-19", "token")
    upper = whole.derive(str.upper, shell="tr a-z A-Z")
    assert redact("DERIVED-FROM-THIS-19") == upper.pseudonym == "<spoilt_token-1>"
    assert upper.derivation is not None
    assert (upper.derivation.origin, upper.derivation.shell) == (whole, "tr a-z A-Z")


def test_one_value_made_of_two_secrets_knows_the_right_one() -> None:
    """Two secrets of one length may be spoilt to the same value: each result says how it was made of its own."""
    one, two = register("length-of-19-chars1", "token"), register("length-of-19-chars2", "token")
    masked = [each.derive(lambda text: "=" * len(text), shell="sed 's/./=/g'") for each in (one, two)]
    assert masked[0] == masked[1]
    assert masked[0].pseudonym == masked[1].pseudonym
    assert [each.derivation.origin for each in masked if each.derivation] == [one, two]


def test_a_pattern_and_a_length_are_all_that_can_be_asked() -> None:
    """A scenario may ask for the length and for a pattern of the whole value."""
    secret = register("abc-123-xyz", "token")
    assert len(secret) == 11
    assert secret.matches("[a-z0-9-]+")
    assert not secret.matches("[a-z]+")


def test_secrets_that_begin_alike_are_found_in_a_long_text() -> None:
    """Five thousand tokens of one issuer in two hundred thousand characters are all replaced."""
    values = [f"eyJhbGciOiJIUzI1NiJ9.{number:05d}.{'s' * (number % 9)}" for number in range(5000)]
    for value in values:
        register(value, "crowd")
    text = (" ".join(values) + " " + "nothing to be seen here; " * 10_000)[:200_000]
    redacted = redact(text)
    assert "eyJhbGciOiJIUzI1NiJ9" not in redacted
    assert len(leaks(text)) == 5000


def test_a_text_can_be_redacted_while_secrets_are_born() -> None:
    """Threads that receive tokens do not disturb one that writes."""
    ended = threading.Event()

    def bear() -> None:
        for number in range(3000):
            register(f"same-start-{number}", "twin")
        ended.set()

    thread = threading.Thread(target=bear)
    thread.start()
    while not ended.is_set():
        redact("same-start-0 " * 50)
    thread.join()
    assert "same-start" not in redact("same-start-2999")


def test_another_process_can_take_the_secrets_over() -> None:
    """What a worker hands over cannot be read on the way, and is found by whoever takes it."""
    register("handed-over-0020", "parcel")
    parcel = hand_over()
    code = (
        "import sys; from conformance.secrets import leaks, take_over\n"
        "take_over(sys.stdin.buffer.read()); print(leaks('a handed-over-0020 b'))"
    )
    elsewhere = subprocess.run([sys.executable, "-c", code], input=parcel, capture_output=True, check=True)
    assert b"handed-over" not in parcel
    assert elsewhere.stdout.strip() == b"['<parcel-1>']"


def _numbered(literal: str) -> str:
    """Return a JSON text as System.Text.Json writes it."""
    inner = re.sub(r"\\u[0-9a-f]{4}", lambda found: f"\\u{found[0][2:].upper()}", literal[1:-1])
    return re.sub(r"\\\"|[&'+<>`]", lambda found: f"\\u{ord(found[0][-1]):04X}", inner)


def _lower_escapes(text: str) -> str:
    pieces = text.split("%")
    return "%".join([pieces[0], *(piece[:2].lower() + piece[2:] for piece in pieces[1:])])


def test_beginning_of_a_secret_is_no_leak_in_another_process() -> None:
    """A short derived secret may be a word that stands in any report; handed over, it is not taken for a whole one."""
    whole = register("eyJhbGciOiJub25lIn0.e30.", "access_token")
    whole.derive(lambda value: value[:8], shell="cut -c 1-8")
    code = "import sys; from conformance.secrets import *; take_over(sys.stdin.buffer.read()); print(leaks('eyJhbGci'))"
    ended = subprocess.run([sys.executable, "-c", code], input=hand_over(), capture_output=True, check=True)
    assert ended.stdout.decode().strip() == "[]"
