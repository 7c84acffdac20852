"""A contract file together with the older ones that it extends.

The tables of all layers are laid over one another: an operation, witness, source, endpoint or recipe replaces the older
one of its name; what stands under `[everywhere]` is added up.  Each table remembers the file in which it stands.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from conformance.document import Document, Fault
from conformance.lines import Place
from conformance.outcomes import ConfigurationError
from conformance.shape import check_shape

EVERYWHERE = ("headers", "query", "from")


@dataclass(frozen=True)
class Layer:
    """One file: its document, and the well-formed part of its data."""

    document: Document
    data: Mapping[str, Any]

    @property
    def version(self) -> str:
        return str(self.data.get("version", ""))


@dataclass(frozen=True)
class Table:
    """One table of a contract file, and where it stands."""

    layer: Layer
    place: Place
    data: Mapping[str, Any]

    @property
    def file(self) -> Path:
        return self.layer.document.file

    @property
    def line(self) -> int:
        return self.layer.document.lines.of(self.place)

    def fault(self, place: Place, found: str, remedy: str) -> Fault:
        """Return a fault at this place inside the table."""
        return self.layer.document.fault((*self.place, *place), found, remedy)


@dataclass(frozen=True)
class Layers:
    """All layers of a contract, the newest first, and the faults of their shape."""

    layers: tuple[Layer, ...]
    faults: tuple[Fault, ...]

    @property
    def newest(self) -> Layer:
        return self.layers[0]

    def named(self, kind: str) -> dict[str, Table]:
        """Return the tables `[kind.NAME]`: the older ones first, the newest of each name."""
        found: dict[str, Table] = {}
        for layer in reversed(self.layers):
            for name, data in layer.data.get(kind, {}).items():
                found[name] = Table(layer, (kind, name), data)
        return found

    def listed(self, kind: str) -> list[Table]:
        """Return the tables `[[kind]]`, those of the newest layer first."""
        return [
            Table(layer, (kind, number), data)
            for layer in self.layers
            for number, data in enumerate(layer.data.get(kind, ()))
        ]

    def endpoints(self) -> dict[str, str]:
        """Return the default path of each endpoint."""
        found: dict[str, str] = {}
        for layer in reversed(self.layers):
            found |= layer.data.get("endpoints", {})
        return found

    def everywhere(self) -> dict[str, dict[str, Any]]:
        """Return what every request has: place -> wire name -> template."""
        found: dict[str, dict[str, Any]] = {key: {} for key in EVERYWHERE}
        for layer in reversed(self.layers):
            for key, values in layer.data.get("everywhere", {}).items():
                found[key] |= values
        return found

    def first(self, key: str) -> tuple[Layer, Any] | None:
        """Return the newest value of a top-level key, with its layer."""
        return next(((layer, layer.data[key]) for layer in self.layers if key in layer.data), None)


def read_layers(file: Path) -> Layers:
    """Read a contract and all that it extends; a file that is missing or no TOML is a ConfigurationError."""
    layers: list[Layer] = []
    faults: list[Fault] = []
    following: Path | None = file
    while following is not None:
        document = Document.from_file(following)
        data, found = check_shape(document, "contract")
        layers.append(Layer(document, data))
        faults += found
        following = _older(layers)
    return Layers(tuple(layers), tuple(faults))


def _older(layers: list[Layer]) -> Path | None:
    layer = layers[-1]
    if "extends" not in layer.data:
        return None
    document = layer.document
    older: Path = (document.file.parent / layer.data["extends"]).resolve()
    if older in [each.document.file.resolve() for each in layers]:
        raise ConfigurationError(
            str(document.fault(("extends",), f"{layer.data['extends']} extends this file in turn", "end the circle"))
        )
    if not older.is_file():
        raise ConfigurationError(
            str(document.fault(("extends",), f"there is no file {layer.data['extends']}", "check the path"))
        )
    return older
