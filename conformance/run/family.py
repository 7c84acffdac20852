"""The relatives of a token: what a revocation may end, and what it must spare."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from conformance.run.answer import Answer
    from conformance.run.server import Server

KINDS = ("access_token", "refresh_token")
"""Access tokens first: asking for a refresh token spends or makes something, so it is asked last."""


@dataclass(frozen=True, repr=False)
class Related:
    """One token of the family; `says` is how it is related."""

    actor: Server
    kind: str
    token: Any
    says: str

    def check_alive(self) -> None:
        self.actor.check_alive(self.kind, self.token, f"({self.says})")

    def check_dead(self) -> None:
        self.actor.check_dead(self.kind, self.token, f"({self.says})")

    def __repr__(self) -> str:
        return f"<{self.kind}, {self.says}>"


class Family:
    """The tokens of one grant, and those of the strangers that the promise spares.

    Strangers are made at once, so that a revocation that goes too far finds them alive before.
    """

    def __init__(self, server: Server) -> None:
        self._server = server
        self._grant = server.tokens()
        self._ended: tuple[str, ...] = ()
        makers = {"other user": server.someone_else, "other client": server.another_client}
        spared = [name for name in server.promise.figures.get("spares") or () if name in makers]
        actors = {name: makers[name]() for name in spared}
        self._strangers = {name: (actor, actor.tokens()) for name, actor in actors.items()}
        is_spared = "client" in (server.promise.figures.get("spares") or ())
        self._client = server.tokens(of="client").get("access_token") if is_spared else None

    def __getitem__(self, kind: str) -> Any:
        return self._grant.get(kind)

    def ended_by(self, ends: str, which: str) -> list[Related]:
        """Return the tokens that end: `token` the given one, `grant` or `account` all of the grant."""
        self._ended = (which,) if ends == "token" else KINDS
        says = "the given token" if ends == "token" else "of the same grant"
        return self._of(self._server, self._grant, self._ended, says)

    def beyond(self, spares: Sequence[str] | None) -> list[Related]:
        """Return the tokens that live on.

        `grant` means those of the same grant that `ended_by` did not name, `client` the client's own access token.
        """
        found: list[Related] = []
        for name in spares or ():
            if name == "grant":
                rest = tuple(kind for kind in KINDS if kind not in self._ended)
                found += self._of(self._server, self._grant, rest, "of the same grant")
            elif name == "client" and self._client is not None:
                found.append(Related(self._server, "client_token", self._client, "of the client itself"))
            elif name in self._strangers:
                actor, answer = self._strangers[name]
                found += self._of(actor, answer, KINDS, f"of the {name}")
        return sorted(found, key=lambda related: related.kind == "refresh_token")

    @staticmethod
    def _of(actor: Server, answer: Answer, kinds: Sequence[str], says: str) -> list[Related]:
        return [Related(actor, kind, answer.get(kind), says) for kind in kinds if answer.get(kind) is not None]
