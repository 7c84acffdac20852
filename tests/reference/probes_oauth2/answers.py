"""Probes of token answers and of how the server says no."""

from __future__ import annotations

from tests.reference.client import parsed
from tests.reference.probes_oauth2.client import OAuth2Client
from tests.reference.probes_oauth2.probe import probe


@probe(
    "grant.accepted/created",
    "token-response.members/no-token-type",
    "token-response.token-type/unregistered",
    "token-response.lifetime.number/text",
    "token.expiry/told-milliseconds",
    "token-response.format/scope-as-list",
    "token-response.no-refresh-token/with-client-credentials",
    "token-response.not-cached/absent",
    "token-response.not-cached/private-only",
    "token-response.not-cached.pragma/absent",
    "token-response.media-type/text",
)
def the_answer_to_client_credentials(client: OAuth2Client) -> object:
    answer = client.token()
    members = {name: value for name, value in parsed(answer).items() if not name.startswith("access")}
    return answer.status, answer.headers, members


@probe("token-response.members/no-token-type-on-refresh", "token-response.not-cached/absent-on-refresh")
def the_answer_to_a_refresh(client: OAuth2Client) -> object:
    answer = client.refresh(client.tokens().refresh)
    return answer.headers, sorted(parsed(answer))


@probe(
    "error.status/success",
    "error.status/redirect",
    "error.shape/page",
    "error.shape/nested",
    "error.media-type/text",
    "error.characters/line-break",
    "error.characters/quotes",
    "error.characters/other-language",
    "error.no-secret/repeats-code-or-token",
    "error.no-secret/repeats-the-header",
)
def the_answer_to_an_unknown_token(client: OAuth2Client) -> object:
    answer = client.refresh("never-issued")
    return answer.status, answer.headers, answer.body
