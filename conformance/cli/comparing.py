"""`list behaviours`: which contract promises which behaviour, and how firmly, one behaviour a line.

At the bottom stands how much of each contract is checked by the very functions that check the yardstick: a behaviour of
which even one function is not the yardstick's is not counted.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from conformance.cli.scenarios import Found

if TYPE_CHECKING:
    from conformance.contract import Contract

YARDSTICK = "finapi"
LEVELS = ("must", "should", "observe")
"""Firmest first: a behaviour that is promised more than once shows its firmest promise."""
NOT_PROMISED = "-"
LEGEND = (
    "must, should, observe: the firmest promise of it; -: none",
    f"shared with {YARDSTICK}: of these, checked only by scenario functions that {YARDSTICK} uses, too",
)


def compare(behaviours: Iterable[str], contracts: Mapping[str, Contract], scenarios: Sequence[Found]) -> Iterator[str]:
    """Yield the lines of the table; its columns are the contracts by name, a version below the name."""
    levels = {name: _levels_of(contract) for name, contract in contracts.items()}
    named = [name.partition("@") for name in contracts]
    heads = [["behaviour", *(name for name, _, _ in named)], ["", *(at + version for _, at, version in named)]]
    rows = [[each, *(column.get(each, NOT_PROMISED) for column in levels.values())] for each in behaviours]
    feet = [["promised", *(str(len(column)) for column in levels.values())]]
    if YARDSTICK in levels:
        shares = (_share(column, levels[YARDSTICK], scenarios) for column in levels.values())
        feet.append([f"shared with {YARDSTICK}", *shares])
    widths = [max(map(len, column)) for column in zip(*heads, *rows, *feet, strict=True)]
    for part in (heads, rows, feet):
        for row in part:
            if any(row):
                yield "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
        yield ""
    yield from LEGEND[: len(feet)]


def _levels_of(contract: Contract) -> dict[str, str]:
    """Return behaviour -> the firmest level at which the contract promises it."""
    found: dict[str, str] = {}
    for promise in contract.promises:
        name = promise.behaviour.name
        found[name] = min(promise.level, found.get(name, promise.level), key=LEVELS.index)
    return found


def _share(promised: Iterable[str], yardstick: Mapping[str, str], scenarios: Sequence[Found]) -> str:
    """Return how many per cent of the promised behaviours are checked by functions of the yardstick only."""
    shared = [_is_shared(name, yardstick, scenarios) for name in promised]
    return f"{100 * sum(shared) // len(shared)} %" if shared else NOT_PROMISED


def _is_shared(behaviour: str, yardstick: Mapping[str, str], scenarios: Sequence[Found]) -> bool:
    checks = [each for each in scenarios if behaviour in each.behaviours]
    return bool(checks) and all(any(name in yardstick for name in each.behaviours) for each in checks)
