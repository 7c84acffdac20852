"""Probes of what the server reads of a request."""

from __future__ import annotations

import json
from urllib.parse import urlencode

from conformance.reference import Answer
from tests.reference.client import parsed
from tests.reference.probes_oauth2.client import OAuth2Client
from tests.reference.probes_oauth2.probe import probe

GRANT = {"grant_type": "client_credentials"}


def headers(client: OAuth2Client, **more: str) -> dict[str, str]:
    return {"Authorization": client.basic(), **{name.replace("_", "-"): value for name, value in more.items()}}


def codes(*answers: Answer) -> list[object]:
    return [(answer.status, parsed(answer).get("error")) for answer in answers]


@probe("endpoint.post-only/token-by-get")
def a_token_by_get(client: OAuth2Client) -> object:
    return client.send("GET", f"/token?{urlencode(GRANT)}", headers=headers(client)).status


@probe("endpoint.allowed-methods/not-told")
def the_methods_that_are_allowed(client: OAuth2Client) -> object:
    return client.send("GET", "/token").header("Allow")


@probe("endpoint.post-only/revocation-by-get")
def a_revocation_by_get(client: OAuth2Client) -> object:
    token = client.tokens().access
    status = client.send("GET", f"/revoke?token={token}", headers=headers(client)).status
    return status, client.lives(token)


@probe("body.form-only/json-too")
def a_json_body(client: OAuth2Client) -> object:
    told = headers(client, Content_Type="application/json")
    return client.send("POST", "/token", headers=told, body=json.dumps(GRANT).encode()).status


@probe("body.form-only/any-media-type")
def a_form_by_another_name(client: OAuth2Client) -> object:
    told = headers(client, Content_Type="text/plain")
    return client.send("POST", "/token", headers=told, body=urlencode(GRANT).encode()).status


@probe("body.form.spelling/refuses-a-charset")
def a_form_with_a_charset(client: OAuth2Client) -> object:
    return client.token(None, {"Content-Type": "application/x-www-form-urlencoded; charset=UTF-8"}).status


@probe("body.form.spelling/refuses-capitals")
def a_form_in_capitals(client: OAuth2Client) -> object:
    return client.token(None, {"Content-Type": "Application/X-WWW-Form-Urlencoded"}).status


@probe("body.form-only/query-is-read-too")
def parameters_in_the_query(client: OAuth2Client) -> object:
    return client.call("/token?grant_type=client_credentials").status


@probe("parameter.once/first-wins", "parameter.once/only-some")
def two_scopes(client: OAuth2Client) -> object:
    return client.post("/token", [*GRANT.items(), ("scope", "read"), ("scope", "write")], headers(client)).status


@probe("parameter.once/same-value-twice")
def one_scope_twice(client: OAuth2Client) -> object:
    return client.post("/token", [*GRANT.items(), ("scope", "read"), ("scope", "read")], headers(client)).status


@probe("parameter.once/two-tokens-revoked")
def two_tokens_at_a_revocation(client: OAuth2Client) -> object:
    token = client.tokens().access
    status = client.post("/revoke", [("token", token), ("token", "other")], headers(client)).status
    return status, client.lives(token)


@probe("parameter.empty-is-missing/looked-up")
def an_empty_code(client: OAuth2Client) -> object:
    return codes(client.exchange(""), client.refresh(""))


@probe("parameter.empty-is-omitted/empty-scope")
def an_empty_scope(client: OAuth2Client) -> object:
    return client.token(scope="").status


@probe("parameter.ignored/refused")
def a_parameter_of_no_meaning(client: OAuth2Client) -> object:
    return client.token(colour="blue").status


@probe("parameter.name-case/ignored")
def a_name_in_other_letters(client: OAuth2Client) -> object:
    return codes(client.call("/token", Grant_Type="client_credentials"))


@probe("parameter.required/guesses-the-grant")
def a_refresh_without_its_name(client: OAuth2Client) -> object:
    return client.call("/token", refresh_token=client.tokens().refresh).status


@probe("grant.unknown-type/in-any-letters")
def a_grant_type_in_capitals(client: OAuth2Client) -> object:
    return client.token(grant_type="Client_Credentials").status


@probe("grant.type-exact/trimmed")
def a_grant_type_with_blanks(client: OAuth2Client) -> object:
    return client.token(grant_type=" client_credentials ").status


@probe("grant.unknown-type/client-credentials")
def a_grant_type_that_is_not_there(client: OAuth2Client) -> object:
    return client.token(grant_type="none").status


@probe("grant.unknown-type/end-of-a-urn")
def a_grant_type_that_is_a_urn(client: OAuth2Client) -> object:
    return client.token(grant_type="urn:example:client_credentials").status


@probe("error.no-server-error/garbled-form")
def a_form_that_is_not_utf_8(client: OAuth2Client) -> object:
    told = headers(client, Content_Type="application/x-www-form-urlencoded")
    return client.send("POST", "/token", headers=told, body=b"grant_type=%ff%fe").status


@probe("client-auth.malformed/breaks-down")
def a_basic_header_that_is_garbled(client: OAuth2Client) -> object:
    return client.token(None, {"Authorization": "Basic %%%"}).status


@probe("error.no-server-error/no-parameter")
def a_refresh_without_a_token(client: OAuth2Client) -> object:
    return client.refresh(None).status
