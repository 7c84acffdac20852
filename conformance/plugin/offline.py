"""A replay opens no socket: while an item runs, whoever tries is refused."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, NoReturn

from conformance.outcomes import Broken

_WAYS_OUT = ("connect", "connect_ex", "sendto")


@contextmanager
def refusing_connections() -> Iterator[None]:
    """Refuse every connection of this process while the body runs.

    For one item only: pytest and its plugins may need sockets of their own.
    """
    kept = {name: getattr(socket.socket, name) for name in _WAYS_OUT}
    resolve = socket.getaddrinfo
    for name in _WAYS_OUT:
        setattr(socket.socket, name, _refuse)
    socket.getaddrinfo = _refuse
    try:
        yield
    finally:
        socket.getaddrinfo = resolve
        for name, way_out in kept.items():
            setattr(socket.socket, name, way_out)


def _refuse(*_: Any, **__: Any) -> NoReturn:
    raise Broken(
        "a connection was to be opened while a recording is judged", remedy="--oauth-cassettes=off asks the target"
    )
