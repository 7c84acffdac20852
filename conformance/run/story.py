"""The story of one example: every exchange in order, the tokens that must still live, the refusals to be controlled."""

from __future__ import annotations

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
    """What was said since the example began."""

    exchanges: list[Exchange] = field(default_factory=list)
    held: list[Held] = field(default_factory=list)
    refused: list[Call] = field(default_factory=list)
    findings: list[str] = field(default_factory=list)
    longest_lifetime: float = 0.0
    moved: float = 0.0

    def add(self, exchange: Exchange) -> int:
        """Remember an exchange and return its place."""
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
