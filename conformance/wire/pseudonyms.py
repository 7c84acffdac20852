"""What a recording shows in place of a secret: another text of the same shape, the same one wherever it stands in the
item.

A pseudonym is made of the item, a label, a number and the outer shape of the secret alone: nothing leads back, and
recording again gives the same text.  They are numbered as they appear.  What was made from a secret (cut,
recased, written as Basic) is made from its pseudonym in the same way: a replay that does so again asks the recorded
question.  A JWT keeps its parts and the names in them.  Names of users and random identifiers get pseudonyms, too.

Here is who has which; `shapes` has how one looks, `writings` and `pieces` how a secret may stand in an answer.
"""

from __future__ import annotations

import base64
import html
import json
import re
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from typing import Any
from urllib.parse import quote, quote_plus, unquote_plus

from conformance.secrets import (
    COMMON,
    SECRET_VALUES,
    Secret,
    is_searched,
    known,
    occurrences,
    octets,
    register,
    written_forms,
)
from conformance.wire.births import label_of
from conformance.wire.pieces import CASES, Pieces
from conformance.wire.shapes import LONG_ENOUGH, spelled, spelled_jwt
from conformance.wire.writings import BASE64, WRITINGS, Span, joined

NAMES_SOMEBODY = 4
"""A shorter name is shown: it would be taken for other words."""
PUBLIC_CLAIMS = frozenset({"iss", "aud", "scope", "typ", "token_type", "type", "alg"})
OF_THE_PROTOCOL = COMMON | {"application", "authorization", "authorization_code", "client_credentials", "localhost"}
"""Words that requests and answers are made of: a name that reads like one is shown."""
LAYERS = 4
"""So often a text is looked for in another one that is written in a way of its own."""

_IDENTITY = re.compile(r"(.*_)?(id|name|username|user|email|login)")
_SUBJECTS = frozenset({"sub", "aud", "azp"})
_RANDOM = re.compile(
    r"(?<![0-9A-Za-z])(?:[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|[0-9a-f]{16,}|[0-9A-F]{16,})(?![0-9A-Za-z])"
)
_RANDOM_IN_ANY_CASE = re.compile(_RANDOM.pattern, re.IGNORECASE)
_BEFORE_A_NUMBER = re.compile(r"(?:[:,\[]\s*-?|\d\.)\Z")
_ID = re.compile(r"id\d+")
_HEXADECIMAL = 8
"""Hexadecimal identifiers have a multiple of so many digits, decimal ones seldom."""
_FIELD_OF_SECRETS = SECRET_VALUES | {"id_token", "session_token", "secret", "api_key", "assertion", "state"}
_CHANGES: tuple[Callable[[str], str], ...] = (
    *CASES,
    lambda name: name[:-1],
    lambda name: name[1:],
    lambda name: quote(name, safe=""),
)
"""How scenarios and servers write a name in other ways."""


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
        self._short: dict[str, str] = {}
        self._ids: dict[str, str] = {}
        self._names: dict[str, str] = {}
        self._pattern: re.Pattern[str] | None = None
        self._pieces = Pieces()
        self._said: list[str] = []
        self._places = _places(base_url.rstrip("/"), placeholder) if base_url != placeholder else {}
        self._place = re.compile(f"(?:{_any_of(self._places)}){_END_OF_PLACE}") if self._places else None

    # ------------------------------------------------------------------ single values

    def of(self, secret: Secret) -> str:
        """Return the pseudonym of a secret; of a derived one, what its derivation makes of its origin's pseudonym."""
        if secret.derivation is None and known(secret.reveal()) is None:
            return secret.reveal()  # a word of the scenario's own
        self._pieces.learn(secret)
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
            return self.of(register(value, name))
        if _IDENTITY.fullmatch(name):
            return self._name(value, name)
        self.hear(value)
        return self.text(value)

    def _value(self, value: str, label: str) -> str:
        if value and value not in self._given:
            word = re.sub(r"[^a-z0-9]", "", label.lower()) or "value"
            self._numbers[word] = self._numbers.get(word, 0) + 1
            self._given[value] = self._new(value, f"{word}{self._numbers[word]}")
            self._taken.add(self._given[value])
        return self._given[value] if value else value

    def _new(self, value: str, word: str) -> str:
        if (made := self._jwt(value, word)) is not None and self._is_free(made, value):
            return made
        shape = _shape_of_id(value) if _ID.fullmatch(word) else value
        for salt in range(1000):
            made = spelled(shape, word, f"{self._item}/{word}/{salt}")
            if self._is_free(made, value):
                return made
        return f"{word}-of-{len(value)}"  # so short an alphabet has no other word left

    def _jwt(self, value: str, word: str) -> str | None:
        try:
            made = spelled_jwt(value, f"{self._item}/{word}", self._claim)
        except RecursionError:
            return None
        head, dot, rest = (made or "").partition(".")
        return joined(head, BASE64.changes(head, self.text)) + dot + rest if made else None

    def _claim(self, name: str, text: str) -> str:
        return self.text(text) if name in PUBLIC_CLAIMS else self._given.get(text) or self._value(text, name)

    def _is_free(self, made: str, value: str) -> bool:
        return made not in self._taken and made != value and known(made) is None

    def _name(self, value: str, label: str) -> str:
        if len(value) < NAMES_SOMEBODY or value.lower() in OF_THE_PROTOCOL:
            return value
        pseudonym = self._exact[value] = self._value(value, label)
        if len(value) >= LONG_ENOUGH:
            changes = [(change(value), change(pseudonym)) for change in _CHANGES]
            others = {changed: told for changed, told in changes if changed.lower() not in OF_THE_PROTOCOL}
            self._names = {**others, **self._names, value: pseudonym}
            self._pattern = None
        else:
            self._short |= {change(value): change(pseudonym) for change in reversed(CASES)}
        return pseudonym

    def _basic(self, made: str) -> str:
        """Put the client's pseudonym in its place, too."""
        name, colon, secret = base64.b64decode(made).decode("utf-8").partition(":")
        plain = unquote_plus(name)
        told = quote_plus(octets(self._given.get(plain) or self.text(plain)))
        return base64.b64encode(f"{told}{colon}{secret}".encode()).decode("ascii")

    # ------------------------------------------------------------------ texts

    def hear(self, text: str) -> None:
        """Take what looks random in a text of the target's for an identifier, unless it was sent there first."""
        for _, _, secret in occurrences(text):
            self._pieces.learn(secret)
        for match in _RANDOM.finditer(text):
            found = match[0]
            is_known = found in self._ids or found in self._given or known(found) is not None
            is_number = found.isdigit() and _BEFORE_A_NUMBER.search(text, max(0, match.start() - 4), match.start())
            if not is_known and not is_number and not any(found in said for said in self._said):
                pseudonym = self._value(found, "id")
                self._ids |= {change(found): change(pseudonym) for change in reversed(CASES)}

    def say(self, text: str) -> None:
        """Remember what was sent."""
        self._said.append(text)

    def text(self, text: str) -> str:
        """Return the text with a pseudonym for everything that has one, in whatever form it stands there."""
        return self._told(text, LAYERS)

    def octets(self, content: bytes) -> bytes:
        """Return a body with a pseudonym for everything that has one, also in the other encodings of JSON."""
        told = octets(self.text(content.decode("utf-8", "surrogateescape")))
        encoding = json.detect_encoding(content)
        if told != content or encoding.startswith("utf-8"):
            return told
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            return content
        told_text = self.text(text)
        return content if told_text == text else told_text.encode(encoding, "surrogatepass")

    def _told(self, text: str, layers: int) -> str:
        if text in self._exact:
            return self._exact[text]
        for name, pseudonym in self._short.items():  # too short to be looked for among other words
            if text.startswith(name[:-1]) and len(text) <= len(name) + 1:
                kept = len(name) - (not text.startswith(name))
                return pseudonym[:kept] + text[kept:]
        if not layers:
            return joined(text, self._spans(text))
        inner = partial(self._told, layers=layers - 1)
        told = joined(text, [*self._spans(text), *BASE64.changes(text, inner)])
        for writing in WRITINGS:
            told = joined(told, writing.changes(told, inner))
        return joined(told, self._cut(told))

    def _spans(self, text: str) -> Iterator[Span]:
        for at, form, secret in occurrences(text):
            yield Span(at, at + len(form), self._form(form, secret))
        if self._place:
            yield from (Span(*found.span(), self._places[found[0]]) for found in self._place.finditer(text))
        if self._names:
            self._pattern = self._pattern or re.compile(_any_of(self._names))
            yield from (Span(*found.span(), self._names[found[0]]) for found in self._pattern.finditer(text))
        for found in _RANDOM_IN_ANY_CASE.finditer(text) if self._ids else ():
            if found[0] in self._ids:
                yield Span(*found.span(), self._ids[found[0]])
        yield from self._fields(text)

    def _form(self, form: str, secret: Secret) -> str:
        value, pseudonym = secret.reveal(), self.of(secret)
        if form == value:
            return pseudonym
        forms = zip(written_forms(value), written_forms(pseudonym), strict=True)
        return next((told for written, told in forms if written == form), pseudonym)

    def _cut(self, text: str) -> Iterator[Span]:
        for piece in self._pieces.found_in(text):
            yield Span(piece.start, piece.end, piece.of(text, self.of(piece.secret)))

    def _fields(self, text: str) -> Iterator[Span]:
        """Find what is short, or a common word, by the name under which it stands."""
        for pattern, read, write in _FIELDS:
            for found in pattern.finditer(text):
                if told := self._by_field(found[1], read(found[2]), is_pair=pattern is _PAIR):
                    yield Span(*found.span(2), write(told))

    def _by_field(self, name: str, value: Any, *, is_pair: bool) -> str | None:
        if not isinstance(value, str) or not value:
            return None
        label, secret = label_of(name), known(value)
        if secret is not None and not is_searched(secret):
            is_cookie = secret.label == "cookie" and is_pair
            return self.of(secret) if is_cookie or label == secret.label or label in _FIELD_OF_SECRETS else None
        is_name = _IDENTITY.fullmatch(label) or label in _SUBJECTS
        return self._exact.get(value) if is_name and len(value) < LONG_ENOUGH else None


def _shape_of_id(found: str) -> str:
    """Return what an identifier looks like; one of digits alone may be a hexadecimal one by chance."""
    return "a" + found[1:] if found.isdigit() and len(found) % _HEXADECIMAL == 0 else found


def _any_of(words: Iterable[str]) -> str:
    return "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))


def _loaded(text: str) -> Any:
    try:
        return json.loads(text)
    except ValueError:
        return None


def _places(base_url: str, placeholder: str) -> dict[str, str]:
    """Return how the target's address may be written, and what stands in its place."""
    scheme, _, rest = base_url.partition("://")
    origin = f"{scheme}://{rest.partition('/')[0]}"
    forms: tuple[Callable[[str], str], ...] = (str, quote, quote_plus)
    return {form(place): form(placeholder) for place in (origin, base_url) for form in forms}


_END_OF_PLACE = r"(?![\w-]|\.\w|(?::|%3[Aa])\d)"
_PAIR = re.compile(r"([\w-]{1,80})=([^&;#\s\"<>]+)")
_FIELDS: tuple[tuple[re.Pattern[str], Callable[[str], Any], Callable[[str], str]], ...] = (
    (re.compile(r'"([^"\\]{1,80})"\s*:\s*("(?:[^"\\]|\\.)*")'), _loaded, json.dumps),
    (_PAIR, unquote_plus, lambda text: quote_plus(octets(text))),
    (re.compile(r"<(?:\w+:)?([\w-]{1,80})(?:\s[^<>]{0,200})?>([^<>]+)</"), html.unescape, html.escape),
)
