"""Probes of how the server says no: envelope, media type, secrets, breakdowns, what it overlooks."""

from __future__ import annotations

from tests.reference.client import parsed
from tests.reference.probes_calcom.client import CalcomClient
from tests.reference.probes_calcom.probe import probe


@probe("error.shape/no-timestamp", "error.shape/uncaught-on-authorize")
def the_members_of_a_refused_authorization(client: CalcomClient) -> object:
    return sorted(parsed(client.authorize(client.state("user"), "https://elsewhere.example.com/")))


@probe("error.shape/oauth-error-on-exchange")
def the_members_of_a_refused_exchange(client: CalcomClient) -> object:
    return sorted(parsed(client.exchange("unknown")))


@probe("error.shape/no-code-on-refresh")
def the_error_of_a_refused_refresh(client: CalcomClient) -> object:
    return sorted(parsed(client.refresh("unknown"))["error"])


@probe("error.shape/messages-in-a-list")
def the_message_of_a_missing_member(client: CalcomClient) -> object:
    return isinstance(parsed(client.exchange(client.code(), None))["error"]["message"], str)


@probe("error.media-type/html")
def the_media_type_of_a_refused_exchange(client: CalcomClient) -> object:
    return client.exchange("unknown").header("Content-Type")


@probe("error.no-secret/repeats-client-secret", "error.no-secret/repeats-the-code")
def secrets_in_a_refused_exchange(client: CalcomClient) -> object:
    body = client.exchange("Fake-code", "Fake-secret").body
    return [word in body for word in (b"Fake-code", b"Fake-secret")]


@probe("error.no-secret/repeats-the-key")
def the_key_in_a_refused_refresh(client: CalcomClient) -> object:
    return b"Fake-key" in client.refresh("unknown", "Fake-key").body


@probe("error.status/missing-key-answers-400")
def a_refresh_without_the_key(client: CalcomClient) -> object:
    return client.refresh("unknown", None).status


@probe("error.no-server-error/number-for-a-secret")
def a_number_for_a_secret(client: CalcomClient) -> object:
    return client.exchange(client.code(), 7).status


@probe("error.no-server-error/no-json-object")
def a_body_that_is_no_object(client: CalcomClient) -> object:
    headers = {"Content-Type": "application/json"}
    return client.send("POST", f"/v2/oauth/{client.client_id}/exchange", headers=headers, body=b"[]").status


@probe("error.no-server-error/long-code")
def a_long_code(client: CalcomClient) -> object:
    return client.exchange("c" * 513).status


@probe("parameter.ignored/refused-on-exchange")
def a_member_too_many(client: CalcomClient) -> object:
    body = {"clientSecret": client.secret, "more": "than asked for"}
    target = f"/v2/oauth/{client.client_id}/exchange"
    return client.send_json("POST", target, body, bearer=client.code()).status
