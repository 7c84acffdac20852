r"""How a text is written inside another one: percent-encoded, in JSON, in markup, in base64; and how to do it alike.

Servers write in more ways than can be listed: `\/` and `\u002B` in JSON, `%252F` in an address within an address,
base64 of JSON.  So a stretch that is written in some way is read, changed, and written again as it was.
"""

from __future__ import annotations

import base64
import html
import json
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from urllib.parse import quote, unquote_to_bytes

from conformance.secrets import octets

Change = Callable[[str], str]

_ESCAPE = re.compile(r"%[0-9A-F]{2}")
_JSON_ESCAPE = re.compile(r"\\(?:u([0-9a-f]{4})|.)")
_ENTITY = re.compile(r"&(?:#\d+|#[xX][0-9A-Fa-f]+|\w+);")


@dataclass(frozen=True)
class Span:
    """A stretch of a text, and what is told in its place."""

    start: int
    end: int
    text: str


def joined(text: str, spans: Iterable[Span]) -> str:
    """Return the text with the spans replaced: the longest of those that begin alike, the rest of one that overlaps."""
    parts, end = [], 0
    for span in sorted(spans, key=lambda span: (span.start, -span.end)):
        if span.end > end:
            parts += [text[end : span.start], span.text[max(0, end - span.start) :]]
            end = span.end
    return "".join([*parts, text[end:]]) if parts else text


@dataclass(frozen=True)
class Writing:
    """One way to write.  sign: stands in every such stretch; writers: that of the stretch is taken, else the first."""

    sign: str
    stretch: re.Pattern[str]
    read: Callable[[str], str | None]
    writers: tuple[Change, ...]

    def changes(self, text: str, change: Change) -> Iterator[Span]:
        """Yield what is written so and reads otherwise after the change."""
        for found in self.stretch.finditer(text) if self.sign in text else ():
            plain = self.read(found[0]) if self.sign in found[0] else None
            if plain is not None and (told := change(plain)) != plain:
                write = next((write for write in self.writers if write(plain) == found[0]), self.writers[0])
                yield Span(*found.span(), write(told))


# ---------------------------------------------------------------------- readers


def _from_percents(stretch: str) -> str | None:
    return _from_octets(unquote_to_bytes(stretch))


def _from_json(literal: str) -> str | None:
    try:
        return str(json.loads(literal, strict=False))
    except ValueError:
        return None


def _from_markup(stretch: str) -> str | None:
    return html.unescape(stretch) if _ENTITY.search(stretch) else None


def _from_base64(stretch: str) -> str | None:
    """Return the text; None for what is base64 by chance, or of no text."""
    is_for_urls = not set(stretch).isdisjoint("-_")
    try:
        content = base64.b64decode(stretch + "=" * (-len(stretch) % 4), altchars=b"-_" if is_for_urls else None)
    except ValueError:
        return None
    plain = _from_octets(content)
    return plain if plain and any(write(plain) == stretch for write in _AS_BASE64) else None


def _from_octets(content: bytes) -> str | None:
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError:
        return None


# ---------------------------------------------------------------------- writers


def _as_percents(safe: str) -> Change:
    return lambda text: quote(octets(text), safe=safe)


def _all_as_percents(text: str) -> str:
    return "".join(f"%{octet:02X}" for octet in octets(text))


def _lower_escapes(text: str) -> str:
    return _ESCAPE.sub(lambda found: found[0].lower(), text)


def _in_lower_case(write: Change) -> Change:
    return lambda text: _lower_escapes(write(text))


def _as_json(*, of_ascii: bool = True, slash: str = "/", hidden: str = "") -> Change:
    """Return what writes a literal with these signs written as numbers, as some libraries do for the sake of HTML."""
    table = str.maketrans({"/": slash, **{sign: f"\\u{ord(sign):04x}" for sign in hidden}})
    return lambda text: f'"{json.dumps(text, ensure_ascii=of_ascii)[1:-1].translate(table)}"'


def _as_json_of_dotnet(text: str) -> str:
    literal = _as_json(hidden="&'+<>`")(text)[1:-1].replace(r"\"", r"\u0022")
    return '"' + _JSON_ESCAPE.sub(lambda found: rf"\u{found[1].upper()}" if found[1] else found[0], literal) + '"'


def _bare(write: Change) -> Change:
    return lambda text: write(text)[1:-1]


def _as_base64(text: str) -> str:
    return base64.b64encode(octets(text)).decode("ascii")


def _as_base64_for_urls(text: str) -> str:
    return base64.urlsafe_b64encode(octets(text)).decode("ascii")


def _unpadded(write: Change) -> Change:
    return lambda text: write(text).rstrip("=")


_AS_PERCENTS = [*(_as_percents(safe) for safe in ("", "/", "!'()*", "/:@!$'()*+,;")), _all_as_percents]
_AS_JSON = [_as_json(of_ascii=of_ascii, slash=slash) for of_ascii in (True, False) for slash in ("/", r"\/")]
_AS_JSON += [_as_json_of_dotnet, _as_json(of_ascii=False, hidden="&<>")]
_AS_BASE64 = [_as_base64, _as_base64_for_urls, _unpadded(_as_base64), _unpadded(_as_base64_for_urls)]

BASE64 = Writing("", re.compile(r"[A-Za-z0-9+/_-]{12,}={0,2}"), _from_base64, tuple(_AS_BASE64))
WRITINGS = (
    Writing("\\", re.compile(r'"(?:[^"\\]|\\.)*"'), _from_json, tuple(_AS_JSON)),
    Writing("\\", re.compile(r'[^\s"]+'), lambda bare: _from_json(f'"{bare}"'), tuple(map(_bare, _AS_JSON))),
    Writing(
        "%",
        re.compile(r'[^\s"<>&=?#]+'),
        _from_percents,
        (*_AS_PERCENTS, *map(_in_lower_case, _AS_PERCENTS)),
    ),
    Writing("&", re.compile(r'[^\s<>"]+'), _from_markup, (html.escape, lambda text: html.escape(text, quote=False))),
)
"""Base64 is looked for together with secrets as they are, the others in what is left."""
