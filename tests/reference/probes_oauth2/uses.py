"""Probes of what tokens are good for, and of what the metadata says."""

from __future__ import annotations

from tests.reference.client import parsed
from tests.reference.probes_oauth2.client import OAuth2Client
from tests.reference.probes_oauth2.probe import probe


@probe(
    "bearer.challenge/none",
    "bearer.challenge.without-error/named",
    "bearer.challenge.error/not-named",
    "bearer.challenge.error/invalid-request",
)
def the_challenges_of_the_resource(client: OAuth2Client) -> object:
    return [client.get(bearer=token).header("WWW-Authenticate") for token in (None, "never-issued")]


@probe("bearer.revoked/accepted")
def a_call_with_a_revoked_token(client: OAuth2Client) -> object:
    token = client.tokens().access
    client.revoke(token)
    return client.lives(token)


@probe("bearer.revoked/accepted-if-used-before")
def a_call_before_and_after_a_revocation(client: OAuth2Client) -> object:
    token = client.tokens().access
    before = client.lives(token)
    client.revoke(token)
    return before, client.lives(token)


@probe("bearer.expired/accepted")
def a_call_with_an_expired_token(client: OAuth2Client) -> object:
    token = client.tokens().access
    client.wait(3601)
    return client.lives(token)


@probe("bearer.scheme-case/refused", "bearer.without-scheme/any-word")
def other_words_before_a_token(client: OAuth2Client) -> object:
    token = client.tokens().access
    return [client.get(Authorization=f"{word} {token}").status for word in ("bEARER", "Token")]


@probe("bearer.required/refresh-token")
def a_call_with_a_refresh_token(client: OAuth2Client) -> object:
    return client.lives(client.tokens().refresh)


@probe("bearer.own-data/newest-user")
def the_data_of_the_older_token(client: OAuth2Client) -> object:
    mine = client.state("user")
    token = client.tokens(mine).access
    client.state("other user")
    return parsed(client.get(bearer=token))["username"] == mine["username"]
