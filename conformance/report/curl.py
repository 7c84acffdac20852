"""One request as one curl command that sends what our wire sent."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote_plus

from conformance.report import shell
from conformance.secrets import Secret
from conformance.terms import Exchange, Form, Json, Raw, Request, Written


def command(exchange: Exchange, *, headers: bool) -> str:
    """Return the command; it prints the answer's body and status, and its headers if asked to."""
    request = exchange.request
    words = ["curl -sS", *(["-i"] if headers else []), r"-w '\n%{http_code}\n'"]
    words += [*_method(request), *_address(request), *_headers(request), *_content(request)]
    odd = request.body if isinstance(request.body, Raw) and not shell.is_plain(request.body.content) else None
    return f"printf {shell.printf_format(odd.content)} | {' '.join(words)}" if odd else " ".join(words)


def secrets_of(request: Request) -> list[Secret]:
    """Return the secrets of a request, each once, in the order in which they stand there."""
    found: list[Secret] = [*_in_written(request.url)]
    for pair in (*request.query, *request.headers, *(request.body.pairs if isinstance(request.body, Form) else ())):
        found += _in_written(pair.value)
    if isinstance(request.body, Json):
        found += _in_json(request.body.value)
    return list(dict.fromkeys(found))


def _in_written(written: Written) -> Iterator[Secret]:
    return (piece for piece in written if isinstance(piece, Secret))


def _in_json(value: Any) -> Iterator[Secret]:
    if isinstance(value, Secret):
        yield value
    elif isinstance(value, dict | list | tuple):
        for member in value.values() if isinstance(value, dict) else value:
            yield from _in_json(member)


def _method(request: Request) -> list[str]:
    if request.method == "HEAD":
        return ["--head"]
    return [] if request.method == "GET" and request.body is None else [f"-X {shell.word((request.method,))}"]


def _address(request: Request) -> list[str]:
    """A query with a secret is left to curl, which encodes it."""
    words = ["-g"] if re.search(r"[\[\]{}]", str(request.url[0])) else []
    if not any(True for pair in request.query for _ in _in_written(pair.value)):
        texts = [(pair.name, "".join(str(piece) for piece in pair.value)) for pair in request.query]
        return [*words, shell.url_word(request.url, "&".join(f"{quote_plus(n)}={quote_plus(v)}" for n, v in texts))]
    words.append(shell.url_word(request.url))
    fields = [shell.field(pair) for pair in request.query]
    if request.body is None:
        return [*words, "-G", *(f"--{option} {text}" for option, text in fields)]
    return [*words, *(f"--url-query {'+' if option == 'data-raw' else ''}{text}" for option, text in fields)]


def _headers(request: Request) -> Iterator[str]:
    """A media type that curl would add, and the length that it would leave out, are put right."""
    present = {pair.name.lower() for pair in request.headers}
    for pair in request.headers:
        yield f"-H {shell.word((f'{pair.name}: ', *pair.value) if any(pair.value) else (f'{pair.name};',))}"
    if request.body is not None and "content-type" not in present:
        yield "-H 'Content-Type:'"
    if request.body is None and request.method in ("POST", "PUT", "PATCH") and "content-length" not in present:
        yield "-H 'Content-Length: 0'"


def _content(request: Request) -> list[str]:
    body = request.body
    if isinstance(body, Form):
        return [f"--{option} {text}" for option, text in map(shell.field, body.pairs)] or ["--data-raw ''"]
    if isinstance(body, Json):
        return [f"--data-raw {shell.json_word(body.value)}"]
    if isinstance(body, Raw) and shell.is_plain(body.content):
        return [f"--data-raw {shell.word((body.content.decode('ascii'),))}"]
    return ["--data-binary @-"] if isinstance(body, Raw) else []
