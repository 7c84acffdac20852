"""The secrets that an answer brings: found by the names under which tokens and credentials travel, registered at once.

Births are members of a JSON object at any depth, fields of a form-encoded text, cookies, and the query and fragment of
Location.  What looks minted elsewhere (in other members and headers, in markup, in an address within a text) is
registered as well; no story takes it from there.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import SplitResult, parse_qsl, unquote, urlsplit

from conformance.secrets import Secret, known, register
from conformance.terms import Response, members
from conformance.wire.pieces import looks_random

Birth = tuple[str, Secret]

_MEMBER = re.compile(
    r"(access|refresh|id|session)[_-]?token|(client[_-]?)?secret|password|device_code|user_code|assertion|api[_-]?key",
    re.IGNORECASE,
)
_IN_LOCATION = re.compile(r"code|(access|refresh|id)_token", re.IGNORECASE)
_IN_TEXT = re.compile(r"\b((?:access|refresh|id)_token)\b[\"']?\s*[=:]\s*[\"']?([A-Za-z0-9\-._~+/]{8,}=*)")
_NO_FORM = re.compile(r"[\s<>{}\"]")
_SHORTEST = 6

_MINTED = re.compile(
    r"(\w+_)?(token|secret|session|session_id|ticket|assertion|jwt|password|credential)s?|((authorization|auth)_)?code"
)
_ALSO_MINTED = frozenset({"authorization", "api_key", "request_uri", "auth_req_id"})
_SENT = frozenset({"token", "code", "ticket", "assertion", "client_assertion", "authorization", "request_uri"})
"""An error says these back."""
_OF_A_PAGE = re.compile("csrf|xsrf")
"""Stands in every answer, a refusal as well: no secret that a refusal gives away."""
_SHORTEST_MINTED = 16
_LONGEST_NAME = 40
_LAYERS = 3
_BAD_REQUEST = 400
_WORDS = "token|secret|code|session|ticket|assertion|jwt|password|credential|request_uri|auth_req_id"
_BETWEEN = r"\\*[\"']?\s*[=:]\s*\\*[\"']?|(?:\s[^<>]{0,200})?>\s*|[\"'][^<>]{0,200}?\bvalue=[\"']?"
_VALUE = r"([A-Za-z0-9._~+/%-]{16,}=*)(?![\w.~+/%=-]|\\[/u])"
_NAMED = re.compile(rf"((?:{_WORDS})(?:_?id)?s?)(?:{_BETWEEN}){_VALUE}", re.IGNORECASE)
_NAME_BEFORE = re.compile(r"[\w-]*\Z")
_JWT = re.compile(r"\beyJ[\w-]{8,}\.[\w-]+\.[\w-]+", re.ASCII)


def births(response: Response) -> tuple[Birth, ...]:
    """Register the secrets of this answer and return each with the member or header it stands in."""
    value = response.json()
    found = [*_in_body(response, value), *_in_headers(response)]
    born = tuple((place, register(value, label)) for place, label, value in found if len(value) >= _SHORTEST)
    for label, minted in _minted(response, value):
        register(minted, label)
    return born


def label_of(name: str) -> str:
    """Return a member's name as words joined by underscores: accessToken -> access_token."""
    return re.sub(r"[^a-z0-9]+", "_", re.sub(r"([a-z])([A-Z])", r"\1_\2", name).lower()).strip("_")


def _in_body(response: Response, value: Any) -> Iterator[tuple[str, str, str]]:
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
            yield f"header:{name}", "cookie", _cookie(value)
        elif name.lower() == "location":
            url = _split(value)
            for key, text in parse_qsl(url.query) + parse_qsl(url.fragment):
                if _IN_LOCATION.fullmatch(key):
                    yield f"header:{name}", label_of(key), text


def _cookie(header: str) -> str:
    """Return the value of a cookie; one without a name is nothing else (RFC 6265bis 5.6)."""
    name, has_name, value = header.partition(";")[0].partition("=")
    return (value if has_name else name).strip(' "')


def _split(location: str) -> SplitResult:
    """Return the parts of a URL; of one that is none, nothing but a query."""
    try:
        return urlsplit(location)
    except ValueError:
        return SplitResult("", "", "", location.partition("?")[2], "")


# ---------------------------------------------------------------------- what looks minted


def _minted(response: Response, value: Any) -> Iterator[tuple[str, str]]:
    """Yield label and value of what is called a credential, in whatever place, and looks like one."""
    texts = [each for each in (response.text, *(text for _, text in response.headers)) if len(each) > _SHORTEST_MINTED]
    is_error = response.status >= _BAD_REQUEST
    named = [*_texts_in(value), *((name, text.rpartition(" ")[2]) for name, text in response.headers)]
    for name, text in (*named, *(pair for each in texts for pair in _named_in(each))):
        if len(text) >= _SHORTEST_MINTED and known(text) is None and _looks_minted(text):
            label = label_of(name[-_LONGEST_NAME:])
            if _is_credential(label) and not (is_error and label in _SENT):
                yield "value" if is_error or _OF_A_PAGE.search(label) else label, text
    if not is_error:
        yield from (("jwt", found) for text in texts if "eyJ" in text for found in _JWT.findall(text))


def _is_credential(label: str) -> bool:
    return _MINTED.fullmatch(label) is not None or label in _ALSO_MINTED


def _looks_minted(text: str) -> bool:
    is_one_word = "://" not in text and not re.search(r"\s", text)
    return is_one_word and looks_random(text.rpartition(":")[2]) and re.search(r"\d", text) is not None


def _texts_in(value: Any) -> Iterator[tuple[str, str]]:
    """Yield every text of a JSON value with the name it goes by: its own, or that of the list it stands in."""
    waiting = [("", value)]
    while waiting:
        name, each = waiting.pop()
        if isinstance(each, str):
            yield name, each
        elif isinstance(each, dict):
            waiting += [(name if key == "value" else key, member) for key, member in reversed(each.items())]
        elif isinstance(each, list):
            waiting += [(name, member) for member in reversed(each)]


def _named_in(text: str) -> Iterator[tuple[str, str]]:
    """Yield name and value of the credentials that a text names, also in an address within an address."""
    for _ in range(_LAYERS):
        for found in _NAMED.finditer(text):
            before = _NAME_BEFORE.search(text[max(0, found.start() - _LONGEST_NAME) : found.start()])
            yield (before[0] if before else "") + found[1], unquote(found[2])
        text, encoded = unquote(text) if "%" in text else text, text
        if text == encoded:
            return
