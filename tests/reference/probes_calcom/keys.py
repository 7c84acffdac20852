"""Probes of the answer that carries the tokens, of an exchange and of a refresh."""

from __future__ import annotations

from tests.reference.client import parsed
from tests.reference.probes_calcom.client import CalcomClient, data_in, keys_in
from tests.reference.probes_calcom.probe import probe


@probe("grant.accepted/refresh-answers-201")
def a_refresh(client: CalcomClient) -> object:
    return client.refresh(client.keys().refresh).status


@probe("grant.accepted/dead-access-token")
def a_call_with_a_new_token(client: CalcomClient) -> object:
    return client.me(client.keys().access).status


@probe("grant.accepted/dead-refresh-token")
def a_refresh_with_a_new_token(client: CalcomClient) -> object:
    return client.refresh(client.keys().refresh).status


@probe("token-response.members/no-refresh-token", "token-response.schema/no-expiry", "token-response.schema/flat")
@probe("token-response.schema/snake-case", "token-response.schema/data-in-a-list", "token-response.schema/data-as-text")
def the_members_of_an_exchange(client: CalcomClient) -> object:
    answer = parsed(client.exchange(client.code()))
    return sorted(answer), sorted(answer.get("data", ()))


@probe(
    "token-response.members/no-refresh-token-on-refresh",
    "token-response.schema/snake-case-on-refresh",
    "token-response.schema/another-status",
)
def the_members_of_a_refresh(client: CalcomClient) -> object:
    answer = parsed(client.refresh(client.keys().refresh))
    return answer["status"], sorted(answer["data"])


@probe(
    "token-response.lifetime.number/iso-date",
    "token-response.lifetime/in-seconds",
    "token-response.lifetime/what-is-left",
    "token-response.lifetime/half-an-hour",
)
def the_stated_end(client: CalcomClient) -> object:
    return data_in(client.exchange(client.code()))["accessTokenExpiresAt"]


@probe("token-response.lifetime/a-day-on-refresh")
def the_stated_end_of_a_refreshed_token(client: CalcomClient) -> object:
    return data_in(client.refresh(client.keys().refresh))["accessTokenExpiresAt"]


@probe("token-response.format/opaque")
def the_parts_of_a_token(client: CalcomClient) -> object:
    return len(client.keys().access.split("."))


@probe("token-response.media-type/html")
def the_media_type_of_an_exchange(client: CalcomClient) -> object:
    return client.exchange(client.code()).header("Content-Type")


@probe("token-response.media-type/text-on-refresh")
def the_headers_of_a_refresh(client: CalcomClient) -> object:
    return client.refresh(client.keys().refresh).headers


@probe("authorization.signed-in-user/tokens-of-the-newest")
def the_user_of_tokens_when_another_came_later(client: CalcomClient) -> object:
    user = client.state("user")
    code = client.code(user)
    client.state("other user")
    return client.username(keys_in(client.exchange(code)).access) == user["username"]


@probe("authorization.signed-in-user/one-token-for-all")
def tokens_of_two_users(client: CalcomClient) -> object:
    return client.keys().access == client.keys().access


@probe("bearer.own-data/user-of-the-call-before", "bearer.own-data/first-user")
def the_users_of_two_calls(client: CalcomClient) -> object:
    users = [client.state("user"), client.state("user")]
    tokens = [client.keys(user).access for user in users]
    return [client.username(token) for token in tokens] == [user["username"] for user in users]
