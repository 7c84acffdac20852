"""How the server behaves: one frozen record, conformant by default.

Every number, word, table and small decision on which a documented sentence depends is a field here, so that a fault
is this record with one field replaced. Tables are keyed by operation: the two grant types, RENEW, REVOKE and READ.
The keys of `statuses` and `breaks_on` are the reasons listed in `errors`; `unchecked` and `refused_yet_done` pair an
operation with a reason.
"""

from __future__ import annotations

import hmac
import secrets
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Literal

from conformance.reference.http import Answer, Request
from conformance.reference.square.store import Code, Grant, Spent, Store, Subscription, Token

Members = dict[str, object]
Checks = frozenset[tuple[str, str]]
Reach = Callable[[Token, Collection[Token]], list[Token]]

TOKEN, REVOCATION, LOCATIONS = "/oauth2/token", "/oauth2/revoke", "/v2/locations"
RENEWAL, SUBSCRIPTION = "/oauth2/clients/{}/access-token/renew", "/v2/subscriptions/{}"
CODE, REFRESH, RENEW, REVOKE = "authorization_code", "refresh_token", "renew", "revoke"
READ = "locations"
ISSUING = (CODE, REFRESH, RENEW)

DAY = 86_400
LIFETIME = 30 * DAY
GRACE = 15 * DAY
CODE_LIFETIME = 300

REQUIRED: Mapping[str, tuple[str, ...]] = {
    CODE: ("client_id", "client_secret", "code"),
    REFRESH: ("client_id", "client_secret", "refresh_token"),
    RENEW: ("access_token",),
    REVOKE: ("access_token",),
}


def equal(given: str, right: str) -> bool:
    return hmac.compare_digest(given.encode("utf-8", "surrogatepass"), right.encode("utf-8", "surrogatepass"))


def is_json(content_type: str) -> bool:
    """Say whether a body is JSON; one without a media type is taken for it."""
    return content_type.partition(";")[0].strip().lower() in ("application/json", "")


def read_client(authorization: str) -> str | None:
    """Return the secret of `Client <secret>`: that word, in these letters, and one thing after it."""
    words = authorization.strip(" \t").split(" ")
    return words[1] if len(words) == 2 and words[0] == "Client" and words[1] else None


def read_bearer(authorization: str) -> str | None:
    """Return the token of `Bearer <token>`; the scheme's case does not matter (RFC 9110 section 11.1)."""
    scheme, _, value = authorization.partition(" ")
    return value.strip() if scheme.lower() == "bearer" else None


def is_expired(token: Token, now: float) -> bool:
    return now >= token.ends_at


def is_code_expired(code: Code, now: float) -> bool:
    return now - code.issued_at >= CODE_LIFETIME


def is_renewable(token: Token, now: float) -> bool:
    """Say whether a token is live, or has not been expired for more than 15 days."""
    return now - token.ends_at <= GRACE


def show_moment(moment: float) -> object:
    """Write a moment as ISO 8601 in UTC, rounded down, so that no token dies before its stated end."""
    return datetime.fromtimestamp(moment // 1, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def find_code(store: Store, client_id: str, value: str) -> Code | None:
    return store.codes.get(value)


def find_token(store: Store, client_id: str, value: str) -> Token | None:
    return store.tokens.get(value)


def fits_redirect(bound: str | None, registered: str, given: str | None) -> bool:
    """Say whether the address of an exchange is that of the authorization; none is needed where none was given."""
    return given == bound if bound is not None else given in (None, registered)


def the_account(token: Token, tokens: Collection[Token]) -> list[Token]:
    return [other for other in tokens if other.grant == token.grant and other.kind != "personal"]


def only_the_token(token: Token, tokens: Collection[Token]) -> list[Token]:
    return [token]


# By what the request names: a token, a token with revoke_only_access_token, or the account.
REACH: Mapping[str, Reach] = {"token": the_account, "only": only_the_token, "account": the_account}


def is_of_an_ended_token(subscription: Subscription, named: Token, ended: Sequence[Token]) -> bool:
    return subscription.token.value in [token.value for token in ended]


@dataclass(frozen=True)
class Figures:
    """Hold every behaviour figure; the defaults are what the documents say."""

    # requests
    gone: tuple[str, ...] = ()
    json_media: Callable[[str], bool] = is_json
    without_body: Mapping[str, Literal["break", "newest", "success"]] = field(default_factory=dict)
    required: Mapping[str, tuple[str, ...]] = field(default_factory=lambda: dict(REQUIRED))
    header_wanted_on: tuple[str, ...] = ()

    # refusals: a check that is not made, work done before it, another status or body, a breakdown
    unchecked: Checks = frozenset()
    refused_yet_done: Checks = frozenset()
    refused_yet_canceled: bool = False
    statuses: Mapping[str, int] = field(default_factory=dict)
    breaks_on: tuple[str, ...] = ()
    error_text: Callable[[str, Request], str] = lambda text, request: text
    error_answer: Callable[[Answer], Answer] = lambda answer: answer

    # applications
    served: Callable[[str], bool] = lambda client_id: True
    secret_matches: Callable[[str, str], bool] = equal
    secret_of_any_on: tuple[str, ...] = ()
    right_secret_remembered: bool = False
    wrong_secret_ends_refresh_token: bool = False
    client_header: Mapping[str, Callable[[str], str | None]] = field(
        default_factory=lambda: {RENEW: read_client, REVOKE: read_client}
    )

    # grants and codes
    grant_name: Callable[[Members], str] = lambda body: str(body.get("grant_type", ""))
    grants_offered: tuple[str, ...] = (CODE, REFRESH)
    code_named: Callable[[Store, str, str], Code | None] = find_code
    code_expired: Callable[[Code, float], bool] = is_code_expired
    code_good_again: Callable[[Spent, Store], bool] = lambda spent, store: False
    code_answers_again: bool = False
    redirect_fits: Callable[[str | None, str, str | None], bool] = fits_redirect
    account_refused: Callable[[Grant, Store], bool] = lambda grant, store: False

    # tokens
    lifetime: float = LIFETIME
    token_value: Callable[[str], str] = lambda kind: secrets.token_urlsafe(48)
    expired: Callable[[Token, float], bool] = is_expired
    works: Callable[[Token, Store], bool] = lambda token, store: True
    life_restarts_with_use: bool = False
    personal_lifetime: float | None = None
    personal_works: bool = True
    bearer: Callable[[str], str | None] = read_bearer

    # token answers
    token_media: Callable[[str], str] = lambda operation: "application/json"
    members: Callable[[str, Members], Members] = lambda operation, members: members
    end_stated: Callable[[Token, Store], float] = lambda token, store: token.ends_at
    moment_shown: Callable[[float], object] = show_moment
    merchant_stated: Callable[[Token, Store], str] = lambda token, store: token.merchant_id
    refresh_token_given: Callable[[str, int], bool] = lambda operation, older: True
    cache_control: str | None = "no-store"

    # refreshing
    refresh_named: Callable[[Store, str, str], Token | None] = find_token
    refreshable: Callable[[Token], bool] = lambda token: token.kind == "refresh"
    refresh_possible: Callable[[Token, Store], bool] = lambda token, store: True
    refresh_uses: int = 0
    refresh_for: Callable[[Token, Store], Grant] = lambda token, store: token.grant
    refresh_repeats: Literal["token", "old access token"] = "token"
    refresh_rotates: bool = False
    refresh_forgets: Callable[[float], bool] = lambda since_its_end: False

    # what ends with a refresh or a renewal
    ends_with: Mapping[str, Reach] = field(default_factory=dict)

    # the start of the life of a token that comes from another
    starts: Callable[[str, Token, float], float] = lambda operation, old, now: now

    # renewal
    renewal_named: Callable[[Store, str, str], Token | None] = find_token
    renewable: Callable[[Token, float], bool] = is_renewable
    renewal_refuses_live: bool = False
    renewal_of: Callable[[Token], bool] = lambda token: token.kind == "access"
    renewal_for: Callable[[Token, Store], Grant] = lambda token, store: token.grant
    renewal_forgets: Callable[[Token, float], bool] = lambda token, now: False
    renewal_revives: bool = False

    # revocation
    revocable: Callable[[Token, Store], bool] = lambda token, store: True
    revocation_members: Callable[[], Members] = lambda: {"success": True}
    revocation_named: Callable[[Store, str, str], Token | None] = find_token
    reach: Mapping[str, Reach] = field(default_factory=lambda: dict(REACH))
    death: Callable[[Token, Token, Store], float] = lambda named, ended, store: 0.0
    shuts_out: bool = False
    authorization_revives: bool = False

    # subscriptions
    cancels: Callable[[Subscription, Token, Sequence[Token]], bool] = is_of_an_ended_token
    cancels_at_most: int | None = None
    cancel_delay: float = 0.0
    cancels_by: tuple[str, ...] = ("token", "only", "account")
    subscription_ends_as: str = "CANCELED"


VERSIONS: Mapping[str, Figures] = {"2020-05-28": Figures()}
