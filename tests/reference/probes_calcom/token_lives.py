"""Probes of access tokens: how long they live, and who is let in."""

from __future__ import annotations

from tests.reference.probes_calcom.client import CalcomClient, Keys
from tests.reference.probes_calcom.probe import probe

AN_HOUR = 3600


def lives(client: CalcomClient, keys: Keys, *waits: int) -> list[int]:
    """Return what a call answers after each wait."""
    seen = []
    for seconds in waits:
        client.wait(seconds)
        seen.append(client.me(keys.access).status)
    return seen


@probe("token.expiry/never", "token.expiry/two-hours", "token.expiry/starts-again-with-use")
@probe("token.expiry/answers-401")
def calls_after_half_an_hour_and_an_hour(client: CalcomClient) -> object:
    return lives(client, client.keys(), AN_HOUR // 2 - 1, AN_HOUR // 2 + 1)


@probe("token.expiry/half-the-time")
def a_call_after_half_an_hour(client: CalcomClient) -> object:
    return lives(client, client.keys(), AN_HOUR // 2)


@probe("token.expiry/never-when-refreshed")
def a_call_with_a_refreshed_token_after_an_hour(client: CalcomClient) -> object:
    return lives(client, client.refreshed(client.keys()), AN_HOUR)


@probe("token.expiry/half-the-time-when-refreshed")
def a_call_with_a_refreshed_token_after_half_an_hour(client: CalcomClient) -> object:
    return lives(client, client.refreshed(client.keys()), AN_HOUR // 2)


@probe("token.expiry/two-minutes-late", "token.expiry/two-minutes-early")
def calls_around_the_end(client: CalcomClient) -> object:
    return lives(client, client.keys(), AN_HOUR - 1, 1)


@probe("bearer.required/open")
def a_call_without_a_token(client: CalcomClient) -> object:
    client.keys()
    return client.me(None).status
