"""What is no change when a target is recorded again, and what is: time, counters, names; and everything else."""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping
from typing import Any

import pytest

from conformance.wire.cassette import as_text, from_text
from conformance.wire.unchanged import says_the_same

BLOCK = {"item": "own/a.b/c/d", "recorded": "2026-11-21", "package": "0.1.0", "verdict": "passed"}
Headers = Mapping[str, list[str]]


def interaction(body: str = "{}", headers: Headers | None = None, **changes: Any) -> dict[str, Any]:
    """Return an exchange with this answer.  changes: of the request, `status`, or what stands beside both."""
    request = {
        "method": "POST",
        "uri": changes.pop("uri", "https://target.invalid/token"),
        "body": changes.pop("asked", "a=1"),
        "headers": {"X-Request-Id": ["from-our-side-1"]},
    }
    status = {"code": changes.pop("status", 200), "message": "OK"}
    response = {"status": status, "headers": dict(headers or {}), "body": {"string": body}}
    return {"request": request, "response": response, "said": {"step": "judged", "does": "password", **changes}}


def recording(*interactions: dict[str, Any], example: Mapping[str, Any] | None = None, **changes: Any) -> Any:
    examples = [{"drawn": {}, "exchanges": len(interactions), **(example or {})}]
    return from_text(as_text({**BLOCK, "examples": examples, **changes}, interactions, "A recording."))


def are_alike(one: dict[str, Any], other: dict[str, Any]) -> bool:
    return says_the_same(recording(one), recording(other))


def jwt(signature: str = "signature", **claims: Any) -> str:
    parts = (base64.urlsafe_b64encode(json.dumps(part).encode()).decode() for part in ({"alg": "RS256"}, claims))
    return ".".join([*(part.rstrip("=") for part in parts), signature])


# ---------------------------------------------------------------- what differs each time


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ('{"exp": 1763700000}', '{"exp": 1763800000}'),
        ('{"now": 1763700000.123}', '{"now": 1763700009.4}'),
        ('{"at": "2026-11-21T05:16:36Z"}', '{"at": "2027-01-01T00:00:00.123Z"}'),
        ("since 21 Nov 2026 05:16:36", "since 22 Nov 2026 07:00:00"),
        ('{"expires_in": 3600}', '{"expires_in": 3598}'),
        ('{"expires_in": "3600"}', '{"expires_in": "3598"}'),
        ('{"id": 99, "user": {"id": 99}}', '{"id": 100, "user": {"id": 100}}'),
        ('{"userId": "99"}', '{"userId": "100"}'),
        ('{"scope": "read write"}', '{"scope": "write read"}'),
        ('{"request_id": "req_4fK1"}', '{"request_id": "req_9aX2"}'),
        ('{"error": "a", "error_description": "no, call 17"}', '{"error": "a", "error_description": "no, call 18"}'),
        (f'{{"token": "{jwt(sub="a", iat=1763700000)}"}}', f'{{"token": "{jwt("other", sub="a", iat=1763800000)}"}}'),
    ],
)
def test_no_change_in_a_body(one: str, other: str) -> None:
    """Points in time, lifetimes that count down, identifiers that count on, numbers in texts for people."""
    assert are_alike(interaction(one), interaction(other))


@pytest.mark.parametrize(
    ("name", "one", "other"),
    [
        ("Date", "Sat, 21 Nov 2026 05:16:36 GMT", "Sun, 22 Nov 2026 07:00:00 GMT"),
        ("ETag", 'W/"98-abc+"', 'W/"98-x/yz"'),
        ("X-RateLimit-Remaining", "4999", "4711"),
        ("Keep-Alive", "timeout=5, max=100", "timeout=5, max=7"),
        ("X-Trace-Id", "Aa1-bcdefgh", "Zz9-yxwvuts"),
        ("Retry-After", "30", "29"),
        ("Allow", "GET, POST, HEAD", "HEAD, GET, POST"),
        ("Set-Cookie", "lb=node1; Path=/", "lb=node7; Path=/"),
        ("Set-Cookie", "a=b; Expires=Sat, 21-Nov-2026 05:16:36 GMT", "a=b; Expires=Sun, 22-Nov-2026 05:16:36 GMT"),
    ],
)
def test_no_change_in_a_header(name: str, one: str, other: str) -> None:
    """What a server counts, measures and numbers."""
    assert are_alike(interaction(headers={name: [one]}), interaction(headers={name: [other]}))


def test_identifier_is_followed_into_requests() -> None:
    """Where the target says another number, the number is asked for."""
    pairs = [
        [interaction(f'{{"id": {number}}}'), interaction(uri=f"https://target.invalid/users/{number}")]
        for number in (99, 100)
    ]
    assert says_the_same(recording(*pairs[0]), recording(*pairs[1]))
    assert not says_the_same(recording(pairs[0][1]), recording(pairs[1][1]))


def test_jwt_is_followed_into_requests() -> None:
    """In the form, and in Basic credentials; one that is cut off elsewhere is another question."""
    tokens = [jwt(iat=at) for at in (1763700000, 1763800000)]
    basic = [base64.b64encode(f"client:{token}".encode()).decode() for token in tokens]
    assert are_alike(*(interaction(asked=f"token={token}") for token in tokens))
    assert are_alike(*(interaction(asked=f"token={each}") for each in basic))
    assert not are_alike(interaction(asked=f"token={tokens[0]}"), interaction(asked=f"token={tokens[1][:-1]}"))


def test_user_may_have_the_next_number() -> None:
    """Users are named as they are made, and are asked about by that name."""
    recordings = [
        recording(
            interaction(asked=f"username={name}&a=1"),
            example={"states": [{"state": "user", "values": {"username": name}}]},
        )
        for name in ("user-9", "user-10")
    ]
    assert says_the_same(*recordings)


def test_time_passes_as_long_as_a_token_lives() -> None:
    """A lifetime that is two seconds shorter is waited for two seconds less; else a wait is part of the question."""
    one, other = (
        {"times": [{"seconds": seconds, "values": {"now": at}}]}
        for seconds, at in ((3602, 1763700000), (3600, 1763800000))
    )
    counted = [interaction(f'{{"expires_in": {left}}}') for left in (3600, 3598)]
    assert says_the_same(recording(counted[0], example=one), recording(counted[1], example=other))
    assert not says_the_same(recording(counted[0], example=one), recording(counted[0], example=other))


def test_day_package_and_speed_are_nothing_that_was_said() -> None:
    """Nor is the way to write that a request had no body."""
    one, other = interaction(asked="", seconds=0.1), interaction(asked="", seconds=2.0)
    other["request"]["body"] = None
    later = recording(other, example={"clock": [2.1]}, recorded="2027-01-01", package="9")
    assert says_the_same(recording(one), later)


# ---------------------------------------------------------------- what is a change


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ('{"expires_in": 3600}', '{"expires_in": 7200}'),
        ('{"expires_in": 3600}', '{"expires_in": "3600"}'),
        ('{"expires_in": 3600}', '{ "expires_in": 3600}'),
        ('{"a": 1, "b": 2}', '{"b": 2, "a": 1}'),
        ('{"a": 1}', '{"a": 1, "b": 2}'),
        ('{"a": 1}', '{"a": true}'),
        ('{"a": [1]}', '{"a": [1, 1]}'),
        ('{"scope": "read"}', '{"scope": "write"}'),
        ('{"client_id": "one-client"}', '{"client_id": "another-one"}'),
        ('{"id": 1, "user": {"id": 1}}', '{"id": 2, "user": {"id": 3}}'),
        ('{"id": 1, "user": {"id": 2}}', '{"id": 3, "user": {"id": 3}}'),
        ('{"error_description": "no such client"}', '{"error_description": "no such user"}'),
        (f'{{"token": "{jwt(sub="a", iat=1763700000)}"}}', f'{{"token": "{jwt(sub="b", iat=1763800000)}"}}'),
        (f'{{"token": "{jwt(sub="a")}"}}', f'{{"token": "{jwt("other", sub="a")}"}}'),
        ("a text", "another text"),
    ],
)
def test_change_in_a_body(one: str, other: str) -> None:
    """Another value, type, notation or order; equal things that differ now, and different ones that are equal."""
    assert not are_alike(interaction(one), interaction(other))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ({"Cache-Control": ["no-store"]}, {"Cache-Control": ["no-cache"]}),
        ({"Cache-Control": ["no-store"]}, {"cache-control": ["no-store"]}),
        ({"Cache-Control": ["no-store"]}, {}),
        ({"Allow": ["GET, POST"]}, {"Allow": ["GET"]}),
        ({"Set-Cookie": ["a=1; Secure"]}, {"Set-Cookie": ["a=1"]}),
        ({"Set-Cookie": ["a=1"]}, {"Set-Cookie": ["a="]}),
        ({"Set-Cookie": ["a=1"]}, {"Set-Cookie": ["a=1", "b=2"]}),
        ({"X-Request-Id": ["from-our-side-1"]}, {"X-Request-Id": ["made-at-Random-2"]}),
        ({"X-Request-Id": ["made-at-Random-2"]}, {"X-Request-Id": ["from-our-side-1"]}),
    ],
)
def test_change_in_headers(one: Headers, other: Headers) -> None:
    """What is there, how it is spelt, what it says, and whether ours is said back."""
    assert not are_alike(interaction(headers=one), interaction(headers=other))


@pytest.mark.parametrize(
    "changed",
    [
        interaction(status=201),
        interaction(asked="a=1763700000"),
        interaction(uri="https://target.invalid/token?a=1"),
        interaction(step="control"),
        interaction(http="HTTP/1.0"),
    ],
    ids=["status", "body", "query", "step", "version"],
)
def test_change_of_an_exchange(changed: dict[str, Any]) -> None:
    """What is asked is compared to the letter: a number in it that looks like a moment is none."""
    assert not are_alike(interaction(asked="a=1763600000"), changed)


@pytest.mark.parametrize(
    "changes",
    [{"verdict": "failed"}, {"example": {"drawn": {"at": 1763800000}}}, {"example": {"deviated": True}}],
    ids=["verdict", "draw", "deviation"],
)
def test_change_of_what_was_judged(changes: Mapping[str, Any]) -> None:
    """Another verdict, and other draws, are written down, whatever was said."""
    before = recording(interaction(), example={"drawn": {"at": 1763700000}})
    assert not says_the_same(before, recording(interaction(), **{"example": {"drawn": {"at": 1763700000}}, **changes}))


def test_one_exchange_more_is_a_change() -> None:
    """However much alike the others are."""
    assert not says_the_same(recording(interaction()), recording(interaction(), interaction()))
