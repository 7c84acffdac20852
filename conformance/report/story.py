"""What was said, for people: a numbered text, and lines of POSIX shell that say it again.

In the shell a secret is only a variable.  One that an earlier answer of the story brought is taken from that answer,
one that was made from another is made again, any other is demanded at the top.  The same holds for what a states
endpoint answered, secret or not: a fresh user has another name next time.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from urllib.parse import quote_plus

from conformance.report import shell
from conformance.report.curl import command, secrets_of
from conformance.report.states import with_state_values
from conformance.secrets import SEARCHABLE, Secret, redact
from conformance.terms import Exchange, Form, Json, Pair, Request, Written, shown

LONGEST_BODY = 2_000
"""So many characters of a body are shown."""
_NO_PLAIN_TEXT = re.compile(r"[^a-zA-Z0-9 .,:;()\[\]<>_/@=-]")
"""What might mean something to a shell between double quotes."""
_SEEN = ("judged", "witness")
"""Steps whose answers are what the reader wants to see."""


def story_as_text(exchanges: Sequence[Exchange]) -> str:
    """Return the numbered exchanges with headers and bodies, without secrets."""
    return "\n\n".join(_told(number, exchange) for number, exchange in enumerate(exchanges, 1))


def story_as_curl(
    exchanges: Sequence[Exchange],
    *,
    given: Mapping[str, str] | None = None,
    expected: str | None = None,
    observed: str | None = None,
) -> tuple[str, ...]:
    """Return the lines of a POSIX shell script that says the same again, without secrets.

    given: pseudonym -> where its value comes from, told to whoever runs the lines without it.
    expected, observed: the finding; it is written after the last judged or witness step.
    """
    script = _Script(with_state_values(exchanges))
    last = max((n for n, exchange in enumerate(exchanges) if exchange.step in _SEEN), default=len(exchanges) - 1)
    lines: list[str] = []
    for number in range(len(exchanges)):
        lines += script.lines_of(number)
        if number == last and expected is not None:
            lines.append(_one_line(f"# expected {expected}; observed {observed}"))
    return tuple(redact(line) for line in [*(_demand(secret, given or {}) for secret in script.demanded), *lines])


@dataclass
class _Script:
    """The lines so far: which variables are set, and which have to come from outside."""

    exchanges: Sequence[Exchange]
    demanded: list[Secret] = field(default_factory=list)
    known: set[Secret] = field(default_factory=set)

    def lines_of(self, number: int) -> Iterator[str]:
        """Yield a comment, the variables that the command needs, the command, and the variables that it brings."""
        exchange = self.exchanges[number]
        yield _one_line(f"# {number + 1}. {_title(exchange)} (answered {exchange.response.status})")
        for secret in secrets_of(exchange.request):
            yield from self._define(secret)
        births = self._wanted_births(number)
        headers = exchange.step == "judged" or any(place.startswith("header:") for place, _ in births)
        if not births:
            yield command(exchange, headers=headers)
            return
        yield f"ANSWER=$({command(exchange, headers=headers)})"
        yield r"""printf '%s\n' "$ANSWER" """.rstrip() + ("" if exchange.step in _SEEN else " | tail -n 1")
        for place, secret in births:
            self.known.add(secret)
            taken = shell.take(place, secret, exchange.response, number=_number(place, secret, exchange))
            yield f"""{secret.variable}=$(printf '%s' "$ANSWER" | {taken})"""

    def _define(self, secret: Secret) -> Iterator[str]:
        if secret in self.known:
            return
        self.known.add(secret)
        if secret.derivation is None:
            self.demanded.append(secret)
            return
        yield from self._define(secret.derivation.origin)
        origin = secret.derivation.origin.variable
        yield f"""{secret.variable}=$(printf '%s' "${origin}" | {secret.derivation.shell})"""

    def _wanted_births(self, number: int) -> list[tuple[str, Secret]]:
        later = {secret for exchange in self.exchanges[number + 1 :] for secret in _with_origins(exchange.request)}
        births = {secret: place for place, secret in reversed(self.exchanges[number].births)}
        return [(place, secret) for secret, place in reversed(births.items()) if secret in later - self.known]


def _with_origins(request: Request) -> Iterator[Secret]:
    for secret in secrets_of(request):
        origin: Secret | None = secret
        while origin is not None:
            yield origin
            origin = origin.derivation.origin if origin.derivation else None


def _number(place: str, secret: Secret, exchange: Exchange) -> int | None:
    """Return which of several members of this name it is, from 1; None if there is only one."""
    equals = [born for where, born in exchange.births if where == place]
    return equals.index(secret) + 1 if len(equals) > 1 else None


def _demand(secret: Secret, given: Mapping[str, str]) -> str:
    comes_from = given.get(secret.pseudonym, f"the value of {secret.pseudonym}")
    return f': "${{{secret.variable}:?{_NO_PLAIN_TEXT.sub(" ", comes_from)}}}"'


def _told(number: int, exchange: Exchange) -> str:
    request, response = exchange.request, exchange.response
    lines = [f"{number}. {_title(exchange)}", f"{request.method} {_target(request)}"]
    lines += [f"{pair.name}: {shown(pair.value)}" for pair in request.headers]
    lines += ["", _cut(_sent(request))] if request.body is not None else []
    lines += ["", f"{response.status}, after {response.seconds * 1000:.0f} ms"]
    lines += [f"{name}: {_header(name, value, exchange)}" for name, value in response.headers]
    lines += ["", _cut(_received(exchange))] if response.body else []
    return redact("\n".join(lines))


def _title(exchange: Exchange) -> str:
    return f"{exchange.step}: {exchange.says}" if exchange.says else exchange.step


def _target(request: Request) -> str:
    return shown(request.url) + ("?" + _fields(request.query) if request.query else "")


def _sent(request: Request) -> str:
    body = request.body
    if isinstance(body, Form):
        return _fields(body.pairs)
    if isinstance(body, Json):
        return "".join(str(piece) for piece in shell.json_pieces(body.value))
    return body.content.decode("utf-8", "backslashreplace") if body else ""


def _fields(pairs: Sequence[Pair]) -> str:
    return "&".join(f"{quote_plus(pair.name)}={_encoded(pair.value)}" for pair in pairs)


def _encoded(written: Written) -> str:
    """Encode all but the pseudonyms, which are to be read."""
    return "".join(str(p) if isinstance(p, Secret) else quote_plus(p, errors="surrogateescape") for p in written)


def _header(name: str, value: str, exchange: Exchange) -> str:
    """A secret too short to be searched for is replaced with the whole header."""
    born = [secret for place, secret in exchange.births if place.lower() == f"header:{name.lower()}"]
    text = redact(value)
    return text if all(secret.pseudonym in text for secret in born) else ", ".join(map(str, born))


def _received(exchange: Exchange) -> str:
    """A secret too short to be searched for is replaced by its member."""
    text = exchange.response.text
    for place, secret in exchange.births:
        if len(secret) < SEARCHABLE:
            member = rf'("{re.escape(place)}"\s*:\s*")(?:[^"\\]|\\.)*(")'
            text = re.sub(member, rf"\g<1>{secret}\g<2>", text)
    return text


def _cut(text: str) -> str:
    """Redact first: the half of a secret would not be found."""
    text = redact(text)
    more = len(text) - LONGEST_BODY
    return text if more <= 0 else f"{text[:LONGEST_BODY]}… ({more:,} more characters)"


def _one_line(text: str) -> str:
    return " ".join(redact(text).split())
