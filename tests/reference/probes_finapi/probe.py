"""How a probe is written down: a few requests whose observation differs on the server with the fault."""

from __future__ import annotations

from collections.abc import Callable

from tests.reference.client import Client

Probe = Callable[[Client], object]
PROBES: dict[str, Probe] = {}


def probe(*faults: str) -> Callable[[Probe], Probe]:
    """Register a function as the probe of these faults."""

    def register(function: Probe) -> Probe:
        for fault in faults:
            assert fault not in PROBES, fault
            PROBES[fault] = function
        return function

    return register
