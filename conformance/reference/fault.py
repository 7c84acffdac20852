"""How a fault is written down: its name, its sentence, its depth, and the one figure that is wrong.

The name is the behaviour that it breaks and a word for how. The depth says what finds it: "one" request, a "sequence"
of two or three, "deep" for four and more steps, a boundary or an interleaving, "rare" for what only fuzzing is likely
to send. Asking for a token counts as a request, making a state does not.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from itertools import chain
from typing import Any

from conformance.reference.server import Depth, Fault


def make_fault(name: str, says: str, depth: Depth, **one: object) -> Fault[Any]:
    """Make the fault that replaces one figure, whatever the record of figures is."""
    if len(one) != 1:
        raise ValueError(f"fault {name}: expected one figure, found {sorted(one)}")
    return Fault(name, says, depth, lambda figures: replace(figures, **one))


def name_faults(*families: Iterable[Fault[Any]]) -> Mapping[str, Fault[Any]]:
    """Return the faults of all families by name, in order; two of one name are an error."""
    named: dict[str, Fault[Any]] = {}
    for fault in chain.from_iterable(families):
        if fault.name in named:
            raise ValueError(f"fault {fault.name}: expected one of this name, found two")
        named[fault.name] = fault
    return named
