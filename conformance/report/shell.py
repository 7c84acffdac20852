"""How a value gets into a line of POSIX shell: constants quoted, secrets as variables.

A secret is written as `$CLIENT_SECRET_1`; where its characters would need escaping at that place, a filter does it in
the shell, so that no line ever holds the value.
"""

from __future__ import annotations

import json
import re
import shlex
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote, quote_plus

from conformance.secrets import Secret, redact
from conformance.terms import Json, Pair, Response, Written

_HARMLESS = re.compile(r"[\w\-.,:;=/@%+?&*()<>\[\]{}#~^|' ]*", re.ASCII)
"""Texts that mean themselves between double quotes, at a prompt as well as in a file."""
_URL_SAFE = "%:/?#[]@!$&'()*+,;=~-._"
_IN_PATH = r" | od -An -v -tx1 | tr -d ' \n' | sed 's/../%&/g'"
_IN_JSON = r""" | sed 's/["\\]/\\&/g'"""
_UNESCAPED_SLASH = r" | sed 's#\\/#/#g'"


def word(written: Written) -> str:
    """Return the text as one word of a command."""
    if not any(isinstance(piece, Secret) for piece in written):
        return shlex.quote("".join(str(piece) for piece in written))
    if all(isinstance(piece, Secret) or _HARMLESS.fullmatch(piece) for piece in written):
        return f'"{"".join(_between_quotes(written))}"'
    return _side_by_side([(f'"${piece.variable}"' if isinstance(piece, Secret) else piece, piece) for piece in written])


def url_word(url: Written, query: str = "") -> str:
    """Return a URL, in which everything after its first piece is percent-encoded as the wire does it, as one word.

    query: already encoded.
    """
    first, *rest = url
    pieces = [first if isinstance(first, Secret) else quote(first, safe=_URL_SAFE)]
    pieces += [piece if isinstance(piece, Secret) else quote(piece, safe="/%") for piece in rest]
    pieces += [f"?{query}"] if query else []
    if not any(isinstance(piece, Secret) for piece in pieces):
        return shlex.quote("".join(map(str, pieces)))
    words = [_in_url(piece) if isinstance(piece, Secret) else re.sub("[`$!]", _percent, piece) for piece in pieces]
    return f'"{"".join(words)}"'


def field(pair: Pair) -> tuple[str, str]:
    """Return how curl takes a form or query member: (option without its dashes, word)."""
    name = quote_plus(pair.name)
    if any(isinstance(piece, Secret) for piece in pair.value):
        return "data-urlencode", word((f"{name}=", *pair.value))
    text = "".join(str(piece) for piece in pair.value)
    encoded = quote_plus(text, errors="surrogateescape")
    if name and encoded != text and text.isascii() and text.isprintable():
        return "data-urlencode", shlex.quote(f"{name}={text}")
    return "data-raw", shlex.quote(f"{name}={encoded}")


def json_word(value: Any) -> str:
    """Return a JSON value as one word; its texts may be `Written`."""
    merged: list[str | Secret] = [""]
    for piece in json_pieces(value):
        if isinstance(piece, str) and isinstance(merged[-1], str):
            merged[-1] += piece
        else:
            merged.append(piece)
    return _side_by_side([(_in_json(piece) if isinstance(piece, Secret) else piece, piece) for piece in merged])


def printf_format(content: bytes) -> str:
    """Return a format with which `printf` writes exactly these bytes."""
    escaped = {ord("%"): "%%", ord("\\"): "\\\\"}
    texts = [escaped.get(byte) or (chr(byte) if 32 <= byte < 127 else f"\\{byte:03o}") for byte in content]
    return shlex.quote("".join(texts))


def is_plain(content: bytes) -> bool:
    """True if the bytes can stand in a line as they are."""
    return all(32 <= byte < 127 for byte in content)


def take(place: str, secret: Secret, response: Response, *, number: int | None = None) -> str:
    """Return the filter that takes a secret out of an answer; `number` tells equal members apart, from 1."""
    if place.startswith("header:"):
        return _take_from_header(place.partition(":")[2], secret, response)
    name = _literal(place)
    if not isinstance(response.json(), dict | list):
        return rf"""sed -n 's/.*{name}["'\'']*[ =:]*["'\'']*\([A-Za-z0-9._~+/=-]*\).*/\1/p'"""
    found = rf"""sed -n 's/.*"{name}"[[:space:]]*:[[:space:]]*"\([^"]*\)".*/\1/p'"""
    if number is not None:
        found = rf"tr ',{{' '\n\n' | {found} | sed -n {number}p"
    return found + (_UNESCAPED_SLASH if b"\\/" in response.body else "")


def _take_from_header(name: str, secret: Secret, response: Response) -> str:
    """The redacted value shows what stands before and after the secret."""
    any_case = "".join(f"[{char.upper()}{char.lower()}]" if char.isalpha() else _literal(char) for char in name)
    values = [redact(value) for key, value in response.headers if key.lower() == name.lower()]
    holder = next((value for value in values if secret.pseudonym in value), secret.pseudonym)
    before, _, after = holder.partition(secret.pseudonym)
    lead = re.split("(?=[?&#; ])", before)[-1]
    skipped = ".*" if lead != before else ""
    until = f"[^{after[0]}]" if after and after[0] not in "\\^]" else "."
    return rf"tr -d '\r' | sed -n 's/^{any_case}: *{skipped}{_literal(lead)}\({until}*\).*/\1/p'"


def _literal(text: str) -> str:
    """Return the text as a basic regular expression inside `s/…/` and single quotes."""
    return re.sub(r"([\\/.*\[\]^$])", r"\\\1", text).replace("'", r"'\''")


def _between_quotes(written: Written) -> list[str]:
    """Return the pieces as they stand between double quotes."""
    followers = [*written[1:], ""]
    return [
        (f"${{{piece.variable}}}" if re.match(r"\w", str(after), re.ASCII) else f"${piece.variable}")
        if isinstance(piece, Secret)
        else piece
        for piece, after in zip(written, followers, strict=True)
    ]


def _side_by_side(shown: list[tuple[str, str | Secret]]) -> str:
    """Return pieces (as shown, piece) as one word: constants in single quotes, what stands for a secret as shown."""
    return "".join(text if isinstance(piece, Secret) else shlex.quote(text) for text, piece in shown if piece != "")


def _in_url(secret: Secret) -> str:
    if secret.matches(r"[A-Za-z0-9._~-]*"):
        return f"${{{secret.variable}}}"
    return f"$(printf '%s' \"${secret.variable}\"{_IN_PATH})"


def _in_json(secret: Secret) -> str:
    if secret.matches(r'[^"\\]*'):
        return f'"${secret.variable}"'
    return f'"$(printf \'%s\' "${secret.variable}"{_IN_JSON})"'


def _percent(match: re.Match[str]) -> str:
    return f"%{ord(match[0]):02X}"


def json_pieces(value: Any) -> Iterator[str | Secret]:
    """Yield the text of a JSON value, in which a secret is a piece of its own."""
    if isinstance(value, Json):
        yield from json_pieces(value.value)
    elif isinstance(value, tuple | Secret):
        written = (value,) if isinstance(value, Secret) else value
        yield from ('"', *(piece if isinstance(piece, Secret) else _json_text(piece)[1:-1] for piece in written), '"')
    elif isinstance(value, dict):
        for number, (key, member) in enumerate(value.items()):
            yield f"{', ' if number else '{'}{_json_text(key)}: "
            yield from json_pieces(member)
        yield "}" if value else "{}"
    elif isinstance(value, list):
        for number, member in enumerate(value):
            yield ", " if number else "["
            yield from json_pieces(member)
        yield "]" if value else "[]"
    else:
        yield _json_text(value)


def _json_text(value: Any) -> str:
    text = json.dumps(value, ensure_ascii=False)
    return text if text.isprintable() else json.dumps(value)
