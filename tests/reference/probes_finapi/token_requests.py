"""Probes of a token request: its form, its grant type, its parameters, its client."""

from __future__ import annotations

from tests.reference.client import Client
from tests.reference.probes_finapi.probe import probe


@probe("body.form/plus-is-no-space")
def a_password_with_a_space(client: Client) -> object:
    user = {"username": "reference-user", "password": "two words"}
    body = {"id": user["username"], "password": user["password"]}
    client.send_json("POST", "/api/v1/users", body, bearer=client.client_token())
    return client.sign_in(user).status


@probe(
    "bearer.not-needed/password-wants-authorization",
    "grant.accepted/no-password-grant",
    "grant.without-the-others/password-wants-refresh-token",
)
def a_sign_in(client: Client) -> object:
    return client.sign_in(client.state("user")).status


@probe(
    "bearer.not-needed/refresh-wants-authorization",
    "grant.accepted/no-refresh-grant",
    "grant.without-the-others/refresh-wants-username",
)
def a_refresh(client: Client) -> object:
    return client.refresh(client.new_tokens().refresh).status


@probe("grant.unknown-type/served-as-client", "error.status/unknown-grant-type-answers-401")
def an_unknown_grant_type(client: Client) -> object:
    return client.token(grant_type="authorization_code").status


@probe("grant.type-case/case-ignored")
def a_recased_grant_type(client: Client) -> object:
    return client.token(grant_type="CLIENT_CREDENTIALS").status


@probe("parameter.required/grant-type-defaults")
def no_grant_type(client: Client) -> object:
    return client.token(grant_type=None).status


@probe("parameter.required/password-optional")
def no_password(client: Client) -> object:
    return client.sign_in(client.state("user"), password=None).status


@probe("parameter.required/username-optional")
def no_username(client: Client) -> object:
    return client.sign_in(client.state("user"), username=None).status


@probe("parameter.required/refresh-token-optional")
def no_refresh_token(client: Client) -> object:
    client.new_tokens()
    return client.refresh(None).status


@probe("parameter.required/token-optional")
def no_token_to_revoke(client: Client) -> object:
    return client.revoke(None, bearer=client.client_token()).status


@probe("client-auth.missing/secret-optional")
def no_secret(client: Client) -> object:
    return client.token(client_secret=None).status


@probe("client-auth.missing/secret-optional-on-refresh")
def no_secret_on_refresh(client: Client) -> object:
    return client.refresh(client.new_tokens().refresh, client_secret=None).status


@probe("client-auth.missing/id-optional")
def no_client_id_on_password(client: Client) -> object:
    return client.sign_in(client.state("user"), client_id=None).status


@probe("client-auth.wrong-secret/prefix-is-enough")
def a_secret_cut_short(client: Client) -> object:
    return client.token(client_secret=client.credentials["client_secret"][:-1]).status


@probe("client-auth.wrong-secret/case-ignored")
def a_recased_secret(client: Client) -> object:
    return client.token(client_secret=client.credentials["client_secret"].swapcase()).status


@probe("client-auth.wrong-secret/rest-ignored")
def a_secret_with_more_behind(client: Client) -> object:
    return client.token(client_secret=client.credentials["client_secret"] + "x").status


@probe("client-auth.wrong-secret/unchecked-on-password")
def a_wrong_secret_on_password(client: Client) -> object:
    return client.sign_in(client.state("user"), client_secret="wrong").status


@probe("client-auth.wrong-secret/unchecked-on-refresh")
def a_wrong_secret_on_refresh(client: Client) -> object:
    return client.refresh(client.new_tokens().refresh, client_secret="wrong").status


@probe("client-auth.wrong-secret/ends-the-tokens")
def tokens_after_a_wrong_secret(client: Client) -> object:
    tokens = client.new_tokens()
    client.refresh(tokens.refresh, client_secret="wrong")
    return client.lives(tokens)


@probe("error.status/wrong-secret-answers-400")
def a_wrong_secret(client: Client) -> object:
    return client.token(client_secret="wrong").status


@probe("client-auth.unknown-client/served", "error.status/unknown-client-answers-403")
def an_unknown_client(client: Client) -> object:
    return client.token(client_id="nobody").status


@probe("client-auth.foreign-secret/any-secret")
def a_foreign_secret(client: Client) -> object:
    return client.token(client_secret=client.other["client_secret"]).status
