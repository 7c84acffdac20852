"""One reference server: an interface of the provider, and beside it the door for preconditions.

Each built-in contract has a `Reference`: its versions, its faults, and how to make a server from a record of figures.
A fault is that record with one thing wrong. Nothing here knows a provider, and nothing here has read a contract.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from threading import Lock
from typing import Any, Generic, Literal, TypeVar

from conformance.reference.http import Answer, Request
from conformance.reference.states import STATES_PATH, StateMaker, answer_states

Clock = Callable[[], float]
Depth = Literal["one", "sequence", "deep", "rare"]
F = TypeVar("F")


@dataclass(frozen=True, slots=True)
class Fault(Generic[F]):
    """Name one thing that a server does wrong: behaviour/word-for-how, one sentence, and the change of the figures.

    version: the version of the contract by whose figures it shows; empty for the default one.
    """

    name: str
    says: str
    depth: Depth
    change: Callable[[F], F]
    version: str = ""

    @property
    def behaviour(self) -> str:
        return self.name.partition("/")[0]


class ReferenceServer:
    """Answer requests one at a time, from any thread."""

    def __init__(
        self,
        api: Callable[[Request], Answer],
        states: Mapping[str, StateMaker],
        credentials: Mapping[str, object],
    ) -> None:
        self._api = api
        self._states = states
        self._lock = Lock()
        self.credentials: dict[str, Any] = dict(credentials)

    def answer(self, request: Request) -> Answer:
        with self._lock:
            if request.path == STATES_PATH:
                return answer_states(self._states, request)
            return self._api(request)


@dataclass(frozen=True, slots=True)
class Reference(Generic[F]):
    """Hold what one contract's server can be: figures by version (the first is the default), faults, and its maker.

    variants: conformant servers of the default version that use a freedom which the documents leave.
    """

    versions: Mapping[str, F]
    faults: Mapping[str, Fault[F]]
    make: Callable[[F, Clock], ReferenceServer]
    variants: Mapping[str, F] = field(default_factory=dict)
