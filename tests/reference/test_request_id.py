"""The conformant finAPI server: X-Request-Id."""

from __future__ import annotations

import pytest

from conformance.reference import faults, make_server
from tests.reference.client import Client, parsed

HEADER = "X-Request-Id"


@pytest.mark.parametrize("request_id", ["a", "7", "Two  Spaces, (and) punctuation!", "\xe9\xff", "a" * 255])
def test_id_comes_back_as_it_was(client: Client, request_id: str) -> None:
    """An arbitrary string of up to 255 characters is accepted and returned."""
    answer = client.token_with({HEADER: request_id})
    assert (200, request_id) == (answer.status, answer.header(HEADER))


def test_id_comes_back_whatever_the_letters_of_its_name(client: Client) -> None:
    """The header's name is read case-insensitively."""
    assert client.token_with({HEADER.lower(): "abc"}).header(HEADER) == "abc"


def test_each_of_fifty_calls_at_one_moment_gets_its_own_id_back(client: Client) -> None:
    """Ids do not mix when many calls come at once."""
    ids = [f"one-of-fifty-{number}" for number in range(50)]
    assert ids == [client.token_with({HEADER: each}).header(HEADER) for each in ids]


@pytest.mark.parametrize("fault", [name for name in faults("finapi") if name.startswith("request-id.crowd/")])
def test_faults_of_a_crowd_need_one(fault: str) -> None:
    """Twenty calls within one second, and fifty that take longer, get their own ids back all the same."""
    client = Client(make_server("finapi", fault=fault, clock=lambda: 1_800_000_000.0))
    for number in range(50):
        client.wait(0.05)
        assert client.token_with({HEADER: f"{number}"}).header(HEADER) == f"{number}"


def test_every_refusal_has_the_id_in_header_and_message(client: Client) -> None:
    """A refused request returns its id as well; an ErrorMessage repeats it."""
    user = client.state("locked user")
    answers = [
        client.token_with({HEADER: "abc"}, client_secret="wrong"),
        client.token_with({HEADER: "abc"}, grant_type="unknown"),
        client.token_with({HEADER: "abc"}, grant_type="password", **user),
        client.read_user(client.client_token(), **{HEADER: "abc"}),
        client.send("GET", "/nowhere", headers={HEADER: "abc"}),
        client.send("GET", "/oauth/token", headers={HEADER: "abc"}),
    ]
    assert [answer.status for answer in answers] == [401, 400, 423, 403, 404, 405]
    assert [answer.header(HEADER) for answer in answers] == ["abc"] * 6
    assert [parsed(answer)["requestId"] for answer in answers[1:]] == ["abc"] * 5


@pytest.mark.parametrize("headers", [{}, {HEADER: ""}])
def test_missing_id_is_made_up(client: Client, headers: dict[str, str]) -> None:
    """Without an id every answer has a random one."""
    ids = [client.token_with(headers).header(HEADER) for _ in range(5)]
    assert len(set(ids)) == 5
    assert all(ids)


def test_longer_id_is_refused_and_nothing_happens(client: Client) -> None:
    """An id of 256 characters is an error: no token ends."""
    tokens = client.new_tokens()
    answer = client.revoke(tokens.access, bearer=client.client_token(), headers={HEADER: "a" * 256})
    assert (answer.status, answer.header(HEADER)) == (400, "a" * 256)
    assert client.lives(tokens) == [200, 200]


def test_older_version_knows_no_request_id() -> None:
    """API 1.115.1 promises no request id: it is neither read, nor limited, nor returned."""
    client = Client(make_server("finapi", version="1.115.1"))
    answer = client.token_with({HEADER: "a" * 1000})
    assert (answer.status, answer.header(HEADER)) == (200, None)
    assert "requestId" not in parsed(client.token(grant_type="unknown"))
