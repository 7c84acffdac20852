"""From the tables of a contract file to the records of the model."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, get_args

from conformance.contract.layers import Layers, Table
from conformance.contract.model import (
    PLACES,
    Behaviour,
    Lifetime,
    Operation,
    Part,
    Place,
    Promise,
    Recipe,
    Source,
    Template,
    Witness,
)

DEFAULT_SUCCESS = tuple(range(200, 300))
WITNESS_SLOT = "token"


def make_operations(layers: Layers) -> dict[str, Operation]:
    """Return the operations whose tables are complete, with `[everywhere]` merged in."""
    everywhere = layers.everywhere()
    return {
        name: make_operation(name, table.data, everywhere)
        for name, table in layers.named("operations").items()
        if {"does", "for", "request"} <= table.data.keys()
    }


def make_operation(name: str, data: Mapping[str, Any], everywhere: Mapping[str, Mapping[str, Any]]) -> Operation:
    method, _, path = data["request"].partition(" ")
    lifetime = data.get("lifetime")
    parts = tuple(_parts(data, everywhere))
    has = {slot.name for part in parts for slot in part.template.slots}
    common = {slot: source for slot, source in everywhere["from"].items() if slot in has}
    return Operation(
        name=name,
        does=data["does"],
        subject=data["for"],
        method=method,
        path=Template.from_value(path),
        parts=parts,
        sources={**common, **data.get("from", {})},
        answer=data.get("answer", {}),
        lifetime=Lifetime(lifetime["at"], lifetime["in"]) if lifetime and len(lifetime) > 1 else None,
        success=statuses(data["success"]) if "success" in data else DEFAULT_SUCCESS,
        auth=data.get("auth"),
        undo=data.get("undo"),
        optional=data.get("optional", False),
    )


def make_witnesses(layers: Layers) -> dict[str, Witness]:
    """Return the witnesses whose tables are complete."""
    everywhere = layers.everywhere()
    return {
        kind: _witness(kind, table.data, everywhere)
        for kind, table in layers.named("witnesses").items()
        if "request" in table.data or "operation" in table.data
    }


def make_recipes(layers: Layers) -> dict[str, Recipe]:
    return {
        state: Recipe(state, table.data["operation"], table.data["gives"], table.data.get("then"))
        for state, table in layers.named("recipes").items()
        if {"operation", "gives"} <= table.data.keys()
    }


def make_source(data: Mapping[str, str], documents: Mapping[str, Table]) -> Source:
    document = documents[data["from"]].data
    return Source(
        key=data["from"],
        at=data["at"],
        title=document["title"],
        version=document.get("version"),
        url=document.get("url"),
        file=document.get("file"),
    )


def make_promise(contract: str, table: Table, behaviour: Behaviour, documents: Mapping[str, Table]) -> Promise:
    """Return the promise of a table that has no faults."""
    data = table.data
    source = make_source(data["source"], documents)
    harms = data.get("harms", ())
    return Promise(
        contract=contract,
        version=source.version or table.layer.version,
        behaviour=behaviour,
        statement=data["statement"],
        source=source,
        level=data["level"],
        basis=data["basis"],
        covers=tuple(data.get("covers", ())),
        on=tuple(data.get("on", ())),
        each={key: tuple(values) for key, values in data.get("each", {}).items()},
        figures=data.get("with", {}),
        needs=tuple(data.get("needs", ())),
        harms=(harms,) if isinstance(harms, str) else tuple(harms),
        file=str(table.file),
        line=table.line,
    )


def statuses(value: int | list[int]) -> tuple[int, ...]:
    return (value,) if isinstance(value, int) else tuple(value)


def _parts(data: Mapping[str, Any], everywhere: Mapping[str, Mapping[str, Any]]) -> Iterator[Part]:
    """Yield the parts, place by place; an operation's own header or member replaces the one from everywhere."""
    for place in get_args(Place):
        own = data.get(place, {})
        written = {_wire_name(place, name) for name in own}
        common = {k: v for k, v in everywhere.get(place, {}).items() if _wire_name(place, k) not in written}
        for name, value in {**common, **own}.items():
            yield Part(place, name, Template.from_value(value))


def _wire_name(place: str, name: str) -> str:
    return name.lower() if place == "headers" else name


def _witness(kind: str, data: Mapping[str, Any], everywhere: Mapping[str, Mapping[str, Any]]) -> Witness:
    asks = None
    if "request" in data:
        wanted = {key: data[key] for key in ("request", "from", "auth", *PLACES) if key in data}
        asks = make_operation(f"witness_{kind}", {**wanted, "does": "call", "for": "user"}, everywhere)
    return Witness(
        kind=kind,
        operation=asks,
        uses=data.get("operation"),
        slot=data.get("slot", WITNESS_SLOT),
        alive=_sign(data.get("alive")),
        dead=_sign(data.get("dead")),
        makes=tuple(data.get("makes", ())),
        spends=data.get("spends", False),
        of=data.get("of"),
    )


def _sign(value: Any) -> dict[str, Any]:
    """Return `{"status": (…), "/pointer": value}` whatever the spelling; empty if nothing is said."""
    if value is None:
        return {}
    if not isinstance(value, dict):
        return {"status": statuses(value)}
    return {key: statuses(each) if key == "status" else each for key, each in value.items()}
