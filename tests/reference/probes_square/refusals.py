"""Probes of how the server says no."""

from __future__ import annotations

from tests.reference.probes_square.client import Square
from tests.reference.probes_square.probe import probe


@probe(
    "error.shape/text",
    "error.shape/page",
    "error.shape/oauth-error",
    "error.shape/empty",
    "error.shape/no-type",
    "error.media-type/json-as-text",
    "schema.answers/number-as-type",
    "schema.answers/list-as-message",
    "error.no-secret/repeats-the-code",
    "error.no-secret/repeats-the-secret",
)
def a_refused_exchange(client: Square) -> object:
    answer = client.exchange("never-issued")
    return answer.header("Content-Type"), answer.body


@probe("error.shape/no-category", "error.shape/one-error")
def a_refused_call(client: Square) -> object:
    return client.locations(None).body


@probe(
    "error.status/wrong-secret-answers-403",
    "error.status/unknown-code-answers-404",
    "error.status/bad-header-answers-403",
)
def the_statuses_of_refusals(client: Square) -> object:
    answers = (
        client.exchange("never-issued", client_secret="Wrong-secret"),
        client.exchange("never-issued"),
        client.revoke("never-issued", header="Word"),
    )
    return [answer.status for answer in answers]


@probe("error.no-secret/repeats-the-header")
def a_refusal_of_a_header(client: Square) -> object:
    return client.revoke("never-issued", header="Client wrong-secret").body


@probe("error.no-secret/repeats-the-token")
def a_refusal_with_a_token(client: Square) -> object:
    client.tokens()
    return client.renew("almost-a-token").body


@probe("error.no-server-error/no-text")
def a_number_for_a_code(client: Square) -> object:
    return client.ask(grant_type="authorization_code", code=7).status


@probe("error.no-server-error/no-json")
def a_body_cut_short(client: Square) -> object:
    headers = {"Content-Type": "application/json"}
    return client.send("POST", "/oauth2/token", headers=headers, body=b'{"client_id": ').status


@probe("error.no-server-error/bad-header")
def a_header_of_another_form(client: Square) -> object:
    return client.revoke("never-issued", header="Word").status


@probe("error.no-server-error/missing-parameter")
def a_request_without_a_code(client: Square) -> object:
    return client.exchange(None).status
