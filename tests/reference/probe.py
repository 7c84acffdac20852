"""How a probe is written down: a few requests whose observation differs on the server with the fault."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

C = TypeVar("C")


class Probes(dict[str, Callable[[C], object]]):
    """Hold the probes of one contract's server by fault; a probe asks the contract's own client."""

    def of(self, *faults: str) -> Callable[[Callable[[C], object]], Callable[[C], object]]:
        """Register a function as the probe of these faults."""

        def register(function: Callable[[C], object]) -> Callable[[C], object]:
            for fault in faults:
                assert fault not in self, fault
                self[fault] = function
            return function

        return register
