"""What is shipped, read when a command asks for it: behaviours, contracts, scenarios."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from conformance.cli.scenarios import Found, find_scenarios
from conformance.locations import suites_dir

if TYPE_CHECKING:
    from conformance.contract import Behaviour, Contract


def suites() -> Path:
    return suites_dir()


def scenarios() -> list[Found]:
    return find_scenarios(suites())


def behaviours() -> dict[str, Behaviour]:
    from conformance.contract import read_behaviours

    return read_behaviours(suites())


def built_in() -> list[str]:
    from conformance.contract import built_in_contracts

    return list(built_in_contracts(suites()))


def contracts(names: Sequence[str]) -> list[Contract]:
    """Return these contracts, or all built-in ones."""
    from conformance.contract import read_contract

    return [read_contract(name, suites=suites()) for name in names or built_in()]
