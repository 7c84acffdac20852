"""`explain`: one page on one behaviour."""

from __future__ import annotations

import argparse
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from conformance.cli import shipped
from conformance.cli.listing import list_faults
from conformance.document import nearest
from conformance.locations import shown_path
from conformance.outcomes import ConfigurationError

if TYPE_CHECKING:
    from conformance.contract import Behaviour, Contract, Promise


def explain(options: argparse.Namespace) -> int:
    """Print what a behaviour is, who promises it, how it is checked and which faults must be found."""
    known = shipped.behaviours()
    behaviour = known.get(options.behaviour)
    if behaviour is None:
        raise ConfigurationError(f"unknown behaviour '{options.behaviour}'; {nearest(options.behaviour, known)}")
    contracts = shipped.contracts([])
    promises = [(contract, promise) for contract in contracts for promise in contract.find(behaviour.name)]
    scenarios = [each for each in shipped.scenarios() if behaviour.name in each.behaviours]
    faults = [row for row in list_faults(contracts, False) if row[1].partition("/")[0] == behaviour.name]
    print(*_about(behaviour), sep="\n")
    _print_section("Promised by", (_promise_lines(*each) for each in promises))
    _print_section("Checked by", ([f"{shown_path(s.file)}:{s.line}  {s.name}", f"  {s.says}"] for s in scenarios))
    _print_section("Faults that must be found", ([f"{row[0]}  {row[1]}  ({row[2]})", f"  {row[3]}"] for row in faults))
    return 0


def _about(behaviour: Behaviour) -> Iterator[str]:
    yield behaviour.name
    yield f"  {behaviour.says}"
    yield f"  on       {'operations' if behaviour.operations else 'no operation'}"
    for title, figures in (("needs", behaviour.needs), ("may", behaviour.may)):
        if figures:
            yield f"  {title:<7}  {', '.join(f'{name} ({kind})' for name, kind in figures.items())}"
    for title, words in (("each", behaviour.each), ("depends", behaviour.depends), ("harm", behaviour.harm)):
        if words:
            yield f"  {title:<7}  {', '.join(words)}"


def _promise_lines(contract: Contract, promise: Promise) -> list[str]:
    source = promise.source
    where = f"on {', '.join(promise.on)}; " if promise.on else ""
    return [
        f"{contract!r}  {promise.level}, {promise.basis}  {shown_path(Path(promise.file))}:{promise.line}",
        f"  {promise.statement}",
        f"  {where}{source.title}: {source.at}",
    ]


def _print_section(title: str, entries: Iterable[list[str]]) -> None:
    print(f"\n{title}")
    for lines in list(entries) or [["nothing so far"]]:
        print(*(f"  {line}" for line in lines), sep="\n")
