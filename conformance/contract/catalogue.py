"""The rows of the catalogue: what the documents demand, and which contract answers for which row."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from fnmatch import fnmatchcase
from pathlib import Path

from conformance.contract.layers import Layers, Table
from conformance.document import Document, Fault, listed, nearest
from conformance.locations import shown_path


def read_rows(suites: Path) -> dict[str, str]:
    """Return row id -> what the row says, of all catalogue files."""
    found: dict[str, str] = {}
    for file in sorted((suites / "catalogue").glob("*.toml")):
        rows = Document.from_file(file).data
        found |= {row: table.get("says", "") for row, table in rows.items() if isinstance(table, dict)}
    return found


def check_rows(layers: Layers, promises: list[Table], rows: Mapping[str, str]) -> Iterator[Fault]:
    """Find unknown rows, rows that are covered and excluded, and more open rows than the contract admits."""
    excluded = layers.listed("excluded")
    for table in (*layers.listed("promise"), *excluded):
        for number, row in enumerate(table.data.get("covers", ())):
            if row not in rows:
                yield table.fault(("covers", number), f"unknown row '{row}'", nearest(row, rows))
    yield from _check_excluded(layers, promises, excluded)
    yield from _check_open(layers, promises, rows)


def answered_rows(layers: Layers, promises: list[Table]) -> set[str]:
    """Return the rows that a promise covers or an exclusion names."""
    tables = [*promises, *layers.listed("excluded")]
    return {row for table in tables for row in table.data.get("covers", ())}


def rows_of(layers: Layers) -> tuple[str, ...]:
    """Return the patterns of the rows for which the contract answers."""
    found = layers.first("catalogue")
    patterns = found[1].get("rows", ()) if found else ()
    return (patterns,) if isinstance(patterns, str) else tuple(patterns)


def matching_rows(patterns: Iterable[str], rows: Iterable[str]) -> list[str]:
    """Return the rows that one of the patterns names, in their order."""
    wanted = tuple(patterns)
    return [row for row in rows if any(fnmatchcase(row, pattern) for pattern in wanted)]


def _check_excluded(layers: Layers, promises: list[Table], excluded: list[Table]) -> Iterator[Fault]:
    age = {id(layer): number for number, layer in enumerate(layers.layers)}
    covered = {row: table for table in reversed(promises) for row in table.data.get("covers", ())}
    for table in excluded:
        for number, row in enumerate(table.data.get("covers", ())):
            promise = covered.get(row)
            if promise is not None and age[id(promise.layer)] >= age[id(table.layer)]:
                where = f"{shown_path(promise.file)}:{promise.line}"
                yield table.fault(
                    ("covers", number), f"row '{row}' is excluded, and covered at {where}", "remove one of the two"
                )


def _check_open(layers: Layers, promises: list[Table], rows: Mapping[str, str]) -> Iterator[Fault]:
    found = layers.first("catalogue")
    if found is None:
        return
    layer, catalogue = found
    patterns = rows_of(layers)
    for pattern in patterns:
        if not any(fnmatchcase(row, pattern) for row in rows):
            yield layer.document.fault(
                ("catalogue", "rows"), f"no row is called '{pattern}'", nearest(pattern.rstrip("*"), rows)
            )
    answered = answered_rows(layers, promises)
    still_open = [row for row in matching_rows(patterns, rows) if row not in answered]
    allowed = catalogue.get("open", 0)
    if len(still_open) > allowed:
        yield layer.document.fault(
            ("catalogue", "open"),
            f"{len(still_open)} rows are open where {allowed} may be: {listed(still_open)}",
            "cover them by a promise, or exclude them with a reason",
        )
