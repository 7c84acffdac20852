"""From what was heard to what is written: exchanges in vcrpy's words, states and times beside them, no secret in any.

Requests are written from their structure, so that a secret in them is known for one, and answers by search.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from http import HTTPStatus
from typing import Any
from urllib.parse import quote

from conformance.secrets import Secret, octets
from conformance.terms import Body, Form, Json, Pair, Raw, Request, Response, Written
from conformance.wire.encoding import encode
from conformance.wire.pseudonyms import Pseudonyms
from conformance.wire.tape import Event, Made, Said, Take, Tape, Timed, Told

_ENCODED = frozenset({"content-encoding", "transfer-encoding"})
"""Headers of a body that was unpacked when it came; vcrpy would unpack it again."""
_DIGESTS = frozenset({"etag", "content-md5", "digest", "content-digest", "repr-digest"})
"""Headers that are computed from a body, and so from the secrets in it."""

Interaction = dict[str, Any]


class Recording:
    """The recording of one item in the making.  is_timed: write down how long each answer took, and the clock."""

    def __init__(self, pseudonyms: Pseudonyms, *, is_timed: bool) -> None:
        self._pseudonyms = pseudonyms
        self._is_timed = is_timed
        self.examples: list[dict[str, Any]] = []
        self.lost: list[dict[str, Any]] = []
        self.interactions: list[Interaction] = []

    def hear(self, tape: Tape) -> Recording:
        for take in tape.takes:
            self.examples.append(self._example(take))
        return self

    def _example(self, take: Take) -> dict[str, Any]:
        before = len(self.interactions)
        found = [each for event in take.in_order() if (each := self._event(event)) is not None]
        kinds = {name: [each for kind, each in found if kind == name] for name in ("states", "times", "told")}
        example = {"drawn": take.drawn, "exchanges": len(self.interactions) - before, **kinds}
        if self._is_timed and take.clock:
            example["clock"] = take.clock
        if take.deviated:
            example["deviated"] = True
        return {name: value for name, value in example.items() if value or name in ("drawn", "exchanges")}

    def _event(self, event: Event) -> tuple[str, Any] | None:
        if isinstance(event, Said):
            self._hear_said(event)
            return None
        if isinstance(event, Made):
            return "states", self._made(event)
        if isinstance(event, Told):
            return "told", [event.question, self._pseudonyms.field("", event.answer)]
        return "times", self._timed(event)

    def _made(self, made: Made) -> dict[str, Any]:
        told: dict[str, Any] = {"state": made.state}
        if made.params:
            told["params"] = self._values(made.params)
        if made.raised is not None:
            ended, reason, remedy = made.raised
            return {**told, "raised": [ended, self._text(reason), self._text(remedy)]}
        if made.by_recipe:
            return {**told, "recipe": True}
        told["values"] = self._values(made.values)
        told |= {"asked": made.asked} if made.asked is not None else {}
        return told | ({"given": True} if made.given else {})

    def _timed(self, timed: Timed) -> dict[str, Any]:
        values = None if timed.values is None else self._values(timed.values)
        told = {"seconds": timed.seconds, "values": values, "asked": timed.asked}
        return {name: value for name, value in told.items() if value is not None}

    def _values(self, values: Mapping[str, Any]) -> dict[str, Any]:
        return {name: self._pseudonyms.field(name, value) for name, value in values.items()}

    def _text(self, text: str | None) -> str | None:
        return self._pseudonyms.text(text) if text else text

    # ------------------------------------------------------------------ exchanges

    def _hear_said(self, said: Said) -> None:
        request = self._request(said.request)
        extra: dict[str, Any] = {"step": said.step, "does": said.says}
        if said.lane is not None:
            extra["at_once"] = True
        if said.lost is not None:
            reason, remedy = said.lost
            why = {"reason": self._text(reason), "remedy": self._text(remedy)}
            place = {"example": len(self.examples), "before": len(self.interactions)}
            self.lost.append({**place, **extra, "request": request[0], **request[1], **why})
            return
        assert said.response is not None
        response, more = self._response(said.response)
        self.interactions.append({"request": request[0], "response": response, "said": extra | request[1] | more})

    def _request(self, request: Request) -> tuple[dict[str, Any], dict[str, Any]]:
        octets = encode(self._without_secrets(request))
        pairs = [(name.decode("latin-1"), value.decode("latin-1")) for name, value in octets.headers]
        uri = octets.origin + octets.path.decode("ascii")
        self._pseudonyms.say(uri + "\n" + "\n".join(value for _, value in pairs))
        self._pseudonyms.say(octets.content.decode("latin-1"))
        headers, lost = _by_name(pairs)
        told = {"method": request.method, "uri": uri, "body": _body(octets.content), "headers": headers}
        return told, {"request_headers": pairs} if lost else {}

    def _response(self, response: Response) -> tuple[dict[str, Any], dict[str, Any]]:
        for text in (*(value for _, value in response.headers), response.text):
            self._pseudonyms.hear(text)
        content = self._pseudonyms.octets(response.body)
        hidden = _DIGESTS if content != response.body else frozenset()
        pairs = [
            (name, '"replaced"' if name.lower() in hidden else self._pseudonyms.text(value))
            for name, value in response.headers
        ]
        kept = [(name, value) for name, value in pairs if name.lower() not in _ENCODED]
        headers, lost = _by_name(kept)
        more: dict[str, Any] = {"response_headers": pairs} if lost or kept != pairs else {}
        if response.http != "HTTP/1.1":
            more["http"] = response.http
        if self._is_timed:
            more["seconds"] = round(response.seconds, 3)
        status = {"code": response.status, "message": _phrase(response.status)}
        body = {"string": _body(content)}
        return {"status": status, "headers": headers, "body": body}, more

    def _without_secrets(self, request: Request) -> Request:
        return replace(
            request,
            url=self._url(request.url),
            query=self._pairs(request.query),
            headers=self._pairs(request.headers),
            body=self._content(request.body),
        )

    def _url(self, url: Written) -> Written:
        """Write each piece so that it is encoded as it would be: a secret is one segment, a text has been quoted."""
        first, *rest = url
        pieces = [_segment(self._piece(p)) if isinstance(p, Secret) else self._piece(p) for p in rest]
        return (self._piece(first), *pieces)

    def _pairs(self, pairs: tuple[Pair, ...]) -> tuple[Pair, ...]:
        return tuple(Pair(pair.name, self._written(pair.value)) for pair in pairs)

    def _written(self, written: Written) -> Written:
        return tuple(self._piece(piece) for piece in written)

    def _piece(self, piece: str | Secret) -> str:
        return self._pseudonyms.of(piece) if isinstance(piece, Secret) else self._pseudonyms.text(piece)

    def _content(self, body: Body) -> Body:
        if isinstance(body, Form):
            return Form(self._pairs(body.pairs))
        if isinstance(body, Json):
            return Json(self._json(body.value))
        return Raw(self._pseudonyms.octets(body.content)) if isinstance(body, Raw) else None

    def _json(self, value: Any) -> Any:
        if isinstance(value, Json):
            return self._json(value.value)
        if isinstance(value, str | Secret):
            return self._piece(value)
        if isinstance(value, dict):
            return {key: self._json(member) for key, member in value.items()}
        if isinstance(value, tuple):
            return "".join(self._piece(piece) for piece in value)
        return [self._json(member) for member in value] if isinstance(value, list) else value


def _segment(text: str) -> str:
    return quote(octets(text), safe="")


def _by_name(pairs: list[tuple[str, str]]) -> tuple[dict[str, list[str]], bool]:
    """Return values by header name as vcrpy can send them, and whether anything of the pairs is lost by that."""
    found: dict[str, list[str]] = {}
    for name, value in pairs:
        found.setdefault(name, []).append(value.encode("ascii", "backslashreplace").decode("ascii"))
    is_repeated = len({name.lower() for name, _ in pairs}) < len(pairs)  # of a request vcrpy keeps the first
    return found, is_repeated or list(_pairs_of(found)) != pairs


def _pairs_of(headers: Mapping[str, list[str]]) -> Iterator[tuple[str, str]]:
    yield from ((name, value) for name, values in headers.items() for value in values)


def _body(content: bytes) -> str | bytes:
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError:
        return content


def _phrase(status: int) -> str:
    try:
        return HTTPStatus(status).phrase
    except ValueError:
        return ""
