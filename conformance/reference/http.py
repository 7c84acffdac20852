"""What a reference server hears and says.

A server here is a function from a request to an answer, so it needs records for both that belong to no HTTP library.
A target is the path with its query, undecoded; header values are latin-1 text. The records decode nothing by
themselves: the server reads the part that it wants, and what cannot be read is `Malformed`, never a traceback.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from urllib.parse import parse_qsl, unquote

Headers = tuple[tuple[str, str], ...]
Pairs = tuple[tuple[str, str], ...]

MOST_PARAMETERS = 1000


class Malformed(ValueError):
    """Say that a body or a query cannot be read."""


@dataclass(frozen=True, slots=True, repr=False)
class Request:
    """Hold one request; its text shows neither query, headers nor body, which may be secret."""

    method: str
    target: str
    headers: Headers = ()
    body: bytes = b""

    def __repr__(self) -> str:
        return f"<Request {self.method} {self.target.partition('?')[0]}>"

    @property
    def path(self) -> str:
        return unquote(self.target.partition("?")[0])

    @property
    def query(self) -> str:
        return self.target.partition("?")[2]

    @property
    def media_type(self) -> str:
        """The media type in lower case and without its parameters; empty when there is none."""
        return (self.header("Content-Type") or "").partition(";")[0].strip().lower()

    def header(self, name: str) -> str | None:
        """Return a field's value; lines of one name are joined as RFC 9110 section 5.2 joins them."""
        values = [value for key, value in self.headers if key.lower() == name.lower()]
        return ", ".join(values) if values else None


@dataclass(frozen=True, slots=True, repr=False)
class Answer:
    """Hold one answer; its text shows the status only."""

    status: int
    headers: Headers = ()
    body: bytes = b""

    def __repr__(self) -> str:
        return f"<Answer {self.status}>"

    def header(self, name: str) -> str | None:
        return next((value for key, value in self.headers if key.lower() == name.lower()), None)

    def with_header(self, name: str, value: str) -> Answer:
        return Answer(self.status, (*self.headers, (name, value)), self.body)


def make_json_answer(status: int, value: object, *, headers: Headers = (), media: str = "application/json") -> Answer:
    """Make an answer whose body is the value as JSON."""
    return Answer(status, (("Content-Type", media), *headers), json.dumps(value).encode("ascii"))


def read_pairs(text: str) -> Pairs:
    """Decode application/x-www-form-urlencoded text in order, blank values kept; raise Malformed if it is not UTF-8."""
    try:
        return tuple(parse_qsl(text, keep_blank_values=True, errors="strict", max_num_fields=MOST_PARAMETERS))
    except ValueError:
        raise Malformed("expected form-encoded UTF-8") from None


def read_text(body: bytes) -> str:
    """Decode a body as UTF-8; raise Malformed if it is something else."""
    try:
        return body.decode("utf-8")
    except UnicodeDecodeError:
        raise Malformed("expected UTF-8") from None


def read_json_object(body: bytes) -> dict[str, object]:
    """Decode a JSON object; raise Malformed for anything else."""
    try:
        value = json.loads(body, parse_constant=_no_constant)
    except (ValueError, RecursionError):
        raise Malformed("expected JSON") from None
    if not isinstance(value, dict):
        raise Malformed("expected a JSON object")
    return value


def _no_constant(word: str) -> object:
    raise Malformed(f"{word} is not JSON")
