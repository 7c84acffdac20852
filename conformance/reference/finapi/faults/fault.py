"""How a fault is written down: its name, its sentence, its depth, and the one figure that is wrong."""

from __future__ import annotations

from dataclasses import replace

from conformance.reference.finapi.figures import Figures
from conformance.reference.server import Depth, Fault


def make_fault(name: str, says: str, depth: Depth, **one: object) -> Fault[Figures]:
    """Make the fault that replaces one figure."""
    if len(one) != 1:
        raise ValueError(f"fault {name}: expected one figure, found {sorted(one)}")
    return Fault(name, says, depth, lambda figures: replace(figures, **one))
