"""What the server remembers: applications, sellers' accounts, codes, tokens, subscriptions, and a clock.

A grant is an application together with the account (merchant) that has authorised it. One account may authorise
several applications, and one application several times: every authorization gives tokens of its own, which live beside
the older ones. A token that was revoked stays in `tokens` and has an hour of death in `ended`; an expired one is merely
too old.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Literal

from conformance.reference.clock import MovableClock
from conformance.reference.server import Clock

Kind = Literal["access", "refresh", "personal"]
Grant = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Application:
    client_id: str
    secret: str = field(repr=False)
    redirect_uri: str = "https://reference.example/callback"


@dataclass(frozen=True, slots=True)
class Code:
    """Hold an authorization code; `redirect_uri` is that of the authorization request, None if it had none."""

    value: str = field(repr=False)
    client_id: str
    merchant_id: str
    redirect_uri: str | None
    issued_at: float


@dataclass(frozen=True, slots=True)
class Spent:
    """Hold a code that has been exchanged, when, and for which access and refresh token."""

    code: Code
    at: float
    access: Token
    refresh: Token


@dataclass(frozen=True, slots=True)
class Token:
    """Hold a token; `lifetime` is in seconds, None never ends.

    origin: the operation that made it; parent: the value of the token or code from which it came; starts_at: when its
    lifetime began, which is when it was issued.
    """

    value: str = field(repr=False)
    kind: Kind
    client_id: str
    merchant_id: str
    origin: str
    parent: str = field(repr=False)
    issued_at: float
    starts_at: float
    lifetime: float | None

    @property
    def grant(self) -> Grant:
        return (self.client_id, self.merchant_id)

    @property
    def ends_at(self) -> float:
        return float("inf") if self.lifetime is None else self.starts_at + self.lifetime


@dataclass(slots=True)
class Subscription:
    """Hold a subscription that was made with an access token, and when it was canceled."""

    subscription_id: str
    token: Token
    canceled_at: float = float("inf")


class Store(MovableClock):
    """Keep everything in memory."""

    def __init__(self, clock: Clock) -> None:
        super().__init__(clock)
        self.applications: dict[str, Application] = {}
        self.merchants: list[str] = []
        self.codes: dict[str, Code] = {}
        self.spent: dict[str, Spent] = {}
        self.tokens: dict[str, Token] = {}
        self.ended: dict[str, float] = {}
        self.revocations: dict[Grant, float] = {}
        self.refreshes: dict[str, int] = {}
        self.subscriptions: dict[str, Subscription] = {}
        self.known: set[str] = set()

    def add_application(self, application: Application) -> Application:
        self.applications[application.client_id] = application
        return application

    def add_merchant(self, merchant_id: str) -> str:
        self.merchants.append(merchant_id)
        return merchant_id

    def add_code(self, code: Code) -> Code:
        self.codes[code.value] = code
        return code

    def add_token(self, token: Token) -> Token:
        self.tokens[token.value] = token
        return token

    def find_newest(self, kind: Kind, client_id: str) -> Token | None:
        """Return an application's newest token of a kind, ended or not."""
        fits = (t for t in reversed(self.tokens.values()) if t.kind == kind and t.client_id == client_id)
        return next(fits, None)

    def tokens_of(self, grant: Grant, kind: Kind) -> list[Token]:
        """Return a grant's tokens of a kind, the newest last."""
        return [token for token in self.tokens.values() if token.grant == grant and token.kind == kind]

    def is_ended(self, token: Token) -> bool:
        return self.ended.get(token.value, float("inf")) <= self.now

    def end(self, tokens: Iterable[tuple[Token, float]]) -> None:
        """End tokens at their hour; what is ended earlier stays so."""
        for token, hour in tokens:
            self.ended[token.value] = min(hour, self.ended.get(token.value, hour))
