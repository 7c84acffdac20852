"""Which promises stand when a contract extends an older one.

What is compared is the *item*: behaviour, operation and one value of each list under `each`.  A newer promise takes its
items from the older ones; of an older promise that loses some, the rest stands.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from itertools import product
from typing import Any

from conformance.contract.layers import Layer, Layers, Table
from conformance.document import Fault
from conformance.locations import shown_path

Values = tuple[Any, ...]
Item = tuple[str, str | None, Values]


def items_of(data: Mapping[str, Any]) -> list[Item]:
    """Return the items of a promise; the values are in the order of the sorted keys of `each`."""
    each = data.get("each", {})
    lists = [each[key] for key in sorted(each)]
    operations: Iterable[str | None] = data.get("on") or [None]
    return [(data.get("behaviour", ""), operation, values) for operation in operations for values in product(*lists)]


def standing_promises(layers: Layers) -> list[Table]:
    """Return the promises that stand, the newest layer's first; an older one perhaps with fewer items."""
    found: list[Table] = []
    taken: set[Item] = set()
    drops: list[Table] = []
    everything = layers.listed("promise")
    for layer in layers.layers:
        own = [table for table in everything if table.layer is layer]
        for table in own:
            items = [item for item in items_of(table.data) if item not in taken and not _is_dropped(item, drops)]
            found += _with_items(table, items)
        taken |= {item for table in own for item in items_of(table.data)}
        drops += [table for table in layers.listed("drop") if table.layer is layer]
    return found


def check_items(layers: Layers) -> Iterator[Fault]:
    """Find promises of equal identity in one file, and drops that drop nothing."""
    everything = layers.listed("promise")
    for number, layer in enumerate(layers.layers):
        yield from _check_equal([table for table in everything if table.layer is layer])
        older = layers.layers[number + 1 :]
        for drop in layers.listed("drop"):
            if drop.layer is layer:
                yield from _check_drop(drop, [table for table in everything if _is_in(table, older)])


def _check_equal(promises: list[Table]) -> Iterator[Fault]:
    first: dict[Item, Table] = {}
    for table in promises:
        told: set[int] = set()
        for item in items_of(table.data) if "behaviour" in table.data else ():
            other = first.setdefault(item, table)
            again = other is table and items_of(table.data).count(item) > 1
            if (other is not table or again) and other.line not in told:
                told.add(other.line)
                words = " ".join(str(word) for word in (*item[:2], *item[2]) if word is not None)
                where = "twice in this promise" if again else f"already at {shown_path(other.file)}:{other.line}"
                yield table.fault((), f"the item '{words}' stands {where}", "leave it out of one, or join the two")


def _check_drop(drop: Table, older: list[Table]) -> Iterator[Fault]:
    behaviour = drop.data.get("behaviour")
    if behaviour is None:
        return
    there = {item[1] for table in older for item in items_of(table.data) if item[0] == behaviour}
    if not there:
        yield drop.fault((), f"no older promise of {behaviour}: nothing is dropped", "leave it out")
    for number, operation in enumerate(drop.data.get("on", ()) if there else ()):
        if operation not in there:
            known = ", ".join(sorted(str(each) for each in there))
            remedy = f"name one of: {known}"
            yield drop.fault(("on", number), f"no older promise of {behaviour} on '{operation}'", remedy)


def _is_dropped(item: Item, drops: list[Table]) -> bool:
    return any(
        drop.data.get("behaviour") == item[0] and ("on" not in drop.data or item[1] in drop.data["on"])
        for drop in drops
    )


def _is_in(table: Table, layers: tuple[Layer, ...]) -> bool:
    return any(table.layer is layer for layer in layers)


def _with_items(table: Table, items: list[Item]) -> Iterator[Table]:
    """Yield the promise reduced to these items, in as few pieces as its lists allow."""
    if items == items_of(table.data):
        yield table
        return
    by_values: dict[tuple[Values, ...], list[str | None]] = {}
    for operation in dict.fromkeys(item[1] for item in items):
        rest = tuple(item[2] for item in items if item[1] == operation)
        by_values.setdefault(rest, []).append(operation)
    keys = sorted(table.data.get("each", {}))
    for rest, operations in by_values.items():
        on = {"on": operations} if operations != [None] else {}
        for each in _lists(rest):
            yield replace(table, data={**table.data, **on, "each": dict(zip(keys, each, strict=True))})


def _lists(rest: tuple[Values, ...]) -> Iterator[list[list[Any]]]:
    """Yield lists whose products are exactly these values: one of each key if that works, else one for each tuple."""
    columns = [list(dict.fromkeys(column)) for column in zip(*rest, strict=True)]
    if list(product(*columns)) == list(rest):
        yield columns
    else:
        yield from ([[value] for value in values] for values in rest)
