"""The story of one example: every exchange in order, the tokens that must still live, the refusals to be controlled."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from conformance.outcomes import Interruption
from conformance.secrets import Secret
from conformance.terms import Exchange, Form, Json, Request, Step

if TYPE_CHECKING:
    from conformance.contract.model import Operation
    from conformance.run.answer import Answer
    from conformance.run.call import Call
    from conformance.run.server import Server


BAD_REQUEST = 400


@dataclass(frozen=True, repr=False)
class Held:
    """A token that lives as long as nothing that may end it was accepted."""

    actor: Server
    kind: str
    token: Secret


@dataclass(repr=False)
class Made:
    """What an operation with `undo` gave; `place` is where in the story, `is_over` that it was used up."""

    actor: Server
    undo: str
    values: Mapping[str, Any]
    place: int
    is_over: bool = False


@dataclass(repr=False)
class Story:
    """What was said since the example began.

    issued: answers that say how long a token lives; moved: by how much the clock was, in seconds.
    in_doubt: a refusal is being judged, and means nothing unless its control is accepted.
    settles_at: when the last revocation has shown all its effects, by the monotonic clock.
    """

    exchanges: list[Exchange] = field(default_factory=list)
    held: list[Held] = field(default_factory=list)
    refused: list[Call] = field(default_factory=list)
    in_doubt: bool = False
    findings: list[str] = field(default_factory=list)
    undoable: list[Made] = field(default_factory=list)
    issued: list[Answer] = field(default_factory=list)
    moved: float = 0.0
    settles_at: float = 0.0
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def add(self, exchange: Exchange) -> int:
        """Remember an exchange and return its place; calls that are sent at the same moment end at the same moment."""
        with self._lock:
            self.exchanges.append(exchange)
            return len(self.exchanges) - 1

    def relabel(self, place: int, step: Step) -> None:
        self.exchanges[place] = replace(self.exchanges[place], step=step)

    def hold(self, actor: Server, kind: str, token: Secret) -> None:
        if all(held.token != token for held in self.held):
            self.held.append(Held(actor, kind, token))

    def made(self, actor: Server, operation: Operation, values: Mapping[str, Any]) -> None:
        """Remember what is to be used up if nothing in this story uses it."""
        if operation.undo is not None:
            self.undoable.append(Made(actor, operation.undo, dict(values), len(self.exchanges)))

    def use_up(self, *, tried: bool = False) -> None:
        """Use up what was made and not used, as the contract's `undo` says; none of it is told.

        tried: only what was sent in vain, so that what a scenario still keeps stays good.
        """
        kept = list(self.exchanges)
        for made in self.undoable:
            statuses = self._sent_with(made)
            if all(status >= BAD_REQUEST for status in statuses) and (statuses or not tried):
                undo = made.actor.call(made.undo)
                slots = {slot.name for part in undo.parts for slot in part.template.slots}
                with contextlib.suppress(Interruption):  # what cannot be tidied up changes no verdict
                    undo.but(**{name: value for name, value in made.values.items() if name in slots}).send()
                made.is_over = True
        self.undoable = [made for made in self.undoable if not made.is_over]
        self.exchanges[:] = kept

    def _sent_with(self, made: Made) -> list[int]:
        """Return how the later requests were answered that carried what was made."""
        secrets = {value for value in made.values.values() if isinstance(value, Secret)}
        return [each.response.status for each in self.exchanges[made.place :] if secrets & secrets_of(each.request)]

    def let_go(self) -> None:
        """Forget what must live: something happened that may end tokens."""
        self.held.clear()


def secrets_of(request: Request) -> set[Secret]:
    """Return every secret that the request carries."""
    body = request.body
    form = body.pairs if isinstance(body, Form) else ()
    written = [request.url, *(pair.value for pair in (*request.query, *request.headers, *form))]
    found = {piece for each in written for piece in each if isinstance(piece, Secret)}
    return found | (set(_in_json(body.value)) if isinstance(body, Json) else set())


def _in_json(value: Any) -> Iterator[Secret]:
    if isinstance(value, Secret):
        yield value
    for member in value.values() if isinstance(value, dict) else value if isinstance(value, list | tuple) else ():
        yield from _in_json(member)
