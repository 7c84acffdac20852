"""Probes of bearer tokens: which the server takes, for which service, and whom it takes the caller for."""

from __future__ import annotations

from tests.reference.client import CONFIGURATION, Client, parsed
from tests.reference.probes_finapi.probe import probe


@probe("bearer.required/user-service-open", "error.status/no-token-answers-403")
def a_user_call_without_a_token(client: Client) -> object:
    return client.read_user(None).status


@probe("bearer.required/client-service-open")
def a_client_call_without_a_token(client: Client) -> object:
    return client.read_configuration(None).status


@probe("bearer.required/configuration-changes-open")
def a_change_of_the_configuration_without_a_token(client: Client) -> object:
    return client.send_json("PATCH", CONFIGURATION, {}).status


@probe("bearer.required/refresh-token-will-do")
def a_user_call_with_a_refresh_token(client: Client) -> object:
    return client.read_user(client.new_tokens().refresh).status


@probe("bearer.right-role/user-refused")
def a_user_call(client: Client) -> object:
    return client.read_user(client.new_tokens().access).status


@probe("bearer.right-role/client-refused")
def a_client_call(client: Client) -> object:
    return client.read_configuration(client.client_token()).status


@probe("bearer.scheme-case/capitals-refused")
def a_call_with_the_scheme_in_capitals(client: Client) -> object:
    return client.read_user(None, Authorization=f"BEARER {client.new_tokens().access}").status


@probe("bearer.scheme-case/small-letters-refused")
def a_call_with_the_scheme_in_small_letters(client: Client) -> object:
    return client.read_user(None, Authorization=f"bearer {client.new_tokens().access}").status


@probe("bearer.wrong-role/client-reads-user", "bearer.wrong-role/client-answers-401")
def a_user_call_with_a_client_token(client: Client) -> object:
    return client.read_user(client.client_token()).status


@probe("bearer.wrong-role/user-creates-user")
def a_creation_with_a_user_token(client: Client) -> object:
    return client.send_json("POST", "/api/v1/users", {}, bearer=client.new_tokens().access).status


@probe("bearer.wrong-role/user-reads-configuration")
def a_client_call_with_a_user_token(client: Client) -> object:
    return client.read_configuration(client.new_tokens().access).status


@probe("bearer.wrong-role/user-changes-configuration")
def a_change_of_the_configuration_with_a_user_token(client: Client) -> object:
    return client.send_json("PATCH", CONFIGURATION, {}, bearer=client.new_tokens().access).status


@probe("bearer.expired/creates-user", "bearer.expired/reads-configuration")
def client_calls_with_an_expired_token(client: Client) -> object:
    token = client.client_token()
    client.wait(3602)
    created = client.send_json("POST", "/api/v1/users", {}, bearer=token)
    return created.status, client.read_configuration(token).status


@probe("bearer.revoked/creates-user")
def a_creation_with_a_revoked_token(client: Client) -> object:
    token = client.client_token()
    client.revoke(token, bearer=token)
    return client.send_json("POST", "/api/v1/users", {}, bearer=token).status


@probe("bearer.revoked/reads-user")
def a_user_call_with_a_revoked_token(client: Client) -> object:
    tokens = client.new_tokens()
    client.revoke(tokens.access, bearer=client.client_token())
    return client.read_user(tokens.access).status


@probe("bearer.expired/remembered-for-a-minute")
def a_token_used_just_before_and_just_after_expiry(client: Client) -> object:
    tokens = client.new_tokens()
    client.wait(3590)
    before = client.read_user(tokens.access).status
    client.wait(20)
    return before, client.read_user(tokens.access).status


@probe("bearer.revoked/remembered-for-a-minute")
def a_token_used_just_before_and_just_after_revocation(client: Client) -> object:
    tokens = client.new_tokens()
    before = client.read_user(tokens.access).status
    client.revoke(tokens.access, bearer=client.client_token())
    return before, client.read_user(tokens.access).status


@probe("bearer.own-data/newest-user", "bearer.own-data/first-user")
def the_user_of_a_user_call(client: Client) -> object:
    users = [client.state("user") for _ in range(3)]
    return parsed(client.read_user(client.tokens(users[1]).access))["id"] == users[1]["username"]


@probe("bearer.without-scheme/accepted")
def a_call_without_the_word_bearer(client: Client) -> object:
    return client.read_user(None, Authorization=client.new_tokens().access).status


@probe("bearer.own-data/last-caller")
def the_users_of_two_user_calls(client: Client) -> object:
    users = [client.state("user") for _ in range(2)]
    tokens = [client.tokens(user).access for user in users]
    return [parsed(client.read_user(token))["id"] for token in tokens] == [user["username"] for user in users]


@probe("bearer.without-scheme/any-word")
def a_call_with_another_word_than_bearer(client: Client) -> object:
    return client.read_user(None, Authorization=f"Token {client.new_tokens().access}").status
