"""The loopback door: the same answers over a socket.

`serve` keeps the foreground, `Background` opens a free port in a thread for as long as a `with` block lasts. The
application between uvicorn and the server is written by hand: it must not lose the case of a header name, must not add
a body, and must not read a body without end.
"""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Awaitable, Callable, MutableMapping
from contextlib import suppress
from types import TracebackType
from typing import TYPE_CHECKING, Any

from conformance.reference.http import Answer, Request, make_json_answer
from conformance.reference.server import ReferenceServer

if TYPE_CHECKING:
    import uvicorn

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]
Application = Callable[[Scope, Receive, Send], Awaitable[None]]

LARGEST_BODY = 1_048_576
PATIENCE = 10.0


def serve(server: ReferenceServer, port: int, *, host: str = "127.0.0.1") -> None:
    """Answer on host and port until interrupted."""
    with suppress(KeyboardInterrupt):
        _make_uvicorn(server, host=host, port=port).run()


class Background:
    """Answer on a free loopback port while the block lasts; `base_url` has no slash at its end."""

    def __init__(self, server: ReferenceServer, *, host: str = "127.0.0.1") -> None:
        self._server = server
        self._host = host
        self.base_url = ""

    def __enter__(self) -> Background:
        self._socket = socket.create_server((self._host, 0))
        # asyncio does this for its own sockets only; without it every answer waits 40 ms for an acknowledgement.
        self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        port = self._socket.getsockname()[1]
        self._uvicorn = _make_uvicorn(self._server, host=self._host, port=port)
        self._thread = threading.Thread(target=self._uvicorn.run, args=([self._socket],), daemon=True)
        self._thread.start()
        self.base_url = f"http://{self._host}:{port}"
        self._wait_until_open()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._uvicorn.should_exit = True
        self._thread.join(PATIENCE)
        self._socket.close()

    def _wait_until_open(self) -> None:
        deadline = time.monotonic() + PATIENCE
        while not self._uvicorn.started:
            if not self._thread.is_alive() or time.monotonic() > deadline:
                raise RuntimeError(f"expected the door to open at {self.base_url} within {PATIENCE:g} s, it did not")
            time.sleep(0.002)


def _make_uvicorn(server: ReferenceServer, *, host: str, port: int) -> uvicorn.Server:
    import uvicorn

    config = uvicorn.Config(
        make_application(server),
        host=host,
        port=port,
        http="h11",
        ws="none",
        loop="asyncio",
        lifespan="off",
        log_level="warning",
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=1,
    )
    return uvicorn.Server(config)


def make_application(server: ReferenceServer) -> Application:
    """Make the ASGI application that passes requests to the server."""

    async def application(scope: Scope, receive: Receive, send: Send) -> None:
        body = await _read_body(receive)
        if body is None:
            await _send_answer(make_json_answer(413, {"error": f"expected at most {LARGEST_BODY} bytes"}), send)
        else:
            await _send_answer(server.answer(_make_request(scope, body)), send)

    return application


async def _read_body(receive: Receive) -> bytes | None:
    body = b""
    more = True
    while more:
        message = await receive()
        body += message.get("body", b"")
        more = bool(message.get("more_body", False))
        if len(body) > LARGEST_BODY:
            return None
    return body


def _make_request(scope: Scope, body: bytes) -> Request:
    query = scope["query_string"]
    target = scope["raw_path"] + (b"?" + query if query else b"")
    headers = tuple((name.decode("latin-1"), value.decode("latin-1")) for name, value in scope["headers"])
    return Request(scope["method"], target.decode("latin-1"), headers, body)


async def _send_answer(answer: Answer, send: Send) -> None:
    headers = [(name.encode("latin-1"), value.encode("latin-1")) for name, value in answer.headers]
    if answer.status != 204:
        headers.append((b"Content-Length", str(len(answer.body)).encode("ascii")))
    await send({"type": "http.response.start", "status": answer.status, "headers": headers})
    await send({"type": "http.response.body", "body": answer.body})
