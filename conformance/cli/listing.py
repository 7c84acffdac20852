"""`list`: one line for each behaviour, promise, fault or scenario; behaviours of all contracts as a table."""

from __future__ import annotations

import argparse
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from conformance.cli import shipped
from conformance.cli.comparing import compare
from conformance.locations import shown_path
from conformance.outcomes import ConfigurationError

if TYPE_CHECKING:
    from conformance.contract import Contract


def list_all(options: argparse.Namespace) -> int:
    """Print one line for each behaviour, promise, fault or scenario, or a page of the promises of one contract."""
    if options.markdown:
        return _print_page(options)
    if options.what == "behaviours" and options.contract is None:
        return _print_table()
    contracts = shipped.contracts([options.contract] if options.contract else [])
    is_chosen = options.contract is not None
    _print_columns(LISTS[options.what](contracts, is_chosen))
    return 0


def _print_table() -> int:
    names = shipped.built_in()
    contracts = dict(zip(names, shipped.contracts(names), strict=True))
    print(*compare(shipped.behaviours(), contracts, shipped.scenarios()), sep="\n")
    return 0


def _print_page(options: argparse.Namespace) -> int:
    from conformance import reference
    from conformance.contract import matching_rows, read_rows
    from conformance.report.promise_page import Check, promise_page

    if options.what != "promises" or options.contract is None:
        raise ConfigurationError("--markdown prints the page of one contract: list promises --contract NAME --markdown")
    contract = shipped.contracts([options.contract])[0]
    suites = shipped.suites()
    checks = [
        Check(each.name, each.says, each.file.relative_to(suites.parent).as_posix(), each.behaviours)
        for each in shipped.scenarios()
    ]
    faults = reference.faults(contract.name) if contract.name in reference.CONTRACTS else {}
    rows = matching_rows(contract.catalogue_rows, read_rows(suites))
    print(promise_page(contract, checks=checks, faults=list(faults.values()), rows=rows), end="")
    return 0


def _list_behaviours(contracts: Sequence[Contract], is_chosen: bool) -> Iterator[tuple[str, ...]]:
    promised = {promise.behaviour.name for contract in contracts for promise in contract.promises}
    for name, behaviour in shipped.behaviours().items():
        if name in promised:
            yield name, behaviour.says


def _list_promises(contracts: Sequence[Contract], is_chosen: bool) -> Iterator[tuple[str, ...]]:
    for contract in contracts:
        for promise in contract.promises:
            yield (
                f"{contract!r}",
                promise.behaviour.name,
                promise.level,
                promise.basis,
                ",".join(promise.on) or "-",
                promise.statement,
            )


def list_faults(contracts: Sequence[Contract], is_chosen: bool) -> Iterator[tuple[str, ...]]:
    """Yield contract, name, depth and sentence of each fault."""
    from conformance import reference

    for name in dict.fromkeys(contract.name for contract in contracts):
        for fault in reference.faults(name).values() if name in reference.CONTRACTS else ():
            yield name, fault.name, fault.depth, fault.says


def _list_scenarios(contracts: Sequence[Contract], is_chosen: bool) -> Iterator[tuple[str, ...]]:
    promised = {promise.behaviour.name for contract in contracts for promise in contract.promises}
    for each in shipped.scenarios():
        if promised.intersection(each.behaviours) or not is_chosen:
            yield each.name, f"{shown_path(each.file)}:{each.line}", ",".join(each.behaviours)


LISTS = {
    "behaviours": _list_behaviours,
    "promises": _list_promises,
    "faults": list_faults,
    "scenarios": _list_scenarios,
}


def _print_columns(rows: Iterable[tuple[str, ...]]) -> None:
    """Print the rows with all columns but the last as wide as their widest word."""
    table = list(rows)
    widths = [max(map(len, column)) for column in zip(*table, strict=True)][:-1]
    for row in table:
        print(*(cell.ljust(width) for cell, width in zip(row, widths, strict=False)), row[-1], sep="  ")
