"""Probes of X-Request-Id."""

from __future__ import annotations

from conformance.reference import Answer
from tests.reference.client import Client
from tests.reference.probes_finapi.probe import probe


def echo(answer: Answer) -> str | None:
    return answer.header("X-Request-Id")


def token(client: Client, request_id: str, **changes: str | None) -> Answer:
    return client.token_with({"X-Request-Id": request_id}, **changes)


@probe("request-id.accepted/only-once")
def the_same_id_twice(client: Client) -> object:
    return [token(client, "twice").status for _ in range(2)]


@probe("request-id.accepted/refused-on-revoke", "request-id.echo/missing-on-revoke")
def an_id_on_a_revocation(client: Client) -> object:
    answer = client.revoke("never-issued", bearer=client.client_token(), headers={"X-Request-Id": "abc"})
    return answer.status, echo(answer)


@probe("request-id.not-needed/needed")
def no_id(client: Client) -> object:
    return client.token().status


@probe("request-id.not-needed/needed-on-revoke")
def no_id_on_a_revocation(client: Client) -> object:
    return client.revoke("never-issued", bearer=client.client_token()).status


@probe("request-id.echo/cut", "request-id.echo/last-character-lost", "request-id.max-length/refuses-255")
def the_longest_id(client: Client) -> object:
    answer = token(client, "a" * 255)
    return answer.status, echo(answer)


@probe("request-id.echo/lower-cased", "request-id.echo/spaces-folded")
def an_arbitrary_id(client: Client) -> object:
    return echo(token(client, "Two  Spaces: and, (Punctuation)!"))


@probe("request-id.echo/missing-on-users")
def an_id_on_a_user_call(client: Client) -> object:
    return echo(client.read_user(client.new_tokens().access, **{"X-Request-Id": "abc"}))


@probe("request-id.echo/one-late")
def two_ids(client: Client) -> object:
    return [echo(token(client, request_id)) for request_id in ("first", "second")]


@probe("request-id.crowd/mixed-up", "request-id.crowd/lost")
def fifty_ids_at_one_moment(client: Client) -> object:
    return [echo(token(client, f"one-of-fifty-{number}")) for number in range(50)]


@probe("request-id.echo-on-refusal/missing-on-401")
def an_id_with_a_401(client: Client) -> object:
    return echo(token(client, "abc", client_secret="wrong"))


@probe("request-id.echo-on-refusal/missing-on-400")
def an_id_with_a_400(client: Client) -> object:
    return echo(token(client, "abc", grant_type="authorization_code"))


@probe("request-id.echo-on-refusal/missing-on-423")
def an_id_with_a_423(client: Client) -> object:
    user = client.state("locked user")
    return echo(token(client, "abc", **{"grant_type": "password", **user}))


@probe("request-id.echo-on-refusal/another-on-403")
def an_id_with_a_403(client: Client) -> object:
    return echo(client.read_user(client.client_token(), **{"X-Request-Id": "abc"}))


@probe("request-id.echo-on-refusal/none-made-for-token-requests")
def a_generated_id_with_a_refused_token_request(client: Client) -> object:
    return bool(echo(client.token(client_secret="wrong")))


@probe("request-id.echo-on-refusal/none-made-for-revocations")
def a_generated_id_with_a_refused_revocation(client: Client) -> object:
    return bool(echo(client.revoke("never-issued", bearer=None)))


@probe("request-id.echo-on-refusal/none-made-for-services")
def a_generated_id_with_a_refused_service_call(client: Client) -> object:
    return bool(echo(client.read_user(None)))


@probe("request-id.generated/missing")
def a_generated_id(client: Client) -> object:
    return bool(echo(client.token()))


@probe("request-id.generated/constant", "request-id.generated/repeats")
def four_generated_ids(client: Client) -> object:
    return len({echo(client.token()) for _ in range(4)})


@probe("request-id.random/counts-up", "request-id.random/counts-up-as-uuid")
def two_generated_ids_that_are_alike(client: Client) -> object:
    first, second = (echo(client.token()) or "" for _ in range(2))
    return sum(one != other for one, other in zip(first, second, strict=True)) < 3


@probe("request-id.max-length/allows-256", "request-id.max-length/cuts-instead")
def an_id_that_is_too_long_by_one(client: Client) -> object:
    return token(client, "a" * 256).status


@probe("request-id.max-length/allows-1000")
def a_very_long_id(client: Client) -> object:
    return token(client, "a" * 1000).status


@probe("request-id.max-length/unlimited-on-revoke", "request-id.max-length/refuses-but-revokes")
def a_revocation_with_a_longer_id(client: Client) -> object:
    tokens = client.new_tokens()
    headers = {"X-Request-Id": "a" * 256}
    answer = client.revoke(tokens.access, bearer=client.client_token(), headers=headers)
    return answer.status, client.lives(tokens)
