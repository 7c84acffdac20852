"""Whether two recordings of an item say the same, so that recording again leaves the older one as it is.

Some things differ whenever a server is asked: the time of day, lifetimes that count down, identifiers that count on,
what a server measures and numbers.  None of it is a change as long as equal stays equal and different stays different.
What was asked is the same to the letter, but for what the target had said before.
"""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Callable, Collection, Mapping, Sequence
from contextlib import suppress
from typing import Any

Pairs = Sequence[Sequence[str]]

_OF_THE_FILE = frozenset({"checksum", "recorded", "package", "examples", "lost"})
"""What the block says of the file, and what is compared by itself."""
_MOMENT = (
    r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:?\d\d)?"
    r"|(?:[A-Z][a-z]{2,8}, )?\d{2}[ -][A-Z][a-z]{2}[ -]\d{2,4} \d\d:\d\d:\d\d"
    r"|(?<![\w.])[12]\d{9}(?:\d{3})?(?:\.\d+)?(?!\w)"
)
_MOMENTS = ((1_000_000_000, 3_000_000_000), (1_000_000_000_000, 3_000_000_000_000))
"""Points in time that are told as numbers: in seconds or milliseconds since 1970."""
_JWT = r"\beyJ[\w-]+(?:\.[\w-]*){2,4}"
_TOKEN = re.compile(rf"({_JWT}|{_MOMENT}|\w+(?:-\w+)*)", re.ASCII)
_IS_MOMENT = re.compile(_MOMENT, re.ASCII)
_IS_JWT = re.compile(_JWT, re.ASCII)
_VALUE = re.compile(r'"(?:[^"\\]|\\.)*"|-?\d[\d.eE+-]*')
_ID = re.compile(
    r"(?:.*[_-])?(?:id|ids|number|sequence)|.*[a-z](?:Id|ID|Ids|IDs|Number)|jti|kid|nonce|.*trace.*", re.DOTALL
)
_LIFETIME = re.compile(r".*(?:expires?_?in|lifetime|ttl|remaining|valid_?for|retry-after)", re.IGNORECASE | re.DOTALL)
_MADE_UP = re.compile(r"(?=.*\d|.*[a-z][A-Z]|.*[A-Z]{2}[a-z])[\w.:=+/-]{8,}", re.ASCII)
"""A text that may be an identifier, and no word of a protocol."""
_MEASURED = re.compile(
    r"age|etag|keep-alive|server-timing|via|nel|report-to|cf-.*|last-modified|(?:content-|repr-)?digest|content-md5"
    r"|(?:x-)?rate-?limit.*|x-(?:runtime|response-time|served-by|timer|cache|cache-hits|envoy-.*|amz-cf-.*)",
    re.IGNORECASE,
)
"""Headers of what servers, and those between, count and measure."""
_SETS = re.compile(r"scopes?|allow|vary|access-control-(?:allow|expose)-(?:headers|methods)")
"""What is written as a list of words, and means the same in any order."""
_MESSAGE = re.compile(r"(?:.*_)?(?:description|message|detail|details)", re.IGNORECASE)
"""Texts for people: a number in them says which request it was."""
_NAMES_SOMEBODY = re.compile(r"(?:.*_)?(?:username|user|name|login|email)")
_LONG_ENOUGH = 8
_WORDS = re.compile(r"[\s,]+")
_SURELY_A_TOKEN = 64
_CLOSE, _SHARE = 2, 0.01
"""Lifetimes are the same if they differ by so many seconds, or by such a share."""
_BETWEEN_MOMENTS = 5
"""So many seconds may lie between what a server and its user take for the same moment."""


def says_the_same(one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    """True if two recordings, as they are read, differ in nothing but what differs each time."""
    return _Comparison().recordings(one, other)


class _Comparison:
    """Two recordings side by side."""

    def __init__(self) -> None:
        self._renamed: dict[str, str] = {}
        self._back: dict[str, str] = {}
        self._told: set[tuple[str, str]] = set()
        self._counts_down = False
        self._furthest = 0
        self._owed: set[tuple[str, str]] = set()

    def recordings(self, one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
        before, after = one["conformance"], other["conformance"]
        return (
            _without(before, _OF_THE_FILE) == _without(after, _OF_THE_FILE)
            and _all(self._interaction, one["interactions"], other["interactions"])
            and _all(self._example, before["examples"], after["examples"])
            and _all(self._lost, before.get("lost", ()), after.get("lost", ()))
            and all(self._is_told(a, b) for a, b in self._owed)
        )

    def _is_told(self, one: str, other: str) -> bool:
        """True if the target said the one where it says the other now, or what both were spoilt from."""
        is_spoilt = len(one) >= _SURELY_A_TOKEN and 0 < _distance(one, other) <= self._furthest
        return self._renamed.get(one) == other or (one, other) in self._told or is_spoilt

    # ------------------------------------------------------------------ the parts of a recording

    def _interaction(self, one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
        said = "request_headers", "response_headers", "seconds"
        return (
            _without(one["said"], said) == _without(other["said"], said)
            and self._asked(_question(one["request"], one["said"]), _question(other["request"], other["said"]))
            and one["response"]["status"] == other["response"]["status"]
            and self._headers(one, other)
            and self._body(one["response"]["body"]["string"], other["response"]["body"]["string"])
        )

    def _example(self, one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
        more = "states", "times", "clock"
        return (
            _without(one, more) == _without(other, more)
            and _all(self._state, one.get("states", ()), other.get("states", ()))
            and _all(self._time, one.get("times", ()), other.get("times", ()))
        )

    def _state(self, one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
        more = "params", "values", "raised"
        self._hear_names(one.get("values", {}), other.get("values", {}))
        return (
            _without(one, more) == _without(other, more)
            and self._asked(one.get("params"), other.get("params"))
            and self._value("", one.get("values"), other.get("values"))
            and self._value("", one.get("raised"), other.get("raised"))
        )

    def _hear_names(self, one: Mapping[str, Any], other: Mapping[str, Any]) -> None:
        """Take users for the same who are numbered as they are made."""
        for name in filter(_NAMES_SOMEBODY.fullmatch, one):
            a, b = str(one[name]), str(other.get(name, ""))
            if a != b and _has_digit(a) and _has_digit(b):
                self._rename(a, b)

    def _time(self, one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
        a, b = one.get("seconds"), other.get("seconds")
        is_same = a == b or (a is not None and b is not None and self._follows(a, b))
        return is_same and self._value("", _without(one, ("seconds",)), _without(other, ("seconds",)))

    def _follows(self, a: float, b: float) -> bool:
        """True if a time to pass differs because a lifetime does, or the moment from which it was reckoned."""
        is_reckoned = a != int(a) and b != int(b)
        return (self._counts_down and _is_close(a, b)) or (is_reckoned and abs(a - b) <= _BETWEEN_MOMENTS)

    def _lost(self, one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
        asked = "request", "request_headers"
        return self._asked(_question(one["request"], one), _question(other["request"], other)) and self._value(
            "", _without(one, asked), _without(other, asked)
        )

    # ------------------------------------------------------------------ what was said, by the name it was said under

    def _headers(self, one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
        before, after = _pairs(one), _pairs(other)
        if [name for name, _ in before] != [name for name, _ in after]:
            return False
        sent = json.dumps(one["request"])
        is_same_body = one["response"]["body"] == other["response"]["body"]
        return all(
            self._header(name.lower(), a, b, sent=sent, is_same_body=is_same_body)
            for (name, a), (_, b) in zip(before, after, strict=True)
        )

    def _header(self, name: str, one: str, other: str, *, sent: str, is_same_body: bool) -> bool:
        if _MEASURED.fullmatch(name) or (name == "content-length" and not is_same_body):
            return True
        if name == "set-cookie":
            return self._cookie(one, other)
        if any(len(value) >= _LONG_ENOUGH and value in sent for value in (one, other)):  # said back
            return one == other
        return self._text(name, one, other)

    def _cookie(self, one: str, other: str) -> bool:
        """True if both set, or both delete, the same cookie in the same way."""
        (before, *rest), (after, *more) = one.split(";"), other.split(";")
        (name, _, value), (same, _, another) = before.partition("="), after.partition("=")
        return (name, bool(value)) == (same, bool(another)) and _all(self._attribute, rest, more)

    def _attribute(self, one: str, other: str) -> bool:
        name, _, value = one.strip().partition("=")
        same, _, another = other.strip().partition("=")
        return name == same and self._text(name, value, another)

    def _body(self, one: str | bytes, other: str | bytes) -> bool:
        if isinstance(one, bytes) or isinstance(other, bytes):
            return one == other
        try:
            before, after = json.loads(one), json.loads(other)
        except ValueError:
            return self._text("", one, other)
        return _VALUE.sub("0", one) == _VALUE.sub("0", other) and self._value("", before, after)

    def _value(self, name: str, one: Any, other: Any) -> bool:
        if isinstance(one, dict) and isinstance(other, dict):
            return list(one) == list(other) and all(self._value(key, one[key], other[key]) for key in one)
        if isinstance(one, list) and isinstance(other, list):
            return len(one) == len(other) and all(self._value(name, a, b) for a, b in zip(one, other, strict=True))
        if isinstance(one, str) and isinstance(other, str):
            return self._text(name, one, other)
        if _is_number(one) and _is_number(other):
            return self._number(name, one, other)
        return type(one) is type(other) and bool(one == other)

    def _number(self, name: str, one: float, other: float) -> bool:
        if any(low <= one < high and low <= other < high for low, high in _MOMENTS):
            self._told.add((str(one), str(other)))
            return True
        if _LIFETIME.fullmatch(name):
            self._counts_down |= one != other
            return _is_close(one, other)
        if _ID.fullmatch(name):
            return self._rename(str(one), str(other))
        return one == other

    def _text(self, name: str, one: str, other: str) -> bool:
        if one.isdecimal() and other.isdecimal():
            return self._number(name, int(one), int(other))
        if _ID.fullmatch(name) and _MADE_UP.fullmatch(one) and _MADE_UP.fullmatch(other):
            return self._rename(one, other)
        if _SETS.fullmatch(name) and sorted(_WORDS.split(one)) == sorted(_WORDS.split(other)):
            return True
        pieces = _TOKEN.split(one), _TOKEN.split(other)
        if _MESSAGE.fullmatch(name):
            return _all(lambda a, b: a == b or (_has_digit(a) and _has_digit(b)), *pieces)
        return _all(self._piece, *pieces)

    def _piece(self, one: str, other: str) -> bool:
        if _IS_MOMENT.fullmatch(one) and _IS_MOMENT.fullmatch(other):
            self._told.add((one, other))
            return True
        return one == other or self._jwt(one, other) or self._owe(one, other)

    def _jwt(self, one: str, other: str) -> bool:
        """True if two JWTs (RFC 7519) say the same; what is signed anew is signed otherwise."""
        if not (_IS_JWT.fullmatch(one) and _IS_JWT.fullmatch(other)):
            return False
        (head, claims, *_), (another, others, *_) = one.split("."), other.split(".")
        self._furthest = max(self._furthest, _distance(claims, others))
        return claims != others and all(
            self._value("", _decoded(a), _decoded(b)) for a, b in ((head, another), (claims, others))
        )

    def _rename(self, one: str, other: str) -> bool:
        """True if an identifier is called so wherever it stands, and no other one is."""
        return self._renamed.setdefault(one, other) == other and self._back.setdefault(other, one) == one

    # ------------------------------------------------------------------ what was asked

    def _asked(self, one: Any, other: Any) -> bool:
        """True if the same was asked, but for what the target had said before."""
        return one == other or self._words(json.dumps(one, default=repr), json.dumps(other, default=repr))

    def _words(self, one: str, other: str) -> bool:
        return _all(self._word, _TOKEN.split(one), _TOKEN.split(other))

    def _word(self, one: str, other: str) -> bool:
        is_jwt = len(one) == len(other) and self._jwt(one, other)
        return one == other or is_jwt or self._basic(one, other) or self._owe(one, other)

    def _basic(self, one: str, other: str) -> bool:
        """True if two words are credentials in base64 (RFC 7617), and the same."""
        with suppress(ValueError):
            before, after = (base64.b64decode(_padded(each), validate=True).decode("utf-8") for each in (one, other))
            return ":" in before and ":" in after and self._words(before, after)
        return False

    def _owe(self, one: str, other: str) -> bool:
        """Go on if both are words; what they are called elsewhere is looked up when all has been read."""
        self._owed.add((one, other))
        return _TOKEN.fullmatch(one) is not None and _TOKEN.fullmatch(other) is not None


def _all(same: Callable[[Any, Any], bool], ones: Sequence[Any], others: Sequence[Any]) -> bool:
    return len(ones) == len(others) and all(same(a, b) for a, b in zip(ones, others, strict=True))


def _without(found: Mapping[str, Any], names: Collection[str]) -> dict[str, Any]:
    return {name: value for name, value in found.items() if name not in names}


def _question(request: Mapping[str, Any], said: Mapping[str, Any]) -> list[Any]:
    """Return what was asked; there are two ways to write that a request had no body."""
    return [{**request, "body": request["body"] or ""}, said.get("request_headers")]


def _pairs(interaction: Mapping[str, Any]) -> Pairs:
    by_name: Mapping[str, list[str]] = interaction["response"]["headers"]
    pairs: Pairs = interaction["said"].get("response_headers", ())
    return pairs or [(name, value) for name, values in by_name.items() for value in values]


def _decoded(part: str) -> Any:
    with suppress(ValueError):
        return json.loads(base64.urlsafe_b64decode(_padded(part)))
    return part


def _padded(text: str) -> str:
    return text + "=" * (-len(text) % 4)


def _has_digit(text: str) -> bool:
    return re.search(r"\d", text) is not None


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _distance(one: str, other: str) -> int:
    """Return in how many places two words of the same length differ; -1 if their lengths do."""
    return sum(a != b for a, b in zip(one, other, strict=True)) if len(one) == len(other) else -1


def _is_close(one: float, other: float) -> bool:
    return abs(one - other) <= max(_CLOSE, _SHARE * max(one, other))
