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
    """The tokens of one grant, and those of the relatives and strangers to watch.

    All are made at once, so that a revocation that goes too far finds them alive before.  Where the promise speaks of
    the account, the user has made a grant before this one and another after it.  Who cannot be had is left out where
    it is enough to record what happens, and stops the scenario where it is promised that they live.
    """

    def __init__(self, server: Server, beside: Sequence[str]) -> None:
        self._server = server
        spares = server.promise.figures.get("spares") or ()
        has_others = bool({"account", "authorization"} & {server.promise.figures.get("ends"), *spares})
        older = [server.tokens()] if has_others else []
        self._grant = server.tokens()
        self._others = [*older, server.tokens()] if has_others else []
        self._ended: tuple[str, ...] = ()
        makers: dict[str, Callable[[], list[Related]]] = {
            "other sign-in": self._other_sign_in,
            "client": lambda: self._own_token_of(server, "of the client itself"),
            "other user": lambda: self._all_of(server.someone_else(), "of the other user"),
            "other client": self._other_client,
            "same user at other client": lambda: self._all_of(
                server.another_client(same_user=True), "of the same user at the other client"
            ),
        }
        self._strangers = {name: self._made(makers[name]) for name in beside if name in makers}

    def __getitem__(self, kind: str) -> Any:
        return self._grant.get(kind)

    @property
    def lifetime(self) -> float | None:
        """How long an access token of the grant lives, in seconds; None if the answer did not say it."""
        return self._grant.lifetime

    def ended_by(self, ends: str, which: str) -> list[Related]:
        """Return the tokens that end.

        `token` means the given one, `grant` all of its grant, `account` every access token that the user gave this
        client, `authorization` every token, the refresh tokens too.
        """
        self._ended = {"token": (which,), "account": ("access_token",)}.get(ends, KINDS)
        says = "the given token" if ends == "token" else "of the same grant"
        found = self._of(self._server, self._grant, self._ended, says)
        if ends in ("account", "authorization"):
            found += self._of_the_account(self._ended)
        return _refresh_tokens_last(found)

    def beyond(self, spares: Iterable[str] | None) -> list[Related]:
        """Return the tokens that live on.

        `grant` means those of the same grant that `ended_by` did not name, `account` the access tokens of the user's
        other grants, `client` the client's own access token.
        """
        found: list[Related] = []
        for name in spares or ():
            if name == "grant":
                rest = tuple(kind for kind in KINDS if kind not in self._ended)
                found += self._of(self._server, self._grant, rest, "of the same grant")
            elif name == "account":
                found += self._of_the_account(("access_token",))
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
        if not other.does("issue").send().is_accepted:
            raise NotTestable("the other client has no user of its own")
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

    def _of_the_account(self, kinds: Sequence[str]) -> list[Related]:
        says = "of another grant of the same user"
        found = [each for answer in self._others for each in self._of(self._server, answer, kinds, says)]
        return [each for each in found if each.token != self._grant.get(each.kind)]

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
