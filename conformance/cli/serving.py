"""`serve`: a reference server on loopback, and the target block that names it."""

from __future__ import annotations

import argparse
import contextlib
import os
import sys
from collections.abc import Iterator

from conformance.outcomes import ConfigurationError

BUSY_PORT = 2
HOST = "127.0.0.1"
PORT = 9999
HIGHEST_PORT = 65535


def serve(options: argparse.Namespace) -> int:
    """Serve a contract's reference server on loopback until interrupted."""
    from conformance.reference import make_server
    from conformance.reference.door import serve as serve_forever

    contract, _, version = options.contract.partition("@")
    try:
        server = make_server(contract, fault=options.fault, version=version or None)
    except ValueError as error:
        raise ConfigurationError(f"serve: {error}") from None
    try:
        port = _free_port(options.port)
    except OSError as error:
        reason = os.strerror(error.errno or 0)
        print(f"port {options.port} of {HOST}: {reason}; choose another with --port, or 0 for any", file=sys.stderr)
        return BUSY_PORT
    print(*_target_block(options.contract, f"http://{HOST}:{port}", server.credentials), sep="\n", flush=True)
    with contextlib.suppress(KeyboardInterrupt):
        serve_forever(server, port, host=HOST)
    return 0


def _free_port(port: int) -> int:
    """Return the port, or any free one for 0; OSError if it cannot be had."""
    import socket

    with socket.create_server((HOST, port)) as door:
        return int(door.getsockname()[1])


def port_number(text: str) -> int:
    """Return the number that a user gave for `--port`."""
    if not text.isdecimal() or int(text) > HIGHEST_PORT:
        raise argparse.ArgumentTypeError(f"a number from 0 to {HIGHEST_PORT} is expected, '{text}' was found")
    return int(text)


def _target_block(contract: str, url: str, credentials: dict[str, object]) -> Iterator[str]:
    import json

    yield "# Paste this into conformance.toml; Ctrl-C ends the server."
    yield "[targets.local]"
    yield f"contract      = {json.dumps(contract)}"
    yield f"base_url      = {json.dumps(url)}"
    for name, value in credentials.items():
        if isinstance(value, dict):
            inside = ", ".join(f"{key} = {json.dumps(each)}" for key, each in value.items())
            yield f"{name:<13} = {{ {inside} }}"
        else:
            yield f"{name:<13} = {json.dumps(value)}"
    yield "\n[targets.local.states]"
    yield f"url = {json.dumps(f'{url}/_states')}"
