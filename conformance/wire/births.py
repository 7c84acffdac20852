"""The secrets that an answer brings: found by the names under which tokens and credentials travel, registered at once.

Members of a JSON object at any depth, fields of a form-encoded text, cookies, and the query and fragment of Location.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import SplitResult, parse_qsl, urlsplit

from conformance.secrets import Secret, register
from conformance.terms import Response, members

Birth = tuple[str, Secret]

_MEMBER = re.compile(
    r"(access|refresh|id|session)[_-]?token|(client[_-]?)?secret|password|device_code|user_code|assertion|api[_-]?key",
    re.IGNORECASE,
)
_IN_LOCATION = re.compile(r"code|(access|refresh|id)_token", re.IGNORECASE)
_IN_TEXT = re.compile(r"\b((?:access|refresh|id)_token)\b[\"']?\s*[=:]\s*[\"']?([A-Za-z0-9\-._~+/]{8,}=*)")
_NO_FORM = re.compile(r"[\s<>{}\"]")
_SHORTEST = 6


def births(response: Response) -> tuple[Birth, ...]:
    """Register the secrets of this answer and return each with the member or header it stands in."""
    found = [*_in_body(response), *_in_headers(response)]
    return tuple((place, register(value, label)) for place, label, value in found if len(value) >= _SHORTEST)


def label_of(name: str) -> str:
    """Return a member's name as words joined by underscores: accessToken -> access_token."""
    return re.sub(r"[^a-z0-9]+", "_", re.sub(r"([a-z])([A-Z])", r"\1_\2", name).lower()).strip("_")


def _in_body(response: Response) -> Iterator[tuple[str, str, str]]:
    value = response.json()
    if isinstance(value, dict | list):
        found = ((name, member) for name, member in members(value) if isinstance(member, str))
        yield from ((name, label_of(name), member) for name, member in found if _MEMBER.fullmatch(name))
        return
    text = response.text.strip()
    pairs = _IN_TEXT.findall(text) if _NO_FORM.search(text) else parse_qsl(text)
    yield from ((name, label_of(name), value) for name, value in pairs if _MEMBER.fullmatch(name))


def _in_headers(response: Response) -> Iterator[tuple[str, str, str]]:
    for name, value in response.headers:
        if name.lower() == "set-cookie":
            yield f"header:{name}", "cookie", value.partition(";")[0].partition("=")[2].strip(' "')
        elif name.lower() == "location":
            url = _split(value)
            for key, text in parse_qsl(url.query) + parse_qsl(url.fragment):
                if _IN_LOCATION.fullmatch(key):
                    yield f"header:{name}", label_of(key), text


def _split(location: str) -> SplitResult:
    """Return the parts of a URL; of one that is none, nothing but a query."""
    try:
        return urlsplit(location)
    except ValueError:
        return SplitResult("", "", "", location.partition("?")[2], "")
