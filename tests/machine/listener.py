"""A listener on loopback that keeps every octet it hears, and answers with any octets at all."""

from __future__ import annotations

import contextlib
import json
import re
import socket
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

Answer = Callable[[bytes], Iterable[bytes | float]]
"""From the octets of a request to pieces of the answer; a number is a pause in seconds."""


class Listener:
    """Listens until it is closed.  `heard` are the requests, octet by octet; `opened` counts connections."""

    def __init__(self, answer: Answer) -> None:
        self.answer = answer
        self.heard: list[bytes] = []
        self.opened = 0
        self._closing = threading.Event()
        self._socket = socket.create_server(("127.0.0.1", 0))
        self._socket.settimeout(0.05)
        self._open: list[socket.socket] = []
        self._thread = threading.Thread(target=self._listen, daemon=True)
        self._thread.start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._socket.getsockname()[1]}"

    @property
    def last(self) -> bytes:
        return self.heard[-1]

    def close(self) -> None:
        """Refuse further connections and end those that are open."""
        if self._closing.is_set():
            return
        self._closing.set()
        with contextlib.suppress(OSError):
            self._socket.shutdown(socket.SHUT_RDWR)
        if threading.current_thread() is not self._thread:
            self._thread.join()
        self._socket.close()
        for connection in self._open:
            with contextlib.suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)

    def _listen(self) -> None:
        while not self._closing.is_set():
            with contextlib.suppress(OSError):
                connection, _ = self._socket.accept()
                self.opened += 1
                self._open.append(connection)
                threading.Thread(target=self._serve, args=(connection,), daemon=True).start()

    def _serve(self, connection: socket.socket) -> None:
        connection.settimeout(None)
        with connection, contextlib.suppress(OSError):
            while request := _received(connection):
                self.heard.append(request)
                for piece in self.answer(request):
                    if isinstance(piece, bytes):
                        connection.sendall(piece)
                    elif self._closing.wait(piece):
                        return


@contextlib.contextmanager
def listening(answer: Answer | bytes) -> Iterator[Listener]:
    """Listen while the body runs; octets are the answer to every request."""
    listener = Listener((lambda _: [answer]) if isinstance(answer, bytes) else answer)
    try:
        yield listener
    finally:
        listener.close()


def answer(
    status: int = 200,
    body: bytes | str = b"{}",
    media_type: str | None = "application/json",
    headers: Iterable[tuple[str, str]] = (),
) -> bytes:
    """Return a complete answer."""
    content = body.encode() if isinstance(body, str) else body
    lines = [f"HTTP/1.1 {status} Reason", f"Content-Length: {len(content)}"]
    lines += [f"Content-Type: {media_type}"] if media_type else []
    lines += [f"{name}: {value}" for name, value in headers]
    return "\r\n".join([*lines, "", ""]).encode("latin-1") + content


def json_answer(value: Any, status: int = 200, headers: Mapping[str, str] | None = None) -> bytes:
    return answer(status, json.dumps(value), headers=tuple((headers or {}).items()))


def drip(content: bytes, pause: float) -> Iterator[bytes | float]:
    """Yield the content octet by octet."""
    for octet in content:
        yield bytes([octet])
        yield pause


def free_port() -> int:
    """Return a port on which nobody listens."""
    with socket.create_server(("127.0.0.1", 0)) as unused:
        return int(unused.getsockname()[1])


def _received(connection: socket.socket) -> bytes:
    """Return the octets of one request; empty if the other side is gone."""
    heard = b""
    while b"\r\n\r\n" not in heard:
        more = connection.recv(65536)
        if not more:
            return b""
        heard += more
    head, _, body = heard.partition(b"\r\n\r\n")
    length = re.search(rb"(?im)^content-length: *(\d+)", head)
    while length and len(body) < int(length[1]):
        body += connection.recv(65536)
    return head + b"\r\n\r\n" + body
