"""The wire: no redirect, no other origin, every wait and every body bounded, one message for what broke."""

from __future__ import annotations

import gzip
import threading
import time
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import pytest

from conformance.outcomes import Broken, ConfigurationError, Lost, Skipped
from conformance.secrets import redact, register
from conformance.states import States
from conformance.terms import Exchange, Form, Pair, Request
from conformance.wire import Wire
from conformance.wire.client import LARGEST_BODY, Pace
from tests.machine.listener import Listener, answer, drip, free_port, json_answer, listening

REMEDY = "check base_url, and that the server runs and can be reached from here"


def ask(listener: Listener, *, path: str = "/token", timeout: float = 5.0, **settings: Any) -> Exchange:
    wire = Wire(listener.url, timeout=timeout, **settings)
    try:
        return wire.send(Request("POST", (listener.url + path,)), step="judged")
    finally:
        wire.close()


def lost(listener: Listener, timeout: float = 0.3) -> str:
    """Send, expect that no answer could be had, and return the reason without the address."""
    began = time.monotonic()
    with pytest.raises(Lost) as found:
        ask(listener, timeout=timeout)
    assert time.monotonic() - began < 3 * timeout + 1
    assert found.value.remedy == REMEDY
    return found.value.reason.replace(listener.url, "URL")


# ---------------------------------------------------------------- answers


def test_an_answer_is_kept_as_it_came() -> None:
    """Status, headers in order with their case, and the octets of the body."""
    headers = (("X-rEQUEST-iD", "1"), ("Set-Thing", "a"), ("Set-Thing", "b"))
    with listening(answer(418, b"\x00\xff", "Text/Plain; charset=x", headers)) as listener:
        response = ask(listener).response
    assert (response.status, response.body, response.media_type) == (418, b"\x00\xff", "text/plain")
    assert response.headers[-3:] == headers
    assert response.seconds > 0


def test_a_packed_answer_is_unpacked() -> None:
    """A gzip body is read, its header is kept."""
    packed = answer(200, gzip.compress(b'{"a": 1}'), headers=(("Content-Encoding", "gzip"),))
    with listening(packed) as listener:
        response = ask(listener).response
    assert response.json() == {"a": 1}
    assert response.header("content-encoding") == "gzip"


def test_a_chunked_answer_is_joined() -> None:
    """Pieces of a body are one body."""
    chunked = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n1\r\n \r\n0\r\n\r\n"
    with listening(chunked) as listener:
        assert ask(listener).response.body == b"{} "


def test_connections_are_kept() -> None:
    """Several requests use one connection."""
    with listening(answer()) as listener:
        wire = Wire(listener.url)
        for _ in range(3):
            wire.send(Request("GET", (listener.url + "/a",)), step="judged")
        wire.close()
        assert (len(listener.heard), listener.opened) == (3, 1)


def test_cookies_are_not_kept() -> None:
    """What an answer sets is not sent with the next request."""
    with listening(answer(headers=(("Set-Cookie", "session=keep-me-not-please; Path=/"),))) as listener:
        wire = Wire(listener.url)
        for _ in range(2):
            wire.send(Request("GET", (listener.url + "/a",)), step="judged")
        wire.close()
        assert b"ookie" not in listener.last


@pytest.mark.parametrize("location", ["http://[", "http://h:port/", "app.scheme:/cb?code=1", "é ü", ""])
def test_a_strange_location_is_an_answer_like_any_other(location: str) -> None:
    """Where a redirect would lead is read by the scenario, not by the wire."""
    redirect = b"HTTP/1.1 302 Found\r\nContent-Length: 0\r\nLocation: " + location.encode() + b"\r\n\r\n"
    with listening(redirect) as listener:
        assert ask(listener).response.status == 302


# ---------------------------------------------------------------- what breaks


def test_nobody_listens() -> None:
    """A refused connection is lost, with the address and what to do."""
    url = f"http://127.0.0.1:{free_port()}"
    with pytest.raises(Lost) as found:
        Wire(url).send(Request("POST", (url + "/token",)), step="judged")
    reason = f"<POST {url}/token>: {url} cannot be reached ([Errno 111] Connection refused)"
    assert (found.value.reason, found.value.remedy) == (reason, REMEDY)


def test_no_answer() -> None:
    """A server that says nothing is given up after the time-out."""
    with listening(lambda _: [60.0]) as listener:
        assert lost(listener) == "<POST URL/token>: URL did not answer within 0.3 s"


def test_half_an_answer() -> None:
    """A body that stops short of its length is given up after the time-out."""
    with listening(lambda _: [answer(200, b"{}" * 50)[:-10], 60.0]) as listener:
        assert lost(listener) == "<POST URL/token>: URL did not answer within 0.3 s"


def test_a_body_that_comes_drop_by_drop() -> None:
    """Drops that each come in time do not make an answer that never ends."""
    with listening(lambda _: drip(answer(200, b"x" * 10_000), 0.02)) as listener:
        assert lost(listener, 0.2) == "<POST URL/token>: URL did not end its answer within 0.6 s"


def test_headers_that_come_drop_by_drop() -> None:
    """The same holds for the head of an answer, which the time-out of a single read does not end."""
    dripping = drip(b"HTTP/1.1 200 OK\r\nX-Long: " + b"x" * 10_000, 0.02)
    with listening(lambda _: dripping) as listener:
        assert lost(listener, 0.2) == "<POST URL/token>: URL did not end its answer within 0.6 s"


def test_a_wire_can_go_on_after_a_late_answer() -> None:
    """What ends one exchange does not end the wire."""

    def first_slow(request: bytes) -> Iterable[bytes | float]:
        return [answer()] if b"/fast" in request else drip(b"HTTP/1.1 200 OK\r\n" + b"x" * 1000, 0.02)

    with listening(first_slow) as listener:
        wire = Wire(listener.url, timeout=0.15)
        with pytest.raises(Lost):
            wire.send(Request("GET", (listener.url + "/slow",)), step="judged")
        assert wire.send(Request("GET", (listener.url + "/fast",)), step="judged").response.status == 200
        wire.close()


def test_the_largest_body_is_read() -> None:
    """One mebibyte is read whole."""
    with listening(answer(200, b"x" * LARGEST_BODY)) as listener:
        assert len(ask(listener).response.body) == LARGEST_BODY == 1024 * 1024


def test_a_larger_body_is_not_read() -> None:
    """One octet more is given up."""
    with listening(answer(200, b"x" * (LARGEST_BODY + 1))) as listener:
        assert lost(listener, 5) == "<POST URL/token>: URL answered with a body of more than 1048576 bytes"


def test_a_body_without_an_end_is_not_read() -> None:
    """A server that sends for ever is given up as soon as it has sent too much."""

    def endless(_: bytes) -> Iterator[bytes]:
        yield b"HTTP/1.1 200 OK\r\n\r\n"
        while True:
            yield b"x" * 65536

    with listening(endless) as listener:
        assert lost(listener, 5) == "<POST URL/token>: URL answered with a body of more than 1048576 bytes"


def test_a_small_body_that_unpacks_to_a_large_one_is_not_read() -> None:
    """The bound holds for what a packed body becomes."""
    packed = answer(200, gzip.compress(b"x" * 30_000_000), headers=(("Content-Encoding", "gzip"),))
    with listening(packed) as listener:
        assert lost(listener, 5) == "<POST URL/token>: URL answered with a body of more than 1048576 bytes"


@pytest.mark.parametrize(
    ("octets", "reason"),
    [
        (b"SSH-2.0-OpenSSH_9.9\r\n\r\n", "no answer could be read (RemoteProtocolError: illegal status line"),
        (b"HTTP/1.1 200 OK\r\nno colon\r\n\r\n", "no answer could be read (RemoteProtocolError: illegal header line"),
        (b"HTTP/1.1 99999 Odd\r\n\r\n", "no answer could be read (RemoteProtocolError: illegal status line"),
        (answer(200, b"no gzip", headers=(("Content-Encoding", "gzip"),)), "no answer could be read (DecodingError: "),
    ],
    ids=["another protocol", "broken header", "broken status", "broken packing"],
)
def test_what_is_no_http(octets: bytes, reason: str) -> None:
    """An answer that cannot be read is lost, and the message says why."""
    with listening(octets) as listener:
        assert lost(listener).startswith(f"<POST URL/token>: {reason}")


def test_a_server_that_hangs_up() -> None:
    """A connection that ends without an answer is lost."""
    with listening(lambda _: iter(())) as listener:

        def hang_up(_: bytes) -> Iterable[bytes | float]:
            raise ConnectionError

        listener.answer = hang_up
        reason = "no answer could be read (RemoteProtocolError: Server disconnected without sending a response.)"
        assert lost(listener) == f"<POST URL/token>: {reason}"


def test_what_http_cannot_say_is_our_own_fault() -> None:
    """An end of line in a header is not sent; the server is not to blame, and the value is not shown."""
    value = register("end-of-line\r\nin-a-header-1", "token")
    with listening(answer()) as listener:
        wire = Wire(listener.url)
        request = Request("GET", (listener.url + "/a",), headers=(Pair("X-Token", (value,)),))
        with pytest.raises(Broken) as found:
            wire.send(request, step="judged")
        wire.close()
        assert not isinstance(found.value, Lost)
        assert found.value.reason.startswith(f"<GET {listener.url}/a> cannot be sent over HTTP: Illegal header value")
        assert "in-a-header-1" not in found.value.reason
        assert listener.heard == []


# ---------------------------------------------------------------- other origins


def test_a_redirect_is_not_followed() -> None:
    """The other host hears nothing, and the answer is the redirect."""
    with listening(answer()) as other, listening(b"") as listener:
        listener.answer = lambda _: [answer(307, headers=(("Location", f"{other.url}/token"),))]
        exchange = ask(listener)
        assert exchange.response.status == 307
        assert exchange.response.header("location") == f"{other.url}/token"
        assert (len(listener.heard), other.opened) == (1, 0)


@pytest.mark.parametrize("trick", ["{other}/token", "{own}@{other_host}/token", "{other}", "{upper}/token"])
def test_another_origin_gets_no_request(trick: str) -> None:
    """A URL that leads away from the target is refused before anything is sent."""
    with listening(answer()) as other, listening(answer()) as listener:
        host = other.url.removeprefix("http://")
        url = trick.format(other=other.url, own=listener.url, other_host=host, upper=f"HTTP://{host}")
        wire = Wire(listener.url)
        body = Form((Pair("token", (register("not-for-others-1", "token"),)),))
        with pytest.raises(Broken) as found:
            wire.send(Request("POST", (url,), body=body), step="judged")
        wire.close()
        assert not isinstance(found.value, Lost)
        assert "would go to another origin than the target's" in found.value.reason
        assert (other.opened, listener.opened) == (0, 0)


def test_the_remedy_names_the_origin() -> None:
    """Whoever means the other origin finds the line to write."""
    with pytest.raises(Broken) as found:
        Wire("http://127.0.0.1:1", name="own").send(Request("GET", ("http://127.0.0.1:2/x",)), step="judged")
    assert found.value.remedy == (
        '[targets.own] origins = ["http://127.0.0.1:2"]   # if it may get the target\'s tokens'
    )


def test_an_origin_that_is_named_gets_requests() -> None:
    """A further origin of the target is spoken to."""
    with listening(answer()) as other:
        wire = Wire("http://127.0.0.1:1", origins=(other.url,))
        wire.send(Request("GET", (other.url + "/x",)), step="judged")
        wire.close()
        assert len(other.heard) == 1


@pytest.mark.parametrize("same", ["http://127.0.0.1:80", "http://127.0.0.1", "HTTP://127.0.0.1/x"])
def test_a_default_port_is_the_same_origin(same: str) -> None:
    """Port 80 is http's own."""
    wire = Wire(same, handler=lambda *_: (200, (), b""))
    assert wire.send(Request("GET", ("http://127.0.0.1/x",)), step="judged").response.status == 200


def test_certificates_are_checked_for_every_origin() -> None:
    """A target without TLS may name an origin with it: a stranger's certificate is refused there, too."""
    import ssl

    from conformance.wire.client import _network

    transport: Any = _network({"http://127.0.0.1:80", "https://api.example.com:443"}, None, None, None)
    assert transport._pool._ssl_context.verify_mode is ssl.CERT_REQUIRED


@pytest.mark.parametrize(
    ("settings", "fault"),
    [
        ("ca", "expected certificates in PEM; found "),
        ("client_cert", "expected a certificate and its key in PEM; found "),
    ],
)
def test_a_file_without_certificates_is_a_fault_of_the_configuration(tmp_path: Path, settings: str, fault: str) -> None:
    """What is no certificate is told with its key and its file, before anything is sent."""
    file = tmp_path / "no.pem"
    file.write_text("nothing", "utf-8")
    with pytest.raises(ConfigurationError) as found:
        Wire(
            "https://127.0.0.1:1",
            ca=file if settings == "ca" else None,
            client_cert=file if settings == "client_cert" else None,
        )
    assert str(found.value).startswith(f"http.{settings}: {file}: {fault}")


@pytest.mark.parametrize("proxy", ["socks5://u:never-seen@h:1", "ftp://u:never-seen@h", "u:never-seen@h:8080"])
def test_a_proxy_that_is_none_is_a_fault_of_the_configuration(proxy: str) -> None:
    """The message names the key and does not show the value, which may hold a password."""
    with pytest.raises(ConfigurationError) as found:
        Wire("http://127.0.0.1:1", proxy=proxy)
    assert str(found.value) == "http.proxy: expected http://host:port or https://host:port, found another"


def test_states_and_target_do_not_mix() -> None:
    """The states endpoint hears of states only, the target nothing of them, and neither the other's requests."""
    with listening(json_answer({"username": "u"})) as states, listening(answer()) as target:
        for_states, for_target = Wire(states.url), Wire(target.url)
        States(f"{states.url}/_states", for_states.send, {}, "t").make("user", {})
        for_target.send(Request("GET", (target.url + "/x",)), step="judged")
        for wire, url in ((for_states, target.url), (for_target, states.url)):
            with pytest.raises(Broken):
                wire.send(Request("GET", (url + "/x",)), step="judged")
            wire.close()
        assert (len(states.heard), len(target.heard)) == (1, 1)


def test_variables_of_the_environment_choose_no_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    """A proxy is used only if the target names it."""
    with listening(answer()) as proxy, listening(answer()) as listener:
        monkeypatch.setenv("HTTP_PROXY", proxy.url)
        monkeypatch.setenv("ALL_PROXY", proxy.url)
        ask(listener)
        assert (proxy.opened, listener.opened) == (0, 1)


def test_a_proxy_that_is_named_gets_the_request() -> None:
    """Through a proxy the request line holds the whole address, the path as it was written."""
    with listening(answer()) as proxy:
        wire = Wire("http://target.invalid", proxy=proxy.url)
        wire.send(Request("GET", ("http://target.invalid/a//b/../c",)), step="judged")
        wire.close()
        assert proxy.last.splitlines()[0] == b"GET http://target.invalid/a//b/../c HTTP/1.1"


# ---------------------------------------------------------------- how much and how fast


def test_a_spent_budget_skips() -> None:
    """The last request is sent, the next one is not."""
    with listening(answer()) as listener:
        wire = Wire(listener.url, name="own", pace=Pace(most=2))
        request = Request("GET", (listener.url + "/a",))
        wire.send(request, step="judged")
        wire.send(request, step="judged")
        with pytest.raises(Skipped) as found:
            wire.send(request, step="judged")
        wire.close()
        assert found.value.reason == "the budget of 2 requests is spent"
        assert found.value.remedy == "[targets.own.limits] max_requests = 4"
        assert (len(listener.heard), wire.requests) == (2, 2)


def test_a_pace_spreads_requests() -> None:
    """Requests of several threads keep the distance that the target allows."""
    moments: list[float] = []

    def hear(*_: Any) -> tuple[int, tuple[tuple[str, str], ...], bytes]:
        moments.append(time.monotonic())
        return 200, (), b""

    wire = Wire("http://h", pace=Pace(per_second=50), handler=hear)
    request = Request("GET", ("http://h/",))
    threads = [threading.Thread(target=wire.send, args=(request,), kwargs={"step": "judged"}) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert max(moments) - min(moments) >= 5 / 50 - 0.01


# ---------------------------------------------------------------- births


def born(content: bytes) -> list[tuple[str, str]]:
    """Return place and value of each secret that an answer brings."""
    with listening(content) as listener:
        return [(place, secret.reveal()) for place, secret in ask(listener).births]


def test_tokens_of_a_json_answer_are_born() -> None:
    """Members with the names of secrets are registered, at any depth and in any spelling."""
    value = {
        "access_token": "born-access-1",
        "data": [{"refreshToken": "born-refresh-1", "user": {"client-secret": "born-secret-1", "name": "nobody-1"}}],
        "token_type": "bearer-type",
        "apiKey": 5,
    }
    assert born(json_answer(value)) == [
        ("access_token", "born-access-1"),
        ("refreshToken", "born-refresh-1"),
        ("client-secret", "born-secret-1"),
    ]
    assert "born" not in redact("born-refresh-1")


def test_tokens_of_a_form_text_are_born() -> None:
    """A form-encoded answer is decoded before its tokens are registered."""
    content = answer(200, b"access_token=born%2Bform%2F2&token_type=bearer&refresh_token=born-form-3", "text/plain")
    assert born(content) == [("access_token", "born+form/2"), ("refresh_token", "born-form-3")]


def test_tokens_in_any_other_text_are_born() -> None:
    """A page that shows a token brings a secret."""
    page = b'<a href="/cb?access_token=born-in-page-4&x=1">{refresh_token: "born-in-page-5"</a>'
    assert born(answer(200, page, "text/html")) == [
        ("access_token", "born-in-page-4"),
        ("refresh_token", "born-in-page-5"),
    ]


def test_codes_and_tokens_of_a_location_are_born() -> None:
    """Query and fragment of a redirect are read; a state is the client's own word."""
    location = "https://app.example/cb?code=born-code-6&state=own-word&x=visible#access_token=born-token-8"
    assert born(answer(302, headers=(("Location", location),))) == [
        ("header:Location", "born-code-6"),
        ("header:Location", "born-token-8"),
    ]


def test_a_code_in_a_location_that_is_no_url_is_born() -> None:
    """A broken redirect is searched all the same."""
    headers = (("Location", "http://[?code=born-code-9"),)
    assert born(answer(302, headers=headers)) == [("header:Location", "born-code-9")]


def test_cookies_are_born() -> None:
    """The value of each cookie is a secret, its attributes are not."""
    headers = (("Set-Cookie", "sid=born-cookie-10; Path=/; HttpOnly"), ("set-cookie", 'q="born-cookie-11"'))
    places = ("header:Set-Cookie", "header:set-cookie")
    assert born(answer(headers=headers)) == list(zip(places, ("born-cookie-10", "born-cookie-11"), strict=True))


@pytest.mark.parametrize(
    "body",
    [
        b"[" * 100_000,
        b'{"a":' * 900 + b"1" + b"}" * 900,
        b'{"access_token": NaN}',
        b'{"access_token": "x\\ud800-lone"}',
    ],
    ids=["too deep", "deep", "no JSON", "lone surrogate"],
)
def test_a_strange_body_breaks_nothing(body: bytes) -> None:
    """Whatever a body holds, the exchange is an exchange."""
    with listening(answer(200, body)) as listener:
        assert ask(listener).response.body == body


def test_nothing_of_an_exchange_shows_a_secret() -> None:
    """Neither repr nor text of what was said holds a value."""
    with listening(json_answer({"access_token": "never-shown-12"})) as listener:
        exchange = ask(listener)
    assert "never-shown" not in f"{exchange!r}{exchange.request!r}{exchange.response!r}{exchange.births!r}"
