"""What can be wrong with operations, witnesses and recipes beyond their shape."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from conformance.contract.layers import Layers, Table
from conformance.contract.model import BUILT_IN_SLOTS, PLACES, Behaviour, Operation, Recipe, Slot, Witness
from conformance.document import Fault, nearest

STATES = (
    "client",
    "other client",
    "user",
    "other user",
    "locked user",
    "unverified user",
    "signed-in user",
    "authorization code",
    "redirect uri",
    "new password",
    "personal access token",
    "active subscription",
    "time passes",
)
ENDPOINTS = ("authorization", "token", "revocation", "introspection", "userinfo", "registration", "jwks", "metadata")
"""Endpoints that a target may have even if the contract gives no path."""
_OPEN = re.compile(r"[{}]")
_GAP = re.compile(r"\{[^{}\"]*\}")


@dataclass(frozen=True)
class Known:
    """The names of one contract, all layers together, for whoever checks a reference."""

    layers: Layers
    behaviours: Mapping[str, Behaviour]
    operations: Mapping[str, Operation]
    witnesses: Mapping[str, Witness]
    recipes: Mapping[str, Recipe]

    @property
    def operation_names(self) -> set[str]:
        """All names, those of incomplete operations too."""
        written = [layer.document.data.get("operations") for layer in self.layers.layers]
        return {name for tables in written if isinstance(tables, dict) for name in tables}

    @property
    def states(self) -> set[str]:
        return {*STATES, *self.layers.named("recipes")}

    @property
    def endpoints(self) -> set[str]:
        return {*ENDPOINTS, *self.layers.endpoints()}

    def check_answer(self, reference: str) -> tuple[str, str] | None:
        """Return what is wrong with "operation.answer" and what to do, or None."""
        name, _, answer = reference.partition(".")
        if name not in self.operation_names:
            return f"'{reference}' names an unknown operation '{name}'", nearest(name, self.operation_names)
        operation = self.operations.get(name)
        if operation is not None and answer not in operation.answer:
            return f"operation '{name}' has no answer '{answer}'", nearest(answer, operation.answer)
        return None

    def check_source(self, reference: str) -> tuple[str, str] | None:
        """Return what is wrong with a value of `from` and what to do, or None."""
        if "." in reference:
            return self.check_answer(reference)
        if reference in self.states:
            return None
        return f"unknown state '{reference}'", f'{nearest(reference, self.states)}, or write "operation.answer"'


def check_operations(known: Known) -> Iterator[Fault]:
    """Find the faults of operations, witnesses and recipes."""
    for name, table in known.layers.named("operations").items():
        operation = known.operations.get(name)
        if operation is not None:
            yield from _check_request(known, table, operation)
            yield from _check_undo(known, table, operation)
    for kind, table in known.layers.named("witnesses").items():
        yield from _check_witness(known, table, known.witnesses.get(kind))
    for state, table in known.layers.named("recipes").items():
        yield from _check_recipe(known, table, state)
    yield from _check_circles(known)


def slots_of(operation: Operation) -> list[Slot]:
    """Return the slots that take a value: those of the path, then those of the parts."""
    templates = [operation.path, *(part.template for part in operation.parts)]
    return [slot for template in templates for slot in template.slots if "." not in slot.name]


def _check_request(known: Known, table: Table, operation: Operation, *, given: str | None = None) -> Iterator[Fault]:
    """Find what is wrong with a request; `given` is the slot that a witness fills."""
    if "form" in table.data and "json" in table.data:
        yield table.fault(("json",), "a request has either a form or a JSON body", "remove one of the two")
    yield from _check_gaps(table)
    yield from _check_path(known, table, operation)
    yield from _check_sources(known, table, operation)
    filled = {*operation.sources, *BUILT_IN_SLOTS, given}
    for slot in slots_of(operation):
        if not slot.optional and slot.name not in filled:
            found = f"nothing fills the slot '{slot.name}'"
            yield table.fault(
                _place_of(table, slot), found, f"give it under `from`, or write {{{slot.name}?}} if it is optional"
            )


def _check_gaps(table: Table) -> Iterator[Fault]:
    slot = re.compile(r"\{[a-z_][a-z0-9_]*\??\}")
    for place in PLACES:
        for name, value in table.data.get(place, {}).items():
            for gap in _GAP.findall(value) if isinstance(value, str) else ():
                if not slot.fullmatch(gap):
                    yield table.fault((place, name), f"{gap} is no slot", "write {lower_case} or {lower_case?}")
            if isinstance(value, str) and _OPEN.search(_GAP.sub("", value)) and not value.startswith(('{"', "[")):
                yield table.fault((place, name), f"a brace in '{value}' has no partner", "write {lower_case}")


def _check_path(known: Known, table: Table, operation: Operation) -> Iterator[Fault]:
    for slot in operation.path.slots:
        prefix, dot, name = slot.name.partition(".")
        if slot.optional:
            yield table.fault(
                ("request",), f"the path slot '{slot.name}' is optional", f"a path needs it: write {{{slot.name}}}"
            )
        if dot and prefix != "endpoints":
            yield table.fault(("request",), f"{{{slot.name}}} is no slot", "write {endpoints.NAME} or {lower_case}")
        elif dot and name not in known.endpoints:
            yield table.fault(("request",), f"unknown endpoint '{name}'", nearest(name, known.endpoints))


def _check_sources(known: Known, table: Table, operation: Operation) -> Iterator[Fault]:
    has = {slot.name for slot in slots_of(operation)}
    for slot, reference in table.data.get("from", {}).items():
        if slot not in has:
            yield table.fault(("from", slot), f"the request has no slot '{slot}'", nearest(slot, has))
        if wrong := known.check_source(reference):
            yield table.fault(("from", slot), *wrong)


def _check_undo(known: Known, table: Table, operation: Operation) -> Iterator[Fault]:
    if operation.undo is not None and operation.undo not in known.operation_names:
        yield table.fault(
            ("undo",), f"unknown operation '{operation.undo}'", nearest(operation.undo, known.operation_names)
        )


def _check_witness(known: Known, table: Table, witness: Witness | None) -> Iterator[Fault]:
    written = table.layer.document.data["witnesses"][table.place[1]]
    if ("request" in written) == ("operation" in written):
        yield table.fault((), "a witness has either `request` or `operation`", "give one of them")
    if witness is None:
        return
    if witness.of is not None and witness.of not in known.witnesses:
        yield table.fault(("of",), f"unknown kind of token '{witness.of}'", nearest(witness.of, known.witnesses))
    if witness.operation is not None:
        yield from _check_request(known, table, witness.operation, given=witness.slot)
        for sign in ("alive", "dead"):
            if sign not in written:
                yield table.fault((), f"the witness has no '{sign}'", 'add it: a status, or { "/pointer" = value }')
    elif witness.uses not in known.operation_names:
        remedy = nearest(str(witness.uses), known.operation_names)
        yield table.fault(("operation",), f"unknown operation '{witness.uses}'", remedy)
    asks = witness.operation or known.operations.get(str(witness.uses))
    names = {slot.name for slot in slots_of(asks)} if asks is not None else {witness.slot}
    if witness.slot not in names:
        found = f"the request has no slot '{witness.slot}' for the token"
        yield table.fault(("slot",), found, nearest(witness.slot, names))


def _check_recipe(known: Known, table: Table, state: str) -> Iterator[Fault]:
    if state not in STATES:
        yield table.fault((), f"unknown state '{state}'", nearest(state, STATES))
    name = table.data.get("operation")
    operation = known.operations.get(str(name))
    if name is not None and name not in known.operation_names:
        yield table.fault(("operation",), f"unknown operation '{name}'", nearest(name, known.operation_names))
    then = table.data.get("then")
    if then is not None and then not in known.operation_names:
        yield table.fault(("then",), f"unknown operation '{then}'", nearest(then, known.operation_names))
    if operation is None:
        return
    has = {*operation.answer, *(slot.name for slot in slots_of(operation))}
    for value, origin in table.data.get("gives", {}).items():
        if origin not in has:
            yield table.fault(
                ("gives", value), f"operation '{name}' has no answer or slot '{origin}'", nearest(origin, has)
            )


def _check_circles(known: Known) -> Iterator[Fault]:
    """Find operations that need their own answer, by whatever way."""
    needs = {name: _needed(known, operation) for name, operation in known.operations.items()}
    tables = known.layers.named("operations")
    told: set[frozenset[str]] = set()
    for name in needs:
        circle = _circle(name, lambda at: needs.get(at, []))
        if circle and frozenset(circle) not in told:
            told.add(frozenset(circle))
            way = " → ".join([*circle, name])
            yield tables[name].fault(("from",), f"'{name}' needs its own answer: {way}", "take a value from a state")


def _needed(known: Known, operation: Operation) -> list[str]:
    built_in = {slot.name: BUILT_IN_SLOTS[slot.name] for slot in slots_of(operation) if slot.name in BUILT_IN_SLOTS}
    references = {**built_in, **operation.sources}.values()
    made = [known.recipes[reference].operation for reference in references if reference in known.recipes]
    return [*made, *(reference.partition(".")[0] for reference in references if "." in reference)]


def _circle(start: str, following: Callable[[str], list[str]]) -> list[str] | None:
    """Return the names on a way from `start` back to it, `start` first; None if there is no such way."""
    ways: list[list[str]] = [[start]]
    seen: set[str] = set()
    while ways:
        way = ways.pop()
        for name in following(way[-1]):
            if name == start:
                return way
            if name not in seen:
                seen.add(name)
                ways.append([*way, name])
    return None


def _place_of(table: Table, slot: Slot) -> tuple[str, ...]:
    for place in PLACES:
        for name, value in table.data.get(place, {}).items():
            if isinstance(value, str) and f"{{{slot.name}}}" in value:
                return (place, name)
    return ("request",)


def part_names(operation: Operation) -> list[str]:
    """Return the names by which scenarios speak of the parts of an operation."""
    return [name for part in operation.parts for name in part.keys]
