"""The shape of an answer: what of it is the same whenever the same is asked of the same server.

The status, the headers that a client acts on, and of a body the names and types of its members at every depth; no
values, unless they are words of a protocol, such as an error code (RFC 6749 5.2).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Set
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl, quote, urlsplit

from conformance.terms import Response

NONE = "none"
"""What is said of a header or member that is not there."""

_LISTS = frozenset({"allow", "cache-control", "pragma"})
"""Headers whose values are words of which the order means nothing."""
_PRESENT = frozenset({"deprecation", "retry-after", "sunset"})
_PROTOCOL_WORDS = frozenset({"category", "code", "error", "token_type", "type"})
"""Members whose values a client compares."""
_WORD = re.compile(r"[A-Za-z][A-Za-z _-]{0,60}")
_MADE_UP_NAME = re.compile(r"\d+|(?=\D*\d)[\w-]{12,}")
"""A member that is named by an identifier."""
_CHALLENGE_VALUES = re.compile(r"\b(error|realm|scope)\s*=\s*(\"[^\"]*\"|[^\s,]+)", re.IGNORECASE)
_CHALLENGE_SCHEME = re.compile(r"(?:^|,\s*)([A-Za-z][\w-]*)(?=\s+[\w-]+\s*=|\s*(?:,|$))")
_FORM = "application/x-www-form-urlencoded"


@dataclass(frozen=True)
class Shape:
    """status: None if no answer came.  headers: by lower-case name.  body: JSON pointer -> type, `*` for any item."""

    status: int | None
    headers: Mapping[str, str] = field(default_factory=dict)
    body: Mapping[str, str] = field(default_factory=dict)


def shape_of(response: Response, carried: Set[str] = frozenset(), *, sent: str = "") -> Shape:
    """Return the shape of an answer.

    carried: lower-case names of headers whose presence matters, too.  sent: what the request held, so that an address
    that was asked for is told from one of the server's own.
    """
    headers: dict[str, str] = {}
    for name, value in response.headers:
        told = _header(name.lower(), " ".join(value.split()), carried, sent)
        if told is not None:
            headers[name.lower()] = ", ".join(filter(None, (headers.get(name.lower()), told)))
    return Shape(response.status, headers, dict(_body(response)))


def differences(before: Shape, after: Shape) -> Iterator[str]:
    """Yield what changed, each in a few words.  Of an answer with another status, only that."""
    if before.status != after.status:
        yield f"{_status(before)} -> {_status(after)}"
        return
    for name in sorted({*before.headers, *after.headers}):
        one, other = before.headers.get(name, NONE), after.headers.get(name, NONE)
        if one != other:
            yield f"header {name}: {one} -> {other}"
    told: list[str] = []
    for pointer in sorted({*before.body, *after.body}):
        one, other = before.body.get(pointer, NONE), after.body.get(pointer, NONE)
        if _is_empty_there(pointer, before) or _is_empty_there(pointer, after):
            continue
        if one != other and not any(pointer.startswith(f"{each}/") for each in told):
            told.append(pointer)
            yield f"{pointer or 'body'}: {one} -> {other}"


def _is_empty_there(pointer: str, shape: Shape) -> bool:
    """True if it is about the items of something that has none."""
    ends = [found.start() for found in re.finditer(r"/\*(?=/|$)", pointer)]
    return any(pointer[:end] in shape.body and f"{pointer[:end]}/*" not in shape.body for end in ends)


def _status(shape: Shape) -> str:
    """Return the status, with the error code if the body has one."""
    if shape.status is None:
        return "no answer"
    code = next((kind for at in ("/error", "/code") if (kind := shape.body.get(at, "")).startswith('"')), "")
    return f"{shape.status} {code}".strip()


def _header(name: str, value: str, carried: Set[str], sent: str) -> str | None:
    """Return what matters of a header; None if nothing does."""
    if name == "content-type":
        return value.lower().replace("; ", ";")
    if name in _LISTS:
        return ", ".join(sorted({each.strip().lower() for each in value.split(",")}))
    if name == "www-authenticate":
        return _challenge(value)
    if name == "location":
        return _location(value, sent)
    if name == "set-cookie":
        return value.partition("=")[0]
    return "present" if name in _PRESENT or name in carried else None


def _challenge(value: str) -> str:
    """Return the schemes of a challenge (RFC 9110 11.6.1), and the values that a client reads."""
    schemes: list[str] = _CHALLENGE_SCHEME.findall(value)
    values = sorted(f"{name.lower()}={said}" for name, said in _CHALLENGE_VALUES.findall(value))
    return " ".join([*schemes, *values])


def _location(value: str, sent: str) -> str:
    """Return where it leads, and the names of what is handed on."""
    try:
        url = urlsplit(value)
    except ValueError:
        return "no URL"
    parts = (f"{mark}{_names(text)}" for mark, text in (("?", url.query), ("#", url.fragment)) if text)
    place = f"{url.scheme}://{url.netloc}{url.path}"
    is_asked_for = any(form in sent for form in (place, quote(place), quote(place, safe="")))
    return ("as asked for " if is_asked_for else place) + "".join(parts)


def _names(text: str) -> str:
    pairs = sorted(parse_qsl(text, keep_blank_values=True))
    return "&".join(f"{name}={value}" if name == "error" else name for name, value in pairs)


def _body(response: Response) -> Iterator[tuple[str, str]]:
    if not response.body:
        yield "", "empty"
    elif response.media_type == _FORM:
        yield from _members("", dict(parse_qsl(response.text, keep_blank_values=True)))
    elif (value := response.json()) is None and response.text.strip() != "null":
        yield "", "no JSON"
    else:
        yield from _members("", value)


def _members(pointer: str, value: Any) -> Iterator[tuple[str, str]]:
    yield pointer, _kind(pointer, value)
    if isinstance(value, dict):
        for name, member in value.items():
            yield from _members(f"{pointer}/{'*' if _MADE_UP_NAME.fullmatch(name) else name}", member)
    elif isinstance(value, list):
        kinds: dict[str, set[str]] = {}
        for item in value:
            for at, kind in _members(f"{pointer}/*", item):
                kinds.setdefault(at, set()).add(kind)
        yield from ((at, " or ".join(sorted(found))) for at, found in kinds.items())


def _kind(pointer: str, value: Any) -> str:
    if isinstance(value, str):
        is_word = pointer.rpartition("/")[2] in _PROTOCOL_WORDS and _WORD.fullmatch(value)
        return f'"{value}"' if is_word else "string"
    names = {dict: "object", list: "array", bool: "boolean", int: "integer", float: "number", type(None): "null"}
    return names[type(value)]
