"""Probes of what a revocation must not touch: another user's tokens, the client's own, another client's."""

from __future__ import annotations

from tests.reference.client import Client, parsed
from tests.reference.probes_finapi.probe import probe


@probe("revocation.bystanders/unknown-hint-ends-the-client")
def the_client_after_an_unknown_hint(client: Client) -> object:
    tokens, others, caller = client.new_tokens(), client.new_tokens(), client.client_token()
    client.revoke(tokens.access, "saml_token", bearer=caller)
    return client.lives(others), client.read_configuration(caller).status


@probe("revocation.other-clients/unknown-hint-ends-namesakes")
def a_namesake_after_an_unknown_hint(client: Client) -> object:
    user = client.namesakes()
    namesake = parsed(client.sign_in(user, **client.other))["access_token"]
    client.revoke(client.tokens(user).access, "saml_token", bearer=client.client_token())
    return client.read_user(namesake).status


@probe("revocation.bystanders/wrong-hint-ends-the-caller")
def the_caller_after_a_hint_that_does_not_fit(client: Client) -> object:
    tokens, caller = client.new_tokens(), client.client_token()
    client.revoke(tokens.refresh, "access_token", bearer=caller)
    return client.read_configuration(caller).status


@probe("revocation.bystanders/wrong-hint-ends-the-newest-refresh-token")
def a_later_user_after_a_hint_that_does_not_fit(client: Client) -> object:
    tokens, others = client.new_tokens(), client.new_tokens()
    client.revoke(tokens.access, "refresh_token", bearer=client.client_token())
    return client.lives(others)


@probe("revocation.bystanders/access-token-ends-the-caller")
def the_caller_after_the_hint_access_token(client: Client) -> object:
    tokens, caller = client.new_tokens(), client.client_token()
    client.revoke(tokens.access, "access_token", bearer=caller)
    return client.read_configuration(caller).status


@probe("revocation.bystanders/refresh-token-ends-other-clients")
def another_client_after_the_hint_refresh_token(client: Client) -> object:
    tokens, other = client.new_tokens(), client.client_token(**client.other)
    client.revoke(tokens.refresh, "refresh_token", bearer=client.client_token())
    return client.read_configuration(other).status


@probe("revocation.bystanders/refresh-token-ends-refresh-tokens")
def another_user_after_a_refresh_token_without_hint(client: Client) -> object:
    tokens, others = client.new_tokens(), client.new_tokens()
    client.revoke(tokens.refresh, bearer=client.client_token())
    return client.lives(others)


@probe("revocation.client-token/ends-user-tokens-with-its-hint")
def users_after_a_client_token_with_its_hint(client: Client) -> object:
    tokens, caller = client.new_tokens(), client.client_token()
    client.revoke(caller, "access_token", bearer=caller)
    return client.lives(tokens)


@probe("revocation.unknown-token/ends-the-caller")
def the_caller_after_an_unknown_token(client: Client) -> object:
    caller = client.client_token()
    client.revoke("never-issued", bearer=caller)
    return client.read_configuration(caller).status
