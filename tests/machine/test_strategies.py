"""What scenarios draw: JSON values, and ways to spoil a secret that the shell knows, too."""

from __future__ import annotations

import json
import subprocess
from typing import Any

import hypothesis
import pytest
from hypothesis.strategies import SearchStrategy

from conformance.secrets import register
from conformance.strategies import WAYS, extra_parameters, request_ids, spoil, token_like, ways_to_spoil, words

QUIET = hypothesis.settings(
    max_examples=150, database=None, deadline=None, derandomize=True, suppress_health_check=list(hypothesis.HealthCheck)
)
SECRETS = (
    "finAPI-client-Secret_42",
    "exactly8",
    "ALLUPPER-NOTHING-LOWER",
    "alllower-and-12345",
    "xxxxxxxxxxxx",
    "aaaaaaaa",
    "palindrome-emordnilap",
    "abcabc",
    "a",
    "1234567890",
    "s3cr3t/+=%&\"q'\\$HOME`id`",
    "with blanks  inside",
    "-n",
    "*.?[a]",
    "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2ln" * 30,
    "\u20acuro-\u00dcn\u00efcode-stra\u00dfe",
)


def in_shell(shell: str, value: str) -> str:
    """Return what a line of a story makes of the value."""
    done = subprocess.run(
        ["sh", "-c", f"MADE=$(printf '%s' \"$S\" | {shell}); printf '%s' \"$MADE\""],
        env={"LC_ALL": "C.UTF-8", "PATH": "/usr/local/bin:/usr/bin:/bin", "S": value},
        capture_output=True,
        check=True,
    )
    assert done.stderr == b""
    return done.stdout.decode("utf-8")


@pytest.mark.parametrize("value", SECRETS, ids=range(len(SECRETS)))
def test_every_way_says_the_same_in_shell(value: str) -> None:
    """The filter of a wrong secret makes in the shell what was sent."""
    for way in WAYS:
        wrong = spoil(register(value, "whole"), way)
        assert wrong.derivation is not None
        assert in_shell(wrong.derivation.shell, value) == wrong.reveal(), way


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("value", SECRETS, ids=range(len(SECRETS)))
def test_a_spoilt_secret_is_wrong(value: str, way: str) -> None:
    """No way leaves the right secret, not even one that the way would not change."""
    assert spoil(register(value, "whole"), way).reveal() != value


def test_a_text_can_be_spoilt() -> None:
    """A value that is no secret yet becomes one."""
    assert spoil("a-plain-text", "one more").reveal() == "a-plain-textx"


def test_the_words_for_spoiling_are_the_known_ways() -> None:
    """Every word that is drawn can be used, and all are drawn but the one that no header can carry."""
    seen: set[str] = set()
    draw_from(ways_to_spoil(), seen.add)
    assert seen == set(WAYS)


@pytest.mark.parametrize("longest", [1, 2, 36, 255, 4000])
def test_request_ids_are_visible_and_have_no_blank_at_the_ends(longest: int) -> None:
    """One to as many characters as allowed, visible ASCII and inner blanks only."""
    lengths: set[int] = set()

    def check(text: str) -> None:
        assert 1 <= len(text) <= longest
        assert text == text.strip()
        assert all(" " <= char <= "~" for char in text)
        lengths.add(len(text))

    draw_from(request_ids(longest), check)
    assert max(lengths) > longest / 2


def test_what_looks_like_a_token_is_long_enough_to_be_none() -> None:
    """Nobody guesses a living token."""
    draw_from(token_like(), lambda text: accept(len(text) >= 24 and text.replace("-", "").replace("_", "").isalnum()))


def test_words_do_not_exist() -> None:
    """A drawn word is lower-case and marked as unknown."""
    draw_from(words(), lambda word: accept(word.endswith("_unknown") and word == word.lower()))


def test_extra_parameters_have_names_and_texts() -> None:
    """One to three parameters that no document knows."""

    def check(found: dict[str, Any]) -> None:
        assert 1 <= len(found) <= 3
        assert all(name.startswith("x_") and isinstance(value, str) for name, value in found.items())

    draw_from(extra_parameters(), check)


@pytest.mark.parametrize("strategy", [ways_to_spoil(), request_ids(255), token_like(), words(), extra_parameters()])
def test_what_is_drawn_is_json(strategy: SearchStrategy[Any]) -> None:
    """A recording can freeze every draw."""
    draw_from(strategy, lambda value: accept(json.loads(json.dumps(value)) == value))


def accept(condition: bool) -> None:
    assert condition


def draw_from(strategy: SearchStrategy[Any], check: Any) -> None:
    """Check some draws."""

    @QUIET
    @hypothesis.given(strategy)
    def drawn(value: Any) -> None:
        check(value)

    drawn()
