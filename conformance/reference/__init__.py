"""Reference servers: one small authorization server for each built-in contract, written from the documents alone.

A server is a function from request to answer over an in-memory store, a movable clock and a frozen record of
behaviour figures. By default it is conformant to the last documented sentence. A fault is that record with one thing
wrong, named behaviour plus a word for how: a scenario that has never failed on such a server proves nothing.

    server = make_server("finapi", fault="request-id.max-length/allows-256")
    server.answer(Request("POST", "/oauth/token", headers, body))     in process
    with Background(server) as door: door.base_url                    on loopback, see `door`
"""

from __future__ import annotations

import time
from collections.abc import Collection, Mapping
from difflib import get_close_matches
from typing import Any, TypeVar

from conformance.reference import calcom, finapi, oauth2, square
from conformance.reference.http import Answer, Request
from conformance.reference.server import Clock, Fault, Reference, ReferenceServer

__all__ = [
    "CONTRACTS",
    "Answer",
    "Fault",
    "ReferenceServer",
    "Request",
    "faults",
    "make_server",
    "variants",
    "versions",
]

_REFERENCES: Mapping[str, Reference[Any]] = {
    "finapi": finapi.REFERENCE,
    "square": square.REFERENCE,
    "calcom": calcom.REFERENCE,
    "oauth2": oauth2.REFERENCE,
}
CONTRACTS = tuple(_REFERENCES)
T = TypeVar("T")


def make_server(
    contract: str, *, fault: str | None = None, version: str | None = None, clock: Clock = time.time
) -> ReferenceServer:
    """Make a fresh server of a contract's version or variant (default: the newest version), with one fault or none."""
    reference = _find_reference(contract)
    wrong = None if fault is None else _pick("fault", fault, reference.faults)
    version = version or (wrong and wrong.version) or next(iter(reference.versions))
    figures = _pick("version", version, {**reference.versions, **reference.variants})
    return reference.make(wrong.change(figures) if wrong else figures, clock)


def faults(contract: str) -> Mapping[str, Fault[Any]]:
    """Return a contract's faults by name."""
    return _find_reference(contract).faults


def versions(contract: str) -> tuple[str, ...]:
    """Return the versions of a contract that have a server, the default first."""
    return tuple(_find_reference(contract).versions)


def variants(contract: str) -> tuple[str, ...]:
    """Return the names of further conformant servers of a contract's default version, for `make_server(version=…)`."""
    return tuple(_find_reference(contract).variants)


def _find_reference(contract: str) -> Reference[Any]:
    return _pick("contract", contract, _REFERENCES)


def _pick(noun: str, name: str, choices: Mapping[str, T]) -> T:
    if name not in choices:
        raise ValueError(f"unknown {noun} {name!r}; nearest: {', '.join(_nearest(name, choices))}")
    return choices[name]


def _nearest(name: str, choices: Collection[str]) -> list[str]:
    return get_close_matches(name, choices, n=3, cutoff=0.0)
