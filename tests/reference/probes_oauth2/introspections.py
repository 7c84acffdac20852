"""Probes of what an introspection tells, and whom."""

from __future__ import annotations

from tests.reference.probes_oauth2.client import OAuth2Client
from tests.reference.probes_oauth2.probe import probe


@probe("client-auth.missing/introspection-needs-nobody")
def an_introspection_by_nobody(client: OAuth2Client) -> object:
    return client.post("/introspect", {"token": client.tokens().access}).status


@probe("client-auth.missing/introspection-by-identifier")
def an_introspection_without_a_secret(client: OAuth2Client) -> object:
    form = {"token": client.tokens().access, "client_id": client.own["client_id"]}
    return client.post("/introspect", form).status


@probe("refresh.works/unknown-to-introspection")
def a_refreshed_token(client: OAuth2Client) -> object:
    return client.shown(client.refreshed(client.tokens().refresh).access)["active"]


@probe("introspection.unknown-token/answers-404", "introspection.inactive-only/tells-the-reason")
def an_unknown_token(client: OAuth2Client) -> object:
    answer = client.introspect("never-issued")
    return answer.status, answer.body


@probe("token.expiry/active-to-introspection")
def an_expired_token(client: OAuth2Client) -> object:
    token = client.tokens().access
    client.wait(3601)
    return client.shown(token)


@probe("introspection.revoked-token/is-active", "introspection.inactive-only/tells-the-rest")
def a_revoked_token(client: OAuth2Client) -> object:
    token = client.tokens().access
    client.revoke(token)
    return sorted(client.shown(token)), client.shown(token)["active"]


@probe("introspection.revoked-token/cached")
def a_token_before_and_after_its_revocation(client: OAuth2Client) -> object:
    token = client.tokens().access
    before = client.shown(token)["active"]
    client.revoke(token)
    return before, client.shown(token)["active"]


@probe(
    "introspection.active/as-text",
    "introspection.lifetime/milliseconds",
    "introspection.types/scope-as-list",
    "introspection.scope/scope-of-the-client",
    "introspection.own-client/another-client",
)
def the_members_of_a_token(client: OAuth2Client) -> object:
    shown = client.shown(client.tokens(scope="read").access)
    return [shown[name] for name in ("active", "exp", "iat", "scope", "client_id")]


@probe("introspection.lifetime/end-counts-from-now")
def the_end_of_an_older_token(client: OAuth2Client) -> object:
    token = client.tokens().access
    client.wait(60)
    return client.shown(token)["exp"]


@probe("introspection.lifetime/end-of-the-first-token")
def the_end_of_a_refreshed_token(client: OAuth2Client) -> object:
    refresh = client.tokens().refresh
    client.wait(60)
    return client.shown(client.refreshed(refresh).access)["exp"]


@probe("bearer.own-data/introspected-newest-user")
def the_user_of_the_older_token(client: OAuth2Client) -> object:
    mine = client.state("user")
    token = client.tokens(mine).access
    client.state("other user")
    return client.shown(token)["username"] == mine["username"]


@probe("introspection.wrong-hint/access-token-not-found", "introspection.wrong-hint/unknown-finds-nothing")
def a_token_with_other_hints(client: OAuth2Client) -> object:
    token = client.tokens().access
    return [client.shown(token, token_type_hint=hint)["active"] for hint in ("refresh_token", "colour")]


@probe("introspection.no-effect/prolongs")
def a_token_that_is_watched(client: OAuth2Client) -> object:
    token = client.tokens().access
    for _ in range(2):
        client.wait(1800)
        client.introspect(token)
    return client.lives(token)
