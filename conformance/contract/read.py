"""Reading a contract for a run: refused with all its faults, or given as records.

What only the project's own lint must know (the catalogue's rows, the OpenAPI document) is not looked at here.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from conformance.contract.behaviours import read_behaviours
from conformance.contract.build import make_operations, make_promise, make_recipes, make_witnesses
from conformance.contract.catalogue import rows_of
from conformance.contract.check_operations import Known, check_operations
from conformance.contract.check_promises import check_promises
from conformance.contract.inherit import check_items, standing_promises
from conformance.contract.layers import Layers, read_layers
from conformance.contract.model import Contract, Exclusion
from conformance.contract.names import contract_name, find_contract
from conformance.document import Fault, raise_faults


def read_contract(name_or_path: str | Path, *, suites: Path) -> Contract:
    """Return the contract of a built-in name (`finapi`, `finapi@1.115.1`) or a path.

    Every fault of shape and meaning is told at once, in one ConfigurationError.
    """
    known = know(find_contract(name_or_path, suites=suites), suites=suites)
    raise_faults(check_meaning(known))
    return _contract(known)


def know(file: Path, *, suites: Path) -> Known:
    """Read the file with all that it extends, and build what is whole."""
    layers = read_layers(file)
    return Known(layers, read_behaviours(suites), make_operations(layers), make_witnesses(layers), make_recipes(layers))


def check_meaning(known: Known) -> Iterator[Fault]:
    """Find the faults that need neither the catalogue nor the OpenAPI document; those of shape come first."""
    yield from known.layers.faults
    yield from check_operations(known)
    yield from check_promises(known)
    yield from check_items(known.layers)
    found = known.layers.first("openapi")
    if found is not None and not _openapi(known.layers):
        layer, path = found
        yield layer.document.fault(("openapi",), f"there is no file {path}", "check the path")


def _openapi(layers: Layers) -> Path | None:
    found = layers.first("openapi")
    file = found[0].document.file.parent / found[1] if found else None
    return file if file is not None and file.is_file() else None


def _contract(known: Known) -> Contract:
    layers = known.layers
    file = layers.newest.document.file
    name = contract_name(file)
    sources = layers.named("sources")
    catalogue = layers.first("catalogue")
    return Contract(
        name=name,
        title=layers.newest.data["title"],
        version=layers.newest.version,
        file=file,
        endpoints=layers.endpoints(),
        operations=known.operations,
        witnesses=known.witnesses,
        recipes=known.recipes,
        promises=tuple(
            make_promise(name, table, known.behaviours[table.data["behaviour"]], sources)
            for table in standing_promises(layers)
        ),
        exclusions=tuple(
            Exclusion(tuple(table.data["covers"]), table.data["reason"]) for table in layers.listed("excluded")
        ),
        openapi=_openapi(layers),
        catalogue_rows=rows_of(layers),
        catalogue_open=catalogue[1].get("open", 0) if catalogue else None,
    )
