"""What the server remembers: clients, users, codes, tokens, and a clock.

A grant is one authorization: each use of a code, of a password or of the client's own credentials is another one, and
what comes from it by refreshing belongs to it. A refresh token that was replaced stands in `replaced` with its
successor; a token that was ended stays in `tokens` and has its hour in `ended`; an expired one is merely too old.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Literal

from conformance.reference.clock import MovableClock
from conformance.reference.server import Clock

Kind = Literal["access", "refresh"]
Scope = tuple[str, ...]


@dataclass(slots=True)
class Client:
    """Hold a client; one without a secret is public."""

    client_id: str
    secret: str | None = field(repr=False)
    grants: tuple[str, ...]
    scope: Scope
    redirect_uris: list[str]

    @property
    def is_public(self) -> bool:
        return self.secret is None


@dataclass(frozen=True, slots=True)
class User:
    """Hold a user; `session` is the value of the cookie of the user's browser."""

    username: str
    password: str = field(repr=False)
    session: str = field(repr=False)
    locked: bool = False


@dataclass(slots=True, eq=False)
class Code:
    """Hold an authorization code; without redirect_uri its request named none, without challenge it had none."""

    value: str = field(repr=False)
    client_id: str
    username: str
    scope: Scope
    redirect_uri: str | None
    challenge: str | None
    method: str
    issued_at: float
    used_at: float | None = None
    uses: int = 0
    grant: int = 0


@dataclass(frozen=True, slots=True)
class Token:
    """Hold a token; origin: the grant type that made it; parent: the refresh token that it comes from."""

    value: str = field(repr=False)
    kind: Kind
    client_id: str
    username: str | None
    scope: Scope
    grant: int
    origin: str
    parent: str = field(repr=False)
    issued_at: float
    ends_at: float


class Store(MovableClock):
    """Keep everything in memory."""

    def __init__(self, clock: Clock) -> None:
        super().__init__(clock)
        self.clients: dict[str, Client] = {}
        self.users: dict[str, User] = {}
        self.codes: dict[str, Code] = {}
        self.tokens: dict[str, Token] = {}
        self.ended: dict[str, float] = {}
        self.replaced: dict[str, tuple[Token, float]] = {}
        self.looked_up: dict[str, dict[str, object]] = {}
        self.known: set[str] = set()
        self.used: set[str] = set()
        self.shut_out: set[tuple[str, str | None]] = set()
        self.host = ""
        self.grants = 0

    def add_client(self, client: Client) -> Client:
        self.clients[client.client_id] = client
        return client

    def add_user(self, user: User) -> User:
        self.users[user.username] = user
        return user

    def find_session(self, session: str) -> User | None:
        return next((user for user in self.users.values() if user.session == session), None)

    def add_code(self, code: Code) -> Code:
        self.codes[code.value] = code
        return code

    def next_grant(self) -> int:
        self.grants += 1
        return self.grants

    def add_token(self, token: Token) -> Token:
        self.tokens[token.value] = token
        return token

    def tokens_of(self, grant: int) -> list[Token]:
        return [token for token in self.tokens.values() if token.grant == grant]

    def is_ended(self, token: Token) -> bool:
        return self.ended.get(token.value, float("inf")) <= self.now

    def end(self, tokens: Iterable[Token], *, after: float = 0.0) -> None:
        """End tokens, now or in a while; what is ended earlier stays so."""
        for token in tokens:
            self.ended[token.value] = min(self.now + after, self.ended.get(token.value, float("inf")))

    def revive(self, tokens: Iterable[Token]) -> None:
        for token in tokens:
            self.ended.pop(token.value, None)
