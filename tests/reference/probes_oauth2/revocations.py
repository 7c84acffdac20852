"""Probes of what a revocation ends, for whom, and how it is answered."""

from __future__ import annotations

from tests.reference.probes_oauth2.client import OAuth2Client, Tokens
from tests.reference.probes_oauth2.probe import probe


def lives(client: OAuth2Client, tokens: Tokens) -> object:
    return client.lives(tokens.access), client.refresh(tokens.refresh).status


@probe("revocation.accepted/answers-204", "revocation.unknown-token/refused")
def the_revocation_of_an_unknown_token(client: OAuth2Client) -> object:
    answer = client.revoke("never-issued")
    return answer.status, answer.body


@probe("revocation.revoked-token/refused")
def two_revocations(client: OAuth2Client) -> object:
    token = client.tokens().access
    return [client.revoke(token).status for _ in range(2)]


@probe("revocation.expired-token/refused")
def the_revocation_of_an_expired_token(client: OAuth2Client) -> object:
    token = client.tokens().access
    client.wait(3601)
    return client.revoke(token).status


@probe("revocation.no-hint/access-token-lives", "revocation.no-hint/after-a-minute")
def an_access_token_after_its_revocation(client: OAuth2Client) -> object:
    tokens = client.tokens()
    client.revoke(tokens.access)
    return lives(client, tokens)


@probe("revocation.no-hint/refresh-token-lives", "revocation.hint.refresh-token/leaves-access-tokens")
def a_refresh_token_after_its_revocation(client: OAuth2Client) -> object:
    tokens = client.tokens()
    client.revoke(tokens.refresh)
    return lives(client, tokens)


@probe(
    "revocation.hint.refresh-token/leaves-refreshed-access-tokens",
    "revocation.hint.refresh-token/leaves-older-access-tokens",
)
def all_access_tokens_of_a_revoked_grant(client: OAuth2Client) -> object:
    tokens = client.tokens()
    refreshed = client.refreshed(tokens.refresh)
    client.revoke(tokens.refresh)
    return client.lives(tokens.access, refreshed.access)


@probe("revocation.spares-other-grants/other-grants-too", "revocation.spares-others/other-users-too")
def another_grant_after_a_revocation(client: OAuth2Client) -> object:
    user = client.state("user")
    tokens, other = client.tokens(user), client.tokens(user)
    client.revoke(tokens.refresh)
    return lives(client, other)


@probe("revocation.spares-other-grants/of-an-access-token")
def another_grant_after_an_access_token(client: OAuth2Client) -> object:
    user = client.state("user")
    tokens, other = client.tokens(user), client.tokens(user)
    client.revoke(tokens.access)
    return lives(client, other)


@probe("token.after-revocation/shuts-the-user-out")
def a_grant_after_a_revocation(client: OAuth2Client) -> object:
    user = client.state("user")
    client.revoke(client.tokens(user).refresh)
    return lives(client, client.tokens(user))


@probe("revocation.stays/revived-by-a-refresh")
def a_revoked_token_after_a_refresh(client: OAuth2Client) -> object:
    tokens = client.tokens()
    client.revoke(tokens.access)
    client.refresh(tokens.refresh)
    return client.lives(tokens.access)


@probe("revocation.spares-others/same-user")
def the_same_user_at_another_client(client: OAuth2Client) -> object:
    user = client.state("user")
    tokens, other = client.tokens(user), client.tokens(user, client.other)
    client.revoke(tokens.refresh)
    return client.lives(other.access)


@probe("revocation.wrong-hint/access-token-not-found")
def an_access_token_with_the_other_hint(client: OAuth2Client) -> object:
    token = client.tokens().access
    client.revoke(token, token_type_hint="refresh_token")
    return client.lives(token)


@probe("revocation.wrong-hint/refresh-token-not-found")
def a_refresh_token_with_the_other_hint(client: OAuth2Client) -> object:
    tokens = client.tokens()
    client.revoke(tokens.refresh, token_type_hint="access_token")
    return lives(client, tokens)


@probe("revocation.wrong-hint/unknown-refused", "revocation.wrong-hint/unknown-finds-nothing")
def a_hint_of_no_meaning(client: OAuth2Client) -> object:
    token = client.tokens().access
    return client.revoke(token, token_type_hint="colour").status, client.lives(token)


@probe("revocation.own-tokens-only/foreign-token-ends", "revocation.own-tokens-only/refused-and-ended")
def the_token_of_another_client(client: OAuth2Client) -> object:
    token = client.tokens().access
    return client.revoke(token, client.other).status, client.lives(token)
