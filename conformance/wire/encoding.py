"""From a request with wrapped secrets to octets.

Form and query members are percent-encoded as application/x-www-form-urlencoded (RFC 6749 appendix B), header values
are sent as they stand, in UTF-8, without blanks at either end, which are no part of a value (RFC 9110 5.5).
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, quote_plus

from conformance.secrets import Secret, octets
from conformance.terms import Form, Json, Pair, Raw, Request, Written

_PATH_SAFE = "/:@!$&'()*+,;=~-._"


@dataclass(frozen=True, repr=False)
class Octets:
    """A request as it goes over the wire; `path` includes the query."""

    method: str
    origin: str
    path: bytes
    headers: tuple[tuple[bytes, bytes], ...]
    content: bytes


def encode(request: Request, *, extra_headers: tuple[tuple[str, str], ...] = ()) -> Octets:
    """Write the request as octets; `extra_headers` are added unless the request has its own."""
    origin, path = _split(plain_path(request.url))
    query = form_text(request.query)
    content = _content(request)
    headers = [(octets(pair.name), _header_value(pair.value)) for pair in request.headers]
    present = {name.lower() for name, _ in headers}
    headers += [(octets(n), octets(v)) for n, v in extra_headers if octets(n).lower() not in present]
    target = path + ("&" if "?" in path else "?") + query if query else path
    return Octets(request.method, origin, target.encode("ascii", "replace"), tuple(headers), content)


def plain(written: Written) -> str:
    return "".join(piece.reveal() if isinstance(piece, Secret) else piece for piece in written)


def plain_path(written: Written) -> str:
    """Return a URL in which everything that fills a slot is one path segment, whatever it contains.

    The first piece is the base URL and the literal path; it is taken as it stands.
    """
    first, *rest = written
    text = [first.reveal() if isinstance(first, Secret) else first]
    text += [_segment(piece.reveal()) if isinstance(piece, Secret) else _segment(piece, safe="/%") for piece in rest]
    return "".join(text)


def _segment(text: str, *, safe: str = "") -> str:
    """Percent-encode; a segment of dots alone would be a way to another path (RFC 3986 5.2.4)."""
    return text.replace(".", "%2E") if text in (".", "..") else quote(octets(text), safe=safe)


def form_text(pairs: tuple[Pair, ...]) -> str:
    return "&".join(f"{quote_plus(octets(pair.name))}={quote_plus(octets(plain(pair.value)))}" for pair in pairs)


def _split(url: str) -> tuple[str, str]:
    scheme, _, rest = url.partition("://")
    host, slash, path = rest.partition("/")
    return f"{scheme}://{host}", quote(octets(slash + path or "/"), safe=_PATH_SAFE + "%?")


def _header_value(written: Written) -> bytes:
    return octets(plain(written).strip(" \t"))


def _content(request: Request) -> bytes:
    body = request.body
    if body is None:
        return b""
    if isinstance(body, Raw):
        return body.content
    if isinstance(body, Form):
        return form_text(body.pairs).encode("ascii")
    return json.dumps(_plain_json(body), ensure_ascii=False).encode("utf-8", "backslashreplace")


def _plain_json(value: Any) -> Any:
    if isinstance(value, Json):
        return _plain_json(value.value)
    if isinstance(value, Secret):
        return value.reveal()
    if isinstance(value, dict):
        return {key: _plain_json(member) for key, member in value.items()}
    if isinstance(value, tuple):
        return plain(value)
    return [_plain_json(member) for member in value] if isinstance(value, list) else value
