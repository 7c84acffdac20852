"""How the server behaves: one frozen record, conformant by default.

Every number, word, table and small decision on which a sentence of the RFCs depends is a field here, so that a fault
is this record with one field replaced. Tables are keyed by operation: the grant types, AUTHORIZE, REVOKE, INTROSPECT
and READ. The keys of `statuses`, `words` and `breaks_on` are the reasons listed in `errors`; `unchecked` pairs an
operation with a reason.

`VERSIONS` are the two profiles: OAuth 2.0 as the RFCs have it, and the OAuth 2.1 draft. `VARIANTS` are servers of the
first profile that use a freedom which it leaves: what becomes of a refresh token when it is used.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from typing import Literal

from conformance.reference.http import Answer, Headers, Pairs, Request
from conformance.reference.oauth2.rules import (
    basic_challenge,
    bearer_challenge,
    equal,
    find_repeated,
    fits_challenge,
    fits_redirect,
    is_code_expired,
    is_expired,
    is_verifier,
    no_store,
    nobody_else,
    only_the_token,
    read_basic,
    read_bearer,
    read_parameters,
    same_client,
    same_uri,
    the_grant,
)
from conformance.reference.oauth2.store import Client, Code, Scope, Store, Token, User

Members = dict[str, object]
Checks = frozenset[tuple[str, str]]
Reach = Callable[[Token, Collection[Token]], list[Token]]
Form = Mapping[str, str]

TOKEN, REVOCATION, INTROSPECTION, AUTHORIZATION = "/token", "/revoke", "/introspect", "/authorize"
RESOURCE, RESOURCE_WRITE = "/resource", "/resource/write"
METADATA = "/.well-known/oauth-authorization-server"

CREDENTIALS, PASSWORD, REFRESH, CODE = "client_credentials", "password", "refresh_token", "authorization_code"
GRANT_TYPES = (CREDENTIALS, PASSWORD, REFRESH, CODE)
AUTHORIZE, REVOKE, INTROSPECT, READ = "authorize", "revoke", "introspect", "read"

HOUR = 3600
DAY = 24 * HOUR
LIFETIME = HOUR
REFRESH_LIFETIME = 30 * DAY
SCOPES: Scope = ("read", "write", "admin")

METHODS: Mapping[str, tuple[str, ...]] = {
    TOKEN: ("POST",),
    REVOCATION: ("POST",),
    INTROSPECTION: ("POST",),
    AUTHORIZATION: ("GET", "POST"),
    RESOURCE: ("GET",),
    RESOURCE_WRITE: ("GET",),
    METADATA: ("GET",),
}
REQUIRED: Mapping[str, tuple[str, ...]] = {
    CREDENTIALS: (),
    PASSWORD: ("username", "password"),
    REFRESH: ("refresh_token",),
    CODE: ("code",),
}


@dataclass(frozen=True)
class Figures:
    """Hold every behaviour figure; the defaults are what the RFCs say of OAuth 2.0."""

    # requests
    methods: Mapping[str, tuple[str, ...]] = field(default_factory=lambda: dict(METHODS))
    allow_stated: bool = True
    pairs: Callable[[Request], Pairs | None] = read_parameters
    repeated: Callable[[str, Pairs], Collection[str]] = find_repeated
    is_omitted: Callable[[str, str], bool] = lambda name, value: value == ""
    name_read: Callable[[str], str] = lambda name: name
    value_read: Callable[[str, str], str] = lambda name, value: value
    unknown_refused: bool = False

    # refusals: a check that is not made, another status, code or body, a breakdown
    unchecked: Checks = frozenset()
    statuses: Mapping[str, int] = field(default_factory=dict)
    words: Mapping[str, str] = field(default_factory=dict)
    breaks_on: tuple[str, ...] = ()
    error_text: Callable[[str, Request], str] = lambda text, request: text
    error_answer: Callable[[Answer], Answer] = lambda answer: answer
    error_headers: Callable[[str], Headers] = no_store
    client_challenge: Callable[[Request], str | None] = basic_challenge

    # clients
    basic: Callable[[str], tuple[str, str] | None] = read_basic
    header_unknown_on: tuple[str, ...] = ()
    client_meant: Callable[[str, str | None], str | None] = same_client
    secret_matches: Callable[[str, str], bool] = equal
    secrets_of: Callable[[Store, Client], Collection[Client]] = nobody_else
    right_secret_remembered: bool = False
    secret_wanted: Callable[[str, Client], bool] = lambda operation, client: not client.is_public
    wrong_secret_uses_code: bool = False

    # grants and scopes
    grants_offered: tuple[str, ...] = GRANT_TYPES
    grant_name: Callable[[Form], str] = lambda form: form.get("grant_type", "")
    user_named: Callable[[Store, str], User | None] = lambda store, username: store.users.get(username)
    acts_for: Callable[[str, str | None, Store, Form], str | None] = lambda operation, username, store, form: username
    scope_given: Callable[[str, Scope, Scope], Scope] = lambda operation, wanted, whole: wanted

    # authorization requests
    redirect_registered: Callable[[str, Client, Store], bool] = same_uri
    session_wanted: bool = True
    state_shown: Callable[[str], str | None] = lambda state: state
    challenge_wanted: Callable[[Client], bool] = lambda client: client.is_public
    method_kept: Callable[[str], str] = lambda method: method or "plain"
    methods_offered: tuple[str, ...] = ("S256", "plain")

    # codes
    code_named: Callable[[Store, str], Code | None] = lambda store, value: store.codes.get(value)
    code_expired: Callable[[Code, float], bool] = is_code_expired
    code_good_again: Callable[[Code, Store], bool] = lambda code, store: False
    code_reuse_ends: Reach | None = lambda token, tokens: the_grant(token, tokens)
    code_reuse_needs: Literal["nothing", "client", "everything"] = "client"
    refusal_uses_code: tuple[str, ...] = ()
    redirect_wanted: bool = True
    redirect_fits: Callable[[str, str], bool] = fits_redirect
    verifier_form: Callable[[str], bool] = is_verifier
    challenge_fits: Callable[[str, str, str], bool] = fits_challenge

    # tokens
    lifetime: float = LIFETIME
    refresh_lifetime: float = REFRESH_LIFETIME
    token_value: Callable[[str], str] = lambda kind: secrets.token_urlsafe(32)
    expired: Callable[[Token, float], bool] = is_expired
    starts: Callable[[str, Token | None, float], float] = lambda operation, old, now: now
    reused: Callable[[str, Token], bool] = lambda operation, token: False

    # token answers
    token_status: int = 200
    token_media: Callable[[str], str] = lambda operation: "application/json;charset=UTF-8"
    token_headers: Callable[[str], Headers] = lambda operation: no_store(TOKEN)
    members: Callable[[str, Members], Members] = lambda operation, members: members
    refresh_token_given: Callable[[str], bool] = lambda operation: operation in (PASSWORD, CODE)

    # refreshing
    rotates: Callable[[Client], bool] = lambda client: client.is_public
    replaced_good_again: Callable[[Token, float, Store], bool] = lambda successor, at, store: False
    reuse_ends: Reach | None = lambda token, tokens: the_grant(token, tokens)
    refresh_named: Callable[[Store, str], Token | None] = lambda store, value: store.tokens.get(value)
    refreshable: Callable[[Token], bool] = lambda token: token.kind == "refresh"
    refresh_possible: Callable[[Token, Store], bool] = lambda token, store: True
    refresh_for: Callable[[Token, Store], str | None] = lambda token, store: token.username
    default_refresh_scope: Callable[[Token, Client], Scope] = lambda token, client: token.scope
    narrowing_sticks: bool = False
    reuse_judged_first: bool = False
    refused_refresh_ends: tuple[str, ...] = ()
    refresh_revives: bool = False

    # revocation
    revocation_status: int = 200
    revocation_body: Callable[[str], bytes] = lambda value: b""
    revocation_named: Callable[[Store, str, str], Token | None] = lambda store, value, hint: store.tokens.get(value)
    reach: Mapping[str, Reach] = field(default_factory=lambda: {"access": only_the_token, "refresh": the_grant})
    hinted_reach: Callable[[str, Token], str] = lambda hint, token: token.kind
    unknown_refused_on_revocation: tuple[str, ...] = ()
    hints_known: tuple[str, ...] | None = None
    death: float = 0.0
    shuts_out: bool = False
    foreign_ended_yet_refused: bool = False

    # introspection
    introspected: Callable[[Store, str, str], Token | None] = lambda store, value, hint: store.tokens.get(value)
    seen_by: Callable[[Token, Client], bool] = lambda token, client: token.client_id == client.client_id
    active: Callable[[Token, bool, Store], bool] = lambda token, live, store: live
    shown: Callable[[Members, Token, Store], Members] = lambda members, token, store: members
    inactive: Callable[[Token | None, Members], Members] = lambda token, members: {"active": False}
    introspection_status: Mapping[bool, int] = field(default_factory=lambda: {True: 200, False: 200})
    introspection_cached: bool = False
    introspection_touches: Callable[[Token, float], Token] | None = None

    # use of tokens
    bearer: Callable[[str], str | None] = read_bearer
    query_tokens: Literal["refused", "read", "ignored"] = "refused"
    bearer_challenge: Callable[[str, str], str | None] = bearer_challenge
    presentable: Callable[[Token], bool] = lambda token: token.kind == "access"
    dead_works: Callable[[Token, Store], bool] = lambda token, store: False
    owner_shown: Callable[[Token, Store], str | None] = lambda token, store: token.username

    # metadata
    metadata: Callable[[Members], Members] = lambda members: members


TWO_POINT_ONE = Figures(
    grants_offered=(CREDENTIALS, REFRESH, CODE),
    challenge_wanted=lambda client: True,
    methods_offered=("S256",),
    words={"verifier without challenge": "invalid_request"},
    redirect_wanted=False,
    code_reuse_needs="everything",
    rotates=lambda client: True,
    query_tokens="ignored",
)
VERSIONS: Mapping[str, Figures] = {"2.0": Figures(), "2.1": TWO_POINT_ONE}
VARIANTS: Mapping[str, Figures] = {
    "rotating": Figures(rotates=lambda client: True, reuse_ends=None),
    "rotating-strict": Figures(rotates=lambda client: True),
    "pkce-required": Figures(challenge_wanted=lambda client: True),
}
