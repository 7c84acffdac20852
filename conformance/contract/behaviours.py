"""The list of behaviours: which abilities there are, and what a promise of each must and may give."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from conformance.contract.model import Behaviour
from conformance.document import Document, Fault, in_order, nearest, raise_faults
from conformance.outcomes import ConfigurationError
from conformance.shape import check_shape

FILE = "behaviours.toml"
_READ: dict[tuple[Path, int], dict[str, Behaviour]] = {}


def read_behaviours(suites: Path) -> dict[str, Behaviour]:
    """Return the behaviours by name; faults in the list are a ConfigurationError."""
    file = suites / FILE
    key = (file, file.stat().st_mtime_ns if file.is_file() else 0)
    if key not in _READ:
        document = Document.from_file(file)
        data, faults = check_shape(document, "behaviours")
        raise_faults([*faults, *_check(document, data)])
        _READ[key] = {name: _behaviour(name, table) for name, table in data.items()}
    return _READ[key]


def lint_behaviours(suites: Path) -> list[str]:
    """Return all faults of the list, in the order of its lines."""
    try:
        document = Document.from_file(suites / FILE)
    except ConfigurationError as error:
        return list(error.faults)
    data, faults = check_shape(document, "behaviours")
    return in_order([*faults, *_check(document, data)])


def _behaviour(name: str, table: Mapping[str, Any]) -> Behaviour:
    return Behaviour(
        name=name,
        says=table["says"],
        operations=table["on"],
        each=tuple(table.get("each", ())),
        needs=table.get("needs", {}),
        may=table.get("may", {}),
        depends=tuple(table.get("depends", ())),
        harm=tuple(table.get("harm", ())),
    )


def _check(document: Document, data: Mapping[str, Any]) -> Iterator[Fault]:
    for name, table in data.items():
        for number, other in enumerate(table.get("depends", ())):
            place = (name, "depends", number)
            if other == name:
                yield document.fault(place, f"{name} depends on itself", "leave it out")
            elif other not in document.data:
                yield document.fault(place, f"unknown behaviour '{other}'", nearest(other, document.data))
        for figure in sorted(set(table.get("needs", {})) & set(table.get("may", {}))):
            yield document.fault((name, "may", figure), f"'{figure}' stands in needs and in may", "keep one of them")
