"""A replay opens no socket: while an item runs, whoever tries is refused.

The interpreter itself tells of every way out (PEP 578), whoever takes it: a socket, asyncio, a socket file of this
machine, the look-up of a name.  Another program that a scenario starts is not seen, nor is a library that goes past
Python.
"""

from __future__ import annotations

import sys
import threading
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Any

from conformance.outcomes import Broken
from conformance.secrets import redact

_WAYS_OUT = frozenset(
    {"socket.connect", "socket.sendto", "socket.sendmsg"}
    | {"socket.getaddrinfo", "socket.gethostbyname", "socket.gethostbyaddr", "socket.getnameinfo"}
)


class _Guard:
    """Listens from the first item on, because a listener cannot be taken away, and refuses while an item runs."""

    def __init__(self) -> None:
        self._item: int | None = None
        self._listens = False

    @contextmanager
    def up(self) -> Iterator[None]:
        if not self._listens:
            self._listens = True
            sys.addaudithook(self._hear)
        self._item = threading.get_ident()
        try:
            yield
        finally:
            self._item = None

    def _hear(self, event: str, found: tuple[Any, ...]) -> None:
        if self._item is None or event not in _WAYS_OUT:
            return
        whither = next((value for value in found if isinstance(value, str | tuple)), "somewhere")
        reason = f"a connection was to be opened while a recording is judged: {event} to {redact(str(whither))}"
        if self._item != threading.get_ident():
            raise ConnectionRefusedError(reason)  # a thread of another plugin is not ours to end
        raise Broken(reason, remedy="--oauth-cassettes=off asks the target")


_GUARD = _Guard()


def refusing_connections() -> AbstractContextManager[None]:
    """Refuse every connection of this process while the body runs.

    For one item only: pytest and its plugins may need sockets of their own.
    """
    return _GUARD.up()
