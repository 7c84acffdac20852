"""What a recording shows in place of a secret: another text of the same length and alphabet, the same one wherever it
stands in the item.

A pseudonym is made of the item, a label, a number and the outer shape of the secret alone: nothing leads back, and
recording again gives the same text.  They are numbered as they appear.  What was made from a secret (cut,
recased, written as Basic) is made from its pseudonym in the same way: a replay that does so again asks the recorded
question.  A JWT keeps its parts and the names in them.  Names of users and random identifiers get pseudonyms, too.
"""

from __future__ import annotations

import base64
import hashlib
import html
import json
import re
import string
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, quote_plus, unquote_plus

from conformance.secrets import COMMON, SECRET_VALUES, Secret, is_searched, known, occurrences, octets
from conformance.wire.births import label_of

LONG_ENOUGH = 8
"""A name of so many characters is no part of other words, and is looked for in every text."""
NAMES_SOMEBODY = 4
"""A shorter name is shown: it would be taken for other words."""
SURELY_MIXED = 16
"""Among so many random characters one class or other is missing by chance only."""
PUBLIC_CLAIMS = frozenset({"iss", "aud", "scope", "typ", "token_type", "type", "alg"})

_IDENTITY = re.compile(r"(.*_)?(id|name|username|user|email|login)")
_RANDOM = re.compile(
    r"(?<![0-9A-Za-z])(?:[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|[0-9a-f]{16,}|[0-9A-F]{16,})(?![0-9A-Za-z])"
)
_RANDOM_IN_ANY_CASE = re.compile(_RANDOM.pattern, re.IGNORECASE)
_UUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_JWT = re.compile(r"[\w-]+(\.[\w-]*){2,4}", re.ASCII)
_JSON_FIELD = re.compile(r'"([^"\\]{1,80})"\s*:\s*("(?:[^"\\]|\\.)*")')
_FORM_FIELD = re.compile(r"([\w-]{1,80})=([^&;#\s\"<>]+)")
_FIELD_OF_SECRETS = SECRET_VALUES | {"id_token", "session_token", "secret", "api_key", "assertion", "state"}
_CASES: tuple[Callable[[str], str], ...] = (str, str.upper, str.lower, str.swapcase)
_CHANGES: tuple[Callable[[str], str], ...] = (
    *_CASES,
    lambda name: name[:-1],
    lambda name: name[1:],
    lambda name: quote(name, safe=""),
)
"""How scenarios and servers write a name in other ways."""
_WIDTHS = {1: "x", 2: "é", 3: "€", 4: "𐍈"}


@dataclass(frozen=True)
class _Span:
    start: int
    end: int
    text: str


class Pseudonyms:
    """The pseudonyms of one item, whose identity is `item`: what is shown in one item may be a secret of another.

    base_url: of the target, in whose place the recording says `placeholder`.
    """

    def __init__(self, item: str, base_url: str, placeholder: str) -> None:
        self._item = item
        self._given: dict[str, str] = {}
        self._taken: set[str] = set()
        self._numbers: dict[str, int] = {}
        self._exact: dict[str, str] = {}
        self._ids: dict[str, str] = {}
        self._plain: dict[str, str] = {}
        self._pattern: re.Pattern[str] | None = None
        self._said: list[str] = []
        self._plain |= _places(base_url.rstrip("/"), placeholder) if base_url != placeholder else {}

    # ------------------------------------------------------------------ single values

    def of(self, secret: Secret) -> str:
        """Return the pseudonym of a secret; of a derived one, what its derivation makes of its origin's pseudonym."""
        if secret.derivation is None and known(secret.reveal()) is None:
            return secret.reveal()  # a word of the scenario's own
        if secret.derivation is None:
            return self._value(secret.reveal(), secret.label)
        made = secret.derivation.change(self.of(secret.derivation.origin))
        return self._basic(made) if secret.label == "basic" else made

    def field(self, name: str, value: Any) -> Any:
        """Return what a recording shows for a value that was given under this name."""
        if isinstance(value, Secret):
            return self.of(value)
        if isinstance(value, dict):
            return {key: self.field(key, member) for key, member in value.items()}
        if isinstance(value, list | tuple):
            return [self.field(name, member) for member in value]
        if not isinstance(value, str) or not value:
            return value
        if name in SECRET_VALUES:
            return self._value(value, name)
        if _IDENTITY.fullmatch(name):
            return self._name(value, name)
        self.hear(value)
        return self.text(value)

    def _value(self, value: str, label: str) -> str:
        if value not in self._given:
            word = re.sub(r"[^a-z0-9]", "", label.lower()) or "value"
            self._numbers[word] = self._numbers.get(word, 0) + 1
            self._given[value] = self._new(value, f"{word}{self._numbers[word]}")
            self._taken.add(self._given[value])
        return self._given[value]

    def _new(self, value: str, word: str) -> str:
        if word.startswith("id") and value.isdigit():
            value = "a" + value[1:]  # a hexadecimal number without a letter in it by chance
        if (made := self._jwt(value, word)) is not None:
            return made
        for salt in range(1000):
            made = _spelled(value, word, f"{self._item}/{word}/{salt}")
            if made not in self._taken and made != value and known(made) is None:
                return made
        return f"{word}-of-{len(value)}"  # so short an alphabet has no other word left

    def _name(self, value: str, label: str) -> str:
        if len(value) < NAMES_SOMEBODY or value.lower() in COMMON:
            return value
        pseudonym = self._exact[value] = self._value(value, label)
        if len(value) >= LONG_ENOUGH:
            for change in _CHANGES:
                self._plain.setdefault(change(value), change(pseudonym))
            self._pattern = None
        return pseudonym

    def _basic(self, made: str) -> str:
        """Put the client's pseudonym in its place, too."""
        name, colon, secret = base64.b64decode(made).decode("utf-8").partition(":")
        plain = unquote_plus(name)
        told = quote_plus(octets(self._given.get(plain) or self.text(plain)))
        return base64.b64encode(f"{told}{colon}{secret}".encode()).decode("ascii")

    def _jwt(self, value: str, word: str) -> str | None:
        """Return a JWT (RFC 7519) with the same names in it, or None if the value is none."""
        if not _JWT.fullmatch(value):
            return None
        head, *rest = value.split(".")
        if not isinstance(_decoded(head), dict):
            return None
        parts = [head]
        for number, part in enumerate(rest):
            claims = _decoded(part)
            is_claims = number == 0 and isinstance(claims, dict)
            parts.append(self._claims(claims) if is_claims else _spelled(part, "", f"{self._item}/{word}/{number}"))
        return ".".join(parts)

    def _claims(self, claims: dict[str, Any]) -> str:
        told = {name: self._claim(name, value) for name, value in claims.items()}
        text = json.dumps(told, separators=(",", ":"), ensure_ascii=False)
        return base64.urlsafe_b64encode(octets(text)).decode("ascii").rstrip("=")

    def _claim(self, name: str, value: Any) -> Any:
        if isinstance(value, str) and name not in PUBLIC_CLAIMS:
            return self._given.get(value) or self._value(value, name)
        if isinstance(value, str):
            return self.text(value)
        if isinstance(value, dict):
            return {key: self._claim(key, member) for key, member in value.items()}
        return [self._claim(name, member) for member in value] if isinstance(value, list) else value

    # ------------------------------------------------------------------ texts

    def hear(self, text: str) -> None:
        """Take what looks random in a text of the target's for an identifier, unless it was sent there first."""
        for found in _RANDOM.findall(text):
            is_known = found in self._ids or found in self._given or known(found) is not None
            if not is_known and not any(found in said for said in self._said):
                pseudonym = self._value(found, "id")
                self._ids |= {change(found): change(pseudonym) for change in reversed(_CASES)}

    def say(self, text: str) -> None:
        """Remember what was sent."""
        self._said.append(text)

    def text(self, text: str) -> str:
        """Return the text with a pseudonym for everything that has one, in whatever form it stands there."""
        if text in self._exact:
            return self._exact[text]
        spans = sorted(self._spans(text), key=lambda span: (span.start, -span.end))
        parts, end = [], 0
        for span in spans:
            if span.start >= end:
                parts += [text[end : span.start], span.text]
                end = span.end
        return "".join([*parts, text[end:]]) if parts else text

    def octets(self, content: bytes) -> bytes:
        """Return a body with a pseudonym for everything that has one."""
        try:
            return octets(self.text(content.decode("utf-8", "surrogateescape")))
        except UnicodeEncodeError:
            return content

    def _spans(self, text: str) -> Iterator[_Span]:
        for at, form, secret in occurrences(text):
            yield _Span(at, at + len(form), self._form(form, secret))
        if self._plain:
            self._pattern = self._pattern or _any_of(self._plain)
            for found in self._pattern.finditer(text):
                yield _Span(found.start(), found.end(), self._plain[found[0]])
        for found in _RANDOM_IN_ANY_CASE.finditer(text) if self._ids else ():
            if found[0] in self._ids:
                yield _Span(found.start(), found.end(), self._ids[found[0]])
        yield from self._fields(text)

    def _form(self, form: str, secret: Secret) -> str:
        value, pseudonym = secret.reveal(), self.of(secret)
        if form == value:
            return pseudonym
        return dict(zip(reversed(_encodings(value)), reversed(_encodings(pseudonym)), strict=True)).get(form, pseudonym)

    def _fields(self, text: str) -> Iterator[_Span]:
        """Find secrets that are short, or common words, by the names under which they stand."""
        for found in _JSON_FIELD.finditer(text):
            if secret := _unsearched(found[1], _loaded(found[2])):
                yield _Span(found.start(2), found.end(2), json.dumps(self.of(secret)))
        for found in _FORM_FIELD.finditer(text):
            if secret := _unsearched(found[1], unquote_plus(found[2])):
                yield _Span(found.start(2), found.end(2), quote_plus(octets(self.of(secret))))


def _any_of(words: Iterable[str]) -> re.Pattern[str]:
    return re.compile("|".join(re.escape(word) for word in sorted(words, key=len, reverse=True)))


def _unsearched(name: str, value: Any) -> Secret | None:
    secret = known(value) if isinstance(value, str) and value else None
    if secret is None or is_searched(secret):
        return None
    label = label_of(name)
    return secret if label == secret.label or label in _FIELD_OF_SECRETS else None


def _loaded(text: str) -> Any:
    try:
        return json.loads(text)
    except ValueError:
        return None


def _decoded(part: str) -> Any:
    try:
        return json.loads(base64.urlsafe_b64decode(part + "=" * (-len(part) % 4)))
    except ValueError:
        return None


def _places(base_url: str, placeholder: str) -> dict[str, str]:
    """Return how the target's address may be written, and what stands in its place."""
    scheme, _, rest = base_url.partition("://")
    origin = f"{scheme}://{rest.partition('/')[0]}"
    forms: tuple[Callable[[str], str], ...] = (str, quote, quote_plus, lambda text: json.dumps(text)[1:-1])
    return {form(place): form(placeholder) for place in (origin, base_url) for form in forms}


# ---------------------------------------------------------------------- the shape of a pseudonym


def _spelled(value: str, word: str, seed: str) -> str:
    """Return a text like the value: as long, of the same alphabet, ending in the word where it can."""
    if _UUID.fullmatch(value):
        hexed = "".join(_drawn("0123456789abcdef", 32, seed))
        return f"{hexed[:8]}-{hexed[8:12]}-4{hexed[13:16]}-8{hexed[17:20]}-{hexed[20:]}"
    start, inner, end = _ends(value)
    special = [char for char in inner if not _is_plain(char)]
    classes = _classes(inner)
    plain = _plain(classes, len(inner) - len(special), word, f"{seed}/{len(value)}")
    spread = _drawn_specials(special, seed)
    return start + _mixed(plain, spread, seed) + end


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
        width = 1 if "\ud800" <= char <= "\udfff" else len(char.encode("utf-8"))
        kept = char if char.isascii() else _WIDTHS[width]
        if kept not in choices.setdefault(width, []):
            choices[width].append(kept)
    widths = [1 if "\ud800" <= char <= "\udfff" else len(char.encode("utf-8")) for char in special]
    return [_drawn(choices[width], 1, f"{seed}/{number}")[0] for number, width in enumerate(sorted(widths))]


def _mixed(plain: list[str], special: list[str], seed: str) -> str:
    """Spread the signs among the characters, none of them first or last where that can be."""
    places = len(plain) + len(special) - 2
    made = list(plain)
    for number, char in enumerate(special):
        at = 1 + _number(f"{seed}/at/{number}") % max(1, min(places, len(made) - 1)) if len(made) > 1 else len(made)
        made.insert(at, char)
    return "".join(made)


def _drawn(choices: Any, count: int, seed: str) -> list[str]:
    stream = b""
    block = 0
    while len(stream) < 2 * count:
        stream += hashlib.sha256(f"{seed}/{block}".encode("utf-8", "surrogatepass")).digest()
        block += 1
    pairs = (int.from_bytes(stream[2 * at : 2 * at + 2], "big") for at in range(count))
    return [choices[pair % len(choices)] for pair in pairs]


def _number(seed: str) -> int:
    return int.from_bytes(hashlib.sha256(seed.encode("utf-8", "surrogatepass")).digest()[:4], "big")


def _encodings(value: str) -> list[str]:
    """Return every form in which a text is looked for, always in the same order."""
    raw = octets(value)
    forms = [value, quote(raw, safe=""), quote(raw), quote_plus(raw), json.dumps(value)[1:-1]]
    forms += [json.dumps(value, ensure_ascii=False)[1:-1], repr(value)[1:-1], repr(raw)[2:-1]]
    forms += [json.dumps(form)[1:-1] for form in forms[4:6]] + [repr(octets(form))[2:-1] for form in forms[4:6]]
    forms += [re.sub(r"%[0-9A-F]{2}", lambda found: found[0].lower(), form) for form in forms]
    in_text = [html.escape(form, quote=False) for form in forms]
    in_attribute = [form.replace('"', "&quot;") for form in in_text]
    forms += [*(html.escape(form) for form in forms), *in_text, *in_attribute]
    for before in range(3):
        first, last = -(-before * 8 // 6), (before + len(raw)) * 8 // 6
        for encode in (base64.b64encode, base64.urlsafe_b64encode):
            forms.append(encode(b"\0" * before + raw).decode("ascii")[first:last])
    return forms
