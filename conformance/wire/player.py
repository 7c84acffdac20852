"""A recording that answers: the same question gets the recorded answer, in the order in which it was recorded.

A question is method, target, body and the headers that the call itself has, each exactly; the headers' order counts
only among those of one name.  Answers of an example are found by their question, not by a search.
"""

from __future__ import annotations

import json
import threading
from collections import deque
from collections.abc import Iterator, Mapping
from contextvars import ContextVar
from typing import Any

from conformance.outcomes import Interruption, Lost
from conformance.secrets import Secret
from conformance.terms import Exchange, Form, Request, Response, Step, shown
from conformance.wire.births import births
from conformance.wire.encoding import encode

Key = tuple[str, str, tuple[tuple[str, str], ...], bytes]


class NotRecorded(Interruption):
    """Something is asked that the recording does not answer: it has to be made again."""

    outcome = "not-testable"


class Player:
    """One recording.  remedy: the command that records it again."""

    def __init__(self, recorded: Mapping[str, Any], remedy: str) -> None:
        self.block: Mapping[str, Any] = recorded["conformance"]
        self.examples: list[Mapping[str, Any]] = self.block["examples"]
        self._interactions = recorded["interactions"]
        self._starts = [0]
        for example in self.examples:
            self._starts.append(self._starts[-1] + example["exchanges"])
        _check(self._interactions, self._starts[-1])
        self._remedy = remedy
        self._lock = threading.Lock()
        self._number = -1
        self._answers: dict[Key, deque[Any]] = {}
        self._states: dict[str, deque[Any]] = {}
        self._times: deque[Any] = deque()
        self._time: float | None = None
        self._clock: deque[float] = deque()
        self._read, self._read_at = 0.0, 0.0
        self.passed = 0.0

    def miss(self, what: str) -> NotRecorded:
        return NotRecorded(f"{what} was never recorded: record again", remedy=self._remedy)

    def begin(self) -> None:
        """Go on to the next example."""
        self._number += 1
        if self._number >= len(self.examples):
            raise self.miss("this example")
        self._answers, self._states = {}, {}
        for key, answer in self._said(self._number):
            self._answers.setdefault(key, deque()).append(answer)
        example = self.examples[self._number]
        for each in example.get("states", ()):
            self._states.setdefault(_asked(each["state"], each.get("params", {})), deque()).append(each)
        self._times = deque(example.get("times", ()))
        self._clock = deque(example.get("clock", ()))

    # ------------------------------------------------------------------ exchanges

    def answer(self, request: Request, step: Step) -> Response:
        """Return what was answered; a witness that is asked oftener than it was says again what it said last."""
        with self._lock:
            answers = self._answers.get(_key_of(request))
            if not answers:
                raise self.miss(_named(request))
            said = answers[0] if step == "witness" and len(answers) == 1 else answers.popleft()
        if "reason" in said:
            raise Lost(said["reason"], remedy=said["remedy"])
        response = response_of(said)
        self.passed += response.seconds
        return response

    def _said(self, number: int) -> Iterator[tuple[Key, Any]]:
        """Yield question and answer of an example, lost connections in their place."""
        lost = [each for each in self.block.get("lost", ()) if each["example"] == number]
        for at in range(self._starts[number], self._starts[number + 1] + 1):
            yield from ((_key(each["request"], each), each) for each in lost if each["before"] == at)
            if at < self._starts[number + 1]:
                each = self._interactions[at]
                yield _key(each["request"], each["said"]), each

    # ------------------------------------------------------------------ states, time, and what was found out

    def state(self, state: str, params: Mapping[str, Any]) -> Mapping[str, Any]:
        with self._lock:
            made = self._states.get(_asked(state, params))
            if not made:
                raise self.miss(f"the state {state!r}" + (f" with {', '.join(sorted(params))}" if params else ""))
            found: Mapping[str, Any] = made.popleft()
            return found

    def is_given(self, state: str, values: Mapping[str, Any]) -> bool:
        """True if these values of a state came from the configuration."""
        plain = {name: value.reveal() if isinstance(value, Secret) else value for name, value in values.items()}
        states = self.examples[self._number].get("states", ())
        return any(each.get("given") and each["state"] == state and each["values"] == plain for each in states)

    def time(self, seconds: float | None) -> Mapping[str, Any]:
        """Return what passing so many seconds was answered; what was not recorded follows from what was."""
        if self._times and self._times[0].get("seconds") == seconds:
            found: Mapping[str, Any] = self._times.popleft()
            self._time = (found.get("values") or {}).get("now", self._time)
            return found
        if self._time is None:
            raise self.miss("the target's time")
        self._time += seconds or 0
        return {"seconds": seconds, "values": {"now": self._time}}

    def clock(self) -> float:
        """Return the seconds that had passed when it was asked; who asks oftener hears how long answers took."""
        with self._lock:
            if self._clock:
                self._read, self._read_at = self._clock.popleft(), self.passed
            return self._read + self.passed - self._read_at

    def told(self, question: str) -> Any:
        told = dict(self.examples[max(0, self._number)].get("told", ()))
        if question not in told:
            raise self.miss(question)
        return told[question]


def _check(interactions: list[Mapping[str, Any]], expected: int) -> None:
    """Raise if a part is missing that will be asked for."""
    if len(interactions) != expected:
        raise ValueError(f"{len(interactions)} exchanges, and {expected} in the examples")
    for each in interactions:
        response_of(each)
        _ = (each["request"]["method"], each["request"]["uri"], each["request"]["body"], each["request"]["headers"])


PLAYER: ContextVar[Player | None] = ContextVar("player", default=None)


def playing() -> Player:
    """Return the recording in use."""
    player = PLAYER.get()
    assert player is not None, "no recording is open"
    return player


class PlayingWire:
    """A wire without a way out: the recording in use answers."""

    requests = 0

    def send(self, request: Request, *, step: Step, says: str = "") -> Exchange:
        response = playing().answer(request, step)
        return Exchange(request, response, step, says, births(response))

    def close(self) -> None:
        """Nothing is open."""


def _asked(state: str, params: Mapping[str, Any]) -> str:
    return f"{state} {json.dumps(params, sort_keys=True, default=Secret.reveal)}" if params else state


def _key(request: Mapping[str, Any], said: Mapping[str, Any]) -> Key:
    body = request["body"] or b""
    pairs = said.get("request_headers") or _pairs(request["headers"])
    return (request["method"], request["uri"], _sorted(pairs), body.encode("utf-8") if isinstance(body, str) else body)


def _key_of(request: Request) -> Key:
    octets = encode(request)
    pairs = ((name.decode("latin-1"), value.decode("latin-1")) for name, value in octets.headers)
    return (octets.method, octets.origin + octets.path.decode("ascii"), _sorted(pairs), octets.content)


def _sorted(pairs: Any) -> tuple[tuple[str, str], ...]:
    return tuple(sorted(((name, value) for name, value in pairs), key=lambda pair: pair[0].lower()))


def _pairs(headers: Mapping[str, list[str]]) -> list[tuple[str, str]]:
    return [(name, value) for name, values in headers.items() for value in values]


def response_of(interaction: Mapping[str, Any]) -> Response:
    """Return what an interaction of a recording says was answered."""
    told, said = interaction["response"], interaction["said"]
    body = told["body"]["string"]
    pairs = said.get("response_headers") or _pairs(told["headers"])
    return Response(
        told["status"]["code"],
        tuple((name, value) for name, value in pairs),
        body.encode("utf-8") if isinstance(body, str) else body,
        said.get("seconds", 0.0),
        said.get("http", "HTTP/1.1"),
    )


def _named(request: Request) -> str:
    """Return a request by its method, address and the names of what it carries."""
    form = request.body.pairs if isinstance(request.body, Form) else ()
    names = [pair.name for pair in (*request.query, *form, *request.headers)]
    return f"{request.method} {shown(request.url)} with {', '.join(dict.fromkeys(names)) or 'nothing'}"
