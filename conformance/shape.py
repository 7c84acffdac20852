"""The shape of a TOML file: what a JSON Schema says of it, told with lines and remedies.

The schemas in `schemas/` say what each value must be in their `title`s; here these become messages.  Faulty values are
cut out of the data, so that whoever judges the meaning afterwards meets only well-formed ones and all faults of a file
come at once.
"""

from __future__ import annotations

import copy
import json
import re
from collections.abc import Iterator
from functools import cache
from typing import TYPE_CHECKING, Any

from conformance.document import Document, Fault, nearest
from conformance.lines import Place
from conformance.locations import schema_file

if TYPE_CHECKING:
    import jsonschema_rs

LONGEST_VALUE = 60
TYPE_WORDS = {dict: "a table", list: "a list", str: "a text", bool: "a flag", int: "a number", float: "a number"}


def check_shape(document: Document, schema: str, *, values: bool = True) -> tuple[dict[str, Any], list[Fault]]:
    """Return the well-formed part of the data, and the faults of the rest.

    values: False keeps every value out of the messages, for files that hold secrets.
    """
    sound = document.data
    faults: list[Fault] = []
    for error in _validator(schema).iter_errors(document.data):
        if sound is document.data:
            sound = copy.deepcopy(document.data)
        for place, found, remedy, is_wrong in _findings(error, _schema(schema), values=values):
            faults.append(document.fault(place, found, remedy))
            if is_wrong:
                _cut(sound, place)
    return sound, faults


def name_of(place: Place) -> str:
    """Return how a message calls a place: `with.max`, `covers[2]`, `operations.revoke.does`."""
    text = "".join(f"[{key}]" if isinstance(key, int) else f".{key}" for key in place).lstrip(".")
    return re.sub(r"^\w+\[\d+\]\.(?=.)", "", text)


def shown_value(value: Any) -> str:
    """Return the value as JSON, cut to what fits in a message."""
    text = json.dumps(value, ensure_ascii=False, default=str)
    return text if len(text) <= LONGEST_VALUE else text[:LONGEST_VALUE] + "…"


@cache
def _schema(name: str) -> dict[str, Any]:
    schema: dict[str, Any] = json.loads(schema_file(name).read_text("utf-8"))
    return schema


@cache
def _validator(name: str) -> jsonschema_rs.Draft202012Validator:
    import jsonschema_rs

    return jsonschema_rs.Draft202012Validator(_schema(name))


def _findings(
    error: jsonschema_rs.ValidationError, schema: dict[str, Any], *, values: bool
) -> Iterator[tuple[Place, str, str, bool]]:
    place: Place = tuple(error.instance_path)
    details: dict[str, Any] = error.kind.as_dict()
    rule = error.kind.name
    keywords = list(error.schema_path)
    node = _node(schema, keywords[:-1])
    if rule == "additionalProperties":
        for key in details["unexpected"]:
            inside = f" in {name_of(place)}" if place else ""
            yield (*place, key), f"unknown key '{key}'{inside}", nearest(key, node.get("properties", ())), True
    elif rule == "required":
        missing = details["property"]
        title = _node(schema, [*keywords[:-1], "properties", missing]).get("title", "a value")
        yield place, f"{name_of(place) or 'the file'} has no '{missing}'", f"add it: {title}", False
    elif rule == "propertyNames":
        title = node.get("title", "another name")
        name = str(details["error"].instance)
        yield (*place, name), f"'{name}' cannot be a name here", f"write {title}", True
    else:
        found = f"{name_of(place) or 'the file'} is {_seen(error, rule, values=values)}"
        yield place, found, _remedy(error, node), True


def _seen(error: jsonschema_rs.ValidationError, rule: str, *, values: bool) -> str:
    if values or rule == "enum":
        return shown_value(error.instance)
    return "malformed" if rule == "pattern" else TYPE_WORDS.get(type(error.instance), "something else")


def _remedy(error: jsonschema_rs.ValidationError, node: dict[str, Any]) -> str:
    if "enum" in node:
        words = [str(word) for word in node["enum"]]
        near = nearest(error.instance, words) if isinstance(error.instance, str) else ""
        hint = f" ({near})" if near.startswith("nearest") else ""
        return f"write one of {', '.join(words)}{hint}"
    return f"write {node['title']}" if "title" in node else error.message


def _node(schema: dict[str, Any], keywords: list[str | int]) -> dict[str, Any]:
    node: Any = schema
    for keyword in keywords:
        node = node[int(keyword)] if isinstance(node, list) else node.get(keyword, {})
        while isinstance(node, dict) and "$ref" in node and "title" not in node:
            node = _node(schema, node["$ref"].removeprefix("#/").split("/"))
    return node if isinstance(node, dict) else {}


def _cut(data: Any, place: Place) -> None:
    """Remove the value, together with the whole array if it is an element of one."""
    while place and isinstance(place[-1], int):
        place = place[:-1]
    for key in place[:-1]:
        if isinstance(data, dict) and key not in data:
            return
        data = data[key]
    if place and isinstance(data, dict):
        data.pop(place[-1], None)
