"""What the server remembers: clients with their redirect URIs, signed-in users, codes, and tokens.

A user belongs to no client: the same user authorizes several. A code is outstanding until it is exchanged; it does not
age. A refresh token that was replaced leaves `tokens`; an access token that has expired stays, merely too old, until
a refresh of its client sweeps it away.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from conformance.reference.clock import MovableClock
from conformance.reference.server import Clock

Kind = Literal["access", "refresh"]
Members = dict[str, object]


@dataclass(slots=True)
class Client:
    client_id: str
    secret: str = field(repr=False)
    redirect_uris: list[str]
    was_right: bool = False


@dataclass(frozen=True, slots=True)
class User:
    """Hold a user; `session` is the value of the cookie of the user's browser."""

    number: int
    username: str
    session: str = field(repr=False)


@dataclass(slots=True, eq=False)
class Code:
    """Hold an authorization code; `keys` is what its exchange was answered with."""

    value: str = field(repr=False)
    client_id: str
    username: str
    issued_at: float
    used_at: float | None = None
    keys: Members | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class Token:
    """Hold a token; `origin` is the operation that made it, `generation` how many refreshes lie behind it."""

    value: str = field(repr=False)
    kind: Kind
    client_id: str
    username: str
    origin: str
    generation: int
    issued_at: float
    ends_at: float


class Store(MovableClock):
    """Keep everything in memory."""

    def __init__(self, clock: Clock) -> None:
        super().__init__(clock)
        self.clients: dict[str, Client] = {}
        self.users: dict[str, User] = {}
        self.codes: dict[str, Code] = {}
        self.outstanding: dict[str, Code] = {}
        self.used_codes: list[Code] = []
        self.tokens: dict[str, Token] = {}
        self.access_tokens: dict[str, Token] = {}
        self.ended: dict[str, tuple[Token, float]] = {}
        self.last_shown: User | None = None
        self.last_authorizing: User | None = None

    def add_client(self, client: Client) -> Client:
        self.clients[client.client_id] = client
        return client

    def add_user(self, user: User) -> User:
        self.users[user.username] = user
        return user

    def find_session(self, session: str) -> User | None:
        return next((user for user in self.users.values() if user.session == session), None)

    def newest_user(self) -> User | None:
        return next(reversed(self.users.values()), None)

    def add_code(self, code: Code) -> Code:
        self.codes[code.value] = self.outstanding[code.value] = code
        return code

    def newest_code(self, client_id: str) -> Code | None:
        return next((code for code in reversed(self.outstanding.values()) if code.client_id == client_id), None)

    def use_code(self, code: Code) -> None:
        self.outstanding.pop(code.value, None)
        self.used_codes.append(code)
        code.used_at = self.now

    def drop_code(self, code: Code) -> None:
        self.codes.pop(code.value, None)
        self.outstanding.pop(code.value, None)

    def add_token(self, token: Token) -> Token:
        self.tokens[token.value] = token
        if token.kind == "access":
            self.access_tokens[token.value] = token
        return token

    def newest_token(self, kind: Kind, client_id: str) -> Token | None:
        fits = (t for t in reversed(self.tokens.values()) if t.kind == kind and t.client_id == client_id)
        return next(fits, None)

    def end(self, token: Token) -> None:
        self.access_tokens.pop(token.value, None)
        if self.tokens.pop(token.value, None):
            self.ended[token.value] = (token, self.now)
