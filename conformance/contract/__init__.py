"""Contracts: what a provider promises, and how it speaks.

A contract is data.  Its tables are read with the older ones that it extends (`layers`), checked (`check_operations`,
`check_promises`, `inherit`) and built into frozen records (`model`, `build`): operations with their parts, witnesses
that tell a live token from a dead one, and promises, each bound to a behaviour of the list (`behaviours`).  `read` is
the way in for a run; `lint` looks further, at the catalogue's rows and the provider's OpenAPI document.
"""

from __future__ import annotations

from conformance.contract.behaviours import lint_behaviours, read_behaviours
from conformance.contract.catalogue import matching_rows, read_rows
from conformance.contract.lint import lint_contract
from conformance.contract.model import (
    BUILT_IN_SLOTS,
    PLACES,
    Behaviour,
    Contract,
    Exclusion,
    Lifetime,
    Operation,
    Part,
    Promise,
    Recipe,
    Slot,
    Source,
    Template,
    Witness,
)
from conformance.contract.names import built_in_contracts, find_contract
from conformance.contract.read import read_contract

__all__ = [
    "BUILT_IN_SLOTS",
    "PLACES",
    "Behaviour",
    "Contract",
    "Exclusion",
    "Lifetime",
    "Operation",
    "Part",
    "Promise",
    "Recipe",
    "Slot",
    "Source",
    "Template",
    "Witness",
    "built_in_contracts",
    "find_contract",
    "lint_behaviours",
    "lint_contract",
    "matching_rows",
    "read_behaviours",
    "read_contract",
    "read_rows",
]
