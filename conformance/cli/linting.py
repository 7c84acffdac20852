"""`lint`: every fault of the contracts, of the list of behaviours and of what the scenarios declare."""

from __future__ import annotations

import argparse
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from conformance.cli import shipped
from conformance.document import nearest
from conformance.locations import shown_path

if TYPE_CHECKING:
    from conformance.contract import Promise


def lint(options: argparse.Namespace) -> int:
    """Print every fault of the contracts, or how much was looked at."""
    names = options.contracts or shipped.built_in()
    faults = _faults(names, is_everything=not options.contracts)
    contracts = [] if faults else shipped.contracts(names)
    promises = [promise for contract in contracts for promise in contract.promises]
    faults = list(dict.fromkeys([*faults, *_lint_unchecked(promises)]))
    if faults:
        print(*faults, sep="\n")
        print(f"{_count(len(names), 'contract')}: {_count(len(faults), 'fault')}")
        return 1
    covered = {row for promise in promises for row in promise.covers}
    excluded = {row for contract in contracts for exclusion in contract.exclusions for row in exclusion.covers}
    print(
        f"{_count(len(contracts), 'contract')}, {_count(len(promises), 'promise')}, "
        f"{_count(len(covered), 'row')} covered, {len(excluded - covered)} excluded: no faults"
    )
    return 0


def _faults(names: Sequence[str], *, is_everything: bool) -> list[str]:
    from conformance.contract import find_contract, lint_behaviours, lint_contract

    suites = shipped.suites()
    files = [find_contract(name, suites=suites) for name in names]
    faults = lint_behaviours(suites)
    if is_everything and not faults:
        faults += _lint_scenarios()
    return faults + [fault for file in files for fault in lint_contract(file, suites=suites)]


def _lint_scenarios() -> list[str]:
    known = shipped.behaviours()
    return [
        f"{shown_path(each.file)}:{each.line}: unknown behaviour '{name}'; {nearest(name, known)}"
        for each in shipped.scenarios()
        for name in each.behaviours
        if name not in known
    ]


def _lint_unchecked(promises: Iterable[Promise]) -> Iterator[str]:
    checked = {name for each in shipped.scenarios() for name in each.behaviours}
    for promise in promises:
        name = promise.behaviour.name
        if name not in checked:
            where = f"{shown_path(Path(promise.file))}:{promise.line}"
            yield f'{where}: no scenario checks {name}; write one in suites/, declared @scenario("{name}")'


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"
