"""What is heard while an item runs: every exchange, state, time and draw, with its secrets still in it.

The tape in use is the context's, so that items that run beside each other have one each.  Calls that are sent at the
same moment have lanes: what they brought is put in the order of the calls, not of the answers.
"""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field, replace
from itertools import groupby
from typing import Any

from conformance.outcomes import Broken, Lost
from conformance.terms import Exchange, Request, Response, Step
from conformance.wire.client import Wire
from conformance.wire.encoding import Octets, encode


@dataclass(frozen=True, repr=False)
class Said:
    """An exchange, or a request whose connection was lost: then `lost` says why, and what to do."""

    request: Request
    response: Response | None
    step: Step
    says: str
    lost: tuple[str, str | None] | None = None
    lane: int | None = None


@dataclass(frozen=True, repr=False)
class Made:
    """A state.  asked: how the states endpoint answered, if it was asked; raised: (how it ended, reason, remedy)."""

    state: str
    params: Mapping[str, Any]
    values: Mapping[str, Any]
    asked: int | None = None
    by_recipe: bool = False
    given: bool = False
    raised: tuple[str, str, str | None] | None = None


@dataclass(frozen=True)
class Timed:
    """What was answered when so many seconds were to pass; None if nobody there can.  Without seconds: our own time."""

    seconds: float | None
    values: Mapping[str, Any] | None
    asked: int | None = None


@dataclass(frozen=True)
class Told:
    """What was found out about the target once for all items."""

    question: str
    answer: Any


Event = Said | Made | Timed | Told


@dataclass(repr=False)
class Take:
    """One example."""

    drawn: Mapping[str, Any]
    events: list[Event] = field(default_factory=list)
    deviated: bool = False
    clock: list[float] = field(default_factory=list)

    def in_order(self) -> Iterator[Event]:
        """Yield the events; of equal calls that were sent at the same moment the refused ones come last."""
        for is_together, group in groupby(self.events, key=lambda event: getattr(event, "lane", None) is not None):
            events = list(group)
            yield from _by_lane([event for event in events if isinstance(event, Said)]) if is_together else events


def _by_lane(events: list[Said]) -> list[Said]:
    lanes = sorted(events, key=lambda said: said.lane or 0)
    octets = [encode(said.request) for said in lanes]
    first: dict[Octets, int] = {}
    for number, sent in enumerate(octets):
        first.setdefault(sent, number)
    order = {id(said): first[sent] for said, sent in zip(lanes, octets, strict=True)}
    return sorted(lanes, key=lambda said: (order[id(said)], said.response.status if said.response else 1000))


class Tape:
    """What one item heard."""

    def __init__(self) -> None:
        self.takes: list[Take] = []
        self.posted: int | None = None
        self.by_recipe = False
        self.told_by: str | None = None
        self.slept = 0.0
        self._began = time.monotonic()
        self._lock = threading.Lock()

    def begin(self, drawn: Mapping[str, Any]) -> None:
        if json.loads(json.dumps(drawn)) != drawn:
            raise Broken(f"what was drawn cannot be recorded: {sorted(drawn)} must be JSON values")
        self.takes.append(Take(dict(drawn)))

    def read_clock(self) -> float:
        """Return the seconds since the item began, and remember that they were asked for."""
        read = round(time.monotonic() - self._began, 3)
        if self.takes:
            self.takes[-1].clock.append(read)
        return read

    def add(self, event: Event) -> None:
        with self._lock:
            if self.takes:
                self.takes[-1].events.append(event)


TAPE: ContextVar[Tape | None] = ContextVar("tape", default=None)
LANE: ContextVar[int | None] = ContextVar("lane", default=None)


@contextmanager
def taped(tape: Tape | None) -> Iterator[None]:
    """Let this tape hear what is said while the body runs; None: nothing does."""
    token = TAPE.set(tape)
    try:
        yield
    finally:
        TAPE.reset(token)


class TapingWire:
    """A wire whose exchanges are heard by the tape in use."""

    def __init__(self, wire: Wire) -> None:
        self._wire = wire

    @property
    def requests(self) -> int:
        return self._wire.requests

    def send(self, request: Request, *, step: Step, says: str = "") -> Exchange:
        tape = TAPE.get()
        if tape is None:
            return self._wire.send(request, step=step, says=says)
        heard = Said(request, None, step, says, lane=LANE.get())
        try:
            exchange = self._wire.send(request, step=step, says=says)
        except Lost as lost:
            tape.add(replace(heard, lost=(lost.reason, lost.remedy)))
            raise
        tape.add(replace(heard, response=exchange.response))
        return exchange

    def close(self) -> None:
        self._wire.close()
