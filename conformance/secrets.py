"""Secrets: values that are never seen.

A `Secret` is a text whose repr is its pseudonym.  Every one is registered at birth, so that `redact` can replace all
its forms (raw, URL-encoded, base64, JSON- and markup-escaped) wherever a text leaves the machine, and `leaks` can
search what was written.  Only `conformance.wire` calls `reveal`.
"""

from __future__ import annotations

import base64
import html
import json
import re
import threading
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from urllib.parse import quote, quote_plus

SECRET_VALUES = frozenset({"client_secret", "password", "cookie", "code", "access_token", "refresh_token", "token"})
"""Names of configured and state values that are secrets; all other values (client_id, username) are shown."""

SEARCHABLE = 8
"""Secrets of this many characters or more are searched for; shorter ones are replaced by field only."""

PIECE = 12
"""So many characters of a secret in a row are a piece of it, and no chance."""

SEARCHABLE_DERIVED = 12
"""A derived secret may be the beginning of one, and a beginning may be a word that stands in any report."""

COMMON = frozenset({"password", "username", "client_id", "client_secret", "access_token", "refresh_token", "bearer"})
"""Words that occur in every report: a secret that reads like one is replaced by field only."""


_WRITTEN_ALIKE = re.compile(r"[\w.~-]*", re.ASCII)
"""Characters that nobody writes otherwise."""
_WAYS_TO_WRITE = 120
_JSON_NUMBER = re.compile(r"\\u[0-9a-f]{4}")


@dataclass(frozen=True)
class Derivation:
    """How a secret was made from another: `shell` is a filter that does the same to standard input."""

    origin: Secret
    shell: str
    change: Callable[[str], str] = field(compare=False)


class Secret:
    """A text that shows only its pseudonym: `<client_secret-1>`."""

    __slots__ = ("_value", "derivation", "label", "number")

    def __init__(self, value: str, label: str, number: int, derivation: Derivation | None = None) -> None:
        self._value = value
        self.label = label
        self.number = number
        self.derivation = derivation

    @property
    def pseudonym(self) -> str:
        return f"<{self.label}-{self.number}>"

    @property
    def variable(self) -> str:
        """The shell variable that stands for it in a story: `CLIENT_SECRET_1`."""
        return re.sub(r"\W", "_", f"{self.label}_{self.number}").upper()

    def reveal(self) -> str:
        return self._value

    def matches(self, pattern: str) -> bool:
        return re.fullmatch(pattern, self._value) is not None

    def derive(self, change: Callable[[str], str], *, shell: str, label: str | None = None) -> Secret:
        """Make another secret from this one; `shell` says the same as a filter.

        What comes out may be known already, made of another secret; of this one it was made in this way.
        """
        derivation = Derivation(self, shell, change)
        known = register(change(self._value), label or f"spoilt_{self.label}", derivation=derivation)
        return known if known.derivation == derivation else Secret(known._value, known.label, known.number, derivation)

    def __len__(self) -> int:
        return len(self._value)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Secret) and other._value == self._value

    def __hash__(self) -> int:
        return hash(self._value)

    def __repr__(self) -> str:
        return self.pseudonym

    __str__ = __repr__

    def __reduce__(self) -> str:
        raise TypeError(f"{self.pseudonym} does not leave its process")


class _Forms:
    """All forms with the same first characters.  Tokens of one issuer often begin alike, so lengths are looked up."""

    def __init__(self) -> None:
        self.secrets: dict[str, Secret] = {}
        self.lengths: tuple[int, ...] = ()

    def add(self, form: str, secret: Secret) -> None:
        self.secrets.setdefault(form, secret)
        if len(form) not in self.lengths:
            self.lengths = tuple(sorted({*self.lengths, len(form)}, reverse=True))

    def longest_at(self, text: str, at: int) -> str | None:
        return next((form for length in self.lengths if (form := text[at : at + length]) in self.secrets), None)


class _Register:
    """Every secret of this process, by value and by the first characters of each of its forms."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.by_value: dict[str, Secret] = {}
        self.numbers: dict[str, int] = {}
        self.variables: set[str] = set()
        self.by_start: dict[str, _Forms] = {}

    def add(self, value: str, label: str, derivation: Derivation | None) -> Secret:
        with self.lock:
            if value in self.by_value:
                return self.by_value[value]
            self.numbers[label] = self.numbers.get(label, 0) + 1
            secret = Secret(value, label, self.numbers[label], derivation)
            self.by_value[value] = secret
            self.variables.add(secret.variable)
            if len(value) >= (SEARCHABLE_DERIVED if derivation else SEARCHABLE) and value.lower() not in COMMON:
                for form in _forms(value):
                    self.by_start.setdefault(form[:SEARCHABLE], _Forms()).add(form, secret)
            return secret

    def pieces(self) -> dict[str, Secret]:
        """Return every run of `PIECE` characters of the secrets that are searched for."""
        searched = [(value, secret) for value, secret in self.by_value.items() if value.lower() not in COMMON]
        return {value[at : at + PIECE]: secret for value, secret in searched for at in range(len(value) - PIECE + 1)}

    def occurrences(self, text: str) -> Iterator[tuple[int, str, Secret]]:
        """Yield (position, form, secret), the longest form at each position, none overlapping."""
        end = 0
        starts = self.by_start
        for at in [at for at in range(len(text) - SEARCHABLE + 1) if text[at : at + SEARCHABLE] in starts]:
            if at < end:
                continue
            candidates = starts[text[at : at + SEARCHABLE]]
            form = candidates.longest_at(text, at)
            if form is not None:
                end = at + len(form)
                yield at, form, candidates.secrets[form]


_REGISTER = _Register()


def register(value: str, label: str, *, derivation: Derivation | None = None) -> Secret:
    """Return the secret of this value; the first label it was registered with stays."""
    return _REGISTER.add(value, label, derivation)


def redact(text: str) -> str:
    """Return the text with every form of every registered secret replaced by its pseudonym."""
    parts, end = [], 0
    for at, form, secret in _REGISTER.occurrences(text):
        parts += [text[end:at], secret.pseudonym]
        end = at + len(form)
    return "".join([*parts, text[end:]]) if parts else text


def redact_cut(text: str) -> str:
    """Redact a text whose writer may have cut values: pieces of secrets are replaced as well."""
    text = redact(text)
    pieces = _REGISTER.pieces()
    parts, at = [], 0
    while at < len(text):
        secret = pieces.get(text[at : at + PIECE])
        length = _common_length(text[at:], secret.reveal(), text[at : at + PIECE]) if secret else 1
        parts.append(f"<a piece of {secret.label}-{secret.number}>" if secret else text[at])
        at += length
    return "".join(parts)


def _common_length(text: str, value: str, start: str) -> int:
    """Return for how many characters the text goes on like the value does from its piece `start` on."""
    rest = value[value.index(start) :]
    return next(
        (n for n, (one, other) in enumerate(zip(text, rest, strict=False)) if one != other), min(len(text), len(rest))
    )


def leaks(text: str) -> list[str]:
    """Return the pseudonyms of the registered secrets that stand in the text in any form."""
    return sorted({secret.pseudonym for _, _, secret in _REGISTER.occurrences(text)})


def occurrences(text: str) -> list[tuple[int, str, Secret]]:
    """Return where registered secrets stand in the text, with the form in which they do."""
    return list(_REGISTER.occurrences(text))


def known(value: str) -> Secret | None:
    """Return the registered secret of this value, if there is one."""
    return _REGISTER.by_value.get(value)


def is_searched(secret: Secret) -> bool:
    """True if the secret is looked for in texts; one that is short, or a common word, is known by its field only."""
    shortest = SEARCHABLE_DERIVED if secret.derivation else SEARCHABLE
    return len(secret) >= shortest and secret.reveal().lower() not in COMMON


def is_variable(name: str) -> bool:
    """True if a registered secret goes by this shell variable."""
    return name in _REGISTER.variables


def hand_over() -> bytes:
    """Return every secret with its label for the process that searches the artefacts, packed past reading."""
    pairs = [(secret.reveal(), secret.label) for secret in _REGISTER.by_value.values() if is_searched(secret)]
    return zlib.compress(json.dumps(pairs).encode("ascii"))


def take_over(packed: bytes) -> None:
    """Register the secrets that another process handed over."""
    for value, label in json.loads(zlib.decompress(packed)):
        register(value, label)


def octets(text: str) -> bytes:
    """Return the text in UTF-8; what came in as no UTF-8 (in a variable, in a JSON answer) goes out as it came."""
    try:
        return text.encode("utf-8", "surrogateescape")
    except UnicodeEncodeError:
        return text.encode("utf-8", "surrogatepass")


def written_forms(value: str) -> list[str]:
    """Return every form in which a secret is looked for, always in the same order."""
    if _WRITTEN_ALIKE.fullmatch(value):
        return [*[value] * _WAYS_TO_WRITE, *_base64_forms(value)]
    raw = octets(value)
    as_json = [json.dumps(value)[1:-1], json.dumps(value, ensure_ascii=False)[1:-1]]
    forms = [value, quote(raw, safe=""), quote(raw), quote_plus(raw), repr(value)[1:-1], repr(raw)[2:-1], *as_json]
    forms += [form.replace("/", r"\/") for form in as_json]
    forms += [_JSON_NUMBER.sub(lambda found: found[0].upper().replace("U", "u", 1), _escaped_for_html(as_json[0]))]
    forms += [quoted for form in as_json for quoted in (json.dumps(form)[1:-1], repr(octets(form))[2:-1])]
    forms += [re.sub(r"%[0-9A-F]{2}", lambda found: found[0].lower(), form) for form in forms]
    forms += [escape(form) for escape in (html.escape, _escape_text, _escape_attribute) for form in forms]
    return [*forms, *_base64_forms(value)]


def _forms(value: str) -> set[str]:
    return {form for form in written_forms(value) if len(form) >= SEARCHABLE}


def _escaped_for_html(literal: str) -> str:
    """Return a JSON text as writers have it that number what means something in HTML (System.Text.Json)."""
    numbered = literal.replace(r"\"", r"\u0022")
    return re.sub("[&'+<>`]", lambda found: f"\\u{ord(found[0]):04x}", numbered)


def _escape_text(text: str) -> str:
    return html.escape(text, quote=False)


def _escape_attribute(text: str) -> str:
    """Return the text as an XML attribute has it, in which only the quotes around it are escaped."""
    return _escape_text(text).replace('"', "&quot;")


def _base64_forms(value: str) -> Iterator[str]:
    """Yield what of the value's base64 text does not depend on its neighbours, for each of the three alignments."""
    raw = octets(value)
    for before in range(3):
        first, last = -(-before * 8 // 6), (before + len(raw)) * 8 // 6
        for encode in (base64.b64encode, base64.urlsafe_b64encode):
            yield encode(b"\0" * before + raw).decode("ascii")[first:last]
