"""What Hypothesis draws for scenarios: JSON values only, so that a recording can freeze them.

A secret is never drawn; what is drawn is the way to spoil it.
"""

from __future__ import annotations

import string
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from conformance.secrets import Secret, register

_VISIBLE = "".join(chr(code) for code in range(0x21, 0x7F))
_TOKEN_ALPHABET = string.ascii_letters + string.digits + "-_"
# Letters of ASCII only, as `tr` has it in every locale.
_UPPER = str.maketrans(string.ascii_lowercase, string.ascii_uppercase)
_LOWER = str.maketrans(string.ascii_uppercase, string.ascii_lowercase)
_SWAPPED = {**_UPPER, **_LOWER}


@dataclass(frozen=True)
class Way:
    """One way to make a wrong secret of a right one, in Python and as a shell filter."""

    change: Callable[[str], str]
    shell: str


_TURNED = str.maketrans(
    string.ascii_uppercase + string.ascii_lowercase + string.digits,
    "NOPQRSTUVWXYZABCDEFGHIJKLM" + "nopqrstuvwxyzabcdefghijklm" + "5678901234",
)

WAYS: Mapping[str, Way] = {
    "cut by one": Way(lambda text: text[:-1], "sed '$s/.$//'"),
    "first cut off": Way(lambda text: text[1:], "sed '1s/^.//'"),
    "first eight": Way(lambda text: text[:8], r"sed 's/^\(.\{8\}\).*/\1/'"),
    "one more": Way(lambda text: text + "x", "sed '$s/$/x/'"),
    "upper case": Way(lambda text: text.translate(_UPPER), "tr 'a-z' 'A-Z'"),
    "lower case": Way(lambda text: text.translate(_LOWER), "tr 'A-Z' 'a-z'"),
    "swapped case": Way(lambda text: text.translate(_SWAPPED), "tr 'A-Za-z' 'a-zA-Z'"),
    "reversed": Way(lambda text: text[::-1], "rev"),
    "another": Way(lambda text: text.translate(_TURNED), "tr 'A-Za-z0-9' 'N-ZA-Mn-za-m5-90-4'"),
    "doubled": Way(lambda text: text + text, "sed 's/.*/&&/'"),
}
_SURE = Way(lambda text: text + "-and-more", "sed '$s/$/-and-more/'")
"""Changes every text, and leaves nothing that other texts hold by chance: what is spoilt is searched for, too."""


def ways_to_spoil() -> SearchStrategy[str]:
    """Words for `spoil`."""
    return st.sampled_from(sorted(WAYS))


def spoil(secret: Secret | str, way: str) -> Secret:
    """Make a wrong secret of a right one; where the way would change nothing, another one is taken."""
    whole = secret if isinstance(secret, Secret) else register(secret, "value")
    wrong = whole.derive(WAYS[way].change, shell=WAYS[way].shell)
    return whole.derive(_SURE.change, shell=_SURE.shell) if wrong == whole else wrong


def spoil_text(text: str, way: str) -> str:
    """Make a wrong text of a right one that is no secret; where the way would change nothing, another one is taken."""
    wrong = WAYS[way].change(text)
    return _SURE.change(text) if wrong == text else wrong


def request_ids(longest: int) -> SearchStrategy[str]:
    """Visible ASCII with inner blanks, 1 to `longest` characters, no blank at either end (RFC 9110 5.5)."""
    short = st.text(alphabet=_VISIBLE + " ", min_size=1, max_size=min(longest, 40)).map(str.strip).filter(bool)
    lengths = st.integers(min_value=1, max_value=longest)
    return st.one_of(short, st.builds(_stretched, short, lengths)).filter(lambda text: 0 < len(text) <= longest)


def _stretched(text: str, length: int) -> str:
    return (text * (length // len(text) + 1))[:length].strip()


def token_like() -> SearchStrategy[str]:
    """Texts that look like tokens and are none."""
    return st.text(alphabet=_TOKEN_ALPHABET, min_size=24, max_size=160)


def words() -> SearchStrategy[str]:
    """Lower-case words that no registry knows."""
    return st.text(alphabet=string.ascii_lowercase, min_size=4, max_size=12).map(lambda text: f"{text}_unknown")


def extra_parameters() -> SearchStrategy[dict[str, Any]]:
    """Names and values of parameters that no document knows."""
    names = st.text(alphabet=string.ascii_lowercase, min_size=4, max_size=12).map(lambda text: f"x_{text}")
    values = st.text(alphabet=string.ascii_letters + string.digits + " -._~/", max_size=30)
    return st.dictionaries(names, values, min_size=1, max_size=3)
