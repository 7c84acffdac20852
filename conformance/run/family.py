"""The relatives of a token: what a revocation may end, and what it must spare."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from conformance.outcomes import Blocked, NotTestable

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

    def is_alive(self) -> bool:
        return self.actor.is_alive(self.kind, self.token)

    def __repr__(self) -> str:
        return f"<{self.kind}, {self.says}>"


class Family:
    """The tokens of one grant, and those of the strangers to watch.

    Strangers are made at once, so that a revocation that goes too far finds them alive before.  Who cannot be had is
    left out where it is enough to record what happens, and stops the scenario where it is promised that they live.
    """

    def __init__(self, server: Server, beside: Sequence[str]) -> None:
        self._server = server
        self._grant = server.tokens()
        self._ended: tuple[str, ...] = ()
        makers: dict[str, Callable[[], list[Related]]] = {
            "other sign-in": self._other_sign_in,
            "client": lambda: self._own_token_of(server, "of the client itself"),
            "other user": lambda: self._all_of(server.someone_else(), "of the other user"),
            "other client": self._other_client,
        }
        self._strangers = {name: self._made(makers[name]) for name in beside if name in makers}

    def __getitem__(self, kind: str) -> Any:
        return self._grant.get(kind)

    def ended_by(self, ends: str, which: str) -> list[Related]:
        """Return the tokens that end: `token` the given one, `grant` or `account` all of the grant."""
        self._ended = (which,) if ends == "token" else KINDS
        says = "the given token" if ends == "token" else "of the same grant"
        return self._of(self._server, self._grant, self._ended, says)

    def beyond(self, spares: Iterable[str] | None) -> list[Related]:
        """Return the tokens that live on.

        `grant` means those of the same grant that `ended_by` did not name, `client` the client's own access token.
        """
        found: list[Related] = []
        for name in spares or ():
            if name == "grant":
                rest = tuple(kind for kind in KINDS if kind not in self._ended)
                found += self._of(self._server, self._grant, rest, "of the same grant")
            else:
                found += self._strangers.get(name, [])
        return _refresh_tokens_last(found)

    def fates(self) -> str:
        """Ask every token that there is, without judging, and return who is dead and who lives."""
        everyone = self._of(self._server, self._grant, KINDS, "of the grant")
        everyone += [related for strangers in self._strangers.values() for related in strangers]
        asked = [related for related in _refresh_tokens_last(everyone) if related.actor.can_ask(related.kind)]
        alive = {related: related.is_alive() for related in asked}
        dead, living = ([related for related in asked if alive[related] is lives] for lives in (False, True))
        return f"dead: {_listed(dead)}; alive: {_listed(living)}"

    def _other_sign_in(self) -> list[Related]:
        """Where the same credentials get other tokens each time, those of the second time."""
        again = self._all_of(self._server, "of another sign-in")
        return [related for related in again if related.token != self._grant.get(related.kind)]

    def _other_client(self) -> list[Related]:
        other = self._server.another_client()
        return self._all_of(other, "of the other client's user") + self._own_token_of(other, "of the other client")

    def _made(self, make: Callable[[], list[Related]]) -> list[Related]:
        try:
            return make()
        except (Blocked, NotTestable):
            if self._server.promise.level == "observe":
                return []
            raise

    def _all_of(self, actor: Server, says: str) -> list[Related]:
        return self._of(actor, actor.tokens(), KINDS, says)

    def _own_token_of(self, actor: Server, says: str) -> list[Related]:
        operation = actor.binding.does("issue", subject="client")
        if operation is None:
            return []
        return [Related(actor, actor.kind(operation.name), actor.tokens(of="client").access_token, says)]

    @staticmethod
    def _of(actor: Server, answer: Answer, kinds: Sequence[str], says: str) -> list[Related]:
        found = [(kind, answer.get(kind)) for kind in kinds]
        return [Related(actor, kind, token, says) for kind, token in found if token is not None]


def _refresh_tokens_last(family: list[Related]) -> list[Related]:
    return sorted(family, key=lambda related: related.kind == "refresh_token")


def _listed(family: Sequence[Related]) -> str:
    """Name tokens by whose they are: `of the grant (access_token, refresh_token), …`."""
    kinds: dict[str, list[str]] = {}
    for related in family:
        kinds.setdefault(related.says, []).append(related.kind)
    return ", ".join(f"{says} ({', '.join(found)})" for says, found in kinds.items()) or "nothing"
