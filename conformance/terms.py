"""The words of the machine: frozen records that every floor understands.

A `Request` is what is to be sent, with its secrets still wrapped; an `Exchange` is what was said; a `Verdict` is what
follows.  Nothing here acts.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Literal

from conformance.secrets import Secret, redact

Level = Literal["must", "should", "observe"]
Basis = Literal["documented", "derived", "reading", "standard"]
Step = Literal["set-up", "judged", "control", "witness", "state"]

Written = tuple[str | Secret, ...]
"""A text in pieces, so that a secret in the middle of it (`Bearer <token-1>`) stays wrapped."""


def shown(written: Written) -> str:
    """Return the text with a pseudonym for each secret."""
    return redact("".join(str(piece) for piece in written))


def showable(text: str) -> str:
    """Return the text with a sign in place of what a terminal would obey and a file could not hold."""
    return "".join(char if char.isprintable() or char in "\n\t" else "\N{REPLACEMENT CHARACTER}" for char in text)


@dataclass(frozen=True)
class Pair:
    """A query member, header or form field; the name is the wire name."""

    name: str
    value: Written


@dataclass(frozen=True)
class Form:
    """An application/x-www-form-urlencoded body."""

    pairs: tuple[Pair, ...]


@dataclass(frozen=True)
class Json:
    """A JSON body: `value` is a JSON value whose texts may be `Written`."""

    value: Any


@dataclass(frozen=True)
class Raw:
    """A body that is sent as it stands."""

    content: bytes


Body = Form | Json | Raw | None


@dataclass(frozen=True, repr=False)
class Request:
    """What is to be sent.  `url` is absolute and has no query; the media type of the body is a header."""

    method: str
    url: Written
    query: tuple[Pair, ...] = ()
    headers: tuple[Pair, ...] = ()
    body: Body = None

    def __repr__(self) -> str:
        return f"<{self.method} {shown(self.url)}>"


@dataclass(frozen=True, repr=False)
class Response:
    """What was answered; header names as received, `seconds` from sending to the last byte."""

    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes
    seconds: float = 0.0
    http: str = "HTTP/1.1"

    def header(self, name: str) -> str | None:
        """Return the first value of this header, whatever its case."""
        return next((value for key, value in self.headers if key.lower() == name.lower()), None)

    @property
    def media_type(self) -> str:
        """Return the media type in lower case, without parameters; empty if there is none (RFC 9110 8.3)."""
        return (self.header("content-type") or "").partition(";")[0].strip().lower()

    @property
    def text(self) -> str:
        """The body in UTF-8, or as JSON may be encoded otherwise (RFC 4627 3)."""
        encoding = json.detect_encoding(self.body) if self.media_type.endswith("json") else "utf-8"
        return self.body.decode(encoding, "replace")

    def json(self) -> Any:
        """Return the JSON value of the body (RFC 8259: no NaN), or None if it is not JSON or nested out of reason."""
        try:
            return json.loads(self.body, parse_constant=_no_constant)
        except (ValueError, RecursionError):
            return None

    def __repr__(self) -> str:
        return f"<{self.status} {self.media_type or 'no media type'}, {len(self.body)} bytes>"


def _no_constant(name: str) -> Any:
    raise ValueError(f"{name} is no JSON")


def members(value: Any) -> Iterator[tuple[str, Any]]:
    """Yield name and value of every member of a JSON value, at any depth, in the order of the text."""
    waiting: list[tuple[str | None, Any]] = [(None, value)]
    while waiting:
        name, each = waiting.pop()
        if name is not None:
            yield name, each
        if isinstance(each, dict):
            waiting += reversed(each.items())
        elif isinstance(each, list):
            waiting += [(None, member) for member in reversed(each)]


@dataclass(frozen=True, repr=False)
class Exchange:
    """One request and its response; `births` says which secrets the response brought, and under which JSON member
    (or `header:NAME`) each stands.
    """

    request: Request
    response: Response
    step: Step
    says: str = ""
    births: tuple[tuple[str, Secret], ...] = ()

    def __repr__(self) -> str:
        return f"{self.request!r} -> {self.response!r}"


@dataclass(frozen=True)
class KnownDeviation:
    """A deviation that the user has listed: an identity without its target, or the beginning of some before `*`.

    expires: the last day on which it counts. line: of the target file.
    """

    id: str
    reason: str
    link: str | None = None
    since: date | None = None
    expires: date | None = None
    line: int = 1

    def covers(self, item: str) -> bool:
        """Say whether it speaks of this identity (without its target)."""
        return item.startswith(self.id[:-1]) if self.id.endswith("*") else item == self.id

    def counts_on(self, day: date) -> bool:
        return self.expires is None or day <= self.expires

    def as_dict(self) -> dict[str, str]:
        """Return what a verdict says of it: `id`, `reason`, and what there is of `link`, `since` and `expires`."""
        told = {"id": self.id, "reason": self.reason, "link": self.link, "since": self.since, "expires": self.expires}
        return {name: str(value) for name, value in told.items() if value is not None}


@dataclass(frozen=True)
class Verdict:
    """One item, judged.  The fields are those of `reports/verdicts.jsonl`; none shows a secret."""

    id: str
    target: str
    contract: str
    version: str
    behaviour: str
    scenario: str
    operation: str | None
    case: str
    level: Level
    basis: Basis
    outcome: str
    statement: str
    source: Mapping[str, str]
    covers: tuple[str, ...]
    expected: str | None = None
    observed: str | None = None
    blocked_by: str | None = None
    remedy: str | None = None
    curl: tuple[str, ...] = ()
    draws: Mapping[str, Any] = field(default_factory=dict)
    requests: int = 0
    states: int = 0
    seconds: float = 0.0
    nodeid: str = ""
    known: Mapping[str, str] | None = None

    @property
    def family(self) -> str:
        return self.behaviour.partition(".")[0]
