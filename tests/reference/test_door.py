"""The loopback door answers what the server answers in process."""

from __future__ import annotations

import http.client
import json
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import urlencode, urlsplit

from conformance.reference import Answer, make_server
from conformance.reference.door import LARGEST_BODY, Background
from tests.reference.client import FORM, Client

Sent = tuple[int, list[tuple[str, str]], bytes]
REQUESTS = (
    ("POST", "/oauth/token", {"Content-Type": FORM, "X-Request-Id": "Abc  d"}, b"grant_type=client_credentials"),
    ("POST", "/oauth/token?grant_type=%FF", {"X-Request-Id": "\xe9"}, b""),
    ("GET", "/oauth/token", {"X-Request-Id": "a" * 256}, b""),
    ("GET", "/api/v1/users", {"X-Request-Id": "x", "Authorization": "Bearer none"}, b""),
    ("POST", "/_states", {"Content-Type": "application/json"}, b'{"state": "none"}'),
)


def send(base_url: str, method: str, target: str, headers: dict[str, str], body: bytes) -> Sent:
    connection = http.client.HTTPConnection(urlsplit(base_url).netloc, timeout=10)
    try:
        connection.request(method, target, body, headers)
        answer = connection.getresponse()
        return answer.status, answer.getheaders(), answer.read()
    finally:
        connection.close()


def without_framing(sent: Sent) -> Sent:
    status, headers, body = sent
    framing = ("date", "content-length", "connection")
    return status, [pair for pair in headers if pair[0].lower() not in framing], body


def as_sent(answer: Answer) -> Sent:
    return answer.status, list(answer.headers), answer.body


def test_door_answers_like_the_server() -> None:
    """Status, headers with their letters, and body are the same on both ways."""
    client = Client(make_server("finapi", clock=lambda: 1_800_000_000.0))
    with Background(client.server) as door:
        for method, target, headers, body in REQUESTS:
            in_process = client.send(method, target, headers=headers, body=body)
            assert as_sent(in_process) == without_framing(send(door.base_url, method, target, headers, body))


def ask_for_token(base_url: str, client: Client) -> str:
    form = {"grant_type": "client_credentials", **client.state("client")}
    _, _, body = send(base_url, "POST", "/oauth/token", {"Content-Type": FORM}, urlencode(form).encode())
    return str(json.loads(body)["access_token"])


def test_door_and_process_share_the_server() -> None:
    """A token from the door is the token in process, and a revocation through the door ends it."""
    client = Client(make_server("finapi"))
    with Background(client.server) as door:
        token = ask_for_token(door.base_url, client)
        assert token == client.client_token()
        bearer = {"Authorization": f"Bearer {token}"}
        status, headers, body = send(door.base_url, "POST", f"/oauth/revoke?token={token}", bearer, b"")
        assert (status, dict(headers)["Content-Length"], body) == (200, "0", b"")
    assert client.read_configuration(token).status == 401


def test_door_answers_many_at_once() -> None:
    """Requests from several threads, some of them past the door, get one and the same token."""
    client = Client(make_server("finapi"))
    with Background(client.server) as door, ThreadPoolExecutor(8) as pool:
        ways = [lambda: ask_for_token(door.base_url, client), client.client_token] * 20
        assert len(set(pool.map(lambda way: way(), ways))) == 1


def test_door_bounds_the_body() -> None:
    """A body beyond the bound is refused with 413."""
    with Background(make_server("finapi")) as door:
        status, _, _ = send(door.base_url, "POST", "/oauth/token", {"Content-Type": FORM}, b"a" * (LARGEST_BODY + 1))
    assert status == 413


def test_door_closes() -> None:
    """After the block nobody answers on the port."""
    with Background(make_server("finapi")) as door:
        address = urlsplit(door.base_url)
    connection = http.client.HTTPConnection(address.netloc, timeout=1)
    try:
        connection.connect()
    except ConnectionRefusedError:
        refused = True
    else:
        refused = False
    finally:
        connection.close()
    assert refused
