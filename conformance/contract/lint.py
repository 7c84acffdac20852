"""All that can be found out about a contract without asking a server."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from conformance.contract.catalogue import check_rows, read_rows
from conformance.contract.check_operations import Known
from conformance.contract.inherit import standing_promises
from conformance.contract.names import find_contract
from conformance.contract.openapi import OpenApi, check_openapi
from conformance.contract.read import check_meaning, know
from conformance.document import Fault, in_order
from conformance.outcomes import ConfigurationError


def lint_contract(name_or_path: str | Path, *, suites: Path) -> list[str]:
    """Return every fault as `file:line: what was found; what to do`, in the order of the files and lines."""
    try:
        known = know(find_contract(name_or_path, suites=suites), suites=suites)
        rows = read_rows(suites)
        document = _openapi(known)
    except ConfigurationError as error:
        return list(error.faults)
    return in_order(_all_faults(known, rows, document))


def _all_faults(known: Known, rows: dict[str, str], document: OpenApi | None) -> Iterator[Fault]:
    yield from check_meaning(known)
    yield from check_rows(known.layers, standing_promises(known.layers), rows)
    if document is not None:
        yield from check_openapi(known, document)


def _openapi(known: Known) -> OpenApi | None:
    """Return the OpenAPI document, if the contract names one that is there."""
    found = known.layers.first("openapi")
    file = found[0].document.file.parent / found[1] if found else None
    return OpenApi.from_file(file) if file is not None and file.is_file() else None
