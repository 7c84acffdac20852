"""How the server behaves: one frozen record, conformant by default.

Every number, word, table and small decision on which a documented sentence depends is a field here, so that a fault
is this record with one field replaced. Tables are keyed by the words of the documents: grant types, paths, roles, what
is presented to a revocation and how its hint fits. The keys of `statuses` and `unchecked` are the reasons listed in
`errors`.
"""

from __future__ import annotations

import hmac
import secrets
import uuid
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from conformance.reference.finapi.store import Configuration, Grant, Kind, Situation, Store, Token, User
from conformance.reference.http import Headers, Pairs, Request, read_pairs

Members = dict[str, object]
Reach = Callable[[Token, Collection[Token]], list[Token]]
Company = Callable[[User, Collection[User]], list[User]]

TOKEN, REVOKE, USERS, CONFIGURATION = "/oauth/token", "/oauth/revoke", "/api/v1/users", "/api/v1/clientConfiguration"
VERIFY = "/api/v1/users/verify/"
FORM = "application/x-www-form-urlencoded"

REQUIRED: Mapping[str, tuple[str, ...]] = {
    "client_credentials": ("client_id", "client_secret"),
    "password": ("client_id", "client_secret", "username", "password"),
    "refresh_token": ("client_id", "client_secret", "refresh_token"),
    REVOKE: ("token",),
}
GRANT_TYPES = tuple(word for word in REQUIRED if word != REVOKE)
# right: the token's own kind; wrong: the other kind; unknown: a word that is no kind.
PRESENTED, HINTS = ("access", "refresh", "client"), ("right", "none", "wrong", "unknown")
# nobody: no header; stranger: a token that was never issued; revoked: one that is ended; expired: one that is too old.
ROLES: Mapping[str, tuple[str, ...]] = {
    f"POST {REVOKE}": ("client",),
    f"GET {USERS}": ("user",),
    f"POST {USERS}": ("client",),
    f"POST {VERIFY}": ("client",),
    f"GET {CONFIGURATION}": ("client",),
    f"PATCH {CONFIGURATION}": ("client",),
}


def is_form(content_type: str) -> bool:
    return content_type.partition(";")[0].strip().lower() == FORM


def equal(given: str, right: str) -> bool:
    return hmac.compare_digest(given.encode("utf-8", "surrogatepass"), right.encode("utf-8", "surrogatepass"))


def make_token_value(kind: str) -> str:
    """Make 128 characters of [A-Za-z0-9_-], as in the documented sample."""
    return secrets.token_urlsafe(96)


def is_expired(token: Token, now: float) -> bool:
    return token.lifetime > 0 and now - token.issued_at >= token.lifetime


def is_refresh_token(token: Token) -> bool:
    return token.kind == "refresh"


def read_bearer(authorization: str) -> str | None:
    """Return the token of `Bearer <token>`; the scheme's case does not matter (RFC 9110 section 11.1)."""
    scheme, _, value = authorization.partition(" ")
    return value.strip() if scheme.lower() == "bearer" else None


def only_the_user(user: User, users: Collection[User]) -> list[User]:
    return [user]


def only_the_token(token: Token, tokens: Collection[Token]) -> list[Token]:
    return [token]


def the_grant(token: Token, tokens: Collection[Token]) -> list[Token]:
    return [other for other in tokens if other.grant == token.grant]


REACH: Mapping[Situation, Reach] = {
    **{(presented, hint): the_grant for presented in PRESENTED for hint in HINTS},
    ("access", "right"): only_the_token,
}


@dataclass(frozen=True)
class Figures:
    """Hold every behaviour figure; the defaults are what the documents say."""

    # request ids
    id_promised: bool = True
    id_max: int = 255
    id_unlimited_on: tuple[str, ...] = ()
    id_too_long: Literal["refuse", "do and refuse", "cut"] = "refuse"
    id_needed_on: tuple[str, ...] = ()
    id_refused_on: tuple[str, ...] = ()
    id_once: bool = False
    # Which of the ids passed so far is returned (the present one is the last); so many of them came within a second.
    id_picked: Callable[[Sequence[str], int], str] = lambda ids, crowd: ids[-1]
    id_echo: Callable[[str, int], str] = lambda given, status: given
    id_made: Callable[[int], str] = lambda number: f"selfgen-{uuid.uuid4()}"
    id_hidden: Callable[[str, int, bool], bool] = lambda path, status, given: False

    # refusals: another status, a check that is not made, a breakdown instead of a refusal, another envelope
    statuses: Mapping[str, int] = field(default_factory=dict)
    unchecked: tuple[str, ...] = ()
    breaks_on: tuple[str, ...] = ()
    error_text: Callable[[str, Request], str] = lambda text, request: text
    error_headers: Callable[[Headers, Request], Headers] = lambda headers, request: headers
    error_members: Callable[[int, Members], Members] = lambda status, members: members
    error_media: Callable[[str, int], str] = lambda path, status: "application/json"

    # reading a token request
    form_media: Callable[[str], bool] = is_form
    form_pairs: Callable[[str], Pairs] = read_pairs
    form_needs_authorization: tuple[str, ...] = ()
    required: Mapping[str, tuple[str, ...]] = field(default_factory=lambda: dict(REQUIRED))
    grant_type_default: str | None = None
    grant_name: Callable[[str], str] = lambda word: word

    # clients
    secret_matches: Callable[[str, str], bool] = equal
    secret_checked_on: tuple[str, ...] = GRANT_TYPES
    secret_of_any_client: bool = False
    wrong_secret_ends_tokens: bool = False

    # users
    user_named: Callable[[Store, str, str], User | None] = Store.find_user
    user_shown: Callable[[User, Store], User] = lambda user, store: user
    user_to_verify: Callable[[Store, str, str], User | None] = Store.find_user
    locked: Callable[[User, str], bool] = lambda user, name: user.locked
    unverified: Callable[[User, str], bool] = lambda user, name: not user.verified
    password_matches: Callable[[str, str], bool] = equal
    password_needed_while_signed_in: bool = True
    wrong_password_ends_tokens: bool = False
    attempts_allowed: Callable[[int], int] = lambda configured: configured
    success_resets_attempts: bool = True
    attempts_counted: Company = only_the_user
    locked_together: Company = only_the_user
    lock_ends: Callable[[Token], bool] = lambda token: True
    users_start_verified: bool = True
    verification_works: bool = True

    # tokens
    token_members: Callable[[str, Members], Members] = lambda grant_type, members: members
    token_media: Callable[[str], str] = lambda grant_type: "application/json"
    token_value: Callable[[str], str] = make_token_value
    stated_age: Callable[[float], float] = lambda age: age
    expired: Callable[[Token, float], bool] = is_expired
    life_restarts_with_use: bool = False
    reuses: Callable[[Token, float], bool] = lambda token, now: True
    reuse_key: Callable[[Grant], object] | None = None
    reuse_repeats_refresh_token: bool = True
    ended_is_returned: Callable[[Kind, Situation | None], Literal["no", "dead", "alive"]] = lambda kind, ended_by: "no"
    expired_is_returned: bool = False
    period_configured: bool = True
    period_reaches_back: bool = False
    configured: Callable[[Configuration, Configuration], Configuration] = lambda before, after: after

    # refreshing
    refreshable: Callable[[Token], bool] = is_refresh_token
    # By the seconds since the refresh token was revoked, and those from its last refresh until then.
    refreshable_when_revoked: Callable[[float, float], bool] = lambda since, before: False
    refresh_for_any_client: bool = False
    refused_refresh_ends_token: bool = False
    refresh_uses: int = 0
    refresh_needs_live_access: bool = False
    refresh_keeps_expiry: bool = False
    refresh_makes: Literal["live", "dead", "client", "expired", "last user"] = "live"

    # bearer tokens
    bearer: Callable[[str], str | None] = read_bearer
    bearer_kinds: tuple[Kind, ...] = ("access",)
    # Whether a token that is revoked or expired is taken for live, by the seconds since it was last used.
    remembers: Callable[[str, float], bool] = lambda role, ago: False
    roles: Mapping[str, tuple[str, ...]] = field(default_factory=lambda: dict(ROLES))

    # revocation
    revocation_reads_query: bool = True
    revocation_needs_media: bool = False
    revocation_body: bytes = b""
    hints_refused: tuple[str, ...] = ()
    presented: Callable[[Token | None, Token | None], Token | None] = lambda token, caller: token
    reach: Mapping[Situation, Reach] = field(default_factory=lambda: dict(REACH))
    spares: Callable[[Token, float], bool] = lambda token, age: False
    refused_yet_revokes: tuple[str, ...] = ()


VERSIONS: Mapping[str, Figures] = {"1.151.1": Figures(), "1.115.1": Figures(id_promised=False)}
