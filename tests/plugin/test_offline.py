"""While a recording is judged nobody of this process gets out, whichever way he takes."""

from __future__ import annotations

import _socket
import asyncio
import socket
import threading
import urllib.request
from collections.abc import Callable
from contextlib import closing

import pytest

from conformance.outcomes import Broken
from conformance.plugin.offline import refusing_connections

NOBODY = ("127.0.0.1", 9)


def by_udp(send: Callable[[socket.socket], object]) -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as out:
        send(out)


def by_socket_file() -> None:
    with socket.socket(socket.AF_UNIX) as out:
        out.connect("/nowhere")


def by_socket_of_c() -> None:
    with closing(_socket.socket(socket.AF_INET, socket.SOCK_STREAM)) as out:
        out.connect(NOBODY)


WAYS_OUT: dict[str, Callable[[], object]] = {
    "a connection": lambda: socket.create_connection(NOBODY),
    "a socket file": by_socket_file,
    "the socket that Python's own is made of": by_socket_of_c,
    "a datagram": lambda: by_udp(lambda out: out.sendto(b"", NOBODY)),
    "a message": lambda: by_udp(lambda out: out.sendmsg([b""], [], 0, NOBODY)),
    "asyncio, to an address": lambda: asyncio.run(asyncio.open_connection(*NOBODY)),
    "asyncio, to a name": lambda: asyncio.run(asyncio.open_connection("localhost", 9)),
    "a library": lambda: urllib.request.urlopen("http://127.0.0.1:9/"),
    "the address of a name": lambda: socket.gethostbyname("localhost"),
    "all addresses of a name": lambda: socket.gethostbyname_ex("localhost"),
    "the name of an address": lambda: socket.gethostbyaddr("127.0.0.1"),
    "name and service": lambda: socket.getnameinfo(NOBODY, 0),
}


@pytest.mark.parametrize("way", WAYS_OUT.values(), ids=WAYS_OUT.keys())
def test_way_out_is_refused(way: Callable[[], object]) -> None:
    """Neither an address nor a name is asked for, and the message says what was tried."""
    refused = pytest.raises(
        (Broken, ConnectionRefusedError), match=r"^a connection was to be opened while a recording is judged: socket\."
    )
    with refusing_connections(), refused:
        way()


def test_thread_of_another_gets_an_error_that_it_knows() -> None:
    """A plugin that reports to somewhere in a thread of its own is refused as by any network that is down."""
    met: list[type[BaseException]] = []

    def report() -> None:
        try:
            socket.create_connection(NOBODY)
        except OSError as error:
            met.append(type(error))

    with refusing_connections():
        thread = threading.Thread(target=report)
        thread.start()
        thread.join()
    assert met == [ConnectionRefusedError]


def test_ways_are_open_afterwards() -> None:
    """What is refused to an item is nobody else's loss."""
    with refusing_connections():
        pass
    assert socket.gethostbyname("127.0.0.1") == "127.0.0.1"
