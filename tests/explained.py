"""What else a broken server fails, and whether the list of behaviours explains it.

A fault breaks one behaviour.  Another behaviour that fails with it is *explained* if `depends` leads from it to the
broken one, in one step or in several; whatever is left accuses a sound ability, or `depends` lacks a word.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from conformance.contract import Behaviour

ACCUSES = frozenset({"failed", "warned", "blocked", "broken"})
Outcomes = Mapping[str, str]
"""Outcome by the identity of the item."""


@dataclass(frozen=True)
class Echo:
    """What a fault does to the behaviours that it does not break by itself.

    changed: items of its own behaviour that end otherwise when all scenarios run than when only their own do.
    """

    fault: str
    others: tuple[str, ...]
    unexplained: tuple[str, ...]
    changed: tuple[str, ...]

    @property
    def is_explained(self) -> bool:
        return not self.unexplained


def listen(fault: str, known: Mapping[str, Behaviour], *, sound: Outcomes, broken: Outcomes, alone: Outcomes) -> Echo:
    """Return what the fault does elsewhere.

    sound, broken: all items on the conformant and on the broken server; alone: those of its own behaviour, run apart.
    """
    own = fault.partition("/")[0]
    accused = [
        identity for identity, outcome in broken.items() if outcome in ACCUSES and sound[identity] not in ACCUSES
    ]
    others = sorted({behaviour_of(identity) for identity in accused} - {own})
    unexplained = tuple(name for name in others if own not in explanations(name, known))
    changed = tuple(identity for identity, outcome in alone.items() if broken.get(identity) != outcome)
    return Echo(fault, tuple(others), unexplained, changed)


def explanations(behaviour: str, known: Mapping[str, Behaviour]) -> frozenset[str]:
    """Return all behaviours to which `depends` leads from this one."""
    found: set[str] = set()
    waiting = [behaviour]
    while waiting:
        new = set(known[waiting.pop()].depends) - found
        found |= new
        waiting += sorted(new)
    return frozenset(found)


def behaviour_of(identity: str) -> str:
    return identity.split("/")[1]
