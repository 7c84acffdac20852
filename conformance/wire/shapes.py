"""What shape a pseudonym has: that of its secret.  As many characters and octets, of the same kinds, and nothing more.

It is drawn from a seed that the secret is no part of, so only the shape can be read from it.  Signs that a random text
has by chance (`-` and `_`, in base64 `+` and `/`) are no part of the shape: the next recording would have others.  A
JWT has its header, names, numbers and length.
"""

from __future__ import annotations

import base64
import hashlib
import json
import re
import string
from collections.abc import Callable, Sequence
from typing import Any

from conformance.secrets import octets

LONG_ENOUGH = 8
"""So many hexadecimal digits are no word."""
SURELY_MIXED = 16
"""Among so many random characters one class or other is missing by chance only."""

_UUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_BASE64 = re.compile(r"(?=.*[a-z])(?=.*[A-Z])[A-Za-z0-9+/]{16,}")
_BY_CHANCE = str.maketrans("+/", "--")
_JWT = re.compile(r"[\w-]+(\.[\w-]*){2,4}", re.ASCII)
_WIDTHS = {1: "x", 2: "é", 3: "€", 4: "𐍈"}


def spelled(value: str, word: str, seed: str) -> str:
    """Return a text like the value: as long, of the same alphabet, ending in the word where it can."""
    for change in (str.lower, str.upper):
        if _UUID.fullmatch(value.lower()) and value == change(value):
            return change(_uuid(seed))
    start, inner, end = _ends(value)
    inner = inner.translate(_BY_CHANCE) if _BASE64.fullmatch(inner) else inner
    special = [char for char in inner if not _is_plain(char)]
    plain = _plain(_classes(inner), len(inner) - len(special), word, f"{seed}/{len(value)}")
    return start + _mixed(plain, _drawn_specials(special, seed), seed) + end


def spelled_jwt(value: str, seed: str, told: Callable[[str, str], str]) -> str | None:
    """Return a JWT (RFC 7519) with the same header and the same names in it; None if the value is none.

    told: what is shown of a claim, by its name and text.
    """
    if not _JWT.fullmatch(value):
        return None
    head, *rest = value.split(".")
    if not isinstance(_decoded(head), dict):
        return None
    claims = _decoded(rest[0])
    parts = [spelled(part, "", f"{seed}/{number}") for number, part in enumerate(rest)]
    if isinstance(claims, dict):
        parts[0] = _with_claims(claims, told)
    return ".".join([head, *parts])


def _with_claims(claims: dict[str, Any], told: Callable[[str, str], str]) -> str:
    """Return the second part, as long as it was if its claims were written as short as can be."""
    text = _compact(_claim("", claims, told))
    text = text[:-1] + b" " * (len(_compact(claims)) - len(text)) + b"}"
    return base64.urlsafe_b64encode(text).decode("ascii").rstrip("=")


def _claim(name: str, value: Any, told: Callable[[str, str], str]) -> Any:
    if isinstance(value, dict):
        return {key: _claim(key, member, told) for key, member in value.items()}
    if isinstance(value, list):
        return [_claim(name, member, told) for member in value]
    return told(name, value) if isinstance(value, str) else value


def _decoded(part: str) -> Any:
    try:
        return json.loads(base64.urlsafe_b64decode(part + "=" * (-len(part) % 4)))
    except ValueError:
        return None


def _compact(claims: Any) -> bytes:
    return octets(json.dumps(claims, separators=(",", ":"), ensure_ascii=False))


def _uuid(seed: str) -> str:
    hexed = "".join(_drawn("0123456789abcdef", 32, seed))
    return f"{hexed[:8]}-{hexed[8:12]}-4{hexed[13:16]}-8{hexed[17:20]}-{hexed[20:]}"


def _ends(value: str) -> tuple[str, str, str]:
    """Split off what has a meaning at the ends: blanks, and the padding of base64."""
    inner = value.strip(" \t")
    lead = len(value) - len(value.lstrip(" \t")) if inner else 0
    bare = inner.rstrip("=")
    return value[:lead], bare, value[lead + len(bare) :]


def _is_plain(char: str) -> bool:
    return char.isascii() and (char.isalnum() or char in "-_")


def _classes(value: str) -> tuple[str, ...]:
    """Return the classes of characters that the value is written in; `-` and `_` count as any of them."""
    letters = {char for char in value if char.isascii() and char.isalnum()}
    lower, upper = letters & set(string.ascii_lowercase), letters & set(string.ascii_uppercase)
    is_long = len(value) >= SURELY_MIXED and bool(lower or upper)
    digits = string.digits if letters & set(string.digits) or (lower and upper) or is_long else ""
    for sixteen in ("abcdef", "ABCDEF"):
        if len(value) >= LONG_ENOUGH and digits and letters & set(sixteen) and letters <= set(sixteen + string.digits):
            return (sixteen, digits)
    found = (string.ascii_lowercase if lower else "", string.ascii_uppercase if upper else "", digits)
    return tuple(each for each in found if each) or (string.ascii_lowercase,)


def _plain(classes: tuple[str, ...], length: int, word: str, seed: str) -> list[str]:
    drawn = _drawn("".join(classes), length, seed)
    if length > len(classes):
        drawn[: len(classes)] = [_drawn(each, 1, f"{seed}/{each}")[0] for each in classes]
    tail = _in_classes(word, classes)
    if tail and length >= 2 * len(tail) + len(classes):
        drawn[-len(tail) :] = tail
    return drawn


def _in_classes(word: str, classes: tuple[str, ...]) -> str:
    """Return the word as these classes can write it; empty if they cannot."""
    told = word if string.ascii_lowercase in classes else word.upper()
    return told if set(told) <= set("".join(classes)) else ""


def _drawn_specials(special: list[str], seed: str) -> list[str]:
    """Draw as many signs from those that occur, each as many octets long as the one that it stands for."""
    choices: dict[int, list[str]] = {}
    for char in sorted(set(special)):
        kept = char if char.isascii() else _WIDTHS[_width(char)]
        if kept not in choices.setdefault(_width(char), []):
            choices[_width(char)].append(kept)
    widths = sorted(_width(char) for char in special)
    return [_drawn(choices[width], 1, f"{seed}/{number}")[0] for number, width in enumerate(widths)]


def _width(char: str) -> int:
    """Return how many octets a character has; half of a pair that stands alone counts as one."""
    return 1 if "\ud800" <= char <= "\udfff" else len(char.encode("utf-8"))


def _mixed(plain: list[str], special: list[str], seed: str) -> str:
    """Spread the signs among the characters, none of them first or last where that can be."""
    places = len(plain) + len(special) - 2
    made = list(plain)
    for number, char in enumerate(special):
        at = 1 + _number(f"{seed}/at/{number}") % max(1, min(places, len(made) - 1)) if len(made) > 1 else len(made)
        made.insert(at, char)
    return "".join(made)


def _drawn(choices: Sequence[str], count: int, seed: str) -> list[str]:
    stream = b""
    block = 0
    while len(stream) < 2 * count:
        stream += hashlib.sha256(f"{seed}/{block}".encode("utf-8", "surrogatepass")).digest()
        block += 1
    pairs = (int.from_bytes(stream[2 * at : 2 * at + 2], "big") for at in range(count))
    return [choices[pair % len(choices)] for pair in pairs]


def _number(seed: str) -> int:
    return int.from_bytes(hashlib.sha256(seed.encode("utf-8", "surrogatepass")).digest()[:4], "big")
