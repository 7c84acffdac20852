"""What can be wrong with promises beyond their shape."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator
from typing import Any

from conformance.contract.check_operations import Known, part_names
from conformance.contract.layers import Table
from conformance.contract.model import Behaviour, Operation
from conformance.document import Fault, listed, nearest
from conformance.shape import shown_value

WITHOUT_ROWS = ("derived", "reading", "standard")
CLIENT_PARTS = ("client_id", "client_secret")
"""Parts that `auth = "client"` brings, wherever the target puts them."""
FIGURE_TYPES = {
    "text": "a text",
    "number": "a number",
    "status": "a status, or a list of them",
    "list": "a list",
    "table": "a table",
    "flag": "true or false",
}
WORDS = {
    "ends": ("token", "grant", "account", "authorization"),
    "spares": ("grant", "account", "client", "other user", "other client", "same user at other client"),
}
OPERATION_FIGURES = ("through", "configure", "verify", "create")
"""Figures that name an operation; `part` is a part of the first of them, if there is one."""
ANSWER_FIGURES = ("present", "absent", "values", "patterns")
"""Figures that name what an operation's `answer` gives."""
TOKENS = ("access_token", "refresh_token", "client_token")
FLAWS = ("no", "unknown", "wrong", "misplaced", "bare")
"""How one part of a valid call is made wrong: left out, not existing, not the right one, in the wrong place, bare."""
_REFERENCE = re.compile(r"\{([a-z_][a-z0-9_]*\.[a-z_][a-z0-9_]*)\}")


def check_promises(known: Known) -> Iterator[Fault]:
    """Find the faults of all promises."""
    for table in known.layers.listed("promise"):
        yield from _check_words(known, table)
        yield from _check_operations(known, table)
        name = table.data.get("behaviour")
        behaviour = known.behaviours.get(str(name))
        if behaviour is not None:
            yield from _check_on(table, behaviour)
            yield from _check_each(table, behaviour)
            yield from _check_figures(known, table, behaviour)
            yield from _check_answers(known, table)
            yield from _check_flaws(known, table, behaviour)
        elif name is not None:
            yield table.fault(("behaviour",), f"unknown behaviour '{name}'", nearest(name, known.behaviours))
    for table in known.layers.listed("drop"):
        name = table.data.get("behaviour")
        if name is not None and name not in known.behaviours:
            yield table.fault(("behaviour",), f"unknown behaviour '{name}'", nearest(name, known.behaviours))


def _check_words(known: Known, table: Table) -> Iterator[Fault]:
    data = table.data
    sources = known.layers.named("sources")
    source = data.get("source", {}).get("from")
    if source is not None and source not in sources:
        yield table.fault(("source", "from"), f"unknown source '{source}'", nearest(source, sources))
    if data.get("basis") == "reading" and data.get("level") == "must":
        yield table.fault(("level",), "a must that is only read from source code", 'write level = "should"')
    answers_for_rows = known.layers.first("catalogue") is not None
    if answers_for_rows and not data.get("covers") and data.get("basis", "reading") not in WITHOUT_ROWS:
        basis = data["basis"]
        yield table.fault(
            ("covers",),
            f"a {basis} promise covers no row",
            f"name its rows; only basis {', '.join(WITHOUT_ROWS)} has none",
        )
    for number, name in enumerate(data.get("needs", ())):
        if name not in known.endpoints:
            yield table.fault(("needs", number), f"unknown endpoint '{name}'", nearest(name, known.endpoints))


def _check_operations(known: Known, table: Table) -> Iterator[Fault]:
    names = table.data.get("on", ())
    for number, name in enumerate(names):
        if name not in known.operation_names:
            yield table.fault(("on", number), f"unknown operation '{name}'", nearest(name, known.operation_names))
    for operation in _built(known, names):
        for place, parameter in enumerate(table.data.get("each", {}).get("parameter", ())):
            yield from _check_part(table, ("each", "parameter", place), str(parameter), operation)
    figures = table.data.get("with", {})
    part = figures.get("part")
    if isinstance(part, str) and not _REFERENCE.fullmatch(part):
        named = [figures[name] for name in OPERATION_FIGURES if name in figures]
        for operation in _built(known, named[:1] or names):
            yield from _check_part(table, ("with", "part"), part, operation)


def _check_answers(known: Known, table: Table) -> Iterator[Fault]:
    """Find figures that name what the operation's `answer` does not, so that it could only be missed."""
    figures = table.data.get("with", {})
    for operation in _built(known, table.data.get("on", ())):
        for figure in ANSWER_FIGURES:
            names = figures.get(figure, ())
            for name in names if isinstance(names, list | dict) else ():
                if str(name) not in operation.answer:
                    found = f"the answer of '{operation.name}' has no name '{name}'"
                    remedy = f'{nearest(str(name), operation.answer)}, or add it: answer = {{ {name} = "/{name}" }}'
                    yield table.fault(("with", figure), found, remedy)


def _check_flaws(known: Known, table: Table, behaviour: Behaviour) -> Iterator[Fault]:
    each = {key: words for key, words in table.data.get("each", {}).items() if key in behaviour.each}
    for number, word in enumerate(each.get("token", ())):
        if word not in TOKENS:
            yield table.fault(("each", "token", number), f"unknown token '{word}'", nearest(str(word), TOKENS))
    for number, word in enumerate(each.get("flaw", ())):
        kind, _, part = str(word).partition("-")
        if part == "user":
            continue
        if kind not in FLAWS:
            found = f"unknown flaw '{word}'"
            yield table.fault(("each", "flaw", number), found, f"write KIND-PART, with KIND one of {listed(FLAWS)}")
            continue
        part = part.replace("-", "_")
        for operation in _built(known, table.data.get("on", ())):
            if kind != "unknown" or part not in _path_slots(operation):
                yield from _check_part(table, ("each", "flaw", number), part, operation)


def _built(known: Known, names: Iterable[Any]) -> list[Operation]:
    return [known.operations[str(name)] for name in names if str(name) in known.operations]


def _check_part(table: Table, place: tuple[str | int, ...], part: str, operation: Operation) -> Iterator[Fault]:
    parts = [*part_names(operation), *(CLIENT_PARTS if operation.auth == "client" else ())]
    if part in parts:
        return
    there = f"its parts: {listed(parts) or 'none'}"
    if part in _path_slots(operation):
        found = f"'{part}' stands in the path of '{operation.name}', and another path is another request"
        yield table.fault(place, found, f"take one of {there}")
    else:
        yield table.fault(place, f"operation '{operation.name}' has no part '{part}'", there)


def _path_slots(operation: Operation) -> list[str]:
    return [slot.name for slot in operation.path.slots]


def _check_on(table: Table, behaviour: Behaviour) -> Iterator[Fault]:
    if behaviour.operations and "on" not in table.layer.document.data["promise"][table.place[1]]:
        yield table.fault((), f"{behaviour.name} is promised of operations, and `on` is missing", 'add on = ["…"]')
    if not behaviour.operations and "on" in table.data:
        yield table.fault(("on",), f"{behaviour.name} is not promised of operations", "remove `on`")


def _check_each(table: Table, behaviour: Behaviour) -> Iterator[Fault]:
    each = table.data.get("each", {})
    written = _written(table, "each")
    for key in behaviour.each:
        if key not in written:
            yield table.fault((), f"{behaviour.name} needs each.{key}", f'add each = {{ {key} = ["…"] }}')
    for key in each:
        if key not in behaviour.each:
            yield table.fault(("each", key), f"{behaviour.name} has no each.{key}", nearest(key, behaviour.each))


def _check_figures(known: Known, table: Table, behaviour: Behaviour) -> Iterator[Fault]:
    figures = table.data.get("with", {})
    written = _written(table, "with")
    types = {**behaviour.needs, **behaviour.may}
    for name, kind in behaviour.needs.items():
        if name not in written:
            yield table.fault((), f"{behaviour.name} needs the figure '{name}'", f"add with.{name}: {_expected(kind)}")
    for name, value in figures.items():
        if name not in types:
            yield table.fault(("with", name), f"{behaviour.name} has no figure '{name}'", nearest(name, types))
        else:
            yield from _check_figure(known, table, name, value, types[name])


def _check_figure(known: Known, table: Table, name: str, value: Any, kind: str) -> Iterator[Fault]:
    reference = _REFERENCE.fullmatch(value) if isinstance(value, str) else None
    if reference:
        if wrong := known.check_answer(reference[1]):
            yield table.fault(("with", name), *wrong)
    elif not _is_of(kind, value):
        yield table.fault(("with", name), f"with.{name} is {shown_value(value)}", f"write {_expected(kind)}")
    else:
        noun, names = _names_of(known, name)
        for word in (value if isinstance(value, list) else [value]) if noun else ():
            if word not in names:
                yield table.fault(("with", name), f"unknown {noun} '{word}'", nearest(str(word), names))


def _names_of(known: Known, figure: str) -> tuple[str, Collection[str]]:
    """Return what a figure names and the names there are; empty if it names nothing of the contract."""
    if figure in WORDS:
        return f"word in {figure}", WORDS[figure]
    if figure in OPERATION_FIGURES:
        return "operation", known.operation_names
    return {"state": ("state", known.states), "kind": ("witness", known.witnesses)}.get(figure, ("", ()))


def _is_of(kind: str, value: Any) -> bool:
    is_flag = isinstance(value, bool)
    if kind == "status":
        values = value if isinstance(value, list) and value else [value]
        return all(isinstance(each, int) and not isinstance(each, bool) and 100 <= each <= 599 for each in values)
    types: dict[str, type | tuple[type, ...]] = {
        "text": str,
        "number": (int, float),
        "list": list,
        "table": dict,
        "flag": bool,
        "any": object,
    }
    return isinstance(value, types[kind]) and (not is_flag or kind in ("flag", "any"))


def _expected(kind: str) -> str:
    return FIGURE_TYPES.get(kind, "any value")


def _written(table: Table, key: str) -> Any:
    """Return the table as it was written, so that a malformed value is not told as missing, too."""
    written = table.layer.document.data["promise"][table.place[1]].get(key, {})
    return written if isinstance(written, dict) else ()
