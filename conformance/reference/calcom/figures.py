"""How the server behaves: one frozen record, conformant by default.

Every number, word, table and small decision on which a documented sentence depends is a field here, so that a fault
is this record with one field replaced. Tables are keyed by operations; the keys of `unchecked`, `breaks_on` and
`refused_yet` are the reasons listed in `errors`, those of `statuses` are reasons and operations.
"""

from __future__ import annotations

import base64
import hmac
import json
import secrets
import string
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal, TypeVar
from urllib.parse import quote

from conformance.reference.calcom.store import Client, Code, Members, Store, Token, User
from conformance.reference.http import Headers, Request

AUTHORIZE, EXCHANGE, REFRESH, ME = "authorize", "exchange", "refresh", "me"
MEMBERS: Mapping[str, str] = {AUTHORIZE: "redirectUri", EXCHANGE: "clientSecret", REFRESH: "refreshToken"}
METHODS: Mapping[str, str] = {AUTHORIZE: "POST", EXCHANGE: "POST", REFRESH: "POST", ME: "GET"}
NOT_STORED: Headers = (("Cache-Control", "no-store"), ("Pragma", "no-cache"))
MINUTE, HOUR, DAY = 60, 3600, 86400

_IN_A_URI = "!#$%&'()*+,/:;=?@[]~"
_CODE_LETTERS = string.ascii_lowercase + string.digits
_SIGNING_KEY = secrets.token_bytes(32)
V = TypeVar("V")


def is_json(operation: str, content_type: str) -> bool:
    return content_type.partition(";")[0].strip().lower() == "application/json"


def equal(given: str, right: str) -> bool:
    return hmac.compare_digest(given.encode("utf-8", "surrogatepass"), right.encode("utf-8", "surrogatepass"))


def same(asked: str, registered: str) -> bool:
    return asked == registered


def find_exactly(things: Mapping[str, V], value: str) -> V | None:
    return things.get(value)


def outstanding_codes(store: Store, client_id: str, username: str) -> list[Code]:
    """Return the codes that keep a user from authorizing a client again."""
    return [c for c in store.outstanding.values() if (c.client_id, c.username) == (client_id, username)]


def is_used(code: Code, used: Sequence[Code], now: float) -> bool:
    return code.used_at is not None


def make_code_value(client_id: str, username: str) -> str:
    """Make a code that looks like a row's id."""
    return "c" + "".join(secrets.choice(_CODE_LETTERS) for _ in range(24))


def as_header(uri: str) -> str:
    """Make a URI fit for a header, whatever somebody asked for."""
    return quote(uri, safe=_IN_A_URI, errors="replace")


def make_location(uri: str, code: str) -> str | None:
    return as_header(f"{uri}?code={quote(code)}")


def make_token_value(claims: Members) -> str:
    """Make a JSON Web Token, signed with HS256."""
    parts = ({"alg": "HS256", "typ": "JWT"}, claims)
    signed = ".".join(_as_base64(json.dumps(part).encode("ascii")) for part in parts)
    return f"{signed}.{_as_base64(hmac.digest(_SIGNING_KEY, signed.encode('ascii'), 'sha256'))}"


def _as_base64(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode("ascii")


def an_hour_from(now: float, operation: str) -> float:
    """Return the end of an access token: 60 minutes from now, floored to the full minute."""
    return (now + HOUR) // MINUTE * MINUTE


def as_milliseconds(token: Token, now: float) -> object:
    return int(token.ends_at * 1000)


def is_expired(token: Token, now: float) -> bool:
    """Tell whether a token is too old; nobody looks at the age of a refresh token."""
    return token.kind == "access" and now >= token.ends_at


@dataclass(frozen=True)
class Figures:
    """Hold every behaviour figure; the defaults are what the documents say."""

    # refusals: another status, a check that is not made, work that is done all the same, another envelope
    statuses: Mapping[str, int] = field(default_factory=dict)
    unchecked: tuple[str, ...] = ()
    breaks_on: tuple[str, ...] = ()
    refused_yet: Mapping[str, Literal["done", "shown"]] = field(default_factory=dict)
    refusal_location: Callable[[str, str], tuple[int, str] | None] = lambda reason, asked: None
    error_text: Callable[[str, Request], str] = lambda text, request: text
    error_members: Callable[[str, Members], Members] = lambda reason, members: members
    error_media: Callable[[str], str] = lambda reason: "application/json"

    # reading a request
    methods: Mapping[str, str] = field(default_factory=lambda: dict(METHODS))
    headers_needed: Mapping[str, str] = field(default_factory=dict)
    json_media: Callable[[str, str], bool] = is_json
    strict_on: tuple[str, ...] = ()

    # clients
    secret_matches: Callable[[str, str], bool] = equal
    secret_owners: Callable[[str, Client, Sequence[Client]], Sequence[Client]] = lambda operation, client, clients: (
        client,
    )
    client_named: Callable[[Mapping[str, Client], str], Client | None] = find_exactly
    client_found_by_secret: bool = False
    key: Callable[[str], str] = lambda text: text
    key_elsewhere: Callable[[Request], str | None] = lambda request: None
    secret_remembered: bool = False

    # authorization
    authorizing_user: Callable[[User, Sequence[User], User | None], User] = lambda user, users, last: user
    redirect_matches: Callable[[str, str], bool] = same
    redirect_of_any_client: bool = False
    redirect_target: Callable[[str, Client], str] = lambda asked, client: asked
    location: Callable[[str, str], str | None] = make_location
    blocking_codes: Callable[[Store, str, str], list[Code]] = outstanding_codes
    code_repeats: bool = False
    code_value: Callable[[str, str], str] = make_code_value

    # exchange
    code_elsewhere: Callable[[Request], str | None] = lambda request: None
    code_named: Callable[[Mapping[str, Code], str], Code | None] = find_exactly
    code_is_used: Callable[[Code, Sequence[Code], float], bool] = is_used
    used_code_repeats: bool = False
    foreign_code_passes: bool = False
    exchange_ends: Callable[[Code, Code], bool] | None = None

    # tokens
    acts_for: Callable[[str, str, Sequence[str], int], str] = lambda operation, username, usernames, refreshes: username
    stillborn: Callable[[str, int], bool] = lambda kind, generation: False
    reuse_key: Callable[[str, str], object] | None = None
    token_value: Callable[[Members], str] = make_token_value
    access_end: Callable[[float, str], float] = an_hour_from
    stated_end: Callable[[Token, float], object] = as_milliseconds
    expired: Callable[[Token, float], bool] = is_expired
    life_restarts_with_use: bool = False
    keys_members: Callable[[str, Members], Members] = lambda operation, members: members
    keys_media: Callable[[str], str] = lambda operation: "application/json"
    keys_headers: Callable[[str], Headers] = lambda operation: NOT_STORED

    # refreshing
    refresh_named: Callable[[Mapping[str, Token], str], Token | None] = find_exactly
    refreshable: Callable[[Token], bool] = lambda token: token.kind == "refresh"
    rotates: Callable[[Token], bool] = lambda token: True
    rotation_ends: Callable[[Token], bool] = lambda token: True
    ended_comes_back: Callable[[float, Sequence[Token], Token], bool] = lambda age, newer, token: False
    foreign_token_passes: bool = False
    refresh_too_old: Callable[[Token, float], bool] = lambda token, now: False
    refresh_generations: int | None = None
    refresh_ends: Callable[[Token, Token], bool] | None = None
    refresh_needs_live_access: bool = False
    refresh_gives: Literal["new", "the newest", "an expired one"] = "new"
    refresh_keeps_end: bool = False

    # calls with an access token
    me_open_to: tuple[str, ...] = ("user",)
    user_shown: Callable[[User, Sequence[User], User | None], User] = lambda user, users, last: user


VERSIONS: Mapping[str, Figures] = {"v2": Figures()}
