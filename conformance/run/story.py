"""The story of one example: every exchange in order, the tokens that must still live, the refusals to be controlled."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from conformance.secrets import Secret
from conformance.terms import Exchange, Step

if TYPE_CHECKING:
    from conformance.run.call import Call
    from conformance.run.server import Server


@dataclass(frozen=True, repr=False)
class Held:
    """A token that lives as long as nothing that may end it was accepted."""

    actor: Server
    kind: str
    token: Secret


@dataclass(repr=False)
class Story:
    """What was said since the example began.

    longest_lifetime: of the tokens made, in seconds; moved: by how much the clock was, in seconds.
    settles_at: when the last revocation has shown all its effects, by the monotonic clock.
    """

    exchanges: list[Exchange] = field(default_factory=list)
    held: list[Held] = field(default_factory=list)
    refused: list[Call] = field(default_factory=list)
    findings: list[str] = field(default_factory=list)
    longest_lifetime: float = 0.0
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

    def let_go(self) -> None:
        """Forget what must live: something happened that may end tokens."""
        self.held.clear()
