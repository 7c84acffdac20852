"""What the server remembers: clients, their users, the tokens of both, and a clock that can be moved.

Users belong to a client; names compare case-insensitively, passwords exactly. An authorization grant is a client
together with one of its users, or the client alone: finAPI hands out the same token for the same credentials, so two
sign-ins of one user are one grant. A token that was ended leaves `tokens`, an expired one stays and is merely too old.
"""

from __future__ import annotations

import math
from collections.abc import Collection
from dataclasses import dataclass, field
from itertools import takewhile
from typing import Literal

from conformance.reference.clock import MovableClock
from conformance.reference.server import Clock

Kind = Literal["access", "refresh"]
Grant = tuple[str, str | None]
# What a revocation is given, and how its hint fits.
Situation = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Configuration:
    """Hold a client's configuration; periods are seconds, 0 never ends; 0 attempts never lock."""

    client_access_period: int = 3600
    user_access_period: int = 3600
    refresh_period: int = 0
    auto_verification: bool = True
    max_login_attempts: int = 5


@dataclass(slots=True)
class Client:
    client_id: str
    secret: str = field(repr=False)
    configuration: Configuration = Configuration()


@dataclass(slots=True)
class User:
    client_id: str
    username: str
    password: str = field(repr=False)
    verified: bool = True
    locked: bool = False
    failures: int = 0
    refusals: int = 0

    @property
    def grant(self) -> Grant:
        return (self.client_id, self.username)


@dataclass(frozen=True, slots=True)
class Token:
    """Hold a token; `lifetime` is in seconds, 0 never ends; `origin` is the grant type that made it."""

    value: str = field(repr=False)
    kind: Kind
    client_id: str
    username: str | None
    origin: str
    issued_at: float
    lifetime: int

    @property
    def grant(self) -> Grant:
        return (self.client_id, self.username)


@dataclass(frozen=True, slots=True)
class Ending:
    """Say when a token ended, and of which revocation; one that no revocation ended has none."""

    token: Token
    moment: float
    ended_by: Situation | None


class Store(MovableClock):
    """Keep everything in memory; `now` stands still while one request is answered."""

    def __init__(self, clock: Clock) -> None:
        super().__init__(clock)
        self.requests = 0
        self.clients: dict[str, Client] = {}
        self.users: dict[tuple[str, str], User] = {}
        self.tokens: dict[str, Token] = {}
        self._by_grant: dict[Grant, dict[str, Token]] = {}
        self.ended: dict[str, Ending] = {}
        self.used_at: dict[str, float] = {}
        self.refreshes: dict[str, int] = {}
        self.callers: list[User] = []
        self.request_ids: list[str] = []
        self.request_id_moments: list[float] = []

    def add_client(self, client: Client) -> Client:
        self.clients[client.client_id] = client
        return client

    def add_user(self, user: User) -> User:
        self.users[user.client_id, user.username.lower()] = user
        return user

    def find_user(self, client_id: str, username: str) -> User | None:
        return self.users.get((client_id, username.lower()))

    def users_of(self, client_id: str) -> list[User]:
        """Return a client's users, the newest last."""
        return [user for user in self.users.values() if user.client_id == client_id]

    def add_token(self, token: Token) -> Token:
        self.tokens[token.value] = token
        self._by_grant.setdefault(token.grant, {})[token.value] = token
        return token

    def tokens_of(self, grant: Grant) -> list[Token]:
        """Return a grant's tokens that were not ended, the newest last."""
        return list(self._by_grant.get(grant, {}).values())

    def find_token(self, value: str) -> Token | None:
        """Return a token, whether it was ended or not."""
        ending = self.ended.get(value)
        return self.tokens.get(value) or (ending.token if ending else None)

    def find_seconds_since_use(self, token: Token) -> float:
        """Return how long ago a token was last accepted; infinity if it never was."""
        return self.now - self.used_at.get(token.value, -math.inf)

    def end(self, tokens: Collection[Token], *, by: Situation | None = None) -> None:
        for token in tokens:
            self.tokens.pop(token.value, None)
            self._by_grant.get(token.grant, {}).pop(token.value, None)
            self.ended[token.value] = Ending(token, self.now, by)

    def note_request_id(self, value: str) -> None:
        self.request_ids.append(value)
        self.request_id_moments.append(self.now)

    def count_request_ids(self, seconds: float) -> int:
        """Count the request ids that were passed within the last seconds."""
        recent = takewhile(lambda moment: self.now - moment < seconds, reversed(self.request_id_moments))
        return sum(1 for _ in recent)
