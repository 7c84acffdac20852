"""A call: what a scenario changes by small words, and sends.

A call is frozen; every word returns another one.  Parts are named by their slot, a constant by its wire name, so the
same word drops a form field at one provider and a header at the next.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Literal, Protocol
from urllib.parse import quote

from conformance.contract.model import Operation, Part, Place, Slot, Template
from conformance.outcomes import ConfigurationError, NotTestable
from conformance.run.bind import BASIC_SLOT
from conformance.secrets import Secret
from conformance.terms import Body, Form, Json, Pair, Raw, Request, Written
from conformance.wire import basic

AUTOMATIC: Literal["automatic"] = "automatic"
TOKENS = frozenset({"token", "refresh_token"})
"""Slots that only an answer of the server can fill."""
MEDIA_TYPES: Mapping[str, str] = {"form": "application/x-www-form-urlencoded", "json": "application/json"}


class Filler(Protocol):
    """Who fills a slot that the scenario left alone, and sends what is filled."""

    @property
    def base_url(self) -> str: ...

    def fill(self, operation: Operation, slot: str, answers: dict[str, Any]) -> Any: ...

    def offer(self, operation: Operation, slot: str, answers: dict[str, Any]) -> Any: ...

    def transmit(self, call: Call) -> Any: ...


@dataclass(frozen=True, repr=False)
class Call:
    """One request in the making."""

    actor: Filler
    operation: Operation
    parts: tuple[Part, ...]
    values: Mapping[str, Any] = field(default_factory=dict)
    verb: str = ""
    media_type: str | None = AUTOMATIC
    content: bytes | None = None
    changed: frozenset[str] = frozenset()

    @classmethod
    def of(cls, actor: Filler, operation: Operation) -> Call:
        return cls(actor, operation, operation.parts, verb=operation.method)

    def but(self, **values: Any) -> Call:
        """Fill parts with other values; None leaves the part out, and is fine where the operation has none."""
        for name, value in values.items():
            if value is not None and not self._is_slot(name):
                self._known(name)
        self._check_given(values)
        dropped = [name for name, value in values.items() if value is None and name not in self._path_slots]
        kept = {name: value for name, value in values.items() if name not in dropped}
        call = self._dropping(dropped, optional=True)
        constants = {name for name in kept if not call._is_slot(name)}
        for name in constants:
            call = call._rewriting(name, lambda part: replace(part, template=Template((kept[part.name],))))
        slots = {name: value for name, value in kept.items() if name not in constants}
        kept_values = {slot: value for slot, value in call.values.items() if slot != BASIC_SLOT}
        return replace(call, values={**kept_values, **slots}, changed=call.changed | set(values))

    def without(self, *names: str) -> Call:
        """Drop parts altogether."""
        return self._dropping(names, optional=False)

    def empty(self, name: str) -> Call:
        """Leave a part in its place with nothing in it."""
        self._known(name)
        return self._rewriting(name, lambda part: replace(part, template=_emptied(part.template)))

    def twice(self, name: str, second: Any = None) -> Call:
        """Repeat a part, with the same or a second value."""
        self._known(name)
        again = [part for part in self.parts if name in part.keys]
        if second is not None:
            again = [replace(part, template=Template((second,))) for part in again]
        return replace(self, parts=(*self.parts, *again), changed=self.changed | {name})

    def plus(self, name: str, value: Any, *, place: Place | None = None) -> Call:
        """Add a parameter that the operation does not have, in this place or where its other parameters are."""
        part = Part(place or self._body_place, name, Template((value,)))
        return replace(self, parts=(*self.parts, part), changed=self.changed | {name})

    def header(self, name: str, value: Any) -> Call:
        """Set a header, replacing one of the same name."""
        others = tuple(p for p in self.parts if not (p.place == "headers" and p.name.lower() == name.lower()))
        return replace(self, parts=(*others, Part("headers", name, Template((value,)))), changed=self.changed | {name})

    def scheme(self, name: str, word: str) -> Call:
        """Replace the word before a credential (`Bearer`, `Client`); an empty word leaves the credential alone."""
        lead = (f"{word} ",) if word else ()

        def reworded(part: Part) -> Part:
            return replace(part, template=Template((*lead, *part.template.slots)))

        self._known(name)
        return self._rewriting(name, reworded)

    def by_basic(self) -> Call:
        """Authenticate the client by HTTP Basic (RFC 6749 2.3.1) in the place of any other Authorization header."""
        others = tuple(p for p in self.parts if not (p.place == "headers" and p.name.lower() == "authorization"))
        basic_part = Part("headers", "Authorization", Template(("Basic ", Slot(BASIC_SLOT))))
        return replace(self, parts=(*others, basic_part), changed=self.changed | {"client_id", "client_secret"})

    def moved(self, origin: Place, destination: Place) -> Call:
        """Send the parts of one place in another: form -> query, query -> form, form -> json."""
        parts = tuple(replace(part, place=destination) if part.place == origin else part for part in self.parts)
        return replace(self, parts=parts, changed=self.changed | {origin})

    def copied(self, origin: Place, destination: Place) -> Call:
        """Send the parts of one place in another as well."""
        copies = tuple(replace(part, place=destination) for part in self.parts if part.place == origin)
        return replace(self, parts=(*self.parts, *copies), changed=self.changed | {origin})

    def media(self, media_type: str | None) -> Call:
        """Declare another media type for the body, or none."""
        return replace(self, media_type=media_type, changed=self.changed | {"media type"})

    def raw(self, content: bytes, media_type: str | None = None) -> Call:
        """Send these octets as the body."""
        return replace(self, content=content, media_type=media_type, changed=self.changed | {"body"})

    def method(self, verb: str) -> Call:
        return replace(self, verb=verb, changed=self.changed | {"method"})

    def ends_header(self, name: str) -> bool:
        """True if the part stands at the end of a header, where blanks are lost on the way (RFC 9110 5.5)."""
        self._known(name)
        lasts = [part.template.pieces[-1] for part in self.parts if part.place == "headers" and name in part.keys]
        return any(isinstance(last, Slot) and last.name == name for last in lasts)

    def settled(self) -> Call:
        """Fill every slot now, so that the call can be sent more than once with the same values."""
        answers: dict[str, Any] = {}
        names = {slot.name for slot in self._slots if not slot.optional or slot.name in self.values}
        values = {name: self._value(name, answers) for name in sorted(names)}
        for name in sorted({slot.name for slot in self._slots} - names):
            if (offered := self.actor.offer(self.operation, name, answers)) is not None:
                values[name] = offered
        return replace(self, values=values)

    def send(self) -> Any:
        """Send it and return the `Answer`."""
        return self.actor.transmit(self)

    def request(self) -> Request:
        """Write the request, with every slot filled and every secret wrapped."""
        call = self.settled()
        written = [(part, call._written(part.template)) for part in call.parts if call._is_sent(part)]

        def pairs(place: Place) -> tuple[Pair, ...]:
            return tuple(Pair(part.name, _as_text(value)) for part, value in written if part.place == place)

        headers = [pair for pair in pairs("headers") if pair.value]
        body = call._body(pairs("form"), {part.name: value for part, value in written if part.place == "json"})
        if media_type := call._media_type(body, headers):
            headers.append(Pair("Content-Type", (media_type,)))
        first = str(call.operation.path.pieces[0])
        is_whole = first.startswith(("http://", "https://"))  # an endpoint that the metadata named
        url = (first if is_whole else call.actor.base_url.rstrip("/") + first, *call._path_rest())
        return Request(call.verb, url, pairs("query"), tuple(headers), body)

    def _check_given(self, values: Mapping[str, Any]) -> None:
        """Stop where a token was to be sent that an answer did not give; leaving one out is said by `without`."""
        required = {slot.name for slot in self._slots if not slot.optional}
        for name in TOKENS & required:
            if name in values and values[name] is None:
                raise NotTestable(f"there is no {name.replace('_', ' ')} to send: no answer gave one")

    @property
    def _slots(self) -> tuple[Slot, ...]:
        return (*self.operation.path.slots, *(slot for part in self.parts for slot in part.template.slots))

    @property
    def _path_slots(self) -> frozenset[str]:
        return frozenset(slot.name for slot in self.operation.path.slots)

    @property
    def _is_object(self) -> bool:
        """True if the body is a JSON object, also where its last member was left out."""
        return "json" not in self.changed and any(part.place == "json" for part in self.operation.parts)

    @property
    def _body_place(self) -> Place:
        places = {part.place for part in self.operation.parts}
        return "form" if "form" in places else "json" if "json" in places else "query"

    def _is_slot(self, name: str) -> bool:
        return any(name in slot.name.split(":") for slot in self._slots) or name in self._path_slots

    def _known(self, name: str) -> None:
        if not any(name in part.keys for part in self.parts):
            if self.operation.auth == "client" and name in ("client_id", "client_secret"):
                raise NotTestable(f"the target's clients do not authenticate with a {name.replace('_', ' ')}")
            known = ", ".join(dict.fromkeys(key for part in self.operation.parts for key in part.keys))
            raise ConfigurationError(f"operation {self.operation.name!r} has no part {name!r}; its parts: {known}")

    def _dropping(self, names: Any, *, optional: bool) -> Call:
        for name in names:
            if not optional:
                self._known(name)
        parts = tuple(part for part in self.parts if not set(part.keys) & set(names))
        return replace(self, parts=parts, changed=self.changed | set(names))

    def _rewriting(self, name: str, rewrite: Callable[[Part], Part]) -> Call:
        parts = tuple(rewrite(part) if name in part.keys else part for part in self.parts)
        return replace(self, parts=parts, changed=self.changed | {name})

    def _value(self, name: str, answers: dict[str, Any]) -> Any:
        if name in self.values:
            return self.values[name]
        if name == BASIC_SLOT:
            secret = self._value("client_secret", answers)
            written = secret if isinstance(secret, Secret) else str(secret)
            return basic(str(self._value("client_id", answers)), written)
        return self.actor.fill(self.operation, name, answers)

    def _is_sent(self, part: Part) -> bool:
        return all(not slot.optional or slot.name in self.values for slot in part.template.slots)

    def _written(self, template: Template) -> Any:
        if template.is_one_slot:
            return self.values[template.slots[0].name]
        if len(template.pieces) == 1:
            return template.pieces[0]
        return tuple(self.values[p.name] if isinstance(p, Slot) else p for p in template.pieces)

    def _path_rest(self) -> tuple[str | Secret, ...]:
        rest = self.operation.path.pieces[1:]
        return tuple(_as_segment(self.values[piece.name]) if isinstance(piece, Slot) else piece for piece in rest)

    def _body(self, form: tuple[Pair, ...], members: dict[str, Any]) -> Body:
        if self.content is not None:
            return Raw(self.content)
        if members or self._is_object:
            return Json(members)
        had_form = any(part.place == "form" for part in self.parts)
        return Form(form) if form or had_form else None

    def _media_type(self, body: Body, headers: list[Pair]) -> str | None:
        if self.media_type != AUTOMATIC:
            return self.media_type
        if body is None or any(pair.name.lower() == "content-type" for pair in headers):
            return None
        return MEDIA_TYPES["json" if isinstance(body, Json) else "form"]

    def __repr__(self) -> str:
        return f"<call of {self.operation.name}>"


def _emptied(template: Template) -> Template:
    pieces = tuple(piece for piece in template.pieces if isinstance(piece, str)) if len(template.pieces) > 1 else ()
    return Template(pieces or ("",))


def _as_segment(value: Any) -> str | Secret:
    return value if isinstance(value, Secret) else quote(str(value), safe="")


def _as_text(value: Any) -> Written:
    if isinstance(value, Secret):
        return (value,)
    if isinstance(value, tuple):
        return tuple(piece if isinstance(piece, Secret) else str(piece) for piece in value)
    if isinstance(value, bool):
        return ("true" if value else "false",)
    return ("" if value is None else str(value),)
