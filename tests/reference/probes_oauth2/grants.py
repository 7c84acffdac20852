"""Probes of what a grant gives, and to whom."""

from __future__ import annotations

from tests.reference.client import parsed
from tests.reference.probes_oauth2.client import OAuth2Client
from tests.reference.probes_oauth2.probe import probe


@probe("grant.unknown-type/is-invalid-request")
def the_error_of_an_unknown_grant(client: OAuth2Client) -> object:
    return parsed(client.token(grant_type="none"))["error"]


@probe("parameter.required/no-grant-is-unsupported")
def the_error_without_a_grant(client: OAuth2Client) -> object:
    return parsed(client.token(grant_type=None))["error"]


@probe("grant.scope.unknown/is-invalid-request", "grant.scope.unknown/granted")
def a_scope_that_is_not_there(client: OAuth2Client) -> object:
    return parsed(client.token(scope="everything")).get("error")


@probe("user.wrong-password/answers-401", "user.wrong-password/accepted")
def a_wrong_password(client: OAuth2Client) -> object:
    return client.sign_in(client.state("user"), password="Wrong").status


@probe("user.unknown/newest-user")
def a_user_who_is_not_there(client: OAuth2Client) -> object:
    return client.sign_in(client.state("user"), username="nobody").status


@probe("parameter.other-grants/user-of-the-form")
def a_username_with_client_credentials(client: OAuth2Client) -> object:
    token = parsed(client.token(username="somebody"))["access_token"]
    return client.get(bearer=token).body


@probe("grant.scope.told/not-in-the-answer")
def a_narrower_scope(client: OAuth2Client) -> object:
    return parsed(client.token(scope="read")).get("scope")
